"""The code on the hall's screen holds for one meeting and for a minute at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.meetings.hall_codes import PERIOD, hall_code, is_typed, shown_lately
from tests.factories import NOW, SECRET_KEY

CODE = hall_code(7, key=SECRET_KEY, now=NOW)
BOTH = pytest.mark.parametrize("sent", [CODE.scanned, CODE.typed], ids=["scanned", "typed"])


@BOTH
@pytest.mark.parametrize(
    ("later", "holds"),
    [
        (timedelta(0), True),
        (PERIOD - timedelta(seconds=1), True),
        (PERIOD, True),  # a slow phone: the one before is taken
        (2 * PERIOD - timedelta(seconds=1), True),
        (2 * PERIOD, False),
        (timedelta(days=1), False),
        (-timedelta(seconds=1), False),
    ],
)
def test_it_holds_for_its_time_and_one_more(sent: str, later: timedelta, holds: bool) -> None:  # noqa: FBT001
    assert shown_lately(sent, 7, key=SECRET_KEY, now=NOW + later) is holds


@BOTH
def test_it_is_of_one_meeting_and_one_installation(sent: str) -> None:
    assert not shown_lately(sent, 8, key=SECRET_KEY, now=NOW)
    assert not shown_lately(sent, 7, key="another key", now=NOW)


@pytest.mark.parametrize("sent", ["", "0", "签到", CODE.typed + "0", CODE.scanned[:-1], CODE.scanned.upper()])
def test_nothing_else_is_taken(sent: str) -> None:
    assert not shown_lately(sent, 7, key=SECRET_KEY, now=NOW)


def test_only_the_short_one_can_be_guessed_and_so_counts_as_typed() -> None:
    assert (is_typed(CODE.typed), is_typed(CODE.scanned)) == (True, False)
    assert (len(CODE.typed), len(CODE.scanned)) == (6, 24)
