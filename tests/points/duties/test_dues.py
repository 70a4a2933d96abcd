"""Amounts of dues that were likely mistyped are asked about before they are kept."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points.duties import errors, queries, services
from portal.kernel.months import Month, Quarter
from portal.org.offices import Office
from tests.points.duties.dutywork import Dutywork

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import Township

JULY = Month(2026, 7)
RATE = "/qingshan/duties/dues/rate"


@pytest.fixture
def work(app: Flask, township: Township) -> Dutywork:
    return Dutywork(township)


def rate(work: Dutywork, fen: int, *, since: Month = JULY, sure: bool = False) -> None:
    services.set_rate(
        work.secretary, work.village, work.members[0], since=since, monthly_fen=fen, basis="支委会核定", sure=sure
    )


def test_an_amount_many_times_the_one_before_is_kept_only_by_who_is_sure(work: Dutywork) -> None:
    with pytest.raises(errors.ManyTimesError, match=r"每月 10\.00 元到了 1\.00 元的 10 倍"):
        rate(work, 1_000)  # ten times the most of the rules
    rate(work, 50)
    with pytest.raises(errors.ManyTimesError, match=r"每月 5\.00 元到了 0\.50 元的 10 倍"):
        rate(work, 500, since=Month(2026, 10))
    rate(work, 499, since=Month(2026, 9))
    rate(work, 5_000, since=Month(2026, 10), sure=True)
    rate(work, 6_000, since=Month(2026, 11))
    with pytest.raises(errors.ManyTimesError):
        rate(work, 500, since=Month(2026, 8))  # beside what held then, not what came later
    found = queries.rates(work.village, work.members[0])
    assert [(str(one.since), one.monthly_fen) for one in found] == [
        ("2026-07", 50), ("2026-09", 499), ("2026-10", 5_000), ("2026-11", 6_000),
    ]  # fmt: skip


def test_an_amount_changes_no_month_that_was_paid_or_published(work: Dutywork) -> None:
    work.rhythm()
    work.pay(Quarter(2026, 1), 0, on=date(2026, 3, 30))
    rate(work, 50, since=Month(2026, 4))
    with pytest.raises(errors.RateThenError, match="2026年4月"):
        rate(work, 60, since=Month(2026, 4))
    with pytest.raises(errors.RatePaidError, match=r"登记交过.*最早从2026年4月起"):
        rate(work, 60, since=Month(2026, 3))
    services.publish_duties(work.secretary, work.village, Quarter(2026, 3))
    with pytest.raises(errors.RatePaidError, match=r"已经公布.*最早从2026年10月起"):
        rate(work, 60, since=Month(2026, 9))
    work.pay(Month(2026, 10), 0)
    with pytest.raises(errors.RatePaidError, match=r"登记交过.*最早从2026年11月起"):
        rate(work, 60, since=Month(2026, 10))
    rate(work, 60, since=Month(2026, 11))
    found = queries.rates(work.village, work.members[0])
    assert [(str(one.since), one.monthly_fen) for one in found] == [("2026-04", 50), ("2026-11", 60)]


def test_the_screen_asks_once_it_came_back(
    app: Flask, work: Dutywork, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> None:
    secretary = sign_in(app.test_client(), township.login(Office.SECRETARY))
    assert "金额没有写错" not in secretary.get(RATE).text
    typed = {"person": str(work.members[0]), "since": "2026-07", "monthly": "20", "basis": "工资党员"}
    asked = secretary.post(RATE, data=typed)
    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "每月 20.00 元到了 1.00 元的 10 倍，请核对小数点" in asked.text
    assert 'name="sure"' in asked.text
    assert secretary.post(RATE, data={**typed, "sure": "y"}).status_code == HTTPStatus.FOUND
    assert [one.monthly_fen for one in queries.rates(work.village, work.members[0])] == [2_000]
