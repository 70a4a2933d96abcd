"""Cash as it was counted at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import JOIN

from disclosure.books.models import CashConfirmation, CashCounting
from disclosure.books.rules.reconciliation import CashCount
from portal.kernel.db import dicts_of
from portal.org.accounts import account_by_id

if TYPE_CHECKING:
    from portal.kernel.months import Month
    from portal.org.models import Place


def cash_count(village: Place, month: Month, *, confirmed: bool) -> CashCount | None:
    """Return the month's newest count; with ``confirmed`` the newest that two people made."""
    query = (
        CashCounting.select(CashCounting, CashConfirmation.recorded_by.alias("second"))
        .join(CashConfirmation, JOIN.LEFT_OUTER)
        .where((CashCounting.village == village.id) & (CashCounting.month == month))
        .order_by(CashCounting.id.desc())
    )
    for row in dicts_of(query):
        if row["second"] is not None or not confirmed:
            return CashCount(
                id=row["id"],
                counted_on=row["counted_on"],
                counted_fen=row["counted_fen"],
                book_fen=row["book_fen"],
                text=row["text"],
                counted_by=_name(row["recorded_by"]),
                confirmed_by=_name(row["second"]),
            )
    return None


def unconfirmed_counts(village: Place, account_id: int) -> list[Month]:
    """Return the months whose newest count waits for a second person other than ``account_id``."""
    query = (
        CashCounting.select(CashCounting.month, CashCounting.recorded_by, CashConfirmation.id.alias("confirmation"))
        .join(CashConfirmation, JOIN.LEFT_OUTER)
        .where(CashCounting.village == village.id)
        .order_by(CashCounting.id)
    )
    newest = {row["month"]: row for row in dicts_of(query)}
    return [month for month, row in newest.items() if row["confirmation"] is None and row["recorded_by"] != account_id]


def _name(account_id: int | None) -> str:
    account = account_by_id(account_id) if account_id is not None else None
    return account.person.name if account else ""
