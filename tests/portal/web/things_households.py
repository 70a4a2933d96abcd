"""One of everything household points can name in an address, in the other village."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.households import services
from points.households.models import HouseholdList, Prize, PrizeStock
from points.households.services import Beginning, Objecting, Recording
from portal.kernel import clock
from portal.kernel.months import Month
from portal.org.models import Household
from tests.points.households.homes import earn, prize, settled, wanting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import Township
    from tests.points.households.homes import Homes

_SECRET = "不外传"  # as tests.portal.web.things says it
_known: dict[str, Homes] = {}


def household(township: Township) -> int:
    return _homes(township).home


def home_entry(township: Township) -> int:
    homes = _homes(township)
    recording = Recording(household_id=homes.ids[1], rule_code="W1", happened_on=clock.today(), note=f"{_SECRET}的登记")
    (made,) = services.record_entries(homes.recorder, homes.village, [recording])
    return int(made.id)


def a_prize(township: Township) -> int:
    return prize(_homes(township), f"{_SECRET}的奖品", stock=5)


def delivery(township: Township) -> int:
    """The one that brought the prize."""
    asked = PrizeStock.select().join(Prize).where(Prize.village == township.other_village.id)
    return int(asked.where(Prize.name == f"{_SECRET}的奖品").get().id)


def exchange(township: Township) -> int:
    homes = _homes(township)
    earn(homes, homes.home, note=f"{_SECRET}的得分")
    number = prize(homes, f"{_SECRET}的另一种奖品", stock=3)
    return int(services.reserve_prize(homes.villager, homes.village, wanting(homes.home, number)).number)


def pilot(township: Township) -> int:
    homes = _homes(township)
    beginning = Beginning(
        title=f"{_SECRET}的试点",
        scope=f"{_SECRET}的范围",
        goal="",
        since=clock.today(),
        resolution=f"{_SECRET}的会议",
    )
    return int(services.begin_pilot(homes.director, homes.village, beginning).number)


def household_month(township: Township) -> dict[str, int | str]:
    """A published month with an objection."""
    homes, month = _homes(township), Month.of(clock.today()).plus(-1)
    here = (HouseholdList.village == homes.village.id) & (HouseholdList.month == month)
    if not HouseholdList.select().where(here).exists():
        earn(homes, homes.home, on=month.last_day - timedelta(days=1), note=f"{_SECRET}的上月得分")
        services.publish_month(homes.director, homes.village, month)
        objecting = Objecting(month=month, text=f"{_SECRET}的异议")
        services.file_objection(homes.villager, homes.village, objecting)
    return {"period": str(month), "objection": 1}


def household_year(_township: Township) -> dict[str, int | str]:
    """The year that goes on."""
    return {"period": str(clock.today().year)}


def _homes(township: Township) -> Homes:
    """Return the other village's households; rules and people are made once in each database."""
    village = township.other_village
    there = Household.get_or_none((Household.village == village.id) & (Household.number == "001"))
    if there is None:
        _known["homes"] = settled(township, village=village)
    return _known["homes"]


HOUSEHOLD_MAKERS: dict[str, Callable[[Township], int | str]] = {
    "household": household,
    "home_entry": home_entry,
    "prize": a_prize,
    "delivery": delivery,
    "exchange": exchange,
    "pilot": pilot,
}
