"""The screens of a matter: authorise, propose, show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation import queries, services
from deliberation.forms import AuthorisationForm, MatterForm
from deliberation.procedures import matter_types_on
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require
from portal.web.mounted import panels_about

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/")
@require(Permission.MATTER_VIEW)
def index() -> str:
    """List the village's matters."""
    page = queries.matter_list_page(current_village(), may_edit=may(Permission.MATTER_EDIT))
    return render_template("deliberation/index.html", page=page)


@blueprint.get("/authorisations/")
@require(Permission.MATTER_VIEW)
def authorisations() -> str:
    """List what the villagers' assembly has handed on."""
    page = queries.authorisations_page(current_village(), may_edit=may(Permission.MATTER_EDIT))
    return render_template("deliberation/authorisations.html", page=page)


@blueprint.route("/authorisations/new", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def authorise() -> ResponseReturnValue:
    """Record an authorisation."""
    form = AuthorisationForm()
    form.matter_types.choices = [(kind.id, kind.name) for kind in queries.delegable_types(on=clock.today())]
    if form.validate_on_submit():
        with form.refusals():
            authorising = services.Authorising(
                met_on=form.met_on.data,
                matter_types=tuple(form.matter_types.data),
                since=form.since.data,
                until=form.until.data,
                evidence=form.evidence.data,
            )
            services.record_authorisation(current_actor(), current_village(), authorising)
            flash("授权决议已登记。", "good")
            return redirect(url_for(".authorisations"))
    return render_template("deliberation/authorise.html", form=form), form.status


@blueprint.route("/new", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def propose() -> ResponseReturnValue:
    """Propose a matter with its plan."""
    form = MatterForm()
    form.offer((kind.id, kind.name) for kind in matter_types_on(clock.today()))
    if form.validate_on_submit():
        with form.refusals():
            proposal = services.Proposal(
                matter_type=form.matter_type.data,
                title=form.title.data,
                plan=form.plan.data,
                budget_fen=form.budget_fen.data,
                fund=form.fund.data or "",
            )
            matter = services.propose_matter(current_actor(), current_village(), proposal)
            flash("议题已提交，方案从现在起不能改动。", "good")
            return redirect(url_for(".show", number=matter.number))
    return render_template("deliberation/propose.html", form=form), form.status


@blueprint.get("/<int:number>/")
@require(Permission.MATTER_VIEW)
def show(number: int) -> str:
    """Show one matter with its state and, from the deadline on, its result."""
    village = current_village()
    page = queries.matter_page(
        village,
        number,
        person_id=current_actor().person_id,
        may_open_ballot=may(Permission.BALLOT_OPEN),
        may_close_ballot=may(Permission.BALLOT_CLOSE),
        today=clock.today(),
    )
    return render_template("deliberation/show.html", page=page, panels=panels_about(village, "matter", number))
