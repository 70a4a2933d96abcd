"""What a legality check-up finds of one step before the decision: held, waiting, or written down without a vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.procedures import (
    body_on,
    notice_on,
    recusal_rule_on,
)
from deliberation.procedures.checking import fewest_findings, size_findings
from deliberation.queries.consultations import consulted_finding
from deliberation.queries.matters import authority_under
from deliberation.queries.meeting_findings import invitation_findings, meeting_findings
from deliberation.queries.opinions import answers_told
from deliberation.queries.rounds import BALLOT
from deliberation.queries.stage_screens import stage_bodies
from deliberation.queries.standing import record_due
from deliberation.rules import checkup as rules
from deliberation.rules.checkup import Check, CheckLight, Spot, Where, basis, found
from deliberation.rules.course import Mark, Standing
from deliberation.rules.presence import from_afar
from portal.kernel.days import chinese_day
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.presence import offered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from deliberation.procedures import RecordedStage, Workflow
    from deliberation.queries.matters import AuthorisationRow, MatterRow
    from deliberation.queries.meeting_findings import MeetingFacts
    from deliberation.queries.records import RecordRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.queries.ways import AdoptionRow
    from deliberation.rules.course import Step
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place

_AUTHORISATIONS, _OPINIONS = Where(spot=Spot.AUTHORISATIONS), Where(spot=Spot.OPINIONS)
WITHDRAWN = "议题已经撤回，这个环节不再办理。"
#: How a stage stands for the text as it is now where one of its rounds says so.
_DECIDED = {Standing.PASSED: Mark.CARRIED, Standing.FAILED: Mark.FAILED}

_HELD_FOR_NOTHING = frozenset({Standing.OPEN, Standing.ADJOURNED, Standing.VOID, Standing.SPLIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the checks of a village's matters stand on beside the matters themselves."""

    village: Place
    meetings: Mapping[int, MeetingRow]
    facts: Mapping[int, MeetingFacts]  # by meeting
    authorisations: Sequence[AuthorisationRow]
    adoptions: Mapping[int, AdoptionRow]  # by the matter that began under it
    joined: Mapping[int, tuple[int, int | None]]  # number and supporters of the joint proposal a matter came of
    today: date


def counting_round(row: MatterRow, step: Step) -> RoundRow | None:
    """Return the round by which a stage stands for the text as it is now, if one was held."""
    held = [one for one in row.rounds if one.stage == step.gate.id]
    mark = _DECIDED.get(step.standing)
    if mark is not None:
        any_text = step.gate.lasting and mark is Mark.CARRIED
        told = [one for one in held if one.mark is mark and (any_text or one.plan_digest == row.plan_digest)]
        return told[-1] if told else None
    return held[-1] if held and step.standing in _HELD_FOR_NOTHING else None


def counting_record(row: MatterRow, stage: str, *, lasting: bool) -> RecordRow | None:
    """Return the newest record of a step without a vote that counts for the text as it is now."""
    told = [one for one in row.records if one.stage == stage and (lasting or one.plan_digest == row.plan_digest)]
    return told[-1] if told else None


def step_checks(
    row: MatterRow, step: Step, ground: Ground, *, earlier: Step | None, workflow: Workflow
) -> Iterator[Check]:
    """Yield the checks of a step; ``earlier`` is the one it follows."""
    rule, held = workflow.record(step.gate.id), counting_round(row, step)
    if rule is not None:
        yield from recorded_checks(row, rule, ground)
        return
    if held is None:
        yield from _ahead(row, step, workflow)
        yield from _fallen(row, step)
        yield from _said(row, step, ground, None)
        return
    yield from _order(row, step, held, earlier)
    yield from _body(row, step, held, ground, workflow=workflow)
    yield from _meeting(row, step, held, ground)
    yield from _said(row, step, ground, held)
    yield from _vote(row, step, held)
    yield from _recused(held)
    yield from _from_afar(held)
    if step is row.course.steps[-1]:
        yield from _took(row, held, workflow)


def recorded_checks(row: MatterRow, rule: RecordedStage, ground: Ground) -> Iterator[Check]:
    """Yield what an officer wrote down in a step without a vote, or that it waits for one."""
    known, told = basis(rule.article, rule.confidence), counting_record(row, rule.id, lasting=rule.lasting)
    if told is None and row.course.withdrawn:
        yield Check(code="record_ahead", light=CheckLight.AHEAD, text=WITHDRAWN, basis=known)
        return
    if told is None:
        due = record_due(ground.village, row)
        by = due.due_on if due is not None and due.rule.id == rule.id else None
        late = by is not None and ground.today > by
        text = f"还没有填写{f'，应在{chinese_day(by)}以前填写' if by else ''}{'，已经晚了' if late else ''}。"
        yield Check(code="record_ahead", light=CheckLight.NOTE if late else CheckLight.AHEAD, text=text, basis=known)
        return
    said = rule.passed if told.passed else rule.returned
    text = f"{told.office.title}{chinese_day(told.happened_on)}填写：{said}。{told.text}"
    light = CheckLight.MET if told.passed else CheckLight.BROKEN
    yield Check(code="recorded" if told.passed else "sent_back_recorded", light=light, text=text, basis=known)
    yield rules.entered(late_days=told.late_days)


def _ahead(row: MatterRow, step: Step, workflow: Workflow) -> Iterator[Check]:
    if step.standing is Standing.UNRECORDED:
        text = "这个环节没有登记：这件事在分环节登记以前就表决了。"
        yield Check(code="stage_unrecorded", light=CheckLight.NOTE, text=text)
        return
    if row.course.withdrawn:
        text = WITHDRAWN
    elif row.course.next is step:
        text = "轮到这个环节，等待开会。"
    else:
        text = "还没有轮到这个环节。"
    yield Check(
        code="stage_ahead",
        light=CheckLight.AHEAD,
        text=text,
        basis=basis(step.gate.article, workflow.stage(step.gate.id).confidence),
    )


def _fallen(row: MatterRow, step: Step) -> Iterator[Check]:
    """Yield that what was held before no longer counts: the text was changed, or an objection was upheld."""
    held = [one for one in row.rounds if one.stage == step.gate.id and one.mark in {Mark.CARRIED, Mark.FAILED}]
    if not held:
        return
    last = step is row.course.steps[-1]
    why = "异议成立" if last and row.follow_up is not None and row.follow_up.upheld else "方案改过"
    text = f"{chinese_day(held[-1].held_on)}的表决因为{why}不再算数" + _again(row, "，须重新办理。")
    yield Check(code="round_fallen", light=CheckLight.NOTE, text=text, where=_seen(held[-1]))


def _order(row: MatterRow, step: Step, held: RoundRow, earlier: Step | None) -> Iterator[Check]:
    if earlier is None:
        return
    yield rules.in_order(
        name=step.gate.name,
        held_on=held.held_on,
        earlier=earlier.gate.name,
        earlier_on=_passed_on(row, earlier),
    )


def _passed_on(row: MatterRow, step: Step) -> date | None:
    if not step.gate.meets:
        told = counting_record(row, step.gate.id, lasting=step.gate.lasting)
        return told.happened_on if told is not None and told.passed else None
    held = counting_round(row, step)
    return held.held_on if held is not None and held.mark is Mark.CARRIED else None


def _body(row: MatterRow, step: Step, held: RoundRow, ground: Ground, *, workflow: Workflow) -> Iterator[Check]:
    if step is row.course.steps[-1]:
        verdict = authority_under(ground.authorisations, row.matter_type, held.body, on=held.held_on)
        yield from (found(one, where=_AUTHORISATIONS) for one in verdict.findings)
    else:
        asked = stage_bodies(ground.village, row, step.gate.id)
        lawful = held.body in asked
        name = "、".join(COMPOSITIONS[body].name for body in asked)
        yield Check(
            code="body_competent" if lawful else "body_not_competent",
            light=CheckLight.MET if lawful else CheckLight.BROKEN,
            text=f"这个环节由{name}办理，开的{'正是这个会' if lawful else '是别的会'}。",
            basis=basis(step.gate.article, workflow.stage(step.gate.id).confidence),
            where=_seen(held),
        )
    body = body_on(held.body, held.held_on)
    place = ground.village.jurisdiction
    notes = (
        *size_findings(body, entitled=held.entitled),
        *fewest_findings(body, on=held.held_on, jurisdiction=place, entitled=held.entitled),
    )
    yield from (found(one, where=_seen(held)) for one in notes)


def _meeting(row: MatterRow, step: Step, held: RoundRow, ground: Ground) -> Iterator[Check]:
    where = ground.meetings[held.meeting_id]
    seen = _seen(held)
    facts = ground.facts[where.id]
    findings = meeting_findings(ground.village, row, step.gate.id, where, facts=facts)
    yield from (
        found(one, where=seen)
        for one in (*findings, *invitation_findings(ground.village, step.gate.id, where, facts=facts))
    )
    if notice_on(held.body, held.held_on, stage=step.gate.id, jurisdiction=ground.village.jurisdiction) is None:
        text = f"通知没有规定天数，这次提前 {where.notice_days} 日通知。"
        yield Check(code="notice_free", light=CheckLight.MET, text=text, where=seen)
    text = f"签到前已经确定名册，应到 {held.entitled} 人（名册指纹 {where.fingerprint[:16]}）。"
    yield Check(code="roster_frozen", light=CheckLight.MET, text=text, where=seen)
    if where.minuted:
        yield Check(code="minuted", light=CheckLight.MET, text="会议记录已经写好并封存。", where=seen)
    else:
        yield Check(code="minutes_missing", light=CheckLight.NOTE, text="还没有会议记录，请补写并封存。", where=seen)


def _said(row: MatterRow, step: Step, ground: Ground, held: RoundRow | None) -> Iterator[Check]:
    """Yield whether what was said to the plan is answered, and whether it was talked over with those concerned."""
    told = answers_told(ground.village, row, step.gate.id, held=held, today=ground.today)
    yield from (found(one, where=_OPINIONS) for one in told)
    if step is row.course.steps[-1] and not row.course.withdrawn:
        talked = consulted_finding(row, by=held.held_on if held else ground.today)
        yield from (found(talked),) if talked is not None else ()


def _vote(row: MatterRow, step: Step, held: RoundRow) -> Iterator[Check]:
    if held.mark is Mark.OPEN:
        yield Check(code="vote_open", light=CheckLight.AHEAD, text=_open(held), where=_seen(held))
        return
    yield from (found(one, where=_seen(held)) for one in held.findings)
    if held.mark is Mark.VOID:
        why = held.ballot.void_because if held.ballot else ""
        text = f"表决作废，没有计票（{why}）" + _again(row, "，须另行召集会议重新表决。")
        yield Check(code="ballot_void", light=CheckLight.NOTE, text=text, where=_seen(held))
        return
    if held.outcome is None:
        text = "到会人数不够，没有表决（流会）" + _again(row, "，须另行召集会议。")
        yield Check(code="adjourned", light=CheckLight.NOTE, text=text, where=_seen(held))
        return
    yield rules.sway(held.outcome)
    yield rules.text_kept(voted=held.plan_digest, now=row.plan_digest, lasting=step.gate.lasting)
    if held.ballot is not None and held.ballot.secret:
        text = "谁投了票当时就记入这次表决自己的日志，谁投了什么不记；截止后合计和票数一致，钥匙已销毁。"
        yield Check(code="ballot_secret", light=CheckLight.MET, text=text)
    elif held.manner == BALLOT:
        text = "每一票投出时就记入这次表决自己的日志，截止后封存，任何人都能重数。"
        yield Check(code="ballot_sealed", light=CheckLight.MET, text=text)
    else:
        text = f"{held.manner_title}的结果由两名工作人员分别录入，数字一致。"
        yield Check(code="two_officers", light=CheckLight.MET, text=text)
        yield rules.entered(late_days=held.late_days)
    yield from _earlier(row, held)


def _earlier(row: MatterRow, held: RoundRow) -> Iterator[Check]:
    """Yield what earlier meetings of the stage came to that decided nothing."""
    earlier = [one for one in row.rounds if one.stage == held.stage and one.round < held.round]
    if any(one.mark is Mark.ADJOURNED for one in earlier):
        text = f"这是第 {held.round} 次开会，前面有人数不够的流会，没有表决。"
        yield Check(code="earlier_adjourned", light=CheckLight.MET, text=text, where=_seen(held))
    if any(one.mark is Mark.VOID for one in earlier):
        text = f"这是第 {held.round} 次表决，前面有一次作废，理由已经公布。"
        yield Check(code="earlier_void", light=CheckLight.MET, text=text, where=_seen(held))
    if any(one.mark is Mark.SPLIT for one in earlier):
        text = f"这是第 {held.round} 次表决，前面在更多的方案里选，没有方案通过；这次只留票多的方案。"
        yield Check(code="earlier_split", light=CheckLight.MET, text=text, where=_seen(held))


def _recused(held: RoundRow) -> Iterator[Check]:
    """Yield who stood back where something was decided."""
    if not held.recused or held.outcome is None or held.mark is Mark.OPEN:
        return
    rule = recusal_rule_on(held.held_on)
    lines = "、".join(f"第 {one.line} 号" for one in held.recused)
    text = f"回避 {len(held.recused)} 人（名册{lines}），没有投票；应到、实到照算，须赞成的人数没有减少。"
    yield Check(code="recused", light=CheckLight.MET, text=text, basis=basis(rule.article, rule.confidence))


def _from_afar(held: RoundRow) -> Iterator[Check]:
    """Yield how many took part from afar, where some did."""
    rules_ = offered(Body(held.body), on=held.held_on) if held.from_afar else {}
    articles = tuple((rules_[one].article, rules_[one].confidence) for one in held.from_afar if one in rules_)
    if articles:
        yield from_afar(held.attended, articles=articles)


def _again(row: MatterRow, due: str) -> str:
    """Return how a sentence ends on what decided nothing: what is due, or that nothing more is."""
    return f"。{WITHDRAWN}" if row.course.withdrawn else due


def _open(held: RoundRow) -> str:
    if held.pending:
        return "现场表决结果等待另一名工作人员复核。"
    closed = held.ballot is not None and held.ballot.closed
    return "投票已截止，等待公布结果。" if closed else "正在表决，截止以前谁也看不到结果。"


def _took(row: MatterRow, held: RoundRow, workflow: Workflow) -> Iterator[Check]:
    if held.outcome is None:
        return
    advice = workflow.discussion
    first = min(one.held_on for step in row.course.steps if (one := counting_round(row, step)) is not None)
    days = (held.held_on - first).days
    yield rules.talked_over(days=days, advised=advice.days, article=advice.article, confidence=advice.confidence)


def _seen(held: RoundRow) -> Where:
    return Where(spot=Spot.MEETING, meeting_id=held.meeting_id)
