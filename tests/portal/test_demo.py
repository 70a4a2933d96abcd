"""The invented township: whole villages and small ones, the same at every load, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from deliberation.area import area as deliberation
from disclosure.books.area import area as books
from points.area import area as points
from points.models import PointsClaimSource
from points.values import Source
from portal import demo
from portal.areas import Area
from portal.demo import DEMO_PASSWORD, WHOLE_VILLAGES, Event, at
from portal.demo_people import HOUSEHOLDS, roster, small_roster
from portal.kernel import clock as kernel_clock
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import ConflictError
from portal.kernel.journal import JournalEntry
from portal.kernel.migrate import GROUND
from portal.kernel.verify import verify_all
from portal.org.accounts import sign_in
from portal.org.models import Account, Household, OfficeTerm, Person, Place, PlaceKind
from portal.org.offices import PARTY_STANDINGS, Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.org.roster import RosterRow
    from tests.factories import SettableClock

TODAY = date(2026, 11, 21)
SINCE = date(2025, 1, 1)


def dice(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - invented people


def load(*areas: Area, villages: int = 1, months: int = 4, seed: int = 1) -> Scene:
    return demo.load(areas, host="cunshi.example", villages=villages, months=months, seed=seed, today=TODAY)


@pytest.fixture(autouse=True)
def today(clock: SettableClock) -> Iterator[None]:
    """Stand at the end of the story once it is told: loading leaves the machine's clock."""
    clock.set_day(TODAY)
    yield
    kernel_clock.install(kernel_clock.system_time)


def test_a_village_has_the_people_a_village_has() -> None:
    rows = roster(dice("1"), since=SINCE)
    held = Counter(office for row in rows for office in row.offices)
    assert 1000 <= len(rows) <= 1200
    assert len({row.household for row in rows}) == HOUSEHOLDS
    assert 57 <= sum(held[standing] for standing in PARTY_STANDINGS) <= 63
    assert held[Office.REPRESENTATIVE] == 35
    assert held[Office.COOP_REPRESENTATIVE] == 31
    assert held[Office.COOP_BOARD] == 5
    assert held[Office.COOP_MEMBER] > 800
    assert any(row.born_on and row.born_on.year > 2010 for row in rows), "children live there too"


def test_every_household_has_one_head_and_one_group() -> None:
    rows = roster(dice("1"), since=SINCE)
    heads = Counter(row.household for row in rows if row.relation == "户主")
    assert set(heads.values()) == {1}
    assert len(heads) == HOUSEHOLDS
    assert len({(row.household, row.group) for row in rows}) == HOUSEHOLDS


@pytest.mark.parametrize("people_of", [roster, small_roster])
def test_office_holders_are_grown_up_and_numbered_first(people_of: object) -> None:
    rows: list[RosterRow] = people_of(dice("7"), since=SINCE)  # type: ignore[operator]
    in_office = [row for row in rows if set(row.offices) - {Office.COOP_MEMBER}]
    assert in_office == rows[: len(in_office)]
    assert all(row.born_on and row.born_on.year <= SINCE.year - 18 for row in in_office)
    assert len({row.household for row in in_office}) == len(in_office)


def test_the_same_seed_tells_the_same_story() -> None:
    assert roster(dice("1/a"), since=SINCE) == roster(dice("1/a"), since=SINCE)
    assert roster(dice("1/a"), since=SINCE) != roster(dice("2/a"), since=SINCE)


def test_further_villages_are_small_and_filled_and_whole(
    database: str, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "WHOLE_VILLAGES", 1)
    scene = load(points, deliberation, books, villages=3, months=5)
    kernel_clock.install(clock)
    villages = list(Place.select().where(Place.kind == PlaceKind.VILLAGE).order_by(Place.id))
    assert [one.id for one in scene.villages] == [villages[0].id]
    assert len({one.name for one in villages}) == 3
    for small in villages[1:]:
        assert Person.select().where(Person.village == small).count() < 200
        kinds = Counter(row.kind for row in Bulletin.select().where(Bulletin.log == small.log_id))
        assert kinds["month"] == 5
        assert set(kinds) > {"month"}
    drafted = PointsClaimSource.select().where(PointsClaimSource.source == Source.VOTE)
    assert drafted.exists(), "an area tells another one who voted"
    assert verify_all((*GROUND, "points", "deliberation", "disclosure.books")) == []


def test_four_hundred_villages_have_names_and_addresses_of_their_own() -> None:
    names = {demo.further_name(number) for number in range(WHOLE_VILLAGES, 400)}
    assert len(names) == 400 - WHOLE_VILLAGES


def test_everybody_in_office_can_sign_in_and_only_a_few_others(database: str, clock: SettableClock) -> None:
    scene = load()
    kernel_clock.install(clock)
    (village,) = scene.villages
    in_office = {term.person_id for term in OfficeTerm.select().where(OfficeTerm.place == village)}
    accounts = Account.select().join(Person).where(Person.village == village).count()
    assert 100 < accounts < 200 < len(in_office)
    assert Household.select().where(Household.village == village).count() == HOUSEHOLDS
    shown = [login for place, offices, login in demo.accounts_to_show(scene) if offices.startswith("支部书记")]
    secretary = sign_in(shown[0], DEMO_PASSWORD, address="127.0.0.1")
    assert secretary.id == scene.actor(village, Office.SECRETARY).account_id


def test_what_fails_on_the_way_leaves_nothing(database: str, clock: SettableClock) -> None:
    def events(scene: Scene) -> Iterator[Event]:
        yield Event(at=at(scene.months[0].first_day, 9), act=lambda: 1 // 0)

    globals()["failing"] = events
    with pytest.raises(ZeroDivisionError):
        load(Area(name="failing", title="", demo=f"{__name__}:failing"))
    assert Place.select().count() == 0
    assert JournalEntry.select().count() == 0
    assert load().villages


def test_a_database_with_data_is_refused(township: object) -> None:
    with pytest.raises(ConflictError, match="空的数据库"):
        load()


def test_states_are_counted_for_every_village(database: str) -> None:
    def states(village: Place) -> dict[str, int]:
        return {"things.open": len(village.slug), "things.done": 1}

    globals()["states"] = states
    area = Area(name="things", title="", states=f"{__name__}:states")
    scene = load(villages=2)
    counted = demo.states([area, Area(name="none", title="")], scene.villages)
    assert counted == {
        "qingshiao": {"things.done": 1, "things.open": 9},
        "liushugou": {"things.done": 1, "things.open": 9},
    }
