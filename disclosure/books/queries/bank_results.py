"""The reconciliation and the cash count a month was closed with, as they were sealed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books.models import CloseReconciliation, MonthClose
from disclosure.books.rules.reconciliation import BankState, CashCount, Outstanding, Reconciliation, Side
from portal.kernel.db import tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.kernel.canonical import Json
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOutcome:
    """What a month was closed with; either may be missing."""

    reconciliation: Reconciliation | None
    cash: CashCount | None


def result_of(state: BankState) -> dict[str, Json] | None:
    """Return what is kept of a month's state when it closes; nothing where there is neither statement nor count."""
    if state.reconciliation is None and state.cash is None:
        return None
    return {
        "reconciliation": _plain(state.reconciliation) if state.reconciliation else None,
        "cash": _plain(state.cash) if state.cash else None,
    }


def bank_outcome(village: Place, month: Month) -> BankOutcome | None:
    """Return what the month was closed with, if it is closed and anything was reconciled or counted."""
    found = (
        CloseReconciliation.select()
        .join(MonthClose)
        .where((CloseReconciliation.village == village.id) & (MonthClose.month == month))
        .first()
    )
    if found is None:
        return None
    kept = found.result
    return BankOutcome(
        reconciliation=_reconciliation(kept["reconciliation"]) if kept["reconciliation"] else None,
        cash=_cash(kept["cash"]) if kept["cash"] else None,
    )


def reconciled_months(village: Place) -> tuple[Month, ...]:
    """Return the closed months whose result rests on statements, first to last."""
    query = (
        CloseReconciliation.select(MonthClose.month, CloseReconciliation.result)
        .join(MonthClose)
        .where(CloseReconciliation.village == village.id)
        .order_by(MonthClose.month)
    )
    return tuple(month for month, result in tuples_of(query) if result["reconciliation"])


def _plain(value: Reconciliation | CashCount) -> dict[str, Json]:
    return {name: _json(one) for name, one in asdict(value).items()}


def _json(value: Any) -> Json:
    if isinstance(value, (list, tuple)):
        return [_json(one) for one in value]
    if isinstance(value, dict):
        found = {name: _json(one) for name, one in value.items()}
        return f"{found['year']:04d}-{found['number']:02d}" if found.keys() == {"year", "number"} else found
    if isinstance(value, date):
        return value.isoformat()
    kept: Json = value
    return kept


def _reconciliation(kept: Mapping[str, Any]) -> Reconciliation:
    items = tuple(
        Outstanding(
            **{
                **one,
                "side": Side(one["side"]),
                "happened_on": date.fromisoformat(one["happened_on"]),
                "settled_on": date.fromisoformat(one["settled_on"]) if one["settled_on"] else None,
            }
        )
        for one in kept["items"]
    )
    return Reconciliation(**{**kept, "month": Month.parse(kept["month"]), "items": items})


def _cash(kept: Mapping[str, Any]) -> CashCount:
    return CashCount(**{**kept, "counted_on": date.fromisoformat(kept["counted_on"])})
