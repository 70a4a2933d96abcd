"""A published month as plain values, read from its document alone; older documents say less and are read as well."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from disclosure.books.chart import account
from disclosure.books.errors import UnreadableMonthError
from disclosure.books.public.alerts import MonthAlerts, read_alerts
from disclosure.books.public.balances import read_balances
from disclosure.books.public.bank import money_checked
from disclosure.books.public.funds import PublicFund, read_funds
from disclosure.books.public.planned import Plan, read_plan
from disclosure.books.public.vouchers import PublicVoucher, Reference, read_voucher
from disclosure.books.rules.deadlines import DUE_ARTICLE, books_due
from portal.kernel.days import chinese_day
from portal.kernel.months import Month, MonthError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disclosure.books.rules.stated import StatedBalance
    from portal.kernel.published import PublishedBulletin

#: How many months are kept as they were read: those of a village's last years, whose lines stand on several pages.
_REMEMBERED = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A voucher of a published month that was taken back in another month."""

    number: int
    by: Reference
    on: date
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What came in or went out under one name, and the vouchers that make it up."""

    name: str
    code: str
    month_fen: int
    year_fen: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """What one account held and holds."""

    account: str
    opening_fen: int
    in_fen: int
    out_fen: int
    closing_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed for the month, and when."""

    name: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a payment rests on."""

    title: str
    resolved_on: date
    decided_by: str
    present: int
    approve: int

    @property
    def words(self) -> str:
        """Who resolved it, when, and by how many."""
        vote = f"，到会 {self.present} 人，赞成 {self.approve} 人" if self.present else ""
        return f"{chinese_day(self.resolved_on)}{self.decided_by}{vote}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """By when the month had to be public, and where that is written."""

    on: date
    article: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The totals of a month, in fen."""

    opening_fen: int
    income_fen: int
    expense_fen: int
    other_fen: int
    closing_fen: int
    year_income_fen: int
    year_expense_fen: int
    received_fen: int
    paid_fen: int


#: The totals as a page calls them.
FIGURES = {
    "opening_fen": "上月结余",
    "income_fen": "本月收入",
    "expense_fen": "本月支出",
    "closing_fen": "本月结余",
    "received_fen": "收到合计",
    "paid_fen": "付出合计",
    "other_fen": "另有收付",
    "year_income_fen": "本年累计收入",
    "year_expense_fen": "本年累计支出",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A member of the supervision committee who did not sign, and why."""

    by: Signature
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublicMonth:
    """One month with every voucher; a document read once is one object, under which more can be remembered."""

    bulletin: PublishedBulletin
    month: Month
    figures: Figures
    money: tuple[MoneyRow, ...]
    income: tuple[Category, ...]
    expense: tuple[Category, ...]
    vouchers: tuple[PublicVoucher, ...]
    chart: Mapping[str, Any]
    due: Due
    resolutions: Mapping[int, Resolution]
    differences: Sequence[Mapping[str, Any]]
    corrections: tuple[Correction, ...]
    findings: tuple[str, ...]
    explanation: str
    opinion: str  # of the supervision committee
    refusals: tuple[Refusal, ...]  # before the signature
    checked: tuple[str, ...]  # how bank and cash were checked, in sentences
    closed: Signature
    signed_off: Signature
    corrected: tuple[Signature, ...] = field(default=())  # after the signature, which they do not share
    balances: tuple[StatedBalance, ...] | None = None  # older documents say nothing of them
    alerts: MonthAlerts | None = None  # older documents say nothing of them
    funds: tuple[PublicFund, ...] = ()  # that moved; older documents say nothing of them
    plan: Plan | None = None  # of the year; older documents say nothing of it

    @property
    def moves(self) -> tuple[PublicVoucher, ...]:
        """What only changed its place or its name: no money came in or went out."""
        return tuple(one for one in self.vouchers if one.moved_fen)

    @property
    def payments(self) -> tuple[PublicVoucher, ...]:
        """What money went out for."""
        return tuple(one for one in self.vouchers if one.out_fen)

    @property
    def receipts(self) -> tuple[PublicVoucher, ...]:
        """What money came in for, and whatever else is neither a payment nor a move."""
        return tuple(one for one in self.vouchers if not one.out_fen and not one.moved_fen)

    @property
    def has_items(self) -> bool:
        """Whether any payment says thing by thing what it was for."""
        return any(one.items for one in self.vouchers)

    @property
    def has_reversals(self) -> bool:
        """Whether anything in it was taken back, or takes something back."""
        return bool(self.corrections) or any(one.reverses or one.reversed_by for one in self.vouchers)


def read_month(bulletin: PublishedBulletin, *, village: str) -> PublicMonth:
    """Return what a month's document says; ``village`` is named where it cannot be read.

    :raise UnreadableMonthError: the document does not say what such a document says.
    """
    try:
        return _read(_Known(bulletin))
    except KeyError as error:
        raise UnreadableMonthError(village, bulletin.key, f"缺少或不认识“{error.args[0]}”") from error
    except (AttributeError, IndexError, MonthError, TypeError, ValueError) as error:
        raise UnreadableMonthError(village, bulletin.key, "内容的形式不对") from error


def read_resolution(content: Mapping[str, Any]) -> Resolution:
    """Return what a document says of a resolution."""
    return Resolution(
        title=content["title"],
        resolved_on=date.fromisoformat(content["resolved_on"]),
        decided_by=content.get("decided_by", ""),
        present=content.get("present", 0),
        approve=content.get("approve", 0),
    )


class _Known:
    """A document under what tells it from any other, so that each is read once for all pages it stands on."""

    def __init__(self, bulletin: PublishedBulletin) -> None:
        self.bulletin = bulletin
        self._key = (bulletin.digest, bulletin.seal.seq, bulletin.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=_REMEMBERED)
def _read(known: _Known) -> PublicMonth:
    return _month(known.bulletin)


def _month(bulletin: PublishedBulletin) -> PublicMonth:
    content = bulletin.content
    vouchers = tuple(read_voucher(bulletin, one) for one in content["vouchers"])
    month = Month.parse(content["month"])
    numbers = _numbers_by_category(vouchers)
    return PublicMonth(
        bulletin=bulletin,
        month=month,
        figures=Figures(**{name: int(content[name]) for name in FIGURES}),
        money=tuple(MoneyRow(**{name: one[name] for name in MoneyRow.__slots__}) for one in content["money"]),
        income=tuple(_category(one, numbers) for one in content["income"]),
        expense=tuple(_category(one, numbers) for one in content["expense"]),
        vouchers=vouchers,
        chart=content["chart"],
        due=_due(content.get("due"), month),
        resolutions={one["matter"]: read_resolution(one) for one in content.get("resolutions", ())},
        differences=content["differences"],
        corrections=tuple(_correction(one) for one in content.get("corrections", ())),
        findings=tuple(content.get("findings", ())),
        explanation=content.get("explanation", ""),
        opinion=content.get("opinion", ""),
        refusals=tuple(
            Refusal(by=_signature(bulletin, one), reason=one["reason"]) for one in content.get("refusals", ())
        ),
        checked=money_checked(content),
        closed=_signature(bulletin, content["closed"]),
        signed_off=_signature(bulletin, content["signed_off"]),
        corrected=tuple(_signature(bulletin, one) for one in content.get("corrected", ())),
        balances=read_balances(content.get("balances")),
        alerts=read_alerts(content.get("alerts")),
        funds=read_funds(content.get("funds", ())),
        plan=read_plan(content.get("budget")),
    )


def _numbers_by_category(vouchers: Sequence[PublicVoucher]) -> Mapping[tuple[str, str], Sequence[int]]:
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in vouchers:
        for key in dict.fromkeys((line.code, line.name) for line in one.lines if not line.ends_year):
            numbers[key].append(one.number)
    return numbers


def _category(content: Mapping[str, Any], numbers: Mapping[tuple[str, str], Sequence[int]]) -> Category:
    code, name = content["code"], content["name"]
    account(code)  # of the chart, or the document cannot be read
    return Category(
        name=name,
        code=code,
        month_fen=content["month_fen"],
        year_fen=content["year_fen"],
        numbers=tuple(numbers.get((code, name), ())),
    )


def _due(content: Mapping[str, Any] | None, month: Month) -> Due:
    if content is None:
        return Due(on=books_due(month), article=DUE_ARTICLE, quoted=False)
    return Due(on=date.fromisoformat(content["on"]), article=content["article"], quoted=content["quoted"])


def _correction(content: Mapping[str, Any]) -> Correction:
    by = Reference(month=Month.parse(content["month"]), number=content["by"], reason=content["reason"])
    return Correction(
        number=content["number"], by=by, on=date.fromisoformat(content["on"]), amount_fen=content["amount_fen"]
    )


def _signature(bulletin: PublishedBulletin, content: Mapping[str, Any]) -> Signature:
    return Signature(
        name=bulletin.name(content["who"]), on=date.fromisoformat(content["on"]) if content["on"] else None
    )
