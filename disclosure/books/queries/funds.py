"""The village's funds: what each is bound to, what moved it, what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.chart import MoneyAccount
from disclosure.books.models import Fund, FundClosing, Voucher, VoucherFund, VoucherLine
from disclosure.books.reminders import reminder
from disclosure.books.rules.entries import Category
from disclosure.books.rules.funds import FundTerms, Movement, percent_spent
from disclosure.books.rules.vouchers import VoucherKind
from portal.areas import Task
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.money import format_yuan
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

#: The kind under which the documents of funds lie.
FUND = "fund"

_WHOLE = 100
_MONEY = [money.code for money in MoneyAccount]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow(FundTerms):
    """A fund as it was opened, and whether it is closed."""

    id: int
    number: int
    source: str
    document: str
    given_on: date | None
    purpose: str
    budget_fen: int
    beginning_fen: int
    spend_by: date | None
    reason: str  # why it was closed

    @property
    def is_open(self) -> bool:
        """Whether it can be moved."""
        return self.closed_on is None

    @property
    def allowed(self) -> str:
        """What it may pay, in words; empty where its purpose is words alone."""
        return "、".join(one.name for one in self.categories)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundBalance:
    """A fund with what moved it."""

    fund: FundRow
    in_fen: int
    out_fen: int

    @property
    def left_fen(self) -> int:
        """What is left of it."""
        return self.fund.beginning_fen + self.in_fen - self.out_fen

    @property
    def had_fen(self) -> int:
        """What there was to spend."""
        return self.fund.beginning_fen + self.in_fen

    @property
    def percent(self) -> int:
        """Which part of that is spent."""
        return percent_spent(spent_fen=self.out_fen, had_fen=self.had_fen)

    @property
    def bar_percent(self) -> int:
        """How far its bar is filled."""
        return min(self.percent, _WHOLE)

    @property
    def over_budget_fen(self) -> int:
        """By how much more was spent than planned, where anything was planned."""
        return max(0, self.out_fen - self.fund.budget_fen) if self.fund.budget_fen else 0


def funds(village: Place) -> tuple[FundRow, ...]:
    """Return the village's funds, open ones first, in the order they were opened."""
    query = (
        Fund.select(Fund, FundClosing.closed_on, FundClosing.reason)
        .join(FundClosing, JOIN.LEFT_OUTER, on=(FundClosing.fund == Fund.id))
        .where(Fund.village == village.id)
        .order_by(Fund.number)
    )
    return tuple(sorted((_fund(row) for row in dicts_of(query)), key=lambda one: not one.is_open))


def fund_named(known: Iterable[FundRow], name: str) -> FundRow | None:
    """Return the fund of that name; spaces do not count."""
    plain = "".join(name.split())
    return next((one for one in known if plain and one.name == plain), None)


def assignable_funds(village: Place, on: date) -> tuple[tuple[int, str], ...]:
    """Return number and title of the funds a voucher of that day may have moved, each with what is left of it."""
    return tuple(
        (one.fund.number, f"{one.fund.name}（还剩 {format_yuan(one.left_fen)} 元）")
        for one in fund_balances(village)
        if one.fund.is_open and one.fund.begins_on <= on
    )


def fund_choices(village: Place) -> tuple[tuple[str, str], ...]:
    """Return name and title of the funds that can be moved, each with what is left of it."""
    return tuple(
        (one.fund.name, f"{one.fund.name}（还剩 {format_yuan(one.left_fen)} 元）")
        for one in fund_balances(village)
        if one.fund.is_open
    )


def fund_balances(village: Place) -> tuple[FundBalance, ...]:
    """Return the village's funds with what moved each."""
    known = funds(village)
    moved = movements(village, [one.id for one in known])
    return tuple(balance_of(one, moved.get(one.id, ())) for one in known)


def balance_of(fund: FundRow, moved: Iterable[Movement]) -> FundBalance:
    """Return a fund with what moved it."""
    listed = tuple(moved)
    return FundBalance(fund=fund, in_fen=sum(one.in_fen for one in listed), out_fen=sum(one.out_fen for one in listed))


def movements(village: Place, ids: Collection[int]) -> dict[int, tuple[Movement, ...]]:
    """Return by fund what came in and went out on each day, as its vouchers book money; reversals in red."""
    if not ids:
        return {}
    query = (
        VoucherLine.select(
            VoucherFund.fund,
            Voucher.happened_on,
            Voucher.month,
            Voucher.kind,
            fn.SUM(VoucherLine.debit_fen - VoucherLine.credit_fen),
        )
        .join(Voucher)
        .join(VoucherFund, on=(VoucherFund.voucher == Voucher.id))
        .where((VoucherFund.village == village.id) & VoucherFund.fund.in_([*ids]) & VoucherLine.account.in_(_MONEY))
        .group_by(VoucherFund.fund, Voucher.happened_on, Voucher.month, Voucher.kind)
        .order_by(VoucherFund.fund, Voucher.happened_on, Voucher.month)
    )
    found: dict[int, list[Movement]] = defaultdict(list)
    for fund, day, month, kind, fen in tuples_of(query):
        came = int(fen)
        paid = kind == VoucherKind.PAYMENT
        moved = {"out_fen": -came} if paid else {"in_fen": came}
        found[fund].append(Movement(happened_on=day, month=month, **moved))
    return {fund: tuple(listed) for fund, listed in found.items()}


def purposes(villages: Iterable[Place]) -> dict[int, dict[str, FundTerms]]:
    """Return by village and name the funds that name what they may pay."""
    query = Fund.select().where(Fund.village.in_([place.id for place in villages])).order_by(Fund.id)
    found: dict[int, dict[str, FundTerms]] = defaultdict(dict)
    for row in dicts_of(query):
        one = _fund({**row, "closed_on": None, "reason": ""})
        if one.categories:
            found[row["village"]][one.name] = one
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFund:
    """What a fund was in a month."""

    fund: FundRow
    opening_fen: int
    in_fen: int
    out_fen: int


def month_funds(village: Place, month: Month) -> tuple[MonthFund, ...]:
    """Return the funds that moved in a month, with what they held when it began."""
    known = funds(village)
    moved = movements(village, [one.id for one in known])
    found = []
    for one in sorted(known, key=lambda fund: fund.number):
        listed = moved.get(one.id, ())
        before = [each for each in listed if each.month < month]
        within = [each for each in listed if each.month == month]
        if within:
            found.append(
                MonthFund(
                    fund=one,
                    opening_fen=balance_of(one, before).left_fen,
                    in_fen=sum(each.in_fen for each in within),
                    out_fen=sum(each.out_fen for each in within),
                )
            )
    return tuple(found)


def fund(village: Place, number: int) -> FundRow:
    """Return one fund.

    :raise NotFoundError: the village has no such fund.
    """
    for one in funds(village):
        if one.number == number:
            return one
    raise NotFoundError


def unnamed_vouchers(village: Place, fund: FundRow) -> tuple[tuple[Month, int], ...]:
    """Return month and number of vouchers that book on the account of the fund's kind and name no fund.

    Files say no more than that account; a voucher entered by hand on the fund's own names it. What was taken back, and
    what took it back, moves no fund.
    """
    if not fund.kind.account:
        return ()
    reverses = (Voucher.village == village.id) & Voucher.reverses.is_null(False)
    taken_back = Voucher.select(Voucher.reverses).where(reverses)
    query = (
        Voucher.select(Voucher.month, Voucher.number)
        .join(VoucherLine)
        .switch(Voucher)
        .join(VoucherFund, JOIN.LEFT_OUTER, on=(VoucherFund.voucher == Voucher.id))
        .where(
            (Voucher.village == village.id)
            & (Voucher.happened_on >= fund.begins_on)
            & Voucher.kind.in_([VoucherKind.RECEIPT, VoucherKind.PAYMENT])
            & (VoucherLine.account == fund.kind.account)
            & VoucherLine.detail.in_(["", fund.name])
            & VoucherFund.id.is_null()
            & Voucher.reverses.is_null()
            & Voucher.id.not_in(taken_back)
        )
        .distinct()
        .order_by(Voucher.month, Voucher.number)
    )
    return tuple((month, number) for month, number in tuples_of(query))


def fund_tasks(actor: Actor, village: Place, today: date) -> list[Task]:
    """Return the funds with money left whose last day to spend it is near or past."""
    if not actor.may(Permission.BOOKS_RECORD, village, on=today):
        return []
    near = reminder("fund_spend_by").days
    found = []
    due = [one for one in funds(village) if one.is_open and one.spend_by and (one.spend_by - today).days <= near]
    moved = movements(village, [one.id for one in due])
    for one in due:
        left = balance_of(one, moved.get(one.id, ())).left_fen
        if left > 0 and one.spend_by is not None:
            found.append(
                Task(
                    title=f"“{one.name}”要在期限前用完，还剩 {format_yuan(left)} 元",
                    endpoint="books.fund",
                    values={"fund": one.number},
                    due=one.spend_by,
                    urgent=one.spend_by <= today,
                )
            )
    return found


def _fund(row: dict[str, Any]) -> FundRow:
    plain = ("id", "number", "name", "kind", "source", "document", "given_on", "purpose", "limited")
    kept = ("budget_fen", "beginning_fen", "begins_on", "spend_by", "closed_on")
    return FundRow(
        **{name: row[name] for name in (*plain, *kept)},
        reason=row["reason"] or "",
        categories=tuple(Category(account=code, detail=detail) for code, detail in row["categories"]),
    )
