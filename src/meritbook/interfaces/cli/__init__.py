"""The command line: thin calls to deliveries, engine and documents."""
