"""What waits for whom, and what is shown on a meeting's screen: votes to be opened, cast and published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.queries.ballots import voter
from deliberation.queries.matters import matters
from deliberation.rules import MatterState
from portal.areas import Panel, Task
from portal.kernel.clock import local_day
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from portal.org.actors import Actor
    from portal.org.models import Place


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits for the actor in the village, in the order of the matters."""
    may_open = actor.may(Permission.BALLOT_OPEN, village, on=today)
    may_close = actor.may(Permission.BALLOT_CLOSE, village, on=today)
    found: list[Task] = []
    for row in reversed(matters(village)):
        if row.state is MatterState.PROPOSED and may_open:
            found.append(_task("发起表决", row, endpoint="deliberation.open_ballot"))
        elif row.state is MatterState.VOTING and _may_vote(row, actor):
            found.append(_task("请您投票", row, endpoint="deliberation.vote", urgent=True))
        elif row.ballot is not None and row.ballot.closed and not row.ballot.counted and may_close:
            found.append(_task("公布结果", row, endpoint="deliberation.show", urgent=True))
    return found


def panels(village: Place, kind: str, subject_id: int | str) -> list[Panel]:
    """Return the ballots held in a meeting, for that meeting's screen."""
    if kind != "meeting":
        return []
    return [
        Panel(
            title="表决",
            lines=(f"第 {row.number} 号议题：{row.title}", row.state.title),
            endpoint="deliberation.show",
            values={"number": row.number},
        )
        for row in matters(village)
        if row.ballot is not None and row.ballot.meeting_id == int(subject_id)
    ]


def _may_vote(row: MatterRow, actor: Actor) -> bool:
    standing = voter(row.ballot, actor.person_id) if row.ballot else None
    return standing is not None and standing.present and standing.receipt is None


def _task(what: str, row: MatterRow, *, endpoint: str, urgent: bool = False) -> Task:
    return Task(
        title=f"{what}：{row.title}",
        endpoint=endpoint,
        values={"number": row.number},
        due=local_day(row.ballot.closes_at) if row.ballot else None,
        urgent=urgent,
    )
