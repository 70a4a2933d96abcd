"""What waits for whom after a decision: answers, work, acceptance, results, and the right to object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.models import Objection, ObjectionAnswer
from deliberation.queries.remarks import remark_due, remarks
from deliberation.rules.follow_up import Target, on_display, ready_to_inspect
from portal.areas import Task
from portal.kernel.db import tuples_of
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from deliberation.rules.follow_up import FollowUp
    from portal.org.actors import Actor
    from portal.org.models import Place


def follow_up_tasks(actor: Actor, village: Place, rows: Sequence[MatterRow], today: date) -> Iterator[Task]:
    """Yield what waits for the actor after the decisions of the village's matters, in the order of ``rows``."""
    may = {
        one: actor.may(one, village, on=today)
        for one in (
            Permission.OBJECTION_ANSWER,
            Permission.MATTER_IMPLEMENT,
            Permission.MATTER_ACCEPT,
            Permission.MATTER_PUBLISH,
            Permission.MATTER_VIEW,
        )
    }
    own = _own(village, actor) if may[Permission.OBJECTION_ANSWER] else set()
    written = remarks(village) if may[Permission.MATTER_ACCEPT] else {}
    for row in rows:
        facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
        if facts is None:
            continue
        if may[Permission.OBJECTION_ANSWER]:
            yield from _answers(row, facts, own)
        if facts.upheld:
            continue
        yield from _carrying_out(row, facts, may, today=today)
        clock = remark_due(facts, written.get(row.id, ()), today=today) if may[Permission.MATTER_ACCEPT] else None
        if clock is not None:
            yield _task("写监督意见", row, "deliberation.write_remark", due=clock.last_day)
        if not may[Permission.MATTER_VIEW] and actor.home_id == village.id:
            yield from _objecting(row, facts, today=today)


def _answers(row: MatterRow, facts: FollowUp, own: set[tuple[int, int]]) -> Iterator[Task]:
    for target in Target:
        for one in facts.waiting(target):
            if (row.id, one.number) not in own:
                values = {"number": row.number, "objection": one.number}
                yield _task(
                    "答复异议", row, "deliberation.answer_objection", due=one.due_on, urgent=True, values=values
                )


def _carrying_out(row: MatterRow, facts: FollowUp, may: Mapping[Permission, bool], *, today: date) -> Iterator[Task]:
    if may[Permission.MATTER_IMPLEMENT]:
        yield from _work(row, facts, today=today)
    if may[Permission.MATTER_ACCEPT] and _open(facts, today=today) and ready_to_inspect(facts):
        yield _task("验收", row, "deliberation.accept_work")
    if may[Permission.MATTER_PUBLISH] and facts.accepted_on is not None and facts.result is None:
        yield _task("公布实施结果", row, "deliberation.publish_result", due=facts.result_due)


def _work(row: MatterRow, facts: FollowUp, *, today: date) -> Iterator[Task]:
    if not _open(facts, today=today):
        return
    if not facts.milestones:
        yield _task("安排实施进度", row, "deliberation.plan_work")
        return
    waiting = next((one for one in facts.milestones if one.reported is None), None)
    if waiting is not None:
        values = {"number": row.number, "milestone": waiting.number}
        what = f"报告“{waiting.title}”完成"
        yield _task(what, row, "deliberation.report_milestone", due=waiting.due_on, values=values)
    elif not ready_to_inspect(facts):
        values = {"number": row.number, "milestone": facts.milestones[-1].number}
        yield _task("验收退回，报告整改情况", row, "deliberation.report_milestone", urgent=True, values=values)


def _objecting(row: MatterRow, facts: FollowUp, *, today: date) -> Iterator[Task]:
    target = on_display(facts, today=today)
    clock = facts.publicity_of(target) if target else None
    if clock is not None:
        yield _task("正在公示，可以提出异议", row, "deliberation.file_objection", due=clock.last_day)


def _open(facts: FollowUp, *, today: date) -> bool:
    """Tell whether the work goes on."""
    return facts.released(today) and facts.accepted_on is None


def _own(village: Place, actor: Actor) -> set[tuple[int, int]]:
    """Return the objections that wait and are the actor's own, filed or entered: matter and number."""
    answered = ObjectionAnswer.select(ObjectionAnswer.objection)
    rows = Objection.select(Objection.matter, Objection.number).where(
        (Objection.village == village.id)
        & ((Objection.filed_by == actor.person_id) | (Objection.recorded_by == actor.person_id))
        & Objection.id.not_in(answered)
    )
    return {(matter, number) for matter, number in tuples_of(rows)}


def _task(
    what: str,
    row: MatterRow,
    endpoint: str,
    *,
    due: date | None = None,
    urgent: bool = False,
    values: dict[str, int] | None = None,
) -> Task:
    return Task(
        title=f"{what}：{row.title}",
        endpoint=endpoint,
        values=values or {"number": row.number},
        due=due,
        urgent=urgent,
    )
