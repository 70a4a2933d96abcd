"""The list of matters that stand still: a village's own, and for the township those of all its villages."""

from __future__ import annotations

from flask import render_template

from deliberation.queries.stalled import stalled_page
from deliberation.views.root import blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require
from portal.web.lists import asked_page


@blueprint.get("/stalled/")
@require(Permission.MATTER_VIEW)
def stalled_list() -> str:
    """List the matters that stand still; whoever serves the township sees all its villages."""
    page = stalled_page(current_actor(), current_village(), number=asked_page(), today=clock.today())
    return render_template("deliberation/stalled.html", page=page)
