"""How promptly books are kept: a village's own figures, and for the township those of all its villages."""

from __future__ import annotations

from flask import render_template

from disclosure.books import queries
from disclosure.books.views.root import blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require
from portal.web.lists import asked_page


@blueprint.get("/timeliness/")
@require(Permission.BOOKS_VIEW)
def timeliness() -> str:
    """Show how promptly books are kept; whoever serves the township sees all its villages."""
    page = queries.timeliness_page(current_actor(), current_village(), number=asked_page(), today=clock.today())
    return render_template("disclosure/books/timeliness.html", page=page)
