"""The dashboard: what is waiting for me in every area, most urgent first, each with one button.

Whoever serves many villages is shown their villages by pages, each with how much waits there: the areas are asked
about the villages on the screen and about no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, url_for
from wtforms import StringField
from wtforms.validators import Length

from portal.areas import Task, resolve
from portal.kernel import clock
from portal.kernel.paging import Page, page_of
from portal.org.models import PlaceKind
from portal.org.queries import places_of
from portal.pages.tasks import meeting_tasks
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require
from portal.web.layout import NavItem, nav_items
from portal.web.lists import FilterForm, asked_page
from portal.web.mounted import mounted_areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask.typing import ResponseReturnValue

    from portal.org.actors import Actor
    from portal.org.models import Place

blueprint = Blueprint("home", __name__)

#: As many villages as a township has; whoever serves more sees them by pages of as many.
_FEW = 20
#: As many tasks as are listed at once.
_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One task as the dashboard shows it."""

    title: str
    village: str
    due: date | None
    overdue: bool
    due_today: bool
    urgent: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A village the actor may enter, and how much waits there."""

    name: str
    address: str
    waiting: int
    pressing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What waits; where nothing does, what there is to look at; and the villages to go to."""

    waiting: tuple[Waiting, ...]
    more: int
    elsewhere: tuple[NavItem, ...]
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyVillages:
    """The villages of a county, by pages."""

    doors: Page[Door]
    filters: VillageFilter


class VillageFilter(FilterForm):
    """Which villages."""

    q = StringField("找村", [Length(max=40)], render_kw={"placeholder": "村名", "autocomplete": "off"})


@blueprint.get("/")
@require(SIGNED_IN)
def dashboard() -> ResponseReturnValue:
    """Show what waits in every village; who serves in one village lands there."""
    actor, today = current_actor(), clock.today()
    villages = [place for place in places_of(actor, on=today) if place.kind == PlaceKind.VILLAGE]
    if len(villages) == 1:
        return redirect(url_for("home.village", village=villages[0].slug))
    if len(villages) > _FEW:
        return _many(actor, villages, today=today)
    waiting = waiting_for(actor, villages, today=today)
    page = Dashboard(
        waiting=waiting[:_SHOWN],
        more=max(0, len(waiting) - _SHOWN),
        elsewhere=(),
        doors=tuple(_door(one, [task for task in waiting if task.village == one.name]) for one in villages),
    )
    return render_template("portal/dashboard.html", page=page)


@blueprint.get("/<village>/")
@require(SIGNED_IN)
def village() -> str:
    """Show what waits in one village."""
    here = current_village()
    waiting = waiting_for(current_actor(), [here], today=clock.today())
    page = Dashboard(waiting=waiting[:_SHOWN], more=max(0, len(waiting) - _SHOWN), elsewhere=nav_items(), doors=())
    return render_template("portal/dashboard.html", page=page)


def waiting_for(actor: Actor, villages: Iterable[Place], *, today: date) -> tuple[Waiting, ...]:
    """Return every area's tasks for ``actor``: urgent first, then by day, then as the areas list them."""
    return tuple(_waiting(task, village, today=today) for task, village in tasks_for(actor, villages, today=today))


def tasks_for(actor: Actor, villages: Iterable[Place], *, today: date) -> list[tuple[Task, Place]]:
    """Return what waits for ``actor`` as the areas tell it, in the same order."""
    sources = [meeting_tasks, *(resolve(area.tasks) for area in mounted_areas() if area.tasks)]
    found = [(task, village) for village in villages for source in sources for task in source(actor, village, today)]
    return sorted(found, key=lambda one: (not one[0].urgent, one[0].due or date.max))


def _many(actor: Actor, villages: Sequence[Place], *, today: date) -> str:
    filters = VillageFilter()
    asked = filters.value("q")
    found = [place for place in villages if asked is None or asked.strip() in place.name]
    part = page_of(found, number=asked_page(), size=_FEW)
    doors = tuple(_door(place, waiting_for(actor, [place], today=today)) for place in part.rows)
    page = ManyVillages(doors=Page(rows=doors, number=part.number, pages=part.pages, total=part.total), filters=filters)
    return render_template("portal/villages.html", page=page)


def _door(place: Place, waiting: Sequence[Waiting]) -> Door:
    return Door(
        name=place.name,
        address=url_for("home.village", village=place.slug),
        waiting=len(waiting),
        pressing=sum(task.urgent or task.overdue for task in waiting),
    )


def _waiting(task: Task, village: Place, *, today: date) -> Waiting:
    values: dict[str, Any] = {"village": village.slug, **task.values}
    return Waiting(
        title=f"{task.title}（{task.note}）" if task.note else task.title,
        village=village.name,
        due=task.due,
        overdue=task.due is not None and task.due < today,
        due_today=task.due == today,
        urgent=task.urgent,
        address=url_for(task.endpoint, **values),
    )
