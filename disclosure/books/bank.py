"""How bank statements are read and reconciled, as data: ``bank.toml``."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure.books.rules.bank import MatchTerms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: What a statement must say of every row; how much is one column with its sign, or two.
DAY, INCOME, EXPENSE, AMOUNT, DIRECTION = "day", "income", "expense", "amount", "direction"
BALANCE, SUMMARY, PARTY, SERIAL = "balance", "summary", "party", "serial"

_SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BankColumn:
    """One thing a statement may say of every row, and how banks head its column, the usual first."""

    key: str
    title: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What stands in rows that are no movement."""

    totals: frozenset[str]
    openings: frozenset[str]
    closings: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankCharge:
    """One kind of what the bank takes by itself: the words that tell it, and where it is booked."""

    key: str
    title: str
    words: tuple[str, ...]
    account: str
    detail: str


@cache
def charges() -> tuple[BankCharge, ...]:
    """Return everything the bank takes by itself."""
    return tuple(BankCharge(**{**one, "words": tuple(one["words"])}) for one in _data()["charges"])


def charge_in(words: str, party: str) -> BankCharge | None:
    """Return what kind of charge a bank's line is: its words tell one and nothing else, and nobody else was paid."""
    if party.strip() and not is_bank(party) and plain_heading(party) not in _charge_terms()["own_accounts"]:
        return None
    plain = plain_heading(words)
    told = next((one for one in charges() if any(word in plain for word in one.words)), None)
    return told if told and not _said_beside(plain) else None


def is_bank(party: str) -> bool:
    """Tell whether the name of an other party is that of a bank."""
    plain, terms = plain_heading(party), _charge_terms()
    return any(word in plain for word in terms["banks"]) and plain.endswith(tuple(terms["endings"]))


def charging_bank(party: str) -> str:
    """Return who took a charge: the bank the line names, or the one that keeps the account."""
    return party.strip() if is_bank(party) else str(_charge_terms()["payee"])


def charge_of(key: str) -> BankCharge:
    """Return the charge that is kept as ``key``.

    :raise KeyError: the file has none.
    """
    return {one.key: one for one in charges()}[key]


def terms_on(day: date) -> MatchTerms:
    """Return how statements of that day are matched; before the first terms, as under them."""
    found = [one for since, one in _terms() if since <= day]
    return found[-1] if found else _terms()[0][1]


@cache
def columns() -> tuple[BankColumn, ...]:
    """Return everything a statement may say of a row."""
    return tuple(
        BankColumn(key=one["key"], title=one["title"], headings=tuple(plain_heading(name) for name in one["headings"]))
        for one in _data()["columns"]
    )


@cache
def directions() -> Mapping[str, int]:
    """Return the words for money in (1) and money out (-1)."""
    found = _data()["directions"]
    return {**dict.fromkeys(found["income"], 1), **dict.fromkeys(found["expense"], -1)}


@cache
def labels() -> Labels:
    """Return what rows that are no movement are called."""
    return Labels(**{name: frozenset(words) for name, words in _data()["labels"].items()})


def plain_heading(text: str) -> str:
    """Return a heading as headings are compared: half-width, without spaces and marks of a required column."""
    return "".join(unicodedata.normalize("NFKC", text).replace("*", "").split())


def key_of(heading: str) -> str | None:
    """Return what the column under ``heading`` says, or nothing where no bank known here calls it so.

    A longer heading counts where it begins like a known one: 借方发生额/元(支取).
    """
    plain = plain_heading(heading)
    for one in columns():
        if plain in one.headings:
            return one.key
    beginnings = [
        (len(name), one.key)
        for one in columns()
        for name in one.headings
        if len(name) >= _SHORTEST_BEGINNING and plain.startswith(name)
    ]
    return max(beginnings)[1] if beginnings else None


def _said_beside(plain: str) -> bool:
    """Tell whether words say more than charges, and what usually stands with them."""
    known = (word for one in charges() for word in one.words)
    for word in sorted((*known, *_charge_terms()["beside"]), key=len, reverse=True):
        plain = plain.replace(word, " ")
    return any(letter.isalpha() for letter in plain)


def _charge_terms() -> Mapping[str, Any]:
    terms: Mapping[str, Any] = _data()["charge_terms"]
    return terms


@cache
def _terms() -> tuple[tuple[date, MatchTerms], ...]:
    rows = ({**one} for one in _data()["terms"])
    return tuple((one.pop("effective_from"), MatchTerms(**one)) for one in rows)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
