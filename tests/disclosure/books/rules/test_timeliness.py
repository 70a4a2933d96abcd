"""Figures of timeliness: which months count, what is in time, and the middle of the days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from disclosure.books.rules.periods import Period
from disclosure.books.rules.timeliness import due_months, due_periods, timeliness
from portal.kernel.months import Month

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.mark.parametrize(
    ("today", "last"),
    [
        pytest.param(date(2026, 11, 15), SEPTEMBER, id="the 15th is still in time"),
        pytest.param(date(2026, 11, 16), OCTOBER, id="重庆市实施村组法办法第30条: the 16th is not"),
    ],
)
def test_a_month_counts_from_the_day_after_its_last(today: date, last: Month) -> None:
    found = due_months(today)
    assert (found[-1], found[0], len(found)) == (last, last.plus(-11), 12)


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        pytest.param({SEPTEMBER: date(2026, 10, 15), OCTOBER: date(2026, 11, 15)}, "按时 2/2", id="on the last day"),
        pytest.param({SEPTEMBER: date(2026, 10, 15), OCTOBER: date(2026, 11, 16)}, "按时 1/2", id="a day late"),
        pytest.param({SEPTEMBER: date(2026, 10, 15)}, "按时 1/2", id="not at all"),
    ],
)
def test_in_time_is_by_the_day_of_each_month(signed: dict[Month, date], words: str) -> None:
    assert timeliness([SEPTEMBER, OCTOBER], published=signed, entries=()).words == words


@pytest.mark.parametrize(
    ("entries", "middle"),
    [
        ([], None),
        ([(3, 1)], 3),
        ([(9, 1), (0, 2)], 0),
        ([(0, 1), (4, 1)], 0),
        ([(0, 1), (4, 2)], 4),
        ([(0, 500), (30, 499)], 0),
    ],
)
def test_the_middle_entry(entries: list[tuple[int, int]], middle: int | None) -> None:
    assert timeliness([], published={}, entries=entries).entry_days == middle


def test_publishing_takes_days_from_the_end_of_the_month() -> None:
    signed = {month: month.last_day + timedelta(days=days) for month, days in ((SEPTEMBER, 9), (OCTOBER, 14))}
    found = timeliness([SEPTEMBER, OCTOBER], published=signed, entries=())
    assert (found.publish_days, found.is_late) == (9, False)


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        pytest.param(date(2027, 1, 15), "2025-Q4 2025 2026-Q1 2026-Q2 2026-Q3", id="the 15th is still in time"),
        pytest.param(
            date(2027, 1, 16), "2026-Q1 2026-Q2 2026-Q3 2026-Q4 2026", id="重庆市实施村组法办法第30条: the 16th is not"
        ),
    ],
)
def test_a_quarter_and_a_year_count_from_the_day_after_their_last(today: date, periods: str) -> None:
    assert " ".join(map(str, due_periods(today))) == periods


def test_quarters_and_years_have_figures_of_their_own() -> None:
    public = {
        Period(2026, 2): date(2026, 7, 15),
        Period(2026, 3): date(2026, 10, 16),
        Period(2026, 4): None,
        Period.of_year(2026): date(2027, 1, 10),
    }
    found = timeliness([], published={}, entries=(), periods=public)
    assert (found.period_words, found.period_days, found.has_late_periods) == ("按时 2/4", 15, True)
    assert (found.words, found.is_late) == ("还没有到期的月份", False)
