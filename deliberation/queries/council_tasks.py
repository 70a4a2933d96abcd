"""What councils leave to be done: convene, say why one was missed, write the agenda's minutes, enter what was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.procedures import council_rule_on
from deliberation.queries.collections import collection
from deliberation.queries.councils import council, council_settings, hall_of, sides_of
from deliberation.queries.suggestions import suggestions
from deliberation.rules.councils import Hall, Kept, periods
from portal.areas import Panel, Task
from portal.kernel.months import Month
from portal.meetings.queries import meeting
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.queries.councils import CouncilRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def council_tasks(actor: Actor, village: Place, today: date) -> Iterator[Task]:
    """Yield what waits for the actor; that a meeting was missed without a reason waits for the township too."""
    convenes = actor.may(Permission.MEETING_CONVENE, village, on=today)
    records = actor.may(Permission.MEETING_RECORD, village, on=today)
    for hall in Hall:
        if not council_settings(village, hall):
            continue
        row = council(village, hall, today=today)
        if convenes:
            yield from _to_convene(row, today=today)
        if convenes or actor.may(Permission.PROCEDURE_ADOPT, village, on=today):
            yield from _unexplained(row)
        if records:
            yield from _without_sides(row, today=today)
    if records:
        yield from _to_collect(village, today=today)
    if actor.may(Permission.SUGGESTION_ANSWER, village, on=today):
        yield from _items(village, actor.person_id, today=today)


def council_panels(village: Place, meeting_id: int) -> list[Panel]:
    """Return for the screen of a meeting of several sides whether all of them came."""
    held = meeting(village, meeting_id)
    hall = hall_of(held.body)
    rule = council_rule_on(hall, held.meets_on) if hall else None
    if rule is None or not rule.sides or held.roster_id is None:
        return []
    sides = sides_of(meeting_id)
    counts = (
        ("还没有登记",)
        if sides is None
        else tuple(
            f"{name} {people} 人"
            for name, people in zip(rule.sides, (held.present, sides.firm, sides.owners), strict=True)
        )
    )
    return [
        Panel(
            title="三方到会",
            lines=counts,
            endpoint="deliberation.council_sides",
            permission=Permission.MEETING_RECORD,
            values={"meeting_id": meeting_id},
        )
    ]


def _to_convene(row: CouncilRow, *, today: date) -> Iterator[Task]:
    """Yield the period that runs now, unless its meeting was held or is convened."""
    now = next((one for one in row.periods if one.period.contains(today)), None)
    if now is None or now.kept is not Kept.DUE or any(one.meeting.meets_on >= today for one in now.meetings):
        return
    yield Task(
        title=f"召集{row.rule.name}",
        endpoint="deliberation.council",
        values={"hall": row.rule.hall.value},
        due=now.period.due_on,
        urgent=now.period.due_on <= today,
    )


def _unexplained(row: CouncilRow) -> Iterator[Task]:
    found = [one for one in row.periods if one.unexplained]
    if found:
        yield Task(
            title=f"{row.rule.name}有 {len(found)} 次未按期召开，还没有写明原因",
            endpoint="deliberation.council",
            values={"hall": row.rule.hall.value},
            due=found[0].period.last,
        )


def _without_sides(row: CouncilRow, *, today: date) -> Iterator[Task]:
    for one in row.meetings if row.rule.sides else ():
        if one.held and one.sides is None and one.meeting.meets_on <= today:
            yield Task(
                title=f"登记三方到会：{one.meeting.title}",
                endpoint="deliberation.council_sides",
                values={"meeting_id": one.meeting.id},
                due=one.meeting.meets_on,
            )


def _to_collect(village: Place, *, today: date) -> Iterator[Task]:
    """Yield the month that is over, where a council that looks after fees met by rhythm before its end."""
    last = Month.of(today).plus(-1)
    if not periods(council_settings(village, Hall.RED_HALL), until=last.last_day) or collection(village, last):
        return
    yield Task(
        title=f"登记{last.chinese}的物业费收缴数",
        endpoint="deliberation.fee_collection",
        values={"hall": Hall.RED_HALL.value},
    )


def _items(village: Place, person_id: int, *, today: date) -> Iterator[Task]:
    """Yield the agenda's items without a minute, and what was handed on and is due; but nobody's own."""
    rows = suggestions(village)
    own = {row.number for row in rows if row.filer_id == person_id}
    for row in reversed(rows):
        if row.standing.ended or own & {row.number, *row.standing.followers}:
            continue
        for one in row.listings:
            if one.item is None and one.begun:
                yield Task(
                    title=f"填写议事结果：第 {row.number} 号 {row.title}",
                    endpoint="deliberation.minute_item",
                    values={"suggestion": row.number, "meeting_id": one.meeting_id},
                    due=one.meets_on,
                )
            if one is row.listings[-1] and one.item is not None and one.item.due_on and one.item.due_on <= today:
                yield Task(
                    title=f"交给{one.item.handed_to}的事到期：第 {row.number} 号 {row.title}",
                    endpoint="deliberation.suggestion",
                    values={"suggestion": row.number},
                    due=one.item.due_on,
                    urgent=one.item.due_on < today,
                )
