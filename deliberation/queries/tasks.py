"""What waits for whom, and what is shown on a meeting's screen: votes to be opened, cast and published."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from deliberation.queries.acts import looking, next_act, record_act, standing_of
from deliberation.queries.ballots import unsettled_ballots
from deliberation.queries.council_dates import unsettled_councils
from deliberation.queries.council_tasks import council_panels, council_tasks
from deliberation.queries.follow_up_tasks import follow_up_tasks
from deliberation.queries.joint import joint_proposals, unsettled_joint
from deliberation.queries.joint_tasks import joint_tasks
from deliberation.queries.matters import matters
from deliberation.queries.meeting_findings import convening_panels, meeting_panels
from deliberation.queries.meeting_screen import agenda_of, meter_of
from deliberation.queries.opinion_tasks import opinion_tasks
from deliberation.queries.poll_screens import poll_panels, poll_states, poll_tasks
from deliberation.queries.polls import unsettled_polls
from deliberation.queries.stalled import stalled, stalling_places
from deliberation.queries.suggestion_tasks import suggestion_tasks
from deliberation.queries.suggestions import listed_on, overdue_places, suggestions
from deliberation.rules import MatterState
from deliberation.rules.course import Mark
from portal.areas import Panel, Task
from portal.kernel import clock
from portal.kernel.clock import local_day
from portal.meetings.queries import meeting
from portal.org.offices import TOWNSHIP_OFFICES
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from deliberation.queries.acts import NextAct
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.suggestions import SuggestionRow
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
    """Return what waits for the actor: before decisions, after them, then suggestions to be answered.

    What is said to a matter's plan comes before the step the matter waits for.
    """
    who = looking(actor, village, today=today)
    found: list[Task] = []
    rows = list(reversed(matters(village)))
    said = opinion_tasks(actor, village, rows, today)
    for row in rows:
        if row.number in said:
            found.append(said[row.number])
        standing = standing_of(row, who) if row.state is MatterState.VOTING else None
        act = next_act(row, who, standing) or record_act(village, row, who)
        if act is not None:
            found.append(_task(act, row))
    found += follow_up_tasks(actor, village, rows, today)
    return [
        *_pressed(actor, village, found, rows, today=today),
        *poll_tasks(actor, village, who, today),
        *suggestion_tasks(actor, village, today),
        *joint_tasks(actor, village, today),
        *council_tasks(actor, village, today),
    ]


def unsettled(today: date) -> set[int]:
    """Return the villages, by their ids, where a passed date means something nobody has published or counted."""
    return (
        unsettled_ballots()
        | unsettled_polls()
        | overdue_places(today)
        | unsettled_joint(today)
        | stalling_places(today)
        | unsettled_councils(today)
    )


def panels(village: Place, kind: str, subject_id: int | str) -> list[Panel]:
    """Return what is ours on a meeting's screen, on a matter's, and on that of whoever convenes."""
    if kind == "matter":
        return poll_panels(village, int(subject_id))
    if kind == "convening":
        return convening_panels(village)
    if kind == "attendance":
        return _meter_panels(village, int(subject_id))
    if kind != "meeting":
        return []
    return [
        *_meter_panels(village, int(subject_id)),
        *meeting_panels(village, int(subject_id)),
        *_matter_panels(village, int(subject_id)),
        *_suggestion_panels(village, int(subject_id)),
        *council_panels(village, int(subject_id)),
    ]


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


def _meter_panels(village: Place, meeting_id: int) -> list[Panel]:
    """Return who is still needed, on the day of a meeting, with the way to the hall's screen.

    Also a meeting that needs no certain number, such as a branch's theme day, has its screen with the code.
    """
    held = meeting(village, meeting_id)
    if held.meets_on != clock.today():
        return []
    needed = meter_of(village, held, agenda_of(village, held))
    ways = [way.text for need in needed.needs for way in need.ways] if needed else []
    return [
        Panel(
            title="会场大屏",
            lines=(needed.title if needed else "到会的人用自己的手机扫码签到", *ways),
            mark=("done" if needed.met else "wait") if needed else "",
            endpoint="deliberation.screen",
            permission=Permission.MEETING_RECORD,
            values={"meeting_id": meeting_id},
        )
    ]


def _suggestion_panels(village: Place, meeting_id: int) -> list[Panel]:
    return [
        Panel(
            title="群众建议",
            lines=(f"第 {row.number} 号建议：{row.title}", _came_of(row, meeting_id)),
            endpoint="deliberation.suggestion",
            permission=Permission.SUGGESTION_RECORD,
            values={"suggestion": row.number},
        )
        for row in listed_on(village, meeting_id)
    ]


def _came_of(row: SuggestionRow, meeting_id: int) -> str:
    """Return what came of a suggestion at a meeting, or how it stands where nothing is written down."""
    item = next(one.item for one in row.listings if one.meeting_id == meeting_id)
    return row.state.title if item is None else item.outcome.title


def states(village: Place) -> dict[str, int]:
    """Return how everything stands that is decided, asked or suggested, and what came of every stage."""
    found: Counter[str] = Counter()
    rows = matters(village)
    for row in rows:
        found[f"matters.{row.state}"] += 1
        if row.stage is not None and row.state not in {MatterState.FAILED, MatterState.RETURNED, MatterState.WITHDRAWN}:
            found[f"stages.{row.stage.gate.id}.open"] += 1
        for held in row.rounds:
            if held.mark is not Mark.OPEN:
                found[f"stages.{held.stage}.{_HELD[held.mark]}"] += 1
        found.update(f"opinions.{one.kind}.{one.reply or 'waiting'}" for one in row.opinions)
        for record in row.records:
            found[f"stages.{record.stage}.{_HELD[record.attempt.mark]}"] += 1
    found.update("matters.stalled" for _ in stalled(village, rows, today=clock.today()))
    found.update(poll_states(village))
    found.update(f"suggestions.{row.state}" for row in suggestions(village))
    found.update(f"joint.{row.state}" for row in joint_proposals(village, on=clock.today()))
    return dict(sorted(found.items()))


def _pressed(actor: Actor, village: Place, found: list[Task], rows: list[MatterRow], *, today: date) -> Iterator[Task]:
    """Yield the tasks, those that keep a matter standing still with its days; whoever oversees asks after the rest."""
    duties = (
        Permission.MATTER_EDIT,
        Permission.MATTER_IMPLEMENT,
        Permission.MATTER_ACCEPT,
        Permission.OBJECTION_ANSWER,
    )
    acts = any(actor.may(one, village, on=today) for one in duties)
    oversees = not TOWNSHIP_OFFICES.isdisjoint(actor.offices(village, on=today))
    late = {one.matter.number: one for one in stalled(village, rows, today=today)} if acts or oversees else {}
    asked = set()
    for task in found:
        stands = late.get(int(task.values["number"]))
        if stands is None:
            yield task
            continue
        asked.add(stands.matter.number)
        due = min(task.due or stands.wait.due_on, stands.wait.due_on)
        yield replace(task, note=stands.lasting, due=due, urgent=True)
    for number, stands in late.items():
        if number not in asked:
            yield Task(
                title=f"{stands.wait.duty}：{stands.matter.title}",
                endpoint="deliberation.show",
                values={"number": number},
                due=stands.wait.due_on,
                note=stands.lasting,
            )


def _task(act: NextAct, row: MatterRow) -> Task:
    """Return an act as a task; what is done by pressing a button begins on the matter's own screen."""
    voting = row.ballot is not None and row.state is MatterState.VOTING
    return Task(
        title=f"{'请您投票' if act.endpoint == 'deliberation.vote' else act.label}：{row.title}",
        endpoint="deliberation.show" if act.posts else act.endpoint,
        values={"number": row.number} if act.posts else act.values,
        due=local_day(row.ballot.closes_at) if voting and row.ballot else act.due_on,
        urgent=act.urgent,
    )
