"""The usual entries (``usual.toml``): what one tap fills into the simple form."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from disclosure.books.chart import MoneyAccount
from disclosure.books.rules.vouchers import VoucherKind

_FILE = Path(__file__).with_name("usual.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualEntry:
    """One of them; ``account`` is empty where money is only moved."""

    key: str
    title: str
    kind: VoucherKind
    money: MoneyAccount
    summary: str
    account: str = ""
    detail: str = ""


@cache
def usual_entries() -> tuple[UsualEntry, ...]:
    """Return the usual entries in the order of the file."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        UsualEntry(**{**row, "kind": VoucherKind(row["kind"]), "money": MoneyAccount(row["money"])})
        for row in data["usual"]
    )


def usual_entry(key: str) -> UsualEntry | None:
    """Return the usual entry ``key``, or nothing where there is none."""
    return next((one for one in usual_entries() if one.key == key), None)
