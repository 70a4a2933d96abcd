"""What two lives of one township are compared by: the salts they draw, and what a public site would know."""

from __future__ import annotations

import itertools
import secrets
from typing import TYPE_CHECKING

from disclosure.site.queries import read_published
from portal.kernel.journal import JournalLog, issue_checkpoint
from portal.kernel.notes import SigningKey
from portal.org.models import Place

if TYPE_CHECKING:
    import pytest


def even_salts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both lives draw the same salts, so that whatever still differs differs by the votes."""
    drawn = itertools.count(1)
    monkeypatch.setattr(secrets, "token_bytes", lambda size: next(drawn).to_bytes(size, "big"))


def public_site() -> object:
    """Return what a build of the public site would know now."""
    keys = {}
    for place in Place.select():
        keys[place.log.origin] = SigningKey(name=place.log.origin, seed=bytes(32))
        issue_checkpoint(place.log_id, keys[place.log.origin])
    logs = [(log.origin, log.size) for log in JournalLog.select().order_by(JournalLog.id)]
    published = read_published(site_url="https://x.example", vkey=lambda name: keys[name].vkey)
    return logs, published.places, [published.record(place.slug) for place in published.places]
