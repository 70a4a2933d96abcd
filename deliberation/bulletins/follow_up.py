"""The published course after a decision: objections with their answers, the plan, progress, acceptance, result.

Nobody who objects is named. What an objection says becomes public with its answer; until then only that there is
one, and its clock. Names of registered villagers are masked in every text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.parts import beginning, masked_in, publication
from deliberation.models import Objection, ObjectionAnswer
from deliberation.queries.follow_up import period_rule, reply_rule
from deliberation.rules.follow_up import Target
from deliberation.rules.periods import late_start
from portal.kernel import bulletins
from portal.kernel.bulletins import Bulletin, BulletinNames, BulletinWithholding, latest_bulletin
from portal.kernel.db import tuples_of
from portal.kernel.holidays import last_day
from portal.kernel.names import mask_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from deliberation.queries import MatterRow
    from deliberation.rules.follow_up import FollowUp, Inspection, Verdict
    from portal.kernel.attachments import Upload
    from portal.kernel.canonical import Json
    from portal.kernel.pictures import PublicCopy
    from portal.kernel.work import Work
    from portal.org.models import Place

OBJECTION = "objection"
PLAN = "implementation"
PROGRESS = "progress"
ACCEPTANCE = "acceptance"
REMARK = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledObjection:
    """What is told of an objection from the day it is filed."""

    number: int
    target: Target
    filed_on: date
    due_on: date
    on_paper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """What is told once it is answered."""

    objection: str
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One milestone of the plan."""

    number: int
    title: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """The report of one milestone."""

    step: PlannedStep
    number: int
    done_on: date
    text: str
    uploads: Sequence[Upload]
    copies: Mapping[str, PublicCopy]  # what everybody may see of them, by their digests


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What the supervision committee found."""

    number: int
    verdict: Inspection
    text: str
    on: date
    by: str


def publish_objection(
    work: Work, village: Place, matter: MatterRow, filed: FiledObjection, *, answer: GivenAnswer | None = None
) -> Bulletin:
    """Publish that an objection was filed; answered, what it says and what it was answered."""
    masked = masked_in(village)
    rule = reply_rule(village, on=filed.filed_on)
    content: dict[str, Json] = {
        "matter": _matter(matter, masked),
        "number": filed.number,
        "target": filed.target.value,
        "filed_on": filed.filed_on.isoformat(),
        "on_paper": filed.on_paper,
        "due_on": filed.due_on.isoformat(),
        "reply": {"days": rule.days, "article": rule.article, "confidence": rule.confidence.value},
        "text": None,
        "answer": None,
    }
    if answer is not None:
        content["text"] = masked(answer.objection)
        content["answer"] = {
            "verdict": answer.verdict.value,
            "text": masked(answer.text),
            "on": work.today.isoformat(),
            "late_days": max((work.today - filed.due_on).days, 0),
        }
    return bulletins.publish(
        work,
        kind=OBJECTION,
        key=f"{matter.number}-{filed.number}",
        content=content,
        about=[("matter", matter.number)],
        reason="异议已经答复" if answer else "",
    )


def publish_lapsed(work: Work, matter: MatterRow) -> None:
    """Publish of what waits for an answer that none is due any more: a newer decision takes the old one's place."""
    answered = ObjectionAnswer.select(ObjectionAnswer.objection)
    waiting = Objection.select(Objection.number).where((Objection.matter == matter.id) & Objection.id.not_in(answered))
    for (number,) in tuples_of(waiting.order_by(Objection.number)):
        key = f"{matter.number}-{number}"
        told = latest_bulletin(work.head.log_id, OBJECTION, key)
        content = json.loads(told.envelope)["content"] if told else {}
        if content.get("lapsed_on"):
            continue
        bulletins.publish(
            work,
            kind=OBJECTION,
            key=key,
            content={**content, "lapsed_on": work.today.isoformat()},
            about=[("matter", matter.number)],
            reason="决议已经重新表决，这条异议不再答复",
        )


def publish_plan(
    work: Work, village: Place, matter: MatterRow, steps: Sequence[PlannedStep], *, again: bool
) -> Bulletin:
    """Publish by when each step of the work should be done."""
    masked = masked_in(village)
    content: dict[str, Json] = {"matter": _matter(matter, masked), "milestones": [_step(one, masked) for one in steps]}
    return bulletins.publish(
        work,
        kind=PLAN,
        key=str(matter.number),
        content=content,
        about=[("matter", matter.number)],
        reason="增加进度节点" if again else "",
    )


def publish_progress(work: Work, village: Place, matter: MatterRow, report: StepReport) -> Bulletin:
    """Publish that a step is done, with the fingerprints of its photos and of the copies everybody may see."""
    masked = masked_in(village)
    content: dict[str, Json] = {
        "matter": _matter(matter, masked),
        "milestone": _step(report.step, masked),
        "done_on": report.done_on.isoformat(),
        "late_days": max((report.done_on - report.step.due_on).days, 0),
        "text": masked(report.text),
        "attachments": [
            {
                "title": masked(one.title),
                "media_type": one.media_type,
                "size": len(one.content),
                "digest": one.digest,
                "public": _copy(report.copies.get(one.digest), alt=f"{masked(report.step.title)}，现场照片 {place}"),
            }
            for place, one in enumerate(report.uploads, start=1)
        ],
    }
    return bulletins.publish(
        work,
        kind=PROGRESS,
        key=f"{matter.number}-{report.step.number}-{report.number}",
        content=content,
        about=[("matter", matter.number)],
    )


def publish_acceptance(work: Work, village: Place, matter: MatterRow, found: Inspected) -> Bulletin:
    """Publish what the supervision committee found; the member who inspected signs by name."""
    masked = masked_in(village)
    content: dict[str, Json] = {
        "matter": _matter(matter, masked),
        "number": found.number,
        "verdict": found.verdict.value,
        "text": masked(found.text),
        "inspected_on": found.on.isoformat(),
        "by": {"name": 0, "masked": mask_name(found.by)},
    }
    return bulletins.publish(
        work,
        kind=ACCEPTANCE,
        key=f"{matter.number}-{found.number}",
        content=content,
        about=[("matter", matter.number)],
        names=[found.by],
    )


def publish_remark(
    work: Work, village: Place, matter: MatterRow, *, target: Target, number: int, text: str, by: str
) -> Bulletin:
    """Publish what the supervision committee remarks on what was put up; who wrote it signs by name."""
    masked = masked_in(village)
    content: dict[str, Json] = {
        "matter": _matter(matter, masked),
        "number": number,
        "target": target.value,
        "text": masked(text),
        "on": work.today.isoformat(),
        "by": {"name": 0, "masked": mask_name(by)},
    }
    return bulletins.publish(
        work,
        kind=REMARK,
        key=f"{matter.number}-{number}",
        content=content,
        about=[("matter", matter.number)],
        names=[by],
    )


def publish_outcome(work: Work, village: Place, matter: MatterRow, facts: FollowUp, *, text: str) -> Bulletin:
    """Publish what came of the matter; what was paid stands in the published months, beside the budget."""
    rule = period_rule(village, Target.RESULT, on=work.today)
    due_on = facts.result_due or work.today
    late = late_start(rule, due_on=due_on, begun_on=work.today)
    again = latest_bulletin(work.head.log_id, Target.RESULT.value, str(matter.number)) is not None
    masked = masked_in(village)
    content: dict[str, Json] = {
        "matter": {**_matter(matter, masked), "budget_fen": matter.budget_fen, "fund": masked(matter.fund)},
        "text": masked(text),
        "accepted_on": (facts.accepted_on or work.today).isoformat(),
        "late": late.text if late else None,
        "publication": {**publication(rule, on=work.today), "begin": beginning(rule, by=due_on)},
    }
    return bulletins.publish(
        work,
        kind=Target.RESULT.value,
        key=str(matter.number),
        content=content,
        about=[("matter", matter.number)],
        reason="异议成立，更正后重新公布" if again else "",
    )


def publish_again(work: Work, village: Place, interrupted: Bulletin, *, happened_on: date, reason: str) -> Bulletin:
    """Put the same document up again after its notice was down: a new revision whose days begin today."""
    envelope = json.loads(interrupted.envelope)
    content = envelope["content"]
    rule = period_rule(village, Target(interrupted.kind), on=work.today)
    before = content["publication"]
    said = masked_in(village)(reason)
    content["publication"] = {
        **before,
        **publication(rule, on=work.today),
        "first_on": before.get("first_on", envelope["published_on"]),
        "interrupted": {"on": happened_on.isoformat(), "reason": said},
    }
    kept = _names(interrupted)
    return bulletins.publish(
        work,
        kind=interrupted.kind,
        key=interrupted.key,
        content=content,
        about=[(kind, subject) for kind, subject in envelope["about"]],
        names=kept.names if kept else (),
        names_until=last_day(work.today, rule.days).day if kept else None,
        salt=bytes.fromhex(kept.salt) if kept else None,
        reason=f"公示中断（{said}），公示期重新计算",
    )


def _names(bulletin: Bulletin) -> BulletinNames | None:
    """Return the names part of a document, unless there is none or it is withheld."""
    if BulletinWithholding.select().where(BulletinWithholding.bulletin == bulletin.id).exists():
        return None
    found: BulletinNames | None = BulletinNames.get_or_none(BulletinNames.bulletin == bulletin.id)
    return found


def _matter(matter: MatterRow, masked: Callable[[str], str]) -> dict[str, Json]:
    return {"number": matter.number, "title": masked(matter.title)}


def _copy(copy: PublicCopy | None, *, alt: str) -> dict[str, Json] | None:
    if copy is None:
        return None
    return {
        "digest": copy.digest,
        "size": len(copy.content),
        "width": copy.width,
        "height": copy.height,
        "alt": alt,
    }


def _step(step: PlannedStep, masked: Callable[[str], str]) -> dict[str, Json]:
    return {"number": step.number, "title": masked(step.title), "due_on": step.due_on.isoformat()}
