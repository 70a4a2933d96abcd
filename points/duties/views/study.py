"""Study hours: one's own, those an officer enters for several, what waits to be confirmed, each one's progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from points.duties import kinds, queries, services
from points.duties.errors import NoDutyError
from points.duties.forms import CheckStudyForm, EnterStudyForm, PersonFilter, ReasonForm, StudyForm
from points.duties.practice import practice_on
from points.duties.services import Studying
from points.duties.tables import (
    PROGRESS_COLUMNS,
    STUDY_COLUMNS,
    progress_rows,
    study_rows,
    study_state,
)
from points.duties.values import Record, Verdict
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
    tick_all,
)
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/study/")
@require(Permission.POINTS_RECORD)
def study() -> ResponseReturnValue:
    """List how far each member has come this year."""
    village, today, filters = current_village(), clock.today(), PersonFilter()
    filters.state.choices = options([("", "不限"), ("done", "已学满"), ("short", "没有学满")])
    name, state, rule = filters.value("q"), filters.value("state"), practice_on("study", today)
    hours = queries.hours_by_member([village], today)
    members = [
        one
        for one in queries.members_on(village, today)
        if (not name or name in one.name)
        and (not state or (state == "done") == (hours.get(one.id, 0) >= rule["hours"] * 2))
    ]
    waiting = len(queries.study_entries(village, waiting=True))
    asked = Asked(
        title=f"{today.year}年学时",
        lead=f"每名党员一年 {rule['hours']} 学时。党员自己登记的，支委核过才计入。",
        columns=PROGRESS_COLUMNS,
        actions=(
            Link(address=url_for(".enter_study"), title="登记学时"),
            Link(address=url_for(".check_study"), title=f"核学时（{waiting} 条）" if waiting else "核学时"),
            Link(address=url_for(".study_list"), title="逐条记录"),
        ),
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return list_screen(asked, progress_rows(members, hours, goal_hours=rule["hours"]), filters)


@blueprint.get("/study/entries")
@require(Permission.POINTS_RECORD)
def study_list() -> ResponseReturnValue:
    """List this year's entries one by one."""
    village, today, filters = current_village(), clock.today(), PersonFilter()
    filters.state.choices = options([("", "不限"), ("wait", "等支委核"), ("done", "已计入"), ("off", "不计入或已撤销")])
    name, state = filters.value("q"), filters.value("state")
    found = [
        one
        for one in queries.study_entries(village, year=today.year)
        if (not name or name in one.person or name in one.title)
        and (not state or state == ("wait" if one.waits else "done" if one.counts else "off"))
    ]
    asked = Asked(
        title=f"{today.year}年学时逐条记录",
        lead="新的在前。",
        columns=STUDY_COLUMNS,
        endpoint="duties.study_entry",
        argument="study",
        actions=(Link(address=url_for(".enter_study"), title="登记学时"),),
    )
    return list_screen(asked, study_rows(found), filters)


@blueprint.get("/study/<int:study>/")
@require(Permission.POINTS_VIEW)
def study_entry(study: int) -> str:
    """Show one entry to its member and officers."""
    found = queries.study_entry(current_village(), study)
    require_seer(found.person_id)
    may_withdraw = is_officer() and not found.withdrawn and found.person_id != current_actor().person_id
    return render_template(
        "points/duties/study_entry.html", page=found, state=study_state(found), may_withdraw=may_withdraw
    )


@blueprint.route("/study/new", methods=["GET", "POST"])
@require(Permission.POINTS_DECLARE)
def record_study() -> ResponseReturnValue:
    """Enter one's own study."""
    form = StudyForm(studied_on=clock.today())
    _offer_kinds(form)
    if form.validate_on_submit():
        with form.refusals():
            services.record_study(current_actor(), current_village(), _studying(form), uploads=form.papers.data)
            return done("已登记，支委核过以后计入。", ".me")
    rule = practice_on("study", clock.today())
    page = FormPage(
        title="登记我的学时",
        lead="只记学了多少小时，不要求用哪个软件；支委核过以后计入。",
        submit="保存",
        back=url_for(".me"),
        back_title="我的履职",
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return form_screen(form, page)


@blueprint.route("/study/enter", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def enter_study() -> ResponseReturnValue:
    """Enter study for everybody ticked."""
    village, today = current_village(), clock.today()
    form = EnterStudyForm(studied_on=today)
    _offer_kinds(form)
    others = (one for one in queries.members_on(village, today) if one.id != current_actor().person_id)
    form.people.choices = options((one.id, one.name) for one in others)
    tick_all(form.people)
    if form.validate_on_submit():
        with form.refusals():
            rows = services.enter_study(
                current_actor(), village, _studying(form), form.people.data or (), uploads=form.papers.data
            )
            return done(f"已登记 {len(rows)} 人。", ".study")
    page = FormPage(
        title="登记学时",
        lead="勾选一起学的党员，一次登记；自己的用“登记我的学时”，由别人核。",
        submit="登记",
        back=url_for(".study"),
        back_title="学时",
        ways=(Link(address=url_for(".enter_study", all=1), title="先全部勾上"),),
    )
    return form_screen(form, page)


@blueprint.route("/study/check", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def check_study() -> ResponseReturnValue:
    """Confirm or reject what members entered."""
    village, actor, form = current_village(), current_actor(), CheckStudyForm()
    waiting = [one for one in queries.study_entries(village, waiting=True) if one.person_id != actor.person_id]
    form.entries.choices = options(
        (
            one.id,
            f"{one.person}：{one.title}，{one.hours} 学时，{one.studied_on.isoformat()}"
            + (f"，{len(one.files)} 份证明" if one.files else ""),
        )
        for one in waiting
    )
    if form.validate_on_submit():
        with form.refusals():
            verdict = Verdict(form.verdict.data)
            rows = services.check_study(
                actor, village, form.entries.data or (), verdict=verdict, reason=form.reason.data or ""
            )
            return done(f"已核 {len(rows)} 条。", ".check_study")
    page = FormPage(
        title="核学时",
        lead="党员自己登记的，属实的计入。自己的由另一名支委核。" if waiting else "现在没有等您核的学时。",
        submit="保存",
        back=url_for(".study"),
        back_title="学时",
    )
    return form_screen(form, page)


@blueprint.route("/study/<int:study>/withdraw", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def withdraw_study(study: int) -> ResponseReturnValue:
    """Take hours back that were entered wrongly."""
    village, form = current_village(), ReasonForm()
    found = queries.study_entry(village, study)
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(current_actor(), village, Record.STUDY, study, reason=form.reason.data)
            return done("已撤销，记录和原因都看得到。", ".study_entry", study=study)
    page = FormPage(
        title="撤销一条学时",
        lead=f"{found.person}：{found.title}，{found.hours} 学时。",
        submit="撤销",
        back=url_for(".study_entry", study=study),
        back_title="这条学时",
    )
    return form_screen(form, page)


def _offer_kinds(form: StudyForm) -> None:
    form.kind.choices = options((one.id, one.title) for one in kinds.kinds(kinds.STUDY))


def _studying(form: StudyForm) -> Studying:
    if form.hours.data is None:
        raise NoDutyError
    return Studying(
        kind=form.kind.data,
        studied_on=form.studied_on.data,
        hours_x10=form.hours.data,
        title=form.title.data,
        source=form.source.data or "",
    )
