from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal.kernel.db import connection
from portal.org import attempts
from portal.org.errors import SignInThrottledError
from tests.factories import SettableClock, Township

_GUESSES = 12
ADDRESS = "192.0.2.1"


def _guess_at_once(count: int) -> int:
    """Let many guess one account's password at the same time; return how many were heard."""

    def guess(_: int) -> bool:
        with connection():
            try:
                attempts.begin("qingshan-0001", ADDRESS)
            except SignInThrottledError:
                return False
            return True

    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(guess, range(count)))


@pytest.mark.race
def test_guessing_in_parallel_is_heard_no_oftener_than_one_after_another(township: Township) -> None:
    assert _guess_at_once(_GUESSES) == attempts.ACCOUNT_THROTTLE.failures


@pytest.mark.race
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_the_race_has_teeth(township: Township, monkeypatch: pytest.MonkeyPatch) -> None:
    together = Barrier(_GUESSES)
    monkeypatch.setattr(attempts, "serialise", lambda *_keys: together.wait(30))
    assert _guess_at_once(_GUESSES) > attempts.ACCOUNT_THROTTLE.failures


def test_a_success_takes_back_its_own_attempt_only(township: Township, clock: SettableClock) -> None:
    for _ in range(attempts.ADDRESS_THROTTLE.failures):
        attempts.begin("qingshan-0002", ADDRESS)
        attempts.succeed("qingshan-0002", ADDRESS)
    for _ in range(attempts.ACCOUNT_THROTTLE.failures - 1):
        attempts.begin("qingshan-0001", ADDRESS)
    attempts.begin("qingshan-0001", ADDRESS)
    with pytest.raises(SignInThrottledError):
        attempts.begin("qingshan-0001", ADDRESS)


def test_an_attacker_with_an_account_does_not_clear_an_address(township: Township) -> None:
    for number in range(attempts.ADDRESS_THROTTLE.failures - 1):
        attempts.begin(f"qingshan-{number:04d}", ADDRESS)
    attempts.begin("hexi-0001", ADDRESS)
    attempts.succeed("hexi-0001", ADDRESS)
    attempts.begin("qingshan-0050", ADDRESS)
    with pytest.raises(SignInThrottledError):
        attempts.begin("qingshan-0051", ADDRESS)
