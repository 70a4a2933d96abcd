"""Every meeting held on a matter, in words: who should have come and who came, what was needed, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.attendance import attended
from deliberation.public.course import day_of, entered_late
from deliberation.public.findings import findings_of
from deliberation.public.kinds import RESOLUTION
from deliberation.public.options import counted, options_of, split, verdict
from deliberation.public.votes import moment_of
from deliberation.rules.checkup import percent
from deliberation.rules.options import margin_said
from portal.kernel.clock import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from deliberation.public.findings import ShownFinding
    from deliberation.rules.options import OptionVotes
    from portal.kernel.published import PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One meeting on one stage; without ``outcome`` too few came (流会), or a ballot was declared void."""

    stage: str  # its id
    title: str
    held_on: date
    mark: str
    word: str
    figures: str  # who should have come, who came, how they voted
    composition: str  # how a body of representatives was composed; empty of another
    notice: str  # how many were told, what was said against the list; empty where a document does not say
    told_late: Mapping[str, Any] | None  # how many were told fewer days before than the notice must be given
    urgency: str  # why notice was short; empty where nothing was said
    recused: str  # who stood back, in words; empty where nobody did
    how: str  # by hands, papers or ballot, in words; empty where a document does not say
    needs: str  # what was needed, and by how much it was reached
    outcome: Mapping[str, Any] | None
    options: tuple[OptionVotes, ...]  # it was chosen between, with their votes
    findings: tuple[ShownFinding, ...]
    late_days: int
    plan_digest: str
    reason: str  # why it was decided again
    void: bool = False  # a secret ballot that was not counted

    @property
    def undecided(self) -> bool:
        """Whether the meeting decided nothing, so that another does."""
        return self.outcome is None or split(self.outcome)

    @property
    def carried(self) -> bool:
        """Whether it was passed."""
        return self.outcome is not None and bool(self.outcome["carried"])


def rounds_of(revisions: Iterable[PublishedBulletin], *, last_stage: str) -> list[Round]:
    """Return the meetings that ``revisions`` of stages and of the resolution tell of, in the order of the log."""
    held = [one for one in revisions if not (one.content.get("publication") or {}).get("interrupted")]
    return [_round(one, last_stage=last_stage) for one in sorted(held, key=lambda one: one.seal.seq)]


def _round(one: PublishedBulletin, *, last_stage: str) -> Round:
    content = one.content
    decided = one.kind == RESOLUTION
    outcome = content.get("outcome")
    entitled = (outcome or content)["entitled"]
    void = content.get("void")
    mark, word = _VOID if void else _came_to(outcome)
    return Round(
        stage=last_stage if decided else content["stage"]["id"],
        title=content["meeting"]["title"],
        held_on=day_of(content["meeting"]["held_on"]),
        mark=mark,
        word=word,
        composition=_composition(content["meeting"].get("composition")),
        notice=_notice(content["meeting"]),
        told_late=(content["meeting"].get("told") or {}).get("late"),
        urgency=content["meeting"].get("urgency") or "",
        figures=f"应到 {entitled} 人，实到 {attended(content)}" + (_votes(outcome) if outcome else ""),
        recused=_recused(content.get("recused") or ()),
        how=_how(content),
        needs=_needs(outcome) if outcome else _undecided(void),
        outcome=outcome,
        options=options_of(outcome) if outcome else (),
        findings=findings_of([*content.get("findings", ()), *(outcome["reasons"] if outcome else ())]),
        late_days=entered_late(one),
        plan_digest=(content["matter"] if decided else content).get("plan_digest") or "",
        reason=one.reason,
        void=void is not None,
    )


def _composition(told: Mapping[str, Any] | None) -> str:
    """Return how the body was composed, with the share of representatives and of the women among them."""
    if told is None:
        return ""
    members = told["members"]
    shares = f"代表占 {percent(told['representatives'], members)}"
    women = told["women"]
    shares += f"，妇女代表占 {percent(women, members)}" if women is not None else ""
    return f"组成：{told['words']}{shares}。"


def _notice(told: Mapping[str, Any]) -> str:
    delivered, objected = told.get("told"), told.get("list_objections")
    parts = []
    if delivered and delivered["told"]:
        missing = delivered["entitled"] - delivered["told"]
        end = f"，{missing} 人没有送达记录" if missing else ""
        parts.append(f"通知送达 {delivered['told']} 人{end}")
    if objected:
        waiting = objected["waiting"]
        end = f"，{waiting} 条到固定名单时没有答复" if waiting else "，都已答复"
        parts.append(f"开会前对应到名单的异议 {objected['filed']} 条{end}")
    return "；".join(parts) + "。" if parts else ""


def _recused(lines: Sequence[Mapping[str, Any]]) -> str:
    if not lines:
        return ""
    numbers = "、".join(f"第 {one['line']} 号" for one in lines)
    return f"回避 {len(lines)} 人（名册{numbers}），没有投票；应到、实到照算。"


def _how(content: Mapping[str, Any]) -> str:
    ballot, hands = content.get("ballot"), content.get("hands")
    if ballot:
        return ("无记名投票" if ballot.get("secret") else "记名投票") + _ended_early(ballot)
    if hands:
        return "纸质票无记名投票，两人当场唱票计票" if hands.get("manner") == "papers" else "举手表决"
    return ""


def _ended_early(ballot: Mapping[str, Any]) -> str:
    if not ballot.get("deadline"):
        return ""
    return f"；全体到会人员投票完毕，于 {moment_of(ballot['closes_at']).astimezone(LOCAL):%H:%M} 提前结束"


_VOID = ("warn", "表决作废")


def _undecided(void: Mapping[str, Any] | None) -> str:
    """Say why a meeting decided nothing."""
    return f"无记名投票作废，没有计票：{void['reason']}" if void else "人数不够，会没有开成，没有表决。"


def _came_to(outcome: Mapping[str, Any] | None) -> tuple[str, str]:
    """Return mark and word of what a meeting came to."""
    if outcome is None:
        return "warn", "流会"
    if outcome["carried"]:
        return "done", "通过"
    if split(outcome):
        return "warn", "没有方案通过"
    return ("stop", "未通过") if outcome["quorum_met"] else ("stop", "到会人数不足，没有通过")


def _votes(outcome: Mapping[str, Any]) -> str:
    silent = f"，到会没有投票 {outcome['not_voted']} 人" if outcome["not_voted"] else ""
    return f"，{counted(outcome)}{silent}"


def _needs(outcome: Mapping[str, Any]) -> str:
    needed = outcome["needed_present"]
    came = f"至少 {needed} 人到会才能开会；" if needed else ""
    least, by = outcome["needed_approve"], margin_said(outcome["margin"])
    if options_of(outcome):
        return f"{came}至少 {least} 人选同一个方案才能通过，{by}。{verdict(outcome)}。"
    return f"{came}至少 {least} 人赞成才能通过，{by}。"
