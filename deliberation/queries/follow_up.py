"""What happened since a matter was decided, replayed from the rows; a village's matters together, no query per row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from deliberation.models import (
    Acceptance,
    Matter,
    Milestone,
    MilestoneReport,
    Objection,
    ObjectionAnswer,
    PublicityEnd,
    PublicityInterruption,
)
from deliberation.procedures import P1_PUBLISH_RESOLUTION, P2_PUBLISH_RESULT, objection_reply_on, procedure_on
from deliberation.rules import follow_up as rules
from deliberation.rules.follow_up import Event, FollowUp, Objected, Target, replay
from deliberation.rules.periods import PeriodRule, ReplyRule
from portal.kernel.bulletins import Bulletin
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.kernel.journal import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.org.models import Place

    _Events = Iterator[tuple[int, Event]]

_PUBLICATIONS = {Target.RESOLUTION: P1_PUBLISH_RESOLUTION, Target.RESULT: P2_PUBLISH_RESULT}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """A village, or one matter of it, whose events are asked for."""

    village: Place
    matter_id: int | None = None

    def of(self, model: Any) -> Any:
        """Return the condition on a table with village and matter."""
        asked = model.village == self.village.id
        return asked if self.matter_id is None else asked & (model.matter == self.matter_id)


def follow_ups(village: Place) -> dict[int, FollowUp]:
    """Return what happened since the decision, by the id of every matter of the village that has a resolution."""
    return _replayed(_Subject(village=village))


def follow_up(village: Place, matter_id: int) -> FollowUp | None:
    """Return what happened to one matter since the decision; None while nothing has been published."""
    return _replayed(_Subject(village=village, matter_id=matter_id)).get(matter_id)


def period_rule(village: Place, target: Target, *, on: date) -> PeriodRule:
    """Return how long and how soon resolution or result is published, as it is there on that day."""
    found = procedure_on(on, village.jurisdiction).publication(_PUBLICATIONS[target])
    return PeriodRule(
        days=found.lasting.days,
        article=found.lasting.article,
        confidence=found.lasting.confidence,
        start_within_days=found.start.days,
        start_article=found.start.article,
        start_confidence=found.start.confidence,
    )


def reply_rule(village: Place, *, on: date) -> ReplyRule:
    """Return within how many days an objection filed on that day is answered there."""
    found = objection_reply_on(on, village.jurisdiction)
    return ReplyRule(days=found.days, article=found.article, confidence=found.confidence)


def _replayed(subject: _Subject) -> dict[int, FollowUp]:
    events: dict[int, list[Event]] = defaultdict(list)
    for found in (_published, _filed, _answered, _planned, _reported, _inspected):
        for matter_id, event in found(subject):
            events[matter_id].append(event)
    replayed = {matter_id: replay(found) for matter_id, found in events.items()}
    return {matter_id: facts for matter_id, facts in replayed.items() if facts is not None}


def _published(subject: _Subject) -> _Events:
    """Yield every time resolution or result was put up: the revisions of their documents."""
    numbers = _numbers(subject)
    rows = (
        Bulletin.select(
            Bulletin.kind,
            Bulletin.key,
            Bulletin.seq,
            JournalEntry.day,
            PublicityInterruption.id.alias("again"),
            PublicityEnd.ended_on,
        )
        .join(JournalEntry, on=((JournalEntry.log == Bulletin.log) & (JournalEntry.seq == Bulletin.seq)))
        .join_from(Bulletin, PublicityInterruption, JOIN.LEFT_OUTER)
        .join_from(Bulletin, PublicityEnd, JOIN.LEFT_OUTER)
        .where((Bulletin.log == subject.village.log_id) & Bulletin.kind.in_(list(Target)))
    )
    if subject.matter_id is not None:
        rows = rows.where(Bulletin.key.in_([str(number) for number in numbers]))
    for row in dicts_of(rows):
        target, on = Target(row["kind"]), date.fromisoformat(row["day"])
        yield (
            numbers[int(row["key"])],
            rules.Published(
                seq=row["seq"],
                on=on,
                target=target,
                rule=period_rule(subject.village, target, on=on),
                resumed=row["again"] is not None,
                ended_on=row["ended_on"],
            ),
        )


def _numbers(subject: _Subject) -> dict[int, int]:
    asked = Matter.village == subject.village.id
    if subject.matter_id is not None:
        asked &= Matter.id == subject.matter_id
    return {row["number"]: row["id"] for row in dicts_of(Matter.select(Matter.id, Matter.number).where(asked))}


def _filed(subject: _Subject) -> _Events:
    rows = (
        Objection.select(
            Objection.matter.alias("matter_id"),
            Objection.number,
            Objection.target,
            Objection.filed_on,
            Objection.due_on,
            Bulletin.seq,
        )
        .join_from(Objection, Bulletin)
        .where(subject.of(Objection))
    )
    for row in dicts_of(rows):
        filed = Objected(number=row["number"], target=row["target"], filed_on=row["filed_on"], due_on=row["due_on"])
        yield row["matter_id"], rules.Filed(seq=row["seq"], objection=filed)


def _answered(subject: _Subject) -> _Events:
    rows = (
        ObjectionAnswer.select(
            Objection.matter.alias("matter_id"),
            Objection.number,
            ObjectionAnswer.verdict,
            ObjectionAnswer.answered_at,
            Bulletin.seq,
        )
        .join_from(ObjectionAnswer, Objection)
        .join_from(ObjectionAnswer, Bulletin)
        .where(subject.of(Objection))
    )
    for row in dicts_of(rows):
        on = local_day(row["answered_at"])
        given = {"seq": row["seq"], "number": row["number"], "verdict": row["verdict"]}
        yield row["matter_id"], rules.Answered(**given, on=on, rule=_result_rule(subject, on))


def _planned(subject: _Subject) -> _Events:
    rows = (
        Milestone.select(
            Milestone.matter.alias("matter_id"),
            Milestone.number,
            Milestone.title,
            Milestone.due_on,
            Milestone.planned_at,
            Bulletin.seq,
        )
        .join_from(Milestone, Bulletin)
        .where(subject.of(Milestone))
    )
    for row in dicts_of(rows.order_by(Milestone.number)):
        planned = rules.Milestone(
            number=row["number"], title=row["title"], due_on=row["due_on"], planned_on=local_day(row["planned_at"])
        )
        yield row["matter_id"], rules.Planned(seq=row["seq"], milestone=planned)


def _reported(subject: _Subject) -> _Events:
    rows = (
        MilestoneReport.select(
            Milestone.matter.alias("matter_id"), Milestone.number, MilestoneReport.done_on, Bulletin.seq
        )
        .join_from(MilestoneReport, Milestone)
        .join_from(MilestoneReport, Bulletin)
        .where(subject.of(Milestone))
    )
    for row in dicts_of(rows):
        yield row["matter_id"], rules.Reported(seq=row["seq"], number=row["number"], done_on=row["done_on"])


def _inspected(subject: _Subject) -> _Events:
    rows = (
        Acceptance.select(
            Acceptance.matter.alias("matter_id"), Acceptance.verdict, Acceptance.inspected_at, Bulletin.seq
        )
        .join_from(Acceptance, Bulletin)
        .where(subject.of(Acceptance))
    )
    for row in dicts_of(rows):
        on = local_day(row["inspected_at"])
        rule = _result_rule(subject, on)
        yield row["matter_id"], rules.Inspected(seq=row["seq"], on=on, found=row["verdict"], rule=rule)


def _result_rule(subject: _Subject, on: date) -> PeriodRule:
    return period_rule(subject.village, Target.RESULT, on=on)
