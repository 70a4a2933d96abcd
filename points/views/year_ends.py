"""The end of months and years: snapshots, suggested and decided grades, awards, vetoes, the branch's scorecard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points.appraisal import band_sets, excellent_on, figures
from points.forms.year import AwardForm, FigureForm, ReckonForm, SealForm, VetoForm, decide_form
from points.periods import Year
from points.public_shapes import KIND_YEAR
from points.queries.cards import VetoRow, veto_items, vetoes
from points.queries.displays import published_revisions
from points.queries.schemes import members
from points.queries.scorecards import Scorecard
from points.queries.scorecards import scorecard as scorecard_of
from points.queries.snapshots import SnapshotRow, TakenSnapshot
from points.queries.snapshots import snapshot as snapshot_of
from points.queries.snapshots import snapshots as snapshots_of
from points.queries.years import (
    AwardRow,
    YearEnd,
    awards,
    is_stale,
    not_in_force,
    open_objections_of_year,
    pending_of_year,
)
from points.queries.years import year_end as year_end_of
from points.rules.bands import Grade
from points.services.cards import enter_figure, recommend_award, record_veto
from points.services.years import Deciding
from points.services.years import decide_year as decide
from points.services.years import publish_year as publish
from points.services.years import reckon_year as reckon
from points.services.years import seal_year as seal
from points.sheets import YEAR_COLUMNS, year_rows
from points.views.lists import month_of
from points.views.periods import year_of
from points.views.root import asked_branch, blueprint, may
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

    from points.appraisal import ExcellentRule
    from points.queries.years import GradeLine
    from portal.org.models import Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotsPage:
    """A branch's snapshots."""

    branch_id: int
    branch: str
    snapshots: tuple[TakenSnapshot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPage:
    """One snapshot."""

    branch_id: int
    snapshot: SnapshotRow


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """A branch's year at its end: what is suggested, decided, sealed, and what can be done now."""

    branch_id: int
    branch: str
    year: Year
    over: bool
    pending: int
    ended: YearEnd | None
    stale: bool  # reckoned now, it would say something else
    vetoes: tuple[VetoRow, ...]
    awards: tuple[AwardRow, ...]
    rule: ExcellentRule
    may_publish: bool
    may_seal: bool
    published: bool
    before: Year
    after: Year | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePage:
    """The form of what a meeting decided, line by line."""

    branch_id: int
    ended: YearEnd
    lines: tuple[tuple[GradeLine, str, str], ...]
    again: bool
    not_in_force: int  # entries of the year that are not in force now
    objections: int  # those of the year that have no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A form about a branch's year."""

    branch_id: int
    branch: str
    year: Year


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardPage:
    """A branch's scorecard."""

    branch_id: int
    scorecard: Scorecard
    may_publish: bool


@blueprint.get("/snapshots/")
@require(Permission.POINTS_RECORD)
def snapshots() -> str:
    """List the months that were locked, as the branch stood then."""
    branch = asked_branch()
    page = SnapshotsPage(
        branch_id=branch.id, branch=branch.name, snapshots=tuple(snapshots_of(current_village(), branch.id))
    )
    return render_template("points/snapshots.html", page=page)


@blueprint.get("/snapshots/<period>/")
@require(Permission.POINTS_RECORD)
def snapshot(period: str) -> str:
    """Show how a branch stood when a month was locked, and what was put right since."""
    branch = asked_branch()
    found = snapshot_of(current_village(), branch, month_of(period), today=clock.today())
    return render_template("points/snapshot.html", page=SnapshotPage(branch_id=branch.id, snapshot=found))


@blueprint.get("/years/<period>/")
@require(Permission.POINTS_RECORD)
def year_end(period: str) -> str:
    """Show a branch's year at its end."""
    return _year_screen(year_of(period), _reckon_form(year_of(period)))[0]


@blueprint.get("/years/<period>/table.xlsx")
@require(Permission.POINTS_RECORD)
def year_end_table(period: str) -> Response:
    """Hand out a year's suggestions and decisions."""
    ended = _ended(year_of(period))
    return table_response(f"{ended.branch}{ended.year.chinese}等次", YEAR_COLUMNS, year_rows(ended.lines))


@blueprint.post("/years/<period>/reckon")
@require(Permission.POINTS_PUBLISH)
def reckon_year(period: str) -> ResponseReturnValue:
    """Reckon what the points suggest."""
    year = year_of(period)
    form, branch = _reckon_form(year), asked_branch()
    if form.validate_on_submit():
        with form.refusals():
            reckon(current_actor(), current_village(), branch.id, year, bands=form.bands.data)
            flash("等次建议已经算好；等次由支部评定，不同的写明理由。", "good")
            return _to_year(year, branch)
    return _year_screen(year, form)


@blueprint.route("/years/<period>/decide", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def decide_year(period: str) -> ResponseReturnValue:
    """Record what the branch decided for everybody."""
    year, branch = year_of(period), asked_branch()
    ended = _ended(year)
    if ended.sealed:
        return _to_year(year, branch)
    form, lines = decide_form(ended.lines)
    if form.validate_on_submit():
        with form.refusals():
            deciding = Deciding(
                decided_on=form.decided_on.data,
                meeting=form.meeting.data,
                grades={one.person_id: Grade(form[grade].data) for one, grade, _ in lines},
                reasons={one.person_id: form[reason].data or "" for one, _, reason in lines},
                over_quota=form.over_quota.data or "",
                unsettled=form.unsettled.data or "",
                reason=form.reason.data or "",
            )
            decide(current_actor(), current_village(), branch.id, year, deciding=deciding)
            flash("支部的决定已登记，等另一名支委核对后封存。", "good")
            return _to_year(year, branch)
    village, today = current_village(), clock.today()
    page = DecidePage(
        branch_id=branch.id,
        ended=ended,
        lines=tuple(lines),
        again=ended.decision is not None,
        not_in_force=not_in_force(village, branch.id, year, today=today),
        objections=open_objections_of_year(village, branch.id, year, today=today),
    )
    return render_template("points/decide.html", page=page, form=form), form.status


@blueprint.post("/years/<period>/seal")
@require(Permission.POINTS_REVIEW)
def seal_year(period: str) -> ResponseReturnValue:
    """Seal a decision as its second person."""
    year, branch = year_of(period), asked_branch()
    return _done(year, lambda: seal(current_actor(), current_village(), branch.id, year), "已封存，不能再改。")


@blueprint.post("/years/<period>/publish")
@require(Permission.POINTS_PUBLISH)
def publish_year(period: str) -> ResponseReturnValue:
    """Publish who is 优秀."""
    year, branch = year_of(period), asked_branch()
    told = "优秀名单已公开；积分和其他等次不公开。"
    return _done(year, lambda: publish(current_actor(), current_village(), branch.id, year), told)


@blueprint.route("/years/<period>/awards/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def award(period: str) -> ResponseReturnValue:
    """Recommend a member for an award."""
    year, branch = year_of(period), asked_branch()
    form = AwardForm()
    form.person.offer(_others(branch, year))
    if form.validate_on_submit():
        with form.refusals():
            recommend_award(
                current_actor(),
                current_village(),
                branch.id,
                year,
                person_id=form.person.data,
                title=form.title.data,
                reason=form.reason.data,
            )
            flash("推荐已登记。", "good")
            return _to_year(year, branch)
    page = FormPage(branch_id=branch.id, branch=branch.name, year=year)
    return render_template("points/award.html", page=page, form=form), form.status


@blueprint.route("/years/<period>/vetoes/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def veto(period: str) -> ResponseReturnValue:
    """Record something that decides a year whatever the points say."""
    year, branch = year_of(period), asked_branch()
    form = VetoForm()
    form.person.offer(_others(branch, year))
    items = veto_items(current_village(), branch.id, year.year).values()
    form.code.choices = options([("", "请选择"), *((one.code, f"{one.name}（{one.effect}）") for one in items)])
    if form.validate_on_submit():
        with form.refusals():
            record_veto(
                current_actor(),
                current_village(),
                branch.id,
                year,
                person_id=form.person.data,
                code=form.code.data,
                paper=form.paper.data,
            )
            flash("已登记；重新计算等次建议以后生效。", "good")
            return _to_year(year, branch)
    page = FormPage(branch_id=branch.id, branch=branch.name, year=year)
    return render_template("points/veto.html", page=page, form=form), form.status


@blueprint.get("/years/<period>/scorecard")
@require(Permission.POINTS_RECORD)
def scorecard(period: str) -> str:
    """Show how a branch's year went."""
    branch = asked_branch()
    found = scorecard_of(current_village(), branch, year_of(period), today=clock.today())
    page = ScorecardPage(branch_id=branch.id, scorecard=found, may_publish=may(Permission.POINTS_PUBLISH))
    return render_template("points/scorecard.html", page=page)


@blueprint.route("/years/<period>/scorecard/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def figure(period: str) -> ResponseReturnValue:
    """Enter a figure of the scorecard with its source."""
    year, branch = year_of(period), asked_branch()
    form = FigureForm()
    form.code.choices = options((one.code, f"{one.title}（{one.unit}）") for one in figures())
    if form.validate_on_submit():
        with form.refusals():
            enter_figure(
                current_actor(),
                current_village(),
                branch.id,
                year,
                code=form.code.data,
                value=form.value.data,
                source=form.source.data,
            )
            flash("已登记。", "good")
            return redirect(url_for(".scorecard", period=str(year), branch=branch.id))
    page = FormPage(branch_id=branch.id, branch=branch.name, year=year)
    return render_template("points/figure.html", page=page, form=form), form.status


def _year_screen(year: Year, form: ReckonForm | SealForm) -> tuple[str, int]:
    village, today, branch = current_village(), clock.today(), asked_branch()
    ended = year_end_of(village, branch, year)
    waiting = ended is not None and ended.decision is not None and not ended.sealed
    recorder = ended.decision.recorded_by_id if ended and ended.decision else None
    page = YearPage(
        branch_id=branch.id,
        branch=branch.name,
        year=year,
        over=today > year.last_day,
        pending=pending_of_year(village, branch.id, year),
        ended=ended,
        stale=ended is not None and is_stale(village, branch, ended),
        vetoes=tuple(vetoes(village, branch_id=branch.id, year=year.year)),
        awards=tuple(awards(village, branch.id, year.year)),
        rule=excellent_on(year.last_day),
        may_publish=may(Permission.POINTS_PUBLISH),
        may_seal=waiting and recorder != current_actor().person_id and may(Permission.POINTS_REVIEW),
        published=published_revisions(village, KIND_YEAR, f"{year}-{branch.id}") > 0,
        before=Year(year.year - 1),
        after=Year(year.year + 1) if year.year < today.year else None,
    )
    reckoning = form if isinstance(form, ReckonForm) else _reckon_form(year)
    return render_template("points/year_end.html", page=page, form=form, reckoning=reckoning), form.status


def _reckon_form(year: Year) -> ReckonForm:
    form = ReckonForm()
    form.bands.choices = options((one.id, one.title) for one in band_sets(year.year))
    return form


def _done(year: Year, act: Callable[[], object], told: str) -> ResponseReturnValue:
    """Do one thing that asks for nothing, and say so; or say why not, above the year."""
    form = SealForm()
    if form.validate_on_submit():
        with form.refusals():
            act()
            flash(told, "good")
            return _to_year(year, asked_branch())
    return _year_screen(year, form)


def _ended(year: Year) -> YearEnd:
    ended = year_end_of(current_village(), asked_branch(), year)
    if ended is None:
        raise NotFoundError
    return ended


def _to_year(year: Year, branch: Branch) -> ResponseReturnValue:
    return redirect(url_for(".year_end", period=str(year), branch=branch.id))


def _others(branch: Branch, year: Year) -> list[tuple[int, str]]:
    on = min(year.last_day, clock.today())
    rows = members(current_village(), branch.id, on=on)
    return [(row.id, row.name) for row in rows if row.id != current_actor().person_id]
