"""Reading a year's end: what points suggest, what the branch decided, what is sealed; awards recommended on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.appraisal import BandSet, band_set, excellent_on
from points.models import (
    PointsAppraisal,
    PointsAward,
    PointsCard,
    PointsYearDecision,
    PointsYearSeal,
    PointsYearUnsettled,
)
from points.queries.cards import vetoes
from points.queries.claims import unaccepted_in
from points.queries.entries import entries_in
from points.queries.objections import objections
from points.queries.schemes import members
from points.queries.sums import basis_of, sums_by_person
from points.rules import State
from points.rules.bands import Aggregate, Candidate, Grade, excellent_quota, suggestions
from points.rules.cards import CardKind
from points.rules.items import VetoEffect
from points.rules.scores import Sum, mean_x100, score
from portal.kernel.canonical import canonical_json, sha256_hex
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Quarter
from portal.org.models import Person
from portal.org.offices import Office
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from points.periods import Year
    from portal.kernel.canonical import Json
    from portal.org.models import Branch, Place
    from portal.org.queries import PersonRow

_GRAVEST = (VetoEffect.ZERO, VetoEffect.UNQUALIFIED, VetoEffect.PROCEEDINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeLine:
    """One member: what the points suggest and why, and what the branch decided and why it differs."""

    person_id: int
    name: str
    score_x100: int
    band: str
    suggested: Grade
    why: str
    decided: Grade | None
    reason: str

    @property
    def differs(self) -> bool:
        """Whether the branch decided otherwise."""
        return self.decided is not None and self.decided != self.suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """What a branch decided."""

    id: int
    revision: int
    decided_on: date
    meeting: str
    excellent: int
    over_quota: str
    reason: str
    recorded_by_id: int
    recorded_by: str
    recorded_at: datetime
    sealed_by: str
    sealed_at: datetime | None
    not_in_force: int  # entries of the year that were not in force when it was decided
    unsettled: str  # why the branch did not wait for them


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnd:
    """A branch's year: suggestions, decision, seal."""

    appraisal_id: int
    year: Year
    branch: str
    revision: int
    bands: BandSet
    members: int
    graded: int
    quota: int
    not_in_force: int
    through_entry: int
    digest: str
    reckoned_at: datetime
    reckoned_by: str
    lines: tuple[GradeLine, ...]
    decision: DecisionRow | None

    @property
    def sealed(self) -> bool:
        """Whether a second person sealed the decision."""
        return self.decision is not None and self.decision.sealed_at is not None

    @property
    def shares(self) -> tuple[tuple[Grade, int, int], ...]:
        """How many are suggested and decided for each grade."""
        return tuple(
            (
                grade,
                sum(one.suggested == grade for one in self.lines),
                sum(one.decided == grade for one in self.lines),
            )
            for grade in Grade
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What points suggest: person, score, band, grade and why of everybody, the digest of that, and 优秀 at most."""

    lines: list[Json]
    digest: str
    members: int
    graded: int
    quota: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """A recommendation."""

    person_id: int
    person: str
    title: str
    reason: str


def year_end(village: Place, branch: Branch, year: Year) -> YearEnd | None:
    """Return how a branch's year ends, by the latest reckoning; ``None`` before there is one."""
    found = appraisal_of(village, branch.id, year)
    if found is None:
        return None
    decision, decided = _decision(found.id)
    names = _names([line[0] for line in found.lines])
    (reckoned_by,) = _names([found.reckoned_by_id]).values()
    return YearEnd(
        appraisal_id=found.id,
        year=year,
        branch=branch.name,
        revision=found.revision,
        bands=band_set(year.year, found.bands),
        members=found.members,
        graded=found.graded,
        quota=found.quota,
        not_in_force=found.not_in_force,
        through_entry=found.through_entry,
        digest=found.digest,
        reckoned_at=found.reckoned_at,
        reckoned_by=reckoned_by,
        lines=tuple(
            GradeLine(
                person_id=person,
                name=names[person],
                score_x100=scored,
                band=band,
                suggested=Grade(grade),
                why=why,
                decided=decided.get(person, (None, ""))[0],
                reason=decided.get(person, (None, ""))[1],
            )
            for person, scored, band, grade, why in found.lines
        ),
        decision=decision,
    )


def reckoning(village: Place, branch: Branch, year: Year, bands: BandSet) -> Reckoning:
    """Return what the points suggest as things are now, by a set of bands."""
    people = [one for _, one in candidates(village, branch, year, aggregate=bands.aggregate)]
    share = excellent_on(year.last_day).share
    suggested = suggestions(people, bands=bands.rows, share=share, members=len(people))
    lines: list[Json] = [[one.person_id, one.score_x100, one.band, one.grade.value, one.why] for one in suggested]
    graded = sum(not one.probationary for one in people)
    return Reckoning(
        lines=lines,
        digest=sha256_hex(canonical_json([bands.id, lines])),
        members=len(people),
        graded=graded,
        quota=excellent_quota(share, members=len(people), graded=graded),
    )


def is_stale(village: Place, branch: Branch, ended: YearEnd) -> bool:
    """Tell whether a branch's year, reckoned now by the same bands, would say something else than it did."""
    return reckoning(village, branch, ended.year, ended.bands).digest != ended.digest


def appraisal_of(village: Place, branch_id: int, year: Year) -> PointsAppraisal | None:
    """Return the latest reckoning of a branch's year: one whose decision is sealed stays the latest."""
    found: PointsAppraisal | None = (
        PointsAppraisal.select()
        .where(
            (PointsAppraisal.village == village.id)
            & (PointsAppraisal.branch == branch_id)
            & (PointsAppraisal.year == year.year)
        )
        .order_by(PointsAppraisal.revision.desc())
        .first()
    )
    return found


def grade_of(village: Place, year: Year, person_id: int) -> Grade | None:
    """Return the sealed grade of a member, in whichever branch they were then; ``None`` before there is one."""
    for branch in branches(village):
        found = appraisal_of(village, branch.id, year)
        decision, decided = (None, {}) if found is None else _decision(found.id)
        if decision is not None and decision.sealed_at is not None and person_id in decided:
            return decided[person_id][0]
    return None


def candidates(
    village: Place, branch: Branch, year: Year, *, aggregate: Aggregate
) -> list[tuple[PersonRow, Candidate]]:
    """Return everybody who is a member at the year's end with what is known of them, the highest score first."""
    scores = _scores(village, branch, year, aggregate)
    vetoed: dict[int, VetoEffect] = {}
    for one in vetoes(village, year=year.year):
        known = [one.effect, *([vetoed[one.person_id]] if one.person_id in vetoed else [])]
        vetoed[one.person_id] = min(known, key=_GRAVEST.index)
    red = red_cards(village, year.year)
    found = [
        (
            row,
            Candidate(
                person_id=row.id,
                score_x100=scores(row.id),
                probationary=Office.PROBATIONARY in row.offices,
                veto=vetoed.get(row.id),
                red_card=row.id in red,
            ),
        )
        for row in members(village, branch.id, on=year.last_day)
    ]
    return sorted(found, key=lambda pair: (-pair[1].score_x100, pair[0].code))


def red_cards(village: Place, year: int) -> set[int]:
    """Return who has a red card of a year."""
    asked = (PointsCard.village == village.id) & (PointsCard.year == year) & (PointsCard.kind == CardKind.RED)
    return {person for (person,) in tuples_of(PointsCard.select(PointsCard.person).where(asked))}


def not_in_force(village: Place, branch_id: int, year: Year, *, today: date) -> int:
    """Return how many entries of a year are not in force yet."""
    waiting = {State.AWAITING, State.ON_DISPLAY, State.OBJECTED}
    entries = entries_in(village, year, today=today, branch_id=branch_id)
    return sum(one.state in waiting and one.reverses_id is None for one in entries)


def open_objections_of_year(village: Place, branch_id: int, year: Year, *, today: date) -> int:
    """Return how many objections of a branch's year have no answer: to its entries, or to what a list left out."""
    entries = {one.id for one in entries_in(village, year, today=today, branch_id=branch_id)}
    return sum(
        one.entry_id in entries or (one.entry_id is None and one.month.year == year.year)
        for one in objections(village, only_open=True)
    )


def pending_of_year(village: Place, branch_id: int, year: Year) -> int:
    """Return how many claims of a branch's year wait for their review."""
    return sum(one.state == State.PENDING for one in unaccepted_in(village, year, branch_id=branch_id))


def awards(village: Place, branch_id: int, year: int) -> list[AwardRow]:
    """Return who is recommended for what on the strength of a year."""
    rows = (
        PointsAward.select(PointsAward, Person.name.alias("person_name"))
        .join(Person, on=(PointsAward.person == Person.id))
        .where((PointsAward.village == village.id) & (PointsAward.branch == branch_id) & (PointsAward.year == year))
        .order_by(PointsAward.title, PointsAward.id)
    )
    return [
        AwardRow(person_id=row["person"], person=row["person_name"], title=row["title"], reason=row["reason"])
        for row in dicts_of(rows)
    ]


def _scores(village: Place, branch: Branch, year: Year, aggregate: Aggregate) -> Callable[[int], int]:
    basis = basis_of(village, branch.id, year=year.year, on=year.last_day)
    if aggregate == Aggregate.YEAR:
        sums = sums_by_person(village, year)
        return lambda person: score(basis, sums.get(person, Sum())).total_x100
    quarters = [sums_by_person(village, Quarter(year.year, number)) for number in range(1, 5)]
    return lambda person: mean_x100([score(basis, one.get(person, Sum())).total_x100 for one in quarters])


def _decision(appraisal_id: int) -> tuple[DecisionRow | None, dict[int, tuple[Grade | None, str]]]:
    found = (
        PointsYearDecision.select()
        .where(PointsYearDecision.appraisal == appraisal_id)
        .order_by(PointsYearDecision.revision.desc())
        .first()
    )
    if found is None:
        return None, {}
    seal = PointsYearSeal.get_or_none(PointsYearSeal.decision == found.id)
    unsettled = PointsYearUnsettled.get_or_none(PointsYearUnsettled.decision == found.id)
    names = _names([found.recorded_by_id, *([seal.sealed_by_id] if seal else [])])
    row = DecisionRow(
        id=found.id,
        revision=found.revision,
        decided_on=found.decided_on,
        meeting=found.meeting,
        excellent=found.excellent,
        over_quota=found.over_quota,
        reason=found.reason,
        recorded_by_id=found.recorded_by_id,
        recorded_by=names[found.recorded_by_id],
        recorded_at=found.recorded_at,
        sealed_by=names[seal.sealed_by_id] if seal else "",
        sealed_at=seal.sealed_at if seal else None,
        not_in_force=unsettled.entries if unsettled else 0,
        unsettled=unsettled.reason if unsettled else "",
    )
    return row, {person: (Grade(decided), reason) for person, _, decided, reason in found.lines}


def _names(ids: list[int]) -> dict[int, str]:
    return dict(tuples_of(Person.select(Person.id, Person.name).where(Person.id.in_(ids))))
