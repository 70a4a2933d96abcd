"""The tables we hand out: vouchers as the list shows them, an account's ledger, the whole books line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.chart import account
from portal.kernel.sheet_output import yuan_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from disclosure.books.queries import LedgerLine, VoucherRow
    from portal.kernel.sheet_output import Cell

VOUCHER_COLUMNS = (
    "月份", "凭证号", "日期", "摘要", "对方", "类别", "收到", "付出", "存取或转账", "依据的议题", "票据张数", "冲销",
    "补录天数",
)  # fmt: skip
LEDGER_COLUMNS = ("日期", "凭证", "摘要", "明细", "借方", "贷方", "余额")
BOOKS_COLUMNS = (
    "月份", "凭证号", "日期", "摘要", "对方", "科目编号", "科目", "明细", "凭证上的名称", "借方", "贷方", "依据的议题",
    "票据张数", "冲销", "录入日期", "补录天数",
)  # fmt: skip


def voucher_rows(vouchers: Iterable[VoucherRow]) -> Iterator[tuple[Cell, ...]]:
    """Yield vouchers as rows under ``VOUCHER_COLUMNS``."""
    for one in vouchers:
        amounts = (yuan_cell(fen) if fen else None for fen in (one.in_fen, one.out_fen, one.moved_fen))
        yield (
            str(one.month), one.number, one.happened_on, one.summary, one.party, one.categories, *amounts,
            one.matter_number, len(one.receipts), _reversal(one), one.late_days,
        )  # fmt: skip


def ledger_rows(opening_fen: int, lines: Iterable[LedgerLine]) -> Iterator[tuple[Cell, ...]]:
    """Yield an account's ledger as rows under ``LEDGER_COLUMNS``, what the year began with first."""
    yield (None, None, "年初余额", None, None, None, yuan_cell(opening_fen))
    for one in lines:
        sides = (yuan_cell(fen) if fen else None for fen in (one.debit_fen, one.credit_fen))
        where = f"{one.month}-{one.number}"
        yield (one.happened_on, where, one.summary, one.detail, *sides, yuan_cell(one.balance_fen))


def books_rows(vouchers: Iterable[VoucherRow]) -> Iterator[tuple[Cell, ...]]:
    """Yield every line of the vouchers as a row under ``BOOKS_COLUMNS``."""
    for one in vouchers:
        head = (str(one.month), one.number, one.happened_on, one.summary, one.party)
        tail = (one.matter_number, len(one.receipts), _reversal(one), one.recorded_on, one.late_days)
        for line in one.lines:
            sides = (yuan_cell(fen) if fen else None for fen in (line.debit_fen, line.credit_fen))
            names = (line.account, account(line.account).name, line.detail, line.printed_name)
            yield (*head, *names, *sides, *tail)


def _reversal(one: VoucherRow) -> str:
    if one.reverses:
        return f"冲销 {one.reverses.month}-{one.reverses.number}：{one.reverses.reason}"
    if one.reversed_by:
        return f"已由 {one.reversed_by.month}-{one.reversed_by.number} 冲销"
    return ""
