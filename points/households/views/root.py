"""The blueprint all screens of household points hang on, and the one page of a plain form."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, MonthError
from portal.web.context import may

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.web.forms import BaseForm

__all__ = ["FormPage", "blueprint", "form_screen", "may", "month_named", "new_token"]

blueprint = Blueprint("households", __name__, url_prefix="/<village>/households")

_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A page that is one form: what it is about, what its button says, where one came from."""

    title: str
    submit: str
    back: str
    back_title: str
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def form_screen(page: FormPage, form: BaseForm) -> ResponseReturnValue:
    """Return the page of one form."""
    return render_template("points/households/form.html", page=page, form=form), form.status


def month_named(text: str) -> Month:
    """Return the month of an address; anything else is no page."""
    try:
        return Month.parse(text)
    except MonthError as error:
        raise NotFoundError from error


def new_token() -> str:
    """Return what makes two sendings of one form known as one."""
    return secrets.token_hex(_TOKEN_BYTES)
