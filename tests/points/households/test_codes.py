"""Codes told at the counter cannot be guessed: wrong ones are counted, by exchange and by account."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points.households import errors, services
from points.households.queries.exchanges import exchange
from points.households.values import ExchangeState
from portal.org.attempts import ACCOUNT_THROTTLE, ADDRESS_THROTTLE
from portal.org.offices import Office
from tests.points.households.homes import earn, prize, settled, wanting

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township
    from tests.points.households.homes import Homes


@pytest.fixture
def homes(app: Flask, township: Township) -> Homes:
    return settled(township)


def handed(homes: Homes, *, soap: int) -> tuple[int, str]:
    """Return the number and the code of an exchange that waits for its signature."""
    made = services.reserve_prize(homes.recorder, homes.village, wanting(homes.home, soap))
    services.hand_over(homes.recorder, homes.village, made.number)
    return made.number, made.code


def tell(homes: Homes, actor: Actor, number: int, code: str) -> None:
    services.sign_by_code(actor, homes.village, number, code=code)


def test_after_wrong_codes_the_right_one_waits_too_whoever_tells_it(homes: Homes, clock: SettableClock) -> None:
    earn(homes, homes.home)
    soap = prize(homes, price_x100=100, stock=9)
    (number, code), (other, other_code) = handed(homes, soap=soap), handed(homes, soap=soap)
    for _ in range(ACCOUNT_THROTTLE.failures):
        with pytest.raises(errors.WrongCodeError):
            tell(homes, homes.recorder, number, "x")
    for actor in (homes.recorder, homes.confirmer):
        with pytest.raises(errors.CodeGuessedError, match="请 15 分钟后再试，或者纸上签字"):
            tell(homes, actor, number, code)
    tell(homes, homes.recorder, other, other_code)  # another household does not wait
    clock.set(clock() + ACCOUNT_THROTTLE.window + timedelta(seconds=1))
    tell(homes, homes.recorder, number, code)
    assert exchange(homes.village, number).state == ExchangeState.SIGNED


def test_an_account_cannot_try_one_exchange_after_the_other(homes: Homes) -> None:
    earn(homes, homes.home)
    soap = prize(homes, price_x100=50, stock=20)
    waiting = [handed(homes, soap=soap) for _ in range(ADDRESS_THROTTLE.failures // ACCOUNT_THROTTLE.failures + 1)]
    *tried, (last, code) = waiting
    for number, _ in tried:
        for _ in range(ACCOUNT_THROTTLE.failures):
            with pytest.raises(errors.WrongCodeError):
                tell(homes, homes.recorder, number, "x")
    with pytest.raises(errors.CodeGuessedError):
        tell(homes, homes.recorder, last, code)
    tell(homes, homes.confirmer, last, code)


def test_what_would_not_be_taken_is_not_counted(
    homes: Homes, app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> None:
    earn(homes, homes.home)
    made = services.reserve_prize(homes.recorder, homes.village, wanting(homes.home, prize(homes)))
    for _ in range(ACCOUNT_THROTTLE.failures + 1):
        with pytest.raises(errors.NotHandedError):
            tell(homes, homes.recorder, made.number, "x")
    services.hand_over(homes.recorder, homes.village, made.number)
    director = sign_in(app.test_client(), township.login(Office.DIRECTOR))
    answers = [
        director.post(f"/qingshan/households/exchanges/{made.number}/sign", data={"code": "x"})
        for _ in range(ACCOUNT_THROTTLE.failures + 1)
    ]
    assert answers[-1].status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "纸上签字、拍照" in answers[-1].text
