"""What others show of the books: a document in a list, the village at a glance, what was due, what was corrected."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from disclosure.books.kinds import MONTH, OVERDUE, PERIOD, PERIOD_OVERDUE, SPECIAL
from disclosure.books.public.late_periods import late_period_dues, late_period_headline, late_period_points
from disclosure.books.public.pages import biggest, old_figures
from disclosure.books.public.periodic import period_dues, period_headline
from disclosure.books.public.reading import FIGURES, PublicMonth, read_month
from disclosure.books.public.share import righted, said_of, timeliness
from disclosure.books.public.special import special_headline
from disclosure.books.public.years import overdue_months, overdue_words
from portal.areas import Correction, Due, Glance, Headline, Point
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portal.kernel.published import Published, PublishedBulletin

_PAGE, _YEAR = "finance.month", "finance.year"


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a month, quarter, year or topic stands in a list, or that a month is late; others are not ours."""
    known = _HEADLINES.get(bulletin.kind)
    return known(bulletin) if known else None


def _month_headline(bulletin: PublishedBulletin) -> Headline:
    content = bulletin.content
    return Headline(
        title=f"{Month.parse(bulletin.key).chinese}收支",
        detail=(
            f"本月收入 {format_yuan(content['income_fen'])} 元，支出 {format_yuan(content['expense_fen'])} 元，"
            f"结余 {format_yuan(content['closing_fen'])} 元。"
        ),
        endpoint=_PAGE,
        values={"village": bulletin.place_slug, "month": bulletin.key},
    )


def headlines_about(bulletin: PublishedBulletin, kind: str, subject_id: str) -> Iterator[Headline]:
    """Yield the vouchers of a month that rest on a matter, each with its line; of anything else a month has none."""
    if bulletin.kind != MONTH or kind != "matter":
        return
    month = read_month(bulletin, village=bulletin.place_slug)
    for one in month.vouchers:
        if str(one.matter_number) == subject_id:
            yield Headline(
                title=f"{month.month.chinese}第{one.number}号凭证",
                detail=said_of(one),
                endpoint=_PAGE,
                values={"village": bulletin.place_slug, "month": bulletin.key},
                anchor=one.anchor,
            )


def glance(published: Published, slug: str) -> Glance | None:
    """Return the newest month in three figures, its largest items, and whether the books are in time."""
    keys = published.keys(slug, MONTH)
    late = tuple(overdue_months(published, slug))
    points = [*map(_overdue_point, late), *late_period_points(published, slug)]
    if not keys:
        return Glance(title="收支账目", points=tuple(points)) if points else None
    bulletin = published.latest(slug, MONTH, keys[-1])
    month = read_month(bulletin, village=published.village(slug).name)
    figures = month.figures
    return Glance(
        title=f"{month.month.chinese}收支",
        figures=(
            ("收入", f"{format_yuan(figures.income_fen)} 元"),
            ("支出", f"{format_yuan(figures.expense_fen)} 元"),
            ("结余", f"{format_yuan(figures.closing_fen)} 元"),
        ),
        points=(*points, *_points(published, month)),
    )


def dues(published: Published, slug: str) -> Iterator[Due]:
    """Yield every month, quarter and year by its day: when it was public, or the document that says it is late."""
    for bulletin in published.of(slug, MONTH):
        month = read_month(bulletin, village=published.village(slug).name)
        yield Due(
            title=f"{month.month.chinese}收支",
            due_on=month.due.on,
            published_on=published.revisions(slug, MONTH, bulletin.key)[0].published_on,
            article=month.due.article,
            quoted=month.due.quoted,
            endpoint=_PAGE,
            values={"month": bulletin.key},
        )
    for bulletin in overdue_months(published, slug):
        yield Due(
            title=f"{Month.parse(bulletin.key).chinese}收支",
            due_on=date.fromisoformat(bulletin.content["due_on"]),
            published_on=None,
            article=bulletin.content["article"],
            quoted=bulletin.content["quoted"],
            endpoint=_YEAR,
            values=_year_of(bulletin),
        )
    yield from period_dues(published, slug)
    yield from late_period_dues(published, slug)


def corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Yield every later revision of a month with what it changed beside what stood there, the oldest first."""
    for latest in published.of(slug, MONTH):
        if latest.revision == 1:
            continue
        series = published.revisions(slug, MONTH, latest.key)
        for old, new in pairwise(series):
            yield _correction(published, slug, old, new)


def _correction(published: Published, slug: str, old: PublishedBulletin, new: PublishedBulletin) -> Correction:
    village = published.village(slug).name
    before, after = read_month(old, village=village), read_month(new, village=village)
    changes = [
        (one.label, f"{format_yuan(one.old_fen)} 元", f"{format_yuan(one.new_fen)} 元")
        for one in old_figures(old, new, names=tuple(FIGURES))
        if one.changed
    ]
    taken = list(_taken_back(before, after))
    return Correction(
        title=f"{after.month.chinese}收支",
        corrected_on=new.published_on,
        reason=new.reason,
        changes=(*changes, *(change for _, change in taken)),
        endpoint=_PAGE,
        values={"month": new.key},
        anchor=taken[0][0] if taken else "",
    )


def _taken_back(before: PublicMonth, after: PublicMonth) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the vouchers that were taken back between two revisions: their anchors, and what is said of them."""
    standing = {one.number for one in before.vouchers if one.reversed_by is None}
    for one in after.vouchers:
        if one.reversed_by is not None and one.number in standing:
            by = f"由{one.reversed_by.month.chinese}第{one.reversed_by.number}号红字冲销"
            yield one.anchor, (f"第{one.number}号凭证：{one.summary}", f"{format_yuan(one.amount_fen)} 元", by)


def _points(published: Published, month: PublicMonth) -> Iterator[Point]:
    first = published.revisions(month.bulletin.place_slug, MONTH, month.bulletin.key)[0].published_on
    late = max(0, (first - month.due.on).days)
    values = {"month": month.bulletin.key}
    text = f"{month.month.chinese}收支，{timeliness(published_on=first, late_days=late)}"
    yield Point(mark="warn" if late else "done", text=text, endpoint=_PAGE, values=values)
    for one in biggest(month):
        largest = "最大一笔支出" if one.out_fen else "最大一笔收入"
        yield Point(mark="off", text=f"{largest}：{said_of(one)}", endpoint=_PAGE, values=values, anchor=one.anchor)
    for text, anchor in righted(month):
        yield Point(mark="warn", text=text, endpoint=_PAGE, values=values, anchor=anchor)


def _overdue_headline(bulletin: PublishedBulletin) -> Headline:
    return Headline(
        title=f"{Month.parse(bulletin.key).chinese}收支没有按时公开",
        detail=f"{overdue_words(bulletin)}。",
        endpoint=_YEAR,
        values={"village": bulletin.place_slug, **_year_of(bulletin)},
        anchor=f"m-{bulletin.key}",
    )


def _overdue_point(bulletin: PublishedBulletin) -> Point:
    return Point(
        mark="stop",
        text=f"{Month.parse(bulletin.key).chinese}收支没有按时公开",
        endpoint=_YEAR,
        values=_year_of(bulletin),
        anchor=f"m-{bulletin.key}",
    )


def _year_of(bulletin: PublishedBulletin) -> dict[str, str]:
    return {"year": str(Month.parse(bulletin.key).year)}


_HEADLINES: dict[str, Callable[[PublishedBulletin], Headline]] = {
    MONTH: _month_headline,
    OVERDUE: _overdue_headline,
    PERIOD: period_headline,
    PERIOD_OVERDUE: late_period_headline,
    SPECIAL: special_headline,
}
