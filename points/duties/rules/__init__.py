"""What is decided of members' duties: pure functions over plain values."""
