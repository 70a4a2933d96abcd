"""What can be looked for among a village's matters and polls: how each stands, and what was corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deliberation.public.course import documents, ended, named, numbers, standing
from deliberation.public.kinds import CORRECTABLE, RESOLUTION
from deliberation.public.options import options_of, verdict
from deliberation.public.polls import poll_records
from portal.areas import SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portal.kernel.published import Published, PublishedBulletin

MATTER = "议题"
CORRECTION = "更正"


def records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield a village's matters with any document, the newest first, and its polls.

    :raise NotFoundError: there is no such village.
    """
    slug = published.village(village).slug
    for number in numbers(published, slug):
        found = documents(published, slug, str(number))
        yield _matter(number, found)
        yield from _corrections(published, number, found)
    yield from poll_records(published, slug)


def _matter(number: int, found: Sequence[PublishedBulletin]) -> SearchRecord:
    told = _told(found)
    budget, fund = told.get("budget_fen"), told.get("fund") or ""
    said = [f"第 {number} 号议题，{told['type']['name']}。" if told.get("type") else f"第 {number} 号议题。"]
    said.append(f"{standing(found).title}。")
    decided = [one.content["outcome"] for one in found if one.kind == RESOLUTION]
    if decided and options_of(decided[-1]):
        said.append(f"{verdict(decided[-1])}。")
    if told.get("plan"):
        said.append(f"方案：{ended(told['plan'])}")
    if budget is not None:
        said.append(f"预算 {format_yuan(budget)} 元。")
    if fund:
        said.append(f"资金来源：{fund}。")
    return _record(
        found[0],
        number=number,
        title=named(number, told["title"]),
        text="".join(said),
        month=_decided(found),
        fund=fund,
    )


def _corrections(published: Published, number: int, found: Sequence[PublishedBulletin]) -> Iterator[SearchRecord]:
    told = _told(found)
    for one in (one for one in found if one.kind in CORRECTABLE):
        for again in published.revisions(one.place_slug, one.kind, one.key)[1:]:
            yield _record(
                one,
                number=number,
                title=f"更正：{named(number, told['title'])}",
                text=f"{chinese_day(again.published_on)}，第 {again.revision} 版。理由：{again.reason}",
                month=str(Month.of(again.published_on)),
                fund=told.get("fund") or "",
                kind=CORRECTION,
            )


def _told(found: Sequence[PublishedBulletin]) -> Mapping[str, Any]:
    """Return what the documents of a matter say of it, the later ones over the earlier."""
    told: dict[str, Any] = {}
    for one in found:
        told |= one.content["matter"]
    return told


def _decided(found: Sequence[PublishedBulletin]) -> str:
    """Return the month of the meeting that decided, or of the newest document where none has."""
    held = [one.content["meeting"]["held_on"] for one in found if one.kind == RESOLUTION]
    return held[-1][: len("2026-10")] if held else str(Month.of(found[-1].published_on))


def _record(
    one: PublishedBulletin, *, number: int, title: str, text: str, month: str, fund: str, kind: str = MATTER
) -> SearchRecord:
    return SearchRecord(
        title=title,
        text=text,
        endpoint="matters.matter",
        values={"village": one.place_slug, "number": str(number)},
        kind=kind,
        month=month,
        fund=fund,
    )
