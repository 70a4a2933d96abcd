"""Reading a branch's own scorecard: taking part as meetings and entries tell it, other figures as they were entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.appraisal import figures
from points.duties.queries import visit_count
from points.models import PointsBranchFigure
from points.queries.schemes import members
from points.queries.sums import sums_by_member
from portal.kernel.db import dicts_of
from portal.meetings.bodies import Body
from portal.meetings.queries import meetings
from portal.org.models import Person

if TYPE_CHECKING:
    from datetime import date, datetime

    from points.periods import Year
    from portal.org.models import Branch, Place

#: Meetings at which a branch lives.
PARTY_BODIES = frozenset({Body.PARTY_MEMBERS_MEETING, Body.PARTY_BRANCH_COMMITTEE})

#: The figure of which members' duties keep every one.
_VISITS = "visits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with how it is reckoned: ``count`` of ``of``."""

    title: str
    count: int
    of: int
    formula: str

    @property
    def rate_x100(self) -> int | None:
        """Hundredths of a percent, rounded down; nothing of nothing."""
        return self.count * 100_00 // self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure as it was entered last; ``value`` is ``None`` before it was."""

    code: str
    title: str
    unit: str
    value: int | None
    source: str
    revision: int
    entered_by: str
    entered_at: datetime | None
    before: tuple[int, ...]  # what was entered earlier
    recorded: int | None  # how many are recorded one by one; ``None`` where none is


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """How a branch's year went."""

    year: Year
    branch: str
    meetings: int
    rates: tuple[Rate, ...]
    figures: tuple[FigureRow, ...]


def scorecard(village: Place, branch: Branch, year: Year, *, today: date) -> Scorecard:
    """Return a branch's scorecard of a year."""
    held = [
        one
        for one in meetings(village)
        if one.body in PARTY_BODIES and one.meets_on.year == year.year and one.entitled is not None
    ]
    on = min(year.last_day, max(today, year.first_day))
    people = {row.id for row in members(village, branch.id, on=on)}
    sums = sums_by_member(village, year, branch_id=branch.id)
    added = {person for (_, person), one in sums.items() if one.additions_x100 > 0}
    return Scorecard(
        year=year,
        branch=branch.name,
        meetings=len(held),
        rates=(
            Rate(
                title="党员大会、支委会到会率",
                count=sum(one.present for one in held),
                of=sum(one.entitled or 0 for one in held),
                formula="各次党员大会、支委会实到人次 ÷ 应到人次（全村的会议）",
            ),
            Rate(
                title="参与率",
                count=len(people & added),
                of=len(people),
                formula="有加分的党员 ÷ 支部党员",
            ),
        ),
        figures=tuple(_figures(village, branch.id, year)),
    )


def _figures(village: Place, branch_id: int, year: Year) -> list[FigureRow]:
    rows = list(
        dicts_of(
            PointsBranchFigure.select(PointsBranchFigure, Person.name.alias("enterer"))
            .join(Person, on=(PointsBranchFigure.entered_by == Person.id))
            .where(
                (PointsBranchFigure.village == village.id)
                & (PointsBranchFigure.branch == branch_id)
                & (PointsBranchFigure.year == year.year)
            )
            .order_by(PointsBranchFigure.revision)
        )
    )
    recorded = {_VISITS: visit_count(village, branch_id, year.first_day, year.last_day) or None}
    found = []
    for one in figures():
        own = [row for row in rows if row["code"] == one.code]
        last = own[-1] if own else None
        found.append(
            FigureRow(
                code=one.code,
                title=one.title,
                unit=one.unit,
                value=last["value"] if last else None,
                source=last["source"] if last else "",
                revision=last["revision"] if last else 0,
                entered_by=last["enterer"] if last else "",
                entered_at=last["entered_at"] if last else None,
                before=tuple(row["value"] for row in own[:-1]),
                recorded=recorded.get(one.code),
            )
        )
    return found
