"""Campaigns: the list, one of them, joining, and what came of each part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, url_for

from points.duties import kinds, queries, services
from points.duties.forms import CampaignForm, EnterJoinForm, JoinForm, PersonFilter, ReasonForm, ResultForm
from points.duties.tables import CAMPAIGN_COLUMNS, campaign_rows
from points.duties.values import Record
from points.duties.views.root import (
    Asked,
    FormPage,
    Link,
    blueprint,
    done,
    form_screen,
    is_officer,
    list_screen,
    may,
    require_seer,
)
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.org.queries import branches
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.duties.queries import CampaignRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPage:
    """One campaign, and what the person looking may do."""

    campaign: CampaignRow
    may_join: bool
    officer: bool
    person_id: int


@blueprint.get("/campaigns/")
@require(Permission.POINTS_VIEW)
def campaigns() -> ResponseReturnValue:
    """List campaigns with their totals."""
    filters = PersonFilter()
    offered = [(one.id, one.title) for one in kinds.kinds(kinds.CAMPAIGN)]
    filters.state.label.text = "种类"
    filters.state.choices = options([("", "不限"), *offered])
    name, kind = filters.value("q"), filters.value("state")
    found = [
        one
        for one in queries.campaigns(current_village())
        if (not name or name in one.name) and (not kind or kind == one.kind.id)
    ]
    asked = Asked(
        title="党员带头活动",
        lead="谁参加了、做什么项目、有什么结果，结果要有凭据。",
        columns=CAMPAIGN_COLUMNS,
        endpoint="duties.campaign",
        argument="campaign",
        actions=(Link(address=url_for(".begin_campaign"), title="发起一项活动"),) if is_officer() else (),
        empty="还没有发起活动。",
    )
    return list_screen(asked, campaign_rows(found), filters)


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def begin_campaign() -> ResponseReturnValue:
    """Begin a campaign."""
    village, form = current_village(), CampaignForm(begins_on=clock.today())
    form.branch.choices = options((one.id, one.name) for one in branches(village))
    form.kind.choices = options((one.id, one.title) for one in kinds.kinds(kinds.CAMPAIGN))
    if form.validate_on_submit():
        with form.refusals():
            beginning = services.Beginning(
                branch_id=form.branch.data,
                kind=form.kind.data,
                name=form.name.data,
                goal=form.goal.data,
                begins_on=form.begins_on.data,
            )
            row = services.begin_campaign(current_actor(), village, beginning)
            return done("已发起，党员可以参加了。", ".campaign", campaign=row.number)
    page = FormPage(
        title="发起一项活动",
        lead="写明目标；谁参加、结果多少以后逐条登记。",
        submit="发起",
        back=url_for(".campaigns"),
        back_title="党员带头活动",
    )
    return form_screen(form, page)


@blueprint.get("/campaigns/<int:campaign>/")
@require(Permission.POINTS_VIEW)
def campaign(campaign: int) -> str:
    """Show one campaign with everybody who joined."""
    found, actor = queries.campaign(current_village(), campaign), current_actor()
    joined = actor.person_id in {one.person_id for one in found.joinings}
    page = CampaignPage(
        campaign=found,
        may_join=is_officer() or (may(Permission.POINTS_DECLARE) and not joined),
        officer=is_officer(),
        person_id=actor.person_id,
    )
    return render_template("points/duties/campaign.html", page=page)


@blueprint.route("/campaigns/<int:campaign>/join", methods=["GET", "POST"])
@require(Permission.POINTS_DECLARE)
def join_campaign(campaign: int) -> ResponseReturnValue:
    """Join a campaign, or enter it for another."""
    village, today, actor = current_village(), clock.today(), current_actor()
    found, officer = queries.campaign(village, campaign), is_officer()
    form = EnterJoinForm(joined_on=today) if officer else JoinForm(joined_on=today)
    joined = {one.person_id for one in found.joinings}
    if isinstance(form, EnterJoinForm):
        form.person.offer((one.id, one.name) for one in queries.members_on(village, today) if one.id not in joined)
    if form.validate_on_submit():
        with form.refusals():
            person_id = form.person.data if isinstance(form, EnterJoinForm) else actor.person_id
            asked = services.Joining(person_id=person_id, project=form.project.data, joined_on=form.joined_on.data)
            services.join_campaign(actor, village, campaign, asked)
            return done("已登记参加。", ".campaign", campaign=campaign)
    page = _page(found, title=f"参加“{found.name}”", lead=found.goal, submit="参加")
    return form_screen(form, page)


@blueprint.route("/campaigns/parts/<int:joining>/result", methods=["GET", "POST"])
@require(Permission.POINTS_VIEW)
def record_result(joining: int) -> ResponseReturnValue:
    """Record what came of a member's part."""
    village, form = current_village(), ResultForm(achieved_on=clock.today())
    found, part = queries.joining(village, joining)
    require_seer(part.person_id)
    form.measure.choices = options((one.id, one.label) for one in kinds.kinds(kinds.MEASURE))
    if form.validate_on_submit():
        with form.refusals():
            achieving = services.Achieving(
                measure=form.measure.data,
                quantity=form.quantity.data,
                achieved_on=form.achieved_on.data,
                evidence=form.evidence.data,
            )
            services.record_result(current_actor(), village, joining, achieving, uploads=form.papers.data)
            return done("结果已登记。", ".campaign", campaign=found.number)
    page = _page(
        found, title=f"登记{part.person}的结果", lead=f"项目：{part.project}。写数字，也写凭什么。", submit="登记结果"
    )
    return form_screen(form, page)


@blueprint.route("/campaigns/results/<int:result>/withdraw", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def withdraw_result(result: int) -> ResponseReturnValue:
    """Take a result back that was entered wrongly."""
    village, form = current_village(), ReasonForm()
    found, part, number = queries.result(village, result)
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(current_actor(), village, Record.RESULT, result, reason=form.reason.data)
            return done("已撤销，不再计入合计。", ".campaign", campaign=found.number)
    page = _page(
        found,
        title="撤销一条结果",
        lead=f"{part.person}：{number.measure.title} {number.quantity} {number.measure.unit}。",
        submit="撤销",
    )
    return form_screen(form, page)


def _page(found: CampaignRow, *, title: str, lead: str, submit: str) -> FormPage:
    return FormPage(
        title=title,
        lead=lead,
        submit=submit,
        back=url_for(".campaign", campaign=found.number),
        back_title=found.name,
    )
