"""Reading what a month's or quarter's list says, what waits to be published or locked, and how many stand how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from points.models import PointsEntry
from points.periods import Year
from points.queries.claims import pending_count, unaccepted_in
from points.queries.displays import course_of, locked_months, published_periods, taken_down
from points.queries.entries import EntryRow, entries_in
from points.queries.objections import objections
from points.queries.year_states import year_states
from points.rules import MonthFacts, State, may_object
from portal.kernel import clock
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.rules import Display
    from portal.kernel.months import Quarter
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """One addition as a month's list shows it to whoever is signed in."""

    entry: EntryRow
    may_object: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthList:
    """A month's list as it is or was on display: additions alone."""

    month: Month
    displays: tuple[Display, ...]
    lines: tuple[ListedEntry, ...]
    names_shown: bool

    @property
    def until(self) -> date | None:
        """The last day of the display; ``None`` before there is one."""
        return max((one.until for one in self.displays), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayedMonth:
    """A month's list in the list of them."""

    month: Month
    until: date
    on_display: bool


def month_list(village: Place, month: Month, *, today: date) -> MonthList:
    """Return what a month's list shows: additions put on display, with how each stands; none for party dues."""
    course = course_of(village)
    displays = tuple(course.displays.get(str(month), ()))
    shown = [
        ListedEntry(
            entry=one, may_object=one.stands and one.state != State.OBJECTED and on_display(one, displays, today=today)
        )
        for one in entries_in(village, month, today=today, course=course)
        if one.awarded_x100 > 0 and one.reverses_id is None and one.until is not None and not one.is_for_dues
    ]
    until = max((one.until for one in displays), default=None)
    return MonthList(
        month=month,
        displays=displays,
        lines=tuple(sorted(shown, key=lambda one: (one.entry.person_id, one.entry.happened_on))),
        names_shown=until is not None and today <= until,
    )


def displayed_months(village: Place, *, today: date) -> list[DisplayedMonth]:
    """Return the months whose lists are or were on display, newest first."""
    lasts = {
        Month.parse(key): max(one.until for one in ones)
        for key, ones in course_of(village).displays.items()
        if "Q" not in key
    }
    return [
        DisplayedMonth(month=month, until=lasts[month], on_display=today <= lasts[month])
        for month in sorted(lasts, reverse=True)
    ]


def may_be_taken_down(village: Place, month: Month, *, today: date) -> bool:
    """Tell whether a month's list may be taken down: its days are over, and it is locked."""
    until = max((one.until for one in course_of(village).displays.get(str(month), ())), default=None)
    over = until is not None and until < today
    return over and month in locked_months(village) and not taken_down(village, month)


def on_display(entry: EntryRow, displays: Sequence[Display], *, today: date) -> bool:
    """Tell whether an objection to an entry may be filed today."""
    return any(may_object(one, today=today) for one in displays if one.until == entry.until)


def uncovered_in(village: Place, month: Month, *, today: date) -> list[EntryRow]:
    """Return the month's entries that no list has shown yet."""
    return [one for one in entries_in(village, month, today=today) if one.until is None and one.reverses_id is None]


def month_facts(village: Place, month: Month, *, today: date) -> MonthFacts:
    """Return what stands in the way of locking a month."""
    course = course_of(village)
    entries = entries_in(village, month, today=today, course=course)
    displays = course.displays.get(str(month), course.displays.get(str(month.quarter), ()))
    return MonthFacts(
        month=month,
        pending=pending_count(village, month=month),
        awaiting=sum(one.state == State.AWAITING and one.reverses_id is None for one in entries),
        until=max((one.until for one in displays), default=None),
        open_objections=sum(one.finding is None for one in objections(village, month=month)),
        locked=month in locked_months(village),
    )


def months_over(village: Place, *, before: date) -> list[Month]:
    """Return the months that are over, from the first with an entry on."""
    first = PointsEntry.select(fn.MIN(PointsEntry.happened_on)).where(PointsEntry.village == village.id).scalar()
    months: list[Month] = []
    month = None if first is None else Month.of(first)
    while month is not None and month.last_day < before:
        months.append(month)
        month = month.plus(1)
    return months


def unpublished_months(village: Place, *, before: date) -> list[Month]:
    """Return the months that are over and not published, alone or in their quarter's list, oldest first."""
    known = course_of(village).displays
    return [
        month
        for month in months_over(village, before=before)
        if str(month) not in known and str(month.quarter) not in known
    ]


def unpublished_quarters(village: Place, *, before: date) -> list[Quarter]:
    """Return the quarters that are over, whose months were all displayed, and that have no list, oldest first."""
    waiting, known = set(unpublished_months(village, before=before)), published_periods(village)
    shown = course_of(village).displays
    waiting |= {Month.parse(key) for key, ones in shown.items() if "Q" not in key and ones[-1].until >= before}
    quarters = {month.quarter for month in months_over(village, before=before)}
    return sorted(
        quarter
        for quarter in quarters
        if quarter.last_day < before and str(quarter) not in known and not waiting & set(quarter.months)
    )


def unlocked_months(village: Place, *, before: date) -> list[tuple[Month, date]]:
    """Return the months whose display is over and that are not locked, with the last day it ran, oldest first."""
    locked, known = locked_months(village), course_of(village).displays
    found = []
    for month in months_over(village, before=before):
        until = max((one.until for one in known.get(str(month), ())), default=None)
        if until is not None and until < before and month not in locked:
            found.append((month, until))
    return found


def states(village: Place, *, today: date | None = None) -> dict[str, int]:
    """Return how many claims, entries, months and objections stand how."""
    day = today or clock.today()
    counted: Counter[str] = Counter({f"points.{state.value}": 0 for state in State})
    for year in _years(village, day):
        for entry in entries_in(village, year, today=day):
            if entry.reverses_id is None:
                counted[f"points.{entry.state.value}"] += 1
        for claim in unaccepted_in(village, year):
            counted[f"points.{(claim.state or State.PENDING).value}"] += 1
    told = objections(village)
    for name in ("open", "upheld", "dismissed"):
        counted[f"points.objections_{name}"] = sum((one.finding or "open") == name for one in told)
    counted["points.months_locked"] = len(locked_months(village))
    for name, count in year_states(village).items():
        counted[f"points.{name}"] = count
    return dict(counted)


def _years(village: Place, day: date) -> list[Year]:
    first = PointsEntry.select(fn.MIN(PointsEntry.happened_on)).where(PointsEntry.village == village.id).scalar()
    return [Year(year) for year in range((first or day).year, day.year + 1)]
