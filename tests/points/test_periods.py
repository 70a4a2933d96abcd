from __future__ import annotations

from datetime import date

import pytest

from points.periods import Stretch, Year, around, earlier, later, parse_period, parse_stretch
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, Quarter


@pytest.mark.parametrize(
    ("stretch", "before", "after"),
    [
        (Month(2026, 1), Month(2025, 12), Month(2026, 2)),
        (Month(2026, 12), Month(2026, 11), Month(2027, 1)),
        (Quarter(2026, 1), Quarter(2025, 4), Quarter(2026, 2)),
        (Quarter(2026, 4), Quarter(2026, 3), Quarter(2027, 1)),
        (Year(2026), Year(2025), Year(2027)),
    ],
)
def test_months_follow_months_and_quarters_follow_quarters(stretch: Stretch, before: Stretch, after: Stretch) -> None:
    assert (earlier(stretch), later(stretch)) == (before, after)
    assert parse_stretch(str(stretch)) == stretch


@pytest.mark.parametrize("text", ["", "1826", "2026-00", "2026-Q5", "Q", "2026-10-01", "999999"])
def test_a_text_that_names_no_month_or_quarter_is_not_found(text: str) -> None:
    with pytest.raises(NotFoundError):
        parse_stretch(text)


def test_lists_are_published_for_months_and_quarters_alone() -> None:
    assert parse_period("2026-10") == Month(2026, 10)
    with pytest.raises(NotFoundError):
        parse_period("2026")


def test_a_month_lies_in_its_quarter_and_year() -> None:
    today = date(2026, 11, 27)
    assert around(Month(2026, 10), today=today) == (Quarter(2026, 4), Year(2026))
    assert around(Quarter(2026, 4), today=today) == (Month(2026, 11), Year(2026))
    assert around(Quarter(2026, 3), today=today) == (Month(2026, 9), Year(2026))
    assert around(Year(2026), today=today) == (Month(2026, 11), Quarter(2026, 4))
    assert around(Year(2027), today=today) == (Month(2027, 1), Quarter(2027, 1))
