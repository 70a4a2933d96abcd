"""The screens of points: the branch's list, an entry, recording, reversing, the scheme, publishing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from points import queries, services
from points.forms import AdoptForm, PublishForm, RecordForm, ReverseForm
from points.periods import earlier, later, parse_stretch
from points.practice import publicity_on
from points.schemes import EXAMPLE, read_scheme
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, Quarter
from portal.kernel.sheets import BadCellsError
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id, branches
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from points.periods import Stretch
    from points.practice import Publicity
    from points.queries import BranchList, EntryRow, PublishedList, SchemeRow
    from portal.kernel.sheets import CellError
    from portal.org.models import Branch

blueprint = Blueprint("points", __name__, url_prefix="/<village>/points")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A branch's list with the ways to other months, quarters and branches."""

    points: BranchList
    branches: tuple[tuple[int, str], ...]
    earlier: Stretch
    later: Stretch | None
    other: Stretch  # the quarter of a month, the first month of a quarter
    quarter: Quarter
    own_only: bool
    has_scheme: bool
    may_record: bool
    may_publish: bool
    can_publish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One entry."""

    entry: EntryRow
    may_reverse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """What the form to record is about."""

    branch_id: int
    branch: str
    has_scheme: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePage:
    """The scheme in force."""

    branch_id: int
    branch: str
    year: int
    scheme: SchemeRow | None
    may_adopt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPage:
    """The form to adopt a scheme, and what is wrong with the file."""

    branch_id: int
    branch: str
    cells: tuple[CellError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """What would be published, or stands published."""

    quarter: Quarter
    lists: tuple[BranchList, ...]
    published: PublishedList | None
    publicity: Publicity


@blueprint.get("/")
@require(Permission.POINTS_VIEW)
def index() -> str:
    """Show a branch's points in a month or quarter; a member without office sees their own."""
    village, today = current_village(), clock.today()
    branch = _branch()
    stretch = parse_stretch(request.args.get("period", str(Month.of(today))))
    whose = _whose()
    after = later(stretch)
    quarter = stretch.quarter if isinstance(stretch, Month) else stretch
    page = ListPage(
        points=queries.branch_list(village, branch, stretch, person_id=whose),
        branches=_other_branches(),
        earlier=earlier(stretch),
        later=after if after.first_day <= today else None,
        other=quarter if isinstance(stretch, Month) else quarter.months[0],
        quarter=quarter,
        own_only=whose is not None,
        has_scheme=queries.scheme_on(village, branch.id, today) is not None,
        may_record=_may(Permission.POINTS_RECORD),
        may_publish=_may(Permission.POINTS_PUBLISH),
        can_publish=quarter.last_day < today,
    )
    return render_template("points/index.html", page=page)


@blueprint.route("/new", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def record() -> ResponseReturnValue:
    """Record an entry; what the caps cut is explained on its page."""
    village, today, branch = current_village(), clock.today(), _branch()
    scheme = queries.scheme_on(village, branch.id, today)
    form = RecordForm(happened_on=today)
    form.offer_items((item.category, item.code, item.description) for item in (scheme.items if scheme else ()))
    others = (row for row in queries.members(village, branch.id, on=today) if row.id != current_actor().person_id)
    form.person.offer((row.id, row.name) for row in others)
    if form.validate_on_submit():
        with form.refusals():
            recording = services.Recording(
                person_id=form.person.data,
                item_code=form.item.data,
                happened_on=form.happened_on.data,
                times=form.times.data,
                value_x100=form.value.data,
                note=form.note.data or "",
            )
            recorded = services.record_entry(current_actor(), village, recording)
            flash(f"已记：{recorded.explanation}。", "good")
            return redirect(url_for(".entry", entry_id=recorded.id))
    page = RecordPage(branch_id=branch.id, branch=branch.name, has_scheme=scheme is not None)
    return render_template("points/record.html", page=page, form=form), form.status


@blueprint.get("/entries/<int:entry_id>/")
@require(Permission.POINTS_VIEW)
def entry(entry_id: int) -> str:
    """Show one entry with its explanation."""
    found = queries.entry(current_village(), entry_id, person_id=_whose())
    page = EntryPage(entry=found, may_reverse=_may_reverse(found))
    return render_template("points/entry.html", page=page)


@blueprint.route("/entries/<int:entry_id>/reverse", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def reverse(entry_id: int) -> ResponseReturnValue:
    """Take an entry back, once, with a reason."""
    village = current_village()
    found = queries.entry(village, entry_id)
    form = ReverseForm()
    if form.validate_on_submit():
        with form.refusals():
            services.reverse_entry(current_actor(), village, entry_id, reason=form.reason.data)
            flash("已冲销，原来的一笔仍然保留。", "good")
            return redirect(url_for(".entry", entry_id=entry_id))
    page = EntryPage(entry=found, may_reverse=_may_reverse(found))
    return render_template("points/reverse.html", page=page, form=form), form.status


@blueprint.get("/scheme/")
@require(Permission.POINTS_VIEW)
def scheme() -> str:
    """Show the scheme in force."""
    today, branch = clock.today(), _branch()
    page = SchemePage(
        branch_id=branch.id,
        branch=branch.name,
        year=today.year,
        scheme=queries.scheme_on(current_village(), branch.id, today),
        may_adopt=_may(Permission.POINTS_PUBLISH),
    )
    return render_template("points/scheme.html", page=page)


@blueprint.route("/scheme/new", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def adopt() -> ResponseReturnValue:
    """Adopt a scheme from a file; a bad file is answered cell by cell."""
    today, branch = clock.today(), _branch()
    form = AdoptForm(effective_from=today)
    cells: tuple[CellError, ...] = ()
    if form.validate_on_submit():
        with form.refusals():
            try:
                read = read_scheme(form.file.data.filename, form.file.data.read())
            except BadCellsError as error:
                cells = error.cells
                raise
            services.adopt_scheme(
                current_actor(), current_village(), branch.id, read, effective_from=form.effective_from.data
            )
            flash("积分办法已登记。", "good")
            return redirect(url_for(".scheme", branch=branch.id))
    page = AdoptPage(branch_id=branch.id, branch=branch.name, cells=cells)
    return render_template("points/adopt.html", page=page, form=form), form.status


@blueprint.get("/scheme/example.csv")
@require(Permission.POINTS_PUBLISH)
def example() -> Response:
    """Hand out the example scheme, to be changed by the branch."""
    file = io.BytesIO(EXAMPLE.read_bytes())
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name="积分办法示例.csv")


@blueprint.route("/lists/<quarter>/", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def publish(quarter: str) -> ResponseReturnValue:
    """Look at a quarter once more, then publish what was added."""
    village = current_village()
    stretch = parse_stretch(quarter)
    if not isinstance(stretch, Quarter):
        raise NotFoundError
    form = PublishForm()
    if form.validate_on_submit():
        with form.refusals():
            services.publish_list(current_actor(), village, stretch, reason=form.reason.data or "")
            flash(f"{stretch.chinese}积分已公示。", "good")
            return redirect(url_for(".index", period=str(stretch)))
    page = PublishPage(
        quarter=stretch,
        lists=tuple(queries.branch_list(village, one, stretch) for one in branches(village)),
        published=queries.published_list(village, stretch),
        publicity=publicity_on(clock.today()),
    )
    return render_template("points/publish.html", page=page, form=form), form.status


def _branch() -> Branch:
    """Return the branch the address asks for, or the village's first."""
    village, asked = current_village(), request.args.get("branch", type=int)
    if asked is not None:
        return branch_by_id(village, asked)
    first = next(iter(branches(village)), None)
    if first is None:
        raise NotFoundError
    return first


def _other_branches() -> tuple[tuple[int, str], ...]:
    """Return the branches to choose from; none where the village has only one."""
    found = tuple((one.id, one.name) for one in branches(current_village()))
    return found if len(found) > 1 else ()


def _may(permission: Permission) -> bool:
    return current_actor().may(permission, current_village(), on=clock.today())


def _whose() -> int | None:
    """Return whose points alone may be seen: members without office see their own, those who record see all."""
    actor, village = current_actor(), current_village()
    return None if _may(Permission.POINTS_RECORD) or actor.home_id != village.id else actor.person_id


def _may_reverse(found: EntryRow) -> bool:
    return found.stands and found.person_id != current_actor().person_id and _may(Permission.POINTS_RECORD)
