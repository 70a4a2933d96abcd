"""Decisions about meetings; pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from portal.kernel.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def roster_fingerprint(meeting_id: int, lines: Sequence[tuple[int, str, str]], *, salt: bytes) -> str:
    """Return the fingerprint of a frozen roster: SHA-256(salt ‖ canonical JSON of its lines, by number).

    The JSON is ``{"v": 1, "meeting": id, "lines": [[number, name, capacity], …]}``. Without the salt nobody can
    guess names and try them, so whoever withholds the names withholds the salt with them.
    """
    text = canonical_json({"v": 1, "meeting": meeting_id, "lines": [list(line) for line in sorted(lines)]})
    return hashlib.sha256(salt + text).hexdigest()


def late_days(*, happened_on: date, recorded_on: date) -> int:
    """Return how many days after it happened something was entered (补录 n 天); 0 on the day itself."""
    return max(0, (recorded_on - happened_on).days)


def grown_up(born_on: date | None, *, age: int, on: date) -> bool:
    """Tell whether somebody has reached ``age`` on that day, the birthday included.

    Of whom no birthday is registered, it is assumed: so that nobody loses a vote over a gap in the register, and
    the number needed is rather too high than too low.

    Source: 村民委员会组织法（2025修正）第25条 (本村十八周岁以上的村民).
    """
    return born_on is None or (born_on.year + age, born_on.month, born_on.day) <= (on.year, on.month, on.day)


def notice_days(*, convened_on: date, meets_on: date) -> int:
    """Return how many days before the meeting its notice went out; 0 on the day itself."""
    return max(0, (meets_on - convened_on).days)


def attended_words(present: int, *, online: int, by_proxy: int) -> str:
    """Return how many were present, and how many of them from afar: 83 人，其中线上 12 人、书面委托 5 人."""
    told = [f"{word} {count} 人" for word, count in (("线上", online), ("书面委托", by_proxy)) if count]
    return f"{present} 人" + (f"，其中{'、'.join(told)}" if told else "")
