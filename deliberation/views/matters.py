"""The screens of a matter: authorise, propose, revise, withdraw, show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from deliberation import queries, services
from deliberation.forms.decisions import AuthorisationForm, MatterFilter, RevisionForm, WithdrawForm
from deliberation.forms.origins import InitiatedMatterForm
from deliberation.procedures import direct_initiators, matter_types_on
from deliberation.queries.early_close import may_end_early
from deliberation.queries.follow_up_screens import follow_up_panel
from deliberation.queries.opinion_screens import amended_plan, opinions_panel
from deliberation.queries.plan_versions import plan_versions_page
from deliberation.queries.stalled import stall_of, stalled
from deliberation.rules.course import OVER
from deliberation.sheets.matters import MATTER_COLUMNS, matter_rows
from deliberation.views.follow_up import viewer
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.guards import require
from portal.web.lists import asked_page
from portal.web.mounted import panels_about

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from flask.typing import ResponseReturnValue

    from deliberation.forms.decisions import MatterForm
    from deliberation.queries.stalled import StalledRow
    from portal.kernel.paging import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterListPage:
    """The matters asked for, what is still open before what is over, newest first, by pages."""

    matters: Page[queries.MatterRow]
    filters: MatterFilter
    may_edit: bool
    stalled: Mapping[int, StalledRow]  # by their numbers


@blueprint.get("/")
@require(Permission.MATTER_VIEW)
def index() -> str:
    """List the village's matters."""
    filters, rows = _asked()
    shown = page_of(sorted(rows, key=lambda row: row.state in OVER), number=asked_page())
    page = MatterListPage(
        matters=shown,
        filters=filters,
        may_edit=may(Permission.MATTER_EDIT),
        stalled={one.matter.number: one for one in stalled(current_village(), shown.rows, today=clock.today())},
    )
    return render_template("deliberation/index.html", page=page)


@blueprint.get("/table.xlsx")
@require(Permission.MATTER_VIEW)
def index_table() -> Response:
    """Hand out the matters asked for as a table."""
    filters, rows = _asked()
    filters.require_readable()
    return table_response(f"{current_village().name}议题", MATTER_COLUMNS, matter_rows(rows))


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


def propose_from(form: MatterForm, **origin: Any) -> int:
    """Propose what a form describes and return its number; ``origin`` is the field that says who it comes from."""
    proposal = services.Proposal(
        matter_type=form.matter_type.data,
        title=form.title.data,
        plan=form.plan.data,
        budget_fen=form.budget_fen.data,
        fund=form.fund.data or "",
        uploads=tuple(form.uploads.data),
        **origin,
    )
    return services.propose_matter(current_actor(), current_village(), proposal).number


@blueprint.route("/new", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def propose() -> ResponseReturnValue:
    """Propose a matter with its plan."""
    form = InitiatedMatterForm()
    form.offer((kind.id, kind.name) for kind in matter_types_on(clock.today()))
    form.offer_initiators(direct_initiators(clock.today(), current_village().jurisdiction))
    if form.validate_on_submit():
        with form.refusals():
            number = propose_from(form, initiator=form.initiator.data)
            flash("议题已提交。表决开始以前，方案还可以修改。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/propose.html", form=form), form.status


@blueprint.get("/<int:number>/")
@require(Permission.MATTER_VIEW)
def show(number: int) -> str:
    """Show one matter: its steps, what it waits for and, from the deadline on, its result."""
    village, today = current_village(), clock.today()
    who = queries.looking(current_actor(), village, today=today)
    page = queries.matter_page(village, number, who=who, today=today)
    follow = follow_up_panel(village, page.matter, viewer(), today=today)
    panels = panels_about(village, "matter", number)
    said = opinions_panel(page.matter)
    stall = stall_of(village, page.matter, today=today)
    return render_template(
        "deliberation/show.html",
        page=page,
        follow=follow,
        said=said,
        panels=panels,
        stall=stall,
        may_end_early=may_end_early(page.matter, who),
    )


@blueprint.route("/<int:number>/revise", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def revise(number: int) -> ResponseReturnValue:
    """Write the text of a matter anew, or as something said to it wants it."""
    village = current_village()
    row, opinion = queries.matter(village, number), request.args.get("opinion", type=int)
    plan, reason = (row.plan, "") if opinion is None else amended_plan(row, opinion)
    files = queries.files_of(village, row)
    form = RevisionForm(
        title=row.title,
        plan=plan,
        reason=reason,
        budget_fen=row.budget_fen,
        fund=row.fund,
        kept=[one.digest for one in files],
    )
    form.kept.choices = [(one.digest, one.title) for one in files]
    if form.validate_on_submit():
        with form.refusals():
            revision = services.Revision(
                title=form.title.data,
                plan=form.plan.data,
                budget_fen=form.budget_fen.data,
                fund=form.fund.data or "",
                reason=form.reason.data,
                kept=tuple(form.kept.data or ()),
                uploads=tuple(form.uploads.data),
            )
            services.revise_plan(current_actor(), village, number, revision)
            flash("方案已修改，已经通过的商议和审议须按新方案重新办理。", "good")
            if opinion is not None:
                return redirect(url_for(".answer_opinion", number=number, opinion=opinion))
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/revise.html", matter=row, form=form), form.status


@blueprint.get("/<int:number>/versions")
@require(Permission.MATTER_VIEW)
def versions(number: int) -> str:
    """Show what each version of the plan changed."""
    return render_template("deliberation/versions.html", page=plan_versions_page(current_village(), number))


@blueprint.route("/<int:number>/withdraw", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def withdraw(number: int) -> ResponseReturnValue:
    """Take a matter back."""
    village = current_village()
    row = queries.matter(village, number)
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw_matter(current_actor(), village, number, reason=form.reason.data)
            flash("议题已撤回，原因会公布。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/withdraw.html", matter=row, form=form), form.status


def _asked() -> tuple[MatterFilter, list[queries.MatterRow]]:
    """Return the filter of the list, and the matters it keeps."""
    rows = queries.matters(current_village())
    kinds = {row.matter_type: row.type_name for row in rows}
    filters = MatterFilter(sorted(kinds.items(), key=lambda pair: pair[1]))
    return filters, [row for row in rows if filters.keeps(row)]
