"""What members did that points may follow from; nothing here gives any. The same facts give the same rows.

A row's source is its kind with an id that stays what it is: asked again, nothing is counted twice. What was taken
back is not among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from points.duties.models import DutyVisit
from points.duties.practice import practice_on
from points.duties.queries.dues import ledger
from points.duties.queries.floating import absences
from points.duties.queries.posts import holdings
from points.duties.queries.records import stands
from points.duties.queries.study import counted_entries
from points.duties.rules.dues import quarter_paid
from points.duties.rules.spans import quarters_held
from points.duties.rules.study import reached_on
from points.duties.values import Record
from portal.kernel.db import tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from points.duties.rules.study import Studied
    from portal.org.models import Place


class Source(StrEnum):
    """What a credit comes from."""

    VISIT = "duty_visit"  # one visit to a linked household
    DUES = "duty_dues_quarter"  # a quarter whose dues were all paid in time
    STUDY = "duty_study_year"  # a year in which the goal of study hours was reached
    REPORT = "duty_report"  # a quarter's report of a member away, given in time
    POST = "duty_post_quarter"  # an area or post held throughout a quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One fact: where it comes from, on which day it was there, of whom, how many."""

    source: Source
    source_id: str
    on: date
    person_id: int
    quantity: int = 1


def credits(place: Place, since: date, until: date) -> list[Credit]:  # noqa: A001 - what the upper area asks for by name
    """Return the facts of a village whose day lies from ``since`` to ``until``, both included, by day and source.

    Visits count one by one and only to the household that was the member's own; dues by the quarter (``2026-Q3/17``:
    quarter and member) on the day of its last payment; study by the year (``2026/17``) on the day the goal was
    reached; reports only where they came by their day; posts by the quarter on its last day (``5/2026-Q3``: holding and
    quarter), however many were held.
    """
    found = [
        *_visits(place, since, until),
        *_dues(place, since, until),
        *_study(place, since, until),
        *_reports(place, since, until),
        *_posts(place, since, until),
    ]
    return sorted(found, key=lambda one: (one.on, one.source.value, one.source_id))


def _visits(place: Place, since: date, until: date) -> Iterator[Credit]:
    rows = DutyVisit.select(DutyVisit.id, DutyVisit.visited_on, DutyVisit.person).where(
        (DutyVisit.village == place.id)
        & DutyVisit.visited_on.between(since, until)
        & DutyVisit.linked
        & stands(DutyVisit.id, Record.VISIT)
    )
    for key, day, person_id in tuples_of(rows):
        yield Credit(source=Source.VISIT, source_id=str(key), on=day, person_id=person_id)


def _dues(place: Place, since: date, until: date) -> Iterator[Credit]:
    # the last payment of a quarter lies in it, so only the quarters the time touches are asked about
    quarters = {Month.of(since).quarter, Month.of(until).quarter}
    quarter = Month.of(since).quarter
    while quarter < Month.of(until).quarter:
        quarters.add(quarter)
        quarter = quarter.months[2].plus(1).quarter
    for person_id, months in ledger(
        [place], since=min(quarters).months[0], through=max(quarters).months[2]
    ).months.items():
        for one in quarters:
            day = quarter_paid(months, one)
            if day is not None and since <= day <= until:
                yield Credit(source=Source.DUES, source_id=f"{one}/{person_id}", on=day, person_id=person_id)


def _study(place: Place, since: date, until: date) -> Iterator[Credit]:
    for year in range(since.year, until.year + 1):
        goal = practice_on("study", date(year, 12, 31))["hours"]
        by_member: dict[int, list[Studied]] = {}
        for one in counted_entries([place], date(year, 1, 1), date(year, 12, 31)):
            by_member.setdefault(one.person_id, []).append(one)
        for person_id, entries in by_member.items():
            day = reached_on(entries, goal_hours=goal)
            if day is not None and since <= day <= until:
                yield Credit(source=Source.STUDY, source_id=f"{year}/{person_id}", on=day, person_id=person_id)


def _reports(place: Place, since: date, until: date) -> Iterator[Credit]:
    for away in absences([place]):
        for one in away.reports:
            if one.in_time and since <= one.reported_on <= until:
                yield Credit(source=Source.REPORT, source_id=str(one.id), on=one.reported_on, person_id=away.person_id)


def _posts(place: Place, since: date, until: date) -> Iterator[Credit]:
    for one in holdings([place]):
        for quarter in quarters_held(one.since, one.until, begin=since, end=until):
            yield Credit(
                source=Source.POST, source_id=f"{one.id}/{quarter}", on=quarter.last_day, person_id=one.person_id
            )
