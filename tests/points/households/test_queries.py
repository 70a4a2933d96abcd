"""What is read of household points, and what of it depends on days: tasks, published months, a year's end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from points.households import errors, practice, services
from points.households.queries.lists import lists, published_content, revisions
from points.households.queries.tasks import tasks
from points.households.queries.year_end import year_page
from points.households.rules.earning import YearEnd
from points.households.schemes import example_rules
from points.households.services import Adopting, Objecting, Recording, schemes
from points.households.values import Finding, YearMode
from portal.kernel.months import Month
from portal.org.models import Person
from tests.points.households.homes import earn, prize, settled, wanting

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township
    from tests.points.households.homes import Homes

TODAY = date(2026, 10, 15)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def homes(township: Township) -> Homes:
    return settled(township)


def test_nobody_is_offered_what_concerns_their_own_household(homes: Homes) -> None:
    village, home = homes.village, homes.ids[1]
    contested = earn(homes, home, on=date(2026, 9, 20))
    services.publish_month(homes.director, village, SEPTEMBER)
    objecting = Objecting(month=SEPTEMBER, text="门口没有扫", entry_id=contested)
    number = services.file_objection(homes.villager, village, objecting).number
    soap = prize(homes)
    waiting = Recording(household_id=home, rule_code="W1", happened_on=TODAY)
    services.record_entries(homes.recorder, village, [waiting])
    made = services.reserve_prize(homes.recorder, village, wanting(home, soap)).number
    services.hand_over(homes.recorder, village, made)
    offered = {
        homes.supervisor: {f"答复第 {number} 号家户积分异议"},
        homes.confirmer: {"确认家户积分：1 笔", "奖品已交付、还没签收：1 件"},
    }
    for actor, titles in offered.items():
        assert titles <= {one.title for one in tasks(actor, village, TODAY)}
        Person.update(household=home).where(Person.id == actor.person_id).execute()
        assert not titles & {one.title for one in tasks(actor, village, TODAY)}


def test_a_later_revision_does_not_open_a_month_again(homes: Homes, clock: SettableClock) -> None:
    village = homes.village
    earn(homes, homes.home, on=date(2026, 9, 20))
    services.publish_month(homes.director, village, SEPTEMBER)
    objecting = Objecting(month=SEPTEMBER, text="漏了我家")
    filed = services.file_objection(homes.villager, village, objecting)
    (first,) = lists(village)
    clock.set_day(date(2026, 11, 2))
    services.answer_objection(homes.supervisor, village, filed.number, finding=Finding.DISMISSED, answer="没有漏。")
    services.publish_month(homes.director, village, SEPTEMBER, reason="答复一件异议")
    assert [(one.revision, one.published_on, one.until) for one in lists(village)] == [
        (2, date(2026, 11, 2), first.until)
    ]
    assert [one.until for one in revisions(village, SEPTEMBER)] == [first.until, first.until]
    assert (published_content(village, SEPTEMBER) or {})["publicity"]["until"] == first.until.isoformat()


def test_what_is_taken_back_of_the_new_year_saves_no_old_points(township: Township, clock: SettableClock) -> None:
    homes = settled(township)
    village = homes.village
    earn(homes, homes.home)
    old = earn(homes, homes.ids[1])
    earn(homes, homes.ids[1], "M1")
    clock.set_day(date(2027, 1, 20))
    new = earn(homes, homes.home)
    services.reverse_entry(homes.confirmer, village, new, reason="记重了")
    services.reverse_entry(homes.confirmer, village, old, reason="记重了")
    shown = {one.household.id: one.old_x100 for one in year_page(village, 2026, today=date(2027, 1, 20)).left}
    assert shown == {homes.home: 500, homes.ids[1]: 200}  # an old entry taken back takes old points


@pytest.mark.parametrize(("month", "day", "notice_days"), [(2, 29, 60), (3, 31, 29), (3, 31, 91)])
def test_the_notice_of_a_years_end_keeps_to_what_practice_says(
    homes: Homes, monkeypatch: pytest.MonkeyPatch, month: int, day: int, notice_days: int
) -> None:
    changed = replace(practice.notice_on(TODAY), least_notice_days=30, most_notice_days=90)
    monkeypatch.setattr(schemes, "notice_on", lambda _: changed)
    adopting = Adopting(
        rules=example_rules().rules,
        year_end=YearEnd(mode=YearMode.EXPIRE, month=month, day=day, notice_days=notice_days),
        effective_from=date(2026, 11, 1),
        resolution="村民代表会议第3号决议",
    )
    with pytest.raises(errors.YearEndDayError, match="填 30 到 90 天"):
        services.adopt_scheme(homes.director, homes.village, adopting)
