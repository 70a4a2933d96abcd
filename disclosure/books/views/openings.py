"""What every account stood at when the books began: shown, and stated once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.forms import openings_form
from disclosure.books.views.root import blueprint, may, month_named
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import OpeningsPage


@blueprint.get("/<month>/openings/")
@require(Permission.BOOKS_VIEW)
def openings(month: str) -> str:
    """Show what the accounts stood at, and whether both sides are equal."""
    return render_template("disclosure/books/openings.html", page=_page(month))


@blueprint.route("/<month>/openings/state", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def state_openings(month: str) -> ResponseReturnValue:
    """State what every account stood at, all together."""
    page = _page(month)
    form = openings_form((one.code, one.title, one.side, one.holds_money) for one in page.missing)
    if form.validate_on_submit():
        with form.refusals():
            services.state_openings(current_actor(), current_village(), page.month, amounts=form.amounts)
            flash("科目期初余额已登记，借方和贷方相等。", "good")
            return redirect(url_for(".openings", month=month))
    return render_template("disclosure/books/openings_form.html", page=page, form=form), form.status


def _page(month: str) -> OpeningsPage:
    return queries.openings_page(
        current_village(), month_named(month), today=clock.today(), may_state=may(Permission.BOOKS_RECORD)
    )
