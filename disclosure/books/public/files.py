"""The files beside a month page: tables, workbook, their description, and the text for the group."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from flask import Response

from disclosure.books.kinds import MONTH
from disclosure.books.public import share, tables
from disclosure.books.public.detail_tables import detail_csvs, detail_sheets
from disclosure.books.public.pages import biggest, finance_month
from disclosure.books.public.totals import check_balances, check_totals
from portal.kernel.errors import NotFoundError
from portal.kernel.published import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Blueprint

    from disclosure.books.public.reading import PublicMonth
    from portal.kernel.published import Published, PublishedBulletin

CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JSON = "application/json; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"

#: The tables that only some months have.
SOME_MONTHS = ("balances", "items", "funds", "budget")

#: How many months' tables are kept as they were made: a month's files are made one after another.
_REMEMBERED = 2


def add_files(blueprint: Blueprint, published: Published) -> None:
    """Add the files of every month to ``blueprint``."""
    _add_tables_of_some(blueprint, published)

    @blueprint.get("/<village>/finance/<month>/statement.csv")
    def statement_csv(village: str, month: str) -> Response:
        return Response(tables_of(published, village, month)["statement"], content_type=CSV)

    @blueprint.get("/<village>/finance/<month>/accounts.csv")
    def accounts_csv(village: str, month: str) -> Response:
        return Response(tables_of(published, village, month)["accounts"], content_type=CSV)

    @blueprint.get("/<village>/finance/<month>/statement.xlsx")
    def statement_xlsx(village: str, month: str) -> Response:
        found = finance_month(published, village, month)
        address = address_of(published, village, month)
        made = tables.statement_xlsx(found, address=address, more=detail_sheets(found))
        return Response(made, content_type=_XLSX)

    @blueprint.get("/<village>/finance/<month>/datapackage.json")
    def datapackage(village: str, month: str) -> Response:
        return Response(package_of(published, village, month), content_type=_JSON)

    @blueprint.get("/<village>/finance/<month>/wechat.txt")
    def wechat(village: str, month: str) -> Response:
        return Response(message_of(published, village, month), content_type=_TEXT)


def _add_tables_of_some(blueprint: Blueprint, published: Published) -> None:
    def some_months(name: str, village: str, month: str) -> Response:
        made = tables_of(published, village, month)
        if name not in made:
            raise NotFoundError
        return Response(made[name], content_type=CSV)

    for name in SOME_MONTHS:
        blueprint.add_url_rule(
            f"/<village>/finance/<month>/{name}.csv", endpoint=f"{name}_csv", view_func=partial(some_months, name)
        )


def has_table(bulletin: PublishedBulletin, name: str) -> bool:
    """Tell whether a month has the table of that name, one of ``SOME_MONTHS``."""
    return _has_items(bulletin) if name == "items" else name in bulletin.content


@once
def _has_items(bulletin: PublishedBulletin) -> bool:
    return any(one.get("items") for one in bulletin.content["vouchers"])


def address_of(published: Published, village: str, month: str) -> str:
    """Return the one absolute address of a month's page."""
    return f"{published.site_url}/{village}/finance/{month}/"


def tables_of(published: Published, village: str, month: str) -> Mapping[str, bytes]:
    """Return the month's CSV files by name; their sums are those the page prints.

    :raise TotalsDifferError: a total is not the sum of what is published.
    """
    found = finance_month(published, village, month)
    return _tables(found, address=address_of(published, village, month), village=published.village(village).name)


@lru_cache(maxsize=_REMEMBERED)
def _tables(month: PublicMonth, *, address: str, village: str) -> Mapping[str, bytes]:
    made = {"statement": tables.statement_csv(month, address=address), "accounts": tables.accounts_csv(month)}
    check_totals(month, village=village, **made)
    if month.balances is not None:
        check_balances(month, village=village)
        made["balances"] = tables.balances_csv(month.balances)
    return {**made, **detail_csvs(month)}


def package_of(published: Published, village: str, month: str) -> str:
    """Return the description of the month's tables."""
    return share.datapackage(
        finance_month(published, village, month),
        slug=village,
        village=published.village(village).name,
        address=address_of(published, village, month),
        files=tables_of(published, village, month),
    )


def message_of(published: Published, village: str, month: str) -> str:
    """Return the text for the villagers' group."""
    found = finance_month(published, village, month)
    first = published.revisions(village, MONTH, month)[0].published_on
    late_days = max(0, (first - found.due.on).days)
    return share.wechat_text(
        found,
        village=published.village(village).name,
        address=address_of(published, village, month),
        biggest=biggest(found),
        published=share.timeliness(published_on=first, late_days=late_days),
    )
