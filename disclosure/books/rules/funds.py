"""Funds: money with a source and a purpose, what moved it, and what it may not pay.

A fund is counted in money: what came in for it and went out of it, by the day it did. An entry that moves no money
leaves it as it is, whatever account it is carried to.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from disclosure.books.chart import MoneyAccount
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
from disclosure.books.rules.vouchers import VoucherKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from disclosure.books.rules.entries import Category
    from disclosure.books.rules.vouchers import Line
    from portal.kernel.months import Month


class FundKind(StrEnum):
    """Whose money it is; what was given for a purpose is owed on an account of its own."""

    SPECIAL = "special"
    CASE = "case"
    OWN = "own"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The kind in plain words."""
        return {"special": "专项应付款", "case": "一事一议资金", "own": "自有资金"}[self.value]

    @property
    def account(self) -> str:
        """The account of the chart below which the fund has its own; none for the village's own money."""
        return {"special": "241", "case": "231", "own": ""}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What came into a fund and went out of it on one day; what is taken back counts below zero."""

    happened_on: date
    month: Month
    in_fen: int = 0
    out_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FundTerms:
    """What a fund is bound to."""

    name: str
    kind: FundKind
    begins_on: date
    closed_on: date | None
    limited: bool  # its document allows the purpose and nothing else
    categories: tuple[Category, ...]  # what it may pay; none: its purpose is words alone

    @property
    def own_account(self) -> str:
        """The name of the account it stands on; empty for the village's own money."""
        return f"{self.kind.title}/{self.name}" if self.kind.account else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundUse:
    """A voucher about to name a fund."""

    happened_on: date
    kind: VoucherKind
    lines: tuple[Line, ...]

    @property
    def out_fen(self) -> int:
        """How much money leaves with it; below zero where money comes in."""
        return sum(line.credit_fen - line.debit_fen for line in self.lines if MoneyAccount.of(line.account))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the books show when a day begins, in fen; ``promised_fen`` is what is left of the open funds, by kind."""

    day: date
    money_fen: int  # cash and bank together
    owed_fen: Mapping[FundKind, int]  # what stands on the account of a kind and below it
    promised_fen: Mapping[FundKind, int]

    @property
    def all_promised_fen(self) -> int:
        """What is left of all open funds."""
        return sum(self.promised_fen.values())

    @property
    def kinds(self) -> tuple[FundKind, ...]:
        """The kinds of funds there are."""
        return tuple(FundKind)

    def free_fen(self, kind: FundKind) -> int:
        """Return how much a fund of ``kind`` can have begun with: money that is there and belongs to no other fund.

        What was given for a purpose also stands on the account it is owed on.
        """
        free = self.money_fen - self.all_promised_fen
        if kind.account:
            free = min(free, self.owed_fen.get(kind, 0) - self.promised_fen.get(kind, 0))
        return max(0, free)


def reason_beyond(beginning_fen: int, kind: FundKind, *, standing: Standing, reason: str) -> str:
    """Return why a fund begins with more than the books show; empty where it does not.

    Source: product decisions D-89, D-104.

    :raise FundBeginningError: it does, and no reason is given.
    """
    free_fen = standing.free_fen(kind)
    if beginning_fen <= free_fen:
        return ""
    why = " ".join(reason.split())
    if not why:
        raise FundBeginningError(
            standing.day,
            free_fen=free_fen,
            money_fen=standing.money_fen,
            promised_fen=standing.all_promised_fen,
            owed=(kind.title, standing.owed_fen.get(kind, 0)) if kind.account else None,
        )
    return why


def left_on(beginning_fen: int, movements: Iterable[Movement], day: date) -> int:
    """Return what can leave a fund on ``day``: the least that is left at the end of that day or of any later one.

    So that a payment entered late takes nothing that was spent, or had not come, on its own day.
    """
    left_fen, least_fen = beginning_fen, None
    ordered = sorted(movements, key=lambda one: one.happened_on)
    for happened_on, same_day in groupby(ordered, key=lambda one: one.happened_on):
        if happened_on > day and least_fen is None:
            least_fen = left_fen
        left_fen += sum(one.in_fen - one.out_fen for one in same_day)
        if happened_on >= day:
            least_fen = left_fen if least_fen is None else min(least_fen, left_fen)
    return left_fen if least_fen is None else least_fen


def percent_spent(*, spent_fen: int, had_fen: int) -> int:
    """Return which part of what a fund had is spent, in hundredths rounded down; nothing where it had nothing."""
    return max(0, spent_fen) * 100 // had_fen if had_fen > 0 else 0


def named_account(lines: Iterable[Line], funds: Collection[FundTerms]) -> FundTerms | None:
    """Return the fund on whose own account a voucher books, if there is one.

    :raise SeveralFundsError: it books on those of several.
    """
    own = {(one.kind.account, one.name): one for one in funds if one.kind.account}
    found = {one.name: one for line in lines if (one := own.get((line.account, line.detail)))}
    if len(found) > 1:
        raise SeveralFundsError(tuple(found))
    return next(iter(found.values()), None)


def require_use(
    fund: FundTerms, use: FundUse, *, booked_on: FundTerms | None, beginning_fen: int, movements: Sequence[Movement]
) -> tuple[str, ...]:
    """Refuse a voucher its fund does not allow; return what it should be looked at for.

    ``booked_on`` is the fund on whose account the voucher books.

    Source: the recorded document of the fund; 会计制度（财会〔2023〕14号）专项应付款, 一事一议资金: 专款专用.

    :raise FundClosedError: the fund is closed.
    :raise FundNotBegunError: it was registered from a later day on.
    :raise OtherFundAccountError: the voucher books on the account of another.
    :raise FundNotMovedError: money only changes its place.
    :raise FundOverdrawnError: more would leave it than is left.
    :raise OutsidePurposeError: its document does not allow what is paid.
    """
    require_assignable(fund, use, booked_on=booked_on, beginning_fen=beginning_fen, movements=movements)
    return require_purpose(fund, outside(fund, use.lines)) if use.out_fen > 0 else ()


def require_assignable(
    fund: FundTerms, use: FundUse, *, booked_on: FundTerms | None, beginning_fen: int, movements: Sequence[Movement]
) -> None:
    """Refuse a voucher that its fund cannot have moved, whatever it was for.

    :raise FundClosedError: the fund is closed.
    :raise FundNotBegunError: it was registered from a later day on.
    :raise OtherFundAccountError: the voucher books on the account of another.
    :raise FundNotMovedError: money only changes its place.
    :raise FundOverdrawnError: more would leave it than is left.
    """
    require_usable(fund, on=use.happened_on)
    if booked_on is not None and booked_on.name != fund.name:
        raise OtherFundAccountError(fund.name, booked=booked_on.own_account)
    if use.kind is VoucherKind.TRANSFER:
        raise FundNotMovedError
    if use.out_fen > 0:
        require_left(fund.name, use.out_fen, left_fen=left_on(beginning_fen, movements, use.happened_on))


def require_usable(fund: FundTerms, *, on: date) -> None:
    """Refuse a fund that takes no more vouchers, or none of that day.

    :raise FundClosedError: it is closed.
    :raise FundNotBegunError: it was registered from a later day on.
    """
    if fund.closed_on is not None:
        raise FundClosedError(fund.name, on=fund.closed_on)
    if on < fund.begins_on:
        raise FundNotBegunError(fund.name, on=fund.begins_on)


def require_left(name: str, amount_fen: int, *, left_fen: int) -> None:
    """Refuse to take more out of a fund than is left.

    :raise FundOverdrawnError: it is more.
    """
    if amount_fen > left_fen:
        raise FundOverdrawnError(name, left_fen=max(0, left_fen), amount_fen=amount_fen)


def require_purpose(fund: FundTerms, beside: Sequence[str]) -> tuple[str, ...]:
    """Refuse to pay what the document of a fund does not allow; where it limits nothing, say what is beside it.

    :raise OutsidePurposeError: the document limits the purpose.
    """
    if beside and fund.limited:
        raise OutsidePurposeError(fund.name, paid=beside, allowed=tuple(one.name for one in fund.categories))
    return beside_purpose(fund, beside)


def asked_outside(fund: FundTerms, category: Category) -> tuple[str, ...]:
    """Return the name of what a request would pay, where the fund's purpose does not name it."""
    own = (category.account, category.detail) == (fund.kind.account, fund.name)
    return () if own or covers(fund.categories, category.account, category.detail) else (category.name,)


def beside_purpose(fund: FundTerms, beside: Sequence[str]) -> tuple[str, ...]:
    """Say what is beside the purpose of a fund, as a sentence to be looked at; nothing where nothing is."""
    allowed = "、".join(one.name for one in fund.categories)
    return (f"“{fund.name}”登记的用途是{allowed}，这一笔付的是{'、'.join(beside)}",) if beside else ()


def outside(fund: FundTerms, lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the names under which a voucher pays what the fund's purpose does not name.

    What is booked on the fund's own account is within it; the words of the voucher say what it was.
    """
    return tuple(
        dict.fromkeys(
            line.printed_name
            for line in lines
            if line.debit_fen > 0
            and MoneyAccount.of(line.account) is None
            and (line.account, line.detail) != (fund.kind.account, fund.name)
            and not covers(fund.categories, line.account, line.detail)
        )
    )


def covers(categories: Sequence[Category], account: str, detail: str) -> bool:
    """Tell whether one of ``categories`` is that account, or the one above it; where there are none, all are."""
    return not categories or any(one.account == account and one.detail in {"", detail} for one in categories)
