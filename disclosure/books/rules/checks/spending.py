"""Checks of what money was spent on: above a standard, in pieces, from another fund, on relatives, on nothing named."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from disclosure.books.chart import account
from disclosure.books.parties import private_names
from disclosure.books.rules.checks.books import Finding, first_word, numbers_of
from disclosure.books.rules.funds import outside
from disclosure.books.rules.vouchers import VoucherOrigin
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from disclosure.books.checks import Check
    from disclosure.books.rules.checks.books import CheckedBooks, CheckedVoucher
    from disclosure.books.rules.vouchers import Line
    from portal.kernel.months import Month


def over_standard(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find payments that give more for one unit than the standard; how many units it was must be said."""
    for one in books.payments(month):
        for standard in rule.limits["standard"]:
            if not first_word(standard["words"], one.words, *(item.name for item in one.items)):
                continue
            unit, paid_fen, units = _paid_for(one, standard)
            if units and paid_fen > standard["most_fen"] * units:
                facts = {
                    "number": str(one.number),
                    "summary": one.summary,
                    "amount": format_yuan(one.amount_fen),
                    "what": standard["what"],
                    "unit": unit,
                    "price": format_yuan(-(-paid_fen // units)),
                }
                told = {"most": format_yuan(standard["most_fen"])}
                yield Finding(rule=rule, month=month, vouchers=(one,), facts=facts, told=told)
                break


def split_invoice(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find payments to one payee within a few days, each below an amount that they reach together."""
    bands = books.bands_fen or rule.limits["bands_fen"]
    by_payee: dict[str, list[CheckedVoucher]] = defaultdict(list)
    for one in books.until(month):
        if one.kind == "payment" and one.party:
            by_payee[one.party].append(one)
    for party, paid in by_payee.items():
        for group in _within(sorted(paid, key=lambda one: (one.happened_on, one.place)), rule.limits["days"]):
            last = max(group, key=lambda one: one.place)
            total = sum(one.amount_fen for one in group)
            largest = max(one.amount_fen for one in group)
            band = max((band for band in bands if largest < band <= total), default=0)
            if band and last.month == month:
                facts = {
                    "party": party,
                    "count": str(len(group)),
                    "numbers": numbers_of(group),
                    "total": format_yuan(total),
                }
                told = {"days": str(rule.limits["days"]), "band": format_yuan(band)}
                yield Finding(rule=rule, month=month, vouchers=tuple(group), facts=facts, told=told)


def wrong_fund(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find payments from another fund than their resolution names, and for what their money is not meant."""
    for one in books.payments(month):
        fund = _other_fund(books, one) or _purpose_missed(one, rule) or _outside_purpose(books, one)
        if fund:
            facts = {
                "number": str(one.number),
                "summary": one.summary,
                "amount": format_yuan(one.amount_fen),
                "fund": fund,
            }
            yield Finding(rule=rule, month=month, vouchers=(one,), facts=facts)


def related_payee(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find payments to officers or those of their household that are no pay."""
    for one in books.payments(month):
        if first_word(rule.limits["pay_words"], one.words):
            continue
        name = next((name for name in private_names(one.party) if name in books.related), "")
        if name:
            facts = {
                "number": str(one.number),
                "summary": one.summary,
                "party": one.party,
                "amount": format_yuan(one.amount_fen),
                "why": books.related[name],
            }
            yield Finding(rule=rule, month=month, vouchers=(one,), facts=facts)


def other_share(books: CheckedBooks, month: Month, rule: Check) -> Iterator[Finding]:
    """Find a month, once it is over, in which too much was spent under no name of its own."""
    if month.last_day >= books.today:
        return
    booked = [one for one in books.of(month) if one.origin is not VoucherOrigin.YEAR_END]
    spent = [line for one in booked for line in one.lines if account(line.account).is_expense]
    total = _sum(spent)
    other = _sum([line for line in spent if _is_other(line, rule)])
    num, den = rule.limits["share_num"], rule.limits["share_den"]
    if total > 0 and other * den > total * num:
        facts = {"other": format_yuan(other), "total": format_yuan(total)}
        told = {"share": f"{den} 分之 {num}"}
        yield Finding(rule=rule, month=month, about=str(month), facts=facts, told=told)


def _paid_for(one: CheckedVoucher, standard: Mapping[str, Any]) -> tuple[str, int, int]:
    """Return the unit, what was paid, for how many: of the dearest item, or as the summary says, 0 if nobody did."""
    units: Sequence[str] = standard["units"]
    priced = [item for item in one.items if item.unit in units]
    if priced:
        dearest = max(priced, key=lambda item: item.price_fen)
        return dearest.unit, dearest.price_fen, 1
    said = re.search(rf"(\d{{1,5}})\s*({'|'.join(map(re.escape, units))})", one.summary)
    return (said[2], one.amount_fen, int(said[1])) if said else ("", one.amount_fen, 0)


def _within(paid: Sequence[CheckedVoucher], days: int) -> Iterator[tuple[CheckedVoucher, ...]]:
    """Yield every longest run of at least two payments no more than ``days`` apart."""
    reached = 0
    for start, first in enumerate(paid):
        end = start
        while end < len(paid) and paid[end].happened_on - first.happened_on <= timedelta(days=days):
            end += 1
        if end > reached and end - start > 1:
            yield tuple(paid[start:end])
        reached = max(reached, end)


def _other_fund(books: CheckedBooks, one: CheckedVoucher) -> str:
    decided = books.funds.get(one.matter_number) if one.matter_number is not None else None
    if not one.fund or decided is None or decided == one.fund:
        return ""
    wanted = f"批准用“{decided}”" if decided else "没有写明用哪笔资金"
    return f"第{one.matter_number}号议题{wanted}，用的是“{one.fund}”"


def _purpose_missed(one: CheckedVoucher, rule: Check) -> str:
    booked = [line for line in one.lines if line.account in rule.limits["accounts"] and line.debit_fen > 0]
    word = first_word(rule.limits["words"], one.words) if booked else ""
    return f"用的是{account(booked[0].account).name}，却写着“{word}”" if word else ""


def _outside_purpose(books: CheckedBooks, one: CheckedVoucher) -> str:
    fund = books.purposes.get(one.fund)
    beside = outside(fund, one.lines) if fund else ()
    return f"用的是“{one.fund}”，它的用途里没有{'、'.join(beside)}" if beside else ""


def _is_other(line: Line, rule: Check) -> bool:
    named = line.printed_name.rpartition("/")[2]
    return line.account in rule.limits["accounts"] or named in rule.limits["words"]


def _sum(lines: Sequence[Line]) -> int:
    return sum(line.debit_fen - line.credit_fen for line in lines)
