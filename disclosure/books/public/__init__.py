"""The public pages of a village's money: years, months with everything behind each, kinds, downloads, print sheets.

Everything comes from bulletins; nothing here asks a database or a clock.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from disclosure.books.kinds import MONTH
from disclosure.books.public import rows
from disclosure.books.public.files import add_files, message_of
from disclosure.books.public.overview import corrections, dues, glance, headline, headlines_about
from disclosure.books.public.pages import finance_month, finance_page
from disclosure.books.public.statements import has_statements, statements_page
from disclosure.books.public.years import (
    category_anchor,
    finance_list,
    fund_code,
    kind_codes,
    kind_page,
    year_page,
    years,
)
from disclosure.books.search import records
from portal.areas import PublicPart
from portal.web.public_sheets import PAPERS, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.published import Published

__all__ = ["finance_list", "finance_month", "finance_page", "headline", "public_part"]

_FILES = ("statement_csv", "accounts_csv", "statement_xlsx", "datapackage", "wechat")
_TEMPLATES = "disclosure/public"


def public_part(published: Published) -> PublicPart:
    """Return the public pages of the books."""
    blueprint = Blueprint("finance", __name__)
    _add_lists(blueprint, published)
    _add_months(blueprint, published)
    add_files(blueprint, published)
    return PublicPart(
        blueprint=blueprint,
        pages=partial(_addresses, published),
        title="收支账目",
        index="finance.index",
        headline=headline,
        headlines_about=headlines_about,
        glance=partial(glance, published),
        dues=partial(dues, published),
        corrections=partial(corrections, published),
        records=partial(records, published),
    )


def _add_lists(blueprint: Blueprint, published: Published) -> None:
    @blueprint.get("/<village>/finance/")
    def index(village: str) -> str:
        return render_template(f"{_TEMPLATES}/finance.html", years=finance_list(published, village))

    @blueprint.get("/<village>/finance/<int(fixed_digits=4):year>/")
    def year(village: str, year: int) -> str:
        return render_template(f"{_TEMPLATES}/year.html", page=year_page(published, village, year))

    @blueprint.get("/<village>/finance/<int(fixed_digits=4):year>/<code>/")
    def kind(village: str, year: int, code: str) -> str:
        return render_template(f"{_TEMPLATES}/kind.html", page=kind_page(published, village, year, code))


def _add_months(blueprint: Blueprint, published: Published) -> None:
    @blueprint.get("/<village>/finance/<month>/")
    def month(village: str, month: str) -> str:
        page = finance_page(published, village, month)
        return render_template(
            f"{_TEMPLATES}/month.html",
            page=page,
            rows=rows,
            group_text=message_of(published, village, month),
            category_anchor=category_anchor,
            fund_code=fund_code,
        )

    @blueprint.get("/<village>/finance/<month>/statements/")
    def statements(village: str, month: str) -> str:
        return render_template(f"{_TEMPLATES}/statements.html", page=statements_page(published, village, month))

    @blueprint.get("/<village>/finance/<month>/<any(a4, a3):paper>/")
    def sheet(village: str, month: str, paper: str) -> str:
        page = finance_month(published, village, month)
        frame = sheet_of(published, page.bulletin, paper=paper)
        return render_template(f"{_TEMPLATES}/month_sheet.html", page=page, sheet=frame)


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    at = {"village": slug}
    for place, number in enumerate(years(published, slug)):
        if place == 0:
            yield "finance.index", at
        of = {**at, "year": str(number)}
        yield "finance.year", of
        yield from (("finance.kind", {**of, "code": code}) for code in kind_codes(published, slug, number))
    for key in published.keys(slug, MONTH):
        of = {**at, "month": key}
        yield "finance.month", of
        yield from ((f"finance.{name}", of) for name in _FILES)
        yield from (("finance.sheet", {**of, "paper": paper}) for paper in PAPERS)
        if has_statements(published.latest(slug, MONTH, key)):
            yield "finance.statements", of
            yield "finance.balances_csv", of
