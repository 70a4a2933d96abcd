"""Decisions about a branch's meetings; pure."""
