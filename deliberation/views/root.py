"""The blueprint all screens of deliberation hang on."""

from __future__ import annotations

from flask import Blueprint

from portal.web.context import may

__all__ = ["blueprint", "may"]

blueprint = Blueprint("deliberation", __name__, url_prefix="/<village>/matters")
