"""Areas and posts, and which households whom they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from points.duties import kinds, queries, services
from points.duties.errors import NoDutyError
from points.duties.forms import AssignForm, EndForm, LinkForm, PersonFilter, PostForm, UnlinkForm
from points.duties.practice import practice_on
from points.duties.tables import LINK_COLUMNS, POST_COLUMNS, link_rows, post_rows
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
)
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.org.queries import branches
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.duties.queries import HouseholdName, PostRow


@blueprint.get("/posts/")
@require(Permission.POINTS_VIEW)
def posts() -> ResponseReturnValue:
    """List areas and posts with who holds them."""
    village, today, filters = current_village(), clock.today(), PersonFilter()
    filters.state.choices = options([("", "不限"), ("held", "有人担任"), ("free", "空着"), ("closed", "已撤销")])
    name, state = filters.value("q"), filters.value("state")
    found = [
        one
        for one in queries.posts(village)
        if (not name or name in one.name or any(name in holder.person for holder in one.holders(today)))
        and (not state or state == _state(one))
    ]
    asked = Asked(
        title="责任区和岗位",
        lead="每名党员负责什么、从哪天起，换了人以前的也看得到。公开网站上姓名隐去中间的字。",
        columns=POST_COLUMNS,
        endpoint="duties.post",
        argument="post",
        actions=(Link(address=url_for(".open_post"), title="设一个责任区或岗位"),) if is_officer() else (),
        empty="还没有设责任区和岗位。",
    )
    return list_screen(asked, post_rows(found, today=today), filters)


def _state(one: PostRow) -> str:
    day = clock.today()
    if not one.is_open(day):
        return "closed"
    return "held" if one.holders(day) else "free"


@blueprint.route("/posts/new", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def open_post() -> ResponseReturnValue:
    """Open an area or post."""
    village = current_village()
    form = PostForm(opened_on=clock.today())
    form.branch.choices = options((one.id, one.name) for one in branches(village))
    form.kind.choices = options((one.id, one.title) for one in kinds.kinds(kinds.POST))
    if form.validate_on_submit():
        with form.refusals():
            opening = services.Opening(
                branch_id=form.branch.data,
                kind=form.kind.data,
                name=form.name.data,
                duties=form.duties.data or "",
                opened_on=form.opened_on.data,
            )
            row = services.open_post(current_actor(), village, opening)
            return done("已设立，接下来登记由谁担任。", ".assign_post", post=row.number)
    page = FormPage(
        title="设一个责任区或岗位",
        lead="写明管哪里、做什么；设好以后登记由谁担任。",
        submit="设立",
        back=url_for(".posts"),
        back_title="责任区和岗位",
    )
    return form_screen(form, page)


@blueprint.get("/posts/<int:post>/")
@require(Permission.POINTS_VIEW)
def post(post: int) -> str:
    """Show one area or post with everybody who held it."""
    found = queries.post(current_village(), post)
    return render_template("points/duties/post.html", page=found, today=clock.today(), officer=is_officer())


@blueprint.route("/posts/<int:post>/assign", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def assign_post(post: int) -> ResponseReturnValue:
    """Let a member hold it."""
    village, today = current_village(), clock.today()
    found, form = queries.post(village, post), AssignForm(since=today)
    form.person.offer((one.id, one.name) for one in queries.members_on(village, today))
    if form.validate_on_submit():
        with form.refusals():
            assigning = services.Assigning(
                person_id=form.person.data,
                since=form.since.data,
                replaces=form.replaces.data,
                reason=form.reason.data or "",
            )
            services.assign_post(current_actor(), village, post, assigning)
            return done("已登记。", ".post", post=post)
    page = FormPage(
        title=f"由谁担任“{found.name}”",
        lead="现在担任的：" + ("、".join(one.person for one in found.holders(today)) or "没有人"),
        submit="登记",
        back=url_for(".post", post=post),
        back_title=found.name,
    )
    return form_screen(form, page)


@blueprint.route("/posts/<int:post>/close", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def close_post(post: int) -> ResponseReturnValue:
    """Close an area or post."""
    village, form = current_village(), EndForm(until=clock.today())
    found = queries.post(village, post)
    if form.validate_on_submit():
        with form.refusals():
            services.close_post(current_actor(), village, post, until=form.until.data, reason=form.reason.data)
            return done("已撤销，记录都保留。", ".post", post=post)
    page = FormPage(
        title=f"撤销“{found.name}”",
        lead="先要没有人担任；撤销以后记录都保留。",
        submit="撤销",
        back=url_for(".post", post=post),
        back_title=found.name,
    )
    return form_screen(form, page)


@blueprint.route("/holdings/<int:holding>/end", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def end_holding(holding: int) -> ResponseReturnValue:
    """Let somebody's time in an area or post end."""
    village, form = current_village(), EndForm(until=clock.today())
    found = next((one for of in queries.posts(village) for one in of.holdings if one.id == holding), None)
    if found is None:
        raise NoDutyError
    number = next(one.number for one in queries.posts(village) if one.id == found.post_id)
    if form.validate_on_submit():
        with form.refusals():
            services.end_holding(current_actor(), village, holding, until=form.until.data, reason=form.reason.data)
            return done("已登记结束任职。", ".post", post=number)
    page = FormPage(
        title=f"{found.person}不再担任“{found.post}”",
        lead="这一段任职会留在记录里。",
        submit="结束任职",
        back=url_for(".post", post=number),
        back_title=found.post,
    )
    return form_screen(form, page)


@blueprint.get("/households/")
@require(Permission.POINTS_RECORD)
def links() -> ResponseReturnValue:
    """List households with the member who keeps in touch, and who was not visited this quarter."""
    village, today, filters = current_village(), clock.today(), PersonFilter()
    filters.state.choices = options(
        [("", "不限"), ("none", "没有党员联系"), ("visited", "本季已走访"), ("waiting", "本季还没有走访")]
    )
    name, state = filters.value("q"), filters.value("state")
    held = queries.links(village, on=today)
    visited = queries.visited_households(village, queries.current_quarter(today))
    by_household = {one.household_id: one for one in held}

    def stands(one: HouseholdName) -> str:
        link = by_household.get(one.id)
        if link is None:
            return "none"
        return "visited" if (link.person_id, one.id) in visited else "waiting"

    def named(one: HouseholdName) -> bool:
        link = by_household.get(one.id)
        return name in one.label or (link is not None and name in link.person)

    found = [
        one
        for one in queries.household_names(village)
        if (not name or named(one)) and (not state or state == stands(one))
    ]
    rule = practice_on("households", today)
    asked = Asked(
        title="党员联系户",
        lead=f"每名党员联系 {rule['each']} 户。这里的内容只在支部内看，不公开。",
        columns=LINK_COLUMNS,
        actions=(
            Link(address=url_for(".link_households"), title="分配联系户"),
            Link(address=url_for(".end_links"), title="不再联系"),
        ),
        empty="没有这样的农户；村里的户要先在名册里登记。",
        law=Law(article=rule.article, quoted=rule.quoted),
    )
    return list_screen(asked, link_rows(found, held, visited), filters)


@blueprint.route("/households/link", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def link_households() -> ResponseReturnValue:
    """Give households to a member, also those of another."""
    village, today = current_village(), clock.today()
    form, rule = LinkForm(since=today), practice_on("households", today)
    counts: dict[int, int] = {}
    held = {one.household_id: one for one in queries.links(village, on=today)}
    for one in held.values():
        counts[one.person_id] = counts.get(one.person_id, 0) + 1
    form.person.offer(
        (one.id, f"{one.name}（现有 {counts.get(one.id, 0)} 户）") for one in queries.members_on(village, today)
    )
    shown = _of_group(queries.household_names(village))
    form.households.choices = options(
        (one.id, one.label + (f"（{held[one.id].person}联系）" if one.id in held else "")) for one in shown
    )
    if form.validate_on_submit():
        with form.refusals():
            linking = services.Linking(
                person_id=form.person.data,
                household_ids=tuple(form.households.data or ()),
                since=form.since.data,
                reason=form.reason.data or "",
            )
            linked = services.link_households(current_actor(), village, linking)
            return done(f"已登记 {len(linked)} 户。", ".links")
    page = FormPage(
        title="分配联系户",
        lead=f"选一名党员，勾选由其联系的户；每名党员 {rule['each']} 户左右。",
        submit="保存",
        back=url_for(".links"),
        back_title="党员联系户",
        law=Law(article=rule.article, quoted=rule.quoted),
        ways=_groups("duties.link_households"),
    )
    return form_screen(form, page)


@blueprint.route("/households/end", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def end_links() -> ResponseReturnValue:
    """Let households be nobody's."""
    village, today, form = current_village(), clock.today(), UnlinkForm(until=clock.today())
    held = {one.household_id: one for one in queries.links(village, on=today) if one.until is None}
    shown = [one for one in _of_group(queries.household_names(village)) if one.id in held]
    form.households.choices = options((one.id, f"{one.label}（{held[one.id].person}联系）") for one in shown)
    if form.validate_on_submit():
        with form.refusals():
            ended = services.end_links(
                current_actor(), village, form.households.data or (), until=form.until.data, reason=form.reason.data
            )
            return done(f"{ended} 户不再由原来的党员联系，记录都保留。", ".links")
    page = FormPage(
        title="不再联系",
        lead="例如整户迁出；换一名党员联系的，请用“分配联系户”。",
        submit="保存",
        back=url_for(".links"),
        back_title="党员联系户",
        ways=_groups("duties.end_links"),
    )
    return form_screen(form, page)


def _of_group(households: list[HouseholdName]) -> list[HouseholdName]:
    groups = list(dict.fromkeys(one.group for one in households))
    asked = request.args.get("group", groups[0] if groups else "")
    return [one for one in households if one.group == asked]


def _groups(endpoint: str) -> tuple[Link, ...]:
    groups = dict.fromkeys(one.group for one in queries.household_names(current_village()))
    if len(groups) < 2:  # noqa: PLR2004 - one group is no choice
        return ()
    return tuple(Link(address=url_for(endpoint, group=one), title=one or "没有编组") for one in groups)
