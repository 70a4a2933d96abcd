"""Households to test with: some of the invented villagers live together, and rules and prizes are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from points.households import services
from points.households.queries.entries import entries
from points.households.rules.earning import YearEnd
from points.households.schemes import example_rules
from points.households.services import Adopting, Delivering, NewPrize, Recording, Reserving
from points.households.values import YearMode
from portal.kernel import clock
from portal.org.models import Group, Household, Person
from portal.org.offices import Office

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import Township

BEGAN = date(2026, 9, 1)
_tokens = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """A village with its officers, three households, and one who lives in the first."""

    village: Place
    director: Actor
    recorder: Actor
    confirmer: Actor
    supervisor: Actor
    villager: Actor
    ids: tuple[int, ...]

    @property
    def home(self) -> int:
        """The villager's household."""
        return self.ids[0]


def settled(township: Township, *, village: Place | None = None, mode: YearMode = YearMode.EXPIRE) -> Homes:
    """Let villagers live together, with rules in force since September 2026."""
    place = village or township.village
    group = Group.create(village=place, name="第1组")
    ids = [Household.create(village=place, number=f"{number:03d}", group=group).id for number in (1, 2, 3)]
    actor = {one: township.actor(one, village=place) for one in (Office.DIRECTOR, Office.SUPERVISOR)}
    recorder, confirmer = (township.actor(Office.COMMITTEE, number=number, village=place) for number in (1, 2))
    villagers = [township.actor(Office.REPRESENTATIVE, number=number, village=place) for number in (0, 1, 2)]
    for home, villager in zip(ids, villagers, strict=True):
        Person.update(household=home, relation="户主").where(Person.id == villager.person_id).execute()
    made = Homes(
        village=place,
        director=actor[Office.DIRECTOR],
        recorder=recorder,
        confirmer=confirmer,
        supervisor=actor[Office.SUPERVISOR],
        villager=villagers[0],
        ids=tuple(ids),
    )
    adopting = Adopting(
        rules=example_rules().rules,
        year_end=YearEnd(mode=mode, month=3, day=31, notice_days=60),
        effective_from=BEGAN,
        resolution="村民代表会议第2号决议",
    )
    services.adopt_scheme(made.director, place, adopting)
    return made


def earn(homes: Homes, home: int, code: str = "Y1", *, times: int = 1, on: date | None = None, note: str = "") -> int:
    """Let a household earn something, confirmed; return the entry's number."""
    recording = Recording(
        household_id=home, rule_code=code, happened_on=on or clock.today(), times=times, note=note or str(next(_tokens))
    )
    (made,) = services.record_entries(homes.recorder, homes.village, [recording])
    services.confirm_entries(homes.confirmer, homes.village, [made.id])
    return int(made.id)


def prize(
    homes: Homes, name: str = "肥皂", *, price_x100: int = 500, stock: int = 1, most_each: int | None = None
) -> int:
    """Offer a prize of which so many are there; return its number."""
    new = NewPrize(name=name, unit="块", price_x100=price_x100, most_each=most_each)
    number = services.enter_prize(homes.director, homes.village, new).number
    if stock:
        coming = Delivering(quantity=stock, cost_fen=stock * 300, delivered_on=clock.today(), voucher="2026-10 第3号")
        services.receive_delivery(homes.recorder, homes.village, number, coming)
    return int(number)


def wanting(home: int, prize_number: int, *, quantity: int = 1, token: str = "") -> Reserving:
    """Return what a household wants, as a form of its own says it."""
    return Reserving(household_id=home, prize=prize_number, quantity=quantity, token=token or f"t{next(_tokens)}")


def drafts(homes: Homes) -> list[int]:
    """Return the entries nobody judged yet."""
    return [one.id for one in entries(homes.village, only_open=True)]
