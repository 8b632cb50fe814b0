"""The ways in and out: command line, documents, deliveries, demo; clock and language live here."""
