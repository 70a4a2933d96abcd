"""Slowing guesses: every attempt to sign in or activate is written down before it is heard.

An attempt counts as failed until it has succeeded, so that many at once cannot slip past the count. Attempts
are kept outside the village's record (DECISIONS, D-09).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.kernel import clock
from portal.kernel.db import serialise, tuples_of, write_transaction
from portal.org.models import SignInAttempt
from portal.org.rules import Throttle, require_not_throttled

if TYPE_CHECKING:
    from datetime import datetime

ACCOUNT_THROTTLE = Throttle(failures=5, window=timedelta(minutes=15))
ADDRESS_THROTTLE = Throttle(failures=30, window=timedelta(minutes=15))

_LONGEST_LOGIN, _LONGEST_ADDRESS = 40, 45


def begin(login: str, address: str) -> None:
    """Write an attempt down, unless too many before it failed.

    :raise SignInThrottledError: too many failures from this address or for this account.
    """
    login, address = login[:_LONGEST_LOGIN], address[:_LONGEST_ADDRESS]
    with write_transaction():
        serialise(f"sign-in login {login}", f"sign-in address {address}")
        now = clock.now()
        for column, value, throttle in (
            (SignInAttempt.login, login, ACCOUNT_THROTTLE),
            (SignInAttempt.address, address, ADDRESS_THROTTLE),
        ):
            recent = (
                SignInAttempt.select(SignInAttempt.attempted_at, SignInAttempt.succeeded)
                .where((column == value) & (SignInAttempt.attempted_at > now - throttle.window))
                .order_by(SignInAttempt.id)
            )
            require_not_throttled(_failures(list(tuples_of(recent))), throttle, now=now)
        SignInAttempt.create(login=login, address=address, attempted_at=now, succeeded=False)


def succeed(login: str, address: str) -> None:
    """Write down that the attempt begun before succeeded."""
    with write_transaction():
        SignInAttempt.create(
            login=login[:_LONGEST_LOGIN], address=address[:_LONGEST_ADDRESS], attempted_at=clock.now(), succeeded=True
        )


def _failures(attempts: list[tuple[datetime, bool]]) -> list[datetime]:
    """Return when attempts failed: each success takes back the attempt it began with."""
    failed: list[datetime] = []
    for moment, succeeded in attempts:
        if not succeeded:
            failed.append(moment)
        elif failed:
            failed.pop()
    return failed
