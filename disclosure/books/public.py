"""The public pages of a village's money: the list of months, and one page with everything behind each.

Everything comes from the bulletin; nothing here asks a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template

from disclosure.books.search import records
from portal.areas import Headline, PublicPart
from portal.kernel.money import format_yuan
from portal.kernel.months import Month
from portal.kernel.sheet_output import write_csv, write_xlsx, yuan_cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from portal.kernel.published import Published, PublishedBulletin
    from portal.kernel.sheet_output import Cell

KIND = "month"
TRANSFER = "transfer"

_COLUMNS = ("日期", "凭证号", "摘要", "类别", "收到", "付出", "存取或转账")
_CSV_TYPE = "text/csv; charset=utf-8"
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMonth:
    """A month in the list."""

    key: str
    month: Month
    income_fen: int
    expense_fen: int
    closing_fen: int
    corrected: bool
    published_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceList:
    """A village's published months, the latest first."""

    months: tuple[ListedMonth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReference:
    """Another voucher, and where it stands: nowhere while its month is not published."""

    month: Month
    number: int
    reason: str
    anchor: str | None  # on that month's page


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCorrection:
    """A voucher of a published month that was taken back in another month."""

    number: int
    by: PublicReference
    on: date
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicVoucher:
    """One voucher as it is published; the anchor stands on the month's page."""

    number: int
    anchor: str
    happened_on: date
    late_days: int
    summary: str
    categories: str
    is_transfer: bool
    in_fen: int
    out_fen: int
    moved_fen: int
    lines: Sequence[Mapping[str, Any]]
    matter_number: int | None
    reverses: PublicReference | None
    reversed_by: PublicReference | None
    receipts: tuple[str, ...]  # fingerprints


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed for the month, and when."""

    name: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancePage:
    """One month with every voucher."""

    bulletin: PublishedBulletin
    older: tuple[PublishedBulletin, ...]  # earlier revisions, the latest first
    month: Month
    figures: Mapping[str, Any]
    vouchers: tuple[PublicVoucher, ...]
    chart: Mapping[str, Any]
    differences: Sequence[Mapping[str, Any]]
    corrections: tuple[PublicCorrection, ...]
    findings: tuple[str, ...]
    explanation: str
    closed: Signature
    signed_off: Signature
    corrected: tuple[Signature, ...]  # after the signature, which they do not share


def public_part(published: Published) -> PublicPart:
    """Return the public pages of the books."""
    blueprint = Blueprint("finance", __name__)

    @blueprint.get("/<village>/finance/")
    def index(village: str) -> str:
        return render_template("disclosure/public/finance.html", page=finance_list(published, village))

    @blueprint.get("/<village>/finance/<month>/")
    def month(village: str, month: str) -> str:
        return render_template("disclosure/public/month.html", page=finance_page(published, village, month))

    @blueprint.get("/<village>/finance/<month>/statement.csv")
    def statement_csv(village: str, month: str) -> Response:
        page = finance_page(published, village, month)
        return Response(write_csv(_COLUMNS, statement_rows(page)), content_type=_CSV_TYPE)

    @blueprint.get("/<village>/finance/<month>/statement.xlsx")
    def statement_xlsx(village: str, month: str) -> Response:
        page = finance_page(published, village, month)
        return Response(write_xlsx(_COLUMNS, statement_rows(page), sheet=month), content_type=_XLSX_TYPE)

    return PublicPart(
        blueprint=blueprint,
        pages=lambda slug: _addresses(published, slug),
        title="收支账目",
        index="finance.index",
        headline=headline,
        records=lambda slug: records(published, slug),
    )


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a month stands in a list; other documents are not ours."""
    if bulletin.kind != KIND:
        return None
    content = bulletin.content
    return Headline(
        title=f"{Month.parse(bulletin.key).chinese}收支",
        detail=(
            f"本月收入 {format_yuan(content['income_fen'])} 元，支出 {format_yuan(content['expense_fen'])} 元，"
            f"结余 {format_yuan(content['closing_fen'])} 元。"
        ),
        endpoint="finance.month",
        values={"village": bulletin.place_slug, "month": bulletin.key},
    )


def finance_list(published: Published, village: str) -> FinanceList:
    """Return the list of a village's published months.

    :raise NotFoundError: there is no such village.
    """
    place = published.village(village)
    found = reversed(published.of(place.slug, KIND))
    return FinanceList(
        months=tuple(_listed(one, first=published.revisions(place.slug, KIND, one.key)[0]) for one in found)
    )


def finance_page(published: Published, village: str, month: str) -> FinancePage:
    """Return the page of one month in its latest revision.

    :raise NotFoundError: the village has not published that month.
    """
    place = published.village(village)
    bulletin = published.latest(place.slug, KIND, month)
    content = bulletin.content
    months = {one.key for one in published.of(place.slug, KIND)}
    return FinancePage(
        bulletin=bulletin,
        older=tuple(reversed(published.revisions(place.slug, KIND, month)[:-1])),
        month=Month.parse(content["month"]),
        figures=content,
        vouchers=tuple(_voucher(one, published=months) for one in content["vouchers"]),
        chart=content["chart"],
        differences=content["differences"],
        corrections=tuple(_correction(one, published=months) for one in content.get("corrections", ())),
        findings=tuple(content.get("findings", ())),
        explanation=content.get("explanation", ""),
        closed=_signature(bulletin, content["closed"]),
        signed_off=_signature(bulletin, content["signed_off"]),
        corrected=tuple(_signature(bulletin, one) for one in content.get("corrected", ())),
    )


def statement_rows(page: FinancePage) -> Iterator[tuple[Cell, ...]]:
    """Yield the month's vouchers as rows of a spreadsheet, the totals last."""
    for one in page.vouchers:
        amounts = (yuan_cell(fen) if fen else None for fen in (one.in_fen, one.out_fen, one.moved_fen))
        yield (one.happened_on, one.number, one.summary, one.categories, *amounts)
    totals = (yuan_cell(page.figures["received_fen"]), yuan_cell(page.figures["paid_fen"]))
    yield ("合计", None, None, None, *totals, None)


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    found = published.keys(slug, KIND)
    if found:
        yield "finance.index", {"village": slug}
    for key in found:
        for endpoint in ("month", "statement_csv", "statement_xlsx"):
            yield f"finance.{endpoint}", {"village": slug, "month": key}


def _listed(bulletin: PublishedBulletin, *, first: PublishedBulletin) -> ListedMonth:
    content = bulletin.content
    return ListedMonth(
        key=bulletin.key,
        month=Month.parse(bulletin.key),
        income_fen=content["income_fen"],
        expense_fen=content["expense_fen"],
        closing_fen=content["closing_fen"],
        corrected=bulletin.revision > 1,
        published_on=first.published_on,
    )


def _reference(content: Mapping[str, Any] | None, *, published: Collection[str]) -> PublicReference | None:
    if content is None:
        return None
    number = content["number"]
    return PublicReference(
        month=Month.parse(content["month"]),
        number=number,
        reason=content["reason"],
        anchor=f"v-{number}" if content["month"] in published else None,
    )


def _correction(content: Mapping[str, Any], *, published: Collection[str]) -> PublicCorrection:
    by = PublicReference(
        month=Month.parse(content["month"]),
        number=content["by"],
        reason=content["reason"],
        anchor=f"v-{content['by']}" if content["month"] in published else None,
    )
    return PublicCorrection(
        number=content["number"], by=by, on=date.fromisoformat(content["on"]), amount_fen=content["amount_fen"]
    )


def _voucher(content: Mapping[str, Any], *, published: Collection[str]) -> PublicVoucher:
    return PublicVoucher(
        number=content["number"],
        anchor=f"v-{content['number']}",
        happened_on=date.fromisoformat(content["happened_on"]),
        late_days=content["late_days"],
        summary=content["summary"],
        categories=content["categories"],
        is_transfer=content["kind"] == TRANSFER,
        in_fen=content["in_fen"],
        out_fen=content["out_fen"],
        moved_fen=content["moved_fen"],
        lines=content["lines"],
        matter_number=content.get("matter"),
        reverses=_reference(content.get("reverses"), published=published),
        reversed_by=_reference(content.get("reversed_by"), published=published),
        receipts=tuple(one["digest"] for one in content.get("receipts", ())),
    )


def _signature(bulletin: PublishedBulletin, content: Mapping[str, Any]) -> Signature:
    return Signature(
        name=bulletin.name(content["who"]), on=date.fromisoformat(content["on"]) if content["on"] else None
    )
