"""Entering what households did, one by one or in a grid; confirming, sending back, taking back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for

from points.households import services, sheets
from points.households.forms import ConfirmForm, EntryFilter, GridForm, ReasonForm, RecordForm
from points.households.queries import entries as queries
from points.households.queries.register import households, own_household_id
from points.households.queries.schemes import scheme_on
from points.households.services import Recording
from points.households.views.root import FormPage, blueprint, form_screen, may
from portal.kernel import clock
from portal.kernel.errors import BadValueError
from portal.kernel.months import Month
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.org.queries import groups
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.figures import points
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.households.queries.entries import EntryRow
    from points.households.queries.register import HouseholdRow
    from points.households.queries.schemes import SchemeRow
    from points.households.rules.earning import Rule
    from portal.kernel.paging import Page

#: Months offered in the filter: this one and those before it.
_MONTHS_OFFERED = 13
_MOST_DIGITS = 2
#: As many households as a person fills in on one screen of a phone before sending them.
_GRID_HOUSEHOLDS = 12
_STATES = (("", "全部"), ("待确认", "待确认"), ("已生效", "已生效"), ("已退回", "已退回"), ("已冲销", "已冲销"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesPage:
    """The entries of a month by pages."""

    filters: EntryFilter
    rows: Page[EntryRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One number to be filled in."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """One household with a cell for each rule."""

    household: HouseholdRow
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPage:
    """The households of a group against the rules of a kind."""

    kinds: tuple[str, ...]
    kind: str
    groups: tuple[str, ...]
    group: str
    rules: tuple[Rule, ...]
    lines: Page[GridLine]  # each page is entered by itself
    left_out: str  # the actor's own household, which somebody else enters


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One entry, and what the person looking may do with it."""

    entry: EntryRow
    may_judge: bool
    may_reverse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """What waits for a second person: for this one, and for others."""

    rows: tuple[EntryRow, ...]
    others: int
    all_ticked: bool


@blueprint.get("/entries/")
@require(Permission.HOUSEHOLDS_VIEW)
def entries() -> str:
    """List the entries of a month."""
    filters, rows = _asked()
    page = EntriesPage(filters=filters, rows=page_of(rows, number=asked_page()))
    return render_template("points/households/entries.html", page=page)


@blueprint.get("/entries/table.xlsx")
@require(Permission.HOUSEHOLDS_VIEW)
def entries_table() -> Response:
    """Hand out the entries as a table, with the filter of the screen."""
    filters, rows = _asked()
    filters.require_readable()
    return table_response("家户积分登记", sheets.ENTRY_COLUMNS, sheets.entry_cells(rows))


@blueprint.route("/entries/new", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def record() -> ResponseReturnValue:
    """Enter one household."""
    village, today, actor = current_village(), clock.today(), current_actor()
    scheme, form = scheme_on(village, today), RecordForm(happened_on=today)
    if request.method == "GET":
        form.household.data = request.args.get("household", type=int)
    form.offer_rules((one.kind, one.code, f"{one.name}（{one.worth}）") for one in (scheme.rules if scheme else ()))
    own = own_household_id(actor.person_id)
    form.household.offer((one.id, f"{one.group} {one.title}") for one in households(village) if one.id != own)
    if form.validate_on_submit():
        with form.refusals():
            recording = Recording(
                household_id=form.household.data,
                rule_code=form.rule.data,
                happened_on=form.happened_on.data,
                times=form.times.data,
                note=form.note.data or "",
                belated=form.belated.data,
            )
            (made,) = services.record_entries(actor, village, [recording], uploads=form.photos.data)
            flash("已登记，等另一名村干部确认。", "good")
            return redirect(url_for(".entry", home_entry=made.id))
    return _unless_without_rules(scheme, "登记一户", form)


@blueprint.route("/entries/grid", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def grid() -> ResponseReturnValue:
    """Enter a group's households at once: how often, household by household and rule by rule."""
    village, today = current_village(), clock.today()
    scheme, form = scheme_on(village, today), GridForm(happened_on=today)
    if scheme is None:
        return render_template("points/households/no_rules.html"), form.status
    page = _grid_page(scheme)
    if form.validate_on_submit():
        with form.refusals():
            made = services.record_entries(current_actor(), village, _recordings(page, form), uploads=form.photos.data)
            flash(f"已登记 {len(made)} 笔，等另一名村干部确认。", "good")
            if page.lines.later:
                return redirect(url_for(".grid", kind=page.kind, group=page.group, page=page.lines.later))
            return redirect(url_for(".entries"))
    return render_template("points/households/grid.html", page=page, form=form), form.status


@blueprint.route("/entries/confirm", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def confirm_list() -> ResponseReturnValue:
    """Confirm what others entered, many at once."""
    village, actor = current_village(), current_actor()
    waiting, own = queries.entries(village, only_open=True), own_household_id(actor.person_id)
    rows = [one for one in waiting if one.submitted_by_id != actor.person_id and one.household.id != own]
    form = ConfirmForm()
    form.entries.choices = options((one.id, one.household.title) for one in rows)
    if form.validate_on_submit():
        with form.refusals():
            made = services.confirm_entries(actor, village, form.entries.data or [])
            flash(f"已确认 {len(made)} 笔，积分已经到户。", "good")
            return redirect(url_for(".confirm_list"))
    page = ConfirmPage(rows=tuple(rows), others=len(waiting) - len(rows), all_ticked=bool(request.args.get("all")))
    return render_template("points/households/confirm.html", page=page, form=form), form.status


@blueprint.get("/entries/<int:home_entry>/")
@require(Permission.HOUSEHOLDS_VIEW)
def entry(home_entry: int) -> ResponseReturnValue:
    """Show one entry."""
    return _entry_screen(home_entry, ReasonForm(formdata=None))


@blueprint.post("/entries/<int:home_entry>/confirm")
@require(Permission.HOUSEHOLDS_RECORD)
def confirm(home_entry: int) -> ResponseReturnValue:
    """Confirm one entry."""
    services.confirm_entries(current_actor(), current_village(), [home_entry])
    flash("已确认，积分已经到户。", "good")
    return redirect(url_for(".entry", home_entry=home_entry))


@blueprint.post("/entries/<int:home_entry>/reject")
@require(Permission.HOUSEHOLDS_RECORD)
def reject(home_entry: int) -> ResponseReturnValue:
    """Send one entry back."""
    village, form = current_village(), ReasonForm()
    queries.entry(village, home_entry)
    if form.validate_on_submit():
        with form.refusals():
            services.reject_entry(current_actor(), village, home_entry, reason=form.reason.data)
            flash("已退回。", "good")
            return redirect(url_for(".entry", home_entry=home_entry))
    return _entry_screen(home_entry, form)


@blueprint.route("/entries/<int:home_entry>/reverse", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_RECORD)
def reverse(home_entry: int) -> ResponseReturnValue:
    """Take an entry in force back."""
    village, form = current_village(), ReasonForm()
    row = queries.entry(village, home_entry)
    if form.validate_on_submit():
        with form.refusals():
            services.reverse_entry(current_actor(), village, home_entry, reason=form.reason.data)
            flash("已冲销，原来的记录还在。", "good")
            return redirect(url_for(".entry", home_entry=home_entry))
    page = FormPage(
        title="冲销这一笔",
        lead=f"{row.household.title}：{row.rule.name}，{points(row.awarded_x100)} 分。冲销算在今天，原来的记录还在。",
        submit="冲销",
        back=url_for(".entry", home_entry=home_entry),
        back_title="返回",
    )
    return form_screen(page, form)


def _entry_screen(entry_id: int, form: ReasonForm) -> ResponseReturnValue:
    row, actor = queries.entry(current_village(), entry_id), current_actor()
    other = own_household_id(actor.person_id) != row.household.id and may(Permission.HOUSEHOLDS_RECORD)
    page = EntryPage(
        entry=row,
        may_judge=other and row.verdict is None and row.submitted_by_id != actor.person_id,
        may_reverse=other and row.stands,
    )
    return render_template("points/households/entry.html", page=page, form=form), form.status


def _unless_without_rules(scheme: SchemeRow | None, title: str, form: RecordForm) -> ResponseReturnValue:
    if scheme is None:
        return render_template("points/households/no_rules.html"), form.status
    page = FormPage(
        title=title,
        lead="登记以后由另一名村干部确认，确认了才算。",
        submit="登记",
        back=url_for(".index"),
        back_title="家户积分",
    )
    return form_screen(page, form)


def _asked() -> tuple[EntryFilter, list[EntryRow]]:
    filters, this = EntryFilter(), Month.of(clock.today())
    months = [this.plus(-back) for back in range(_MONTHS_OFFERED)]
    filters.period.choices = options([("", "全部"), *((str(one), one.chinese) for one in months)])
    filters.state.choices = options(_STATES)
    period, state = filters.value("period"), filters.value("state")
    rows = queries.entries(current_village(), month=Month.parse(period) if period else None)
    return filters, [one for one in rows if not state or one.state[1] == state]


def _grid_page(scheme: SchemeRow) -> GridPage:
    village, own = current_village(), own_household_id(current_actor().person_id)
    known = tuple(groups(village))
    kind = _one_of(request.args.get("kind", ""), scheme.kinds)
    group = _one_of(request.args.get("group", ""), known)
    rules = tuple(one for one in scheme.rules if one.kind == kind)
    homes = households(village, group=group)
    return GridPage(
        kinds=scheme.kinds,
        kind=kind,
        groups=known,
        group=group,
        rules=rules,
        lines=page_of(
            [_line(one, rules) for one in homes if one.id != own], number=asked_page(), size=_GRID_HOUSEHOLDS
        ),
        left_out=next((one.title for one in homes if one.id == own), ""),
    )


def _one_of(asked: str, known: tuple[str, ...]) -> str:
    return asked if asked in known else next(iter(known), "")


def _line(home: HouseholdRow, rules: tuple[Rule, ...]) -> GridLine:
    cells = []
    for rule in rules:
        name = f"times-{home.id}-{rule.code}"
        label = f"{home.title}：{rule.name}，次数"
        cells.append(GridCell(name=name, label=label, value=request.form.get(name, "")))
    return GridLine(household=home, cells=tuple(cells))


def _recordings(page: GridPage, form: GridForm) -> list[Recording]:
    """Return what was filled in, line by line.

    :raise BadValueError: a cell holds no number of times.
    """
    found = []
    for line in page.lines.rows:
        for rule, cell in zip(page.rules, line.cells, strict=True):
            text = cell.value.strip()
            if text in {"", "0"}:
                continue
            if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
                raise BadValueError(f"{cell.label}：“{text}”不是次数，请填写整数，没有的留空。")
            found.append(
                Recording(
                    household_id=line.household.id,
                    rule_code=rule.code,
                    happened_on=form.happened_on.data,
                    times=int(text),
                    note=form.note.data or "",
                    belated=form.belated.data,
                )
            )
    return found
