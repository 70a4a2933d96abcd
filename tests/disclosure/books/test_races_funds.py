"""A fund that eight spend at once is spent once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from disclosure.books.errors import FundOverdrawnError
from disclosure.books.rules import funds
from tests.disclosure.books.funded import CEMENT, TODAY, booked, left, opened
from tests.disclosure.books.test_races import AT_ONCE, together

if TYPE_CHECKING:
    from collections import Counter

    from portal.org.models import Place
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race


@pytest.fixture(autouse=True)
def fund(township: Township, clock: SettableClock) -> None:
    """What one payment leaves is too little for another."""
    clock.set_day(TODAY)
    opened(township, beginning_fen=2 * CEMENT.amount_fen - 1)


def _spend(township: Township) -> Counter[str]:
    return together(lambda number: booked(township, summary=f"第{number}车水泥"))


def test_a_fund_is_not_overdrawn_by_eight_at_once(township: Township, village: Place) -> None:
    assert _spend(township) == {"done": 1, FundOverdrawnError.__name__: AT_ONCE - 1}
    assert left(village) == CEMENT.amount_fen - 1


def test_the_race_has_teeth(township: Township, village: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody asks what is left inside the act, all eight are paid."""
    monkeypatch.setattr(funds, "require_left", lambda *_asked, **_left: None)
    assert _spend(township) == {"done": AT_ONCE}
    assert left(village) < 0
