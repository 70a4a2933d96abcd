"""What a branch owes, how many came, and what does not look right: decided without a database."""

from __future__ import annotations

import doctest
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.branch.checks import checks_on
from points.branch.errors import (
    OddityAnsweredError,
    OddityNotAnsweredError,
    OddityOverError,
    OddityStaleError,
    OwnOddityError,
)
from points.branch.life import Every, Form, counted_bodies, exemptions_on, kind_of_body, kind_on, kinds_on, tie_words
from points.branch.rules import attendance, calendar, checks
from points.branch.rules.attendance import Turnout, before_and_after, by_member, participation, practice, turnout
from points.branch.rules.calendar import Asked, Period, State, empty_months, periods
from points.branch.rules.checks import CHECKS, Seen, likeness_x100, oddities
from points.branch.rules.explaining import OddityState, require_judgeable, require_open, state_of
from portal.kernel.clock import LOCAL
from portal.kernel.months import Month
from portal.meetings.bodies import Body
from tests.points.branch.facts import held, line

if TYPE_CHECKING:
    from points.branch.rules.calendar import Cell
    from points.branch.rules.checks import Oddity
    from points.branch.rules.facts import MeetingFact

TODAY = date(2026, 10, 15)
FROM = date(2026, 1, 5)
ASKED = Asked(since=FROM, members=9, first_by_kind={"theme_day": FROM})
WORDS = "上午集中学习一小时，随后分三组清理河岸垃圾和倒伏树枝，装运十一车；第二组发现一处涵管堵塞，已报村委会处理。"


def cells(*meetings: MeetingFact, asked: Asked = ASKED, today: date = TODAY, first: date = FROM) -> tuple[Cell, ...]:
    return calendar.calendar(kinds_on(today), meetings, asked, first=first, until=today, today=today, within_days=7)


def states(kind: str, *meetings: MeetingFact, **more: Any) -> list[str]:
    return [one.state.value for one in cells(*meetings, **more) if one.kind.id == kind]


def test_the_examples_in_the_rules_are_true() -> None:
    for module in (attendance, calendar, checks):
        assert doctest.testmod(module).failed == 0


def test_each_kind_is_asked_for_by_its_article() -> None:
    every = {one.id: one.every for one in kinds_on(TODAY)}
    assert every == {
        "members_meeting": Every.QUARTER,
        "committee_meeting": Every.MONTH,
        "group_meeting": Every.MONTH,
        "lecture": Every.QUARTER,
        "theme_day": Every.MONTH,
        "org_life": Every.YEAR,
        "appraisal": Every.YEAR,
    }
    quoted = {one.id for one in kinds_on(TODAY) if one.quoted}
    assert quoted == {"members_meeting", "committee_meeting", "group_meeting"}
    assert kinds_on(date(2018, 10, 27)) == ()
    assert kind_of_body(Body.PARTY_MEMBERS_MEETING) == "members_meeting"
    assert Body.PARTY_BRANCH not in counted_bodies()  # a kind is said by whoever convenes it
    assert [one.id for one in exemptions_on(TODAY)] == ["floating", "old"]
    assert tie_words("matter", "3") == "四议两公开议题第 3 号"
    assert tie_words("", "") == ""


def test_a_month_is_held_late_due_or_missed() -> None:
    january, february = held(1, date(2026, 1, 5)), held(2, date(2026, 2, 5), minutes_late=8)
    nobody = held(3, date(2026, 3, 5), lines=(line(1, on=None),))
    told = held(4, date(2026, 10, 20), lines=())
    assert states("theme_day", january, february, nobody, told) == [
        "held", "late", "missed", "missed", "missed", "missed", "missed", "missed", "missed", "planned",
    ]  # fmt: skip
    assert states("theme_day", january)[-1] == "due"
    in_time = held(5, date(2026, 2, 6), minutes_late=7)
    assert states("theme_day", february, in_time)[1] == "held"  # one of two in time is enough
    assert states("members_meeting", held(1, date(2026, 3, 31), "members_meeting")) == [
        "held", "missed", "missed", "due",
    ]  # fmt: skip
    assert states("org_life") == ["due"]
    assert states("org_life", today=date(2027, 1, 1)) == ["missed", "due"]


def test_what_is_asked_for_depends_on_the_branch() -> None:
    small = Asked(since=FROM, members=6, first_by_kind={})
    assert states("committee_meeting", asked=small) == []
    assert states("group_meeting") == []
    groups = Asked(since=FROM, members=9, first_by_kind={"group_meeting": date(2026, 9, 2)})
    assert states("group_meeting", asked=groups) == ["missed", "due"]
    begun = Asked(since=date(2026, 5, 20), members=9, first_by_kind={})
    assert states("members_meeting", asked=begun) == ["missed", "due"]  # the second quarter was half over
    in_it = held(1, date(2026, 6, 1), "members_meeting")
    assert states("members_meeting", in_it, asked=begun) == ["held", "missed", "due"]
    assert states("theme_day", asked=Asked(since=date(2026, 11, 1), members=9, first_by_kind={})) == []


@given(day=st.dates(date(2019, 1, 1), date(2030, 12, 31)), span=st.integers(0, 900))
def test_periods_cover_every_day_once(day: date, span: int) -> None:
    until = day + timedelta(days=span)
    for every in Every:
        found = periods(every, since=day, until=until)
        assert found[0].contains(day)
        assert found[-1].contains(until)
        assert all(one.last + timedelta(days=1) == two.first for one, two in pairwise(found))


def test_a_month_in_which_nothing_was_held_is_named() -> None:
    assert empty_months([held(1, date(2026, 1, 5)), held(2, date(2026, 3, 5))], since=FROM, until=TODAY)[:2] == (
        Month(2026, 2),
        Month(2026, 4),
    )
    assert Month(2026, 10) not in empty_months([], since=FROM, until=TODAY)  # it is not over


def test_both_denominators_stand_beside_each_other() -> None:
    day = date(2026, 5, 5)
    lines = (
        line(1, on=day),
        line(2, on=None, leave="外出务工"),
        line(3, on=day, exempt="年老体弱"),
        line(4, on=None, exempt="流动党员"),
    )
    one = held(1, day, lines=lines)
    came = turnout([one, held(2, day, lines=(line(1, on=None),))], 1)
    assert came == Turnout(meetings=1, due=2, due_present=1, all=4, present=2, leave=1)  # nobody held the second
    assert (came.due_rate_x100, came.all_rate_x100) == (5000, 5000)
    assert Turnout().due_rate_x100 is None
    assert participation([one], 1).rate_x100 == 5000
    assert [row.person_id for row in by_member([one], 1) if row.came_to_nothing] == [2, 4]
    together = held(3, day, branch_id=None, lines=(line(1, on=day, branch_id=1), line(7, on=day, branch_id=2)))
    assert [turnout([together], branch).all for branch in (1, 2)] == [1, 1]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_nobody_due_is_lost_and_rates_are_rates(people: list[tuple[bool, bool]]) -> None:
    day = date(2026, 5, 5)
    lines = tuple(
        line(number, on=day if came else None, exempt="年老体弱" if old else "")
        for number, (came, old) in enumerate(people)
    )
    came = turnout([held(1, day, lines=(*lines, line(999, on=day)))], 1)
    assert came.due_present <= came.due <= came.all
    assert came.due_present <= came.present <= came.all
    assert came.all == len(people) + 1
    assert came.due == 1 + sum(not old for _, old in people)
    assert 0 <= (came.due_rate_x100 or 0) <= 10000


def test_practice_is_a_share_of_what_was_said() -> None:
    day = date(2026, 5, 5)
    forms = (Form.PRACTICE, Form.INDOOR, Form.INDOOR, None)
    found = practice([held(number, day, form=form) for number, form in enumerate(forms, start=1)])
    assert (found.practice, found.indoor, found.unsaid, found.rate_x100) == (1, 2, 1, 3333)


def test_before_and_after_wait_until_they_do_not_overlap() -> None:
    meetings = [held(month, date(2026, month, 5)) for month in range(1, 10)]
    assert before_and_after(meetings, 1, since=FROM, until=date(2026, 5, 31), months=3) is None
    before, after = before_and_after(meetings, 1, since=FROM, until=date(2026, 9, 30), months=3) or ()
    assert (before.first, before.last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert (after.first, after.last) == (date(2026, 7, 1), date(2026, 9, 30))
    assert before.turnout.meetings == after.turnout.meetings == 3


def found_by(check: str, *meetings: MeetingFact, today: date = TODAY) -> list[Oddity]:
    seen = Seen(branch_id=1, meetings=meetings, calendar=cells(*meetings, today=today), today=today)
    rule = next(one for one in checks_on(today) if one.id == check)
    return list(CHECKS[check](seen, rule))


def test_every_row_has_its_function() -> None:
    assert {one.id for one in checks_on(TODAY)} == CHECKS.keys()


def test_a_quarter_without_an_assembly_is_found() -> None:
    texts = [one.text for one in found_by("no_assembly", held(1, date(2026, 1, 9), "members_meeting"))]
    assert texts == ["2026年第二季度没有开过支部党员大会", "2026年第三季度没有开过支部党员大会"]


def test_one_person_at_two_meetings_is_found_by_minutes() -> None:
    day = date(2026, 5, 5)
    first = held(1, day)
    for apart, count in ((59, 1), (60, 0)):
        later = held(2, day, "group_meeting", starts_at=first.starts_at + timedelta(minutes=apart))
        assert len(found_by("two_at_once", first, later)) == count
    other = held(3, day, "group_meeting", lines=(line(2, on=day), line(1, on=None)))
    assert found_by("two_at_once", first, other) == []


def test_minutes_of_several_days_written_together_are_found() -> None:
    evening = datetime(2026, 9, 1, 20, tzinfo=LOCAL)
    days = [date(2026, month, 5) for month in (6, 7, 8)]
    three = [held(n, day, minuted_at=evening + timedelta(minutes=20 * n)) for n, day in enumerate(days)]
    (one,) = found_by("batch_minutes", *three)
    assert one.meetings == (0, 1, 2)
    assert found_by("batch_minutes", *three[:2]) == []
    apart = [held(n, day, minuted_at=evening + timedelta(minutes=31 * n)) for n, day in enumerate(days)]
    assert found_by("batch_minutes", *apart) == []
    same_day = [held(n, days[0], minuted_at=evening + timedelta(minutes=n)) for n in range(3)]
    assert found_by("batch_minutes", *same_day) == []


def test_text_that_is_used_again_is_found_whatever_its_numbers() -> None:
    first = held(1, date(2026, 5, 5), text=WORDS)
    again = held(2, date(2026, 6, 5), text="2026年6月5日：" + WORDS.replace("，", " "))
    other = held(3, date(2026, 7, 5), text=WORDS[:30] + "下午调解两家争水的口角，当场签字和好，又把支渠六百米清了淤。")
    assert [one.meetings for one in found_by("same_text", first, again, other)] == [(1, 2)]
    assert found_by("same_text", held(4, date(2026, 5, 5), text="学习"), held(5, date(2026, 6, 5), text="学习")) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_both_ways(left: str, right: str) -> None:
    one, two = checks._grams(left), checks._grams(right)
    assert likeness_x100(one, two) == likeness_x100(two, one)
    assert 0 <= likeness_x100(one, two) <= 10000


def test_signing_in_after_the_day_and_missing_photos_are_found() -> None:
    day = date(2026, 10, 8)
    late = held(1, day, lines=(line(1, on=day), line(2, on=day + timedelta(days=2))))
    (one,) = found_by("late_sign_in", late)
    assert "有 1 人是会后才登记签到的，最晚的迟 2 天" in one.text
    entered = held(3, day, lines=late.lines, entered_late=2)
    assert found_by("late_sign_in", entered) == []  # its own mark says so
    assert len(found_by("no_photo", held(2, day, photos=0))) == 1
    assert found_by("no_photo", held(2, day, photos=0), today=day + timedelta(days=6)) == []
    assert found_by("no_photo", held(2, day, "committee_meeting", photos=0)) == []


def test_the_key_stays_while_the_facts_do() -> None:
    meetings = [held(1, date(2026, 10, 1), photos=0)]
    keys = [
        {one.key for one in oddities(Seen(branch_id=1, meetings=meetings, calendar=(), today=day))}
        for day in (TODAY, date(2026, 10, 20))
    ]
    assert keys[0] == keys[1] != set()


def test_what_two_branches_share_is_answered_by_each() -> None:
    day = date(2026, 10, 1)
    late = (line(1, on=day), line(2, on=day + timedelta(days=3)))
    together = held(1, day, branch_id=None, lines=late)
    seen = [Seen(branch_id=branch, meetings=[together], calendar=(), today=TODAY) for branch in (1, 2)]
    first, second = ({one.key for one in oddities(one)} for one in seen)
    assert first
    assert not first & second


def test_an_answer_is_judged_by_somebody_who_had_no_part() -> None:
    assert state_of([], found=True) is OddityState.OPEN
    assert state_of([None], found=True) is OddityState.ANSWERED
    assert state_of([False], found=True) is OddityState.OPEN
    assert state_of([False, True], found=False) is OddityState.CLOSED
    assert state_of([None], found=False) is OddityState.STALE
    require_open(OddityState.OPEN)
    for state, refusal in (
        (OddityState.ANSWERED, OddityAnsweredError),
        (OddityState.CLOSED, OddityOverError),
        (OddityState.STALE, OddityStaleError),
    ):
        with pytest.raises(refusal):
            require_open(state)
    require_judgeable(OddityState.ANSWERED, judge=1, answered_by=2, took_part=(3,))
    for state, judge, refusal in (
        (OddityState.OPEN, 1, OddityNotAnsweredError),
        (OddityState.CLOSED, 1, OddityOverError),
        (OddityState.STALE, 1, OddityStaleError),
        (OddityState.ANSWERED, 2, OwnOddityError),
        (OddityState.ANSWERED, 3, OwnOddityError),
    ):
        with pytest.raises(refusal):
            require_judgeable(state, judge=judge, answered_by=2, took_part=(3,))


def test_a_period_knows_its_days() -> None:
    period = Period(date(2026, 1, 1), date(2026, 3, 31), "第一季度")
    assert period.contains(date(2026, 3, 31))
    assert not period.contains(date(2026, 4, 1))
    assert kind_on("nothing", TODAY) is None
    assert State.MISSED.light == "stop"
