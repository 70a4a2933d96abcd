"""What followed a decision, as its page shows it: objections and answers, the work with its photos, the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.course import day_of, lapsed
from deliberation.public.kinds import ACCEPTANCE, OBJECTION, PLAN, PROGRESS, REMARK, RESULT
from deliberation.rules.follow_up import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from portal.kernel.published import Published, PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownObjection:
    """One objection, with what it says once it is answered."""

    number: int
    target: Target
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
class Photo:
    """A photo everybody may see; ``here`` tells whether its file is there to be shown."""

    digest: str
    width: int
    height: int
    alt: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReport:
    """One report of a milestone; what is not public as a photo is named by its fingerprint."""

    done_on: date
    late_days: int
    text: str
    photos: tuple[Photo, ...]
    files: tuple[Mapping[str, Any], ...]


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
class ShownRemark:
    """What the supervision committee remarked on what was put up."""

    on: date
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownResult:
    """What came of the matter."""

    text: str
    late: str


def of_kind(found: Sequence[PublishedBulletin], kind: str) -> list[PublishedBulletin]:
    """Return the documents of one kind, in the order they came."""
    return [one for one in found if one.kind == kind]


def objections_of(found: Sequence[PublishedBulletin]) -> tuple[ShownObjection, ...]:
    """Return the objections among a matter's documents."""
    return tuple(_objection(one.content) for one in of_kind(found, OBJECTION))


def fallen(found: Sequence[PublishedBulletin], target: str) -> bool:
    """Tell whether the newest decision or result fell to an objection."""
    since = max((one.seal.seq for one in of_kind(found, target)), default=0)
    answered = (one for one in of_kind(found, OBJECTION) if one.content["target"] == target and one.seal.seq > since)
    return any((one.content.get("answer") or {}).get("verdict") == "upheld" for one in answered)


def milestones_of(published: Published, found: Sequence[PublishedBulletin]) -> tuple[ShownMilestone, ...]:
    """Return the steps of the work with what was reported of each."""
    planned, progress = of_kind(found, PLAN), of_kind(found, PROGRESS)
    return tuple(
        ShownMilestone(
            number=step["number"],
            title=step["title"],
            due_on=day_of(step["due_on"]),
            reports=tuple(
                _report(published, one) for one in progress if one.content["milestone"]["number"] == step["number"]
            ),
        )
        for step in (planned[-1].content["milestones"] if planned else ())
    )


def acceptances_of(found: Sequence[PublishedBulletin]) -> tuple[ShownAcceptance, ...]:
    """Return what the supervision committee found, inspection by inspection."""
    return tuple(
        ShownAcceptance(
            accepted=one.content["verdict"] == "accepted",
            on=day_of(one.content["inspected_on"]),
            by=one.name(one.content["by"]),
            text=one.content["text"],
        )
        for one in of_kind(found, ACCEPTANCE)
    )


def remarks_of(found: Sequence[PublishedBulletin], target: str) -> tuple[ShownRemark, ...]:
    """Return what the supervision committee remarked on resolution or result."""
    return tuple(
        ShownRemark(on=day_of(one.content["on"]), by=one.name(one.content["by"]), text=one.content["text"])
        for one in of_kind(found, REMARK)
        if one.content["target"] == target
    )


def result_of(found: Sequence[PublishedBulletin]) -> ShownResult | None:
    """Return what came of the matter; ``None`` while nothing is public."""
    results = of_kind(found, RESULT)
    if not results:
        return None
    content = results[-1].content
    return ShownResult(text=content["text"], late=content.get("late") or "")


def public_photos(found: Sequence[PublishedBulletin]) -> Iterator[str]:
    """Yield the digest of every photo a matter's documents let everybody see, each once."""
    copies = (file.get("public") for one in of_kind(found, PROGRESS) for file in one.content["attachments"])
    yield from dict.fromkeys(copy["digest"] for copy in copies if copy)


def _objection(content: Mapping[str, Any]) -> ShownObjection:
    answer = content.get("answer") or {}
    return ShownObjection(
        number=content["number"],
        target=Target(content["target"]),
        filed_on=day_of(content["filed_on"]),
        on_paper=content["on_paper"],
        due_on=day_of(content["due_on"]),
        reply=content["reply"],
        text=content.get("text") or "",
        upheld=answer["verdict"] == "upheld" if answer else None,
        lapsed=lapsed(content),
        answer=answer.get("text", ""),
        answered_on=day_of(answer["on"]) if answer else None,
        late_days=answer.get("late_days", 0),
    )


def _report(published: Published, one: PublishedBulletin) -> ShownReport:
    content = one.content
    return ShownReport(
        done_on=day_of(content["done_on"]),
        late_days=content["late_days"],
        text=content["text"],
        photos=tuple(
            _photo(published, one.place_slug, file["public"]) for file in content["attachments"] if file.get("public")
        ),
        files=tuple(file for file in content["attachments"] if not file.get("public")),
    )


def _photo(published: Published, slug: str, copy: Mapping[str, Any]) -> Photo:
    return Photo(
        digest=copy["digest"],
        width=copy["width"],
        height=copy["height"],
        alt=copy["alt"],
        here=published.file(slug, copy["digest"]) is not None,
    )
