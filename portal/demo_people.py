"""The people of an invented village: four hundred households, and who among them holds which office.

Households come first, then offices are given to grown-ups of different households, so that what is counted by
households and what is counted by people differ as they do in life. Whoever holds an office is numbered first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from portal.org.models import Sex
from portal.org.offices import Office
from portal.org.roster import RosterRow, RosterTerm

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_FEMALE = "秀英兰芳桂珍玉梅凤霞春燕红莲小云巧月慧敏丽静雪琴"
_MALE = "建国志强文明永福大山海军学林德胜家宝少华立新长根"

HOUSEHOLDS = 400
_GROUPS = 8
_GROWN_UP, _OLDEST_OFFICER = 18, 68

_MEMBER = Office.MEMBER
_Posts = tuple[tuple[tuple[Office, ...], int], ...]
#: Offices in the village, and how many hold them together; each holder is of another household.
_POSTS: _Posts = (
    ((Office.SECRETARY, _MEMBER, Office.COOP_BOARD), 1),
    ((Office.DIRECTOR, _MEMBER, Office.COOP_BOARD), 1),
    ((Office.COMMITTEE, _MEMBER, Office.COOP_BOARD), 1),
    ((Office.COMMITTEE,), 3),
    ((Office.BRANCH_COMMITTEE, _MEMBER, Office.COOP_BOARD), 1),
    ((Office.BRANCH_COMMITTEE, _MEMBER), 1),
    ((Office.SUPERVISOR, _MEMBER), 1),
    ((Office.SUPERVISOR,), 2),
    ((Office.BOOKKEEPER,), 1),
    ((Office.COOP_BOARD, Office.COOP_REPRESENTATIVE), 1),
    ((Office.REPRESENTATIVE, _MEMBER, Office.COOP_REPRESENTATIVE), 9),
    ((Office.REPRESENTATIVE, Office.COOP_REPRESENTATIVE), 13),
    ((Office.REPRESENTATIVE,), 13),
    ((Office.COOP_REPRESENTATIVE,), 8),
    ((_MEMBER,), 39),
    ((Office.FLOATING,), 3),
    ((Office.PROBATIONARY,), 2),
)
_FEW_HOUSEHOLDS, _FEW_WOMEN = 36, 4
_FEW_POSTS: _Posts = (
    ((Office.SECRETARY, _MEMBER, Office.COOP_BOARD), 1),
    ((Office.DIRECTOR, _MEMBER, Office.COOP_BOARD), 1),
    ((Office.COMMITTEE, Office.COOP_BOARD), 1),
    ((Office.COMMITTEE,), 1),
    ((Office.BRANCH_COMMITTEE, _MEMBER), 2),
    ((Office.SUPERVISOR,), 3),
    ((Office.BOOKKEEPER,), 1),
    ((Office.REPRESENTATIVE, Office.COOP_REPRESENTATIVE), 7),
    ((_MEMBER,), 6),
)
#: Of a hundred households, those which belong to the collective economic organisation.
_COOP_SHARE = 93


@dataclass(slots=True, eq=False)
class _Villager:
    """One invented person on the way to a row of the roster."""

    name: str
    sex: Sex
    born_on: date
    household: int
    relation: str
    offices: list[Office] = field(default_factory=list)


#: Of the 35 representatives of a village, so many are women; of the village that fails the law's third, so many.
_WOMEN, _TOO_FEW_WOMEN = 16, 11


def roster(dice: random.Random, *, since: date) -> list[RosterRow]:
    """Return everybody of a village, household by household; offices are held from ``since``."""
    return _roster(dice, _POSTS, HOUSEHOLDS, since=since, women=_WOMEN)


def roster_of_men(dice: random.Random, *, since: date) -> list[RosterRow]:
    """Return everybody of a village in which too few women are representatives."""
    return _roster(dice, _POSTS, HOUSEHOLDS, since=since, women=_TOO_FEW_WOMEN)


def small_roster(dice: random.Random, *, since: date) -> list[RosterRow]:
    """Return everybody of a village so small that hundreds of it fill a county: every office, few households."""
    return _roster(dice, _FEW_POSTS, _FEW_HOUSEHOLDS, since=since, women=_FEW_WOMEN)


def _roster(dice: random.Random, posts: _Posts, households: int, *, since: date, women: int) -> list[RosterRow]:
    people = [person for number in range(1, households + 1) for person in _household(dice, number, since=since)]
    officers = _give_posts(dice, people, posts, since=since, women=women)
    _give_membership(dice, people, since=since)
    ordered = [*officers, *(person for person in people if person not in officers)]
    return [_row(person, number, since=since) for number, person in enumerate(ordered, start=1)]


def _household(dice: random.Random, number: int, *, since: date) -> Iterator[_Villager]:
    age, family = dice.randint(27, 78), dice.choice(_FAMILY)
    sex = Sex.FEMALE if dice.randrange(100) < 22 else Sex.MALE  # noqa: PLR2004 - as many heads are women

    def villager(relation: str, family: str, sex: Sex, age: int) -> _Villager:
        given = dice.sample(_FEMALE if sex is Sex.FEMALE else _MALE, dice.choice((1, 2, 2)))
        born_on = date(since.year - age, dice.randint(1, 12), dice.randint(1, 28))
        return _Villager(family + "".join(given), sex, born_on, number, relation)

    yield villager("户主", family, sex, age)
    if dice.randrange(100) < 78:  # noqa: PLR2004 - as many are married
        other = Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
        yield villager("配偶", dice.choice(_FAMILY), other, max(24, age + dice.randint(-5, 3)))
    for _ in range(dice.choice((0, 1, 1, 1, 2))):
        if age < 62 or dice.randrange(2):  # noqa: PLR2004 - later children keep a household of their own
            yield villager("子女", family, dice.choice(list(Sex)), max(1, age - dice.randint(23, 31)))
    if age < 55 and dice.randrange(100) < 18:  # noqa: PLR2004 - as many live with a parent
        yield villager("父母", family, dice.choice(list(Sex)), age + dice.randint(22, 27))


def _give_posts(
    dice: random.Random, people: list[_Villager], posts: _Posts, *, since: date, women: int
) -> list[_Villager]:
    """Give every post to somebody of a household of its own; return who holds one, in the order of posts."""
    by_household: dict[int, list[_Villager]] = {}
    for person in people:
        if _GROWN_UP < since.year - person.born_on.year <= _OLDEST_OFFICER:
            by_household.setdefault(person.household, []).append(person)
    given = [offices for offices, count in posts for _ in range(count)]
    chosen = [dice.choice(by_household[household]) for household in dice.sample(sorted(by_household), len(given))]
    seats = [place for place, offices in enumerate(given) if Office.REPRESENTATIVE in offices]
    _seat(chosen, seats, by_household, women=women)
    for person, offices in zip(chosen, given, strict=True):
        person.offices += offices
    return chosen


def _seat(chosen: list[_Villager], seats: list[int], by_household: dict[int, list[_Villager]], *, women: int) -> None:
    """Let others of the same households sit, until as many of those on ``seats`` are women."""
    for place in seats:
        missing = women - sum(chosen[one].sex is Sex.FEMALE for one in seats)
        wanted = Sex.FEMALE if missing > 0 else Sex.MALE
        others = [one for one in by_household[chosen[place].household] if one.sex is wanted]
        if missing and chosen[place].sex is not wanted and others:
            chosen[place] = others[0]


def _give_membership(dice: random.Random, people: list[_Villager], *, since: date) -> None:
    """Let the grown-ups of most households, and whoever holds an office in it, belong to the collective."""
    outside = {number for number in {person.household for person in people} if dice.randrange(100) >= _COOP_SHARE}
    for person in people:
        in_office = {Office.COOP_BOARD, Office.COOP_REPRESENTATIVE} & set(person.offices)
        grown_up = since.year - person.born_on.year > _GROWN_UP
        if in_office or (grown_up and person.household not in outside):
            person.offices.append(Office.COOP_MEMBER)


def _row(person: _Villager, number: int, *, since: date) -> RosterRow:
    return RosterRow(
        number=number,
        code=f"{number:04d}",
        name=person.name,
        sex=person.sex,
        born_on=person.born_on,
        household=f"{person.household:03d}",
        relation=person.relation,
        group=f"第{1 + person.household * _GROUPS // (HOUSEHOLDS + 1)}组",
        terms=tuple(RosterTerm(office=office, since=since, until=None) for office in person.offices),
    )
