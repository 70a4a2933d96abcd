"""The published list of a quarter: what was added, member by member; deductions and totals stay with the branch.

Nothing here lets a deduction be read: only additions and their reversals are listed, averages are of additions,
lines are numbered within the list, and an explanation speaks of additions alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.practice import publicity_on
from points.queries import KIND, members, quarter_entries, scheme_on
from points.rules import average_x100
from portal.kernel import bulletins
from portal.kernel.clock import local_day
from portal.kernel.names import mask_name
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from points.queries import EntryRow
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.months import Quarter
    from portal.kernel.work import Work
    from portal.org.models import Branch, Place


class ListContent:
    """A quarter's list while it is put together: content without names, and the names it refers to."""

    def __init__(self, village: Place, quarter: Quarter) -> None:
        self.names: list[str] = []
        self._refs: dict[int, dict[str, Json]] = {}
        added = [one for one in quarter_entries(village, quarter) if one.awarded_x100 > 0 and one.reverses_id is None]
        self.branches: list[Json] = [
            self._branch(village, branch, quarter, [one for one in added if one.branch_id == branch.id])
            for branch in branches(village)
        ]
        self.line_count = len(added)

    def _branch(self, village: Place, branch: Branch, quarter: Quarter, added: Sequence[EntryRow]) -> dict[str, Json]:
        scheme = scheme_on(village, branch.id, quarter.last_day)
        size = len(members(village, branch.id, on=quarter.last_day))
        standing = sum(one.awarded_x100 for one in added if one.stands)
        people = dict.fromkeys(one.person_id for one in sorted(added, key=lambda one: (one.person, one.person_id)))
        return {
            "name": branch.name,
            "scheme": None if scheme is None else {"version": scheme.version, "digest": scheme.digest},
            "members": size,
            "additions_x100": standing,
            "average_x100": average_x100(standing, members=size),
            "people": [self._person([one for one in added if one.person_id == person]) for person in people],
        }

    def _person(self, entries: Sequence[EntryRow]) -> dict[str, Json]:
        return {
            "member": self._reference(entries[0]),
            "additions_x100": sum(one.awarded_x100 for one in entries if one.stands),
            "lines": [_line(number, one) for number, one in enumerate(entries, start=1)],
        }

    def _reference(self, entry: EntryRow) -> dict[str, Json]:
        if entry.person_id not in self._refs:
            self._refs[entry.person_id] = {"name": len(self.names), "masked": mask_name(entry.person)}
            self.names.append(entry.person)
        return self._refs[entry.person_id]


def publish_quarter(work: Work, quarter: Quarter, content: ListContent, *, reason: str) -> Bulletin:
    """Publish the list of a quarter in the unit of work under way; the names stand while it is on display."""
    publicity = publicity_on(work.today)
    until = publicity.last_day(work.today)
    return bulletins.publish(
        work,
        kind=KIND,
        key=str(quarter),
        content={
            "quarter": str(quarter),
            "publicity": {
                "days": publicity.days,
                "until": until.day.isoformat(),
                "until_certain": until.certain,
                "article": publicity.article,
                "confidence": publicity.confidence,
            },
            "branches": content.branches,
        },
        about=[("quarter", str(quarter))],
        names=content.names,
        names_until=until.day if content.names else None,
        reason=reason,
    )


def _line(number: int, entry: EntryRow) -> dict[str, Json]:
    return {
        "number": number,
        "item": entry.item,
        "category": entry.category,
        "happened_on": entry.happened_on.isoformat(),
        "points_x100": entry.awarded_x100,
        "explanation": entry.explanation,
        "late_days": entry.late_days,
        "reversed_on": local_day(entry.reversed_at).isoformat() if entry.reversed_at else None,
    }
