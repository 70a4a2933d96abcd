"""The charts of accounts: dated data files, read once.

Entries are booked under the codes of the 2023 chart whatever their age; an older chart is a table of
printed names. A name is looked up without regard to spaces and to the width of its characters.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from portal.kernel.months import Month

_FOLDER = Path(__file__).with_name("charts")

#: The chart whose codes are booked.
BOOKED = "2023"

#: Every chart a file may be written in, oldest first.
KEYS = ("2004", BOOKED)


class AccountClass(StrEnum):
    """The five classes of the chart."""

    ASSET = "资产"
    LIABILITY = "负债"
    EQUITY = "所有者权益"
    COST = "成本"
    PROFIT_LOSS = "损益"


class Side(StrEnum):
    """The side on which an account's balance normally stands."""

    DEBIT = "借"
    CREDIT = "贷"
    EITHER = "双向"


class MoneyAccount(StrEnum):
    """The two accounts that hold money, named as on the notice board."""

    CASH = "现金"
    BANK = "银行存款"

    @property
    def code(self) -> str:
        """The account's code."""
        return _CODES[self]

    @property
    def other(self) -> MoneyAccount:
        """The other one."""
        return MoneyAccount.BANK if self is MoneyAccount.CASH else MoneyAccount.CASH

    @staticmethod
    def of(code: str) -> MoneyAccount | None:
        """Return the money account booked under ``code``, or nothing where the account holds no money."""
        return _MONEY.get(code)


#: Where a year's income and expense end up (本年收益).
YEAR_RESULT = "321"

_CODES = {MoneyAccount.CASH: "101", MoneyAccount.BANK: "102"}
_MONEY = {code: money for money, code in _CODES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of the chart."""

    code: str
    name: str
    kind: AccountClass
    side: Side
    source: str
    confidence: str

    @property
    def is_income(self) -> bool:
        """Whether entries count as income of the year."""
        return self.kind is AccountClass.PROFIT_LOSS and self.side is Side.CREDIT

    @property
    def is_expense(self) -> bool:
        """Whether entries count as expense of the year."""
        return self.kind is AccountClass.PROFIT_LOSS and self.side is Side.DEBIT

    @property
    def is_paid(self) -> bool:
        """Whether money is ever paid or taken in under it: not what wears off, nor a year's result."""
        wears = self.kind is AccountClass.ASSET and self.side is Side.CREDIT
        return not wears and self.code != YEAR_RESULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The names a file may use, and the account each is booked under."""

    key: str
    title: str
    effective_from: date
    effective_to: date | None
    source: str
    confidence: str
    codes: Mapping[str, str]  # plain name -> code

    def account_named(self, printed: str) -> Account | None:
        """Return the account that ``printed`` names, or nothing where the chart does not know it."""
        code = self.codes.get(plain_name(printed))
        return None if code is None else account(code)


def plain_name(printed: str) -> str:
    """Return ``printed`` as names are compared: half-width where there is a choice, no spaces."""
    return "".join(unicodedata.normalize("NFKC", printed).split())


@cache
def accounts() -> Mapping[str, Account]:
    """Return the accounts entries are booked under, by code, in the order of the chart."""
    data = _data(BOOKED)
    rows = (
        Account(
            code=row["code"],
            name=row["name"],
            kind=AccountClass(row["class"]),
            side=Side(row["side"]),
            source=row.get("source", data["source"]),
            confidence=row.get("confidence", data["confidence"]),
        )
        for row in data["accounts"]
    )
    return {row.code: row for row in rows}


def account(code: str) -> Account:
    """Return the account ``code``.

    :raise KeyError: no such account; codes come from the chart, never from a person.
    """
    return accounts()[code]


@cache
def chart(key: str) -> Chart:
    """Return the chart ``key``, one of ``KEYS``."""
    data = _data(key)
    names = [(row["name"], row["code"]) for row in data.get("accounts", ())]
    names += [(row["printed"], row["code"]) for row in data["names"]]
    return Chart(
        key=key,
        title=data["title"],
        effective_from=data["effective_from"],
        effective_to=data.get("effective_to"),
        source=data["source"],
        confidence=data["confidence"],
        codes={plain_name(name): code for name, code in names},
    )


def chart_in_force(month: Month) -> Chart:
    """Return the chart that was in force in ``month``; before the oldest, the oldest."""
    charts = [chart(key) for key in KEYS]
    in_force = [one for one in charts if one.effective_from <= month.first_day]
    return in_force[-1] if in_force else charts[0]


def _data(key: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
