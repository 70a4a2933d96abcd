"""What every account stands at, as a month's document says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disclosure.books.chart import account
from disclosure.books.rules.stated import ResultSum, StatedBalance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disclosure.books.public.reading import PublicMonth

_AMOUNTS = ("opening_fen", "debit_fen", "credit_fen", "year_debit_fen", "year_credit_fen")


def read_balances(content: Sequence[Mapping[str, Any]] | None) -> tuple[StatedBalance, ...] | None:
    """Return the balances of a document, or nothing where it says nothing of them."""
    return None if content is None else tuple(map(_balance, content))


def results_of(month: PublicMonth) -> tuple[ResultSum, ...]:
    """Return what income and expense came to, as the statements take it."""
    return tuple(
        ResultSum(account=one.code, name=one.name, month_fen=one.month_fen, year_fen=one.year_fen)
        for one in (*month.income, *month.expense)
    )


def _balance(content: Mapping[str, Any]) -> StatedBalance:
    account(content["code"])  # of the chart, or the document cannot be read
    found = StatedBalance(
        account=content["code"], detail=content["detail"], **{name: int(content[name]) for name in _AMOUNTS}
    )
    if found.closing_fen != content["closing_fen"]:
        raise ValueError(content["code"])
    return found
