"""Numbers as people read them: hundredths without idle zeros; whatever is absent is shown as a dash."""

from __future__ import annotations

ABSENT = "—"
_WHOLE = 100


def points(points_x100: int | None) -> str:
    """Return points without idle zeros: ``4.5``, ``12``, ``-0.25``."""
    if points_x100 is None:
        return ABSENT
    whole, rest = divmod(abs(points_x100), _WHOLE)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if points_x100 < 0 else text


def percent(rate_x100: int | None) -> str:
    """Return hundredths of a percent without idle zeros: ``95%``, ``70.04%``."""
    return ABSENT if rate_x100 is None else f"{points(rate_x100)}%"
