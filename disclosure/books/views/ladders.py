"""Who must agree to a payment: the ladder that holds, and adopting one for the township."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import services
from disclosure.books.forms import ladder_form
from disclosure.books.queries.ladders import ladder_page
from disclosure.books.services.ladders import Adopting
from disclosure.books.views.root import blueprint, may
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.org.queries import township
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_NONE = "none"


@blueprint.get("/ladder/")
@require(Permission.BOOKS_VIEW)
def ladder() -> str:
    """Show who must agree to which payment, and by which rule."""
    page = ladder_page(
        current_village(),
        on=clock.today(),
        may_adopt=may(Permission.LADDER_ADOPT),
        may_follow=may(Permission.BOOKS_FOLLOW),
    )
    return render_template("disclosure/books/ladder.html", page=page)


@blueprint.route("/ladder/adopt", methods=["GET", "POST"])
@require(Permission.LADDER_ADOPT)
def adopt_ladder() -> ResponseReturnValue:
    """Record that the township made a ladder the rule of all its villages."""
    page = ladder_page(current_village(), on=clock.today(), may_adopt=True, may_follow=True)
    form = ladder_form((one.id, ask.id, ask.name, one.title) for one in page.ladders for ask in one.asked)
    form.ladder.choices = options(
        [*((one.id, f"{one.title}：{one.words}") for one in page.ladders), (_NONE, "不采纳，只按默认阶梯提醒。")]
    )
    if form.validate_on_submit():
        with form.refusals():
            adopting = Adopting(
                ladder=form.ladder.data if form.ladder.data != _NONE else "",
                decided_on=form.decided_on.data,
                since=form.since.data,
                document=form.document.data.strip(),
                amounts=form.amounts,
            )
            services.adopt_ladder(current_actor(), township(), adopting)
            flash("审批阶梯已登记，到执行那天起报的付款申请按它办理。", "good")
            return redirect(url_for(".ladder"))
    return render_template("disclosure/books/ladder_adopt.html", page=page, form=form), form.status
