"""Files as such: written whole or not at all, and where the shipped rulebooks lie."""
