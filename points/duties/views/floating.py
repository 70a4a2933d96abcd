"""Members away: the list, one of them, their reports and the contact's answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, url_for

from points.duties import queries, services
from points.duties.forms import AbsenceForm, AnswerForm, ContactForm, PersonFilter, ReportForm, ReturnForm
from points.duties.practice import practice_on
from points.duties.tables import AWAY_COLUMNS, away_rows
from points.duties.views.root import (
    Asked,
    FormPage,
    Law,
    Link,
    blueprint,
    done,
    form_screen,
    is_officer,
    list_screen,
    require_seer,
)
from portal.kernel import clock
from portal.kernel.months import Month, Quarter
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.duties.queries import AbsenceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsencePage:
    """One member away: who may do what about it."""

    away: AbsenceRow
    is_away: bool
    missing: tuple[Quarter, ...]
    officer: bool
    own: bool
    contact: bool
    law: Law
    long: bool
    away_months: int


@blueprint.get("/away/")
@require(Permission.POINTS_RECORD)
def floating() -> ResponseReturnValue:
    """List members away, with their contacts and what is missing."""
    village, today, filters = current_village(), clock.today(), PersonFilter()
    filters.state.choices = options([("", "不限"), ("away", "在外"), ("missing", "缺汇报"), ("back", "已返回")])
    name, state = filters.value("q"), filters.value("state")
    found = [
        one
        for one in queries.absences([village])
        if (not name or name in one.person or name in one.destination) and (not state or _stands(one, state))
    ]
    rule = practice_on("floating", today)
    unregistered = queries.floating_without_absence(village, today)
    told = f"名册里是流动党员、还没有登记外出的：{'、'.join(unregistered)}。" if unregistered else ""
    asked = Asked(
        title="流动党员",
        lead="谁外出了、谁专门联系、每季的汇报交了没有。去向只在支部内看。" + told,
        columns=AWAY_COLUMNS,
        endpoint="duties.absence",
        argument="absence",
        actions=(Link(address=url_for(".register_absence"), title="登记外出"),),
        empty="没有登记外出的党员。",
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return list_screen(asked, away_rows(found, today=today), filters)


@blueprint.route("/away/new", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def register_absence() -> ResponseReturnValue:
    """Register a member away and who keeps in touch."""
    village, today = current_village(), clock.today()
    form, rule = AbsenceForm(since=today), practice_on("floating", today)
    members = [(one.id, one.name) for one in queries.members_on(village, today)]
    form.person.offer(members)
    form.contact.offer(members)
    if form.validate_on_submit():
        with form.refusals():
            leaving = services.Leaving(
                person_id=form.person.data,
                destination=form.destination.data,
                since=form.since.data,
                contact_id=form.contact.data,
            )
            row = services.register_absence(current_actor(), village, leaving)
            return done("已登记外出。", ".absence", absence=row.id)
    page = FormPage(
        title="登记外出",
        lead=f"外出 {rule['away_months']} 个月以上、没有转移组织关系的，支部要明确专人联系。",
        submit="登记",
        back=url_for(".floating"),
        back_title="流动党员",
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return form_screen(form, page)


@blueprint.get("/away/<int:absence>/")
@require(Permission.POINTS_VIEW)
def absence(absence: int) -> str:
    """Show one member away to themselves, the contact and officers."""
    away, today, actor = _visible(absence), clock.today(), current_actor()
    rule = practice_on("floating", today)
    page = AbsencePage(
        away=away,
        is_away=away.is_away(today),
        missing=away.missing(today),
        officer=is_officer(),
        own=away.person_id == actor.person_id,
        contact=away.contact is not None and away.contact.person_id == actor.person_id,
        law=Law(article=rule.article, quoted=rule.quoted),
        long=away.is_long(today),
        away_months=rule["away_months"],
    )
    return render_template("points/duties/absence.html", page=page)


@blueprint.route("/away/<int:absence>/contact", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def change_contact(absence: int) -> ResponseReturnValue:
    """Let another member keep in touch."""
    village, today, form = current_village(), clock.today(), ContactForm(since=clock.today())
    found = queries.absence(village, absence)
    form.person.offer((one.id, one.name) for one in queries.members_on(village, today) if one.id != found.person_id)
    if form.validate_on_submit():
        with form.refusals():
            services.change_contact(
                current_actor(), village, absence, person_id=form.person.data, since=form.since.data
            )
            return done("已换联系人。", ".absence", absence=absence)
    page = _page(found, title=f"改由谁联系{found.person}", lead="以前的联系人都保留在记录里。", submit="保存")
    return form_screen(form, page)


@blueprint.route("/away/<int:absence>/return", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def register_return(absence: int) -> ResponseReturnValue:
    """Register that a member is back."""
    village, form = current_village(), ReturnForm(returned_on=clock.today())
    found = queries.absence(village, absence)
    if form.validate_on_submit():
        with form.refusals():
            services.register_return(current_actor(), village, absence, returned_on=form.returned_on.data)
            return done("已登记返回。", ".absence", absence=absence)
    page = _page(found, title=f"{found.person}回来了", lead="返回以后不用再按季汇报。", submit="登记返回")
    return form_screen(form, page)


@blueprint.route("/away/<int:absence>/report", methods=["GET", "POST"])
@require(Permission.POINTS_VIEW)
def file_report(absence: int) -> ResponseReturnValue:
    """Report on a quarter: the member from afar, or an officer for who told it by telephone."""
    found, today = queries.absence(current_village(), absence), clock.today()
    require_seer(found.person_id)
    form = ReportForm(reported_on=today)
    told = {one.quarter for one in found.reports}
    offered = dict.fromkeys((*found.to_report(today), Month.of(today).quarter))
    form.quarter.choices = options((str(one), one.chinese) for one in offered if one not in told)
    if form.validate_on_submit():
        with form.refusals():
            reporting = services.Reporting(
                quarter=Quarter.parse(form.quarter.data), text=form.text.data, reported_on=form.reported_on.data
            )
            services.file_report(current_actor(), current_village(), absence, reporting)
            return done("已汇报，联系人会答复。", ".absence", absence=absence)
    rule = practice_on("report", today)
    page = _page(
        found,
        title="向支部汇报" if found.person_id == current_actor().person_id else f"代{found.person}登记汇报",
        lead=f"联系人：{found.contact.person if found.contact else '还没有'}。汇报的内容只有本人、联系人和支委看得到。",
        submit="汇报",
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return form_screen(form, page)


@blueprint.route("/away/reports/<int:report>/answer", methods=["GET", "POST"])
@require(Permission.POINTS_DECLARE)
def answer_report(report: int) -> ResponseReturnValue:
    """Answer a report as the contact person."""
    away, found = queries.report(current_village(), report)
    require_seer(away.contact.person_id if away.contact else 0)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            services.answer_report(current_actor(), current_village(), report, text=form.text.data)
            return done("已答复。", ".absence", absence=away.id)
    page = _page(
        away,
        title=f"答复{away.person}{found.quarter.chinese}的汇报",
        lead="由专门的联系人答复，本人看得到。",
        submit="答复",
        facts=(("汇报", found.text), ("哪天", found.reported_on.isoformat())),
    )
    return form_screen(form, page)


def _visible(absence_id: int) -> AbsenceRow:
    found = queries.absence(current_village(), absence_id)
    require_seer(found.person_id, found.contact.person_id if found.contact else 0)
    return found


def _stands(one: AbsenceRow, state: str) -> bool:
    today = clock.today()
    if state == "missing":
        return bool(one.missing(today))
    return one.is_away(today) == (state == "away")


def _page(
    found: AbsenceRow,
    *,
    title: str,
    lead: str,
    submit: str,
    facts: tuple[tuple[str, str], ...] = (),
    law: Law | None = None,
) -> FormPage:
    return FormPage(
        title=title,
        lead=lead,
        submit=submit,
        back=url_for(".absence", absence=found.id),
        back_title=found.person,
        facts=facts,
        law=law,
    )
