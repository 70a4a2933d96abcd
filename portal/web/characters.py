"""Characters no person types: an address or a form that carries them is not read at all.

PostgreSQL cannot store U+0000 and SQLite can; neither database ever sees one.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING

from flask import abort, request

if TYPE_CHECKING:
    from flask import Flask

_NEVER_TYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def init_app(app: Flask) -> None:
    """Answer such requests with 400 before anything else reads them."""
    app.before_request(_refuse)


def _refuse() -> None:
    sent = chain([request.path], *(values for _, values in chain(request.args.lists(), request.form.lists())))
    if any(_NEVER_TYPED.search(text) for text in sent):
        abort(HTTPStatus.BAD_REQUEST)
