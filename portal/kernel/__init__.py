"""What knows nothing of villages and imports no Flask: values, database, journal, bulletins."""
