"""Joint proposals as they are read: how each stands, how many support it, and who may join.

One question for each kind of row, however many proposals a village has.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from deliberation.errors import JointNotFoundError
from deliberation.models import (
    JointAnswer,
    JointMatter,
    JointProposal,
    JointReached,
    JointSheet,
    JointSheetCheck,
    JointSupport,
    JointTold,
    JointWithdrawal,
    Matter,
    VoteManner,
    Withdrawal,
)
from deliberation.procedures import joint_rule_on, matter_type_on
from deliberation.queries.ways import adoption_on
from deliberation.rules.joint import Gathered, JointState, Signatories, gathered, joint_state
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.rules import grown_up
from portal.org.models import Person
from portal.org.offices import Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date, datetime

    from deliberation.rules.joint import JointRule
    from portal.org.models import Place

    #: Whether it stands, how it was given, and when it was recorded.
    _Entry = tuple[bool, VoteManner, datetime]

#: Under this the photos of a sheet are kept, by the numbers of proposal and sheet.
SHEET = "joint-sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A signed sheet: who is on it, by their ids, and whether a second officer has held it against its photo."""

    id: int
    number: int
    people: tuple[int, ...]
    photos: tuple[str, ...]
    entered_by: int
    entered_at: datetime
    accepted: bool | None  # None: it waits
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointAnswerRow:
    """What a proposal was answered."""

    text: str
    withheld: bool
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class JointMatterRow:
    """A matter that came of a proposal; ``withdrawn_on`` is None while it stands."""

    number: int
    withheld: bool
    on: date
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRow:
    """One joint proposal with everything done with it; ``supporters`` and ``starter`` are for those who check."""

    id: int
    number: int
    side: Signatories
    matter_type: str
    type_name: str
    title: str
    plan: str
    starter_id: int
    starter: str
    started_on: date
    rule: JointRule
    gathered: Gathered
    supporters: Mapping[int, VoteManner]  # those who count now, by their ids
    taken_back: Mapping[int, datetime]  # those who took their support back last, by their ids, and when
    state: JointState
    reached_on: date | None
    sheets: tuple[SheetRow, ...]
    answer: JointAnswerRow | None
    matters: tuple[JointMatterRow, ...]
    withdrawn_on: date | None
    withdrawn_because: str
    told: int | None  # how many supported it when that was published last
    told_on: date | None

    @property
    def matter(self) -> JointMatterRow | None:
        """The matter that came of it and was not taken back."""
        return next((one for one in self.matters if one.withdrawn_on is None), None)

    @property
    def public(self) -> bool:
        """Whether its words are public: with the answer or a matter, unless they were kept back."""
        if self.answer is not None and not self.answer.withheld:
            return True
        return any(not one.withheld for one in self.matters)

    @property
    def withheld(self) -> bool:
        """Whether it is done with and its words are kept back."""
        return not self.public and self.state in {JointState.PROPOSED, JointState.ANSWERED}

    def signatures(self, sheet: SheetRow) -> list[int]:
        """Return who is on a sheet, by their ids, but for those who took their support back since it was entered.

        A sheet that was sent back and entered again, with the same photo, was signed before it was entered first.
        """
        first = min(one.entered_at for one in self.sheets if set(one.photos) & set(sheet.photos))
        return [one for one in sheet.people if one not in self.taken_back or self.taken_back[one] < first]

    def may_take_back(self, person_id: int) -> bool:
        """Tell whether somebody's support counts, or will once a sheet is held against its photo."""
        waiting = (one for one in self.sheets if one.accepted is None)
        return person_id in self.supporters or any(person_id in self.signatures(one) for one in waiting)

    def waiting_days(self, today: date) -> int:
        """Return for how many days it has waited since enough supported it."""
        if self.reached_on is None or self.state is not JointState.REACHED:
            return 0
        return (today - self.reached_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class JointOriginRow:
    """The joint proposal a matter came of, and how many supported it."""

    number: int
    title: str
    plan: str
    withheld: bool
    supporters: int | None  # None: the branch took it up before any share was reached


def entitled(village: Place, side: Signatories, *, on: date) -> dict[int, str]:
    """Return who may join a proposal on a day, by their ids: villagers grown up, or who represents them now."""
    if side is Signatories.REPRESENTATIVES:
        return {row.id: row.name for row in people_in_office(village, Office.REPRESENTATIVE, on=on)}
    age = COMPOSITIONS[Body.VILLAGERS_MEETING].grown_up or 0
    register = tuples_of(Person.select(Person.id, Person.name, Person.born_on).where(Person.village == village.id))
    return {key: name for key, name, born_on in register if grown_up(born_on, age=age, on=on)}


def joint_rule_of(village: Place, side: Signatories, matter_type: str, *, on: date) -> JointRule:
    """Return which share must join in the village on a day.

    :raise NoJointShareError: this kind of matter is proposed by others.
    """
    adopted = adoption_on(village, on) is not None
    return joint_rule_on(on, side, matter_type, jurisdiction=village.jurisdiction, adopted=adopted)


def joint_proposals(village: Place, *, on: date) -> list[JointRow]:
    """Return the village's joint proposals as they stand on a day, newest first."""
    return _rows(village, JointProposal.village == village.id, on=on)


def joint_proposal(village: Place, number: int, *, on: date) -> JointRow:
    """Return one joint proposal of the village.

    :raise JointNotFoundError: the village has no such proposal.
    """
    found = _rows(village, (JointProposal.village == village.id) & (JointProposal.number == number), on=on)
    if not found:
        raise JointNotFoundError
    return found[0]


def joint_origin_of(matter_id: int) -> JointOriginRow | None:
    """Return the joint proposal a matter came of, if it came of one."""
    found = (
        JointMatter.select(
            JointProposal.number,
            JointProposal.title,
            JointProposal.plan,
            JointMatter.withheld,
            JointReached.supporters,
        )
        .join_from(JointMatter, JointProposal)
        .join_from(JointProposal, JointReached, JOIN.LEFT_OUTER)
        .where(JointMatter.matter == matter_id)
    )
    return next((JointOriginRow(**row) for row in dicts_of(found)), None)


def joint_origins(village: Place) -> dict[int, tuple[int, int | None]]:
    """Return number and sealed supporters of the joint proposal each matter came of, by the matter's id."""
    rows = (
        JointMatter.select(JointMatter.matter, JointProposal.number, JointReached.supporters)
        .join_from(JointMatter, JointProposal)
        .join_from(JointProposal, JointReached, JOIN.LEFT_OUTER)
        .where(JointProposal.village == village.id)
    )
    return {matter: (number, supporters) for matter, number, supporters in tuples_of(rows)}


def unsettled_joint(today: date) -> set[int]:
    """Return the villages, by their ids, with a proposal that gathers and whose number was not told today."""
    asked = JointProposal.id.not_in(JointTold.select(JointTold.proposal).where(JointTold.told_on == today))
    for one in (JointReached, JointAnswer, JointWithdrawal, JointMatter):
        asked &= JointProposal.id.not_in(one.select(one.proposal))
    changed = JointProposal.select(JointProposal.village).join(JointSupport).where(asked)
    return {village for (village,) in tuples_of(changed.distinct())}


def _rows(village: Place, asked: Any, *, on: date) -> list[JointRow]:
    made = list(
        dicts_of(
            JointProposal.select(
                JointProposal.id,
                JointProposal.number,
                JointProposal.side,
                JointProposal.matter_type,
                JointProposal.title,
                JointProposal.plan,
                JointProposal.started_by.alias("starter_id"),
                Person.name.alias("starter"),
                JointProposal.started_on,
            )
            .join(Person, on=(JointProposal.started_by == Person.id))
            .where(asked)
            .order_by(JointProposal.number.desc())
        )
    )
    if not made:
        return []
    sides = {row["side"]: entitled(village, row["side"], on=on) for row in made}
    steps = _steps([row["id"] for row in made])
    adopted: dict[date, bool] = {}

    def binding(day: date) -> bool:
        if day not in adopted:
            adopted[day] = adoption_on(village, day) is not None
        return adopted[day]

    return [_row(village, row, steps, sides[row["side"]], binding=binding, on=on) for row in made]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """What was done with some proposals, by their ids."""

    support: Mapping[int, Mapping[int, _Entry]]
    reached: Mapping[int, dict[str, Any]]
    sheets: Mapping[int, list[SheetRow]]
    answers: Mapping[int, dict[str, Any]]
    matters: Mapping[int, list[JointMatterRow]]
    withdrawals: Mapping[int, dict[str, Any]]
    told: Mapping[int, dict[str, Any]]


def _row(
    village: Place,
    row: Mapping[str, Any],
    steps: _Steps,
    may_join: Mapping[int, str],
    *,
    binding: Callable[[date], bool],
    on: date,
) -> JointRow:
    key = row["id"]
    reached, answer, withdrawal = steps.reached.get(key), steps.answers.get(key), steps.withdrawals.get(key)
    matters = tuple(steps.matters.get(key, ()))
    day = local_day(reached["reached_at"]) if reached else on
    rule = joint_rule_on(day, row["side"], row["matter_type"], jurisdiction=village.jurisdiction, adopted=binding(day))
    entries = steps.support.get(key, {})
    supporters = {one: manner for one, (stands, manner, _) in entries.items() if stands and one in may_join}
    sealed = {name: reached[name] for name in ("supporters", "base", "needed")} if reached else None
    told = steps.told.get(key)
    return JointRow(
        **row,
        type_name=matter_type_on(row["matter_type"], row["started_on"]).name,
        rule=rule,
        gathered=Gathered(**sealed) if sealed else gathered(rule, supporters=len(supporters), base=len(may_join)),
        supporters=supporters,
        taken_back={one: at for one, (stands, _, at) in entries.items() if not stands},
        state=joint_state(
            reached=reached is not None,
            proposed=any(one.withdrawn_on is None for one in matters),
            answered=answer is not None,
            withdrawn=withdrawal is not None,
        ),
        reached_on=local_day(reached["reached_at"]) if reached else None,
        sheets=tuple(steps.sheets.get(key, ())),
        answer=JointAnswerRow(text=answer["text"], withheld=answer["withheld"], on=local_day(answer["answered_at"]))
        if answer
        else None,
        matters=matters,
        withdrawn_on=local_day(withdrawal["withdrawn_at"]) if withdrawal else None,
        withdrawn_because=withdrawal["reason"] if withdrawal else "",
        told=told["supporters"] if told else None,
        told_on=told["told_on"] if told else None,
    )


def _steps(ids: Collection[int]) -> _Steps:
    return _Steps(
        support=_support(ids),
        reached=_newest(JointReached, ids),
        sheets=_sheets(ids),
        answers=_newest(JointAnswer, ids),
        matters=_matters(ids),
        withdrawals=_newest(JointWithdrawal, ids),
        told=_newest(JointTold, ids),
    )


def _newest(model: Any, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    rows = dicts_of(model.select().where(model.proposal.in_([*ids])).order_by(model.id))
    return {row["proposal"]: row for row in rows}


def _support(ids: Collection[int]) -> dict[int, dict[int, _Entry]]:
    """Return the newest entry of everybody who supported a proposal or took support back."""
    found: dict[int, dict[int, _Entry]] = defaultdict(dict)
    asked = (JointSupport.proposal, JointSupport.person, JointSupport.stands, JointSupport.manner)
    rows = JointSupport.select(*asked, JointSupport.recorded_at).where(JointSupport.proposal.in_([*ids]))
    for proposal, person, stands, manner, at in tuples_of(rows.order_by(JointSupport.entry)):
        found[proposal][person] = (stands, manner, at)
    return found


def _sheets(ids: Collection[int]) -> dict[int, list[SheetRow]]:
    rows = (
        JointSheet.select(JointSheet, JointSheetCheck.accepted, JointSheetCheck.reason)
        .join(JointSheetCheck, JOIN.LEFT_OUTER)
        .where(JointSheet.proposal.in_([*ids]))
        .order_by(JointSheet.number)
    )
    found: dict[int, list[SheetRow]] = defaultdict(list)
    for row in dicts_of(rows):
        found[row["proposal"]].append(
            SheetRow(
                id=row["id"],
                number=row["number"],
                people=tuple(row["people"]),
                photos=tuple(row["photos"]),
                entered_by=row["entered_by"],
                entered_at=row["entered_at"],
                accepted=row["accepted"],
                reason=row["reason"] or "",
            )
        )
    return found


def _matters(ids: Collection[int]) -> dict[int, list[JointMatterRow]]:
    rows = (
        JointMatter.select(
            JointMatter.proposal.alias("key"),
            Matter.number,
            JointMatter.withheld,
            JointMatter.proposed_at,
            Withdrawal.withdrawn_at,
        )
        .join_from(JointMatter, Matter)
        .join_from(Matter, Withdrawal, JOIN.LEFT_OUTER)
        .where(JointMatter.proposal.in_([*ids]))
        .order_by(JointMatter.id)
    )
    found: dict[int, list[JointMatterRow]] = defaultdict(list)
    for row in dicts_of(rows):
        withdrawn = row["withdrawn_at"]
        found[row["key"]].append(
            JointMatterRow(
                number=row["number"],
                withheld=row["withheld"],
                on=local_day(row["proposed_at"]),
                withdrawn_on=local_day(withdrawn) if withdrawn else None,
            )
        )
    return found
