"""The public pages of joint proposals: the list, and one page with the course of each; numbers, never who joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from deliberation.public.course import day_of, documents, ended, standing
from deliberation.rules.joint import JointState
from portal.areas import Headline, Point, SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, one_of, perhaps
from portal.kernel.shelves import natural_order
from portal.web.charts import share_bar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from portal.kernel.published import Published, PublishedBulletin
    from portal.kernel.shapes import Shape

JOINT = "joint"
JOINED_FOR = "joined-for"
SECTION = "联名提议"

_SHAPE: Mapping[str, Shape] = {
    "number": int,
    "state": one_of(*(one.value for one in JointState)),
    "side": {"id": str, "title": str, "base": str},
    "type": {"id": str, "name": str},
    "started_on": is_day,
    "share": {"words": str, "article": str, "confidence": str, "binds": bool},
    "supporters": int,
    "base": int,
    "needed": int,
    "reached_on": perhaps(is_day),
    "title": perhaps(str),
    "text": perhaps(str),
    "withheld": bool,
    "answer": perhaps({"text": str, "on": is_day}),
    "withdrawn_on": perhaps(is_day),
    "matters": [{"number": int, "on": is_day, "withdrawn_on": perhaps(is_day)}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedFor:
    """A matter that came of a proposal; ``here`` tells whether it has a page."""

    number: int
    stands: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJoint:
    """One joint proposal; without ``text`` its words are not public."""

    content: Mapping[str, Any]
    told_on: date  # the day of the newest document: a page has no clock
    bar: Markup
    matters: tuple[JoinedFor, ...]

    @property
    def number(self) -> int:
        """Its number in the village."""
        return int(self.content["number"])

    @property
    def state(self) -> JointState:
        """How it stands."""
        return JointState(self.content["state"])

    @property
    def named(self) -> str:
        """What it is called in a list: by its title, which is public with its words."""
        title = self.content["title"]
        return f"第{self.number}件 {title}" if title else _untold(self.content)

    @property
    def supported_inside(self) -> bool:
        """Whether people still join it, whose words are meanwhile read in the portal alone."""
        return not self.content["text"] and self.state is JointState.GATHERING

    @property
    def stands(self) -> tuple[str, str]:
        """Mark and words of how it stands."""
        missing = max(self.content["needed"] - self.content["supporters"], 0)
        if self.state is JointState.GATHERING:
            return self.state.mark, f"还差 {missing} 人"
        if self.state is JointState.PROPOSED:
            return self.state.mark, f"列为第{self.content['matters'][-1]['number']}号议题"
        if self.state is JointState.REACHED and not self.content["share"]["binds"]:
            return self.state.mark, "人数已够，待村党组织研究"
        return self.state.mark, self.state.title


@dataclass(frozen=True, slots=True, kw_only=True)
class JointList:
    """A village's joint proposals: those still open first, the newest on top."""

    groups: tuple[tuple[str, tuple[ShownJoint, ...]], ...]
    total: int
    supported_inside: bool  # whether any of them is still joined, its words unpublished


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPage:
    """One joint proposal, what happened day by day, and its documents."""

    shown: ShownJoint
    course: tuple[tuple[date, str], ...]
    bulletin: PublishedBulletin
    earlier: tuple[PublishedBulletin, ...]


@once
def sound_joint(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document tells of a joint proposal in a form these pages know."""
    return (
        bulletin.kind == JOINT
        and fits(bulletin.content, _SHAPE)
        and (JOINT, str(bulletin.content["number"])) in bulletin.about
    )


def joint_numbers(published: Published, slug: str) -> list[int]:
    """Return the numbers of a village's joint proposals, the newest first."""
    return sorted({one.content["number"] for one in published.of(slug, JOINT) if sound_joint(one)}, reverse=True)


def joint_list(published: Published, village: str) -> JointList:
    """Return the list of a village's joint proposals.

    :raise NotFoundError: there is no such village, or it has none.
    """
    slug = published.village(village).slug
    shown = [_shown(published, _course(published, slug, str(number))) for number in joint_numbers(published, slug)]
    if not shown:
        raise NotFoundError
    groups = (
        ("还没有办结", tuple(one for one in shown if one.state.open)),
        ("办结的", tuple(one for one in shown if not one.state.open)),
    )
    return JointList(
        groups=tuple(group for group in groups if group[1]),
        total=len(shown),
        supported_inside=any(one.supported_inside for one in shown),
    )


def joint_page(published: Published, village: str, number: str) -> JointPage:
    """Return the page of one joint proposal.

    :raise NotFoundError: the village has published nothing about such a proposal.
    """
    found = _course(published, published.village(village).slug, number)
    if not found:
        raise NotFoundError
    return JointPage(
        shown=_shown(published, found),
        course=tuple(_happened(found)),
        bulletin=found[-1],
        earlier=tuple(reversed(found[:-1])),
    )


def joint_origin_of(published: Published, slug: str, matter_number: str) -> ShownJoint | None:
    """Return the joint proposal a matter came of."""
    found = [one for one in published.about(slug, JOINED_FOR, matter_number) if sound_joint(one)]
    return _shown(published, _course(published, slug, str(found[-1].content["number"]))) if found else None


def joint_headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a document about a joint proposal stands among the news: a number in between is none."""
    if not sound_joint(bulletin):
        return None
    content = bulletin.content
    state = JointState(content["state"])
    first = bulletin.key.endswith("-1")
    if state is JointState.WITHDRAWN or (state is JointState.GATHERING and not first):
        return None
    word = {
        JointState.GATHERING: f"{chinese_day(day_of(content['started_on']))}发起，须 {content['needed']} 人支持",
        JointState.REACHED: f"人数已够（{content['supporters']} 人）",
        JointState.ANSWERED: "已答复",
    }.get(state) or f"列为第{content['matters'][-1]['number']}号议题"
    return Headline(
        title=f"第{content['number']}件联名提议 {content['title']}" if content["title"] else _untold(content),
        detail=f"{word}。",
        endpoint="matters.joint.proposal",
        values=_values(bulletin),
    )


def joint_points(published: Published, slug: str) -> list[Point]:
    """Return the line of a village's home that leads to what is proposed together, while any of it is open."""
    shown = [_shown(published, _course(published, slug, str(one))) for one in joint_numbers(published, slug)]
    opened = [one for one in shown if one.state.open]
    if not opened:
        return []
    reached = sum(one.state is JointState.REACHED for one in opened)
    said = f"，{reached} 件人数已够" if reached else ""
    return [
        Point(
            mark="warn" if reached else "wait",
            text=f"联名提议 {len(opened)} 件没有办结{said}",
            endpoint="matters.joint.index",
            values={"village": slug},
        )
    ]


def joint_records(published: Published, slug: str) -> Iterator[SearchRecord]:
    """Yield the joint proposals whose words are public, the newest first."""
    for number in joint_numbers(published, slug):
        found = _course(published, slug, str(number))
        one, content = _shown(published, found), found[-1].content
        if not content["title"]:
            continue
        said = f"第 {number} 件联名提议，{content['side']['title']}。{ended(content['text'])}{one.stands[1]}。"
        answer = f"答复：{content['answer']['text']}" if content["answer"] else ""
        yield SearchRecord(
            title=one.named,
            text=said + answer,
            endpoint="matters.joint.proposal",
            values=_values(found[-1]),
            kind=SECTION,
            month=str(Month.of(one.told_on)),
            category=content["type"]["name"],
        )


def joint_blueprint(published: Published) -> Blueprint:
    """Return the pages of joint proposals, to stand beside those of matters."""
    blueprint = Blueprint("joint", __name__)

    @blueprint.get("/<village>/joint/")
    def index(village: str) -> str:
        return render_template("deliberation/public/joint_list.html", page=joint_list(published, village))

    @blueprint.get("/<village>/joint/<number>/")
    def proposal(village: str, number: str) -> str:
        return render_template("deliberation/public/joint.html", page=joint_page(published, village, number))

    return blueprint


def joint_addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every file about a village's joint proposals."""
    found = joint_numbers(published, slug)
    if found:
        yield "matters.joint.index", {"village": slug}
    yield from (("matters.joint.proposal", {"village": slug, "number": str(number)}) for number in found)


def _course(published: Published, slug: str, number: str) -> tuple[PublishedBulletin, ...]:
    found = [one for one in published.about(slug, JOINT, number) if sound_joint(one)]
    return tuple(sorted(found, key=lambda one: (one.seal.seq, natural_order(one.key))))


def _shown(published: Published, found: Sequence[PublishedBulletin]) -> ShownJoint:
    content, slug = found[-1].content, found[-1].place_slug
    return ShownJoint(
        content=content,
        told_on=found[-1].published_on,
        bar=share_bar(content["supporters"], of=content["needed"]),
        matters=tuple(_joined_for(published, slug, one) for one in content["matters"]),
    )


def _untold(content: Mapping[str, Any]) -> str:
    """Return what a proposal is called while its words are not public."""
    kept_back = content["withheld"] or content["state"] == JointState.WITHDRAWN
    return f"第 {content['number']} 件联名提议（内容{'不公布' if kept_back else '办结时公布'}）"


def _joined_for(published: Published, slug: str, told: Mapping[str, Any]) -> JoinedFor:
    course = documents(published, slug, str(told["number"]))
    stands = standing(course).title if course else "刚提出，还没有开会"
    return JoinedFor(number=told["number"], stands="议题已撤回" if told["withdrawn_on"] else stands, here=bool(course))


def _happened(found: Sequence[PublishedBulletin]) -> Iterator[tuple[date, str]]:
    """Yield what happened, each once, in the order of the documents that told it first."""
    seen: set[tuple[date, str]] = set()
    for one in found:
        for told in _tells(one.content, one.published_on):
            if told not in seen:
                seen.add(told)
                yield told


def _tells(content: Mapping[str, Any], published_on: date) -> Iterator[tuple[date, str]]:
    yield day_of(content["started_on"]), "发起。"
    if content["state"] == JointState.GATHERING:
        yield published_on, f"已有 {content['supporters']} 人支持，须 {content['needed']} 人。"
    if content["reached_on"]:
        said = f"{content['supporters']} 人支持，够了规定的 {content['needed']} 人，人数封存。"
        yield day_of(content["reached_on"]), said
    for one in content["matters"]:
        yield day_of(one["on"]), f"列为第{one['number']}号议题。"
        if one["withdrawn_on"]:
            yield day_of(one["withdrawn_on"]), f"第{one['number']}号议题撤回，提议继续办理。"
    if content["answer"]:
        yield day_of(content["answer"]["on"]), "答复，不列为议题。"
    if content["withdrawn_on"]:
        yield day_of(content["withdrawn_on"]), "发起人撤回。"


def _values(bulletin: PublishedBulletin) -> dict[str, str]:
    return {"village": bulletin.place_slug, "number": str(bulletin.content["number"])}
