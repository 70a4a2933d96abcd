"""The area of the benchmark."""
