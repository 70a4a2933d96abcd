"""The blueprint all screens of points hang on, and what they ask of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from portal.kernel.errors import NotFoundError
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id, branches
from portal.web.context import current_actor, current_village, may

if TYPE_CHECKING:
    from portal.org.models import Branch

__all__ = ["asked_branch", "blueprint", "may", "whose"]

blueprint = Blueprint("points", __name__, url_prefix="/<village>/points")


def asked_branch() -> Branch:
    """Return the branch the address asks for, or the village's first."""
    village, asked = current_village(), request.args.get("branch", type=int)
    if asked is not None:
        return branch_by_id(village, asked)
    first = next(iter(branches(village)), None)
    if first is None:
        raise NotFoundError
    return first


def whose() -> int | None:
    """Return whose points alone may be seen: members without office see their own, those who record see all."""
    actor, village = current_actor(), current_village()
    return None if may(Permission.POINTS_RECORD) or actor.home_id != village.id else actor.person_id
