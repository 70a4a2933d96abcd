"""What is read of household points, by what it is about."""
