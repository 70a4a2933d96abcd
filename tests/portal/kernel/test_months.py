from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.months import Month, MonthError, Quarter

months = st.builds(Month, st.integers(2000, 2100), st.integers(1, 12))


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-0", "2026/10", "202610", "", "2026-1", "0000-01", "9999-12", "1899-12"]
)
def test_other_forms_are_no_month(text: str) -> None:
    with pytest.raises(MonthError):
        Month.parse(text)


@given(months)
def test_a_month_is_its_days(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Month.of(month.first_day) == Month.of(month.last_day) == month
    assert (month.plus(1).first_day - month.last_day).days == 1
    assert month.contains(month.last_day)
    assert not month.contains(month.plus(1).first_day)


@given(months, st.integers(-500, 500))
def test_counting_months_there_and_back_arrives(month: Month, distance: int) -> None:
    assert month.plus(distance).plus(-distance) == month


@given(months)
def test_every_month_lies_in_its_quarter(month: Month) -> None:
    assert month in month.quarter.months
    assert Quarter.parse(str(month.quarter)) == month.quarter


def test_a_quarter_ends_where_its_last_month_ends() -> None:
    assert Quarter.parse("2026-Q3").first_day == date(2026, 7, 1)
    assert Quarter.parse("2026-Q3").last_day == date(2026, 9, 30)
    assert Quarter.parse("2026-Q3").chinese == "2026年第三季度"
