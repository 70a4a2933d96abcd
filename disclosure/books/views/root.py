"""The blueprint all screens of the books hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, MonthError
from portal.web.context import current_actor, current_village

if TYPE_CHECKING:
    from portal.org.permissions import Permission

blueprint = Blueprint("books", __name__, url_prefix="/<village>/books")


def may(permission: Permission) -> bool:
    """Tell whether the person looking may do this kind of thing in the village shown."""
    return current_actor().may(permission, current_village(), on=clock.today())


def month_named(text: str) -> Month:
    """Return the month of an address; anything else is no page."""
    try:
        return Month.parse(text)
    except MonthError as error:
        raise NotFoundError from error
