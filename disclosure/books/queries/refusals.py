"""Closed months that members of the supervision committee did not sign, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from disclosure.books.models import MonthClose, MonthRefusal, MonthSignOff
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.org.accounts import account_by_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRow:
    """One member's refusal to sign a closed month."""

    refused_on: date
    refused_by: int  # account
    who: str
    reason: str


def refusals_of(village: Place, month: Month) -> tuple[RefusalRow, ...]:
    """Return the refusals of a month, first to last; they stay when it is signed after all."""
    return tuple(one for _, one in _rows(village, MonthClose.month == month))


def refused_months(village: Place) -> dict[Month, RefusalRow]:
    """Return the months that were refused and are not signed yet, with the last refusal of each."""
    return dict(_rows(village, MonthSignOff.id.is_null()))


def _rows(village: Place, where: Any) -> Iterator[tuple[Month, RefusalRow]]:
    query = (
        MonthRefusal.select(MonthRefusal, MonthClose.month.alias("of"))
        .join(MonthClose)
        .join(MonthSignOff, JOIN.LEFT_OUTER)
        .where((MonthClose.village == village.id) & where)
        .order_by(MonthClose.month, MonthRefusal.id)
    )
    for row in dicts_of(query):
        account = account_by_id(row["refused_by"])
        yield (
            row["of"],
            RefusalRow(
                refused_on=local_day(row["refused_at"]),
                refused_by=row["refused_by"],
                who=account.person.name if account else "",
                reason=row["reason"],
            ),
        )
