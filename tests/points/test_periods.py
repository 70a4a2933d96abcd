from __future__ import annotations

import pytest

from points.periods import Stretch, earlier, later, parse_stretch
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, Quarter


@pytest.mark.parametrize(
    ("stretch", "before", "after"),
    [
        (Month(2026, 1), Month(2025, 12), Month(2026, 2)),
        (Month(2026, 12), Month(2026, 11), Month(2027, 1)),
        (Quarter(2026, 1), Quarter(2025, 4), Quarter(2026, 2)),
        (Quarter(2026, 4), Quarter(2026, 3), Quarter(2027, 1)),
    ],
)
def test_months_follow_months_and_quarters_follow_quarters(stretch: Stretch, before: Stretch, after: Stretch) -> None:
    assert (earlier(stretch), later(stretch)) == (before, after)
    assert parse_stretch(str(stretch)) == stretch


@pytest.mark.parametrize("text", ["", "2026", "2026-00", "2026-Q5", "Q", "2026-10-01", "999999"])
def test_a_text_that_names_no_month_or_quarter_is_not_found(text: str) -> None:
    with pytest.raises(NotFoundError):
        parse_stretch(text)
