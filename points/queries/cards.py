"""Reading cards with their talks, and what by the rules calls for a card that nobody has issued yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.appraisal import cards_on, usual_vetoes
from points.errors.year import NoCardError
from points.models import PointsAppraisal, PointsCard, PointsEntry, PointsMending, PointsTalk, PointsVeto
from points.periods import Year
from points.queries.schemes import items_by_scheme, members, schemes_of
from points.queries.sums import basis_of, sums_by_person
from points.rules.cards import CardKind, Conduct, Occasion, occasions
from points.rules.scores import Sum, score
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Quarter
from portal.org.models import Person

if TYPE_CHECKING:
    from datetime import date

    from points.rules.items import Veto, VetoEffect
    from points.values import Mending
    from portal.org.models import Branch, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """One card with its talk and what came of it."""

    id: int
    number: int
    branch_id: int
    year: int
    person_id: int
    person: str
    kind: CardKind
    because: str
    issued_on: date
    issued_by: str
    talk_by: date
    held_on: date | None
    held_by: str
    talk: str
    mend_by: date | None
    outcome: Mending | None
    outcome_text: str
    seen_on: date | None

    def stands(self, today: date) -> tuple[str, str]:
        """Return mark and words of how it stands on a day."""
        if self.outcome is not None:
            return ("done" if self.outcome == "mended" else "stop", self.outcome.chinese)
        if self.mend_by is not None:
            late = today > self.mend_by
            return ("warn" if late else "wait", "整改期限已过，没有登记结果" if late else "限期整改中")
        late = today > self.talk_by
        return ("warn" if late else "wait", "约谈已经逾期" if late else "待约谈")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that calls for a card, and for whom."""

    person_id: int
    person: str
    occasion: Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoRow:
    """One recorded veto."""

    id: int
    person_id: int
    person: str
    code: str
    name: str
    effect: VetoEffect
    paper: str


def cards(village: Place, *, branch_id: int | None = None, year: int | None = None) -> list[CardRow]:
    """Return the village's cards, newest first; of one branch or year where asked."""
    asked: Any = PointsCard.village == village.id
    if branch_id is not None:
        asked &= PointsCard.branch == branch_id
    if year is not None:
        asked &= PointsCard.year == year
    return _cards(asked)


def card(village: Place, card_id: int) -> CardRow:
    """Return one card.

    :raise NoCardError: the village has no such card.
    """
    found = _cards((PointsCard.village == village.id) & (PointsCard.id == card_id))
    if not found:
        raise NoCardError
    return found[0]


def cards_of(village: Place, person_id: int, *, year: int) -> list[CardRow]:
    """Return somebody's cards of a year."""
    asked = (PointsCard.village == village.id) & (PointsCard.person == person_id) & (PointsCard.year == year)
    return _cards(asked)


def next_card_number(village: Place) -> int:
    """Return the number of the next card."""
    return 1 + int(PointsCard.select(fn.MAX(PointsCard.number)).where(PointsCard.village == village.id).scalar() or 0)


def veto_items(village: Place, branch_id: int, year: int) -> dict[str, Veto]:
    """Return by code what decides a year whatever the points say: by the branch's scheme, else by the dated data.

    Of two versions within a year the first holds, because what it decided does not change with the second.
    """
    said = [veto for version in schemes_of(village, branch_id, year) for veto in version.content.vetoes]
    return {one.code: one for one in said or usual_vetoes()}


def vetoes(village: Place, *, year: int, branch_id: int | None = None) -> list[VetoRow]:
    """Return what was recorded that decides a year whatever the points say; what concerns one branch where asked.

    It is the member's in whatever branch it was recorded, and says what it said there.
    """
    asked: Any = (PointsVeto.village == village.id) & (PointsVeto.year == year)
    if branch_id is not None:
        asked &= (PointsVeto.branch == branch_id) | (Person.branch == branch_id)
    query = (
        PointsVeto.select(PointsVeto, Person.name.alias("person_name"))
        .join(Person, on=(PointsVeto.person == Person.id))
        .where(asked)
        .order_by(PointsVeto.id)
    )
    rows = list(dicts_of(query))
    usual = {one.code: one for one in usual_vetoes()}
    known = {branch: {**usual, **veto_items(village, branch, year)} for branch in {row["branch"] for row in rows}}
    return [
        VetoRow(
            id=row["id"],
            person_id=row["person"],
            person=row["person_name"],
            code=row["code"],
            name=known[row["branch"]][row["code"]].name,
            effect=known[row["branch"]][row["code"]].effect,
            paper=row["paper"],
        )
        for row in rows
    ]


def dues(village: Place, branch: Branch, year: int, *, today: date) -> list[Due]:
    """Return what calls for a card in a year by the rules of today and has none, member by member."""
    on = min(Year(year).last_day, today)
    people = {row.id: row.name for row in members(village, branch.id, on=on)}
    rules = cards_on(on)
    issued = {(row.person_id, row.occasion) for row in _issued(village)}
    conducts = _conducts(village, branch, year, list(people), today=today, least=rules.yellow.single_x100)
    return [
        Due(person_id=person, person=name, occasion=one)
        for person, name in people.items()
        for one in occasions(conducts[person], yellow=rules.yellow, red=rules.red)
        if (person, one.key) not in issued
    ]


def years_known(village: Place) -> dict[int, dict[int, int]]:
    """Return the score of every member in every reckoned year, by year, in whichever branch they were then."""
    rows = (
        PointsAppraisal.select(PointsAppraisal.id, PointsAppraisal.year, PointsAppraisal.branch, PointsAppraisal.lines)
        .where(PointsAppraisal.village == village.id)
        .order_by(PointsAppraisal.revision)
    )
    latest = {(row.year, row.branch_id): row for row in rows}
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in sorted(latest.values(), key=lambda one: one.id):
        found[row.year] |= {line[0]: line[1] for line in row.lines}
    return found


def _conducts(
    village: Place, branch: Branch, year: int, people: list[int], *, today: date, least: int
) -> dict[int, Conduct]:
    quarters = [one for one in (Quarter(year, number) for number in range(1, 5)) if one.last_day < today]
    basis = basis_of(village, branch.id, year=year, on=Year(year).last_day)
    by_quarter = {one: sums_by_person(village, one) for one in quarters}
    deductions = _deductions(village, people, Year(year), least=least)
    scores, yellow = years_known(village), _yellow_cards(village, year)
    vetoed: dict[int, dict[int, str]] = defaultdict(dict)
    for one in vetoes(village, year=year):
        vetoed[one.person_id][one.id] = one.name
    return {
        person: Conduct(
            year=year,
            quarters={
                quarter: score(basis, sums.get(person, Sum())).total_x100 for quarter, sums in by_quarter.items()
            },
            deductions=deductions.get(person, {}),
            scores={known: lines[person] for known, lines in scores.items() if person in lines},
            yellow_cards=yellow[person],
            vetoes=vetoed.get(person),
        )
        for person in people
    }


def _deductions(village: Place, people: list[int], year: Year, *, least: int) -> dict[int, dict[int, tuple[str, int]]]:
    """Return the deductions of a size that stand, by member and entry, in whichever branch they were made."""
    reversal = PointsEntry.alias()
    rows = list(
        tuples_of(
            PointsEntry.select(
                PointsEntry.id, PointsEntry.person, PointsEntry.scheme, PointsEntry.item_code, PointsEntry.awarded_x100
            )
            .join(reversal, JOIN.LEFT_OUTER, on=(reversal.reverses == PointsEntry.id))
            .where(
                (PointsEntry.village == village.id)
                & PointsEntry.person.in_(people)
                & PointsEntry.happened_on.between(year.first_day, year.last_day)
                & (PointsEntry.awarded_x100 <= -least)
                & PointsEntry.reverses.is_null()
                & reversal.id.is_null()
            )
        )
    )
    items = items_by_scheme({row[2] for row in rows})
    found: dict[int, dict[int, tuple[str, int]]] = defaultdict(dict)
    for entry, person, scheme, code, awarded in rows:
        found[person][entry] = (items[scheme, code].name, -awarded)
    return found


def _issued(village: Place) -> list[PointsCard]:
    return list(PointsCard.select().where(PointsCard.village == village.id))


def _yellow_cards(village: Place, year: int) -> Counter[int]:
    asked = (PointsCard.village == village.id) & (PointsCard.year == year) & (PointsCard.kind == CardKind.YELLOW)
    return Counter(person for (person,) in tuples_of(PointsCard.select(PointsCard.person).where(asked)))


def _cards(asked: Any) -> list[CardRow]:
    issuer, talker = Person.alias(), Person.alias()
    rows = (
        PointsCard.select(
            PointsCard,
            Person.name.alias("person_name"),
            issuer.name.alias("issuer_name"),
            talker.name.alias("talker_name"),
            PointsTalk.held_on,
            PointsTalk.text.alias("talk_text"),
            PointsTalk.mend_by,
            PointsMending.outcome,
            PointsMending.text.alias("outcome_text"),
            PointsMending.seen_on,
        )
        .join(Person, on=(PointsCard.person == Person.id))
        .join_from(PointsCard, issuer, on=(PointsCard.issued_by == issuer.id))
        .join_from(PointsCard, PointsTalk, JOIN.LEFT_OUTER, on=(PointsTalk.card == PointsCard.id))
        .join_from(PointsTalk, talker, JOIN.LEFT_OUTER, on=(PointsTalk.held_by == talker.id))
        .join_from(PointsCard, PointsMending, JOIN.LEFT_OUTER, on=(PointsMending.card == PointsCard.id))
        .where(asked)
        .order_by(PointsCard.number.desc())
    )
    return [_card_row(row) for row in dicts_of(rows)]


def _card_row(row: dict[str, Any]) -> CardRow:
    return CardRow(
        id=row["id"],
        number=row["number"],
        branch_id=row["branch"],
        year=row["year"],
        person_id=row["person"],
        person=row["person_name"],
        kind=row["kind"],
        because=row["because"],
        issued_on=row["issued_on"],
        issued_by=row["issuer_name"],
        talk_by=row["talk_by"],
        held_on=row["held_on"],
        held_by=row["talker_name"] or "",
        talk=row["talk_text"] or "",
        mend_by=row["mend_by"],
        outcome=row["outcome"],
        outcome_text=row["outcome_text"] or "",
        seen_on=row["seen_on"],
    )
