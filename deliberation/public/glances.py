"""What a village's home and the township's pages say of matters: how they stand, what was due, what was corrected."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from deliberation.public.councils import council_points
from deliberation.public.course import Phase, day_of, documents, lapsed, named, numbers, revisions
from deliberation.public.follow_up import of_kind
from deliberation.public.joint import joint_points
from deliberation.public.kinds import CORRECTABLE, OBJECTION, RESULT
from deliberation.public.lists import listed
from deliberation.public.options import verdict
from deliberation.public.polls import poll_points
from deliberation.public.suggestions import suggestion_dues, waiting_count
from deliberation.rules.follow_up import Target
from portal.areas import Correction, Due, Glance, Point
from portal.kernel.days import chinese_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deliberation.public.lists import ListedMatter
    from portal.kernel.published import Published, PublishedBulletin

#: How many matters a home page names; the list has all of them.
NAMED = 4

_URGENT = {"stop": 0, "warn": 1}


def glance(published: Published, slug: str) -> Glance | None:
    """Return what is decided, done and suggested in a village, what waits first; ``None`` where nothing is public."""
    waiting, late = waiting_count(published, slug)
    every = [listed(documents(published, slug, str(one)), one) for one in numbers(published, slug)]
    asked = [*joint_points(published, slug), *poll_points(published, slug), *council_points(published, slug)]
    if not every and not asked and not waiting:
        return None
    running = [one for one in every if one.stands.phase in {Phase.TALKED, Phase.WORKED}]
    running.sort(key=lambda one: (_URGENT.get(one.stands.mark, 2), one.stands.phase is Phase.WORKED))
    points = [_late(slug, late)] if late else []
    points += [_point(slug, one) for one in running[:NAMED]]
    if len(running) > NAMED:
        points.append(_more(slug, len(running) - NAMED))
    counted = (Phase.TALKED, Phase.WORKED)
    figures = tuple((one.title, f"{sum(m.stands.phase is one for m in every)} 件") for one in counted)
    if waiting:
        figures += (("待答复的建议", f"{waiting} 件"),)
    return Glance(title="四议两公开", figures=figures, points=(*points, *asked))


def _late(slug: str, count: int) -> Point:
    text = f"{count} 件群众建议逾期未答复"
    return Point(mark="warn", text=text, endpoint="matters.suggestions", values={"village": slug})


def _point(slug: str, one: ListedMatter) -> Point:
    values = {"village": slug, "number": str(one.number)}
    return Point(
        mark=one.stands.mark, text=f"{one.named}：{one.stands.title}", endpoint="matters.matter", values=values
    )


def _more(slug: str, count: int) -> Point:
    text = f"还有 {count} 件正在议、正在办"
    return Point(mark="wait", text=text, endpoint="matters.index", values={"village": slug})


def dues(published: Published, slug: str) -> Iterator[Due]:
    """Yield what had to be public by a day the documents name: decisions, results, answers to objections.

    An objection without an answer is late once something was published after its day; until then nobody can tell.
    """
    every = published.documents(slug)
    newest_on = max((one.published_on for one in every), default=None)
    for number in numbers(published, slug):
        found = documents(published, slug, str(number))
        for kind in CORRECTABLE:
            for one in of_kind(found, kind):
                yield from _published_in_time(published, one)
        for one in of_kind(found, OBJECTION):
            due = _answer_due(one)
            if due is not None and (due.published_on is not None or (newest_on and newest_on > due.due_on)):
                yield due
    yield from suggestion_dues(published, slug)


def _published_in_time(published: Published, newest: PublishedBulletin) -> Iterator[Due]:
    for one in revisions(published, newest):
        begin = one.content["publication"].get("begin")
        if begin and not one.content["publication"].get("interrupted"):
            yield Due(
                title=f"{_named(one)}：{Target(one.kind).title}",
                due_on=day_of(begin["by"]),
                published_on=one.published_on,
                article=begin["article"],
                quoted=begin["confidence"] == "quoted",
                endpoint="matters.matter",
                values=_values(one),
            )


def _answer_due(one: PublishedBulletin) -> Due | None:
    content = one.content
    if lapsed(content):
        return None
    answer = content.get("answer")
    return Due(
        title=f"{_named(one)}：第 {content['number']} 号异议的答复",
        due_on=day_of(content["due_on"]),
        published_on=day_of(answer["on"]) if answer else None,
        article=content["reply"]["article"],
        quoted=content["reply"]["confidence"] == "quoted",
        endpoint="matters.matter",
        values=_values(one),
    )


def corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Yield what was published again: after an interruption, decided again, corrected after an objection."""
    for number in numbers(published, slug):
        found = documents(published, slug, str(number))
        for kind in CORRECTABLE:
            for one in of_kind(found, kind):
                series = revisions(published, one)
                for before, after in pairwise(series):
                    yield _correction(before, after)


def _correction(before: PublishedBulletin, after: PublishedBulletin) -> Correction:
    title = f"{_named(after)}：{Target(after.kind).title}"
    return Correction(
        title=title,
        corrected_on=after.published_on,
        reason=after.reason,
        changes=tuple(_changes(before, after)),
        endpoint="matters.matter",
        values=_values(after),
        anchor="steps",
    )


def _changes(before: PublishedBulletin, after: PublishedBulletin) -> Iterator[tuple[str, str, str]]:
    """Yield what differs: what it is, as it was, as it is."""
    said = zip(_said(before), _said(after), strict=True)
    yield from ((what, was, now) for (what, was), (_, now) in said if was != now)


def _said(one: PublishedBulletin) -> list[tuple[str, str]]:
    until = ("公示到", chinese_day(day_of(one.content["publication"]["until"])))
    if one.kind == RESULT:
        return [(Target.RESULT.title, one.content["text"]), until]
    outcome = one.content["outcome"]
    return [
        ("表决日期", chinese_day(day_of(one.content["meeting"]["held_on"]))),
        ("表决结果", verdict(outcome)),
        ("应到、实到", f"{outcome['entitled']} 人、{outcome['present']} 人"),
        ("赞成", f"{outcome['approve']} 人"),
        ("反对", f"{outcome['against']} 人"),
        ("弃权", f"{outcome['abstain']} 人"),
        until,
    ]


def _named(one: PublishedBulletin) -> str:
    return named(one.content["matter"]["number"], one.content["matter"]["title"])


def _values(one: PublishedBulletin) -> dict[str, str]:
    return {"village": one.place_slug, "number": str(one.content["matter"]["number"])}
