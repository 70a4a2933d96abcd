"""Member points: schemes, entries, caps, the branch list."""
