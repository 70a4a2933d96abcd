"""The counter where prizes are handed out: find the household, tap the prize, hand over, take the signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for

from points.households import services, sheets
from points.households.forms import CodeForm, CounterFilter, PaperForm, ReasonForm, ReserveForm
from points.households.queries import exchanges as queries
from points.households.queries.ledger import balance, balances
from points.households.queries.prizes import prize as prize_row
from points.households.queries.prizes import prizes
from points.households.queries.register import household as household_row
from points.households.queries.register import households, members_of, own_household_id
from points.households.services import Reserving
from points.households.values import ExchangeState, Step
from points.households.views.root import FormPage, blueprint, form_screen, month_named, new_token
from portal.kernel import clock
from portal.kernel.months import Month
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.figures import points
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.households.queries.exchanges import ExchangeRow
    from points.households.queries.prizes import PrizeRow
    from points.households.queries.register import HouseholdRow

#: As many households as are shown to be tapped; more words find fewer.
_MOST_FOUND = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A household that may stand at the counter, with what it has."""

    household: HouseholdRow
    left_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPage:
    """Who may be looked for, who was found, and what is still open."""

    filters: CounterFilter
    found: tuple[Found, ...]
    more: int
    waiting: tuple[ExchangeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A prize as a button: how many points it costs, whether there are enough points and pieces."""

    prize: PrizeRow
    enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """What one household may get now."""

    household: HouseholdRow
    left_x100: int
    own: bool  # the actor's own household: another officer hands over
    offered: tuple[Offered, ...]
    waiting: tuple[ExchangeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePage:
    """One exchange, and the next thing to do with it."""

    exchange: ExchangeRow
    own: bool
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """What was handed over in a month, to be signed on paper."""

    village: str
    month: Month
    rows: tuple[ExchangeRow, ...]


@blueprint.get("/counter/")
@require(Permission.HOUSEHOLDS_RECORD)
def counter() -> str:
    """Look for the household at the counter; below it, what is still open."""
    village, filters = current_village(), CounterFilter()
    asked = (filters.value("q") or "").strip()
    homes = households(village, q=asked) if asked else []
    left = balances(village) if homes else {}
    page = CounterPage(
        filters=filters,
        found=tuple(Found(household=one, left_x100=left.get(one.id, 0)) for one in homes[:_MOST_FOUND]),
        more=max(0, len(homes) - _MOST_FOUND),
        waiting=tuple(queries.open_exchanges(village)),
    )
    return render_template("points/households/counter.html", page=page)


@blueprint.get("/counter/<int:household>/")
@require(Permission.HOUSEHOLDS_RECORD)
def choose(household: int) -> str:
    """Show what a household may get, each prize a large button."""
    village = current_village()
    home, left = household_row(village, household), balance(household)
    page = ChoosePage(
        household=home,
        left_x100=left,
        own=own_household_id(current_actor().person_id) == household,
        offered=tuple(
            Offered(prize=one, enough=left >= one.price_x100 and one.stock > 0)
            for one in prizes(village, only_offered=True)
        ),
        waiting=tuple(one for one in queries.open_exchanges(village) if one.household.id == household),
    )
    return render_template("points/households/choose.html", page=page)


@blueprint.route("/counter/<int:household>/<int:prize>", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def exchange_for(household: int, prize: int) -> ResponseReturnValue:
    """Say how many, and set them aside for the household."""
    village, actor = current_village(), current_actor()
    home, row = household_row(village, household), prize_row(village, prize)
    form = ReserveForm(token=new_token())
    if form.validate_on_submit():
        with form.refusals():
            wanted = Reserving(household_id=household, prize=prize, token=form.token.data, quantity=form.quantity.data)
            made = services.reserve_prize(actor, village, wanted)
            flash("已扣积分，请把奖品交给本户。", "good")
            return redirect(url_for(".exchange", exchange=made.number))
    page = FormPage(
        title=f"{home.title}换{row.name}",
        lead=f"每{row.unit} {points(row.price_x100)} 分，这户还有 {points(balance(household))} 分。",
        submit="扣积分",
        back=url_for(".choose", household=household),
        back_title="选别的",
        facts=(("库存", f"{row.stock} {row.unit}"),),
    )
    return form_screen(page, form)


@blueprint.get("/exchanges/<int:exchange>/")
@require(Permission.HOUSEHOLDS_RECORD)
def exchange(exchange: int) -> ResponseReturnValue:
    """Show one exchange with the next large button."""
    return _exchange_screen(exchange, CodeForm(formdata=None))


@blueprint.post("/exchanges/<int:exchange>/hand-over")
@require(Permission.HOUSEHOLDS_RECORD)
def hand_over(exchange: int) -> ResponseReturnValue:
    """Hand the prize over."""
    services.hand_over(current_actor(), current_village(), exchange)
    flash("已交付，请本户签收。", "good")
    return redirect(url_for(".exchange", exchange=exchange))


@blueprint.post("/exchanges/<int:exchange>/sign")
@require(Permission.HOUSEHOLDS_RECORD)
def sign_by_code(exchange: int) -> ResponseReturnValue:
    """Take the signature by the household's six digits."""
    village, form = current_village(), CodeForm()
    queries.exchange(village, exchange)
    if form.validate_on_submit():
        with form.refusals():
            services.sign_by_code(current_actor(), village, exchange, code=form.code.data)
            flash("已签收。", "good")
            return redirect(url_for(".exchange", exchange=exchange))
    return _exchange_screen(exchange, form)


@blueprint.route("/exchanges/<int:exchange>/paper", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def sign_on_paper(exchange: int) -> ResponseReturnValue:
    """Enter a signature on paper with its photo."""
    village, form = current_village(), PaperForm()
    row = queries.exchange(village, exchange)
    if form.validate_on_submit():
        with form.refusals():
            services.sign_on_paper(
                current_actor(), village, exchange, signed_by=form.signed_by.data, uploads=form.photos.data
            )
            flash("已签收，照片已保存。", "good")
            return redirect(url_for(".exchange", exchange=exchange))
    return form_screen(_page(row, "纸上签收", "签收", "在签收单上签字，再拍一张照片。"), form)


@blueprint.route("/exchanges/<int:exchange>/cancel", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def cancel(exchange: int) -> ResponseReturnValue:
    """Cancel what is not signed for; points and stock come back."""
    village, form = current_village(), ReasonForm()
    row = queries.exchange(village, exchange)
    if form.validate_on_submit():
        with form.refusals():
            services.cancel_exchange(current_actor(), village, exchange, reason=form.reason.data)
            flash("已取消，积分和库存都退回了。", "good")
            return redirect(url_for(".exchange", exchange=exchange))
    return form_screen(_page(row, "取消兑换", "取消兑换", "已经交付的，先把东西收回来。"), form)


@blueprint.get("/exchanges/")
@require(Permission.HOUSEHOLDS_VIEW)
def exchanges() -> str:
    """List the exchanges of a year."""
    first, last = _year()
    rows = queries.exchanges(current_village(), first=first, last=last)
    part = page_of(rows, number=asked_page())
    return render_template("points/households/exchanges.html", page=part, month=Month.of(clock.today()))


@blueprint.get("/exchanges/table.xlsx")
@require(Permission.HOUSEHOLDS_VIEW)
def exchanges_table() -> Response:
    """Hand out the year's exchanges as a table."""
    first, last = _year()
    rows = queries.exchanges(current_village(), first=first, last=last)
    return table_response(f"{first.year}年积分兑换", sheets.EXCHANGE_COLUMNS, sheets.exchange_cells(rows))


@blueprint.get("/sheets/<period>")
@require(Permission.HOUSEHOLDS_RECORD)
def signature_sheet(period: str) -> str:
    """Show what was handed over in a month, to be printed and signed."""
    village, month = current_village(), month_named(period)
    handed = queries.stepped_in(village, Step.HANDED, first=month.first_day, last=month.last_day)
    rows = [one for one in reversed(handed) if one.state != ExchangeState.CANCELLED]
    return render_template(
        "points/households/signature_sheet.html",
        page=SheetPage(village=village.name, month=month, rows=tuple(rows)),
    )


def _year() -> tuple[date, date]:
    today = clock.today()
    year = request.args.get("year", today.year, type=int)
    known = year if 2000 <= year <= today.year else today.year  # noqa: PLR2004 - no exchange is older
    return date(known, 1, 1), date(known, 12, 31)


def _page(row: ExchangeRow, title: str, submit: str, lead: str) -> FormPage:
    return FormPage(
        title=title,
        lead=lead,
        submit=submit,
        back=url_for(".exchange", exchange=row.number),
        back_title=f"第 {row.number} 号兑换",
        facts=(
            ("哪一户", row.household.title),
            ("奖品", f"{row.prize} {row.quantity} {row.unit}"),
            ("积分", f"{points(row.points_x100)} 分"),
        ),
    )


def _exchange_screen(number: int, form: CodeForm) -> ResponseReturnValue:
    row = queries.exchange(current_village(), number)
    page = ExchangePage(
        exchange=row,
        own=own_household_id(current_actor().person_id) == row.household.id,
        members=tuple(members_of(row.household.id)),
    )
    return render_template("points/households/exchange.html", page=page, form=form), form.status
