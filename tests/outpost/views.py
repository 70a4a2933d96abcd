"""The tool shed's screen."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.org.permissions import Permission
from portal.web.context import current_village
from portal.web.guards import require
from tests.outpost import queries

blueprint = Blueprint("outpost", __name__, url_prefix="/<village>/outpost", template_folder="templates")


@blueprint.get("/")
@require(Permission.MEETING_VIEW)
def index() -> str:
    """Show what is lent."""
    return render_template("outpost/index.html", page=queries.tools_lent(current_village()))
