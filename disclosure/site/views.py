"""The portal's screen about the public site: what of the village is public, and how a build at work gets on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from disclosure.site.status import site_status
from portal.org.permissions import Permission
from portal.org.queries import entry_count
from portal.web.context import current_village
from portal.web.guards import require
from portal.web.mounted import installation

if TYPE_CHECKING:
    from disclosure.site.status import SiteStatus

blueprint = Blueprint("public_site", __name__, url_prefix="/<village>/site")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """How the public site stands for this village."""

    status: SiteStatus
    address: str


@blueprint.get("/")
@require(Permission.JOURNAL_VIEW)
def show() -> str:
    """Show what is public, what waits, and how far a build is."""
    village, config = current_village(), installation()
    page = StatusPage(
        status=site_status(config.build_dir, village.slug, entries=entry_count(village)),
        address=f"{config.site_url}/{village.slug}/",
    )
    return render_template("disclosure/site/status.html", page=page)
