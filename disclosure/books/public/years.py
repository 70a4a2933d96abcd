"""The lists that lead to every line without a search: years, the months of one, and what came in or went out for what.

They work from a USB stick: an index by month, by kind (account) and by fund, made when the site is built.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount, account
from disclosure.books.kinds import MONTH, OVERDUE, PERIOD_OVERDUE
from disclosure.books.public.reading import read_month
from disclosure.books.rules.periods import Period
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.web.charts import Chart, money_in_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from disclosure.books.public.reading import Category, PublicMonth
    from disclosure.books.public.vouchers import Line, PublicVoucher
    from portal.kernel.published import Published, PublishedBulletin

_FUND, _ANCHOR_DIGITS = "fund-", 8
_MONTHS = range(1, 13)

#: How many years are kept as they were indexed: the kind pages of one follow each other.
_REMEMBERED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMonth:
    """A month in a list; one that was not public when it had to be has no figures until it is."""

    month: Month
    income_fen: int | None = None
    expense_fen: int | None = None
    closing_fen: int | None = None
    published_on: date | None = None
    late_days: int = 0
    corrected: bool = False
    red: bool = False
    overdue: str = ""  # what the document says that says it is late

    @property
    def anchor(self) -> str:
        """Where it stands on the year's page."""
        return f"m-{self.month}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedYear:
    """A year in the list, its months the latest first."""

    year: int
    months: tuple[ListedMonth, ...]
    income_fen: int
    expense_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a kind page is about: an account, or a fund."""

    code: str
    name: str
    in_fen: int
    out_fen: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """One year: its months, its chart, what the money came from and went for."""

    listed: ListedYear
    graph: Chart
    income: tuple[Kind, ...]
    expense: tuple[Kind, ...]
    others: tuple[Kind, ...]
    funds: tuple[Kind, ...]
    earlier: int | None
    later: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """One line of a kind page, with the month and voucher it stands in."""

    month: Month
    voucher: PublicVoucher
    in_fen: int
    out_fen: int

    @property
    def key(self) -> str:
        """The month in addresses."""
        return str(self.month)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindGroup:
    """The lines under one category of an account."""

    name: str
    anchor: str
    lines: tuple[KindLine, ...]
    in_fen: int
    out_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KindPage:
    """Everything of one kind in a year."""

    year: int
    kind: Kind
    groups: tuple[KindGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One line of a voucher in its month."""

    month: Month
    voucher: PublicVoucher
    line: Line


def years(published: Published, slug: str) -> tuple[int, ...]:
    """Return the years of which the village published something, the latest first."""
    keys = (*published.keys(slug, MONTH), *published.keys(slug, OVERDUE))
    late = {Period.parse(key).year for key in published.keys(slug, PERIOD_OVERDUE)}
    return tuple(sorted({*late, *(Month.parse(key).year for key in keys)}, reverse=True))


def finance_list(published: Published, village: str) -> tuple[ListedYear, ...]:
    """Return the years of a village's books, the latest first.

    :raise NotFoundError: there is no such village.
    """
    slug = published.village(village).slug
    months, late = published.of(slug, MONTH), published.of(slug, OVERDUE)
    return tuple(_listed_year(published, year, [*months, *late]) for year in years(published, slug))


def year_page(published: Published, village: str, year: int) -> YearPage:
    """Return the page of one year.

    :raise NotFoundError: there is no such village, or it published nothing of that year.
    """
    place = published.village(village)
    known = years(published, place.slug)
    if year not in known:
        raise NotFoundError
    documents = (*published.of(place.slug, MONTH), *published.of(place.slug, OVERDUE))
    listed = _listed_year(published, year, documents)
    shown = {one.month.number: one for one in listed.months}
    kinds = _kinds(_months(published, village, year))
    return YearPage(
        listed=listed,
        graph=money_in_out(
            [
                (str(Month(year, number)), *(shown[number].income_fen, shown[number].expense_fen))
                if number in shown
                else (str(Month(year, number)), None, None)
                for number in _MONTHS
            ]
        ),
        income=tuple(one for one in kinds if not _is_fund(one.code) and account(one.code).is_income),
        expense=tuple(one for one in kinds if not _is_fund(one.code) and account(one.code).is_expense),
        others=tuple(one for one in kinds if not _is_fund(one.code) and not _in_statement(one.code)),
        funds=tuple(one for one in kinds if _is_fund(one.code)),
        earlier=next((one for one in known if one < year), None),
        later=next((one for one in reversed(known) if one > year), None),
    )


def kind_codes(published: Published, village: str, year: int) -> tuple[str, ...]:
    """Return the codes of the year's kind pages."""
    return tuple(one.code for one in _kinds(_months(published, village, year)))


def kind_page(published: Published, village: str, year: int, code: str) -> KindPage:
    """Return everything under one account, or paid out of one fund, in a year.

    :raise NotFoundError: there was nothing.
    """
    found = _entries(_months(published, village, year)).get(code)
    if not found:
        raise NotFoundError
    groups: dict[str, list[KindLine]] = defaultdict(list)
    for entry in found:
        groups[entry.line.name].append(
            KindLine(
                month=entry.month, voucher=entry.voucher, in_fen=entry.line.credit_fen, out_fen=entry.line.debit_fen
            )
        )
    made = tuple(_group(name, lines) for name, lines in sorted(groups.items()))
    return KindPage(year=year, kind=_kind(code, found), groups=made)


def category_anchor(category: Category | str) -> str:
    """Return where a category stands on the page of its kind."""
    name = category if isinstance(category, str) else category.name
    return f"c-{hashlib.sha256(name.encode()).hexdigest()[:_ANCHOR_DIGITS]}"


def fund_code(fund: str) -> str:
    """Return the code of a fund's kind page."""
    return f"{_FUND}{hashlib.sha256(fund.encode()).hexdigest()[:_ANCHOR_DIGITS]}"


def _listed_year(published: Published, year: int, documents: Iterable[PublishedBulletin]) -> ListedYear:
    of_year = [one for one in documents if Month.parse(one.key).year == year]
    public = {one.key: one for one in of_year if one.kind == MONTH}
    overdue = {one.key: one for one in of_year if one.kind == OVERDUE}
    listed = tuple(
        _listed(published, public[key]) if key in public else _late(overdue[key])
        for key in sorted({*public, *overdue}, reverse=True)
    )
    return ListedYear(
        year=year,
        months=listed,
        income_fen=sum(one.income_fen or 0 for one in listed),
        expense_fen=sum(one.expense_fen or 0 for one in listed),
    )


def _listed(published: Published, bulletin: PublishedBulletin) -> ListedMonth:
    place = published.village(bulletin.place_slug)
    first = published.revisions(place.slug, MONTH, bulletin.key)[0].published_on
    found = read_month(bulletin, village=place.name)
    return ListedMonth(
        month=found.month,
        income_fen=found.figures.income_fen,
        expense_fen=found.figures.expense_fen,
        closing_fen=found.figures.closing_fen,
        published_on=first,
        late_days=max(0, (first - found.due.on).days),
        corrected=bulletin.revision > 1,
        red=found.has_reversals,
    )


def _late(bulletin: PublishedBulletin) -> ListedMonth:
    return ListedMonth(month=Month.parse(bulletin.key), overdue=overdue_words(bulletin))


def _months(published: Published, village: str, year: int) -> tuple[PublicMonth, ...]:
    place = published.village(village)
    return tuple(
        read_month(one, village=place.name)
        for one in published.of(place.slug, MONTH)
        if Month.parse(one.key).year == year
    )


@lru_cache(maxsize=_REMEMBERED)
def _entries(months: tuple[PublicMonth, ...]) -> Mapping[str, Sequence[_Entry]]:
    """Return the lines of a year by the code of the page they stand on: their account, and their fund."""
    found: dict[str, list[_Entry]] = defaultdict(list)
    for month in months:
        for voucher in month.vouchers:
            for line in voucher.lines:
                if MoneyAccount.of(line.code) is not None or line.ends_result:
                    continue
                entry = _Entry(month=month.month, voucher=voucher, line=line)
                found[line.code].append(entry)
                if voucher.fund:
                    found[fund_code(voucher.fund)].append(entry)
    return found


def _kinds(months: tuple[PublicMonth, ...]) -> tuple[Kind, ...]:
    return tuple(_kind(code, entries) for code, entries in sorted(_entries(months).items()))


def _kind(code: str, entries: Sequence[_Entry]) -> Kind:
    return Kind(
        code=code,
        name=entries[0].voucher.fund if _is_fund(code) else account(code).name,
        in_fen=sum(one.line.credit_fen for one in entries),
        out_fen=sum(one.line.debit_fen for one in entries),
        count=len({(one.month, one.voucher.number) for one in entries}),
    )


def _group(name: str, lines: Sequence[KindLine]) -> KindGroup:
    return KindGroup(
        name=name,
        anchor=category_anchor(name),
        lines=tuple(lines),
        in_fen=sum(one.in_fen for one in lines),
        out_fen=sum(one.out_fen for one in lines),
    )


def _is_fund(code: str) -> bool:
    return code.startswith(_FUND)


def _in_statement(code: str) -> bool:
    booked = account(code)
    return booked.is_income or booked.is_expense


def overdue_months(published: Published, slug: str) -> Iterator[PublishedBulletin]:
    """Yield the documents that say a month is late, as long as that month is not public."""
    public = set(published.keys(slug, MONTH))
    return (one for one in published.of(slug, OVERDUE) if one.key not in public)


def overdue_words(bulletin: PublishedBulletin) -> str:
    """Return what a document says that says a month is late; it knows no later day than its own."""
    due, on = date.fromisoformat(bulletin.content["due_on"]), bulletin.published_on
    return f"应在{chinese_day(due)}前公开，到{chinese_day(on)}{bulletin.content['state']}"
