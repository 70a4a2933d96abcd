"""The board of households with their balances, and one household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template

from points.households import sheets
from points.households.forms import BoardFilter
from points.households.queries.entries import open_count
from points.households.queries.exchanges import exchanges, open_exchanges
from points.households.queries.ledger import balance_rows, history
from points.households.queries.register import household as household_row
from points.households.queries.register import members_of
from points.households.queries.schemes import scheme_on
from points.households.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.org.queries import groups
from portal.web.context import current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from points.households.queries.exchanges import ExchangeRow
    from points.households.queries.ledger import BalanceRow, MovementRow
    from points.households.queries.register import HouseholdRow
    from portal.kernel.paging import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """The village's households by pages, and what can be done."""

    filters: BoardFilter
    rows: Page[BalanceRow]
    year: int
    left_x100: int
    having: int
    has_scheme: bool
    open_entries: int
    open_exchanges: int
    may_record: bool
    may_manage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPage:
    """One household: what it has, how that came to be, what it got."""

    household: HouseholdRow
    members: tuple[str, ...]
    left_x100: int
    movements: tuple[MovementRow, ...]
    exchanges: tuple[ExchangeRow, ...]
    may_record: bool


@blueprint.get("/")
@require(Permission.HOUSEHOLDS_VIEW)
def index() -> str:
    """List the households with what they earned, spent and have."""
    filters, rows = _asked()
    village, today = current_village(), clock.today()
    page = BoardPage(
        filters=filters,
        rows=page_of(rows, number=asked_page()),
        year=today.year,
        left_x100=sum(one.left_x100 for one in rows),
        having=sum(one.left_x100 > 0 for one in rows),
        has_scheme=scheme_on(village, today) is not None,
        open_entries=open_count(village),
        open_exchanges=len(open_exchanges(village)),
        may_record=may(Permission.HOUSEHOLDS_RECORD),
        may_manage=may(Permission.HOUSEHOLDS_MANAGE),
    )
    return render_template("points/households/index.html", page=page)


@blueprint.get("/table.xlsx")
@require(Permission.HOUSEHOLDS_VIEW)
def index_table() -> Response:
    """Hand out the households as a table, with the filter of the screen."""
    filters, rows = _asked()
    filters.require_readable()
    return table_response("家户积分", sheets.BALANCE_COLUMNS, sheets.balance_cells(rows))


@blueprint.get("/<int:household>/")
@require(Permission.HOUSEHOLDS_VIEW)
def household(household: int) -> str:
    """Show one household."""
    village = current_village()
    row, movements = household_row(village, household), history(village, household)
    page = HouseholdPage(
        household=row,
        members=tuple(members_of(row.id)),
        left_x100=movements[0].left_x100 if movements else 0,
        movements=tuple(movements),
        exchanges=tuple(exchanges(village, household_id=row.id)),
        may_record=may(Permission.HOUSEHOLDS_RECORD),
    )
    return render_template("points/households/household.html", page=page)


def _asked() -> tuple[BoardFilter, list[BalanceRow]]:
    village, filters = current_village(), BoardFilter()
    filters.group.choices = options([("", "全部"), *((name, name) for name in groups(village))])
    asked = {"group": filters.value("group") or "", "q": (filters.value("q") or "").strip()}
    return filters, balance_rows(village, year=clock.today().year, **asked)
