"""When a council is due, and what its figures come to: pure rules, over every rhythm and change of rhythm."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import (
    CollectionFiguresError,
    CollectionMonthError,
    CouncilDayError,
    CouncilSinceError,
    ItemOutcomeError,
)
from deliberation.rules.councils import (
    Kept,
    Outcome,
    Period,
    Rhythm,
    Setting,
    effective,
    kept,
    periods,
    rate_x100,
    require_collection,
    require_outcome,
    require_setting,
    sides_present,
)
from portal.kernel.months import Month

TODAY = date(2026, 10, 15)
_DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))


def weekly(since: date, day: int = 3) -> Setting:
    return Setting(since=since, rhythm=Rhythm.WEEKLY, day=day)


def monthly(since: date, day: int = 10) -> Setting:
    return Setting(since=since, rhythm=Rhythm.MONTHLY, day=day)


def stopped(since: date) -> Setting:
    return Setting(since=since, rhythm=Rhythm.STOPPED, day=0)


_SETTINGS = st.one_of(
    st.builds(weekly, _DAYS, st.integers(1, 7)),
    st.builds(monthly, _DAYS, st.integers(1, 28)),
    st.builds(stopped, _DAYS),
)


@given(st.lists(_SETTINGS, min_size=1, max_size=5, unique_by=lambda one: one.since), _DAYS)
def test_periods_never_overlap_and_each_holds_its_day(settings: list[Setting], until: date) -> None:
    found = periods(sorted(settings, key=lambda one: one.since), until=until)
    for one in found:
        assert one.first <= one.due_on <= one.last
        assert one.first <= until
        assert any(setting.since <= one.first for setting in settings)
    assert all(before.last < after.first for before, after in pairwise(found))


@given(_DAYS, st.integers(1, 7), st.integers(1, 200))
def test_every_week_has_one_meeting_across_years(since: date, day: int, weeks: int) -> None:
    until = since + timedelta(weeks=weeks)
    found = periods([weekly(since, day)], until=until)
    assert all(one.first.isocalendar().weekday == 1 and one.due_on.isocalendar().weekday == day for one in found)
    assert all(after.first - before.first == timedelta(days=7) for before, after in pairwise(found))
    assert found[0].first - since < timedelta(days=7)
    assert found[-1].first <= until <= found[-1].last


@given(_DAYS, st.integers(1, 28), st.integers(1, 60))
def test_every_month_has_one_meeting(since: date, day: int, months: int) -> None:
    last = Month.of(since).plus(months)
    found = periods([monthly(since, day)], until=last.last_day)
    first = Month.of(since) if since.day == 1 else Month.of(since).plus(1)
    assert [Month.of(one.first) for one in found] == [first.plus(count) for count in range(len(found))]
    assert Month.of(found[-1].first) == last
    assert all((one.first, one.last) == (m.first_day, m.last_day) for one in found for m in [Month.of(one.first)])
    assert all(one.due_on.day == day for one in found)


def test_a_month_cut_off_before_its_day_is_not_due() -> None:
    found = periods([monthly(date(2026, 8, 1), 20), weekly(date(2026, 10, 5), 3)], until=date(2026, 10, 18))
    assert [one.due_on for one in found] == [
        date(2026, 8, 20), date(2026, 9, 20), date(2026, 10, 7), date(2026, 10, 14)
    ]  # fmt: skip


def test_what_the_township_set_holds_until_the_village_sets_something() -> None:
    above, own = [weekly(date(2026, 1, 1)), weekly(date(2026, 6, 1), 5)], [monthly(date(2026, 3, 1))]
    assert effective([], above) == tuple(above)
    assert effective(own, above) == (above[0], own[0])
    assert effective([stopped(date(2026, 3, 1))], above)[-1].rhythm is Rhythm.STOPPED


def test_a_meeting_on_any_day_of_the_period_keeps_it() -> None:
    week = Period(first=date(2026, 10, 5), last=date(2026, 10, 11), due_on=date(2026, 10, 7))
    assert kept(week, [date(2026, 10, 11)], today=TODAY) is Kept.HELD
    assert kept(week, [date(2026, 10, 12)], today=TODAY) is Kept.MISSED
    assert kept(week, [], today=week.last) is Kept.DUE


@pytest.mark.parametrize(
    ("setting", "refused"),
    [
        (weekly(TODAY), CouncilSinceError),
        (weekly(TODAY + timedelta(days=1), 8), CouncilDayError),
        (weekly(TODAY + timedelta(days=1), 0), CouncilDayError),
        (monthly(TODAY + timedelta(days=1), 29), CouncilDayError),
    ],
)
def test_a_rhythm_is_for_days_to_come_and_a_day_every_period_has(setting: Setting, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        require_setting(setting, today=TODAY)


def test_handed_on_means_to_somebody_by_a_day() -> None:
    require_outcome(Outcome.HANDED, handed_to="三组组长", due_on=TODAY, met_on=TODAY)
    require_outcome(Outcome.PUT_OFF, handed_to="", due_on=None, met_on=TODAY)
    wrong: list[tuple[Outcome, str, date | None]] = [
        (Outcome.HANDED, "", TODAY),
        (Outcome.HANDED, "三组组长", None),
        (Outcome.HANDED, "三组组长", TODAY - timedelta(days=1)),
        (Outcome.ANSWERED, "三组组长", None),
        (Outcome.MATTER, "", TODAY),
    ]
    for outcome, handed_to, due_on in wrong:
        with pytest.raises(ItemOutcomeError):
            require_outcome(outcome, handed_to=handed_to, due_on=due_on, met_on=TODAY)


def test_a_rate_is_cut_off_never_rounded_up() -> None:
    assert rate_x100(94_999_99, 100_000_00) == 94_99
    assert rate_x100(2, 3) == 66_66
    assert rate_x100(0, 5) == 0
    assert rate_x100(5, 5) == 100_00


def test_figures_are_of_a_month_that_is_over_and_nothing_paid_exceeds_what_was_due() -> None:
    require_collection(Month(2026, 9), households=(10, 7), fen=(1000, 700), today=TODAY)
    with pytest.raises(CollectionMonthError, match="2026年9月"):
        require_collection(Month(2026, 10), households=(10, 7), fen=(1000, 700), today=TODAY)
    for households, fen in (((0, 0), (1, 1)), ((5, 6), (1, 1)), ((5, 5), (0, 0)), ((5, 5), (7, 8))):
        with pytest.raises(CollectionFiguresError):
            require_collection(Month(2026, 9), households=households, fen=fen, today=TODAY)


def test_all_sides_sit_at_the_table_or_not() -> None:
    assert sides_present(3, (1, 2))
    for party, firm, owners in ((0, 1, 1), (1, 0, 1), (1, 1, 0)):
        assert not sides_present(party, (firm, owners))
