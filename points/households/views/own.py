"""A household's own pages on the phone: what it has, what it could get, its exchanges with their codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points.households import services
from points.households.errors import NoExchangeError, NotOfAHouseholdError
from points.households.forms import ReasonForm, ReserveForm
from points.households.queries.exchanges import exchange, exchanges
from points.households.queries.ledger import balance, history
from points.households.queries.prizes import prize as prize_row
from points.households.queries.prizes import prizes
from points.households.queries.register import household_of
from points.households.queries.schemes import scheme_on
from points.households.queries.year_end import expiring_of
from points.households.services import Reserving
from points.households.views.root import FormPage, blueprint, form_screen, new_token
from portal.kernel import clock
from portal.web.context import current_actor, current_village
from portal.web.figures import points
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from points.households.queries.exchanges import ExchangeRow
    from points.households.queries.ledger import MovementRow
    from points.households.queries.prizes import PrizeRow
    from points.households.queries.register import HouseholdRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A prize, and how many points are missing for one of it."""

    prize: PrizeRow
    missing_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """What one's own household has, could get, got, and may lose at the year's end."""

    household: HouseholdRow | None
    left_x100: int
    within: tuple[Within, ...]  # those there are points for first
    open: tuple[ExchangeRow, ...]
    movements: tuple[MovementRow, ...]
    expiring: tuple[tuple[int, date, int], ...]
    year_end: str


@blueprint.get("/own/")
@require(SIGNED_IN)
def own() -> str:
    """Show one's own household."""
    village, today = current_village(), clock.today()
    scheme = scheme_on(village, today)
    try:
        home = household_of(village, current_actor().person_id)
    except NotOfAHouseholdError:
        return render_template("points/households/own.html", page=_nobodys())
    movements = history(village, home.id)
    left = movements[0].left_x100 if movements else 0
    within = [
        Within(prize=one, missing_x100=max(0, one.price_x100 - left)) for one in prizes(village, only_offered=True)
    ]
    page = OwnPage(
        household=home,
        left_x100=left,
        within=tuple(sorted(within, key=lambda one: (one.missing_x100 > 0, one.prize.price_x100))),
        open=tuple(
            one for one in exchanges(village, household_id=home.id) if one.state.value in {"reserved", "handed"}
        ),
        movements=tuple(movements),
        expiring=tuple(expiring_of(village, home.id)),
        year_end=scheme.year_end.chinese if scheme else "",
    )
    return render_template("points/households/own.html", page=page)


@blueprint.route("/own/prizes/<int:prize>", methods=["GET", "POST"])
@require(SIGNED_IN)
def own_prize(prize: int) -> ResponseReturnValue:
    """Reserve a prize for one's own household."""
    village, actor = current_village(), current_actor()
    row = prize_row(village, prize)
    home = household_of(village, actor.person_id)
    form = ReserveForm(token=new_token())
    if form.validate_on_submit():
        with form.refusals():
            wanted = Reserving(household_id=home.id, prize=prize, token=form.token.data, quantity=form.quantity.data)
            made = services.reserve_prize(actor, village, wanted)
            flash("已预留，请到兑换点领取。", "good")
            return redirect(url_for(".own_exchange", exchange=made.number))
    page = FormPage(
        title=f"兑换{row.name}",
        lead=f"每{row.unit} {points(row.price_x100)} 分，我家还有 {points(balance(home.id))} 分。",
        submit="兑换",
        back=url_for(".own"),
        back_title="我家积分",
        facts=(("库存", f"{row.stock} {row.unit}"), ("说明", row.detail or "—")),
    )
    return form_screen(page, form)


@blueprint.get("/own/exchanges/<int:exchange>/")
@require(SIGNED_IN)
def own_exchange(exchange: int) -> str:
    """Show one of one's own exchanges with its code."""
    return render_template("points/households/own_exchange.html", page=_own_exchange(exchange))


@blueprint.post("/own/exchanges/<int:exchange>/sign")
@require(SIGNED_IN)
def own_sign(exchange: int) -> ResponseReturnValue:
    """Sign on one's own phone for what was handed over."""
    row = _own_exchange(exchange)
    services.sign_oneself(current_actor(), current_village(), row.number)
    flash("已签收，谢谢。", "good")
    return redirect(url_for(".own_exchange", exchange=exchange))


@blueprint.route("/own/exchanges/<int:exchange>/cancel", methods=["GET", "POST"])
@require(SIGNED_IN)
def own_cancel(exchange: int) -> ResponseReturnValue:
    """Cancel what one's household reserved and did not fetch."""
    row, form = _own_exchange(exchange), ReasonForm(reason="不要了")
    if form.validate_on_submit():
        with form.refusals():
            services.cancel_exchange(current_actor(), current_village(), row.number, reason=form.reason.data)
            flash("已取消，积分退回了。", "good")
            return redirect(url_for(".own"))
    return form_screen(_cancel_page(row), form)


def _cancel_page(row: ExchangeRow) -> FormPage:
    return FormPage(
        title="取消这次兑换",
        lead=f"{row.prize} {row.quantity} {row.unit}，取消后 {points(row.points_x100)} 分退回我家。",
        submit="取消兑换",
        back=url_for(".own_exchange", exchange=row.number),
        back_title="返回",
    )


def _own_exchange(number: int) -> ExchangeRow:
    """Return one of one's own exchanges; anybody else's is not there."""
    village = current_village()
    try:
        home = household_of(village, current_actor().person_id)
    except NotOfAHouseholdError as error:
        raise NoExchangeError from error
    return exchange(village, number, household_id=home.id)


def _nobodys() -> OwnPage:
    return OwnPage(household=None, left_x100=0, within=(), open=(), movements=(), expiring=(), year_end="")
