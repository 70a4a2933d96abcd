"""The blueprint all screens of branch life hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("branch", __name__, url_prefix="/<village>/branch")
