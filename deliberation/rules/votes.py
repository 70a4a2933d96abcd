"""Who must be there and how many must agree.

Every count is an integer and every threshold is compared by cross-multiplication. “以上” includes the
number itself, “过半数” does not (民法典第1259条); whoever abstains or stays silent is present and has
not approved.

Law whose text was read decides (red); usual practice beside it only warns (amber) until a village has adopted it.
A majority known from practice alone decides where no law says anything: a vote needs one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from deliberation.errors import ImpossibleCountsError
from deliberation.rules.options import (
    OptionCount,
    OptionVotes,
    margin_said,
    options_finding,
    options_verdict,
    votes_said,
)
from deliberation.rules.terms import (
    Base,
    Body,
    Confidence,
    Finding,
    Light,
    MatterType,
    Share,
    Threshold,
    Unit,
    light,
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The thresholds for one body deciding one type of matter.

    Of each of ``quorums`` any one threshold suffices; every one of ``quorums`` and of ``passing`` is asked for.
    ``adopted``: the village has made the usual practice its rule.
    """

    body: Body
    quorums: tuple[tuple[Threshold, ...], ...]
    passing: tuple[Threshold, ...]
    adopted: bool = False

    def quorum_decides(self, any_of: tuple[Threshold, ...]) -> bool:
        """Tell whether missing this quorum undoes the vote, instead of only being noted."""
        return self.adopted or all(one.confidence is Confidence.QUOTED for one in any_of)

    @property
    def deciding(self) -> tuple[Threshold, ...]:
        """The majorities without which nothing is carried."""
        law = tuple(one for one in self.passing if one.confidence is Confidence.QUOTED)
        return self.passing if self.adopted else law or self.passing


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """Who is entitled and who is present; what is counted for some rules only is None where nobody counted it."""

    entitled: int
    present: int
    households_entitled: int | None = None
    households_present: int | None = None
    households_represented: int | None = None
    women_entitled: int | None = None
    women_present: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """Whether enough are there, and the threshold that says so first. ``missing`` is 0 when that one is met.

    ``met`` is about every quorum that decides; ``findings`` are about all, also those that only warn.
    """

    met: bool
    entitled: int
    present: int
    needed: int
    missing: int
    finding: Finding
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whether a ballot may be opened, and the quorum that says so."""

    allowed: bool
    quorum: Quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a vote decided, and why; with ``rule`` and ``turnout`` anyone can count again.

    ``margin`` is approvals minus what was needed. Chosen between several options (``among``), ``approve`` are those
    for the strongest one, and ``against`` is whoever chose another or none.
    """

    rule: Procedure
    turnout: Turnout
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
    among: OptionCount | None = None

    @property
    def resolved(self) -> OptionVotes | None:
        """Which of several options was resolved, if one was."""
        return self.among.strongest[0] if self.among and self.carried else None

    @property
    def said(self) -> str:
        """What was voted, in words."""
        return votes_said(
            self.among.options if self.among else (),
            approve=self.approve,
            against=self.none_of_them if self.among else self.against,
            abstain=self.abstain,
        )

    @property
    def verdict(self) -> str:
        """What that came to, in words."""
        if self.among is None:
            return "通过" if self.carried else "未通过"
        return options_verdict(self.among.options, carried=self.carried)

    @property
    def margin_said(self) -> str:
        """By how much it was carried or lost, in words."""
        return margin_said(self.margin)

    @property
    def none_of_them(self) -> int:
        """How many wanted none of several options."""
        return self.against + self.approve - (self.among.total if self.among else self.approve)

    @property
    def split(self) -> bool:
        """Whether none of several options was resolved, but neither were all refused: it is chosen between fewer.

        All are refused where as many wanted none of them as one would have needed; one alone is refused as any plan.
        """
        several = self.among is not None and len(self.among.options) > 1
        return several and self.quorum_met and not self.carried and self.none_of_them < self.needed_approve


def procedure(
    body: Body,
    matter_type: MatterType | None = None,
    *,
    quorums: tuple[tuple[Threshold, ...], ...] = (),
    passing: tuple[Threshold, ...] = (),
    adopted: bool = False,
) -> Procedure:
    """Return what ``body`` must reach, for ``matter_type`` if one is given, with what stage and province add.

    A special rule stands beside the general one, so the stricter decides, unless its text says it takes its place.
    Source: 村民委员会组织法（2025修正）第26条 “法律……另有规定的，依照其规定”.
    """
    majorities = [rule.threshold for rule in matter_type.passing if rule.body == body.id] if matter_type else []
    special = [rule for rule in matter_type.quorum if rule.body == body.id] if matter_type else []
    general = () if not body.quorum or any(rule.instead for rule in special) else (body.quorum,)
    return Procedure(
        body=body,
        quorums=_once((*general, *((rule.threshold,) for rule in special), *quorums)),
        passing=_once((body.passing, *majorities, *passing)),
        adopted=adopted,
    )


def needed(share: Share, base: int) -> int:
    """Return the least whole number that satisfies ``share`` of ``base``, never less than one.

    Source: 民法典第1259条 “以上……包括本数；……超过……不包括本数”.
    """
    reached = -(-share.num * base // share.den) if share.inclusive else share.num * base // share.den + 1
    return max(1, reached)


def quorum(rule: Procedure, turnout: Turnout) -> Quorum:
    """Decide whether enough are there: of each quorum any one threshold whose counts are known suffices.

    Where the law sets no quorum, what the majority implies is used: nobody absent can approve. A quorum that counts
    what nobody counted warns.
    Source: 村民委员会组织法（2025修正）第26、30、32条；农村集体经济组织法第27、28、31条.
    """
    _require_possible(turnout)
    verdicts = [
        (rule.quorum_decides(any_of), _quorum_of_any(any_of, turnout, rule))
        for any_of in rule.quorums
        if _counted(any_of, turnout)
    ]
    if not verdicts:
        verdicts = [(True, _quorum_implied(rule, turnout))]
    unknown = [_not_counted(any_of) for any_of in rule.quorums if not _counted(any_of, turnout)]
    shown = min(verdicts, key=lambda pair: (not pair[0], pair[1].met, -pair[1].needed))[1]
    return replace(
        shown,
        met=all(one.met for decides, one in verdicts if decides),
        findings=(*(one.finding for _, one in verdicts), *unknown),
    )


def outcome(
    rule: Procedure,
    turnout: Turnout,
    *,
    approve: int,
    against: int,
    abstain: int,
    among: OptionCount | None = None,
) -> Outcome:
    """Decide what was decided: every quorum and every majority that decides must be reached.

    ``among``: the options it was chosen between; ``approve`` are those for the strongest. Sharing the most votes, none
    is carried, whatever the majority.

    :raise ImpossibleCountsError: more votes than present, more present than entitled, a negative count.
    Source: 村民委员会组织法（2025修正）第26、30条；农村集体经济组织法第15、27、28条.
    """
    votes = approve + against + abstain
    _require_possible(turnout, votes=votes, least=min(approve, against, abstain))
    there = quorum(rule, turnout)
    majorities = [_majority(one, turnout, rule, approve=approve) for one in rule.passing]
    needed_approve = max(_needed_of(threshold, turnout) for threshold in rule.deciding)
    level = among is not None and among.tied
    chosen = () if among is None else (options_finding(among, none=against + approve - among.total),)
    return Outcome(
        rule=rule,
        turnout=turnout,
        carried=there.met and approve >= needed_approve and not level,
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
        reasons=(*there.findings, *chosen, *majorities),
        among=among,
    )


def may_open(rule: Procedure, turnout: Turnout) -> Opening:
    """Decide whether a ballot may be opened with those signed in as present.

    A quorum whose text was read blocks; any other is a warning.
    Source: 村民委员会组织法（2025修正）第30条 “有三分之二以上的组成人员参加方可召开”.
    """
    there = quorum(rule, turnout)
    return Opening(allowed=all(one.light is not Light.RED for one in there.findings), quorum=there)


def _require_possible(turnout: Turnout, *, votes: int = 0, least: int = 0) -> None:
    possible = 0 <= votes <= turnout.present <= turnout.entitled and least >= 0
    if not possible:
        raise ImpossibleCountsError(entitled=turnout.entitled, present=turnout.present, votes=votes)


def _once(rules: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(rules))


def _counts(unit: Unit, turnout: Turnout) -> tuple[int, int] | None:
    entitled, present = {
        Unit.PERSONS: (turnout.entitled, turnout.present),
        Unit.HOUSEHOLDS: (turnout.households_entitled, turnout.households_present),
        Unit.REPRESENTED: (turnout.households_entitled, turnout.households_represented),
        Unit.WOMEN: (turnout.women_entitled, turnout.women_present),
    }[unit]
    return None if entitled is None or present is None else (entitled, present)


def _counted(any_of: tuple[Threshold, ...], turnout: Turnout) -> bool:
    return any(_counts(one.unit, turnout) for one in any_of)


def _needed_of(threshold: Threshold, turnout: Turnout) -> int:
    base = turnout.entitled if threshold.of is Base.ENTITLED else turnout.present
    return needed(threshold.share, base)


def _light(threshold: Threshold, rule: Procedure, *, ok: bool) -> Light:
    return light(Confidence.QUOTED if rule.adopted else threshold.confidence, ok=ok)


def _quorum_of_any(any_of: tuple[Threshold, ...], turnout: Turnout, rule: Procedure) -> Quorum:
    verdicts = [_quorum_of(one, turnout, rule) for one in any_of if _counts(one.unit, turnout)]
    return next((one for one in verdicts if one.met), verdicts[0])


def _quorum_of(threshold: Threshold, turnout: Turnout, rule: Procedure) -> Quorum:
    entitled, present = _counts(threshold.unit, turnout) or (0, 0)
    least, unit = needed(threshold.share, entitled), threshold.unit.title
    colour = _light(threshold, rule, ok=present >= least)
    said = f"应到 {entitled} {unit}（{threshold.counted}），到会须{threshold.share.words}，即至少 {least} {unit}"
    missing = max(0, least - present)
    short = "不能表决" if colour is Light.RED else "这一条是待核的通行做法，只作提示"
    end = (
        f"还差 {missing} {unit}，{short}。" if missing else "达到法定人数。" if colour is Light.GREEN else "人数足够。"
    )
    finding = Finding(
        code="quorum_missing" if missing else "quorum_met",
        text=f"{said}；实到 {present} {unit}，{end}",
        article=threshold.article,
        light=colour,
        confidence=threshold.confidence,
    )
    return _quorum_with(finding, entitled=entitled, present=present, needed=least)


def _quorum_implied(rule: Procedure, turnout: Turnout) -> Quorum:
    strictest = max(rule.deciding, key=lambda threshold: _needed_of(threshold, turnout))
    least = _needed_of(strictest, turnout) if strictest.of is Base.ENTITLED else 1
    missing = max(0, least - turnout.present)
    end = f"还差 {missing} 人，不可能通过。" if missing else "人数足够。"
    finding = Finding(
        code="quorum_implied_missing" if missing else "quorum_implied",
        text=f"法律没有单列到会人数；应到 {turnout.entitled} 人，通过至少要 {least} 人赞成，"
        f"到会不能更少；实到 {turnout.present} 人，{end}",
        article=strictest.article,
        light=_light(strictest, rule, ok=not missing),
        confidence=strictest.confidence,
    )
    return _quorum_with(finding, entitled=turnout.entitled, present=turnout.present, needed=least)


def _quorum_with(finding: Finding, *, entitled: int, present: int, needed: int) -> Quorum:
    return Quorum(
        met=present >= needed,
        entitled=entitled,
        present=present,
        needed=needed,
        missing=max(0, needed - present),
        finding=finding,
        findings=(finding,),
    )


def _not_counted(any_of: tuple[Threshold, ...]) -> Finding:
    first = any_of[0]
    return Finding(
        code="quorum_not_counted",
        text=f"{first.counted}还须{first.share.words}；这个数没有登记，请核对并写进会议记录。",
        article=first.article,
        light=Light.AMBER,
        confidence=first.confidence,
    )


def _majority(threshold: Threshold, turnout: Turnout, rule: Procedure, *, approve: int) -> Finding:
    least = _needed_of(threshold, turnout)
    word, base = ("应到", turnout.entitled) if threshold.of is Base.ENTITLED else ("实到", turnout.present)
    over = approve - least
    end = f"多出 {over} 人" if over > 0 else "刚好达到" if over == 0 else f"还差 {-over} 人"
    return Finding(
        code="majority_reached" if over >= 0 else "majority_missed",
        text=f"{word} {base} 人（{threshold.counted}），通过须{threshold.share.words}赞成，即至少 {least} 人；"
        f"赞成 {approve} 人，{end}。",
        article=threshold.article,
        light=_light(threshold, rule, ok=over >= 0),
        confidence=threshold.confidence,
    )
