"""The course of one matter as its documents tell it, in the order of the village's log.

How a matter stands is told without a clock: by what was published last, and by the dates printed in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from deliberation.procedures import I_IMPLEMENT, P2_PUBLISH_RESULT
from deliberation.public.attendance import attended
from deliberation.public.kinds import (
    ACCEPTANCE,
    CONSULTATION,
    KINDS,
    OBJECTION,
    OPINION,
    PLAN,
    PROGRESS,
    RECORD,
    REMARK,
    RESOLUTION,
    RESULT,
    STAGE,
    STALLED,
    WITHDRAWAL,
)
from deliberation.public.options import in_short, split, verdict
from deliberation.public.shapes import sound
from deliberation.public.stalled import stall_of
from deliberation.rules.consultations import Settlement
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.rules.suggestions import Channel
from portal.kernel.days import chinese_day
from portal.kernel.shelves import natural_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from portal.kernel.published import Published, PublishedBulletin


class Phase(StrEnum):
    """Where a matter belongs among all matters of its village."""

    TALKED = "talked"
    WORKED = "worked"
    DONE = "done"
    ENDED = "ended"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The phase as it is shown."""
        return _PHASES[self]


_PHASES = {
    Phase.TALKED: "正在议",
    Phase.WORKED: "正在办",
    Phase.DONE: "已办结",
    Phase.ENDED: "没有通过或撤回",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a matter stands, in plain words, with the shape beside them."""

    mark: str
    title: str
    phase: Phase

    @property
    def word(self) -> str:
        """The title up to its comma: what fits beside a name."""
        return self.title.partition("，")[0]

    @property
    def more(self) -> str:
        """What the title says behind its comma, often a day."""
        return self.title.partition("，")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened, on its day."""

    on: date
    text: str
    mark: str


def matter_number(bulletin: PublishedBulletin) -> int:
    """Return the number of the matter a document of ours is about."""
    return int(bulletin.content["matter"]["number"])


def named(number: int | str, title: str) -> str:
    """Return a matter as it is called in a list: two of a village may have one title."""
    return f"第{number}号 {title}"


def ended(text: str) -> str:
    """Return a text that others follow on the same line, with a full stop where it has no end."""
    return text if text.endswith(("。", "！", "？", "；", "…", "!", "?", ".")) else f"{text}。"


def numbers(published: Published, slug: str) -> list[int]:
    """Return the numbers of a village's matters that have any document to show, the newest first."""
    found = {matter_number(one) for kind in KINDS for one in published.of(slug, kind) if sound(one)}
    return sorted(found, reverse=True)


def documents(published: Published, slug: str, number: str) -> tuple[PublishedBulletin, ...]:
    """Return the latest revision of every document of one matter that can be shown, in the order of the log."""
    found = [one for one in published.about(slug, "matter", number) if sound(one)]
    return tuple(sorted(found, key=lambda one: (one.seal.seq, natural_order(one.key))))


def revisions(published: Published, one: PublishedBulletin) -> list[PublishedBulletin]:
    """Return every revision of one document that can be shown, oldest first."""
    return [old for old in published.revisions(one.place_slug, one.kind, one.key) if sound(old)]


def standing(found: Sequence[PublishedBulletin]) -> Standing:
    """Return how a matter stands after ``found``, in the order of the log."""
    stands = Standing(mark="wait", title="已提出", phase=Phase.TALKED)
    for one in found:
        stands = _STANDS[one.kind](one.content) or stands
    still = stall_of(found)
    if still is not None:
        return Standing(mark="warn", title=f"停滞，{chinese_day(still.since)}到期", phase=stands.phase)
    waiting = [one.content for one in found if one.kind == OBJECTION and _waits(one.content)]
    if waiting and stands != _UPHELD:
        due = min(content["due_on"] for content in waiting)
        return Standing(mark="warn", title=f"有异议，最迟{_day(due)}答复", phase=stands.phase)
    return stands


def lapsed(content: Mapping[str, Any]) -> bool:
    """Tell whether an objection needs no answer any more: what it was about has been voted on again."""
    return bool(content.get("lapsed_on"))


def _waits(content: Mapping[str, Any]) -> bool:
    return content.get("answer") is None and not lapsed(content)


def happened(bulletin: PublishedBulletin) -> Iterator[Happened]:
    """Yield what one revision of one document says happened."""
    yield from _TELLS[bulletin.kind](bulletin)


def day_of(text: str) -> date:
    """Read a day of a document."""
    return date.fromisoformat(text)


def _day(text: str) -> str:
    return chinese_day(day_of(text))


_UPHELD = Standing(mark="stop", title="异议成立，须重新表决", phase=Phase.TALKED)

# How a matter stands after a document of each kind; None: as before.


def _after_stage(content: Mapping[str, Any]) -> Standing:
    name = content["stage"]["name"]
    if content.get("void"):
        return Standing(mark="warn", title=f"{name}的表决作废，待再次开会", phase=Phase.TALKED)
    if content["adjourned"]:
        return Standing(mark="warn", title=f"{name}流会", phase=Phase.TALKED)
    if split(content["outcome"]):
        return Standing(mark="warn", title=f"{name}没有方案通过，待再次表决", phase=Phase.TALKED)
    if content["outcome"]["carried"]:
        return Standing(mark="wait", title=f"{name}已通过", phase=Phase.TALKED)
    return Standing(mark="stop", title=f"{name}未通过", phase=Phase.ENDED)


def _after_record(content: Mapping[str, Any]) -> Standing | None:
    """Return how a matter stands after a step without a vote; one after the decision is told by what it opens."""
    if content["step"]["before"] in {I_IMPLEMENT, P2_PUBLISH_RESULT}:
        return None
    mark = "wait" if content["passed"] else "warn"
    return Standing(mark=mark, title=f"{content['step']['name']}{content['word']}", phase=Phase.TALKED)


def _after_resolution(content: Mapping[str, Any]) -> Standing:
    if not content["outcome"]["carried"]:
        return Standing(mark="stop", title="表决未通过", phase=Phase.ENDED)
    return Standing(mark="wait", title=f"已通过，公示到{_day(content['publication']['until'])}", phase=Phase.WORKED)


def _after_consultation(_content: Mapping[str, Any]) -> None:
    """Say nothing new: what is talked over beforehand decides nothing."""


def _after_withdrawal(_content: Mapping[str, Any]) -> Standing:
    return Standing(mark="off", title="已撤回", phase=Phase.ENDED)


def _after_objection(content: Mapping[str, Any]) -> Standing | None:
    answer = content.get("answer")
    if answer is None or answer["verdict"] != "upheld":
        return None
    if content["target"] == RESULT:
        return Standing(mark="warn", title="结果异议成立，待更正", phase=Phase.WORKED)
    return _UPHELD


def _after_opinion(_content: Mapping[str, Any]) -> None:
    """Return that a matter stands as before: what is said to its plan decides nothing."""


def _after_plan(_content: Mapping[str, Any]) -> Standing:
    return Standing(mark="wait", title="正在实施", phase=Phase.WORKED)


def _after_acceptance(content: Mapping[str, Any]) -> Standing:
    if content["verdict"] == "accepted":
        return Standing(mark="done", title="已验收", phase=Phase.WORKED)
    return Standing(mark="warn", title="验收退回整改", phase=Phase.WORKED)


def _as_before(_content: Mapping[str, Any]) -> Standing | None:
    return None


def _after_result(content: Mapping[str, Any]) -> Standing:
    return Standing(mark="done", title=f"已办结，结果公示到{_day(content['publication']['until'])}", phase=Phase.DONE)


_STANDS: dict[str, Callable[[Mapping[str, Any]], Standing | None]] = {
    STAGE: _after_stage,
    RECORD: _after_record,
    RESOLUTION: _after_resolution,
    WITHDRAWAL: _after_withdrawal,
    OBJECTION: _after_objection,
    OPINION: _after_opinion,
    PLAN: _after_plan,
    PROGRESS: _after_plan,
    ACCEPTANCE: _after_acceptance,
    RESULT: _after_result,
    CONSULTATION: _after_consultation,
    REMARK: _as_before,
    STALLED: _as_before,  # read at the end, by what came since
}


# What each revision of each document says happened.


def _tell_stage(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    held, name = content["meeting"], content["stage"]["name"]
    stands = _after_stage(content)
    mark = "done" if stands.mark == "wait" else stands.mark
    if content.get("void"):
        said = f"{name}：{held['title']}，无记名投票作废，没有计票。原因：{content['void']['reason']}"
    elif content["adjourned"]:
        said = f"{name}：{held['title']}，应到 {content['entitled']} 人，到会 {attended(content)}，不够法定人数，流会。"
    else:
        result = content["outcome"]
        said = (
            f"{name}：{held['title']}，应到 {result['entitled']} 人，实到 {attended(content)}，"
            f"{in_short(result)}，{verdict(result)}。"
        )
    yield Happened(on=day_of(held["held_on"]), text=said + _entered_late(one), mark=mark)


def _tell_record(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    late = f"▲补录 {content['late_days']} 天。" if content["late_days"] else ""
    said = f"{content['step']['name']}：{content['word']}（{content['office']}）。{late}"
    yield Happened(on=day_of(content["on"]), text=said, mark="done" if content["passed"] else "warn")


def entered_late(one: PublishedBulletin) -> int:
    """Return how many days after its meeting a result was entered by hand; a ballot is counted by its own clock."""
    if one.content.get("ballot") is not None:
        return 0
    return (one.published_on - day_of(one.content["meeting"]["held_on"])).days


def _entered_late(one: PublishedBulletin) -> str:
    days = entered_late(one)
    return f"▲补录 {days} 天。" if days else ""


def _tell_resolution(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    until, interrupted = _day(content["publication"]["until"]), content["publication"].get("interrupted")
    if interrupted:
        said = f"公示中断（{_day(interrupted['on'])}，{interrupted['reason']}），重新公示到{until}，公示期重新计算。"
        yield Happened(on=one.published_on, text=said, mark="warn")
        return
    result, held = content["outcome"], content["meeting"]
    word = verdict(result) if result["quorum_met"] else "到会人数不足，没有通过"
    said = f"{held['body']}表决：应到 {result['entitled']} 人，实到 {attended(content)}，{in_short(result)}，{word}。"
    mark = "done" if result["carried"] else "stop"
    yield Happened(on=day_of(held["held_on"]), text=said + _entered_late(one), mark=mark)
    yield Happened(on=one.published_on, text=f"公布表决结果，公示到{until}。", mark="done")


def _tell_consultation(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    homes, late = content["households"], content["late_days"]
    said = (
        f"会前{content['kind']['title']}：征求 {homes['asked']} 户意见，{homes['agreed']} 户同意，"
        f"{content['settlement']['title']}。"
    )
    mark = Settlement(content["settlement"]["id"]).mark
    yield Happened(on=day_of(content["held_on"]), text=said + (f"▲补录 {late} 天。" if late else ""), mark=mark)


def _tell_withdrawal(one: PublishedBulletin) -> Iterator[Happened]:
    yield Happened(on=day_of(one.content["on"]), text=f"撤回：{one.content['reason']}", mark="off")


def _tell_objection(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    answer = content.get("answer")
    if lapsed(content):
        said = f"决议已经重新表决，第 {content['number']} 号异议不再答复；对新的决议可以再提。"
        yield Happened(on=day_of(content["lapsed_on"]), text=said, mark="off")
        return
    if answer is None:
        how = "书面提出" if content["on_paper"] else "提出"
        said = f"一位村民{how}第 {content['number']} 号异议，应在{_day(content['due_on'])}前答复。"
        yield Happened(on=day_of(content["filed_on"]), text=said, mark="warn")
        return
    upheld = answer["verdict"] == "upheld"
    said = f"答复第 {content['number']} 号异议：{'成立' if upheld else '不成立'}。"
    if answer["late_days"]:
        said += f"比规定晚了 {answer['late_days']} 天。"
    yield Happened(on=day_of(answer["on"]), text=said, mark="stop" if upheld else "done")


def _tell_opinion(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    answer, kind = content.get("answer"), OpinionKind(content["kind"]).title
    if answer is None:
        how = Channel(content["channel"]).title
        said = f"一位村民{how}对方案提出第 {content['number']} 号{kind}。"
        yield Happened(on=day_of(content["filed_on"]), text=said, mark="wait")
        return
    reply = OpinionReply(answer["reply"])
    said = f"答复第 {content['number']} 号{kind}：{reply.title}"
    if answer.get("taken_up"):
        said += f"，写进方案第 {answer['taken_up']['revision']} 版"
    yield Happened(on=day_of(answer["on"]), text=f"{said}。", mark="done")


def _tell_plan(one: PublishedBulletin) -> Iterator[Happened]:
    said = "增加实施进度节点。" if one.revision > 1 else f"开始实施，分 {len(one.content['milestones'])} 步。"
    yield Happened(on=one.published_on, text=said, mark="done")


def _tell_progress(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    late = f"，比计划晚 {content['late_days']} 天" if content["late_days"] else ""
    said = f"完成“{content['milestone']['title']}”{late}。"
    yield Happened(on=day_of(content["done_on"]), text=said, mark="warn" if late else "done")


def _tell_acceptance(one: PublishedBulletin) -> Iterator[Happened]:
    accepted = one.content["verdict"] == "accepted"
    said = "村务监督委员会验收通过。" if accepted else "村务监督委员会验收，退回整改。"
    yield Happened(on=day_of(one.content["inspected_on"]), text=said, mark="done" if accepted else "warn")


def _tell_result(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    until, interrupted = _day(content["publication"]["until"]), content["publication"].get("interrupted")
    if interrupted:
        said = f"结果公示中断（{_day(interrupted['on'])}，{interrupted['reason']}），重新公示到{until}。"
        yield Happened(on=one.published_on, text=said, mark="warn")
        return
    said = f"公布实施结果，公示到{until}。"
    yield Happened(on=one.published_on, text=said, mark="done")


def _tell_remark(one: PublishedBulletin) -> Iterator[Happened]:
    what = "决议" if one.content["target"] == RESOLUTION else "实施结果"
    yield Happened(on=day_of(one.content["on"]), text=f"村务监督委员会写下对{what}的监督意见。", mark="done")


def _tell_stalled(one: PublishedBulletin) -> Iterator[Happened]:
    content = one.content
    said = f"停滞：{_day(content['due_on'])}到期，{content['duty']}。"
    yield Happened(on=one.published_on, text=said, mark="warn")


_TELLS: dict[str, Callable[[PublishedBulletin], Iterator[Happened]]] = {
    STAGE: _tell_stage,
    RECORD: _tell_record,
    RESOLUTION: _tell_resolution,
    WITHDRAWAL: _tell_withdrawal,
    OBJECTION: _tell_objection,
    OPINION: _tell_opinion,
    PLAN: _tell_plan,
    PROGRESS: _tell_progress,
    ACCEPTANCE: _tell_acceptance,
    RESULT: _tell_result,
    CONSULTATION: _tell_consultation,
    REMARK: _tell_remark,
    STALLED: _tell_stalled,
}
