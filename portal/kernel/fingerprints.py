"""Digests for the eye: in groups of four characters, to be compared on a screen or copied from paper."""

from __future__ import annotations

#: How many characters are enough to compare by eye.
SHORT = 16

_GROUP = 4
_GROUPS_IN_LINE = 8


def grouped(text: str) -> tuple[str, ...]:
    """Return ``text`` in groups of four characters, eight groups to a line."""
    groups = [text[at : at + _GROUP] for at in range(0, len(text), _GROUP)]
    lines = (groups[at : at + _GROUPS_IN_LINE] for at in range(0, len(groups), _GROUPS_IN_LINE))
    return tuple(" ".join(line) for line in lines)


def short_digest(digest: str) -> str:
    """Return the beginning of a digest in groups."""
    return " ".join(grouped(digest[:SHORT]))
