"""Handing out stored files: to those who may see the thing beside which a file stands, and as nothing but bytes.

An area says which permission its kinds of things need, and whose file is always shown to its owner. A picture
is shown in place, everything else is downloaded; the answer's own policy lets neither do anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.areas import resolve
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.meetings.queries.presence import proxy_giver
from portal.org.permissions import Permission
from portal.pages.queries import AttachedRow, attached
from portal.web.context import current_actor, current_village
from portal.web.downloads import file_response
from portal.web.guards import SIGNED_IN, require
from portal.web.mounted import mounted_areas

if TYPE_CHECKING:
    from flask import Response

    from portal.org.actors import Actor
    from portal.org.models import Place

blueprint = Blueprint("attachments", __name__, url_prefix="/<village>/attachments")

#: The ground's own kinds: the permission to see their files, and whose file is always shown to its owner.
_ATTACHMENTS = {"proxy": Permission.MEETING_RECORD}
_OWNERS = {"proxy": proxy_giver}


@blueprint.get("/<digest>")
@require(SIGNED_IN)
def show(digest: str) -> Response:
    """Hand out one file."""
    village, actor = current_village(), current_actor()
    row = next((row for row in attached(village, digest) if _may_see(actor, village, row)), None)
    if row is None:
        raise NotFoundError
    return file_response(row)


def _may_see(actor: Actor, village: Place, row: AttachedRow) -> bool:
    own = _ATTACHMENTS.get(row.kind)
    if own is not None and actor.may(own, village, on=clock.today()):
        return True
    if row.kind in _OWNERS and _OWNERS[row.kind](village, row.key) == actor.person_id:
        return True
    for area in mounted_areas():
        needed, owner = area.attachments.get(row.kind, ()), area.owners.get(row.kind)
        enough = (needed,) if isinstance(needed, str) else needed
        if any(actor.may(Permission(one), village, on=clock.today()) for one in enough):
            return True
        if owner and resolve(owner)(village, row.key) == actor.person_id:
            return True
    return False
