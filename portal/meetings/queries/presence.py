"""Who took part in meetings from afar, and how they did at a moment: a proxy may end while votes are cast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN, fn

from portal.kernel.db import dicts_of
from portal.meetings.models import Attendance, AttendanceManner, Meeting, Proxy, ProxyEnd, Roster, RosterLine

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteLine:
    """One line of a roster that took part from afar, at least for a while."""

    line: int
    manner: AttendanceManner
    present_at: datetime
    delegate: str  # who took part for them; empty: nobody
    came: AttendanceManner | None  # how they took part themselves after all
    came_at: datetime | None

    def manner_at(self, moment: datetime | None = None) -> AttendanceManner:
        """Return how they took part just before a moment; without one, how they do now."""
        if self.came is None or self.came_at is None or (moment is not None and self.came_at >= moment):
            return self.manner
        return self.came


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRow:
    """A written proxy as it was recorded; ``over``: the person took part themselves after all."""

    id: int
    line: int
    person_id: int
    name: str
    delegate: str
    recorded_at: datetime
    over: bool


def proxies(roster_id: int) -> list[ProxyRow]:
    """Return the written proxies given for a meeting, by line of its roster."""
    rows = (
        Proxy.select(
            Proxy.id,
            RosterLine.number.alias("line"),
            RosterLine.person.alias("person_id"),
            RosterLine.name,
            Proxy.delegate_name.alias("delegate"),
            Proxy.recorded_at,
            ProxyEnd.id.alias("over"),
        )
        .join_from(Proxy, RosterLine)
        .join_from(Proxy, ProxyEnd, JOIN.LEFT_OUTER)
        .where(Proxy.roster == roster_id)
        .order_by(RosterLine.number)
    )
    return [ProxyRow(**{**row, "over": row["over"] is not None}) for row in dicts_of(rows)]


def remote_lines(meeting_ids: Collection[int]) -> dict[int, list[RemoteLine]]:
    """Return who of the rosters of these meetings took part from afar, by meeting and line."""
    found: dict[int, list[RemoteLine]] = {}
    rows = (
        Attendance.select(
            Roster.meeting.alias("meeting_id"),
            RosterLine.number.alias("line"),
            Attendance.manner,
            Attendance.recorded_at.alias("present_at"),
            fn.COALESCE(Proxy.delegate_name, "").alias("delegate"),
            ProxyEnd.manner.alias("came"),
            ProxyEnd.recorded_at.alias("came_at"),
        )
        .join_from(Attendance, RosterLine)
        .join_from(Attendance, Roster)
        .join_from(Attendance, Proxy, JOIN.LEFT_OUTER, on=(Proxy.line == Attendance.line))
        .join_from(Proxy, ProxyEnd, JOIN.LEFT_OUTER, on=(ProxyEnd.proxy == Proxy.id))
        .where(Roster.meeting.in_([*meeting_ids]) & (Attendance.manner != AttendanceManner.IN_PERSON))
        .order_by(RosterLine.number)
    )
    for row in dicts_of(rows):
        found.setdefault(row.pop("meeting_id"), []).append(RemoteLine(**row))
    return found


def proxy_giver(village: Place, key: str) -> int:
    """Return who gave a proxy: they always see the photo of their paper."""
    asked = (Proxy.id == int(key)) & (Meeting.village == village.id)
    row = Proxy.select(RosterLine.person).join_from(Proxy, RosterLine).join_from(Proxy, Roster).join(Meeting)
    return int(row.where(asked).scalar() or 0)
