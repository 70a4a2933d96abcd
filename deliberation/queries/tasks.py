"""What waits for whom, and what is shown on a meeting's screen: votes to be opened, cast and published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from deliberation.queries.acts import looking, next_act, record_act, standing_of
from deliberation.queries.ballots import unsettled_ballots
from deliberation.queries.follow_up_tasks import follow_up_tasks
from deliberation.queries.matters import matters
from deliberation.queries.poll_screens import poll_panels, poll_states, poll_tasks
from deliberation.queries.polls import unsettled_polls
from deliberation.queries.suggestion_tasks import suggestion_tasks
from deliberation.queries.suggestions import listed_on, overdue_places, suggestions
from deliberation.rules import MatterState
from deliberation.rules.course import Mark
from portal.areas import Panel, Task
from portal.kernel.clock import local_day
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.acts import NextAct
    from deliberation.queries.matters import MatterRow
    from portal.org.actors import Actor
    from portal.org.models import Place


_HELD = {
    Mark.CARRIED: "passed",
    Mark.FAILED: "failed",
    Mark.ADJOURNED: "adjourned",
    Mark.VOID: "void",
    Mark.SPLIT: "split",
}


def tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return what waits for the actor in the village: before decisions, after them, then suggestions to be answered."""
    who = looking(actor, village, today=today)
    found: list[Task] = []
    rows = list(reversed(matters(village)))
    for row in rows:
        standing = standing_of(row, who) if row.state is MatterState.VOTING else None
        act = next_act(row, who, standing) or record_act(village, row, who)
        if act is not None:
            found.append(_task(act, row))
    return [
        *found,
        *follow_up_tasks(actor, village, rows, today),
        *poll_tasks(actor, village, who, today),
        *suggestion_tasks(actor, village, today),
    ]


def unsettled(today: date) -> set[int]:
    """Return the villages, by their ids, with a ballot or poll nobody has counted or a suggestion whose day passed."""
    return unsettled_ballots() | unsettled_polls() | overdue_places(today)


def panels(village: Place, kind: str, subject_id: int | str) -> list[Panel]:
    """Return a meeting's matters and the suggestions on its agenda, for its screen, and a matter's polls for its."""
    if kind == "matter":
        return poll_panels(village, int(subject_id))
    if kind != "meeting":
        return []
    return [*_matter_panels(village, int(subject_id)), *_suggestion_panels(village, int(subject_id))]


def _matter_panels(village: Place, meeting_id: int) -> list[Panel]:
    return [
        Panel(
            title="议题",
            lines=(f"第 {row.number} 号议题：{row.title}", row.state.title),
            endpoint="deliberation.show",
            permission=Permission.MATTER_VIEW,
            values={"number": row.number},
        )
        for row in matters(village)
        if any(held.meeting_id == meeting_id for held in row.rounds)
    ]


def _suggestion_panels(village: Place, meeting_id: int) -> list[Panel]:
    return [
        Panel(
            title="群众建议",
            lines=(f"第 {row.number} 号建议：{row.title}", row.state.title),
            endpoint="deliberation.suggestion",
            permission=Permission.SUGGESTION_RECORD,
            values={"suggestion": row.number},
        )
        for row in listed_on(village, meeting_id)
    ]


def states(village: Place) -> dict[str, int]:
    """Return how many matters, polls and suggestions stand how, and what came of every stage held or recorded."""
    found: Counter[str] = Counter()
    for row in matters(village):
        found[f"matters.{row.state}"] += 1
        if row.stage is not None and row.state not in {MatterState.FAILED, MatterState.RETURNED, MatterState.WITHDRAWN}:
            found[f"stages.{row.stage.gate.id}.open"] += 1
        for held in row.rounds:
            if held.mark is not Mark.OPEN:
                found[f"stages.{held.stage}.{_HELD[held.mark]}"] += 1
        for record in row.records:
            found[f"stages.{record.stage}.{_HELD[record.attempt.mark]}"] += 1
    found.update(poll_states(village))
    found.update(f"suggestions.{row.state}" for row in suggestions(village))
    return dict(sorted(found.items()))


def _task(act: NextAct, row: MatterRow) -> Task:
    """Return an act as a task; what is done by pressing a button begins on the matter's own screen."""
    voting = row.ballot is not None and row.state is MatterState.VOTING
    return Task(
        title=f"{'请您投票' if voting else act.label}：{row.title}",
        endpoint="deliberation.show" if act.posts else act.endpoint,
        values={"number": row.number} if act.posts else act.values,
        due=local_day(row.ballot.closes_at) if voting and row.ballot else act.due_on,
        urgent=act.urgent,
    )
