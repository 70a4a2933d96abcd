"""The blueprint all screens of the books hang on."""

from __future__ import annotations

from flask import Blueprint

from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, MonthError
from portal.web.context import may

__all__ = ["blueprint", "may", "month_named"]

blueprint = Blueprint("books", __name__, url_prefix="/<village>/books")


def month_named(text: str) -> Month:
    """Return the month of an address; anything else is no page."""
    try:
        return Month.parse(text)
    except MonthError as error:
        raise NotFoundError from error
