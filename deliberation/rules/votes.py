"""Who must be there and how many must agree.

Every count is an integer and every threshold is compared by cross-multiplication. “以上” includes the
number itself, “过半数” does not (民法典第1259条); whoever abstains or stays silent is present and has
not approved.
"""

from __future__ import annotations

from dataclasses import dataclass

from deliberation.errors import ImpossibleCountsError
from deliberation.rules.terms import Base, Body, Finding, Light, MatterType, Share, Threshold, Unit, light


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The thresholds for one body deciding one type of matter; all of ``passing`` must be reached."""

    body: Body
    passing: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """Who is entitled and who is present; households are given where households are counted."""

    entitled: int
    present: int
    households_entitled: int | None = None
    households_present: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """Whether enough are there. ``missing`` is 0 when met."""

    met: bool
    entitled: int
    present: int
    needed: int
    missing: int
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whether a ballot may be opened, and the quorum that says so."""

    allowed: bool
    quorum: Quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a vote decided, and why. ``margin`` is approvals minus what was needed."""

    carried: bool
    quorum_met: bool
    entitled: int
    present: int
    approve: int
    against: int
    abstain: int
    not_voted: int
    needed_present: int
    needed_approve: int
    margin: int
    reasons: tuple[Finding, ...]


def procedure(body: Body, matter_type: MatterType | None = None) -> Procedure:
    """Return what ``body`` must reach, for ``matter_type`` if one is given.

    A special majority stands beside the general one, so the stricter decides.
    Source: 村民委员会组织法（2025修正）第26条 “法律……另有规定的，依照其规定”.
    """
    special = matter_type.passing if matter_type else ()
    return Procedure(body=body, passing=(body.passing, *(rule.threshold for rule in special if rule.body == body.id)))


def needed(share: Share, base: int) -> int:
    """Return the least whole number that satisfies ``share`` of ``base``, never less than one.

    Source: 民法典第1259条 “以上……包括本数；……超过……不包括本数”.
    """
    reached = -(-share.num * base // share.den) if share.inclusive else share.num * base // share.den + 1
    return max(1, reached)


def quorum(rule: Procedure, turnout: Turnout) -> Quorum:
    """Decide whether enough are there: any one threshold whose counts are known suffices.

    Where the law sets no quorum, what the majority implies is used: nobody absent can approve.
    Source: 村民委员会组织法（2025修正）第26、30、32条；农村集体经济组织法第27、28、31条.
    """
    _require_possible(turnout)
    verdicts = [_quorum_of(threshold, turnout) for threshold in rule.body.quorum if _counts(threshold.unit, turnout)]
    if not verdicts:
        verdicts = [_quorum_implied(rule, turnout)]
    return next((verdict for verdict in verdicts if verdict.met), verdicts[0])


def outcome(rule: Procedure, turnout: Turnout, *, approve: int, against: int, abstain: int) -> Outcome:
    """Decide what was decided: the quorum and every majority must be reached.

    :raise ImpossibleCountsError: more votes than present, more present than entitled, a negative count.
    Source: 村民委员会组织法（2025修正）第26、30条；农村集体经济组织法第15、27、28条.
    """
    votes = approve + against + abstain
    _require_possible(turnout, votes=votes, least=min(approve, against, abstain))
    there = quorum(rule, turnout)
    majorities = [_majority(threshold, turnout, approve=approve) for threshold in rule.passing]
    needed_approve = max(_needed_of(threshold, turnout) for threshold in rule.passing)
    return Outcome(
        carried=there.met and approve >= needed_approve,
        quorum_met=there.met,
        entitled=turnout.entitled,
        present=turnout.present,
        approve=approve,
        against=against,
        abstain=abstain,
        not_voted=turnout.present - votes,
        needed_present=there.needed,
        needed_approve=needed_approve,
        margin=approve - needed_approve,
        reasons=(there.finding, *majorities),
    )


def may_open(rule: Procedure, turnout: Turnout) -> Opening:
    """Decide whether a ballot may be opened with those signed in as present.

    A quorum whose text was read blocks; any other is a warning.
    Source: 村民委员会组织法（2025修正）第30条 “有三分之二以上的组成人员参加方可召开”.
    """
    there = quorum(rule, turnout)
    return Opening(allowed=there.finding.light is not Light.RED, quorum=there)


def _require_possible(turnout: Turnout, *, votes: int = 0, least: int = 0) -> None:
    possible = 0 <= votes <= turnout.present <= turnout.entitled and least >= 0
    if not possible:
        raise ImpossibleCountsError(entitled=turnout.entitled, present=turnout.present, votes=votes)


def _counts(unit: Unit, turnout: Turnout) -> tuple[int, int] | None:
    if unit is Unit.PERSONS:
        return turnout.entitled, turnout.present
    if turnout.households_entitled is None or turnout.households_present is None:
        return None
    return turnout.households_entitled, turnout.households_present


def _needed_of(threshold: Threshold, turnout: Turnout) -> int:
    base = turnout.entitled if threshold.of is Base.ENTITLED else turnout.present
    return needed(threshold.share, base)


def _quorum_of(threshold: Threshold, turnout: Turnout) -> Quorum:
    entitled, present = _counts(threshold.unit, turnout) or (0, 0)
    least = needed(threshold.share, entitled)
    unit = "人" if threshold.unit is Unit.PERSONS else "户"
    said = f"应到 {entitled} {unit}（{threshold.counted}），到会须{threshold.share.words}，即至少 {least} {unit}"
    missing = max(0, least - present)
    end = f"还差 {missing} {unit}，不能表决。" if missing else "达到法定人数。"
    finding = Finding(
        code="quorum_missing" if missing else "quorum_met",
        text=f"{said}；实到 {present} {unit}，{end}",
        article=threshold.article,
        light=light(threshold.confidence, ok=not missing),
        confidence=threshold.confidence,
    )
    return Quorum(met=not missing, entitled=entitled, present=present, needed=least, missing=missing, finding=finding)


def _quorum_implied(rule: Procedure, turnout: Turnout) -> Quorum:
    strictest = max(rule.passing, key=lambda threshold: _needed_of(threshold, turnout))
    least = _needed_of(strictest, turnout) if strictest.of is Base.ENTITLED else 1
    missing = max(0, least - turnout.present)
    end = f"还差 {missing} 人，不可能通过。" if missing else "人数足够。"
    finding = Finding(
        code="quorum_implied_missing" if missing else "quorum_implied",
        text=f"法律没有单列到会人数；应到 {turnout.entitled} 人，通过至少要 {least} 人赞成，"
        f"到会不能更少；实到 {turnout.present} 人，{end}",
        article=strictest.article,
        light=light(strictest.confidence, ok=not missing),
        confidence=strictest.confidence,
    )
    return Quorum(
        met=not missing,
        entitled=turnout.entitled,
        present=turnout.present,
        needed=least,
        missing=missing,
        finding=finding,
    )


def _majority(threshold: Threshold, turnout: Turnout, *, approve: int) -> Finding:
    least = _needed_of(threshold, turnout)
    word, base = ("应到", turnout.entitled) if threshold.of is Base.ENTITLED else ("实到", turnout.present)
    over = approve - least
    end = f"多出 {over} 人" if over > 0 else "刚好达到" if over == 0 else f"还差 {-over} 人"
    return Finding(
        code="majority_reached" if over >= 0 else "majority_missed",
        text=f"{word} {base} 人（{threshold.counted}），通过须{threshold.share.words}赞成，即至少 {least} 人；"
        f"赞成 {approve} 人，{end}。",
        article=threshold.article,
        light=light(threshold.confidence, ok=over >= 0),
        confidence=threshold.confidence,
    )
