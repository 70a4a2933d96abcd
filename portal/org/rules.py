"""Decisions about signing in and passwords; pure.

Source: product decision D-09 (paper activation, throttling) and the OWASP password storage minimum.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.org.errors import PasswordTooWeakError, SignInThrottledError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

PASSWORD_LEAST = 8

#: What is tried first against any account; compared without case.
_COMMON = frozenset(
    {"12345678", "123456789", "1234567890", "87654321", "11223344", "12341234", "abcd1234", "abc12345", "a1234567"}
    | {"aa123456", "password", "password1", "qwertyui", "qwerty123", "1qaz2wsx", "asdfghjk", "iloveyou", "88888888a"}
    | {"woaini520", "woaini1314", "5201314520", "admin123", "admin888", "cunshi123", "cunshi2026"}
)

#: Addresses the site keeps for itself; no village may take them.
RESERVED_SLUGS = frozenset(
    {"verify", "search", "static", "feed", "sign-in", "sign-out", "activate", "password", "healthz", "township"}
)

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """How many failures within ``window`` make the next attempt wait until the window has passed."""

    failures: int
    window: timedelta


def require_not_throttled(failed_at: Sequence[datetime], throttle: Throttle, *, now: datetime) -> None:
    """Refuse an attempt after too many failures; ``failed_at`` are the newest failures, in any order.

    :raise SignInThrottledError: it says after how many minutes the next attempt is heard.
    """
    recent = sorted(moment for moment in failed_at if moment > now - throttle.window)
    if len(recent) >= throttle.failures:
        free_at = recent[-throttle.failures] + throttle.window
        raise SignInThrottledError(max(1, math.ceil((free_at - now).total_seconds() / 60)))


def require_strong(password: str, *, login: str) -> None:
    """Refuse a password that is short, common, or the login itself.

    :raise PasswordTooWeakError: it is.
    """
    folded = password.casefold()
    if len(password) < PASSWORD_LEAST or folded in _COMMON or login.casefold() in folded or len(set(folded)) == 1:
        raise PasswordTooWeakError(PASSWORD_LEAST)


def usable_slug(slug: str) -> bool:
    """Tell whether ``slug`` may be a place's address."""
    return bool(_SLUG.fullmatch(slug)) and slug not in RESERVED_SLUGS
