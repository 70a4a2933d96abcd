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
