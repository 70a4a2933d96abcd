"""The blueprint all screens of the books hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, MonthError
from portal.web.context import may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.web.forms import BaseForm

__all__ = ["asked_rows", "blueprint", "carried", "may", "month_named"]

blueprint = Blueprint("books", __name__, url_prefix="/<village>/books")


def month_named(text: str) -> Month:
    """Return the month of an address; anything else is no page."""
    try:
        return Month.parse(text)
    except MonthError as error:
        raise NotFoundError from error


def asked_rows(sent: Mapping[str, str], *, first: int, most: int) -> int:
    """Return how many rows a form has: as many as it was sent with, and one more where its button asked for it."""
    text = sent.get("rows", "")
    rows = int(text) if text.isascii() and text.isdigit() and len(text) < len(str(most)) + 1 else first
    return min(most, rows + ("add" in sent))


def carried(form: BaseForm) -> dict[str, str]:
    """Return what was sent of ``form``, to be sent again once it was shown."""
    return {name: text for name, text in request.form.items() if name in form and name != "csrf_token"}
