"""What household points decide: pure functions over plain values."""
