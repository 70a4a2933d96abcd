"""What stops the close of a month, and who may sign it off.

A blocking problem stops the close; the others are shown, and the month may be closed with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from disclosure.books.errors import OwnWorkError
from disclosure.books.rules.reconciliation import BankState, bank_problems, is_reconciled
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from disclosure.books.chart import MoneyAccount
    from portal.kernel.months import Month

#: How many vouchers a sentence names before it counts them.
_NAMED = 8


class MonthState(StrEnum):
    """How far a month is."""

    OPEN = "open"
    CLOSED = "closed"
    SIGNED_OFF = "signed_off"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state in plain words."""
        return {"open": "未结账", "closed": "已结账，等签字", "signed_off": "已签字公布"}[self.value]

    @property
    def light(self) -> str:
        """The kind of mark it is shown with."""
        return {"open": "wait", "closed": "warn", "signed_off": "done"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that speaks against closing the month."""

    code: str
    text: str
    blocking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LowPoint:
    """The lowest balance of a money account that went below zero, and after which voucher."""

    account: MoneyAccount
    number: int
    balance_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseState:
    """All that decides whether a month can be closed."""

    month: Month
    closed: bool
    follows_on: bool  # it has entries, or the month before has entries or is closed
    open_earlier: tuple[Month, ...]  # earlier months that have entries and are not closed
    voucher_count: int
    unbalanced: tuple[int, ...]  # voucher numbers
    broken_identities: tuple[str, ...]
    printed_totals_agree: bool | None  # nothing was printed: None
    missing_openings: tuple[MoneyAccount, ...]
    next_openings_differ: tuple[MoneyAccount, ...]  # the next month was opened with another figure
    differences: tuple[int, ...]  # voucher numbers that only one of the two lists has
    low_points: tuple[LowPoint, ...]
    late_count: int  # vouchers recorded after the month's books were due
    without_receipt: tuple[int, ...] = ()  # numbers of payments entered by hand with no receipt beside them
    without_approval: tuple[int, ...] = ()  # numbers of payments that nobody approved
    bank_charges: tuple[int, ...] = ()  # numbers of what the bank took by itself, booked from its line
    cautions: tuple[str, ...] = ()  # payments that differ from the resolutions they rest on
    refused: tuple[Month, ...] = ()  # closed months up to this one that were sent back and nobody signed
    alerts_to_answer: tuple[str, ...] = ()  # sentences of what the law as read wants answered first
    alerts_open: tuple[tuple[str, int], ...] = ()  # other alerts nobody answered, by title
    bank: BankState = field(default_factory=BankState)


def problems(state: CloseState, *, today: date) -> tuple[Problem, ...]:
    """Return everything that speaks against closing the month on ``today``, blocking problems first."""
    bank = [Problem(code=code, text=text, blocking=blocking) for code, text, blocking in bank_problems(state.bank)]
    return (
        *_blocking(state, today=today),
        *(one for one in bank if one.blocking),
        *_warnings(state),
        *(one for one in bank if not one.blocking),
    )


def in_order(state: CloseState) -> tuple[str, ...]:
    """Return what was checked and holds, for whoever closes the month."""
    checked = {
        f"{state.voucher_count} 张凭证都借贷相等": state.voucher_count > 0 and not state.unbalanced,
        "上月结余加收入减支出等于本月结余": not state.broken_identities,
        "上月结余已经登记": not state.missing_openings,
        "更早的月份都已结账": not state.open_earlier,
        "表上印的合计与逐笔相加一致": bool(state.printed_totals_agree),
        "现金和存款没有低于零": not state.low_points,
        "逐笔记的支出都附了票据": state.voucher_count > 0 and not state.without_receipt,
        "银行存款和银行对账单核对过，对不上的都有说明": is_reconciled(state.bank),
        "没有补录": state.voucher_count > 0 and not state.late_count,
    }
    return tuple(text for text, holds in checked.items() if holds)


def require_other_person(month: Month, *, signer: int, closer: int, recorders: Collection[int]) -> None:
    """Refuse the sign-off of a month by who closed it or recorded any of its entries (account numbers).

    Source: 会计法第35条 (who keeps the money does not check the books); 村组法(2025)第37条 (the supervision
    committee oversees the books).

    :raise OwnWorkError: the signer did part of the work.
    """
    if signer == closer or signer in recorders:
        raise OwnWorkError(month)


def _blocking(state: CloseState, *, today: date) -> list[Problem]:
    month = state.month
    found: list[tuple[str, str]] = []
    if state.closed:
        found.append(("closed", f"{month.chinese}已经结账"))
    if not state.follows_on:
        found.append(("no_books", f"{month.chinese}和它前一个月都没有账"))
    if month.first_day > today:
        found.append(("future", f"{month.chinese}还没有到"))
    elif month.last_day >= today:
        first = f"{month.plus(1).first_day:%-m月%-d日}"
        found.append(("month_not_over", f"{month.chinese}还没有过完，{first}起才能结账，免得月底前的收支记不进来"))
    if state.open_earlier:
        names = "、".join(one.chinese for one in state.open_earlier)
        found.append(("earlier_open", f"更早的{names}有账还没有结，请先结那个月"))
    if state.unbalanced:
        numbers = "、".join(str(number) for number in state.unbalanced)
        found.append(("unbalanced", f"第{numbers}号凭证借贷不相等"))
    found += [("identity", text) for text in state.broken_identities]
    if state.printed_totals_agree is False:
        found.append(("printed_totals", "导入的表上印的合计与逐笔相加不一致"))
    found += [
        ("missing_opening", f"{account.value}没有上月结余，请先填写期初余额") for account in state.missing_openings
    ]
    found += [
        ("next_opening", f"{account.value}的本月结余与下个月的期初余额不相等") for account in state.next_openings_differ
    ]
    found += [("alert", f"疑点还没有答复：{text}") for text in state.alerts_to_answer]
    return [Problem(code=code, text=text, blocking=True) for code, text in found]


def _warnings(state: CloseState) -> list[Problem]:
    month = state.month
    found: list[tuple[str, str]] = []
    if not state.voucher_count:
        found.append(("empty", f"{month.chinese}没有一张凭证"))
    found += [
        (
            "negative",
            f"第{low.number}号凭证之后{low.account.value}余额为 {format_yuan(low.balance_fen)} 元，低于零",
        )
        for low in state.low_points
    ]
    found += [
        ("difference", f"第{number}号只在现金日记账或收支明细表的一张表上有，没有记账，请核对")
        for number in state.differences
    ]
    if state.late_count:
        found.append(("late", f"有 {state.late_count} 张凭证是补录的"))
    if state.without_receipt:
        numbers = "、".join(str(number) for number in state.without_receipt)
        found.append(("no_receipt", f"第{numbers}号支出没有附票据"))
    if state.without_approval:
        found.append(("no_approval", f"{_numbered(state.without_approval)}支出没有审批"))
    if state.bank_charges:
        found.append(("bank_charges", f"{_numbered(state.bank_charges)}是银行自行扣收的，没有报付款申请"))
    found += [("refused", f"{of.chinese}的账被村务监督委员会退回，还没有签字") for of in state.refused]
    found += [("resolution", text) for text in state.cautions]
    if state.alerts_open:
        counted = "、".join(f"{title} {count} 条" for title, count in state.alerts_open)
        found.append(("alerts", f"有 {sum(count for _, count in state.alerts_open)} 条疑点还没有答复（{counted}）"))
    return [Problem(code=code, text=text, blocking=False) for code, text in found]


def _numbered(numbers: Sequence[int]) -> str:
    """Return vouchers by their numbers, the first of many and how many they are."""
    named = "、".join(str(number) for number in numbers[:_NAMED])
    return f"第{named}号" if len(numbers) <= _NAMED else f"第{named}号等 {len(numbers)} 笔"
