"""What a month's document says of the bank account and of the cash box: figures, and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from disclosure.books.queries.bank_results import BankOutcome
    from disclosure.books.rules.reconciliation import CashCount, Reconciliation
    from portal.kernel.canonical import Json


def bank_part(outcome: BankOutcome | None) -> dict[str, Json]:
    """Return what is published of a month's reconciliation and cash count; nothing where there was neither."""
    part: dict[str, Json] = {}
    if outcome is not None and outcome.reconciliation is not None:
        part["bank"] = _reconciliation(outcome.reconciliation)
    if outcome is not None and outcome.cash is not None:
        part["cash_count"] = _cash(outcome.cash)
    return part


def _reconciliation(found: Reconciliation) -> dict[str, Json]:
    return {
        "statement_fen": found.bank_fen,
        "book_fen": found.book_fen,
        "adjusted_fen": found.adjusted_bank_fen,
        "difference_fen": found.difference_fen,
        "difference_explained": bool(found.difference_explanation),
        "outstanding": [[title, len(items), total_fen] for title, items, total_fen in found.lists if items],
        "explained": len(found.items) - len(found.unexplained),
    }


def _cash(count: CashCount) -> dict[str, Json]:
    return {
        "counted_on": count.counted_on.isoformat(),
        "counted_fen": count.counted_fen,
        "book_fen": count.book_fen,
    }
