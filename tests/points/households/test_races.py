"""A balance and a stock that eight spend at once, in threads and in processes, are spent once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from peewee import IntegrityError

from points.households import services
from points.households.errors import BalanceShortError, StockShortError
from points.households.queries.ledger import balance
from points.households.queries.prizes import prize as prize_row
from points.households.queries.prizes import prize_page
from points.households.rules import balances
from portal.kernel.db import connection, database, is_sqlite
from portal.kernel.errors import DomainError
from tests.deliberation.crowds import in_processes
from tests.points.households.homes import earn, prize, settled, wanting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import Township
    from tests.points.households.homes import Homes

pytestmark = pytest.mark.race

AT_ONCE = 8


@pytest.fixture
def homes(township: Township) -> Homes:
    """Households with five points each."""
    made = settled(township)
    for home in made.ids:
        earn(made, home)
    return made


def answer(act: Callable[[], object]) -> str:
    try:
        act()
    except (DomainError, IntegrityError) as refusal:
        return type(refusal).__name__
    return "done"


def clicks(act: Callable[[int], object]) -> Counter[str]:
    """Let eight threads do ``act`` at the same moment; return how often each answer was given."""
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> str:
        with connection():
            barrier.wait(30)
            return answer(lambda: act(number))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_eight_clicks_do_not_pass_a_balance(homes: Homes) -> None:
    soap = prize(homes, stock=50)
    wants = [wanting(homes.home, soap) for _ in range(AT_ONCE)]
    found = clicks(lambda number: services.reserve_prize(homes.villager, homes.village, wants[number]))
    assert found == {"done": 1, BalanceShortError.__name__: AT_ONCE - 1}
    assert (balance(homes.home), prize_row(homes.village, soap).stock) == (0, 49)


def test_eight_processes_do_not_pass_a_stock(homes: Homes, database_url: str) -> None:
    soap = prize(homes, price_x100=50, stock=3)
    wants = [wanting(homes.ids[number % 3], soap) for number in range(AT_ONCE)]

    def work(number: int, barrier: Any) -> str:
        barrier.wait()
        return answer(lambda: services.reserve_prize(homes.recorder, homes.village, wants[number]))

    found = Counter(in_processes(database_url, AT_ONCE, work))
    assert found == {"done": 3, StockShortError.__name__: AT_ONCE - 3}
    assert prize_row(homes.village, soap).stock == 0


def test_a_delivery_is_taken_back_once_and_not_below_what_is_reserved(homes: Homes) -> None:
    soap = prize(homes, price_x100=50, stock=3)
    (delivered,) = prize_page(homes.village, soap).movements
    wants = [wanting(homes.ids[number % 3], soap) for number in range(AT_ONCE)]

    def act(number: int) -> object:
        if number % 2:
            return services.reserve_prize(homes.recorder, homes.village, wants[number])
        return services.take_back_delivery(homes.recorder, homes.village, soap, delivered.id, reason="记错了")

    found = clicks(act)
    assert prize_row(homes.village, soap).stock >= 0
    assert found["done"] in {1, 3}  # taken back first, or given out first


def test_the_race_has_teeth(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody asks inside the act, the database refuses; without its triggers both fall below nothing."""
    soap = prize(homes, stock=1)
    monkeypatch.setattr(balances, "require_balance", lambda *_asked: None)
    monkeypatch.setattr(balances, "require_stock", lambda *_asked, **_left: None)
    wants = [wanting(homes.home, soap) for _ in range(2 * AT_ONCE)]
    reserve = services.reserve_prize
    found = clicks(lambda number: reserve(homes.villager, homes.village, wants[number]))
    assert found == {"done": 1, IntegrityError.__name__: AT_ONCE - 1}
    for table, rule in (("household_movement", "no_debt"), ("prize_stock", "no_shortage")):
        where = "" if is_sqlite() else f' ON "{table}"'
        database.execute_sql(f'DROP TRIGGER "{table}_{rule}"{where}')
    found = clicks(lambda number: reserve(homes.villager, homes.village, wants[AT_ONCE + number]))
    assert found == {"done": AT_ONCE}
    assert balance(homes.home) < 0
    assert prize_row(homes.village, soap).stock < 0
