"""Real books of a village as Beancount reads them: no error, every balance at the fen at which we have it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core import realization

from disclosure.books import queries, services
from disclosure.books.sheets.beancount import account_name, beancount_text
from portal.kernel.money import parse_yuan
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.disclosure.books.test_shared_published import SIX_MONTHS, _import

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.shared


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The text is the same on every database; that balances are is tested on both."""
    return str(request.param)


def test_six_real_months_stand_in_beancount_as_they_stand_here(township: Township, clock: SettableClock) -> None:
    clock.set_day(date(2026, 11, 3))
    village = township.village
    for month in SIX_MONTHS:
        _import(township, month)
        services.close_month(township.actor(Office.BOOKKEEPER), village, month)
    text = beancount_text(village.name, queries.all_vouchers(village), queries.openings_until(village, Month(2026, 11)))
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    assert text.count("balance Assets:101-库存现金") == len(SIX_MONTHS)
    real = realization.realize(entries)
    ours = {account_name(one.account, one.detail): one.closing_fen for one in queries.balances(village, SIX_MONTHS[-1])}
    assert len(ours) > 10
    for name, closing_fen in ours.items():
        found = realization.get(real, name).balance.get_currency_units("CNY").number
        assert parse_yuan(f"{found:f}") == closing_fen, name
