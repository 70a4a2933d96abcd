"""The blueprint all screens of members' duties hang on, the three shapes they have, and what they ask of an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from points.duties.errors import NoDutyError
from points.duties.queries import current_quarter
from portal.kernel import clock
from portal.kernel.months import MonthError, Quarter
from portal.kernel.paging import Page, page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, may
from portal.web.downloads import table_response
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from points.duties.tables import Row
    from portal.web.forms import BaseForm
    from portal.web.lists import FilterForm

__all__ = ["blueprint", "is_officer", "may"]

blueprint = Blueprint("duties", __name__, url_prefix="/<village>/duties")

_QUARTERS_BACK = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way on: its address and what it is called; the first one of a screen is its main action."""

    address: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """Where a number of this screen comes from."""

    article: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A form with what it is about."""

    title: str
    lead: str
    submit: str
    back: str
    back_title: str
    later: tuple[str, ...] = ()  # fields behind 改日期: filled in already
    facts: tuple[tuple[str, str], ...] = ()
    law: Law | None = None
    ways: tuple[Link, ...] = ()  # the same form for other things, such as another group of households


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list with its filter: what stands on the screen stands in its file."""

    title: str
    lead: str
    columns: tuple[str, ...]
    rows: Page[Row]
    filters: FilterForm
    endpoint: str  # of a row's own page; empty where rows have none
    argument: str
    sheet: str
    actions: tuple[Link, ...] = ()
    empty: str = "还没有这样的记录。"
    law: Law | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a thing's page: a heading with a table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is about before it is filtered and paged."""

    title: str
    lead: str
    columns: tuple[str, ...]
    endpoint: str = ""
    argument: str = ""
    actions: tuple[Link, ...] = ()
    empty: str = "还没有这样的记录。"
    law: Law | None = None


def form_screen(form: BaseForm, page: FormPage) -> ResponseReturnValue:
    """Show a form; what was typed stays."""
    return render_template("points/duties/form.html", page=page, form=form), form.status


def asked_file() -> str:
    """Return as what file a list is asked for, ``xlsx`` or ``csv``; empty: it is to be shown."""
    kind = request.args.get("format", "")
    return kind if kind in {"xlsx", "csv"} else ""


def list_screen(
    asked: Asked, rows: Sequence[Row], filters: FilterForm, *, part: Page[Any] | None = None
) -> ResponseReturnValue:
    """Show a list by pages, or hand it out as a file; ``part`` is the page whose rows these are already."""
    kind = asked_file()
    if kind:
        filters.require_readable()
        cells = [[cell.plain for cell in row.cells] for row in rows]
        return table_response(asked.title, asked.columns, cells, kind="csv" if kind == "csv" else "xlsx")
    if part is None:
        shown = page_of(rows, number=asked_page())
    else:
        shown = Page(rows=tuple(rows), number=part.number, pages=part.pages, total=part.total)
    page = ListPage(
        title=asked.title,
        lead=asked.lead,
        columns=asked.columns,
        rows=shown,
        filters=filters,
        endpoint=asked.endpoint,
        argument=asked.argument,
        sheet=f"{request.path}?{filters.query}format=",
        actions=asked.actions,
        empty=asked.empty,
        law=asked.law,
    )
    return render_template("points/duties/list.html", page=page)


def done(sentence: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """Say that it is saved and go on."""
    flash(sentence, "good")
    return redirect(url_for(endpoint, **values))


def tick_all(field: Any) -> None:
    """Tick every box of a field where the address asks for it (``all=1``) and nothing was sent yet."""
    if request.method == "GET" and request.args.get("all"):
        field.data = [choice.value for choice in field.choices]


def is_officer() -> bool:
    """Tell whether the person looking may enter for others and read what is the branch's own."""
    return may(Permission.POINTS_RECORD)


def require_seer(*person_ids: int) -> None:
    """Let officers pass, and those it is about.

    :raise NoDutyError: it is none of their business.
    """
    if not is_officer() and current_actor().person_id not in person_ids:
        raise NoDutyError


def asked_quarter() -> Quarter:
    """Return the quarter the address asks for, or today's.

    :raise NoDutyError: it is none.
    """
    text = request.args.get("quarter", "")
    try:
        return Quarter.parse(text) if text else current_quarter(clock.today())
    except MonthError as problem:
        raise NoDutyError from problem


def quarters_back(count: int = _QUARTERS_BACK) -> list[Quarter]:
    """Return today's quarter and those before it."""
    found = [current_quarter(clock.today())]
    while len(found) < count:
        found.append(found[-1].months[0].plus(-1).quarter)
    return found
