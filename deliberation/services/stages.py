"""Stages without a ballot: hands or papers counted by two officers, and a meeting that failed for want of a quorum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deliberation.bulletins.decisions import Held, publish_resolution, publish_stage
from deliberation.errors import (
    CountsDifferError,
    CountWaitsError,
    NoHandCountError,
    OptionsByHandsError,
    OwnCountError,
    QuorumMissingError,
    QuorumPresentError,
    RosterChangedError,
)
from deliberation.models import Adjournment, HandCount, HandCountConfirmation, HandCountTakenBack
from deliberation.queries import matter, matter_round, stage_findings
from deliberation.queries.recusals import present_of, recused_now
from deliberation.rules import CountManner, Light, Outcome, may_open, outcome, quorum
from deliberation.rules.course import Mark
from deliberation.rules.recusals import require_countable
from deliberation.services.holding import account_of, require_answered, require_holdable
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.queries import meeting
from portal.meetings.rules import late_days
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from deliberation.queries import MatterRow, RoundRow
    from deliberation.rules import Finding, Quorum
    from deliberation.services.holding import Holding
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was counted in a show of hands, or of papers without names."""

    approve: int
    against: int
    abstain: int
    manner: CountManner = CountManner.HANDS


def record_hand_count(
    actor: Actor, village: Place, number: int, *, stage: str, meeting_id: int, figures: Figures
) -> HandCount:
    """Enter a show of hands; it counts once a second officer has entered the same figures.

    One's own entry that waits may be replaced: the new one stands beside it, and the newest is confirmed.

    :raise MatterNotFoundError: the village has no such matter.
    :raise CountWaitsError: another officer's entry waits.
    :raise OpinionsUnansweredError: what was said to the plan is to be answered first.
    :raise QuorumMissingError: too few were there; the meeting failed and is recorded as that.
    :raise ImpossibleCountsError: more votes than present, a negative count.
    :raise RecusedCountError: more votes than present who do not stand back.
    :raise StageSkippedError: an earlier stage comes first; every refusal of ``require_holdable`` likewise.
    :raise OptionsByHandsError: none of several options was resolved before: that is decided in a ballot.
    """
    with unit_of_work(actor, Permission.MATTER_RECORD_VOTE, village) as work:
        row = matter(village, number)
        waiting = _waiting(row, stage)
        if waiting is not None:
            if waiting.entered_by != account_of(work):
                raise CountWaitsError
            row = row.replayed([one for one in row.rounds if one is not waiting])
        holding = require_holdable(village, row, stage, meeting_id=meeting_id, today=work.today)
        require_answered(holding)
        if holding.step is row.course.steps[-1] and row.split is not None:
            raise OptionsByHandsError
        _require_quorum(holding)
        _outcome(holding, figures)
        _require_countable(village, holding, figures)
        count = _enter(work, village, holding, figures)
        work.seal(
            "deliberation.hands.entered",
            about=("matter", number),
            facts={"stage": stage, "round": count.round, "entry": count.entry, "meeting": meeting_id},
            rows=[count],
            happened_on=count.happened_on,
        )
        return count


def confirm_hand_count(
    actor: Actor, village: Place, number: int, *, stage: str, figures: Figures
) -> HandCountConfirmation:
    """Enter the same figures as a second officer, from one's own session: the stage is decided and published.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoHandCountError: nothing waits for a second officer.
    :raise OwnCountError: the same officer entered the figures.
    :raise CountsDifferError: the figures differ from the first officer's.
    :raise RosterChangedError: somebody was signed in since.
    """
    with unit_of_work(actor, Permission.MATTER_RECORD_VOTE, village) as work:
        row = matter(village, number)
        waiting = _waiting(row, stage)
        if waiting is None:
            raise NoHandCountError
        if waiting.entered_by == account_of(work):
            raise OwnCountError
        count = _newest(row, waiting)
        held = meeting(village, waiting.meeting_id)
        if held.present != count.present:
            raise RosterChangedError(then=count.present, now=held.present)
        if _figures(count) != figures:
            raise CountsDifferError
        confirmation = HandCountConfirmation.create(
            village=village,
            matter=row.id,
            stage=stage,
            round=count.round,
            count=count,
            confirmed_at=work.now,
            confirmed_by=account_of(work),
        )
        decided = matter_round(village, number, stage=stage, round_number=count.round)
        _publish(work, village, row, decided, findings=stage_findings(village, row, stage, held))
        work.seal(
            "deliberation.hands.confirmed",
            about=("matter", number),
            facts={
                "stage": stage,
                "round": count.round,
                "entry": count.entry,
                "carried": decided.mark is Mark.CARRIED,
                "plan_digest": count.plan_digest,
            },
            rows=[confirmation],
            happened_on=count.happened_on,
        )
        return confirmation


def take_back_hand_count(actor: Actor, village: Place, number: int, *, stage: str, reason: str) -> HandCountTakenBack:
    """Take an entry back that waits for its second officer: whoever entered it or another officer, saying why.

    The figures stay in the journal's row; for the matter nothing was held, so it may be revised, withdrawn, adjourned
    or put to a ballot as before.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoHandCountError: nothing waits for a second officer.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_RECORD_VOTE, village) as work:
        refuse_private_numbers(reason)
        row = matter(village, number)
        waiting = _waiting(row, stage)
        if waiting is None:
            raise NoHandCountError
        count = _newest(row, waiting)
        taken_back = HandCountTakenBack.create(
            village=village,
            matter=row.id,
            count=count,
            reason=reason,
            taken_back_at=work.now,
            taken_back_by=account_of(work),
        )
        work.seal(
            "deliberation.hands.taken_back",
            about=("matter", number),
            facts={"stage": stage, "round": count.round, "entry": count.entry},
            rows=[taken_back],
        )
        return taken_back


def record_adjournment(actor: Actor, village: Place, number: int, *, stage: str, meeting_id: int) -> Adjournment:
    """Record that a meeting failed because too few came (流会), and publish it as that.

    :raise MatterNotFoundError: the village has no such matter.
    :raise QuorumPresentError: enough came.
    :raise StageSkippedError: an earlier stage comes first; every refusal of ``require_holdable`` likewise.
    """
    with unit_of_work(actor, Permission.MATTER_RECORD_VOTE, village) as work:
        row = matter(village, number)
        holding = require_holdable(village, row, stage, meeting_id=meeting_id, today=work.today)
        there = quorum(holding.rule, holding.turnout)
        if not quorum_missing(there):
            raise QuorumPresentError(there.finding.text, there.finding.article)
        missed = Adjournment.create(
            village=village,
            matter=row.id,
            stage=stage,
            round=holding.round,
            meeting=holding.meeting.id,
            roster=holding.roster_id,
            entitled=holding.turnout.entitled,
            present=holding.turnout.present,
            households_entitled=holding.turnout.households_entitled,
            households_present=holding.turnout.households_present,
            happened_on=holding.meeting.meets_on,
            recorded_at=work.now,
            recorded_by=account_of(work),
        )
        told = matter_round(village, number, stage=stage, round_number=missed.round)
        publish_stage(work, village, row, Held(row=told, findings=holding.findings))
        work.seal(
            "deliberation.stage.adjourned",
            about=("matter", number),
            facts={
                "stage": stage,
                "round": missed.round,
                "meeting": meeting_id,
                "entitled": missed.entitled,
                "present": missed.present,
            },
            rows=[missed],
            happened_on=missed.happened_on,
        )
        return missed


def quorum_missing(there: Quorum) -> bool:
    """Tell whether too few came by any quorum asked for, also one that only warns."""
    return not there.met or any(one.code == "quorum_missing" for one in there.findings)


def _waiting(row: MatterRow, stage: str) -> RoundRow | None:
    return next((one for one in row.rounds if one.stage == stage and one.pending), None)


def _newest(row: MatterRow, waiting: RoundRow) -> HandCount:
    return (
        HandCount.select()
        .where(
            (HandCount.village == row.village_id)
            & (HandCount.matter == row.id)
            & (HandCount.stage == waiting.stage)
            & (HandCount.round == waiting.round)
        )
        .order_by(HandCount.entry.desc())
        .get()
    )


def _enter(work: Work, village: Place, holding: Holding, figures: Figures) -> HandCount:
    row, held = holding.matter, holding.meeting
    asked = (HandCount.village == village.id) & (HandCount.matter == row.id)
    entries = HandCount.select().where(asked & (HandCount.stage == holding.stage) & (HandCount.round == holding.round))
    return HandCount.create(
        village=village,
        matter=row.id,
        stage=holding.stage,
        round=holding.round,
        entry=1 + entries.count(),
        meeting=held.id,
        roster=holding.roster_id,
        authorisation=holding.authorisation_id,
        plan_digest=row.plan_digest,
        entitled=holding.turnout.entitled,
        present=holding.turnout.present,
        households_entitled=holding.turnout.households_entitled,
        households_present=holding.turnout.households_present,
        approve=figures.approve,
        against=figures.against,
        abstain=figures.abstain,
        happened_on=held.meets_on,
        late_days=late_days(happened_on=held.meets_on, recorded_on=work.today),
        entered_at=work.now,
        entered_by=account_of(work),
        manner=figures.manner,
    )


def _figures(count: HandCount) -> Figures:
    return Figures(approve=count.approve, against=count.against, abstain=count.abstain, manner=count.manner)


def _require_quorum(holding: Holding) -> None:
    for finding in may_open(holding.rule, holding.turnout).quorum.findings:
        if finding.light is Light.RED:
            raise QuorumMissingError(finding.text, finding.article)


def _require_countable(village: Place, holding: Holding, figures: Figures) -> None:
    recused = recused_now(village, holding.matter.number, holding.meeting.id)
    votes = figures.approve + figures.against + figures.abstain
    require_countable(present=holding.turnout.present, recused=present_of(recused), votes=votes)


def _outcome(holding: Holding, figures: Figures) -> Outcome:
    return outcome(
        holding.rule,
        holding.turnout,
        approve=figures.approve,
        against=figures.against,
        abstain=figures.abstain,
    )


def _publish(work: Work, village: Place, row: MatterRow, decided: RoundRow, *, findings: tuple[Finding, ...]) -> None:
    last = row.course.steps[-1].gate.id
    told = Held(row=decided, findings=findings)
    if decided.stage == last:
        others = (one for one in row.rounds if (one.stage, one.round) != (decided.stage, decided.round))
        publish_resolution(work, village, replace(row, rounds=(*others, decided)), told)  # in place of what waited
    else:
        publish_stage(work, village, row, told)
