"""Vouchers and requests that move a fund: which one it is, that it may, and that the voucher says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from disclosure.books.errors import FundSpentError, OtherFundAccountError, UnknownFundError
from disclosure.books.models import VoucherFund
from disclosure.books.queries.funds import balance_of, fund_named, funds, movements
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.rules.entries import lines_of_entry
from disclosure.books.rules.funds import (
    FundUse,
    Movement,
    asked_outside,
    named_account,
    require_left,
    require_purpose,
    require_usable,
    require_use,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from disclosure.books.models import Voucher
    from disclosure.books.queries.entries import VoucherRow
    from disclosure.books.queries.funds import FundRow
    from disclosure.books.rules.entries import Category, Entry
    from portal.org.models import Place


def with_fund(village: Place, entry: Entry, *, today: date) -> Entry:
    """Return the entry with the registered fund it moves: the one named, or whose account is booked, or decided on.

    :raise SeveralFundsError: it books on the accounts of several.
    """
    known = funds(village)
    if not known:
        return entry
    found = fund_named(known, entry.fund) if entry.fund else named_account(lines_of_entry(entry), known)
    if found is None and not entry.fund and entry.matter_number is not None:
        allowance = allowance_of(village, entry.matter_number, today=today)
        found = fund_named(known, allowance.fund) if allowance else None
    return entry if found is None else replace(entry, fund=found.name)


def require_fund(village: Place, entry: Entry, *, may_be_words: bool) -> tuple[str, ...]:
    """Refuse an entry its fund does not allow; return what it should be looked at for.

    ``may_be_words``: it may name a fund that is not registered, as entries beside a resolution do.

    :raise UnknownFundError: it names a fund nobody registered.
    :raise OtherFundAccountError: it names such a fund, and books on the account of one that is.
    :raise DomainError: what ``rules.funds.require_use`` refuses.
    """
    if not entry.fund:
        return ()
    known, lines = funds(village), lines_of_entry(entry)
    found, booked_on = fund_named(known, entry.fund), named_account(lines, known)
    if found is None:
        if booked_on is not None:
            raise OtherFundAccountError(entry.fund, booked=booked_on.own_account)
        if may_be_words:
            return ()
        raise UnknownFundError(entry.fund)
    return require_use(
        found,
        FundUse(happened_on=entry.happened_on, kind=entry.kind, lines=lines),
        booked_on=booked_on,
        beginning_fen=found.beginning_fen,
        movements=_moved(village, found),
    )


def require_asked_fund(village: Place, name: str, category: Category, amount_fen: int, *, on: date) -> None:
    """Refuse to ask for a payment that its fund would not allow; a fund that is not registered is words.

    :raise DomainError: the fund is closed, has not begun, has less left, or is not for this.
    """
    found = fund_named(funds(village), name) if name else None
    if found is None:
        return
    require_usable(found, on=max(on, found.begins_on))
    require_left(found.name, amount_fen, left_fen=balance_of(found, _moved(village, found)).left_fen)
    require_purpose(found, asked_outside(found, category))


def draw(village: Place, booked: Voucher, name: str) -> list[VoucherFund]:
    """Write which registered fund a voucher moves, inside a unit of work that seals the row it returns."""
    found = fund_named(funds(village), name) if name else None
    return [VoucherFund.create(village=village, voucher=booked, fund=found.id)] if found else []


def require_still_there(village: Place, row: VoucherRow) -> None:
    """Refuse to take back what came into a fund once it is spent.

    :raise FundSpentError: less is left than came.
    """
    if row.fund_number is None or row.in_fen <= 0:
        return
    found = next(one for one in funds(village) if one.number == row.fund_number)
    left_fen = balance_of(found, _moved(village, found)).left_fen
    if row.in_fen > left_fen:
        raise FundSpentError(found.name, left_fen=max(0, left_fen))


def _moved(village: Place, fund: FundRow) -> Sequence[Movement]:
    return movements(village, [fund.id]).get(fund.id, ())
