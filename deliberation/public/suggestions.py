"""The public pages of villagers' suggestions: the list, and one page with the course of each.

Every document tells how the suggestion then stood; the last one is shown, all of them are its course. How a matter
stands that came of one is told by that matter's documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.course import day_of, documents, ended, standing
from deliberation.public.suggestion_course import SUGGESTION, happened_with, item_words, sound, stands_after
from deliberation.rules.councils import Outcome
from deliberation.rules.suggestions import Channel, Reply, SuggestionState
from portal.areas import Due, Headline, SearchRecord
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.shelves import natural_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from deliberation.public.suggestion_course import SuggestionStands
    from portal.kernel.published import Published, PublishedBulletin

CAME_OF = "came-of"
SECTION = "群众建议"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameOf:
    """A matter that came of a suggestion; ``here`` tells whether it has a page."""

    number: int
    stands: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingItem:
    """What came of a suggestion at a meeting."""

    on: date
    body: str
    outcome: Outcome
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """One suggestion; without ``text`` its words are not public."""

    number: int
    title: str
    text: str
    withheld: bool
    category: str
    channel: str
    on_behalf: bool
    filed_on: date
    recorded_late_days: int
    due_on: date
    article: str
    quoted: bool
    state: SuggestionState
    stands: SuggestionStands
    into: int | None
    followers: tuple[int, ...]
    matters: tuple[CameOf, ...]
    reply: str
    answer: str
    answered_on: date | None
    late_days: int
    ended_on: date | None
    items: tuple[MeetingItem, ...]

    @property
    def named(self) -> str:
        """What it is called in a list."""
        if self.title:
            return f"第{self.number}号 {self.title}"
        kept_back = self.withheld or self.state is SuggestionState.WITHDRAWN
        return f"第{self.number}号 {self.category}（{'内容不公布' if kept_back else '内容答复时公开'}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionGroup:
    """The suggestions that stand alike."""

    id: str
    title: str
    suggestions: tuple[ShownSuggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionList:
    """A village's suggestions by how they stand, the newest first; those that wait, the most pressing first."""

    groups: tuple[SuggestionGroup, ...]
    total: int
    answer_days: int
    article: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionPage:
    """One suggestion, the one whose answer answers it too, what happened day by day, and its documents."""

    shown: ShownSuggestion
    leader: ShownSuggestion | None
    course: tuple[tuple[date, str], ...]
    bulletin: PublishedBulletin
    earlier: tuple[PublishedBulletin, ...]


_GROUPS = (
    ("waiting", "还在办", frozenset({SuggestionState.WAITING, SuggestionState.LISTED, SuggestionState.MERGED})),
    ("matters", "转成了议题", frozenset({SuggestionState.PROPOSED})),
    ("answered", "已经答复", frozenset({SuggestionState.ANSWERED})),
    ("withdrawn", "提出人撤回", frozenset({SuggestionState.WITHDRAWN})),
)


def suggestion_numbers(published: Published, slug: str) -> list[int]:
    """Return the numbers of a village's suggestions, the newest first."""
    return sorted({one.content["number"] for one in published.of(slug, SUGGESTION) if sound(one)}, reverse=True)


def suggestion_list(published: Published, village: str) -> SuggestionList:
    """Return the list of a village's suggestions.

    :raise NotFoundError: there is no such village, or it has none.
    """
    every = _every(published, published.village(village).slug)
    if not every:
        raise NotFoundError
    newest = every[0][-1].content["reply_within"]
    shown = [_shown(published, found) for found in every]
    groups = (
        SuggestionGroup(id=name, title=title, suggestions=tuple(one for one in shown if _group(one) == name))
        for name, title, _ in _GROUPS
    )
    return SuggestionList(
        groups=tuple(_pressing(group) for group in groups if group.suggestions),
        total=len(shown),
        answer_days=newest["days"],
        article=newest["article"],
        quoted=newest["confidence"] == "quoted",
    )


def suggestion_page(published: Published, village: str, number: str) -> SuggestionPage:
    """Return the page of one suggestion.

    :raise NotFoundError: the village has published nothing about such a suggestion.
    """
    slug = published.village(village).slug
    found = _course(published, slug, number)
    if not found:
        raise NotFoundError
    shown = _shown(published, found)
    leading = _course(published, slug, str(shown.into)) if shown.into is not None else ()
    return SuggestionPage(
        shown=shown,
        leader=_shown(published, leading) if leading else None,
        course=tuple(happened_with(found)),
        bulletin=found[-1],
        earlier=tuple(reversed(found[:-1])),
    )


def origin_of(published: Published, slug: str, matter_number: str) -> ShownSuggestion | None:
    """Return the suggestion a matter came of."""
    found = [one for one in published.about(slug, CAME_OF, matter_number) if sound(one)]
    return _shown(published, _course(published, slug, str(found[-1].content["number"]))) if found else None


def shown_suggestions(published: Published, slug: str) -> dict[int, ShownSuggestion]:
    """Return a village's suggestions by their numbers."""
    shown = (_shown(published, found) for found in _every(published, slug))
    return {one.number: one for one in shown}


def suggestion_headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a document about a suggestion stands among the news: that it was made or sorted is none."""
    if bulletin.kind != SUGGESTION or not sound(bulletin) or not _is_news(bulletin.content):
        return None
    content = bulletin.content
    stands = stands_after(content, "")
    return Headline(
        title=f"第{content['number']}号建议 {content['title'] or content['category']['name']}",
        detail=f"{stands.word}{f'：{stands.more}' if stands.more else ''}。",
        endpoint="matters.suggestion",
        values={"village": bulletin.place_slug, "number": str(content["number"])},
    )


def suggestion_dues(published: Published, slug: str) -> Iterator[Due]:
    """Yield what was to be answered by a day: what has been, and what a document says is late."""
    for found in _every(published, slug):
        content = found[-1].content
        told = content["ended_on"] if content["state"] != SuggestionState.WITHDRAWN else None
        if told is None and not (content["overdue"] and content["ended_on"] is None):
            continue
        yield Due(
            title=f"第{content['number']}号群众建议的答复",
            due_on=day_of(content["due_on"]),
            published_on=day_of(told) if told else None,
            article=content["reply_within"]["article"],
            quoted=content["reply_within"]["confidence"] == "quoted",
            endpoint="matters.suggestion",
            values={"village": slug, "number": str(content["number"])},
        )


def suggestion_records(published: Published, slug: str) -> Iterator[SearchRecord]:
    """Yield the suggestions whose words are public, the newest first."""
    for found in _every(published, slug):
        one = _shown(published, found)
        if not one.title:
            continue
        said = [f"第 {one.number} 号建议，{one.category}。{ended(one.text)}", f"{one.stands.word}。"]
        said += [f"答复：{one.answer}"] if one.answer else []
        yield SearchRecord(
            title=one.named,
            text="".join(said),
            endpoint="matters.suggestion",
            values={"village": slug, "number": str(one.number)},
            kind=SECTION,
            month=str(Month.of(one.answered_on or one.filed_on)),
            category=one.category,
        )


def waiting_count(published: Published, slug: str) -> tuple[int, int]:
    """Return how many suggestions wait, and how many of them are told to be late."""
    waiting = [found[-1].content for found in _every(published, slug) if found[-1].content["ended_on"] is None]
    return len(waiting), sum(content["overdue"] for content in waiting)


def _every(published: Published, slug: str) -> list[tuple[PublishedBulletin, ...]]:
    """Return every suggestion of a village as its documents, the newest suggestion first."""
    found: dict[int, list[PublishedBulletin]] = {}
    for one in published.of(slug, SUGGESTION):
        if sound(one):
            found.setdefault(one.content["number"], []).append(one)
    return [_in_order(found[number]) for number in sorted(found, reverse=True)]


def _course(published: Published, slug: str, number: str) -> tuple[PublishedBulletin, ...]:
    return _in_order([one for one in published.about(slug, SUGGESTION, number) if sound(one)])


def _in_order(found: Sequence[PublishedBulletin]) -> tuple[PublishedBulletin, ...]:
    return tuple(sorted(found, key=lambda one: (one.seal.seq, natural_order(one.key))))


def _shown(published: Published, found: Sequence[PublishedBulletin]) -> ShownSuggestion:
    content, slug = found[-1].content, found[-1].place_slug
    matters = tuple(_came_of(published, slug, one) for one in content["matters"])
    answer, rule = content["answer"] or {}, content["reply_within"]
    channel = Channel(content["channel"])
    filed_on, recorded_on = day_of(content["filed_on"]), day_of(content["recorded_on"])
    return ShownSuggestion(
        number=content["number"],
        title=content["title"] or "",
        text=content["text"] or "",
        withheld=content["withheld"],
        category=content["category"]["name"],
        channel=channel.title,
        on_behalf=channel is not Channel.ONLINE,
        filed_on=filed_on,
        recorded_late_days=(recorded_on - filed_on).days,
        due_on=day_of(content["due_on"]),
        article=rule["article"],
        quoted=rule["confidence"] == "quoted",
        state=SuggestionState(content["state"]),
        stands=stands_after(content, matters[-1].stands if matters else ""),
        into=content["merged"]["into"] if content["merged"] else None,
        followers=tuple(content["followers"]),
        matters=matters,
        reply=Reply(answer["reply"]).title if answer else "",
        answer=answer.get("text", ""),
        answered_on=day_of(answer["on"]) if answer else None,
        late_days=answer.get("late_days", 0),
        ended_on=day_of(content["ended_on"]) if content["ended_on"] else None,
        items=tuple(
            MeetingItem(
                on=day_of(one["meets_on"]),
                body=one["body"],
                outcome=Outcome(one["item"]["outcome"]),
                line=item_words(one["item"]),
            )
            for one in content["agenda"]
            if one.get("item")
        ),
    )


def _came_of(published: Published, slug: str, told: Mapping[str, Any]) -> CameOf:
    """Return a matter as its own documents tell how it stands; without any, nothing of it is public yet."""
    if told["withdrawn_on"]:
        stands = "议题已撤回"
    else:
        course = documents(published, slug, str(told["number"]))
        stands = standing(course).title if course else "刚提出，还没有开会"
    here = bool(documents(published, slug, str(told["number"])))
    return CameOf(number=told["number"], stands=stands, here=here)


def _is_news(content: Mapping[str, Any]) -> bool:
    state = SuggestionState(content["state"])
    return state in {SuggestionState.ANSWERED, SuggestionState.PROPOSED} or (
        content["overdue"] and content["ended_on"] is None
    )


def _group(one: ShownSuggestion) -> str:
    if one.state is SuggestionState.MERGED and one.stands.mark == "done":
        return "answered"
    return next(name for name, _, states in _GROUPS if one.state in states)


def _pressing(group: SuggestionGroup) -> SuggestionGroup:
    if group.id != "waiting":
        return group
    ordered = tuple(sorted(group.suggestions, key=lambda one: (one.due_on, one.number)))
    return SuggestionGroup(id=group.id, title=group.title, suggestions=ordered)
