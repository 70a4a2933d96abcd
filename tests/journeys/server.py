"""The portal as the journeys run it: real workers, real database, and a clock the test sets in a file."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from flask import Flask

from portal.app import create_app
from portal.config import Config


def app() -> Flask:
    """Return the application for gunicorn."""
    clock_file = Path(os.environ["JOURNEY_CLOCK"])
    return create_app(Config.from_env(), clock=lambda: datetime.fromisoformat(clock_file.read_text()))
