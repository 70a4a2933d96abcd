"""An invented township to test in: two villages, each with everybody an assembly and a branch need.

Everything is made through the services the program uses; only passwords share one hash, and a cheap one: making
and checking one is slow on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from argon2 import PasswordHasher

from portal.kernel import clock
from portal.org import services
from portal.org.actors import SETTING_UP, Actor, actor_for
from portal.org.models import Account, Branch, OfficeTerm, Person, Place
from portal.org.offices import TOWNSHIP_OFFICES, Office

PASSWORD = "山高水长-2026"
HOST = "cunshi.example"
SECRET_KEY = "an invented secret for tests, 32 or more"
FOUNDED = date(2025, 1, 1)
#: When every test begins unless it sets the clock: 2026-10-15 09:00 in China.
NOW = datetime(2026, 10, 15, 1, 0, tzinfo=UTC)

REPRESENTATIVES = 35
COOP_REPRESENTATIVES = 21
COMMITTEE = 5  # the director among them


@dataclass(frozen=True, slots=True)
class Township:
    """The township and its two villages; people are found by what they do."""

    place: Place
    village: Place  # 青山村
    other_village: Place  # 河西村, where nothing of 青山村 may be seen

    @property
    def branch(self) -> Branch:
        """The party branch of the first village."""
        return Branch.get(Branch.village == self.village)

    def actor(self, office: Office, *, number: int = 0, village: Place | None = None) -> Actor:
        """Return the ``number``-th holder of an office, by code (township offices: in the township)."""
        return actor_for(self.login(office, number=number, village=village))

    def login(self, office: Office, *, number: int = 0, village: Place | None = None) -> str:
        """Return the login of the ``number``-th holder of an office."""
        place = self.place if office in TOWNSHIP_OFFICES else village or self.village
        holders = (
            Account.select(Account)
            .join(Person)
            .join(OfficeTerm)
            .where((OfficeTerm.place == place.id) & (OfficeTerm.office == office))
            .order_by(Person.code)
        )
        return str(holders[number].login)


def make_township() -> Township:
    """Make the township with two villages, on the clock as it is set."""
    place = services.create_township(slug="yunling", name="云岭镇", host=HOST)
    _person(place, code="t001", name="沈砚", offices=(Office.TOWNSHIP_ADMIN,))
    _person(place, code="t002", name="顾青禾", offices=(Office.AUDITOR,))
    _person(place, code="t003", name="傅知行", offices=(Office.TOWNSHIP_LEADER,))
    _person(place, code="t004", name="柳长风", offices=(Office.TOWNSHIP_HEAD,))
    villages = [
        services.create_village(actor_for("yunling-t001"), place, slug=slug, name=name)
        for slug, name in (("qingshan", "青山村"), ("hexi", "河西村"))
    ]
    for village in villages:
        _populate(village)
    return Township(place, *villages)


def known_township() -> Township:
    """Return the township that ``make_township`` made in this database."""
    return Township(*(Place.get(Place.slug == slug) for slug in ("yunling", "qingshan", "hexi")))


def _populate(village: Place) -> None:
    posts: list[tuple[Office, ...]] = [
        (Office.MEMBER, Office.SECRETARY),
        (Office.MEMBER, Office.DIRECTOR),
        *[(Office.COMMITTEE, Office.COOP_BOARD)] * (COMMITTEE - 1),
        *[(Office.REPRESENTATIVE, Office.COOP_MEMBER, Office.COOP_REPRESENTATIVE)] * COOP_REPRESENTATIVES,
        *[(Office.REPRESENTATIVE, Office.COOP_MEMBER)] * (REPRESENTATIVES - COOP_REPRESENTATIVES),
        *[(Office.SUPERVISOR,)] * 3,
        (Office.BOOKKEEPER,),
        *[(Office.MEMBER, Office.BRANCH_COMMITTEE)] * 2,
        *[(Office.MEMBER,)] * 6,
        (Office.FLOATING,),
        (Office.PROBATIONARY,),
    ]
    for number, offices in enumerate(posts, start=1):
        _person(village, code=f"{number:04d}", name=_name(village.slug, number), offices=offices)


def _person(place: Place, *, code: str, name: str, offices: tuple[Office, ...]) -> None:
    added = services.register_person(SETTING_UP, place, code=code, name=name)
    for office in offices:
        services.appoint(SETTING_UP, place, added.id, office=office, since=FOUNDED)
    branch = Branch.get_or_none(Branch.village == place.id)
    if branch and {Office.MEMBER, Office.FLOATING, Office.PROBATIONARY} & set(offices):
        Person.update(branch=branch).where(Person.id == added.id).execute()
    Account.create(person=added, login=f"{place.slug}-{code}", password_hash=_password_hash())


@cache
def _password_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def _name(slug: str, number: int) -> str:
    family = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
    given = "山河林泉松柏石田禾苗春秋晨曦岚峰" if slug == "qingshan" else "溪桥舟帆雁鹤梅兰竹菊云霞星月雪霜"
    return family[number % 16] + given[number // 16 % 16] + given[number * 7 % 16]


@dataclass(slots=True)
class SettableClock:
    """A clock that stands where a test sets it."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        """Tell the moment."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Stand at ``moment``."""
        self.moment = moment

    def set_day(self, day: date, *, hour: int = 9) -> None:
        """Stand at an hour of a day in China."""
        self.moment = datetime(day.year, day.month, day.day, hour, tzinfo=clock.LOCAL).astimezone(UTC)
