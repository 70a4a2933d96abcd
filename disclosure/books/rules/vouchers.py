"""What the rows of a cash book mean: one balanced voucher per number.

A row of the cash or bank book has two sides: the money account whose book it stands in, and the
counter account printed beside it. Money that came in is a debit of the money account.

A reversal is stored with the sides of the voucher it takes back exchanged, so that no stored amount is below
zero, and read *in red*: the sides of the original with amounts below zero, so that it lessens what the original
added instead of adding to the other side.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import UnbalancedVoucherError, VoucherRowsError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

DEFAULT_WORD = "记"

#: How many characters of one row of a list say who paid or was paid.
LONGEST_PARTY_IN_A_ROW = 60

#: A hundred billion yuan: more than any village has, and exact in every sum, database and JSON reader.
LARGEST_FEN = 10**13

#: The words (字) that may stand before a voucher's number.
WORDS = (DEFAULT_WORD, "收", "付", "转")


class VoucherKind(StrEnum):
    """What a voucher does to the village's money."""

    RECEIPT = "receipt"
    PAYMENT = "payment"
    TRANSFER = "transfer"
    OTHER = "other"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The kind in plain words."""
        return {"receipt": "收入", "payment": "支出", "transfer": "存取款", "other": "转账"}[self.value]


class VoucherOrigin(StrEnum):
    """How a voucher came into the books."""

    IMPORTED = "imported"
    TYPED = "typed"
    REVERSAL = "reversal"
    YEAR_END = "year_end"  # what takes one back too: neither is income or expense


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One side of a voucher; exactly one of the two amounts is not zero, and below zero only in red."""

    account: str  # code of the 2023 chart
    detail: str
    printed_name: str
    debit_fen: int
    credit_fen: int

    @property
    def exchanged(self) -> Line:
        """The line as a reversal stores it."""
        return replace(self, debit_fen=self.credit_fen, credit_fen=self.debit_fen)

    @property
    def in_red(self) -> Line:
        """The stored line of a reversal as it is read."""
        return replace(self, debit_fen=-self.credit_fen, credit_fen=-self.debit_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """One booking; debits equal credits."""

    number: int
    word: str
    happened_on: date
    summary: str
    lines: tuple[Line, ...]
    party: str = ""  # who paid or was paid, where it is known

    @property
    def kind(self) -> VoucherKind:
        """What it does to the village's money."""
        return kind_of(self.lines)

    @property
    def is_red(self) -> bool:
        """Whether it takes back another."""
        return _is_red(self.lines)

    @property
    def is_transfer(self) -> bool:
        """Whether money only changed its place: neither income nor expense."""
        return self.kind is VoucherKind.TRANSFER

    @property
    def anchor(self) -> str:
        """Where it stands on its month's page."""
        return voucher_anchor(self.number)

    @property
    def categories(self) -> str:
        """What the money was for, as printed; a transfer names where it went."""
        names = [line.printed_name for line in self.lines if not MoneyAccount.of(line.account)]
        if not names:
            names = [line.printed_name for line in self.lines if line.debit_fen]
        return "、".join(dict.fromkeys(names))

    @property
    def in_fen(self) -> int:
        """Money that came in; below zero where a receipt is taken back."""
        return self._change_fen if self.kind is VoucherKind.RECEIPT else 0

    @property
    def out_fen(self) -> int:
        """Money that went out; below zero where a payment is taken back."""
        return -self._change_fen if self.kind is VoucherKind.PAYMENT else 0

    @property
    def moved_fen(self) -> int:
        """What was moved between accounts while no money came in or went out."""
        return 0 if self._change_fen else sum(line.debit_fen for line in self.lines)

    @property
    def _change_fen(self) -> int:
        return _change_fen(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """One row of the cash or bank book; exactly one of the two amounts is above zero."""

    row: int
    money: MoneyAccount
    happened_on: date
    word: str
    number: int
    summary: str
    counter: str  # code of the 2023 chart
    detail: str
    printed_name: str
    in_fen: int
    out_fen: int
    party: str = ""

    @property
    def is_transfer(self) -> bool:
        """Whether the money went to, or came from, the other money account."""
        return MoneyAccount.of(self.counter) is self.money.other


def voucher_anchor(number: int) -> str:
    """Return where a voucher stands on its month's page, in the portal and in public."""
    return f"v-{number}"


def kind_of(lines: Sequence[Line]) -> VoucherKind:
    """Return what the lines of a voucher do to the village's money."""
    money = [line for line in lines if MoneyAccount.of(line.account)]
    if money and len(money) == len(lines):
        return VoucherKind.TRANSFER
    change_fen = sum([line.debit_fen - line.credit_fen for line in money])
    if not change_fen:
        return VoucherKind.OTHER
    return VoucherKind.RECEIPT if (change_fen > 0) != _is_red(lines) else VoucherKind.PAYMENT


def lines_of(row: MoneyRow) -> tuple[Line, Line]:
    """Return the two sides of ``row``: money first, then the counter account."""
    money = Line(
        account=row.money.code,
        detail="",
        printed_name=row.money.value,
        debit_fen=row.in_fen,
        credit_fen=row.out_fen,
    )
    counter = Line(
        account=row.counter,
        detail=row.detail,
        printed_name=row.printed_name,
        debit_fen=row.out_fen,
        credit_fen=row.in_fen,
    )
    return money, counter


def voucher_of(rows: Sequence[MoneyRow], *, books: Collection[MoneyAccount]) -> Voucher:
    """Return the one voucher that ``rows``, all under one number, stand for.

    ``books`` are the money accounts whose book the reader has: a transfer between two of them must stand in
    both with the same amount and is booked once; where only one book is at hand, one row is enough.

    :raise VoucherRowsError: days or words differ, or a transfer stands in one book otherwise than in the other.
    :raise UnbalancedVoucherError: debits and credits differ.
    """
    first = rows[0]
    for row in rows[1:]:
        _require_same(first, row)
    transfers = _transfers_once([row for row in rows if row.is_transfer], books=books)
    booked = [row for row in rows if not row.is_transfer] + transfers
    summaries = dict.fromkeys(row.summary for row in booked)
    voucher = Voucher(
        number=first.number,
        word=first.word,
        happened_on=first.happened_on,
        summary="；".join(summaries),
        lines=tuple(line for row in booked for line in lines_of(row)),
        party=parties(row.party for row in booked),
    )
    require_balanced(voucher)
    return voucher


def parties(named: Iterable[str]) -> str:
    """Return everybody ``named`` once, in order: 甲、乙."""
    return "、".join(dict.fromkeys(filter(None, named)))


def require_balanced(voucher: Voucher) -> None:
    """Refuse a voucher whose debits differ from its credits, or a line that is not on exactly one side.

    :raise UnbalancedVoucherError: it is not balanced.
    """
    debit_fen = credit_fen = 0
    one_sided = bool(voucher.lines)
    for line in voucher.lines:
        debit_fen += line.debit_fen
        credit_fen += line.credit_fen
        one_sided = one_sided and (line.debit_fen > 0 == line.credit_fen or line.credit_fen > 0 == line.debit_fen)
    if not one_sided or debit_fen != credit_fen:
        raise UnbalancedVoucherError(voucher.number, debit_fen=debit_fen, credit_fen=credit_fen)


class Booked(Protocol):
    """A voucher as far as its balance goes."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines."""


def lowest_points(
    openings: Mapping[MoneyAccount, int], vouchers: Iterable[Booked]
) -> dict[MoneyAccount, tuple[int, Booked]]:
    """Return for each money account that went below zero its lowest balance and the voucher that made it."""
    balances = dict(openings)
    lowest: dict[MoneyAccount, tuple[int, Booked]] = {}
    for voucher in vouchers:
        for line in voucher.lines:
            money = MoneyAccount.of(line.account)
            if money is None:
                continue
            balance = balances.get(money, 0) + line.debit_fen - line.credit_fen
            balances[money] = balance
            if balance < min(0, lowest[money][0] if money in lowest else 0):
                lowest[money] = (balance, voucher)
    return lowest


def _change_fen(lines: Iterable[Line]) -> int:
    return sum(line.debit_fen - line.credit_fen for line in lines if MoneyAccount.of(line.account))


def _is_red(lines: Iterable[Line]) -> bool:
    return any(line.debit_fen + line.credit_fen < 0 for line in lines)


def _require_same(first: MoneyRow, row: MoneyRow) -> None:
    if row.happened_on != first.happened_on:
        sentence = f"第{row.number}号凭证在第{first.row}行是另一个日期；同一张凭证只能有一个日期"
        raise VoucherRowsError(sentence, row=row.row, column="day")
    if row.word != first.word:
        sentence = f"第{row.number}号凭证在第{first.row}行的字是“{first.word}”；同一个月内凭证号不能重复使用"
        raise VoucherRowsError(sentence, row=row.row, column="word")


def _transfers_once(rows: Sequence[MoneyRow], *, books: Collection[MoneyAccount]) -> list[MoneyRow]:
    in_cash = [row for row in rows if row.money is MoneyAccount.CASH]
    in_bank = [row for row in rows if row.money is MoneyAccount.BANK]
    if set(books) >= set(MoneyAccount):
        cash_side = Counter(row.in_fen - row.out_fen for row in in_cash)
        bank_side = Counter(row.out_fen - row.in_fen for row in in_bank)
        if cash_side != bank_side:
            row = rows[0]
            sentence = f"第{row.number}号存取款在现金账和银行账上的金额或方向对不上；两边应各有一笔，金额相同、方向相反"
            raise VoucherRowsError(sentence, row=row.row, column="debit" if row.in_fen else "credit")
    return in_cash or in_bank
