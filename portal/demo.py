"""An invented township for looking around, learning and load tests: nobody and nowhere in it exists.

The township and its people are made here; every area adds what happened as events, which are run in the
order of their moments with the clock set to each. Equal options give equal data, but for salts and keys.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from portal.areas import resolve, voters_of
from portal.demo_people import roster, roster_of_men, small_roster
from portal.kernel import clock
from portal.kernel.db import database
from portal.kernel.errors import ConflictError
from portal.kernel.months import Month
from portal.kernel.work import unit_of_work
from portal.org import services
from portal.org.accounts import hash_password
from portal.org.actors import SETTING_UP, Actor, actor_for
from portal.org.models import Account, Place
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.queries import people, people_in_office
from portal.org.rules import login_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from portal.areas import Area, Voters
    from portal.org.queries import PersonRow
    from portal.org.roster import RosterRow

#: The password of every account of the invented township.
DEMO_PASSWORD = "cun-shi-gong-kai"  # noqa: S105 - printed for whoever looks around

#: Villages with four hundred households and everything that happens; further ones are small and filled in bulk.
WHOLE_VILLAGES = 3
_VILLAGES = (("qingshiao", "青石坳村"), ("liushugou", "柳树沟村"), ("shuangqiao", "双桥坪村"))
_TOWNSHIP = (
    ("沈砚", Office.TOWNSHIP_ADMIN),
    ("顾青禾", Office.AUDITOR),
    ("傅知行", Office.TOWNSHIP_LEADER),
    ("柳长风", Office.TOWNSHIP_HEAD),
)
#: The village whose representatives are nearly all men, which the law does not want.
_OF_MEN = 2
#: A further village is called by one of these and one of those.
_GROWING = "荷松竹枫梅柏桃杏莲桂槐榆桐杨榕樟梨枣柿橙"
_LYING = (
    "花塘", "树岭", "木湾", "叶坪", "林坡", "家冲", "子沟", "园坝", "山垭", "溪口",
    "石滩", "泉坳", "田畈", "井台", "桥头", "屋场", "洞岩", "河沿", "岩脚", "店子",
)  # fmt: skip

#: How many of those without any other office than membership in the collective have an account all the same.
_ORDINARY = 8
_TOGETHER = 100
_FOUNDED_BEFORE, _IN_OFFICE_BEFORE = timedelta(days=20), timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, at a moment; ``act`` does it through the areas' own services."""

    at: datetime
    act: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The invented township an area adds to."""

    township: Place
    villages: tuple[Place, ...]
    months: tuple[Month, ...]  # the months that have passed, first to last
    today: date
    seed: int
    password: str = ""  # the hash of everybody's
    voters: tuple[Voters, ...] = ()  # what its areas tell of who voted
    _actors: dict[tuple[int, Office, int], Actor] = field(default_factory=dict)

    def chance(self, village: Place, purpose: str) -> random.Random:
        """Return the village's own dice for one purpose, the same at every load."""
        return random.Random(f"{self.seed}/{village.slug}/{purpose}")  # noqa: S311 - invented data, not secrets

    def actor(self, village: Place, office: Office, number: int = 0) -> Actor:
        """Return the ``number``-th holder of an office in the village, by code."""
        key = (village.id, office, number)
        if key not in self._actors:
            login = people_in_office(village, office, on=self.today)[number].login
            self._actors[key] = actor_for(login or "")
        return self._actors[key]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment on a day in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=clock.LOCAL).astimezone(UTC)


def load(
    areas: Sequence[Area],
    *,
    host: str,
    villages: int,
    months: int,
    seed: int,
    today: date,
    on_village: Callable[[int, int], None] | None = None,
) -> Scene:
    """Make the township with ``villages`` villages and what happened in the ``months`` before ``today``.

    ``on_village`` is told how many of how many villages are filled.

    :raise ConflictError: there is a township already.
    """
    if Place.select().exists():
        raise ConflictError("数据库里已有数据，演示数据只能装入空的数据库。")
    passed = tuple(Month.of(today).plus(-back) for back in range(months, 0, -1))
    told = on_village or (lambda *_: None)
    whole = min(villages, WHOLE_VILLAGES)
    try:
        with database.obj.atomic():
            scene = _founded(host=host, villages=whole, months=passed, seed=seed, today=today)
            scene = replace(scene, voters=voters_of(areas))
            further = [_small_village(scene, number) for number in range(whole, villages)]  # before anything happens
            _run([event for area in areas if area.demo for event in resolve(area.demo)(scene)])
        for number, small in enumerate(further, start=whole):
            told(number, villages)
            with database.obj.atomic():
                _run([event for area in areas if area.county for event in resolve(area.county)(small)])
        told(villages, villages)
    finally:
        clock.install(clock.system_time)
    return scene


def states(areas: Sequence[Area], villages: Iterable[Place]) -> dict[str, dict[str, int]]:
    """Return, for each village by its address, how many things stand how: ``{"matters.voting": 1, …}``."""
    asked = [resolve(area.states) for area in areas if area.states]
    return {
        village.slug: dict(sorted((state, count) for states_of in asked for state, count in states_of(village).items()))
        for village in villages
    }


def further_name(number: int) -> str:
    """Return what the further village of that number is called."""
    lying, growing = divmod(number - WHOLE_VILLAGES, len(_GROWING))
    return f"{_GROWING[growing]}{_LYING[lying]}村"


def _run(events: list[Event]) -> None:
    for event in sorted(events, key=lambda one: one.at):
        _at(event.at)
        event.act()


def accounts_to_show(scene: Scene) -> list[tuple[str, str, str]]:
    """Return village, offices and login of one person for each office, for whoever looks around."""
    shown = []
    for place in (scene.township, *scene.villages):
        seen: set[Office] = set()
        for row in people(place, on=scene.today):
            if row.login and set(row.offices) - seen:
                seen |= set(row.offices)
                shown.append((place.name, row.offices_text, row.login))
    return shown


def _founded(*, host: str, villages: int, months: tuple[Month, ...], seed: int, today: date) -> Scene:
    founded = months[0].first_day
    _at(at(founded - _FOUNDED_BEFORE, 9))
    township = services.create_township(slug="yunxi", name="云溪镇", host=host)
    for code, (name, office) in enumerate(_TOWNSHIP, start=1):
        added = services.register_person(SETTING_UP, township, code=f"t{code:03d}", name=name)
        services.appoint(SETTING_UP, township, added.id, office=office, since=founded - _IN_OFFICE_BEFORE)
    scene = Scene(
        township=township, villages=(), months=months, today=today, seed=seed, password=hash_password(DEMO_PASSWORD)
    )
    _open_accounts(scene, township)
    made = tuple(
        _populated(scene, *_VILLAGES[number], roster_of_men if number == _OF_MEN else roster)
        for number in range(villages)
    )
    return replace(scene, villages=made)


def _small_village(scene: Scene, number: int) -> Scene:
    """Make one more village, with a few dozen people, and return the scene in which it stands alone."""
    _at(at(scene.months[0].first_day - _FOUNDED_BEFORE, 10))
    village = _populated(scene, f"cun{number + 1:03d}", further_name(number), small_roster)
    return replace(scene, villages=(village,), _actors={})


def _populated(scene: Scene, slug: str, name: str, people_of: Callable[..., list[RosterRow]]) -> Place:
    admin = actor_for(f"{scene.township.slug}-t001")
    village = services.create_village(admin, scene.township, slug=slug, name=name)
    dice = random.Random(f"{scene.seed}/{slug}/people")  # noqa: S311 - invented data, not secrets
    rows = people_of(dice, since=scene.months[0].first_day - _IN_OFFICE_BEFORE)
    services.import_roster(admin, village, rows, file=f"{slug} {scene.seed}".encode())
    _open_accounts(scene, village)
    return village


def _open_accounts(scene: Scene, place: Place) -> None:
    """Give everybody with an office an account with the printed password, in one act."""
    with unit_of_work(SETTING_UP, Permission.ACCOUNTS_ISSUE, place) as work:
        holders = list(_who_sign_in(people(place, on=work.today)))
        accounts = [
            {"person": row.id, "login": login_of(place.slug, row.code), "password_hash": scene.password}
            for row in holders
        ]
        for start in range(0, len(accounts), _TOGETHER):
            Account.insert_many(accounts[start : start + _TOGETHER]).execute()
        work.seal("account.demo.opened", about=("place", place.slug), facts={"accounts": len(holders)})


def _who_sign_in(everybody: Iterable[PersonRow]) -> Iterator[PersonRow]:
    """Yield whoever holds an office, and a few who only belong to the collective."""
    ordinary = 0
    for row in everybody:
        if set(row.offices) == {Office.COOP_MEMBER}:
            ordinary += 1
        if row.offices and (set(row.offices) != {Office.COOP_MEMBER} or ordinary <= _ORDINARY):
            yield row


def _at(moment: datetime) -> None:
    clock.install(lambda: moment)
