"""The ways in and out: command line, documents, deliveries, the demo; only here are clock and language."""
