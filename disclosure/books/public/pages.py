"""What the month page and its print sheets show: the plain sentence first, then every voucher, then the categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.kinds import MONTH
from disclosure.books.public.reading import FIGURES, PublicMonth, read_month
from disclosure.books.public.share import plain_words
from portal.web.charts import Chart, money_in_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from disclosure.books.public.vouchers import PublicVoucher, Reference
    from portal.kernel.months import Month
    from portal.kernel.published import Published, PublishedBulletin

_SHOWN_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFigure:
    """A total as an earlier revision printed it, beside the one that stands."""

    label: str
    old_fen: int
    new_fen: int

    @property
    def changed(self) -> bool:
        """Whether it is another amount now."""
        return self.old_fen != self.new_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """An earlier revision of the month."""

    revision: int
    published_on: date
    reason: str
    figures: tuple[OldFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancePage:
    """One month with every voucher, and the months around it as far as the page shows them."""

    of: PublicMonth
    lead: str
    biggest: tuple[PublicVoucher, ...]  # the largest receipt and the largest payment that stand
    older: tuple[Older, ...]  # earlier revisions, the latest first
    published_on: date  # the first time
    late_days: int
    before: Month | None  # the month before, where it is public
    year_from: Month | None  # the first public month of the year, where that is not January
    public_months: frozenset[Month]  # of those its vouchers refer to
    graph: Chart

    def is_public(self, reference: Reference) -> bool:
        """Tell whether the voucher of another month stands on a page."""
        return reference.month in self.public_months


def finance_month(published: Published, village: str, month: str) -> PublicMonth:
    """Return one month in its latest revision.

    :raise NotFoundError: the village has not published that month.
    :raise UnreadableMonthError: its document cannot be read.
    """
    place = published.village(village)
    return read_month(published.latest(place.slug, MONTH, month), village=place.name)


def finance_page(published: Published, village: str, month: str) -> FinancePage:
    """Return the page of one month in its latest revision; it asks for no month after it but those it refers to.

    :raise NotFoundError: the village has not published that month.
    :raise UnreadableMonthError: its document cannot be read.
    """
    place = published.village(village)
    found = finance_month(published, village, month)
    series = published.revisions(place.slug, MONTH, month)
    around = {one: published.find(place.slug, MONTH, str(one)) for one in _months_up_to(found.month)}
    referred = {one.month for one in _references(found)}
    published_on = series[0].published_on
    return FinancePage(
        of=found,
        lead=plain_words(found),
        biggest=biggest(found),
        older=tuple(_older(one, series[-1]) for one in reversed(series[:-1])),
        published_on=published_on,
        late_days=max(0, (published_on - found.due.on).days),
        before=found.month.plus(-1) if around[found.month.plus(-1)] else None,
        year_from=_year_from(around, found.month),
        public_months=frozenset(one for one in referred if published.find(place.slug, MONTH, str(one))),
        graph=money_in_out([_in_and_out(one, bulletin) for one, bulletin in around.items()]),
    )


def biggest(month: PublicMonth) -> tuple[PublicVoucher, ...]:
    """Return the largest receipt and the largest payment that were not taken back."""
    standing = [one for one in month.vouchers if not one.reversed_by and not one.reverses]
    received = max((one for one in standing if one.in_fen > 0), key=lambda one: one.in_fen, default=None)
    paid = max((one for one in standing if one.out_fen > 0), key=lambda one: one.out_fen, default=None)
    return tuple(one for one in (received, paid) if one is not None)


def _months_up_to(month: Month) -> Iterator[Month]:
    return (month.plus(-back) for back in range(_SHOWN_MONTHS - 1, -1, -1))


def _year_from(around: Mapping[Month, PublishedBulletin | None], month: Month) -> Month | None:
    """Return from which month on the year's sums count, where the books began to be public within the year."""
    first = min((one for one, bulletin in around.items() if bulletin and one.year == month.year), default=month)
    return None if first.number == 1 else first


def _in_and_out(month: Month, bulletin: PublishedBulletin | None) -> tuple[str, int | None, int | None]:
    if bulletin is None:
        return (str(month), None, None)
    return (str(month), bulletin.content["income_fen"], bulletin.content["expense_fen"])


def _references(month: PublicMonth) -> Iterator[Reference]:
    for one in month.vouchers:
        yield from (other for other in (one.reverses, one.reversed_by) if other is not None)
    yield from (one.by for one in month.corrections)


def _older(bulletin: PublishedBulletin, latest: PublishedBulletin) -> Older:
    return Older(
        revision=bulletin.revision,
        published_on=bulletin.published_on,
        reason=bulletin.reason,
        figures=tuple(old_figures(bulletin, latest, names=("income_fen", "expense_fen", "closing_fen"))),
    )


def old_figures(old: PublishedBulletin, new: PublishedBulletin, *, names: Sequence[str]) -> Iterator[OldFigure]:
    """Yield the totals called ``names`` as two revisions print them."""
    for name in names:
        yield OldFigure(label=FIGURES[name], old_fen=old.content[name], new_fen=new.content[name])
