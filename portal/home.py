"""The dashboard: what is waiting for me in every area, most urgent first, each with one button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, url_for

from portal.areas import Task, resolve
from portal.kernel import clock
from portal.org.models import PlaceKind
from portal.org.queries import places_of
from portal.pages.tasks import meeting_tasks
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require
from portal.web.mounted import mounted_areas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from portal.org.actors import Actor
    from portal.org.models import Place

blueprint = Blueprint("home", __name__)


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
    """A village the actor may enter."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What waits, and the villages to go to."""

    waiting: tuple[Waiting, ...]
    doors: tuple[Door, ...]


@blueprint.get("/")
@require(SIGNED_IN)
def dashboard() -> ResponseReturnValue:
    """Show what waits in every village; who serves in one village lands there."""
    actor, today = current_actor(), clock.today()
    villages = [place for place in places_of(actor, on=today) if place.kind == PlaceKind.VILLAGE]
    if len(villages) == 1:
        return redirect(url_for("home.village", village=villages[0].slug))
    page = Dashboard(
        waiting=waiting_for(actor, villages, today=today),
        doors=tuple(Door(name=one.name, address=url_for("home.village", village=one.slug)) for one in villages),
    )
    return render_template("portal/dashboard.html", page=page)


@blueprint.get("/<village>/")
@require(SIGNED_IN)
def village() -> str:
    """Show what waits in one village."""
    here = current_village()
    waiting = waiting_for(current_actor(), [here], today=clock.today())
    return render_template("portal/dashboard.html", page=Dashboard(waiting=waiting, doors=()))


def waiting_for(actor: Actor, villages: Iterable[Place], *, today: date) -> tuple[Waiting, ...]:
    """Return every area's tasks for ``actor``: urgent first, then by day, then as the areas list them."""
    sources = [meeting_tasks, *(resolve(area.tasks) for area in mounted_areas() if area.tasks)]
    found = [(task, village) for village in villages for source in sources for task in source(actor, village, today)]
    found.sort(key=lambda one: (not one[0].urgent, one[0].due or date.max))
    return tuple(_waiting(task, village, today=today) for task, village in found)


def _waiting(task: Task, village: Place, *, today: date) -> Waiting:
    values: dict[str, Any] = {"village": village.slug, **task.values}
    return Waiting(
        title=task.title,
        village=village.name,
        due=task.due,
        overdue=task.due is not None and task.due < today,
        due_today=task.due == today,
        urgent=task.urgent,
        address=url_for(task.endpoint, **values),
    )
