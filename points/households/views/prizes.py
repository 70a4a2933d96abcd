"""The catalogue with its stock, prices and budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points.households import services
from points.households.forms import BudgetForm, CountForm, DeliverForm, OfferForm, PrizeForm, ReasonForm
from points.households.queries import prizes as queries
from points.households.queries.deliveries import delivery as one_delivery
from points.households.services import Delivering, NewPrize, Offering
from points.households.views.root import FormPage, blueprint, form_screen, may
from portal.kernel import clock
from portal.kernel.days import chinese_day
from portal.kernel.money import format_yuan
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.figures import points
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.households.queries.prizes import BudgetRow, PrizePage, PrizeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage:
    """All prizes, and the year's budget beside what they cost."""

    rows: tuple[PrizeRow, ...]  # what can be had
    gone: tuple[PrizeRow, ...]  # what cannot be had any more, for whoever manages
    budget: BudgetRow
    may_view: bool
    may_record: bool
    may_manage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePrizePage:
    """One prize with its history."""

    found: PrizePage
    may_record: bool
    may_manage: bool


@blueprint.get("/prizes/")
@require(SIGNED_IN)
def prizes() -> str:
    """Show what can be had for how many points, and how many are there."""
    village, manages = current_village(), may(Permission.HOUSEHOLDS_MANAGE)
    found = queries.prizes(village)
    page = CataloguePage(
        rows=tuple(one for one in found if one.on_offer),
        gone=tuple(one for one in found if manages and not one.on_offer),
        budget=queries.budget(village, clock.today().year),
        may_view=may(Permission.HOUSEHOLDS_VIEW),
        may_record=may(Permission.HOUSEHOLDS_RECORD),
        may_manage=manages,
    )
    return render_template("points/households/prizes.html", page=page)


@blueprint.get("/prizes/<int:prize>/")
@require(Permission.HOUSEHOLDS_VIEW)
def prize(prize: int) -> str:
    """Show one prize: its stock movement by movement, its prices."""
    page = OnePrizePage(
        found=queries.prize_page(current_village(), prize),
        may_record=may(Permission.HOUSEHOLDS_RECORD),
        may_manage=may(Permission.HOUSEHOLDS_MANAGE),
    )
    return render_template("points/households/prize.html", page=page)


@blueprint.route("/prizes/new", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_MANAGE)
def new_prize() -> ResponseReturnValue:
    """Enter a prize."""
    form = PrizeForm()
    if form.validate_on_submit():
        with form.refusals():
            new = NewPrize(
                name=form.name.data,
                unit=form.unit.data,
                price_x100=form.price.data,
                most_each=form.most_each.data,
                detail=form.detail.data or "",
            )
            made = services.enter_prize(current_actor(), current_village(), new)
            flash("奖品已登记，进货以后就可以兑换。", "good")
            return redirect(url_for(".prize", prize=made.number))
    page = FormPage(
        title="登记一种奖品",
        lead="积分只换实物和服务，不兑换现金、购物卡。",
        submit="登记",
        back=url_for(".prizes"),
        back_title="奖品目录",
    )
    return form_screen(page, form)


@blueprint.route("/prizes/<int:prize>/offer", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_MANAGE)
def offer(prize: int) -> ResponseReturnValue:
    """Change what a prize costs, or take it out of the exchange."""
    village = current_village()
    row = queries.prize(village, prize)
    form = OfferForm(price=row.price_x100, most_each=row.most_each, on_offer=row.on_offer)
    if form.validate_on_submit():
        with form.refusals():
            offering = Offering(
                price_x100=form.price.data,
                most_each=form.most_each.data,
                on_offer=form.on_offer.data,
                reason=form.reason.data,
            )
            services.set_offer(current_actor(), village, prize, offering)
            flash("已改，以前的兑换不受影响。", "good")
            return redirect(url_for(".prize", prize=prize))
    return form_screen(_page(row, "改兑换条件", "保存", "以前预留的仍按原来的积分。"), form)


@blueprint.route("/prizes/<int:prize>/deliver", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def deliver(prize: int) -> ResponseReturnValue:
    """Enter a delivery."""
    village = current_village()
    row, form = queries.prize(village, prize), DeliverForm(delivered_on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            delivering = Delivering(
                quantity=form.quantity.data,
                cost_fen=form.cost_fen.data or 0,
                delivered_on=form.delivered_on.data,
                voucher=form.voucher.data or "",
            )
            services.receive_delivery(current_actor(), village, prize, delivering)
            flash("进货已登记。", "good")
            return redirect(url_for(".prize", prize=prize))
    return form_screen(_page(row, "登记进货", "登记", "登记错了的，在库存的每一笔里整批撤回，再登记正确的。"), form)


@blueprint.route("/prizes/<int:prize>/deliveries/<int:delivery>/take-back", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def take_back(prize: int, delivery: int) -> ResponseReturnValue:
    """Take a delivery that was entered wrongly back whole; the right one is entered anew."""
    village, form = current_village(), ReasonForm()
    row = queries.prize(village, prize)
    found = one_delivery(row.id, delivery)
    if form.validate_on_submit():
        with form.refusals():
            services.take_back_delivery(current_actor(), village, prize, delivery, reason=form.reason.data)
            flash("这批进货已撤回，原来的记录还在。请登记正确的一批。", "good")
            return redirect(url_for(".deliver", prize=prize))
    lead = (
        f"{chinese_day(found.delivered_on)}登记的 {found.quantity} {row.unit}、{format_yuan(found.cost_fen)} 元"
        "整批撤回，再登记正确的一批。已经发出去一部分的，先登记正确的，再撤回这一批。"
    )
    return form_screen(_page(row, "更正这批进货", "整批撤回", lead), form)


@blueprint.route("/prizes/<int:prize>/count", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def count(prize: int) -> ResponseReturnValue:
    """Bring the stock to what was counted."""
    village, form = current_village(), CountForm()
    row = queries.prize(village, prize)
    if form.validate_on_submit():
        with form.refusals():
            services.correct_stock(current_actor(), village, prize, counted=form.counted.data, reason=form.reason.data)
            flash("库存已按盘点更正，差额和原因都留着。", "good")
            return redirect(url_for(".prize", prize=prize))
    reserved = queries.reserved_of(row.id)
    shelf = f"{row.stock + reserved} {row.unit}：可兑换 {row.stock}，已预留未领 {reserved}"
    lead = "数架上的，包括已预留还没有领走的。库存不能直接改，只能写一笔差额。"
    return form_screen(_page(row, "盘点更正", "更正", lead, stock=("架上应有", shelf)), form)


@blueprint.route("/prizes/budget", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_MANAGE)
def budget() -> ResponseReturnValue:
    """State a year's budget for prizes."""
    form = BudgetForm(year=clock.today().year)
    if form.validate_on_submit():
        with form.refusals():
            services.set_budget(
                current_actor(),
                current_village(),
                form.year.data,
                amount_fen=form.amount_fen.data,
                document=form.document.data,
            )
            flash("预算已登记。", "good")
            return redirect(url_for(".prizes"))
    page = FormPage(
        title="登记奖品预算",
        lead="这里只写明数目，收支由报账员在账上记。改预算的再登记一次，两次都留着。",
        submit="登记",
        back=url_for(".prizes"),
        back_title="奖品目录",
    )
    return form_screen(page, form)


def _page(row: PrizeRow, title: str, submit: str, lead: str, *, stock: tuple[str, str] | None = None) -> FormPage:
    return FormPage(
        title=f"{title}：{row.name}",
        lead=lead,
        submit=submit,
        back=url_for(".prize", prize=row.number),
        back_title=row.name,
        facts=(stock or ("现有", f"{row.stock} {row.unit}"), ("积分", f"{points(row.price_x100)} 分")),
    )
