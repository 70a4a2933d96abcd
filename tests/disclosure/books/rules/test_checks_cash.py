"""The checks of cash at their boundaries: one fen, one day to either side; the id of a case names the article."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books.checks import checks_on
from tests.disclosure.books.rules.checked import BANK, CASH, OCTOBER, SEPTEMBER, fired, found, moved, paid, received

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.rules.checks import CheckedVoucher


@pytest.mark.parametrize(
    ("fen", "said", "fires"),
    [
        (100_000, {}, False),
        (100_001, {}, True),
        (100_001, {"money": BANK}, False),
        (100_001, {"summary": "收购农户稻谷", "party": "张三丰"}, False),
        (100_001, {"summary": "收购稻谷", "party": "清河合作社"}, True),
        (100_001, {"summary": "预支出差差旅费", "party": "张三丰"}, False),
        (100_001, {"summary": "付清淤工钱", "party": "张三丰"}, True),
        (100_001, {"standing": False}, False),
    ],
    ids=[
        "现金管理暂行条例第5条第(七)项-at",
        "现金管理暂行条例第5条第(七)项-above",
        "bank",
        "现金管理暂行条例第5条第(五)项-individual",
        "现金管理暂行条例第5条第(五)项-organisation",
        "现金管理暂行条例第5条第(六)项",
        "现金管理暂行条例第6条",
        "taken-back",
    ],
)
def test_large_cash(fen: int, said: dict[str, Any], *, fires: bool) -> None:
    assert fired("large_cash", paid(1, 8, fen, **{"money": CASH, **said})) is fires


@pytest.mark.parametrize(
    ("make", "said", "fires"),
    [
        (received, {"summary": "租金存入个人账户"}, True),
        (received, {"summary": "租金存入银行"}, False),
        (moved, {"summary": "存到张三丰个人卡"}, True),
        (paid, {"summary": "工资转到个人银行卡"}, False),
        (paid, {"summary": "转个人账户保管", "account": "112"}, True),
    ],
    ids=[
        "农村集体经济组织法第44条-income",
        "bank",
        "农村集体经济组织法第44条-moved",
        "wages",
        "农村集体经济组织法第44条-advance",
    ],
)
def test_private_account(make: Any, said: dict[str, Any], *, fires: bool) -> None:
    assert fired("private_account", make(1, 8, 100_00, **said)) is fires


def test_private_account_is_asked_after_since_the_law_is_in_force() -> None:
    assert "private_account" not in {one.id for one in checks_on(date(2025, 4, 30))}
    assert "private_account" in {one.id for one in checks_on(date(2025, 5, 1))}


@pytest.mark.parametrize(
    ("banked", "left"),
    [
        ([(8, 50_000)], None),
        ([(11, 50_000)], None),
        ([(12, 50_000)], "500.00"),
        ([(11, 49_999)], "0.01"),
        ([], "500.00"),
        ([(7, 50_000)], "500.00"),
    ],
    ids=["same-day", "third-day", "fourth-day", "one-fen-kept", "never", "before-it-came"],
)
def test_cash_kept(banked: Sequence[tuple[int, int]], left: str | None) -> None:
    brought = [moved(number, day, fen) for number, (day, fen) in enumerate(banked, start=2)]
    alerts = found("cash_kept", received(1, 8, 50_000), *brought)
    assert [one.facts["left"] for one in alerts] == ([] if left is None else [left])


def test_cash_kept_belongs_to_the_month_of_its_day_and_is_found_after_it() -> None:
    income = received(1, 30, 50_000, month=SEPTEMBER)
    assert not fired("cash_kept", income, month=SEPTEMBER)
    assert fired("cash_kept", income, month=OCTOBER)
    assert not fired("cash_kept", income, month=OCTOBER, today=date(2026, 10, 3))
    assert fired("cash_kept", income, month=OCTOBER, today=date(2026, 10, 4))


@pytest.mark.parametrize(
    ("opening", "vouchers", "shortfall"),
    [
        (50_000, [received(1, 8, 60_000), paid(2, 9, 50_000, money=CASH)], None),
        (50_000, [received(1, 8, 60_000), paid(2, 9, 50_001, money=CASH)], "0.01"),
        (0, [received(1, 8, 60_000), moved(2, 8, 10_000, to=CASH), paid(3, 9, 10_000, money=CASH)], None),
        (0, [received(1, 8, 60_000), moved(2, 9, 60_000), paid(3, 9, 100, money=CASH)], None),
        (0, [received(1, 8, 60_000), paid(2, 9, 100, money=BANK)], None),
        (0, [received(1, 8, 100), paid(2, 9, 500, money=CASH)], "1.00"),
        (None, [received(1, 8, 100), paid(2, 9, 500, money=CASH)], None),
    ],
    ids=[
        "from-stock",
        "现金管理暂行条例第11条(二)",
        "drawn",
        "nothing-left-of-it",
        "bank",
        "below-zero",
        "opening-unknown",
    ],
)
def test_cash_from_income(opening: int | None, vouchers: list[CheckedVoucher], shortfall: str | None) -> None:
    openings = {} if opening is None else {OCTOBER: opening}
    alerts = found("cash_from_income", *vouchers, cash_openings=openings)
    assert [one.facts["shortfall"] for one in alerts] == ([] if shortfall is None else [shortfall])


@pytest.mark.parametrize(("opening", "fires"), [(50_000, False), (49_999, True)], ids=["zero", "第12条"])
def test_negative_cash(opening: int, *, fires: bool) -> None:
    spent = paid(1, 8, 50_000, money=CASH)
    assert fired("negative_cash", spent, received(2, 9, 1_000), cash_openings={OCTOBER: opening}) is fires
    assert not fired("negative_cash", spent)
