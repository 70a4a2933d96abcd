"""What resolutions allow to be spent, and what was paid under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import fn

from deliberation import queries as deliberation
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import Voucher, VoucherLine, VoucherMatter
from disclosure.books.queries.entries import rows_where
from disclosure.books.rules.resolutions import Allowance
from portal.areas import Panel
from portal.kernel import clock
from portal.kernel.days import chinese_day
from portal.kernel.db import tuples_of
from portal.kernel.money import format_yuan
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.queries.entries import VoucherRow
    from portal.org.models import Place

MATTER = "matter"


def allowances(village: Place, *, today: date) -> tuple[Allowance, ...]:
    """Return the village's passed resolutions with what was paid under each so far."""
    paid = _paid(village)
    return tuple(
        _allowance(one, paid.get(one.number, 0)) for one in deliberation.spendable_matters(village, today=today)
    )


def spending_allowances(village: Place, *, today: date) -> tuple[Allowance, ...]:
    """Return the resolutions a payment may rest on: those that name an amount or a fund."""
    return tuple(one for one in allowances(village, today=today) if one.budget_fen is not None or one.fund)


def allowance_of(village: Place, number: int, *, today: date) -> Allowance | None:
    """Return what the resolution on matter ``number`` allows, or nothing where there is none."""
    found = deliberation.spendable_matter(village, number, today=today)
    return _allowance(found, _paid(village).get(number, 0)) if found else None


def _allowance(found: deliberation.SpendableMatter, paid_fen: int) -> Allowance:
    return Allowance(
        number=found.number,
        title=found.title,
        budget_fen=found.budget_fen,
        fund=found.fund,
        resolved_on=found.resolved_on,
        publicity_ended_on=found.publicity_ended_on,
        paid_fen=paid_fen,
        decided_by=found.decided_by,
        present=found.present,
        approve=found.approve,
    )


def payments_of(village: Place, number: int) -> tuple[VoucherRow, ...]:
    """Return what was paid, and taken back, under the resolution on matter ``number``."""
    named = VoucherMatter.select(VoucherMatter.voucher).where(
        (VoucherMatter.village == village.id) & (VoucherMatter.matter_number == number)
    )
    return rows_where(village, Voucher.id.in_(named), Voucher.happened_on, Voucher.id)


def panels(village: Place, kind: str, subject_id: int | str) -> list[Panel]:
    """Return what was paid under a resolution, for the screen of its matter."""
    if kind != MATTER:
        return []
    number = int(subject_id)
    paid = payments_of(village, number)
    if not paid:
        return []
    lines = [
        f"{chinese_day(one.happened_on)}　第{one.number}号　{one.summary}　{format_yuan(one.out_fen)} 元"
        for one in paid
    ]
    allowance = allowance_of(village, number, today=clock.today())
    total = sum(one.out_fen for one in paid)
    left = allowance.left_fen if allowance else None
    said = f"共付 {format_yuan(total)} 元"
    lines.append(said if left is None else f"{said}，批准的金额还剩 {format_yuan(left)} 元")
    return [
        Panel(
            title="已付的钱",
            lines=tuple(lines),
            endpoint="books.vouchers",
            permission=Permission.BOOKS_VIEW,
            values={"matter": number},
        )
    ]


def _paid(village: Place) -> dict[int, int]:
    """Return by matter what left the money accounts; what was taken back is taken off."""
    codes = [money.code for money in MoneyAccount]
    query = (
        VoucherLine.select(VoucherMatter.matter_number, fn.SUM(VoucherLine.credit_fen - VoucherLine.debit_fen))
        .join(Voucher)
        .join(VoucherMatter, on=(VoucherMatter.voucher == Voucher.id))
        .where((VoucherMatter.village == village.id) & VoucherLine.account.in_(codes))
        .group_by(VoucherMatter.matter_number)
    )
    return {number: int(fen) for number, fen in tuples_of(query)}
