"""One frozen value per public page: the list of matters, and the whole course of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.course import (
    ACCEPTANCE,
    OBJECTION,
    PLAN,
    PROGRESS,
    RESOLUTION,
    RESULT,
    STAGE,
    day_of,
    documents,
    happened,
    lapsed,
    matter_number,
    numbers,
    standing,
)
from deliberation.public.votes import resolution_of
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from deliberation.public.course import Happened, Standing
    from deliberation.public.votes import Resolution
    from portal.kernel.published import Published, PublishedBulletin

_TARGETS = {RESOLUTION: "决议", RESULT: "实施结果"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMatter:
    """A matter in the list."""

    number: int
    title: str
    type_name: str
    stands: Standing
    newest_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterList:
    """A village's matters, newest first."""

    matters: tuple[ListedMatter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStage:
    """One meeting on one stage."""

    name: str
    round: int
    meeting: str
    held_on: date
    mark: str
    word: str
    figures: str
    findings: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownObjection:
    """One objection, with what it says once it is answered."""

    number: int
    target: str
    filed_on: date
    on_paper: bool
    due_on: date
    reply: Mapping[str, Any]
    text: str
    upheld: bool | None
    lapsed: bool
    answer: str
    answered_on: date | None
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReport:
    """One report of a milestone."""

    done_on: date
    late_days: int
    text: str
    attachments: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMilestone:
    """One milestone with its reports."""

    number: int
    title: str
    due_on: date
    reports: tuple[ShownReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAcceptance:
    """What the supervision committee found."""

    accepted: bool
    on: date
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownResult:
    """What came of the matter."""

    text: str
    accepted_on: date
    late: str
    published_on: date
    publication: Mapping[str, Any]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage:
    """The whole course of one matter."""

    number: int
    title: str
    type: Mapping[str, Any]
    stands: Standing
    plan: Mapping[str, Any] | None
    proposed_on: date | None
    course: tuple[Happened, ...]
    stages: tuple[HeldStage, ...]
    resolution: Resolution | None
    objections: tuple[ShownObjection, ...]
    milestones: tuple[ShownMilestone, ...]
    acceptances: tuple[ShownAcceptance, ...]
    result: ShownResult | None
    documents: tuple[PublishedBulletin, ...]


def matter_list(published: Published, village: str) -> MatterList:
    """Return the list of a village's matters.

    :raise NotFoundError: there is no such village.
    """
    place = published.village(village)
    return MatterList(
        matters=tuple(_listed(published, place.slug, number) for number in numbers(published, place.slug))
    )


def matter_page(published: Published, village: str, number: str) -> MatterPage:
    """Return the whole course of one matter, decided or not.

    :raise NotFoundError: the village has published nothing about such a matter.
    """
    place = published.village(village)
    found = documents(published, place.slug, number)
    if not found:
        raise NotFoundError
    newest = found[-1]
    decided = _of(found, RESOLUTION)
    plan = decided[-1].content["matter"] if decided else None
    return MatterPage(
        number=matter_number(newest),
        title=newest.content["matter"]["title"],
        type=_type_of(found),
        stands=standing(found),
        plan=plan,
        proposed_on=day_of(plan["proposed_on"]) if plan else None,
        course=tuple(_course(published, found)),
        stages=tuple(_stage(one) for one in _of(found, STAGE)),
        resolution=resolution_of(decided[-1]) if decided else None,
        objections=tuple(_objection(one.content) for one in _of(found, OBJECTION)),
        milestones=_milestones(found),
        acceptances=tuple(_acceptance(one) for one in _of(found, ACCEPTANCE)),
        result=next((_result(one) for one in reversed(_of(found, RESULT))), None),
        documents=found,
    )


def _of(found: Iterable[PublishedBulletin], kind: str) -> list[PublishedBulletin]:
    return [one for one in found if one.kind == kind]


def _listed(published: Published, slug: str, number: int) -> ListedMatter:
    found = documents(published, slug, str(number))
    return ListedMatter(
        number=number,
        title=found[-1].content["matter"]["title"],
        type_name=_type_of(found).get("name", ""),
        stands=standing(found),
        newest_on=found[-1].published_on,
    )


def _type_of(found: Sequence[PublishedBulletin]) -> Mapping[str, Any]:
    kinds: list[Mapping[str, Any]] = [one.content["matter"]["type"] for one in found if "type" in one.content["matter"]]
    return kinds[-1] if kinds else {"name": "", "article": ""}


def _course(published: Published, found: Sequence[PublishedBulletin]) -> Iterable[Happened]:
    """Return everything that happened, revision by revision, in the order of the log."""
    every = [old for one in found for old in published.revisions(one.place_slug, one.kind, one.key)]
    for one in sorted(every, key=lambda revision: revision.seal.seq):
        yield from happened(one)


def _stage(one: PublishedBulletin) -> HeldStage:
    content = one.content
    result = content.get("outcome")
    carried = bool(result and result["carried"])
    return HeldStage(
        name=content["stage"]["name"],
        round=content["stage"]["round"],
        meeting=content["meeting"]["title"],
        held_on=day_of(content["meeting"]["held_on"]),
        mark="warn" if content["adjourned"] else ("done" if carried else "stop"),
        word="流会" if content["adjourned"] else ("通过" if carried else "未通过"),
        figures=f"应到 {content['entitled']} 人，实到 {content['present']} 人"
        + (f"，赞成 {result['approve']} 人" if result else ""),
        findings=[*content["findings"], *(result["reasons"] if result else [])],
    )


def _objection(content: Mapping[str, Any]) -> ShownObjection:
    answer = content["answer"] or {}
    return ShownObjection(
        number=content["number"],
        target=_TARGETS[content["target"]],
        filed_on=day_of(content["filed_on"]),
        on_paper=content["on_paper"],
        due_on=day_of(content["due_on"]),
        reply=content["reply"],
        text=content["text"] or "",
        upheld=answer["verdict"] == "upheld" if answer else None,
        lapsed=lapsed(content),
        answer=answer.get("text", ""),
        answered_on=day_of(answer["on"]) if answer else None,
        late_days=answer.get("late_days", 0),
    )


def _milestones(found: Sequence[PublishedBulletin]) -> tuple[ShownMilestone, ...]:
    reports: dict[int, list[ShownReport]] = {}
    for one in _of(found, PROGRESS):
        content = one.content
        report = ShownReport(
            done_on=day_of(content["done_on"]),
            late_days=content["late_days"],
            text=content["text"],
            attachments=content["attachments"],
        )
        reports.setdefault(content["milestone"]["number"], []).append(report)
    planned = _of(found, PLAN)
    return tuple(
        ShownMilestone(
            number=step["number"],
            title=step["title"],
            due_on=day_of(step["due_on"]),
            reports=tuple(reports.get(step["number"], ())),
        )
        for step in (planned[-1].content["milestones"] if planned else ())
    )


def _acceptance(one: PublishedBulletin) -> ShownAcceptance:
    content = one.content
    return ShownAcceptance(
        accepted=content["verdict"] == "accepted",
        on=day_of(content["inspected_on"]),
        by=one.name(content["by"]),
        text=content["text"],
    )


def _result(one: PublishedBulletin) -> ShownResult:
    content = one.content
    return ShownResult(
        text=content["text"],
        accepted_on=day_of(content["accepted_on"]),
        late=content["late"] or "",
        published_on=one.published_on,
        publication=content["publication"],
        until=day_of(content["publication"]["until"]),
    )
