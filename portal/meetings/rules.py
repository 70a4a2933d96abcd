"""Decisions about meetings; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.canonical import canonical_json, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def roster_fingerprint(meeting_id: int, lines: Sequence[tuple[int, int, str, str]]) -> str:
    """Return the digest of a frozen roster: its lines as number, person id, name and capacity, by number."""
    return sha256_hex(canonical_json({"meeting": meeting_id, "lines": [list(line) for line in sorted(lines)]}))


def notice_is_long_enough(*, notified_on: date, meets_on: date, notice_days: int) -> bool:
    """Tell whether a meeting is convened in time: 提前十日 means the meeting is ten days or more after the notice.

    Source: 民法典第201条 (the day itself is not counted); periods by body in the rule tables.
    """
    return (meets_on - notified_on).days >= notice_days


def late_days(*, happened_on: date, recorded_on: date) -> int:
    """Return how many days after it happened something was entered (补录 n 天); 0 on the day itself."""
    return max(0, (recorded_on - happened_on).days)
