"""What was said to a plan before the vote, with the answers, and until when a plan may be answered to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from deliberation.errors import OpinionNotFoundError
from deliberation.models import Matter, Opinion, OpinionAnswer, PlanRevision
from deliberation.procedures import opinion_rule_on, procedure_on
from deliberation.rules.course import Mark
from deliberation.rules.opinions import OpinionKind, Window, answers_finding, entered_after_finding, voted
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from deliberation.queries.matters import MatterRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules import Finding
    from deliberation.rules.opinions import OpinionReply, OpinionRule
    from deliberation.rules.suggestions import Channel
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """The version of the plan that takes something up."""

    revision: int
    reason: str
    digest: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRow:
    """One opinion, amendment or question with its answer; ``filer`` is for those who answer."""

    id: int
    number: int
    kind: OpinionKind
    channel: Channel
    revision: int
    paragraph: int | None
    before: str
    wording: str
    text: str
    filer_id: int
    filer: str
    recorder_id: int | None
    filed_on: date
    recorded_at: datetime
    reply: OpinionReply | None
    answer: str
    withheld: bool
    answered_at: datetime | None
    taken_up: TakenUp | None

    @property
    def waiting(self) -> bool:
        """Whether it waits for its answer."""
        return self.reply is None

    @property
    def told(self) -> bool:
        """Whether its words are public: with the answer, unless they are kept back."""
        return not self.waiting and not self.withheld

    @property
    def named(self) -> str:
        """What it is called among those of its matter."""
        return f"第 {self.number} 号{self.kind.title}"

    @property
    def answered_on(self) -> date | None:
        """The day of the answer."""
        return local_day(self.answered_at) if self.answered_at else None

    @property
    def recorded_on(self) -> date:
        """The day it was entered."""
        return local_day(self.recorded_at)

    @property
    def recorded_late_days(self) -> int:
        """How many days after it was said it was entered."""
        return (self.recorded_on - self.filed_on).days

    def says_as(self, other: OpinionRow) -> bool:
        """Tell whether both say the same, word by word."""
        return _said(self) == _said(other)


def opinions(village: Place, number: int | None = None) -> dict[int, tuple[OpinionRow, ...]]:
    """Return everything said to plans in the village, or to that of one matter, by the matter's id, first to last."""
    asked: Any = Opinion.village == village.id
    if number is not None:
        asked &= Matter.number == number
    rows = (
        Opinion.select(
            Opinion.id,
            Opinion.matter.alias("matter_id"),
            Opinion.number,
            Opinion.kind,
            Opinion.channel,
            Opinion.revision,
            Opinion.paragraph,
            Opinion.before,
            Opinion.wording,
            Opinion.text,
            Opinion.filed_by.alias("filer_id"),
            Person.name.alias("filer"),
            Opinion.recorded_by.alias("recorder_id"),
            Opinion.filed_on,
            Opinion.recorded_at,
            OpinionAnswer.reply,
            OpinionAnswer.text.alias("answer"),
            OpinionAnswer.withheld,
            OpinionAnswer.answered_at,
            PlanRevision.revision.alias("taken_up_in"),
            PlanRevision.reason,
            PlanRevision.digest,
            PlanRevision.revised_at,
        )
        .join_from(Opinion, Matter)
        .join_from(Opinion, Person, on=(Opinion.filed_by == Person.id))
        .join_from(Opinion, OpinionAnswer, JOIN.LEFT_OUTER)
        .join_from(OpinionAnswer, PlanRevision, JOIN.LEFT_OUTER)
        .where(asked)
        .order_by(Opinion.matter, Opinion.number)
    )
    found: dict[int, list[OpinionRow]] = defaultdict(list)
    for row in dicts_of(rows):
        found[row.pop("matter_id")].append(_row(row))
    return {matter_id: tuple(said) for matter_id, said in found.items()}


def opinion_of(row: MatterRow, number: int) -> OpinionRow:
    """Return what was said to a matter's plan under a number.

    :raise OpinionNotFoundError: nothing was.
    """
    for one in row.opinions:
        if one.number == number:
            return one
    raise OpinionNotFoundError


def window_of(row: MatterRow) -> Window:
    """Return from when on and until when a matter's plan may be answered to.

    It begins with the decision of the step before the last, on whatever text, and ends with the vote of the last.
    """
    last, before = row.course.steps[-1].gate.id, [one.gate for one in row.course.steps[:-1]]
    held = [one for one in row.rounds if one.stage == last]
    passed = _passed_on(row, before[-1].id) if before else [local_day(row.proposed_at)]
    put = [one.held_on for one in held if voted([one.mark])]
    return Window(
        before=before[-1].name if before else "",
        opened_on=min(passed, default=None),
        closed_on=min(put, default=None),
        withdrawn=row.course.withdrawn,
    )


def rule_on(village: Place, row: MatterRow, *, on: date) -> OpinionRule:
    """Return what is usual with what is said to this matter's plan."""
    workflow = procedure_on(local_day(row.proposed_at), village.jurisdiction, row.way.id)
    return opinion_rule_on(on, workflow, row.way)


def answers_findings(village: Place, row: MatterRow, stage: str, *, meeting_id: int, on: date) -> tuple[Finding, ...]:
    """Return whether everything said to the plan is answered when a meeting of the last stage puts it to the vote."""
    held = next((one for one in row.rounds if one.stage == stage and one.meeting_id == meeting_id), None)
    return _answers(village, row, stage, held=held, on=on)


def answers_told(
    village: Place, row: MatterRow, stage: str, *, held: RoundRow | None, today: date
) -> tuple[Finding, ...]:
    """Return whether everything said to the plan was answered before a round; None: until now, while none is held."""
    return () if row.course.withdrawn else _answers(village, row, stage, held=held, on=held.held_on if held else today)


def copies_of(row: OpinionRow, among: Iterable[OpinionRow]) -> list[OpinionRow]:
    """Return what waits and says the very same: one answer answers them all."""
    return [one for one in among if one.waiting and one.number != row.number and one.says_as(row)]


def _answers(village: Place, row: MatterRow, stage: str, *, held: RoundRow | None, on: date) -> tuple[Finding, ...]:
    """Return the findings of the last stage; where nothing was said, there are none.

    A round is judged by what had been entered when it was fixed; what was entered later is told separately.
    """
    if stage != row.course.steps[-1].gate.id or not row.opinions:
        return ()
    rule, begun = rule_on(village, row, on=on), _begun(held)
    known = [one for one in row.opinions if begun is None or one.recorded_at <= begun]
    later = [one for one in row.opinions if begun is not None and one.recorded_at > begun]
    late = [one.named for one in known if begun and one.answered_at and one.answered_at > begun]
    answered = answers_finding(rule, said=len(known), waiting=_waiting(known), late=late)
    entered = entered_after_finding(rule, entered=[one.named for one in later], waiting=_waiting(later))
    return (*([answered] if known else []), *([entered] if later else []))


def _passed_on(row: MatterRow, stage: str) -> list[date]:
    days = [one.held_on for one in row.rounds if one.stage == stage and one.mark is Mark.CARRIED]
    return days + [one.happened_on for one in row.records if one.stage == stage and one.passed]


def _begun(held: RoundRow | None) -> datetime | None:
    """Return since when a round puts the plan to the vote; None: there is none, or it decided nothing."""
    return held.fixed_at if held is not None and voted([held.mark]) else None


def _waiting(said: Iterable[OpinionRow]) -> list[str]:
    return [one.named for one in said if one.waiting]


def _said(one: OpinionRow) -> Sequence[object]:
    return (one.kind, one.paragraph, one.before, one.wording, one.text)


def _row(row: dict[str, Any]) -> OpinionRow:
    revision, reason, digest, at = (row.pop(name) for name in ("taken_up_in", "reason", "digest", "revised_at"))
    taken_up = None if revision is None else TakenUp(revision=revision, reason=reason, digest=digest, on=local_day(at))
    row |= {"answer": row["answer"] or "", "withheld": bool(row["withheld"]), "taken_up": taken_up}
    return OpinionRow(**row)
