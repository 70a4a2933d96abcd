"""What lies in the past: times that do not overlap, quarters as they were at their end, reports in time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from points.duties import errors, queries, services
from points.duties.queries import Source
from points.duties.queries.overview import figures_of
from points.duties.services import Assigning, Leaving, Reporting, Settling
from points.duties.values import Outcome, Rhythm
from portal.kernel.months import Month, Quarter
from tests.points.duties.dutywork import TODAY, Dutywork

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

Q3 = Quarter(2026, 3)


@pytest.fixture
def work(township: Township) -> Dutywork:
    return Dutywork(township)


def test_times_that_are_over_are_not_entered_twice(work: Dutywork) -> None:
    number = work.post().number
    first = Assigning(person_id=work.members[0], since=date(2026, 2, 1))
    holding = services.assign_post(work.secretary, work.village, number, first)
    services.end_holding(work.secretary, work.village, holding.id, until=date(2026, 8, 31), reason="外出")
    overlapping = Assigning(person_id=work.members[0], since=date(2026, 8, 31))
    with pytest.raises(errors.PostHeldError, match="到 2026-08-31 为止"):
        services.assign_post(work.secretary, work.village, number, overlapping)
    for member, since in ((1, date(2026, 8, 31)), (0, date(2026, 9, 1))):  # beside another, and after oneself
        again = Assigning(person_id=work.members[member], since=since)
        services.assign_post(work.secretary, work.village, number, again)

    work.link(0, 0, 1)
    services.end_links(work.secretary, work.village, [work.households[0]], until=date(2026, 6, 30), reason="迁出")
    for member, since in ((1, date(2026, 6, 30)), (0, date(2026, 1, 1))):
        with pytest.raises(errors.LinkedThenError, match="001 户到 2026-06-30 为止"):
            work.link(member, 0, since=since)
    work.link(1, 0, since=date(2026, 7, 1))
    assert list(work.links(date(2026, 6, 30))) == list(work.links(date(2026, 7, 1))) == ["001", "002"]

    def leave(since: date) -> int:
        person = work.floating.person_id
        leaving = Leaving(person_id=person, destination="佛山", since=since, contact_id=work.members[0])
        return int(services.register_absence(work.secretary, work.village, leaving).id)

    away = leave(date(2026, 2, 1))
    services.register_return(work.secretary, work.village, away, returned_on=date(2026, 5, 1))
    for since in (date(2026, 4, 30), date(2026, 1, 1)):
        with pytest.raises(errors.AwayThenError, match="2026-05-01 或以后"):
            leave(since)
    leave(date(2026, 5, 1))


def test_a_quarter_that_is_over_is_shown_as_it_was_on_its_last_day(work: Dutywork, clock: SettableClock) -> None:
    work.link(0, 0, 1)
    visits = [work.visit(0, 0, date(2026, 8, day), need="水沟堵了") for day in (1, 2)]
    for visit, day in zip(visits, (date(2026, 9, 30), date(2026, 10, 1)), strict=True):
        settling = Settling(outcome=Outcome.SOLVED, note="请人疏通了", settled_on=day)
        services.settle_need(work.actor(0), work.village, visit.id, settling)
    work.visit(0, 1, date(2026, 10, 3), need="路灯坏了")
    work.rhythm(since=Month(2026, 4), rhythm=Rhythm.MONTHLY)
    work.pay(Month(2026, 8), *range(len(work.members)), on=date(2026, 9, 1))
    leaving = Leaving(
        person_id=work.floating.person_id, destination="佛山", since=date(2026, 2, 1), contact_id=work.members[0]
    )
    away = services.register_absence(work.secretary, work.village, leaving)
    (before,) = figures_of([work.village], Q3, today=date(2026, 9, 30))
    work.pay(Month(2026, 4), *range(len(work.members)), on=TODAY)
    late = Reporting(quarter=Quarter(2026, 1), text="在厂里上班", reported_on=date(2026, 10, 1))
    services.file_report(work.secretary, work.village, away.id, late)
    (after,) = figures_of([work.village], Q3, today=TODAY)
    assert (after.needs, after.settled, after.open_needs, after.missing_reports) == (2, 1, 1, 2)
    assert after == before


@pytest.mark.parametrize(("day", "credited"), [(date(2026, 10, 15), True), (date(2026, 10, 16), False)])
def test_a_report_is_credited_only_when_it_came_by_its_day(
    work: Dutywork, clock: SettableClock, day: date, *, credited: bool
) -> None:
    leaving = Leaving(
        person_id=work.floating.person_id, destination="佛山", since=date(2026, 8, 1), contact_id=work.members[0]
    )
    away = services.register_absence(work.secretary, work.village, leaving)
    clock.set_day(date(2026, 10, 20))
    reporting = Reporting(quarter=Q3, text="在厂里上班", reported_on=day)
    report = services.file_report(work.secretary, work.village, away.id, reporting)
    found = queries.credits(work.village, date(2026, 10, 1), date(2026, 10, 31))
    assert [one.source_id for one in found if one.source is Source.REPORT] == [str(report.id)] * credited
    (here,) = figures_of([work.village], Q3, today=date(2026, 10, 20))
    assert (here.sum("reports"), here.sum("reports_due")) == (int(credited), 1)
