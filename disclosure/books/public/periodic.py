"""The public pages of quarters and years: the table with its figures, what stood there before, a file and sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from disclosure.books.errors import PeriodDiffersError, UnreadablePeriodError
from disclosure.books.kinds import MONTH, PERIOD
from disclosure.books.public.late_periods import late_period_words, late_periods, period_anchor
from disclosure.books.public.years import kind_codes
from disclosure.books.rules.period_tables import PeriodTable, read_table
from disclosure.books.rules.periods import Period
from portal.areas import Correction, Due, Headline, SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotFoundError
from portal.kernel.money import format_yuan
from portal.kernel.months import MonthError
from portal.kernel.sheet_output import write_csv, yuan_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disclosure.books.rules.period_tables import TableItem
    from portal.kernel.published import Published, PublishedBulletin
    from portal.kernel.sheet_output import Cell

TABLE = "季报和年报"
_COLUMNS = ("序号", "类别", "项目", "金额（元）", "说明", "组成科目")
_TOTALS = (
    ("期初结余", "opening_fen"), ("本期收入", "income_fen"), ("本期支出", "expense_fen"), ("另有收付", "other_fen"),
    ("期末结余", "closing_fen"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPeriod:
    """A quarter or year in a list; one that was not public when it had to be has only words until it is."""

    title: str
    anchor: str
    endpoint: str
    values: dict[str, str]
    published_on: date | None = None
    late_days: int = 0
    corrected: bool = False
    overdue: str = ""  # what the document says that says it is late


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderPeriod:
    """An earlier revision."""

    revision: int
    published_on: date
    reason: str
    changes: tuple[tuple[str, str, str], ...]  # what, as it stood, as it stands now


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPeriod:
    """One quarter or year as its page shows it."""

    bulletin: PublishedBulletin
    table: PeriodTable
    published_on: date  # the first time
    due_on: date
    article: str
    quoted: bool
    late_days: int
    prepared_by: str
    prepared_on: date
    signed_by: str
    signed_on: date
    older: tuple[OlderPeriod, ...]  # the newest first
    listed: frozenset[str]  # codes of the accounts that have a page in the year
    endpoint: str
    values: dict[str, str]


def period_address(period: Period) -> tuple[str, dict[str, str]]:
    """Return the endpoint of a period's page and what its address holds beside the village."""
    if period.is_year:
        return "finance.whole_year", {"year": str(period.year)}
    return "finance.quarter", {"year": str(period.year), "quarter": str(period.quarter)}


def listed_periods(published: Published, slug: str, year: int) -> tuple[ListedPeriod, ...]:
    """Return the quarters of a year that are public or late, and the year itself, first to last."""
    found = []
    for bulletin in published.of(slug, PERIOD):
        period = Period.parse(bulletin.key)
        if period.year != year:
            continue
        first = published.revisions(slug, PERIOD, bulletin.key)[0].published_on
        endpoint, values = period_address(period)
        found.append(
            (
                period,
                ListedPeriod(
                    title=f"{period.chinese}财务公开",
                    anchor=period_anchor(bulletin.key),
                    published_on=first,
                    late_days=max(0, (first - _due_on(bulletin)).days),
                    corrected=bulletin.revision > 1,
                    endpoint=endpoint,
                    values=values,
                ),
            )
        )
    found += [(Period.parse(one.key), _late(one)) for one in late_periods(published, slug)]
    return tuple(one for period, one in sorted(found, key=lambda pair: pair[0]) if period.year == year)


def public_period(published: Published, village: str, period: Period) -> PublicPeriod:
    """Return one quarter or year in its latest revision.

    :raise NotFoundError: the village has not published it.
    :raise UnreadablePeriodError: its document cannot be read.
    :raise PeriodDiffersError: its months come to something else.
    """
    place = published.village(village)
    bulletin = published.latest(place.slug, PERIOD, str(period))
    try:
        page = _read(published, bulletin, period)
    except (AttributeError, IndexError, KeyError, MonthError, TypeError, ValueError) as error:
        raise UnreadablePeriodError(place.name, bulletin.key) from error
    _check_against_months(published, page, village=place.name)
    return page


def items_csv(page: PublicPeriod) -> bytes:
    """Return the table as a file: the totals first, then every item with the accounts that make it up."""
    return write_csv(_COLUMNS, _rows(page))


def period_headline(bulletin: PublishedBulletin) -> Headline:
    """Return how a quarter or year stands in a list."""
    period, content = Period.parse(bulletin.key), bulletin.content
    endpoint, values = period_address(period)
    return Headline(
        title=f"{period.chinese}财务公开",
        detail=(
            f"本期收入 {format_yuan(content['income_fen'])} 元，支出 {format_yuan(content['expense_fen'])} 元，"
            f"结余 {format_yuan(content['closing_fen'])} 元。"
        ),
        endpoint=endpoint,
        values={"village": bulletin.place_slug, **values},
    )


def period_corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Yield every later revision of a quarter or year with what it changed."""
    for latest in published.of(slug, PERIOD):
        period = Period.parse(latest.key)
        endpoint, values = period_address(period)
        for old, new in pairwise(published.revisions(slug, PERIOD, latest.key)):
            yield Correction(
                title=f"{period.chinese}财务公开",
                corrected_on=new.published_on,
                reason=new.reason,
                changes=_changes(old, new),
                endpoint=endpoint,
                values=values,
            )


def period_records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield what can be looked for in quarters and years: each with the words of its items."""
    for bulletin in reversed(published.of(published.village(village).slug, PERIOD)):
        period = Period.parse(bulletin.key)
        endpoint, values = period_address(period)
        table = read_table(bulletin.content)
        said = "".join(f"{one.name}：{one.words}。" for one in table.items if one.words)
        yield SearchRecord(
            title=f"{period.chinese}财务公开",
            text=f"{period_headline(bulletin).detail}{said}",
            endpoint=endpoint,
            values={"village": bulletin.place_slug, **values},
            kind=TABLE,
            anchor="",
            month="",
            category="",
            fund="",
        )


def _late(bulletin: PublishedBulletin) -> ListedPeriod:
    period = Period.parse(bulletin.key)
    endpoint, values = period_address(period)
    return ListedPeriod(
        title=f"{period.chinese}财务公开",
        anchor=period_anchor(bulletin.key),
        endpoint=endpoint,
        values=values,
        overdue=late_period_words(bulletin),
    )


def period_dues(published: Published, slug: str) -> Iterator[Due]:
    """Yield every public quarter and year by its day."""
    for bulletin in published.of(slug, PERIOD):
        endpoint, values = period_address(Period.parse(bulletin.key))
        yield Due(
            title=f"{Period.parse(bulletin.key).chinese}财务公开",
            due_on=_due_on(bulletin),
            published_on=published.revisions(slug, PERIOD, bulletin.key)[0].published_on,
            article=bulletin.content["due"]["article"],
            quoted=bulletin.content["due"]["quoted"],
            endpoint=endpoint,
            values=values,
        )


def _read(published: Published, bulletin: PublishedBulletin, period: Period) -> PublicPeriod:
    content, slug = bulletin.content, bulletin.place_slug
    series = published.revisions(slug, PERIOD, bulletin.key)
    due_on, first = _due_on(bulletin), series[0].published_on
    endpoint, values = period_address(period)
    return PublicPeriod(
        bulletin=bulletin,
        table=read_table(content),
        published_on=first,
        due_on=due_on,
        article=content["due"]["article"],
        quoted=content["due"]["quoted"],
        late_days=max(0, (first - due_on).days),
        prepared_by=bulletin.name(content["prepared"]["who"]),
        prepared_on=date.fromisoformat(content["prepared"]["on"]),
        signed_by=bulletin.name(content["signed_off"]["who"]),
        signed_on=date.fromisoformat(content["signed_off"]["on"]),
        older=tuple(_older(one, bulletin) for one in reversed(series[:-1])),
        listed=frozenset(kind_codes(published, slug, period.year)),
        endpoint=endpoint,
        values=values,
    )


def _check_against_months(published: Published, page: PublicPeriod, *, village: str) -> None:
    """Refuse a table that is not what its months come to, as far as they are all there."""
    found = [published.find(page.bulletin.place_slug, MONTH, str(month)) for month in page.table.months]
    months = [one.content for one in found if one is not None]
    if len(months) < len(found):
        return
    computed = {
        "opening_fen": months[0]["opening_fen"],
        "income_fen": sum(one["income_fen"] for one in months),
        "expense_fen": sum(one["expense_fen"] for one in months),
        "closing_fen": months[-1]["closing_fen"],
    }
    for label, name in _TOTALS:
        printed_fen = page.bulletin.content[name]
        if name in computed and printed_fen != computed[name]:
            raise PeriodDiffersError(
                village, page.table.period.chinese, label, printed_fen=printed_fen, computed_fen=computed[name]
            )


def _due_on(bulletin: PublishedBulletin) -> date:
    return date.fromisoformat(bulletin.content["due"]["on"])


def _older(old: PublishedBulletin, new: PublishedBulletin) -> OlderPeriod:
    return OlderPeriod(
        revision=old.revision, published_on=old.published_on, reason=old.reason, changes=_changes(old, new)
    )


def _changes(old: PublishedBulletin, new: PublishedBulletin) -> tuple[tuple[str, str, str], ...]:
    """Return what two revisions say differently: the totals, the items, the words beside them."""
    totals = [
        (label, f"{format_yuan(old.content[name])} 元", f"{format_yuan(new.content[name])} 元")
        for label, name in _TOTALS
    ]
    before, after = read_table(old.content), read_table(new.content)
    stood = {item.key: _said(item) for item in before.items}
    items = [(item.name, stood.get(item.key, "没有这一项"), _said(item)) for item in after.items]
    words = [("说明", before.explanation or "没有", after.explanation or "没有")]
    return tuple(one for one in (*totals, *items, *words) if one[1] != one[2])


def _said(item: TableItem) -> str:
    return item.words if item.fen is None else f"{format_yuan(item.fen)} 元"


def _rows(page: PublicPeriod) -> Iterator[tuple[Cell, ...]]:
    for label, name in _TOTALS:
        yield (None, "账上的钱", label, yuan_cell(page.bulletin.content[name]), None, None)
    for one in page.table.classes:
        for item in one.items:
            amount = None if item.fen is None else yuan_cell(item.fen)
            parts = "；".join(f"{part.code} {part.name} {format_yuan(part.fen)}" for part in item.parts)
            yield (item.number, one.name, item.name, amount, item.words or None, parts or None)


def period_named(year: int, quarter: int) -> Period:
    """Return the period of an address.

    :raise NotFoundError: there is no such quarter.
    """
    try:
        return Period.parse(f"{year:04d}-Q{quarter}")
    except MonthError as error:
        raise NotFoundError from error


def period_sentence(page: PublicPeriod) -> str:
    """Return what the period was in one sentence that everybody understands."""
    figures = page.table.figures
    return (
        f"{page.table.period.chinese}村里收了 {format_yuan(figures.income_fen)} 元，"
        f"花了 {format_yuan(figures.expense_fen)} 元，{chinese_day(page.table.months[-1].last_day)}"
        f"还剩 {format_yuan(figures.closing_fen)} 元。"
    )
