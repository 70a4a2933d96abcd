"""The village's money, and the public site."""
