"""What the documents about a suggestion tell: how it stands after one, what happened, and which can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.course import day_of, ended
from deliberation.rules.councils import Outcome
from deliberation.rules.suggestions import Channel, Reply, SuggestionState
from portal.kernel.days import chinese_day
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, one_of, perhaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from portal.kernel.published import PublishedBulletin
    from portal.kernel.shapes import Shape

SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionStands:
    """How a suggestion stands, in words with the shape beside them; ``more`` is often a day."""

    mark: str
    word: str
    more: str = ""


def stands_after(content: Mapping[str, Any], matter: str) -> SuggestionStands:
    """Return how a suggestion stands after a document; ``matter`` says how the matter stands that came of it."""
    state = SuggestionState(content["state"])
    if content["answer"]:
        reply = Reply(content["answer"]["reply"])
        return SuggestionStands(mark=reply.mark, word="已答复", more=reply.title)
    if state is SuggestionState.PROPOSED:
        return SuggestionStands(mark="done", word=f"转为第{content['matters'][-1]['number']}号议题", more=matter)
    if state is SuggestionState.WITHDRAWN:
        return SuggestionStands(mark="off", word=state.title)
    if content["merged"]:
        word = f"与第{content['merged']['into']}号合并办理"
        if content["ended_on"]:
            return SuggestionStands(mark="done", word=word)
    elif content["agenda"]:
        last = content["agenda"][-1]
        word = f"列入{chinese_day(day_of(last['meets_on']))}{last['body']}"
    else:
        word = "待答复"
    due = chinese_day(day_of(content["due_on"]))
    if content["overdue"]:
        return SuggestionStands(mark="warn", word="逾期未答复", more=f"应在{due}前答复")
    return SuggestionStands(mark="wait", word=word, more=f"最迟{due}答复")


def happened_with(found: Sequence[PublishedBulletin]) -> Iterator[tuple[date, str]]:
    """Yield what happened, each once, in the order of the documents that told it first."""
    seen: set[tuple[date, str]] = set()
    for one in found:
        for told in _tells(one.content, one.published_on):
            if told not in seen:
                seen.add(told)
                yield told


def _tells(content: Mapping[str, Any], published_on: date) -> Iterator[tuple[date, str]]:
    yield day_of(content["filed_on"]), f"{Channel(content['channel']).title}提出。"
    for one in content["sorted"]:
        yield day_of(one["on"]), f"分类由“{one['before']}”调整为“{one['after']}”：{one['reason']}。"
    for one in content["agenda"]:
        yield day_of(one["on"]), f"列入{chinese_day(day_of(one['meets_on']))}{one['body']}的议程。"
        if one.get("item"):
            yield day_of(one["item"]["on"]), _heard(one)
    if content["merged"]:
        yield day_of(content["merged"]["on"]), f"与第{content['merged']['into']}号建议合并办理。"
    if content["overdue"] and content["ended_on"] is None:
        yield published_on, "超过期限还没有答复。"
    for one in content["matters"]:
        yield day_of(one["on"]), f"转为第{one['number']}号议题。"
        if one["withdrawn_on"]:
            yield day_of(one["withdrawn_on"]), f"第{one['number']}号议题撤回，建议继续办理。"
    yield from _ends(content)


def item_words(item: Mapping[str, Any]) -> str:
    """Return what was said of a suggestion at a meeting, and to whom it was handed."""
    said = ended(item["said"])
    if not item["due_on"]:
        return said
    return f"{said}交给{item['handed_to']}，{chinese_day(day_of(item['due_on']))}前办好。"


def _heard(told: Mapping[str, Any]) -> str:
    return f"{told['body']}议过，{Outcome(told['item']['outcome']).title}：{item_words(told['item'])}"


def _ends(content: Mapping[str, Any]) -> Iterator[tuple[date, str]]:
    if content["answer"]:
        late = content["answer"]["late_days"]
        said = f"，比期限晚了 {late} 天" if late else ""
        yield day_of(content["answer"]["on"]), f"答复：{Reply(content['answer']['reply']).title}{said}。"
    elif content["state"] == SuggestionState.WITHDRAWN:
        yield day_of(content["ended_on"]), "提出人撤回。"
    elif content["merged"] and content["ended_on"]:
        yield day_of(content["ended_on"]), f"第{content['merged']['into']}号建议办结，这件同时办结。"


@once
def sound(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document tells of a suggestion in a form these pages know."""
    return (
        bulletin.kind == SUGGESTION
        and fits(bulletin.content, _SHAPE)
        and (SUGGESTION, str(bulletin.content["number"])) in bulletin.about
    )


#: What came of a suggestion at a meeting; missing in older documents.
ITEM: Mapping[str, Shape] = {
    "outcome": one_of(*(one.value for one in Outcome)),
    "said": str,
    "handed_to": str,
    "due_on": perhaps(is_day),
    "on": is_day,
}
_SHAPE: Mapping[str, Shape] = {
    "number": int,
    "state": one_of(*(one.value for one in SuggestionState)),
    "category": {"id": str, "name": str},
    "channel": one_of(*(one.value for one in Channel)),
    "filed_on": is_day,
    "recorded_on": is_day,
    "due_on": is_day,
    "reply_within": {"days": int, "article": str, "confidence": str},
    "title": perhaps(str),
    "text": perhaps(str),
    "withheld": bool,
    "overdue": bool,
    "ended_on": perhaps(is_day),
    "answer": perhaps({"reply": one_of(*(one.value for one in Reply)), "text": str, "on": is_day, "late_days": int}),
    "sorted": [{"before": str, "after": str, "reason": str, "on": is_day}],
    "agenda": [{"body": str, "title": str, "meets_on": is_day, "on": is_day, "item": perhaps(ITEM)}],
    "merged": perhaps({"into": int, "on": is_day}),
    "followers": [int],
    "matters": [{"number": int, "on": is_day, "withdrawn_on": perhaps(is_day)}],
}
