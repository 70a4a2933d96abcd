"""Who is signed in: a signed cookie that names an account, its epoch and when the session began.

A session ends by signing out (a copied cookie ends with it), after a while without a request, after a
working day, and whenever the account's epoch moves on: a new password, a new slip used, 退出所有设备, or
the account closed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from flask import session
from flask_login import LoginManager, UserMixin, current_user, login_user

from portal.kernel import clock
from portal.org import accounts
from portal.org.actors import Actor, actor_of

if TYPE_CHECKING:
    from flask import Flask

    from portal.org.models import Account

#: The office computer is shared: a session left alone ends, and none outlives the day.
IDLE_LIMIT = timedelta(hours=2)
WHOLE_LIMIT = timedelta(hours=12)
#: The cookie is written again only when it is this old, so that most answers carry none.
_TOUCH_AFTER = timedelta(minutes=1)

_BEGAN, _SEEN, _TOKEN = "began", "seen", "token"
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The signed-in account as Flask-Login knows it."""

    actor: Actor
    epoch: int

    def get_id(self) -> str:
        """Return what the cookie keeps: the account and the epoch it was signed in under."""
        return f"{self.actor.account_id}.{self.epoch}"


def init_app(app: Flask, *, behind_tls: bool) -> None:
    """Let ``app`` keep sessions in a cookie no script and no other site can read."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-cunshi" if behind_tls else "cunshi",
        SESSION_COOKIE_SECURE=behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=WHOLE_LIMIT,
    )
    manager = LoginManager()
    manager.session_protection = None  # phones change their address; the epoch and the limits protect instead
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)


def begin(account: Account) -> None:
    """Start a new session for ``account``; nothing of the session before is carried over."""
    session.clear()
    now = _stamp(clock.now())
    session.permanent = True
    session[_BEGAN], session[_SEEN], session[_TOKEN] = now, now, secrets.token_urlsafe(_TOKEN_BYTES)
    login_user(Visitor(actor_of(account), account.epoch))


def end() -> None:
    """End this session for every copy of its cookie, and forget what this browser's session holds."""
    token = session.get(_TOKEN)
    if token:
        accounts.sign_out(token)
    session.clear()


def signed_in() -> Actor | None:
    """Return who is signed in, if anybody; asking keeps the session awake."""
    return cast("Actor", current_user.actor) if current_user.is_authenticated else None


def _load(kept: str) -> Visitor | None:
    number, _, epoch = kept.partition(".")
    if not (number.isdecimal() and epoch.isdecimal()) or not _awake():
        return None
    account = accounts.account_by_id(int(number))
    if account is None or account.epoch != int(epoch) or accounts.session_ended(session[_TOKEN]):
        return None
    return Visitor(actor_of(account), account.epoch)


def _awake() -> bool:
    """Tell whether the session is within both limits, and note that it was used."""
    began, seen, now = session.get(_BEGAN), session.get(_SEEN), clock.now()
    if not (isinstance(began, int) and isinstance(seen, int) and _TOKEN in session):
        return False
    if now - _moment(began) >= WHOLE_LIMIT or now - _moment(seen) >= IDLE_LIMIT:
        return False
    if now - _moment(seen) >= _TOUCH_AFTER:
        session[_SEEN] = _stamp(now)
    return True


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, tz=UTC)
