"""A published voucher as plain values, read from its month's document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from disclosure.books.chart import account
from disclosure.books.public.approvals import approval_words
from disclosure.books.rules.vouchers import voucher_anchor
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.kernel.published import PublishedBulletin

_TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another voucher."""

    month: Month
    number: int
    reason: str

    @property
    def anchor(self) -> str:
        """Where it stands on its month's page."""
        return voucher_anchor(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One side of a voucher."""

    code: str
    account: str
    name: str
    debit_fen: int
    credit_fen: int
    ends_year: bool  # it ends the account for the year and is no income or expense

    @property
    def ends_result(self) -> bool:
        """Whether it ends an account of income or expense for the year."""
        return self.ends_year and (account(self.code).is_income or account(self.code).is_expense)

    @property
    def income_fen(self) -> int | None:
        """What it adds to the income, or nothing where it is no income."""
        return self.credit_fen - self.debit_fen if account(self.code).is_income and not self.ends_year else None

    @property
    def expense_fen(self) -> int | None:
        """What it adds to the expense, or nothing where it is no expense."""
        return self.debit_fen - self.credit_fen if account(self.code).is_expense and not self.ends_year else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """One thing a payment was for."""

    name: str
    unit: str
    quantity: str
    price: str
    amount_fen: int
    code: str
    category: str

    @property
    def words(self) -> str:
        """The thing in one line: ``打印纸 2.5 箱 × 18.1 元 = 45.25 元``."""
        much = f" {f'{self.quantity} {self.unit}'.strip()} × {self.price} 元 =" if self.quantity else ""
        return f"{self.name}{much} {format_yuan(self.amount_fen)} 元"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicVoucher:
    """One voucher as it is published."""

    number: int
    happened_on: date
    late_days: int
    summary: str
    party: str
    recorded_by: str
    categories: str
    is_transfer: bool
    in_fen: int
    out_fen: int
    moved_fen: int
    lines: tuple[Line, ...]
    matter_number: int | None
    fund: str
    reverses: Reference | None
    reversed_by: Reference | None
    receipts: tuple[str, ...]  # fingerprints
    items: tuple[PublicItem, ...]
    approval: str  # who agreed to it

    @property
    def anchor(self) -> str:
        """Where it stands on the month's page."""
        return voucher_anchor(self.number)

    @property
    def has_notes(self) -> bool:
        """Whether there is more to say of it than most vouchers need."""
        return bool(
            self.late_days
            or self.items
            or self.receipts
            or self.fund
            or self.reverses
            or self.reversed_by
            or self.matter_number is not None
        )

    @property
    def party_label(self) -> str:
        """What the other party did, in plain words."""
        return "付给" if self.out_fen else "收自" if self.in_fen else "对方"

    @property
    def amount_fen(self) -> int:
        """What it is about, whatever its kind."""
        return self.in_fen or self.out_fen or self.moved_fen


def read_voucher(bulletin: PublishedBulletin, content: Mapping[str, Any]) -> PublicVoucher:
    """Return one voucher of a month's document."""
    recorded_by = content.get("recorded_by")
    return PublicVoucher(
        number=content["number"],
        happened_on=date.fromisoformat(content["happened_on"]),
        late_days=content["late_days"],
        summary=content["summary"],
        party=content.get("party", ""),
        recorded_by=bulletin.name(recorded_by) if recorded_by else "",
        categories=content["categories"],
        is_transfer=content["kind"] == _TRANSFER,
        in_fen=content["in_fen"],
        out_fen=content["out_fen"],
        moved_fen=content["moved_fen"],
        lines=tuple(_line(one, ends_year=content.get("ends_year", False)) for one in content["lines"]),
        matter_number=content.get("matter"),
        fund=content.get("fund", ""),
        reverses=_reference(content.get("reverses")),
        reversed_by=_reference(content.get("reversed_by")),
        receipts=tuple(one["digest"] for one in content.get("receipts", ())),
        items=tuple(_item(one) for one in content.get("items", ())),
        approval=approval_words(bulletin, content),
    )


def _item(content: Mapping[str, Any]) -> PublicItem:
    return PublicItem(**{name: content[name] for name in PublicItem.__slots__})


def _line(content: Mapping[str, Any], *, ends_year: bool) -> Line:
    account(content["code"])
    return Line(
        code=content["code"],
        account=content["account"],
        name=content["name"],
        debit_fen=content["debit_fen"],
        credit_fen=content["credit_fen"],
        ends_year=ends_year,
    )


def _reference(content: Mapping[str, Any] | None) -> Reference | None:
    if content is None:
        return None
    return Reference(month=Month.parse(content["month"]), number=content["number"], reason=content["reason"])
