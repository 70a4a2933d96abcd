"""The public pages of a village's money: years, months with everything behind each, kinds, downloads, print sheets.

Everything comes from bulletins; nothing here asks a database or a clock.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from disclosure.books.kinds import MONTH, PERIOD, SPECIAL
from disclosure.books.public import rows
from disclosure.books.public.budget import budget_page, has_budget, last_budget
from disclosure.books.public.files import CSV, SOME_MONTHS, add_files, has_table, message_of
from disclosure.books.public.overview import corrections, dues, glance, headline, headlines_about
from disclosure.books.public.pages import finance_month, finance_page
from disclosure.books.public.periodic import (
    items_csv,
    listed_periods,
    period_address,
    period_corrections,
    period_named,
    period_records,
    period_sentence,
    public_period,
)
from disclosure.books.public.special import (
    listed_specials,
    public_special,
    special_corrections,
    special_photos,
    special_records,
)
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
from disclosure.books.rules.periods import Period
from disclosure.books.search import records
from portal.areas import PublicPart
from portal.kernel.errors import NotFoundError
from portal.kernel.pictures import MEDIA_TYPE
from portal.web.public_sheets import PAPERS, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portal.areas import Correction, SearchRecord
    from portal.kernel.published import Published

__all__ = ["finance_list", "finance_month", "finance_page", "headline", "public_part"]

_FILES = ("statement_csv", "accounts_csv", "statement_xlsx", "datapackage", "wechat")
_TEMPLATES = "disclosure/public"


def public_part(published: Published) -> PublicPart:
    """Return the public pages of the books."""
    blueprint = Blueprint("finance", __name__)
    _add_lists(blueprint, published)
    _add_months(blueprint, published)
    _add_quarters(blueprint, published)
    _add_whole_years(blueprint, published)
    _add_specials(blueprint, published)
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
        corrections=partial(_corrections, published),
        records=partial(_records, published),
    )


def _add_lists(blueprint: Blueprint, published: Published) -> None:
    @blueprint.get("/<village>/finance/")
    def index(village: str) -> str:
        listed = finance_list(published, village)
        periods = {one.year: listed_periods(published, village, one.year) for one in listed}
        specials = listed_specials(published, village)
        return render_template(f"{_TEMPLATES}/finance.html", years=listed, periods=periods, specials=specials)

    @blueprint.get("/<village>/finance/<int(fixed_digits=4):year>/")
    def year(village: str, year: int) -> str:
        page = year_page(published, village, year)
        periods = listed_periods(published, village, year)
        planned = last_budget(published, village, [one.month for one in page.listed.months])
        return render_template(f"{_TEMPLATES}/year.html", page=page, periods=periods, planned=planned)

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

    @blueprint.get("/<village>/finance/<month>/budget/")
    def budget(village: str, month: str) -> str:
        return render_template(f"{_TEMPLATES}/budget.html", page=budget_page(published, village, month))

    @blueprint.get("/<village>/finance/<month>/<any(a4, a3):paper>/")
    def sheet(village: str, month: str, paper: str) -> str:
        page = finance_month(published, village, month)
        frame = sheet_of(published, page.bulletin, paper=paper)
        return render_template(f"{_TEMPLATES}/month_sheet.html", page=page, sheet=frame)


def _add_quarters(blueprint: Blueprint, published: Published) -> None:
    folder = "/<village>/finance/<int(fixed_digits=4):year>-Q<int(fixed_digits=1):quarter>"

    @blueprint.get(f"{folder}/")
    def quarter(village: str, year: int, quarter: int) -> str:
        return _period(published, village, period_named(year, quarter))

    @blueprint.get(f"{folder}/items.csv")
    def quarter_csv(village: str, year: int, quarter: int) -> Response:
        return _period_csv(published, village, period_named(year, quarter))

    @blueprint.get(f"{folder}/<any(a4, a3):paper>/")
    def quarter_sheet(village: str, year: int, quarter: int, paper: str) -> str:
        return _period_sheet(published, village, period_named(year, quarter), paper=paper)


def _add_whole_years(blueprint: Blueprint, published: Published) -> None:
    folder = "/<village>/finance/<int(fixed_digits=4):year>/whole-year"

    @blueprint.get(f"{folder}/")
    def whole_year(village: str, year: int) -> str:
        return _period(published, village, Period.of_year(year))

    @blueprint.get(f"{folder}/items.csv")
    def whole_year_csv(village: str, year: int) -> Response:
        return _period_csv(published, village, Period.of_year(year))

    @blueprint.get(f"{folder}/<any(a4, a3):paper>/")
    def whole_year_sheet(village: str, year: int, paper: str) -> str:
        return _period_sheet(published, village, Period.of_year(year), paper=paper)


def _add_specials(blueprint: Blueprint, published: Published) -> None:
    @blueprint.get("/<village>/finance/special/")
    def specials(village: str) -> str:
        rows = listed_specials(published, published.village(village).slug)
        if not rows:
            raise NotFoundError
        return render_template(f"{_TEMPLATES}/specials.html", rows=rows)

    @blueprint.get("/<village>/finance/special/<int:number>/")
    def special(village: str, number: int) -> str:
        return render_template(f"{_TEMPLATES}/special.html", page=public_special(published, village, number))

    @blueprint.get("/<village>/finance/special/<int:number>/photos/<digest>.jpg")
    def special_photo(village: str, number: int, digest: str) -> Response:
        slug = published.village(village).slug
        content = published.file(slug, digest) if digest in special_photos(published, slug, str(number)) else None
        if content is None:
            raise NotFoundError
        return Response(content, content_type=MEDIA_TYPE)


def _corrections(published: Published, slug: str) -> Iterator[Correction]:
    yield from corrections(published, slug)
    yield from period_corrections(published, slug)
    yield from special_corrections(published, slug)


def _records(published: Published, slug: str) -> Iterator[SearchRecord]:
    yield from records(published, slug)
    yield from period_records(published, slug)
    yield from special_records(published, slug)


def _period(published: Published, village: str, period: Period) -> str:
    page = public_period(published, village, period)
    return render_template(f"{_TEMPLATES}/period.html", page=page, lead=period_sentence(page))


def _period_csv(published: Published, village: str, period: Period) -> Response:
    return Response(items_csv(public_period(published, village, period)), content_type=CSV)


def _period_sheet(published: Published, village: str, period: Period, *, paper: str) -> str:
    page = public_period(published, village, period)
    frame = sheet_of(published, page.bulletin, paper=paper)
    return render_template(f"{_TEMPLATES}/period_sheet.html", page=page, sheet=frame)


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    at = {"village": slug}
    known, topics = years(published, slug), published.keys(slug, SPECIAL)
    if known or topics:
        yield "finance.index", at
    for number in known:
        of = {**at, "year": str(number)}
        yield "finance.year", of
        yield from (("finance.kind", {**of, "code": code}) for code in kind_codes(published, slug, number))
    for key in published.keys(slug, MONTH):
        of = {**at, "month": key}
        yield "finance.month", of
        yield from ((f"finance.{name}", of) for name in _FILES)
        yield from (("finance.sheet", {**of, "paper": paper}) for paper in PAPERS)
        bulletin = published.latest(slug, MONTH, key)
        if has_statements(bulletin):
            yield "finance.statements", of
        if has_budget(bulletin):
            yield "finance.budget", of
        yield from ((f"finance.{name}_csv", of) for name in SOME_MONTHS if has_table(bulletin, name))
    if topics:
        yield "finance.specials", at
        yield from (("finance.special", {**at, "number": key}) for key in topics)
        yield from _photos(published, slug, topics)
    for key in published.keys(slug, PERIOD):
        endpoint, values = period_address(Period.parse(key))
        of = {**at, **values}
        yield endpoint, of
        yield f"{endpoint}_csv", of
        yield from ((f"{endpoint}_sheet", {**of, "paper": paper}) for paper in PAPERS)


def _photos(published: Published, slug: str, topics: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the papers everybody may see; one whose bytes are missing has no address, and its page says so."""
    for key in topics:
        for digest in sorted(special_photos(published, slug, key)):
            if published.file(slug, digest) is not None:
                yield "finance.special_photo", {"village": slug, "number": key, "digest": digest}
