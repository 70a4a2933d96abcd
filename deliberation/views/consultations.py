"""The screen on which a hearing, talk or negotiation before a decision is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation import queries
from deliberation.errors import ConsultationLateError
from deliberation.forms.origins import consultation_form
from deliberation.procedures import consultation_on, consultation_sides
from deliberation.rules.consultations import ConsultationKind, Settlement
from deliberation.rules.course import UNDECIDED
from deliberation.services.consultations import Consulting
from deliberation.services.consultations import record_consultation as record
from deliberation.views.root import blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/<int:number>/consultations/new", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def record_consultation(number: int) -> ResponseReturnValue:
    """Record what was talked over with those concerned."""
    village = current_village()
    matter = queries.matter(village, number)
    if matter.state not in UNDECIDED:
        raise ConsultationLateError
    form = consultation_form(consultation_sides(), held_on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            texts = ("place", "attended", "offered", "asked", "result")
            consulting = Consulting(
                **{name: form[name].data.strip() for name in texts},
                kind=ConsultationKind(form.kind.data),
                held_on=form.held_on.data,
                sides=form.sides,
                settlement=Settlement(form.settlement.data),
                households_asked=form.households_asked.data,
                households_agreed=form.households_agreed.data,
                uploads=tuple(form.uploads.data),
            )
            record(current_actor(), village, number, consulting)
            flash("协商记录已封存，摘要会公布，到场人员的姓名不公布。", "good")
            return redirect(url_for(".show", number=number))
    rule = consultation_on(clock.today(), matter.matter_type)
    return render_template("deliberation/consult.html", matter=matter, form=form, rule=rule), form.status
