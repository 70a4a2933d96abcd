"""Which joint proposals wait for whom: for those who check sheets, and for those who make matters of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.queries.joint import joint_proposals
from deliberation.rules.joint import JointState
from portal.areas import Task
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.queries.joint import JointRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def joint_tasks(actor: Actor, village: Place, today: date) -> Iterator[Task]:
    """Yield what is to be done with joint proposals, the oldest first.

    No text says within how many days one that has reached its share becomes a matter: the days it waits are told.
    """
    checks = actor.may(Permission.SUGGESTION_RECORD, village, on=today)
    proposes = actor.may(Permission.MATTER_EDIT, village, on=today)
    if not checks and not proposes:
        return
    for row in reversed(joint_proposals(village, on=today)):
        if checks and row.state is JointState.GATHERING:
            yield from _sheets(row, actor)
        if proposes and row.state is JointState.REACHED and row.starter_id != actor.person_id:
            yield _reached(row, today)


def _sheets(row: JointRow, actor: Actor) -> Iterator[Task]:
    for sheet in row.sheets:
        if sheet.accepted is None and actor.person_id not in {sheet.entered_by, *sheet.people}:
            yield Task(
                title=f"核对签名表：第 {row.number} 件联名提议第 {sheet.number} 张",
                endpoint="deliberation.check_sheet",
                values={"joint": row.number, "sheet": sheet.number},
            )


def _reached(row: JointRow, today: date) -> Task:
    act = "列入议题" if row.rule.binds else "列入议题或者答复"
    return Task(
        title=f"{act}：第 {row.number} 件联名提议 {row.title}（人数已够，等了 {row.waiting_days(today)} 天）",
        endpoint="deliberation.joint",
        values={"joint": row.number},
        urgent=row.rule.binds,
    )
