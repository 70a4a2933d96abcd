"""Adding up what was published: every total of a month page, computed anew from the bytes of its CSV files alone."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import TotalsDifferError
from disclosure.books.public.reading import FIGURES
from portal.kernel.money import parse_yuan
from portal.kernel.sheet_output import rearm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from disclosure.books.public.reading import PublicMonth

    Rows = Sequence[Mapping[str, str]]


def check_totals(month: PublicMonth, *, village: str, statement: bytes, accounts: bytes) -> None:
    """Refuse a month one of whose totals is not the sum of the published tables.

    :raise TotalsDifferError: it names the village, the month, the total and both amounts.
    """
    computed = totals_of(_rows(statement), _rows(accounts))
    for what, printed_fen in printed_totals(month):
        found_fen = computed.get(what, 0)
        if found_fen != printed_fen:
            raise TotalsDifferError(village, month.month, what, printed_fen=printed_fen, computed_fen=found_fen)


def check_balances(month: PublicMonth, *, village: str) -> None:
    """Refuse a month whose balances are not what its vouchers and its money say.

    :raise TotalsDifferError: it names the village, the month, the account and both amounts.
    """
    balances = month.balances or ()
    lines = ((one.code, one.debit_fen, one.credit_fen) for voucher in month.vouchers for one in voucher.lines)
    printed = _by_side((one.account, one.debit_fen, one.credit_fen) for one in balances)
    computed = _by_side(lines)
    for money in month.money:
        code = MoneyAccount(money.account).code
        printed[f"科目 {code} 期末"] = sum(one.closing_fen for one in balances if one.account == code)
        computed[f"科目 {code} 期末"] = money.closing_fen
    for what in sorted({*printed, *computed}):
        printed_fen, computed_fen = printed.get(what, 0), computed.get(what, 0)
        if printed_fen != computed_fen:
            raise TotalsDifferError(village, month.month, what, printed_fen=printed_fen, computed_fen=computed_fen)


def _by_side(lines: Iterable[tuple[str, int, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, debit_fen, credit_fen in lines:
        for side, fen in (("借方", debit_fen), ("贷方", credit_fen)):
            what = f"科目 {code} 本期{side}"
            found[what] = found.get(what, 0) + fen
    return found


def printed_totals(month: PublicMonth) -> Iterator[tuple[str, int]]:
    """Yield every total the month page prints, under its name, those of the parts before those of the whole."""
    for kind, categories in (("收入", month.income), ("支出", month.expense)):
        for category in categories:
            yield f"{kind} {category.code} {category.name} 本月", category.month_fen
            yield f"{kind} {category.code} {category.name} 本年", category.year_fen
    for one in month.money:
        for label, fen in (("上月结余", one.opening_fen), ("收", one.in_fen), ("付", one.out_fen)):
            yield f"{one.account}{label}", fen
        yield f"{one.account}结余", one.closing_fen
    for name, label in FIGURES.items():
        yield label, getattr(month.figures, name)


def totals_of(statement: Rows, accounts: Rows) -> dict[str, int]:
    """Return every total by its name, from the rows of the two tables."""
    found: dict[str, int] = {}
    for label, title in (
        ("收到合计", "收到"), ("付出合计", "付出"), ("本月收入", "计入收入"), ("本月支出", "计入支出"),
    ):  # fmt: skip
        found[label] = _sum(statement, title)
    parts = _by_category(statement)
    for row in accounts:
        name, before = rearm(row["名称"]), _fen(row["期初或上月累计"])
        if row["项目"] == "账户":
            _add_account(found, statement, name, opening_fen=before)
        else:
            _add_category(found, parts.get((row["科目编号"], name), ()), row, name, before_fen=before)
    found["另有收付"] = found.get("本月结余", 0) - found.get("上月结余", 0) - found["本月收入"] + found["本月支出"]
    return found


def _add_account(found: dict[str, int], statement: Rows, name: str, *, opening_fen: int) -> None:
    in_fen, out_fen = (_sum(statement, f"{name}{side}") for side in ("收", "付"))
    closing_fen = opening_fen + in_fen - out_fen
    for label, fen in (("上月结余", opening_fen), ("收", in_fen), ("付", out_fen), ("结余", closing_fen)):
        found[f"{name}{label}"] = fen
    found["上月结余"] = found.get("上月结余", 0) + opening_fen
    found["本月结余"] = found.get("本月结余", 0) + closing_fen


def _add_category(found: dict[str, int], own: Rows, row: Mapping[str, str], name: str, *, before_fen: int) -> None:
    kind, code = row["项目"], row["科目编号"]
    month_fen = _sum(own, f"计入{kind}")
    found[f"{kind} {code} {name} 本月"] = month_fen
    found[f"{kind} {code} {name} 本年"] = before_fen + month_fen
    total = f"本年累计{kind}"
    found[total] = found.get(total, 0) + before_fen + month_fen


def _by_category(statement: Rows) -> dict[tuple[str, str], list[Mapping[str, str]]]:
    parts: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in statement:
        parts.setdefault((row["科目编号"], rearm(row["类别"])), []).append(row)
    return parts


def _rows(table: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def _sum(rows: Rows, title: str) -> int:
    return sum(_fen(row.get(title, "")) for row in rows)


def _fen(text: str) -> int:
    return parse_yuan(text) if text else 0
