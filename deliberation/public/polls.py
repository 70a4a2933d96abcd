"""The public pages of indicative polls: what was asked, what it came to, and on each of them what it is not.

Nothing here belongs to the course of a matter: a matter's page only says that there is a poll, and leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from deliberation.public.course import day_of, matter_number, named, numbers
from deliberation.public.kinds import POLL, POLL_RESULT, RATING_REPLY
from deliberation.rules.polls import NOTICE, POLL_NAME
from deliberation.rules.ratings import RATING_NAME, RATING_NOTICE
from portal.areas import Headline, Point, SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, perhaps
from portal.web.charts import share_bar
from portal.web.public_sheets import PAPERS, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from markupsafe import Markup

    from portal.kernel.published import Published, PublishedBulletin
    from portal.kernel.shapes import Shape

SEARCHED = POLL_NAME

_RESULT: Shape = {
    "entitled": int,
    "fewest": int,
    "too_few": bool,
    "too_few_online": perhaps(bool),  # missing in older documents
    "took_part": perhaps(int),
    "online": perhaps(int),
    "on_paper": perhaps(int),
    "blank": perhaps(int),
    "uncounted": perhaps(int),
    "counts": perhaps([int]),
    "revisit": perhaps({"share": str, "due_on": perhaps(is_day), "article": str, "confidence": str}),
}
_ASKED: Mapping[str, Shape] = {
    "notice": str,
    "rating": perhaps(bool),  # missing in older documents
    "poll": {
        "number": int,
        "question": str,
        "explanation": str,
        "options": [str],
        "most_choices": int,
        "opens_on": is_day,
        "last_on": is_day,
    },
    "matter": perhaps({"number": int, "title": str}),
}
_REPLY: Mapping[str, Shape] = {"poll": {"number": int, "question": str}, "text": str, "on": is_day, "late_days": int}
_SHAPES: Mapping[str, Shape] = {
    POLL: _ASKED,
    POLL_RESULT: {**_ASKED, "result": _RESULT},
    RATING_REPLY: _REPLY,
}
_SPLIT = ("online", "on_paper")
_HIDDEN = ("took_part", "blank", "counts")  # where too few took part; older documents hide the uncounted sheets too


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOption:
    """One option; without a result, or with one that is not told, it has neither count nor bar."""

    text: str
    count: int | None
    bar: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPoll:
    """One poll as its page shows it."""

    notice: str
    number: int
    question: str
    explanation: str
    options: tuple[ShownOption, ...]
    most_choices: int
    opens_on: date
    last_on: date
    matter: str  # number of the matter it is about, where that has a page
    matter_title: str
    rating: bool  # of the finished work of its matter
    result: Mapping[str, Any] | None
    reply: Mapping[str, Any] | None  # what came of visiting those who are not satisfied
    documents: tuple[PublishedBulletin, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return _name(rating=self.rating)

    @property
    def revisit_by(self) -> date | None:
        """By when it is published what came of the visits, where somebody has to be visited."""
        asked = (self.result or {}).get("revisit")
        return day_of(asked["due_on"]) if asked and asked["due_on"] else None

    @property
    def replied_on(self) -> date | None:
        """When it was published what came of the visits."""
        return day_of(self.reply["on"]) if self.reply else None

    @property
    def stands(self) -> tuple[str, str]:
        """Mark and words of how it stands, told without a clock."""
        if self.result is None:
            return "wait", f"{'评议' if self.rating else '征询'}到{chinese_day(self.last_on)}"
        if self.result["too_few"]:
            return "off", _too_few(self.result)
        if self.revisit_by is not None and self.reply is None:
            return "warn", f"{self.result['took_part']} 人参加，须回访整改"
        return "done", f"{self.result['took_part']} 人参加"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollGroup:
    """A village's polls of one kind, the newest first: what they are called, and what they are not."""

    name: str
    notice: str
    polls: tuple[ShownPoll, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollList:
    """A village's polls: what people were asked, then how they rate finished work, each kind that there is."""

    groups: tuple[PollGroup, ...]

    @property
    def title(self) -> str:
        """What the page is called."""
        return "、".join(group.name for group in self.groups)


@once
def sound_poll(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is about a poll and can be shown."""
    shape = _SHAPES.get(bulletin.kind)
    if shape is None or not fits(bulletin.content, shape):
        return False
    if ("poll", str(bulletin.content["poll"]["number"])) not in bulletin.about:
        return False
    return bulletin.kind != POLL_RESULT or _adds_up(bulletin.content)


def poll_numbers(published: Published, slug: str) -> list[int]:
    """Return the numbers of a village's polls, the newest first."""
    return sorted((_number(one) for one in published.of(slug, POLL) if sound_poll(one)), reverse=True)


def rating_count(published: Published, slug: str) -> int:
    """Return of how many finished works a village's people are asked what they think."""
    return sum(bool(one.content.get("rating")) for one in published.of(slug, POLL) if sound_poll(one))


def shown_poll(published: Published, village: str, number: str) -> ShownPoll:
    """Return one poll.

    :raise NotFoundError: the village has published no such poll.
    """
    slug = published.village(village).slug
    found = {one.kind: one for one in published.about(slug, "poll", number) if sound_poll(one)}
    asked = found.get(POLL)
    if asked is None:
        raise NotFoundError
    said, matter = asked.content["poll"], asked.content.get("matter")
    result = found[POLL_RESULT].content["result"] if POLL_RESULT in found else None
    rating = bool(asked.content.get("rating"))
    return ShownPoll(
        notice=_notice(rating=rating),
        number=said["number"],
        question=said["question"],
        explanation=said["explanation"],
        options=tuple(_options(said["options"], result)),
        most_choices=said["most_choices"],
        opens_on=day_of(said["opens_on"]),
        last_on=day_of(said["last_on"]),
        matter=str(matter["number"]) if matter and matter["number"] in numbers(published, slug) else "",
        matter_title=named(matter["number"], matter["title"]) if matter else "",
        rating=rating,
        result=result,
        reply=found[RATING_REPLY].content if RATING_REPLY in found else None,
        documents=tuple(found[kind] for kind in _SHAPES if kind in found),
    )


def poll_list(published: Published, village: str) -> PollList:
    """Return every poll of a village.

    :raise NotFoundError: there is no such village.
    """
    slug = published.village(village).slug
    shown = [shown_poll(published, slug, str(number)) for number in poll_numbers(published, slug)]
    groups = (
        PollGroup(
            name=_name(rating=rating),
            notice=_notice(rating=rating),
            polls=tuple(one for one in shown if one.rating is rating),
        )
        for rating in (False, True)
    )
    return PollList(groups=tuple(group for group in groups if group.polls))


def polls_about(published: Published, slug: str, number: int) -> tuple[Headline, ...]:
    """Return the polls that asked about one matter before it was decided, for a link on its page."""
    return tuple(
        Headline(
            title=one.content["poll"]["question"], detail=NOTICE, endpoint="matters.polls.poll", values=_values(one)
        )
        for one in _about(published, slug, number)
        if not one.content.get("rating")
    )


def rating_of(published: Published, slug: str, number: int) -> ShownPoll | None:
    """Return how the finished work of one matter is rated; None where nobody was asked."""
    found = [one for one in _about(published, slug, number) if one.content.get("rating")]
    return shown_poll(published, slug, str(_number(found[-1]))) if found else None


def poll_headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a document about a poll stands in a list; what cannot be shown has no place there."""
    if not sound_poll(bulletin):
        return None
    if bulletin.kind == RATING_REPLY:
        return Headline(
            title=f"{_name(rating=True)}：{bulletin.content['poll']['question']}",
            detail=f"公布回访整改情况：{bulletin.content['text']}",
            endpoint="matters.polls.poll",
            values=_values(bulletin),
        )
    said, result = bulletin.content["poll"], bulletin.content.get("result")
    rating = bool(bulletin.content.get("rating"))
    word = f"{'评议' if rating else '征询'}到{chinese_day(day_of(said['last_on']))}"
    if bulletin.kind == POLL_RESULT and result is not None:
        word = _too_few(result) if result["too_few"] else f"已截止，{result['took_part']} 人参加"
    return Headline(
        title=f"{_name(rating=rating)}：{said['question']}",
        detail=f"{word}。{_notice(rating=rating)}。",
        endpoint="matters.polls.poll",
        values=_values(bulletin),
    )


def poll_points(published: Published, slug: str) -> list[Point]:
    """Return the line of a village's home that leads to its polls, where there are any."""
    count = len(poll_numbers(published, slug))
    if not count:
        return []
    over = sum(sound_poll(one) for one in published.of(slug, POLL_RESULT)) == count
    rated = rating_count(published, slug) > 0
    return [
        Point(
            mark="done" if over else "wait",
            text=f"{POLL_NAME}、{RATING_NAME} {count} 次（不是表决，不产生决议）"
            if rated
            else f"{POLL_NAME} {count} 次（{NOTICE}）",
            endpoint="matters.polls.index",
            values={"village": slug},
        )
    ]


def poll_records(published: Published, slug: str) -> Iterator[SearchRecord]:
    """Yield what can be looked for among a village's polls."""
    for number in poll_numbers(published, slug):
        one = shown_poll(published, slug, str(number))
        said = "；".join(f"{o.text}{f' {o.count} 人' if o.count is not None else ''}" for o in one.options)
        yield SearchRecord(
            title=f"{one.name}：{one.question}",
            text=f"{one.notice}。{one.stands[1]}。{said}。{one.explanation}",
            endpoint="matters.polls.poll",
            values={"village": slug, "number": str(number)},
            kind=SEARCHED,
            month=str(Month.of(one.last_on if one.result is not None else one.opens_on)),
        )


def polls_blueprint(published: Published) -> Blueprint:
    """Return the pages of polls, to stand beside those of matters."""
    blueprint = Blueprint("polls", __name__)

    @blueprint.get("/<village>/polls/")
    def index(village: str) -> str:
        page = poll_list(published, village)
        if not page.groups:
            raise NotFoundError
        return render_template("deliberation/public/polls.html", page=page)

    @blueprint.get("/<village>/polls/<number>/")
    def poll(village: str, number: str) -> str:
        return render_template("deliberation/public/poll.html", page=shown_poll(published, village, number))

    @blueprint.get("/<village>/polls/<number>/<any(a4, a3):paper>/")
    def sheet(village: str, number: str, paper: str) -> str:
        page = shown_poll(published, village, number)
        frame = sheet_of(published, page.documents[-1], paper=paper)
        return render_template("deliberation/public/poll_sheet.html", page=page, sheet=frame)

    return blueprint


def poll_addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every file about a village's polls."""
    found = poll_numbers(published, slug)
    if found:
        yield "matters.polls.index", {"village": slug}
    for number in found:
        at = {"village": slug, "number": str(number)}
        yield "matters.polls.poll", at
        yield from (("matters.polls.sheet", {**at, "paper": paper}) for paper in PAPERS)


def _adds_up(content: Mapping[str, Any]) -> bool:
    """Tell whether a result has every count of every option, or hides them all; and both ways to take part or none."""
    result = content["result"]
    split = [result.get(name) is not None for name in _SPLIT]
    if result["too_few"]:
        return not any(split) and all(result.get(name) is None for name in _HIDDEN)
    return (
        all(result.get(name) is not None for name in (*_HIDDEN, "uncounted"))
        and all(split) is any(split)
        and len(result["counts"]) == len(content["poll"]["options"])
    )


def _too_few(result: Mapping[str, Any]) -> str:
    return f"{'网上' if result.get('too_few_online') else ''}参加的人太少，不公布结果"


def _options(texts: list[str], result: Mapping[str, Any] | None) -> Iterator[ShownOption]:
    counts = result["counts"] if result and not result["too_few"] else [None] * len(texts)
    for text, count in zip(texts, counts, strict=True):
        bar = None if count is None or result is None else share_bar(count, of=result["took_part"])
        yield ShownOption(text=text, count=count, bar=bar)


def _about(published: Published, slug: str, number: int) -> list[PublishedBulletin]:
    """Return the questions asked about one matter."""
    found = (one for one in published.of(slug, POLL) if sound_poll(one))
    return [one for one in found if one.content.get("matter") and matter_number(one) == number]


def _name(*, rating: bool) -> str:
    return RATING_NAME if rating else POLL_NAME


def _notice(*, rating: bool) -> str:
    return RATING_NOTICE if rating else NOTICE


def _number(bulletin: PublishedBulletin) -> int:
    return int(bulletin.content["poll"]["number"])


def _values(bulletin: PublishedBulletin) -> dict[str, str]:
    return {"village": bulletin.place_slug, "number": str(_number(bulletin))}
