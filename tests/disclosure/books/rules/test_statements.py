"""The statements against figures added up by hand; whatever balanced vouchers are booked, the sheet balances."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.books.chart import AccountClass, accounts
from disclosure.books.errors import MonthsSideBySideError
from disclosure.books.rules.balances import Booked, MonthSum, Opening
from disclosure.books.rules.columns import incomes_beside, months_between, sheets_beside
from disclosure.books.rules.stated import ResultSum, StatedBalance, opening_difference, result_sums, stated_balances
from disclosure.books.rules.statements import (
    BalanceSheet,
    IncomeRow,
    balance_sheet,
    broken_identities,
    income_statement,
    trial_balance,
)
from disclosure.books.statement_lines import statement_forms
from portal.kernel.months import Month

FORMS = statement_forms()
JUNE = Month(2026, 6)


def stood(code: str, opening: int, debit: int = 0, credit: int = 0, *, detail: str = "", **year: int) -> StatedBalance:
    """Return an account; what was booked in the year is what was booked in the month unless said otherwise."""
    return StatedBalance(
        account=code,
        detail=detail,
        opening_fen=opening,
        debit_fen=debit,
        credit_fen=credit,
        year_debit_fen=year.get("year_debit", debit),
        year_credit_fen=year.get("year_credit", credit),
    )


#: A village in June, each figure in fen and thought out by hand.
BOOKS = (
    stood("101", 1_000, 3_000, 2_000, year_debit=9_000, year_credit=8_000),
    stood("102", 65_000, 10_000, 15_000, year_debit=20_000, year_credit=20_000),
    stood("112", 5_000),
    stood("113", 8_000, detail="甲组"),
    stood("113", -3_000, detail="乙组"),
    stood("121", 4_000),
    stood("151", 40_000),
    stood("152", -5_500, 0, 500, year_debit=0, year_credit=3_000),
    stood("211", -12_000, 2_000, 0, year_debit=2_000, year_credit=0),
    stood("301", -80_000),
    stood("322", -20_000, detail="未分配收益", year_debit=0, year_credit=0),
    stood("322", 5_000, detail="提取公积公益金", year_debit=5_000, year_credit=0),
    stood("311", -5_000, year_debit=0, year_credit=5_000),
    stood("401", 500, 500, 0, year_debit=1_000, year_credit=0),
    stood("501", -9_000, 0, 10_000, year_debit=0, year_credit=19_000),
    stood("513", 6_000, 12_500, 1_000, year_debit=18_500, year_credit=1_000),
    stood("515", 0, 500, 0),
)
RESULTS = (
    ResultSum(account="501", name="经营收入/租金收入", month_fen=10_000, year_fen=19_000),
    ResultSum(account="513", name="管理费用/运转支出", month_fen=1_500, year_fen=4_000),
    ResultSum(account="513", name="管理费用/工资", month_fen=10_000, year_fen=13_500),
    ResultSum(account="515", name="其他支出", month_fen=500, year_fen=500),
)


def sheet_of(sheet: BalanceSheet) -> dict[str, int]:
    return {row.line.key: row.fen for row in (*sheet.assets, *sheet.claims)}


def income_of(rows: Sequence[IncomeRow]) -> dict[str, tuple[int | None, int]]:
    return {row.line.key: (row.month_fen, row.year_fen) for row in rows}


def test_every_account_of_the_chart_stands_in_one_line_of_the_sheet() -> None:
    lines = [line for line in (*FORMS.assets, *FORMS.claims) if not line.within]
    named = [code for line in lines for code in line.accounts]
    named += [code for line in lines for kind in line.classes for code, one in accounts().items() if one.kind == kind]
    sides = [line.details_in_debit + line.details_in_credit for line in lines]
    assert sorted([*named, "113"]) == sorted(accounts())
    assert sum(sides, ()) == ("113", "113")
    assert FORMS.confidence == "memory"  # shown as 待核 until the printed form was read


def test_the_balance_sheet_added_up_by_hand() -> None:
    found = sheet_of(balance_sheet(BOOKS, FORMS))
    assert {key: fen for key, fen in found.items() if fen} == {
        "money": 62_000,
        "receivables": 13_000,  # 应收款 5,000 and what 甲组 owes
        "stocks": 5_000,  # 库存物资 4,000 and 生产(劳务)成本 1,000
        "current_assets": 80_000,
        "fixed_cost": 40_000,
        "fixed_depreciation": 6_000,
        "fixed_net": 34_000,
        "fixed_assets": 34_000,
        "fixed_total": 34_000,
        "assets": 114_000,
        "payables": 13_000,  # 应付款 10,000 and what is owed to 乙组
        "current_debts": 13_000,
        "debts": 13_000,
        "capital": 80_000,
        "reserves": 5_000,
        "undistributed": 16_000,  # 20,000 less 5,000 drawn + 1,000 of this year
        "not_carried": 1_000,
        "equity": 101_000,
        "claims": 114_000,
    }


def test_the_sheet_says_what_the_year_began_with() -> None:
    sheet = balance_sheet(BOOKS, FORMS)
    assert [(row.line.key, row.year_opening_fen) for row in (sheet.assets[0], sheet.assets[-1], sheet.claims[-1])] == [
        ("money", 61_000),
        ("assets", 115_000),  # 61,000 + 13,000 owed to it + 4,000 of stocks + 37,000 of fixed assets
        ("claims", 115_000),  # 15,000 it owes + 80,000 + 20,000
    ]


def test_income_and_distribution_added_up_by_hand() -> None:
    found = income_of(income_statement(RESULTS, BOOKS, FORMS))
    assert found["operating_income"] == (10_000, 19_000)
    assert found["administration"] == (11_500, 17_500)
    assert found["running"] == (1_500, 4_000)  # shown within 管理费用, taken off once
    assert found["operating_result"] == (-1_500, 1_500)
    assert found["result"] == (-2_000, 1_000)
    assert found["net_result"] == (-2_000, 1_000)
    assert found["begun_with"] == (None, 20_000)
    assert found["distributable"] == (None, 21_000)
    assert found["to_reserves"] == (None, 5_000)
    assert found["other_uses"] == (None, 0)
    assert found["left"] == (None, 16_000)


def test_whole_books_break_no_identity() -> None:
    sheet = balance_sheet(BOOKS, FORMS)
    assert broken_identities(BOOKS, sheet, income_statement(RESULTS, BOOKS, FORMS), FORMS) == ()
    assert opening_difference(BOOKS) == 0


def test_what_does_not_hold_is_named_with_its_difference() -> None:
    wrong = (stood("101", 1_100, 3_000, 2_000, year_debit=9_000, year_credit=8_000), *BOOKS[1:])
    sheet = balance_sheet(wrong, FORMS)
    broken = broken_identities(wrong, sheet, income_statement(RESULTS, wrong, FORMS), FORMS)
    assert broken[0].startswith("期初余额的借方合计 1,")
    assert [sentence[-9:] for sentence in broken] == ["相差 1.00 元"] * 3
    assert "资产总计 1,141.00 元与负债和所有者权益总计 1,140.00 元不相等" in broken[2]


def test_a_line_that_forgets_an_account_is_found_by_its_identity() -> None:
    rows = income_statement(RESULTS, BOOKS, FORMS)
    short = [row if row.line.key != "operating_result" else _more(row, 7) for row in rows]
    broken = broken_identities(BOOKS, balance_sheet(BOOKS, FORMS), short, FORMS)
    assert [sentence.partition(" ")[0] for sentence in broken] == ["经营收益"]


def _more(row: IncomeRow, fen: int) -> IncomeRow:
    return IncomeRow(line=row.line, month_fen=row.month_fen, year_fen=row.year_fen + fen, parts=row.parts)


def test_the_trial_balance_has_each_account_on_its_side_and_what_it_consists_of() -> None:
    trial = trial_balance(BOOKS)
    rows = {(row.account, row.detail): row for row in trial.rows}
    assert rows["113", ""].closing == (8_000, 3_000)  # both sides at once
    assert rows["113", "乙组"].closing == (0, 3_000)
    assert rows["322", ""].closing == (0, 15_000)
    assert rows["152", ""].year == (0, 3_000)
    assert trial.total.opening == (129_500, 129_500)
    assert trial.total.moved == (28_500, 28_500)
    assert trial.total.closing[0] == trial.total.closing[1]


def test_after_the_result_was_carried_the_year_keeps_its_income() -> None:
    """In December income and expense are carried to 321 and 322: the accounts end with nothing, the year does not."""
    carried = (
        stood("102", 30_000),
        stood("301", -20_000),
        stood("501", -19_000, 19_000, 0, year_debit=19_000, year_credit=19_000),
        stood("513", 9_000, 0, 9_000, year_debit=9_000, year_credit=9_000),
        stood("321", 0, 10_000, 10_000),
        stood("322", 0, 0, 10_000, detail="未分配收益"),
    )
    results = (
        ResultSum(account="501", name="经营收入", month_fen=0, year_fen=19_000),
        ResultSum(account="513", name="管理费用", month_fen=0, year_fen=9_000),
    )
    sheet = balance_sheet(carried, FORMS)
    income = income_statement(results, carried, FORMS)
    assert income_of(income)["net_result"] == (0, 10_000)
    assert income_of(income)["begun_with"] == (None, 0)
    assert income_of(income)["left"] == (None, 10_000)
    assert sheet.fen_of("undistributed"), sheet.fen_of("not_carried") == (10_000, 0)
    assert broken_identities(carried, sheet, income, FORMS) == ()


_CODES = sorted(code for code in accounts() if code not in {"101", "102"})
_LINE = st.tuples(
    st.sampled_from(["101", "102", *_CODES]), st.sampled_from(["", "甲", "乙"]), st.integers(-(10**9), 10**9)
)


@st.composite
def booked(draw: st.DrawFn) -> tuple[tuple[StatedBalance, ...], tuple[ResultSum, ...]]:
    """Make whole books of half a year: openings that balance, and vouchers that do."""
    opened = [Opening(month=Month(2026, 1), account=code, detail="", amount_fen=0) for code in ("101", "102")]
    stated = draw(st.lists(_LINE, max_size=6))
    stated.append(("301", "", -sum(fen for _, _, fen in stated)))
    opened += [
        Opening(month=Month(2026, 1), account=code, detail=detail, amount_fen=fen)
        for code, detail, fen in stated
        if code not in {"101", "102"}
    ]
    opened.append(_balancing(opened))
    sums = [
        line
        for voucher in draw(st.lists(st.lists(_LINE, min_size=1, max_size=4), max_size=6))
        for line in _voucher(draw, voucher)
    ]
    whole = Booked(month=JUNE, openings=opened, carried={}, sums=sums)
    return stated_balances(whole, sums), result_sums(sums, JUNE)


def _balancing(opened: Sequence[Opening]) -> Opening:
    return Opening(month=Month(2026, 1), account="311", detail="平", amount_fen=-sum(one.amount_fen for one in opened))


def _voucher(draw: st.DrawFn, lines: list[tuple[str, str, int]]) -> list[MonthSum]:
    month = Month(2026, draw(st.integers(1, 6)))
    lines = [*lines, ("102", "", -sum(fen for _, _, fen in lines))]
    return [_sum(month, code, "" if code in {"101", "102"} else detail, fen) for code, detail, fen in lines]


def _sum(month: Month, code: str, detail: str, fen: int) -> MonthSum:
    return MonthSum(month=month, account=code, detail=detail, debit_fen=max(fen, 0), credit_fen=max(-fen, 0))


@given(books=booked())
def test_whatever_balanced_vouchers_are_booked_the_statements_are_whole(
    books: tuple[tuple[StatedBalance, ...], tuple[ResultSum, ...]],
) -> None:
    balances, results = books
    sheet = balance_sheet(balances, FORMS)
    assert broken_identities(balances, sheet, income_statement(results, balances, FORMS), FORMS) == ()
    assert sheet.assets[-1].year_opening_fen == sheet.claims[-1].year_opening_fen


def test_the_result_of_a_month_and_a_year_leaves_other_years_and_later_months_out() -> None:
    sums = [
        _sum(month, "501", "租金", -fen) for month, fen in ((Month(2025, 12), 1), (Month(2026, 5), 10), (JUNE, 100))
    ]
    sums += [_sum(Month(2026, 7), "501", "租金", -1_000), _sum(JUNE, "102", "", 5)]
    assert result_sums(sums, JUNE) == (ResultSum(account="501", name="经营收入/租金", month_fen=100, year_fen=110),)


def test_months_stand_side_by_side_line_by_line() -> None:
    sheet, income = balance_sheet(BOOKS, FORMS), income_statement(RESULTS, BOOKS, FORMS)
    beside = {row.line.key: row.figures for row in sheets_beside([sheet.assets, sheet.assets])}
    assert beside["money"] == (62_000, 62_000)
    rows = {row.line.key: row for row in incomes_beside([income, income, income])}
    assert rows["net_result"].figures == (-2_000,) * 3
    assert rows["net_result"].sum_fen == -6_000
    assert "left" not in rows  # what is of a year has no figure of a month


@pytest.mark.parametrize(
    ("last", "count"), [("2026-02", 2), ("2026-12", 12), ("2026-01", 0), ("2027-01", 0), ("2025-12", 0)]
)
def test_two_to_twelve_months_fit_on_a_sheet(last: str, count: int) -> None:
    first, end = Month(2026, 1), Month.parse(last)
    if count:
        assert len(months_between(first, end)) == count
    else:
        with pytest.raises(MonthsSideBySideError, match="2 到 12 个"):
            months_between(first, end)


def test_profit_and_loss_is_a_class_of_the_chart() -> None:
    assert {line.classes for line in FORMS.claims if line.classes} == {(AccountClass.PROFIT_LOSS.value,)}
