"""What one person may do next with a matter: the one button, or whom they wait for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deliberation.queries.ballots import box_lost, voter
from deliberation.queries.proxies import principals
from deliberation.queries.standing import record_due
from deliberation.rules import MatterState
from deliberation.rules.course import Mark
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from deliberation.queries.ballots import VoterStanding
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules.course import Step
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.offices import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The person who looks, and what kinds of act they may do in the village."""

    person_id: int
    account_id: int
    may_edit: bool
    may_record: bool
    may_open: bool
    may_close: bool
    may_enter_paper: bool
    at_home: bool  # stands in the village's register
    offices: frozenset[Office]  # that reach the village


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """One button: where it leads; ``posts`` when pressing it is the act itself."""

    label: str
    endpoint: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    posts: bool = False
    urgent: bool = False
    due_on: date | None = None


def looking(actor: Actor, village: Place, *, today: date) -> Looking:
    """Return what the actor may do in the village."""

    def may(permission: Permission) -> bool:
        return actor.may(permission, village, on=today)

    return Looking(
        person_id=actor.person_id,
        account_id=actor.account_id,
        may_edit=may(Permission.MATTER_EDIT),
        may_record=may(Permission.MATTER_RECORD_VOTE),
        may_open=may(Permission.BALLOT_OPEN),
        may_close=may(Permission.BALLOT_CLOSE),
        may_enter_paper=may(Permission.BALLOT_ENTER_PAPER),
        at_home=actor.home_id == village.id,
        offices=frozenset(actor.offices(village, on=today)),
    )


def standing_of(row: MatterRow, who: Looking) -> VoterStanding | None:
    """Return where the person stands in the newest ballot on the matter."""
    return voter(row.ballot, who.person_id) if row.ballot else None


def next_act(row: MatterRow, who: Looking, standing: VoterStanding | None) -> NextAct | None:
    """Return what this person does next with the matter before it is decided, if anything."""
    number: dict[str, str | int] = {"number": row.number}
    if row.state is MatterState.VOTING:
        return _voting(row, who, standing, number)
    if row.state is MatterState.UNDECIDED:
        return _ending(row, number) if who.may_close else None
    waiting = pending(row)
    if waiting is not None:
        return _confirming(row, waiting, who)
    if row.course.failed is not None and row.course.failed is not row.course.steps[-1] and who.may_edit:
        return NextAct(label="修改方案", endpoint="deliberation.revise", values=number)
    due = row.course.next
    if due is not None and due.gate.meets and (who.may_record or who.may_open):
        values = {**number, "stage": due.gate.id}
        return NextAct(label=f"办理“{due.gate.name}”", endpoint="deliberation.hold", values=values)
    return None


def _voting(
    row: MatterRow, who: Looking, standing: VoterStanding | None, number: dict[str, str | int]
) -> NextAct | None:
    """Return the vote the person has to cast: their own, then those of whoever gave them a written proxy."""
    if standing is not None and standing.may_vote:
        return NextAct(label="去投票", endpoint="deliberation.vote", values=number, urgent=True)
    waiting = [one for one in principals(row.ballot, who.person_id) if one.may_vote] if row.ballot else []
    if not waiting:
        return None
    values = {**number, "line": waiting[0].line}
    return NextAct(label=f"代{waiting[0].name}投票", endpoint="deliberation.vote_by_proxy", values=values, urgent=True)


def _ending(row: MatterRow, number: dict[str, str | int]) -> NextAct:
    """Return how a ballot past its deadline is ended: counted, or declared void where its box is locked for ever."""
    if row.ballot is not None and box_lost(row.ballot):
        return NextAct(label="作废表决", endpoint="deliberation.void_ballot", values=number, urgent=True)
    return NextAct(label="公布结果", endpoint="deliberation.close_ballot", values=number, posts=True, urgent=True)


def record_act(village: Place, row: MatterRow, who: Looking) -> NextAct | None:
    """Return the step without a vote this person writes down next, if the matter waits for theirs."""
    due = record_due(village, row)
    if due is None or not set(due.rule.by) & who.offices:
        return None
    values: dict[str, str | int] = {"number": row.number, "stage": due.rule.id}
    return NextAct(
        label=f"填写“{due.rule.name}”", endpoint="deliberation.record_stage", values=values, due_on=due.due_on
    )


def pending(row: MatterRow) -> RoundRow | None:
    """Return the show of hands that waits for its second officer."""
    return next((one for one in row.rounds if one.pending), None)


def waits_for(row: MatterRow) -> str:
    """Return one sentence about what the matter waits for, empty where it is decided or over."""
    if row.state is MatterState.VOTING and row.ballot is not None:
        return "正在投票。截止以前，谁也看不到票数和结果。"
    if row.state is MatterState.UNDECIDED:
        lost = row.ballot is not None and box_lost(row.ballot)
        return "投票已截止，票箱打不开，不能计票，等待作废。" if lost else "投票已截止，等待公布结果。"
    if pending(row) is not None:
        return "现场表决结果已由一名工作人员录入，等待另一名工作人员复核。"
    if row.course.failed is not None:
        return _after_failing(row.course.failed, last=row.course.failed is row.course.steps[-1])
    due = row.course.next
    return _waits_for_stage(due) if due is not None else ""


def _after_failing(failed: Step, *, last: bool) -> str:
    if not failed.gate.meets:
        return f"“{failed.gate.name}”退回了现在的方案，修改方案以后从商议起重新办理。"
    return "表决没有通过，需要办的请重新提出议题。" if last else "现在的方案没有通过，修改方案以后可以重新开会。"


def _waits_for_stage(due: Step) -> str:
    if not due.gate.meets:
        return f"等待填写：{due.gate.name}。"
    again = _AGAIN.get(due.rounds[-1].mark, "") if due.rounds else ""
    return f"{again or '等待开会：'}{due.gate.name}。"


_AGAIN = {
    Mark.ADJOURNED: "上次流会，等待再次开会：",
    Mark.VOID: "上次表决作废，等待再次开会：",
    Mark.SPLIT: "没有方案通过，等待在票多的方案里再次表决：",
}


def _confirming(row: MatterRow, waiting: RoundRow, who: Looking) -> NextAct | None:
    values: dict[str, str | int] = {"number": row.number, "stage": waiting.stage}
    if not who.may_record:
        return None
    if waiting.entered_by == who.account_id:
        return NextAct(label="重新录入现场表决结果", endpoint="deliberation.hold", values=values)
    return NextAct(label="复核现场表决结果", endpoint="deliberation.confirm_count", values=values, urgent=True)
