"""Official documents: plain data in, bytes out; nothing here knows a rule or a table."""
