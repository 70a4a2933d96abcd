"""What is read of household points, and what of it depends on days: tasks, published months, a year's end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from points.households import services
from points.households.queries.year_end import year_page
from portal.kernel.months import Month
from tests.points.households.homes import earn, settled

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township
    from tests.points.households.homes import Homes

TODAY = date(2026, 10, 15)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def homes(township: Township) -> Homes:
    return settled(township)


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
