"""Decides about the books: pure functions over plain values. Amounts are integer fen."""
