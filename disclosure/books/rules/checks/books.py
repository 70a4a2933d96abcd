"""The books as checks look at them, and what a check finds; plain values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from disclosure.books.checks import Severity
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from portal.kernel.canonical import canonical_json, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from disclosure.books.checks import Check
    from disclosure.books.rules.funds import FundTerms
    from disclosure.books.rules.papers import PaperKind
    from disclosure.books.rules.vouchers import Line
    from portal.kernel.canonical import Json
    from portal.kernel.months import Month

#: As many characters of its digest as tell a finding from any other of its village.
_KEY_LENGTH = 20

#: How many months before the one that is checked a check may look at.
MONTHS_BEFORE = 3

_CASH, _BANK = "101", "102"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedItem:
    """One line of the list of items behind a payment."""

    name: str
    unit: str
    price_fen: int  # rounded up; not known: 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A file beside a voucher."""

    title: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedVoucher:
    """A booked voucher as checks look at it."""

    id: int
    month: Month
    number: int
    happened_on: date
    summary: str
    kind: VoucherKind
    origin: VoucherOrigin
    recorded_on: date
    recorded_by: int
    late_days: int
    lines: tuple[Line, ...]
    party: str = ""
    matter_number: int | None = None
    fund: str = ""
    standing: bool = True  # it takes back none, and none takes it back
    receipts: tuple[Receipt, ...] = ()
    paper_kind: PaperKind | None = None  # nobody said: None
    invoice_number: str = ""
    items: tuple[CheckedItem, ...] = ()

    @property
    def place(self) -> tuple[Month, int]:
        """What it is found by in its village."""
        return self.month, self.number

    @property
    def name(self) -> str:
        """How it is called: ``2026-10-3``."""
        return f"{self.month}-{self.number}"

    @property
    def amount_fen(self) -> int:
        """What it is about, whatever its kind."""
        return sum(line.debit_fen for line in self.lines)

    @property
    def cash_fen(self) -> int:
        """What it added to the cash; below zero where cash went out."""
        return sum(line.debit_fen - line.credit_fen for line in self.lines if line.account == _CASH)

    @property
    def is_withdrawal(self) -> bool:
        """Whether it only moved money between cash and bank."""
        return self.kind is VoucherKind.TRANSFER

    @property
    def is_typed(self) -> bool:
        """Whether it was entered by hand: what came from files says less of itself."""
        return self.origin is VoucherOrigin.TYPED

    @property
    def words(self) -> str:
        """What it says of itself: what for, and under which names it is booked."""
        names = [line.printed_name for line in self.lines if line.account not in {_CASH, _BANK}]
        return " ".join((self.summary, *dict.fromkeys(names)))

    @property
    def payee(self) -> str:
        """Who was paid, in a sentence."""
        return self.party or "没有登记的对方"


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A voucher that shares an invoice number, or a photo, with others; in another village only how many do."""

    voucher: int  # its id
    shared: str
    others: tuple[CheckedVoucher, ...] = ()
    elsewhere: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBooks:
    """Everything the checks of some months look at, loaded by a fixed number of questions."""

    vouchers: tuple[CheckedVoucher, ...]  # by day, month and number
    today: date
    cash_openings: Mapping[Month, int] = field(default_factory=dict)  # what cash held when a month began, where known
    same_invoice: tuple[Together, ...] = ()
    same_photo: tuple[Together, ...] = ()
    funds: Mapping[int, str] = field(default_factory=dict)  # what a matter's resolution is paid from
    bands_fen: tuple[int, ...] = ()  # where more people must agree by the ladder that was adopted; none was: empty
    purposes: Mapping[str, FundTerms] = field(default_factory=dict)  # funds that name what they may pay, by name
    related: Mapping[str, str] = field(default_factory=dict)  # a name, and why whoever bears it is asked after

    def of(self, month: Month) -> Iterator[CheckedVoucher]:
        """Yield what stands of a month."""
        return (one for one in self.vouchers if one.standing and one.month == month)

    def payments(self, month: Month) -> Iterator[CheckedVoucher]:
        """Yield the month's payments that stand."""
        return (one for one in self.of(month) if one.kind is VoucherKind.PAYMENT)

    def until(self, month: Month) -> Iterator[CheckedVoucher]:
        """Yield what stands of the month and of those before it that a check may look at."""
        first = month.plus(-MONTHS_BEFORE)
        return (one for one in self.vouchers if one.standing and first <= one.month <= month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a check found: the same facts are the same finding, whenever and however often they are looked at."""

    rule: Check
    month: Month
    facts: Mapping[str, str]
    vouchers: tuple[CheckedVoucher, ...] = ()
    about: str = ""  # what of the month it is about, where no voucher says so
    told: Mapping[str, str] = field(default_factory=dict)  # thresholds, which are no facts

    @property
    def subject(self) -> str:
        """What it is about; with other facts it is another finding about the same."""
        return self.about or "+".join(one.name for one in self.vouchers)

    @property
    def key(self) -> str:
        """What it is known by in its village."""
        said: dict[str, Json] = {
            "check": self.rule.id,
            "month": str(self.month),
            "subject": self.subject,
            "facts": dict(self.facts),
        }
        return sha256_hex(canonical_json(said))[:_KEY_LENGTH]

    @property
    def text(self) -> str:
        """What was found, in a sentence."""
        return self.rule.says.format(**self.facts, **self.told)

    @property
    def blocks(self) -> bool:
        """Whether the month is closed only after an answer: what was imported is flagged and never stops it."""
        imported = self.vouchers and all(one.origin is VoucherOrigin.IMPORTED for one in self.vouchers)
        return self.rule.severity is Severity.BLOCK and self.rule.is_quoted and not imported


def first_word(words: Iterable[str], *texts: str) -> str:
    """Return the first of ``words`` that stands in any of ``texts``, or nothing."""
    return next((word for word in words if any(word in text for text in texts)), "")


def numbers_of(vouchers: Iterable[CheckedVoucher]) -> str:
    """Return how several vouchers are named in a sentence."""
    return "、".join(f"{one.month.chinese}第{one.number}号" for one in vouchers)
