"""The legality check-up (程序体检): every requirement of a matter, stage by stage, and what it came to.

Findings that stand elsewhere are taken over with their sentence and article (:func:`found`). What is said here beside
them is about order, text, records and days. A check without an article is the platform's own requirement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.rules.opinions import ANSWERED_FIRST, UNANSWERED
from deliberation.rules.periods import late_start
from deliberation.rules.terms import MET, Base, Confidence, Light
from deliberation.rules.votes import needed
from portal.kernel.days import chinese_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deliberation.rules.follow_up import FollowUp, Objected, Target
    from deliberation.rules.periods import PeriodRule, Publicity, ReplyRule
    from deliberation.rules.terms import Finding
    from deliberation.rules.votes import Outcome


class CheckLight(StrEnum):
    """What one requirement came to; the later in this order, the more it weighs."""

    AHEAD = "ahead"  # its time has not come
    MET = "met"
    NOTE = "note"  # to be looked at; nothing is undone by it
    BROKEN = "broken"  # the matter cannot go on like this

    @property
    def title(self) -> str:  # type: ignore[override]
        """The light in words."""
        return _LIGHTS[self][1]

    @property
    def mark(self) -> str:
        """The shape in which it is shown."""
        return _LIGHTS[self][0]


class Spot(StrEnum):
    """Where a requirement can be seen, or mended."""

    MATTER = "matter"
    MEETING = "meeting"
    AUTHORISATIONS = "authorisations"
    OBJECTIONS = "objections"
    OPINIONS = "opinions"
    PROGRESS = "progress"


_LIGHTS = {
    CheckLight.AHEAD: ("off", "未到"),
    CheckLight.MET: ("done", "符合"),
    CheckLight.NOTE: ("warn", "请留意"),
    CheckLight.BROKEN: ("stop", "不符合"),
}
_BY_LIGHT = {Light.GREEN: CheckLight.MET, Light.AMBER: CheckLight.NOTE, Light.RED: CheckLight.BROKEN}
_WEIGHT = {light: weight for weight, light in enumerate(CheckLight)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a requirement is from: an article, and whether its text was read; none: the platform's own.

    ``adopted`` says who made a usual practice their rule, so that it binds although its text was not read.
    """

    article: str = ""
    quoted: bool = False
    adopted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a check can be seen or mended; a meeting has an id."""

    spot: Spot = Spot.MATTER
    meeting_id: int | None = None


#: What a village that adopts a procedure makes its rule: the figures of a vote, and the steps without one.
_BY_ADOPTION = frozenset(
    {
        "quorum_met",
        "quorum_missing",
        "quorum_implied",
        "quorum_implied_missing",
        "majority_reached",
        "majority_missed",
        "counted",
        "recorded",
        "sent_back_recorded",
        ANSWERED_FIRST,
        UNANSWERED,
    }
)
OWN, HERE = Basis(), Where()
_OBJECTIONS, _PROGRESS = Where(spot=Spot.OBJECTIONS), Where(spot=Spot.PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One requirement: what it came to, the sentence that says so, where the requirement is from."""

    code: str
    light: CheckLight
    text: str
    basis: Basis = OWN
    where: Where = HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The requirements of one step of a matter."""

    name: str
    checks: tuple[Check, ...]

    @property
    def light(self) -> CheckLight:
        """The gravest of its lights."""
        return worst(self.checks)


def worst(checks: Iterable[Check]) -> CheckLight:
    """Return the gravest light, AHEAD where there is no check."""
    return max((one.light for one in checks), key=_WEIGHT.__getitem__, default=CheckLight.AHEAD)


def found(finding: Finding, *, where: Where = HERE) -> Check:
    """Take a finding over. One that was met is met, and whether its source was read is told beside it."""
    met = finding.code in MET
    return Check(
        code=finding.code,
        light=CheckLight.MET if met else _BY_LIGHT[finding.light],
        text=finding.text,
        basis=basis(finding.article, finding.confidence),
        where=where,
    )


def basis(article: str, confidence: Confidence) -> Basis:
    """Return an article as a basis."""
    return Basis(article=article, quoted=confidence is Confidence.QUOTED)


def binding(check: Check, *, place: str, met_on: date) -> Check:
    """Name the adoption as what makes a practice bind that no text which was read asks for.

    Source: product decision D-72; ``deliberation.rules.votes`` says what decides under an adoption.
    """
    if check.code not in _BY_ADOPTION or check.basis.quoted or not check.basis.article:
        return check
    adopted = f"（{place}{chinese_day(met_on)}采纳，作为本地规则）"
    return replace(check, basis=replace(check.basis, adopted=adopted))


def initiated(name: str, *, known: Basis, joined: tuple[int, int | None] | None) -> Check:
    """Say who proposed a matter; ``joined``: the number of the joint proposal it came of, and how many it had sealed.

    Source: 河南省实施村民委员会组织法办法第54条 where it is quoted; product decision D-79.
    """
    if not name:
        text = "没有登记由谁提议：这件事在登记以前就提出了。"
        return Check(code="initiator_unknown", light=CheckLight.NOTE, text=text)
    said = f"由{name}提议"
    if joined is not None:
        number, supporters = joined
        said += f"（第 {number} 件联名提议，{f'{supporters} 人支持' if supporters else '人数够以前由村党组织采用'}）"
    return Check(code="initiated", light=CheckLight.MET, text=f"{said}。", basis=known)


def in_order(*, name: str, held_on: date, earlier: str, earlier_on: date | None) -> Check:
    """Say whether a stage was held after the one it follows was passed; ``earlier_on`` None: that is not recorded.

    Source: 村民委员会组织法（2025修正）第28条第三款 “应当先经村党组织研究讨论”; rules.yaml ``gate``.
    """
    if earlier_on is None:
        text = f"“{earlier}”没有登记，看不出是不是办在“{name}”前面，请用会议记录核对。"
        return Check(code="order_unknown", light=CheckLight.NOTE, text=text)
    lawful = earlier_on <= held_on
    said = "次序对" if lawful else "次序颠倒了"
    return Check(
        code="order_kept" if lawful else "order_broken",
        light=CheckLight.MET if lawful else CheckLight.BROKEN,
        text=f"“{earlier}”{chinese_day(earlier_on)}通过，“{name}”{chinese_day(held_on)}办理，{said}。",
    )


def text_kept(*, voted: str, now: str, lasting: bool) -> Check:
    """Say whether what was put to the vote is the text as it is now (digests); a lasting stage counts for later texts.

    Source: product decision D-40 (text and stages).
    """
    if voted == now:
        text = f"表决的就是现在的方案，一字未动（方案指纹 {now[:16]}）。"
        return Check(code="text_kept", light=CheckLight.MET, text=text)
    if lasting:
        text = "这个环节以后方案改过文字；这个环节仍然有效，后面的按新方案办理。"
        return Check(code="text_reworded", light=CheckLight.MET, text=text)
    text = "表决以后方案改过，这个环节要按新方案重新办理。"
    return Check(code="text_changed", light=CheckLight.NOTE, text=text)


def entered(*, late_days: int) -> Check:
    """Say whether a result was entered on its day, or how many days later (补录)."""
    if late_days:
        text = f"结果不是当天登记，补录晚了 {late_days} 天；公开时会照实注明。"
        return Check(code="entered_late", light=CheckLight.NOTE, text=text)
    return Check(code="entered_in_time", light=CheckLight.MET, text="结果在表决当天登记。")


def sway(result: Outcome) -> Check:
    """Say what was counted, over both denominators, and how little would have changed what came of it."""
    bases = {Base.ENTITLED: result.entitled, Base.PRESENT: result.present}
    strictest = max(result.rule.deciding, key=lambda one: needed(one.share, bases[one.of]))
    said = (
        f"应到 {result.entitled} 人，实到 {result.present} 人，赞成 {result.approve} 人，"
        f"占应到的 {percent(result.approve, result.entitled)}，占实到的 {percent(result.approve, result.present)}；"
        f"须赞成 {result.needed_approve} 人"
    )
    lost = CheckLight.NOTE if result.split else CheckLight.BROKEN
    return Check(
        code="counted",
        light=CheckLight.MET if result.carried else lost,
        text=f"{said}，{_came_to(result)}。{_change(result)}",
        basis=basis(strictest.article, strictest.confidence),
    )


def percent(part: int, whole: int) -> str:
    """Return a share in hundredths with one place, cut off and never rounded up; a dash of nothing."""
    if not whole:
        return "—"
    tenths = 1000 * part // whole
    return f"{tenths // 10}.{tenths % 10}%"


def talked_over(*, days: int, advised: int, article: str, confidence: Confidence) -> Check:
    """Say how many days the deliberations took, from the first meeting to the last; longer than advised only warns."""
    long = days > advised
    end = "，时间长了一些，村民可能已经记不清当初的方案。" if long else "。"
    return Check(
        code="took_long" if long else "took_days",
        light=CheckLight.NOTE if long else CheckLight.MET,
        text=f"从提议到决议共 {days} 天，一般不超过 {advised} 天{end}",
        basis=basis(article, confidence),
    )


def begun(rule: PeriodRule, *, due_on: date, begun_on: date | None, today: date) -> Check:
    """Say whether a publication began in time; ``begun_on`` None: it has not begun."""
    late = late_start(rule, due_on=due_on, begun_on=begun_on or today)
    if late is not None and begun_on is not None:
        return found(late)
    known = basis(rule.start_article, rule.start_confidence)
    if late is not None:
        gone = (today - due_on).days
        text = f"应在 {rule.start_within_days} 日内公布，即最迟{chinese_day(due_on)}；还没有公布，已经晚了 {gone} 天。"
        return Check(code="start_overdue", light=CheckLight.NOTE, text=text, basis=known)
    if begun_on is None:
        text = f"最迟{chinese_day(due_on)}公布。"
        return Check(code="start_ahead", light=CheckLight.AHEAD, text=text, basis=known)
    text = f"应在 {rule.start_within_days} 日内公布，即最迟{chinese_day(due_on)}；{chinese_day(begun_on)}公布，按时。"
    return Check(code="started_in_time", light=CheckLight.MET, text=text, basis=known)


def lasted(clock: Publicity, *, today: date) -> list[Check]:
    """Say whether what was put up stayed, or stays, public for its lawful days, and whether they began again.

    Source: 村民委员会组织法（2025修正）第35条第四款.
    """
    known = basis(clock.article, clock.confidence)
    said = f"公示须满 {clock.days} 日，到{chinese_day(clock.last_day)}为止"
    again = Check(
        code="publicity_restarted",
        light=CheckLight.NOTE,
        text=f"公示中断过，自{chinese_day(clock.began_on)}起重新计算。",
        basis=known,
    )
    checks = [again] if clock.restarted else []
    cut = clock.ended_on is not None and not clock.over(clock.ended_on)
    if cut and clock.ended_on is not None:
        text = f"{said}；{chinese_day(clock.ended_on)}就撤下了，没有公示满。"
        return [*checks, Check(code="publicity_cut_short", light=CheckLight.BROKEN, text=text, basis=known)]
    if not clock.over(today):
        return [
            *checks,
            Check(code="publicity_running", light=CheckLight.AHEAD, text=f"{said}，还没有满。", basis=known),
        ]
    return [*checks, Check(code="publicity_passed", light=CheckLight.MET, text=f"{said}，已经满了。", basis=known)]


def answered(facts: FollowUp, target: Target, *, rule: ReplyRule, today: date) -> list[Check]:
    """Say of every objection to ``target`` whether it was answered in time and upheld; or that there was none."""
    known = basis(rule.article, rule.confidence)
    filed = [one for one in facts.objections if one.target is target]
    if not filed:
        return [
            Check(code="no_objection", light=CheckLight.MET, text="没有人提出异议。", basis=known, where=_OBJECTIONS)
        ]
    return [_answered(one, known, today=today) for one in filed]


def carried_out(facts: FollowUp, *, article: str, confidence: Confidence, today: date) -> list[Check]:
    """Say whether the work could begin, whether its steps are in time, and whether it was accepted."""
    known = basis(article, confidence)
    if not facts.released(today):
        text = "公示期满、没有待答复的异议以后，才能组织实施。"
        return [Check(code="work_ahead", light=CheckLight.AHEAD, text=text, basis=known, where=_PROGRESS)]
    late = [one for one in facts.milestones if one.late(today)]
    done = sum(one.reported is not None for one in facts.milestones)
    checks = [_planned(len(facts.milestones), done, known)]
    checks += [
        Check(
            code="milestone_late",
            light=CheckLight.NOTE,
            text=f"“{one.title}”计划{chinese_day(one.due_on)}完成，已逾期 {(today - one.due_on).days} 天，还没有报告。",
            basis=known,
            where=_PROGRESS,
        )
        for one in late
    ]
    if facts.accepted_on is not None:
        text = f"村务监督委员会{chinese_day(facts.accepted_on)}验收通过。"
        return [*checks, Check(code="accepted", light=CheckLight.MET, text=text, basis=known, where=_PROGRESS)]
    if facts.sent_back is not None:
        text = "村务监督委员会验收后退回整改，整改完要再次验收。"
        return [*checks, Check(code="sent_back", light=CheckLight.NOTE, text=text, basis=known, where=_PROGRESS)]
    text = "完工以后由村务监督委员会验收。"
    return [*checks, Check(code="acceptance_ahead", light=CheckLight.AHEAD, text=text, basis=known, where=_PROGRESS)]


def _planned(planned: int, done: int, known: Basis) -> Check:
    if not planned:
        return Check(
            code="nothing_planned",
            light=CheckLight.NOTE,
            text="可以实施了，还没有安排实施步骤。",
            basis=known,
            where=_PROGRESS,
        )
    text = f"安排了 {planned} 个实施步骤，已完成 {done} 个。"
    return Check(code="work_planned", light=CheckLight.MET, text=text, basis=known, where=_PROGRESS)


def _answered(one: Objected, known: Basis, *, today: date) -> Check:
    said = f"第 {one.number} 号异议{chinese_day(one.filed_on)}提出，应在{chinese_day(one.due_on)}以前答复"
    late = (one.answered_on or today) - one.due_on
    if one.answered_on is None:
        waits = f"，还没有答复，已经晚了 {late.days} 天" if one.late(today) else "，还没有答复"
        light = CheckLight.NOTE if one.late(today) else CheckLight.AHEAD
        return Check(code="objection_waiting", light=light, text=f"{said}{waits}。", basis=known, where=_OBJECTIONS)
    came = f"{chinese_day(one.answered_on)}答复" + (f"，晚了 {late.days} 天" if one.late(today) else "，按时")
    verdict = one.verdict.title if one.verdict else ""
    return Check(
        code="objection_late" if one.late(today) else "objection_answered",
        light=CheckLight.NOTE if one.late(today) else CheckLight.MET,
        text=f"{said}；{came}：{verdict}。",
        basis=known,
        where=_OBJECTIONS,
    )


def _came_to(result: Outcome) -> str:
    if result.among is not None:
        return result.verdict + ("，须在票多的方案里再次表决" if result.split else "")
    return "通过" if result.carried else "没有通过"


def _change(result: Outcome) -> str:
    """Return what would have turned the result, the turnout being what it was."""
    if result.among is not None and result.among.tied and result.margin >= 0:
        return "票数相同的方案里再有一人改选其中一个，就会通过。"
    if not result.quorum_met:
        return f"再有 {max(result.needed_present - result.present, 1)} 人到会，才够法定人数。"
    if result.carried:
        return f"到会的人里少 {result.margin + 1} 人赞成，就不会通过。"
    missing = -result.margin
    if missing > result.present - result.approve:
        return "就是到会的人全部赞成也不够，要有更多的人到会。"
    return f"到会的人里再有 {missing} 人赞成，就会通过。"
