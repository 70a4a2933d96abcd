"""The blueprint all screens of branch life hang on, and what they ask of an address."""

from __future__ import annotations

from flask import Blueprint, request

from portal.kernel import clock

blueprint = Blueprint("branch", __name__, url_prefix="/<village>/branch")

_YEARS_BACK = 100


def asked_year() -> int:
    """Return the year the address asks for, this one where it names none that can be."""
    this = clock.today().year
    asked = request.args.get("year", this, type=int)
    return asked if this - _YEARS_BACK < asked <= this else this
