"""The screens that gather a matter: its legality check-up, the village's, and the dossier for signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template
from wtforms import SelectField

from deliberation.queries import checkup as queries
from deliberation.queries.council_screens import missed_councils
from deliberation.queries.dossier import dossier as dossier_of
from deliberation.queries.meeting_findings import compositions
from deliberation.rules.checkup import CheckLight
from deliberation.sheets.checkup import CHECKUP_COLUMNS, checkup_rows
from deliberation.views.root import blueprint
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.addresses import public_address
from portal.web.context import current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import FilterForm, asked_page
from portal.web.public_sheets import qr_svg

if TYPE_CHECKING:
    from datetime import date

    from flask import Response
    from markupsafe import Markup

    from deliberation.queries.checkup import MatterCheckup
    from deliberation.queries.council_screens import MissedCouncils
    from deliberation.queries.dossier import Dossier
    from deliberation.queries.meeting_findings import BodyComposition
    from portal.kernel.paging import Page


class LightFilter(FilterForm):
    """Which matters are asked for, by the gravest light."""

    light = SelectField("体检结果", choices=options([("", "不限"), *((one.value, one.title) for one in CheckLight)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckupPage:
    """The check-up of one matter."""

    village: str
    found: MatterCheckup
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckupsPage:
    """The check-ups asked for, by pages, and how many of all matters have each light."""

    village: str
    found: Page[MatterCheckup]
    lights: tuple[tuple[CheckLight, int], ...]
    councils: tuple[MissedCouncils, ...]
    filters: LightFilter
    bodies: tuple[BodyComposition, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """The dossier as it is printed; ``address`` and ``qr`` lead to the matter's public page, where there is one."""

    village: str
    dossier: Dossier
    address: str
    qr: Markup | None


@blueprint.get("/<int:number>/checkup")
@require(Permission.MATTER_VIEW)
def checkup(number: int) -> str:
    """Show every requirement of a matter and what it came to."""
    village, today = current_village(), clock.today()
    page = CheckupPage(village=village.name, found=queries.checkup(village, number, today=today), on=today)
    return render_template("deliberation/checkup.html", page=page)


@blueprint.get("/checkup/")
@require(Permission.MATTER_VIEW)
def checkups() -> str:
    """List the village's matters by what their check-ups came to."""
    village, today, filters = current_village(), clock.today(), LightFilter()
    every = queries.checkups(village, today=today)
    page = CheckupsPage(
        village=village.name,
        found=page_of(_kept(filters, every), number=asked_page()),
        lights=tuple((light, sum(one.light is light for one in every)) for light in reversed(CheckLight)),
        councils=missed_councils(village, today=today),
        filters=filters,
        bodies=compositions(village, today=today),
        on=today,
    )
    return render_template("deliberation/checkups.html", page=page)


@blueprint.get("/checkup/table.xlsx")
@require(Permission.MATTER_VIEW)
def checkups_table() -> Response:
    """Hand out the check-ups asked for as a table."""
    village, filters = current_village(), LightFilter()
    kept = _kept(filters, queries.checkups(village, today=clock.today()))
    filters.require_readable()
    return table_response(f"{village.name}程序体检", CHECKUP_COLUMNS, checkup_rows(kept))


@blueprint.get("/<int:number>/dossier")
@require(Permission.MATTER_VIEW)
def dossier(number: int) -> str:
    """Show the sheets that are printed and signed."""
    village = current_village()
    found = dossier_of(village, number)
    address = public_address(f"/{village.slug}/matters/{number}/") if found.published else ""
    page = DossierPage(village=village.name, dossier=found, address=address, qr=qr_svg(address) if address else None)
    return render_template("deliberation/dossier.html", page=page)


def _kept(filters: LightFilter, every: list[MatterCheckup]) -> list[MatterCheckup]:
    asked = filters.value("light")
    return [one for one in every if asked in {None, one.light.value}]
