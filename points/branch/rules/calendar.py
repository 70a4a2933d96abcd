"""What a branch owes in a month, quarter or year, and how far each is; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from points.branch.life import Every
from portal.kernel.months import Month, Quarter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from points.branch.life import Kind
    from points.branch.rules.facts import MeetingFact

_YEAR_MONTHS = 12


class State(StrEnum):
    """How far a meeting that is asked for is."""

    HELD = "held"
    LATE = "late"
    PLANNED = "planned"
    DUE = "due"
    MISSED = "missed"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state in plain words."""
        return {"held": "已开", "late": "已开，补录", "planned": "已通知", "due": "还没有开", "missed": "没有开"}[
            self.value
        ]

    @property
    def light(self) -> str:
        """The kind of mark it is shown with."""
        return {"held": "done", "late": "warn", "planned": "wait", "due": "wait", "missed": "stop"}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter or year in which a kind of meeting is asked for once."""

    first: date
    last: date
    title: str

    @property
    def in_year(self) -> str:
        """What it is called where its year is known: 10月, 第四季度, 全年."""
        return self.title.partition("年")[2] or "全年"

    def contains(self, day: date) -> bool:
        """Tell whether ``day`` lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One kind of meeting in one period: how far it is, and by which meetings."""

    kind: Kind
    period: Period
    state: State
    meetings: tuple[MeetingFact, ...]

    @property
    def late_days(self) -> int:
        """How late the meeting was entered that counts; 0 where it was in time."""
        return min((one.late_days for one in self.meetings if one.held), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From when to when (both included) somebody is a full member; ``until`` is ``None`` while it lasts."""

    person_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of which branch a calendar is: since when it keeps its life here, and who was a full member when."""

    since: date  # from which day the first of its meetings was known here; before it nothing is claimed
    terms: tuple[Term, ...]
    first_by_kind: dict[str, date]  # from which day a meeting of each kind was known
    earliest: date = date.max  # the day of the earliest meeting, those entered afterwards included

    def members_on(self, day: date) -> int:
        """Return how many full members the branch had on a day."""
        return len(
            {one.person_id for one in self.terms if one.since <= day and (one.until is None or one.until >= day)}
        )


def periods(every: Every, *, since: date, until: date) -> tuple[Period, ...]:
    """Return the months, quarters or years from the one of ``since`` to the one of ``until``, first to last.

    >>> from datetime import date
    >>> [one.title for one in periods(Every.QUARTER, since=date(2026, 2, 3), until=date(2026, 4, 1))]
    ['2026年第一季度', '2026年第二季度']
    """
    if every is Every.MONTH:
        month, last = Month.of(since), Month.of(until)
        count = (last.year - month.year) * _YEAR_MONTHS + last.number - month.number
        return tuple(_of(month.plus(step)) for step in range(count + 1))
    if every is Every.QUARTER:
        found = dict.fromkeys(Month.of(one.first).quarter for one in periods(Every.MONTH, since=since, until=until))
        return tuple(_of(one) for one in found)
    years = range(since.year, until.year + 1)
    return tuple(Period(Month(year, 1).first_day, Month(year, _YEAR_MONTHS).last_day, f"{year}年") for year in years)


def is_asked(kind: Kind, asked: Asked, *, on: date) -> bool:
    """Tell whether a branch of its size on a day, and of its past, is asked for a kind of meeting at all."""
    return asked.members_on(on) >= kind.members_at_least and (not kind.where_begun or kind.id in asked.first_by_kind)


def is_whole(asked: Asked, *, months: int, today: date) -> bool:
    """Tell whether a branch keeps its life here for as many whole months."""
    begun = Month.of(asked.since).plus(months)
    return (begun, asked.since.day) <= (Month.of(today), today.day)


def state_of(period: Period, meetings: Sequence[MeetingFact], *, today: date, within_days: int) -> State:
    """Return how far one kind of meeting is in a period; ``within_days``: a record is not late so long.

    Held is where somebody signed in. A meeting that was convened and at which nobody signed in counts for nothing
    once its day is over.
    """
    held = [one for one in meetings if one.held and one.day <= today]
    if held:
        return State.HELD if any(one.late_days <= within_days for one in held) else State.LATE
    if today > period.last:
        return State.MISSED
    return State.PLANNED if any(one.day >= today for one in meetings) else State.DUE


def calendar(
    kinds: Iterable[Kind],
    meetings: Sequence[MeetingFact],
    asked: Asked,
    *,
    first: date,
    until: date,
    today: date,
    within_days: int,
) -> tuple[Cell, ...]:
    """Return every kind in every period that touches ``first`` … ``until``, by kind and then by period.

    A quarter or year in the middle of which the branch began is left out, unless the meeting was held in it. How many
    members there are counts on a period's last day, or today before it.
    """
    cells = []
    for kind in kinds:
        begun = asked.first_by_kind.get(kind.id) if kind.where_begun else asked.since
        if begun is None:
            continue
        since, whole = max(first, begun), Month.of(begun).first_day
        own = [one for one in meetings if one.kind == kind.id]
        for period in periods(kind.every, since=since, until=until) if since <= until else ():
            if not is_asked(kind, asked, on=min(period.last, max(today, period.first))):
                continue
            within = tuple(one for one in own if period.contains(one.day))
            state = state_of(period, within, today=today, within_days=within_days)
            if period.first >= whole or state in {State.HELD, State.LATE}:
                cells.append(Cell(kind=kind, period=period, state=state, meetings=within))
    return tuple(cells)


def empty_months(meetings: Iterable[MeetingFact], *, since: date, until: date) -> tuple[Month, ...]:
    """Return the months in which a branch held nothing at all, the first to the last that is over."""
    met = {Month.of(one.day) for one in meetings if one.held}
    over = [Month.of(one.first) for one in periods(Every.MONTH, since=since, until=until) if one.last <= until]
    return tuple(month for month in over if month not in met)


def in_season(cell: Cell, *, today: date) -> bool:
    """Tell whether it is time to think of a meeting; one held once a year usually is in a certain quarter."""
    return cell.kind.every is not Every.YEAR or Month.of(today).quarter.number >= cell.kind.usual_quarter


def _of(span: Month | Quarter) -> Period:
    return Period(span.first_day, span.last_day, span.chinese)
