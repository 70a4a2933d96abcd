"""What is left of a fund on a day, what it may pay, and which fund a voucher is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.errors import (
    FundBeginningError,
    FundClosedError,
    FundNotBegunError,
    FundNotMovedError,
    FundOverdrawnError,
    OtherFundAccountError,
    OutsidePurposeError,
    SeveralFundsError,
)
from disclosure.books.rules.entries import Category
from disclosure.books.rules.funds import (
    FundKind,
    FundTerms,
    FundUse,
    Movement,
    Standing,
    left_on,
    named_account,
    outside,
    percent_spent,
    reason_beyond,
    require_use,
)
from disclosure.books.rules.vouchers import Line, VoucherKind
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = date(2026, 10, 1)
ROAD = FundTerms(
    name="道路奖补",
    kind=FundKind.CASE,
    begins_on=FIRST,
    closed_on=None,
    limited=True,
    categories=(Category(account="153"), Category(account="514", detail="道路维护")),
)
CANAL = replace(ROAD, name="水渠补助", kind=FundKind.SPECIAL, limited=False)


def moved(day: int, *, come: int = 0, gone: int = 0) -> Movement:
    on = FIRST + timedelta(days=day)
    return Movement(happened_on=on, month=Month.of(on), in_fen=come, out_fen=gone)


def line(account: str, name: str, *, detail: str = "", debit: int = 0, credit: int = 0) -> Line:
    return Line(account=account, detail=detail, printed_name=name, debit_fen=debit, credit_fen=credit)


def paying(fen: int, *lines: Line, day: int = 5) -> FundUse:
    booked = lines or (line("153", "在建工程", debit=fen),)
    return FundUse(
        happened_on=FIRST + timedelta(days=day),
        kind=VoucherKind.PAYMENT,
        lines=(*booked, line("102", "银行存款", credit=fen)),
    )


def use(fund: FundTerms, asked: FundUse, *, had: int = 1_000, **given_: Any) -> tuple[str, ...]:
    return require_use(fund, asked, **{"booked_on": None, "beginning_fen": had, "movements": (), **given_})


@pytest.mark.parametrize(
    ("money", "owed", "promised", "kind", "free"),
    [
        pytest.param(90, 12, {}, FundKind.SPECIAL, 12, id="not more than is owed for purposes"),
        pytest.param(10, 12, {}, FundKind.SPECIAL, 10, id="not more than there is in money"),
        pytest.param(90, 12, {FundKind.SPECIAL: 5}, FundKind.SPECIAL, 7, id="another fund has its part"),
        pytest.param(90, 12, {FundKind.CASE: 80}, FundKind.SPECIAL, 10, id="money of another kind is promised"),
        pytest.param(90, 12, {FundKind.SPECIAL: 12}, FundKind.OWN, 78, id="own money is what nobody else has"),
        pytest.param(5, 12, {FundKind.SPECIAL: 12}, FundKind.OWN, 0, id="never less than nothing"),
    ],
)
def test_a_fund_begins_with_what_is_free_or_says_why(
    money: int, owed: int, promised: dict[FundKind, int], kind: FundKind, free: int
) -> None:
    standing = Standing(day=FIRST, money_fen=money, owed_fen={FundKind.SPECIAL: owed}, promised_fen=promised)
    assert standing.free_fen(kind) == free
    assert reason_beyond(free, kind, standing=standing, reason="") == ""
    with pytest.raises(FundBeginningError, match="请写明账上为什么没有"):
        reason_beyond(free + 1, kind, standing=standing, reason=" ")
    assert reason_beyond(free + 1, kind, standing=standing, reason=" 记在别处 ") == "记在别处"


@pytest.mark.parametrize(
    ("movements", "day", "left"),
    [
        pytest.param([], 3, 100, id="nothing moved"),
        pytest.param([moved(1, come=50), moved(2, gone=30)], 3, 120, id="all before"),
        pytest.param([moved(5, come=50)], 3, 100, id="what comes later is not there yet"),
        pytest.param([moved(5, gone=60)], 3, 40, id="what goes later is spent"),
        pytest.param([moved(5, gone=90), moved(6, come=500)], 3, 10, id="the least of the days after"),
        pytest.param([moved(3, gone=90), moved(3, come=90)], 3, 100, id="a day counts at its end"),
        pytest.param([moved(1, gone=100), moved(2, gone=-100)], 1, 0, id="red counts on its own day"),
    ],
)
def test_left_on_a_day_is_the_least_of_it_and_the_days_after(movements: list[Movement], day: int, left: int) -> None:
    assert left_on(100, movements, FIRST + timedelta(days=day)) == left
    assert left_on(100, list(reversed(movements)), FIRST + timedelta(days=day)) == left


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.integers(1, 500)), max_size=30))
def test_a_fund_that_asks_first_is_never_below_zero_on_any_day(wanted: Sequence[tuple[int, bool, int]]) -> None:
    booked: list[Movement] = []
    for day, comes, fen in wanted:
        if comes:
            booked.append(moved(day, come=fen))
        elif fen <= left_on(300, booked, FIRST + timedelta(days=day)):
            booked.append(moved(day, gone=fen))
    for day in range(21):
        assert left_on(300, booked, FIRST + timedelta(days=day)) >= 0


def test_spent_to_the_last_fen_and_not_one_more() -> None:
    assert use(ROAD, paying(1_000)) == ()
    with pytest.raises(FundOverdrawnError, match=r"最多还能付 10\.00 元，这一笔要付 10\.01 元"):
        use(ROAD, paying(1_001))
    with pytest.raises(FundOverdrawnError, match=r"最多还能付 0\.00 元"):
        use(ROAD, paying(1), movements=(moved(1, gone=1_000),))


@pytest.mark.parametrize(
    ("fund", "asked", "refusal"),
    [
        pytest.param(replace(ROAD, closed_on=FIRST), paying(1), FundClosedError, id="closed"),
        pytest.param(ROAD, paying(1, day=-1), FundNotBegunError, id="before it was registered"),
        pytest.param(ROAD, replace(paying(1), kind=VoucherKind.TRANSFER), FundNotMovedError, id="only moved"),
        pytest.param(
            ROAD, paying(1, line("513", "管理费用", debit=1)), OutsidePurposeError, id="专款专用: not what it is for"
        ),
        pytest.param(
            ROAD,
            paying(2, line("153", "在建工程", debit=1), line("513", "管理费用", debit=1)),
            OutsidePurposeError,
            id="专款专用: partly",
        ),
    ],
)
def test_refused(fund: FundTerms, asked: FundUse, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        use(fund, asked)


def test_where_its_document_limits_nothing_it_is_only_said() -> None:
    (told,) = use(CANAL, paying(5, line("513", "管理费用/招待费", debit=5)))
    assert "在建工程" in told
    assert "管理费用/招待费" in told


def test_what_comes_in_is_asked_for_no_purpose() -> None:
    came = FundUse(happened_on=FIRST, kind=VoucherKind.RECEIPT, lines=(line("102", "银行存款", debit=5),))
    assert use(ROAD, came, had=0) == ()


@pytest.mark.parametrize(
    ("booked", "names"),
    [
        pytest.param(line("514", "公益支出/道路维护", detail="道路维护", debit=5), (), id="the account below"),
        pytest.param(line("514", "公益支出", debit=5), ("公益支出",), id="another below the same"),
        pytest.param(line("153", "在建工程/一期", detail="一期", debit=5), (), id="below a whole account"),
        pytest.param(line("231", "一事一议资金/道路奖补", detail="道路奖补", debit=5), (), id="its own account"),
        pytest.param(line("102", "银行存款", debit=5), (), id="money"),
        pytest.param(line("501", "经营收入", credit=5), (), id="a credit"),
    ],
)
def test_outside_its_purpose(booked: Line, names: tuple[str, ...]) -> None:
    assert outside(ROAD, [booked]) == names
    assert outside(replace(ROAD, categories=()), [booked]) == ()


def test_a_voucher_on_the_account_of_a_fund_is_about_that_fund_alone() -> None:
    both = (ROAD, CANAL)
    on_road = line("231", "一事一议资金/道路奖补", detail="道路奖补", debit=5)
    on_canal = line("241", "专项应付款/水渠补助", detail="水渠补助", debit=5)
    assert named_account([on_road], both) == ROAD
    assert named_account([line("231", "一事一议资金", debit=5)], both) is None
    with pytest.raises(SeveralFundsError, match=r"道路奖补.*水渠补助"):
        named_account([on_road, on_canal], both)
    with pytest.raises(OtherFundAccountError, match="一事一议资金/道路奖补"):
        use(CANAL, paying(5, on_road), booked_on=ROAD)


@pytest.mark.parametrize(("spent", "had", "percent"), [(0, 0, 0), (5, 0, 0), (1, 3, 33), (3, 3, 100), (-1, 3, 0)])
def test_percent_spent(spent: int, had: int, percent: int) -> None:
    assert percent_spent(spent_fen=spent, had_fen=had) == percent
