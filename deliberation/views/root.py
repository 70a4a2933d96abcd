"""The blueprint all screens of deliberation hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.kernel import clock
from portal.web.context import current_actor, current_village

if TYPE_CHECKING:
    from portal.org.permissions import Permission

blueprint = Blueprint("deliberation", __name__, url_prefix="/<village>/matters")


def may(permission: Permission) -> bool:
    """Tell whether the person looking may do this kind of thing in the village shown."""
    return current_actor().may(permission, current_village(), on=clock.today())
