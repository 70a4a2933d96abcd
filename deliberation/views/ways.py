"""The screens of local procedures and of steps without a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation import queries, services
from deliberation.forms.ways import PASSED, RETURNED, AdoptionForm, RecordForm
from deliberation.procedures import USUAL, body_on, procedure_on, variants_on
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.queries import township
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue


@blueprint.get("/procedure/")
@require(Permission.MATTER_VIEW)
def procedure() -> str:
    """Show how the village decides, and by which rule."""
    page = queries.procedure_page(current_village(), on=clock.today(), may_adopt=may(Permission.PROCEDURE_ADOPT))
    return render_template("deliberation/procedure.html", page=page)


@blueprint.route("/procedure/adopt", methods=["GET", "POST"])
@require(Permission.PROCEDURE_ADOPT)
def adopt() -> ResponseReturnValue:
    """Record that the village, or for all its villages the township, made a procedure its rule."""
    form, today, whole = AdoptionForm(), clock.today(), _whole_township()
    form.procedure.choices = _procedures(today)
    form.body.choices = (
        [(_TOWNSHIP, "镇党委、政府")] if whole else [(one, body_on(one, today).name) for one in queries.ADOPTING]
    )
    if form.validate_on_submit():
        with form.refusals():
            adopting = services.Adopting(
                procedure=form.procedure.data if form.procedure.data != _NONE else "",
                body=form.body.data if form.body.data != _TOWNSHIP else "",
                met_on=form.met_on.data,
                since=form.since.data,
                evidence=form.evidence.data,
            )
            services.adopt_procedure(current_actor(), township() if whole else current_village(), adopting)
            flash("程序已登记，到执行那天起提出的议题按它办理。", "good")
            return redirect(url_for(".procedure"))
    return render_template("deliberation/adopt.html", form=form, whole=whole), form.status


@blueprint.route("/<int:number>/record/<stage>", methods=["GET", "POST"])
@require(Permission.MATTER_RECORD_STEP)
def record_stage(number: int, stage: str) -> ResponseReturnValue:
    """Write a step without a vote down."""
    village = current_village()
    page = queries.record_page(village, number, stage)
    rule, form = page.due.rule, RecordForm()
    form.result.choices = [(PASSED, rule.passed), *([(RETURNED, rule.returned)] if rule.returned else [])]
    if form.validate_on_submit():
        with form.refusals():
            recording = services.Recording(
                passed=form.result.data == PASSED, text=form.text.data, happened_on=form.happened_on.data
            )
            services.record_stage(current_actor(), village, number, stage=stage, recording=recording)
            flash(f"“{rule.name}”已填写，会照原文公布。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/record.html", page=page, form=form), form.status


_NONE, _TOWNSHIP = "none", "township"


def _procedures(today: date) -> list[tuple[str, str]]:
    usual = procedure_on(today)
    return [
        (USUAL, f"{usual.title}：把各地通行做法作为本地的规则。"),
        *((one.id, f"{one.title}：{one.words}") for one in variants_on(today)),
        (_NONE, "不采纳地方做法，只按国家和省里的规定。"),
    ]


def _whole_township() -> bool:
    """Tell whether the person acts for the township, whose rule holds in all its villages."""
    return Office.TOWNSHIP_ADMIN in current_actor().offices(current_village(), on=clock.today())
