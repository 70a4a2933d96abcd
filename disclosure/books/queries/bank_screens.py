"""What the screens of reconciliation show: statements, a month with what is open and matched, the printed statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.bank import terms_on
from disclosure.books.models import (
    BankLine,
    BankMatch,
    BankMatchLine,
    BankRule,
    BankStatement,
    BankUnmatch,
    BankWithdrawal,
)
from disclosure.books.queries.bank import bank_state, coverage, outstanding, rule_of
from disclosure.books.queries.bank_charges import charge_offers
from disclosure.books.queries.bank_items import (
    BankItem,
    earlier_vouchers,
    items_of_matches,
    matched_items,
    open_items,
)
from disclosure.books.queries.bank_results import BankOutcome, bank_outcome
from disclosure.books.queries.cash_counts import cash_count
from disclosure.books.queries.months import closed_months, follows_on, months
from disclosure.books.rules.reconciliation import BankState, Outstanding, Side, bank_problems
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.org.models import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from disclosure.books.queries.bank import Coverage
    from disclosure.books.queries.bank_charges import ChargeOffer
    from disclosure.books.rules.bank import MatchOrigin
    from disclosure.books.rules.reconciliation import CashCount, Reconciliation


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement as the list shows it; ``withdrawn`` is why it was taken back."""

    id: int
    number: int
    ending: str
    first_on: date
    last_on: date
    opening_fen: int
    closing_fen: int
    source: str
    recorded_on: date
    lines: int
    withdrawn: str
    is_last: bool  # of those of its account that stand


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """A match with everything in it."""

    id: int
    number: int
    origin: MatchOrigin
    taken_back: bool
    items: tuple[BankItem, ...]

    @property
    def lines(self) -> tuple[BankItem, ...]:
        """The bank's side."""
        return tuple(one for one in self.items if one.side is Side.BANK)

    @property
    def vouchers(self) -> tuple[BankItem, ...]:
        """The books' side."""
        return tuple(one for one in self.items if one.side is Side.BOOKS)

    @property
    def amount_fen(self) -> int:
        """What it comes to; nothing where a side cancels itself."""
        return sum(one.amount_fen for one in self.lines or self.vouchers)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A recorded rule on reconciling."""

    place: str
    required: bool
    since: Month
    met_on: date
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMonthRow:
    """A month in the list: how far the statements reach, and how much of it stands in no match."""

    month: Month
    covered: bool
    open_count: int
    is_closed: bool

    @property
    def light(self) -> tuple[str, str]:
        """The kind of mark it is shown with, and its words."""
        if not self.covered:
            return ("off", "没有到月底的对账单")
        return ("warn", f"{self.open_count} 笔没有对上") if self.open_count else ("done", "全部对上")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPage:
    """The village's statements and its months."""

    statements: tuple[StatementRow, ...]
    months: tuple[BankMonthRow, ...]
    required_by: str
    rules: tuple[RuleRow, ...]
    may_record: bool
    may_adopt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMonthPage:
    """One month: whether bank and books agree, what is open on either side, what was matched."""

    village: str
    month: Month
    is_closed: bool
    state: BankState
    reconciliation: Reconciliation | None  # of a closed month the one it was closed with
    open_lines: tuple[Outstanding, ...]
    open_vouchers: tuple[Outstanding, ...]
    earlier: tuple[BankItem, ...]  # vouchers from before the first statement, where it began with a difference
    matches: tuple[MatchRow, ...]
    charges: Mapping[int, ChargeOffer]  # by line: what the bank took by itself
    problems: tuple[tuple[str, bool], ...]
    count: CashCount | None
    may_record: bool
    may_count: bool

    @property
    def acts(self) -> bool:
        """Whether anything may still be matched or explained here."""
        return self.may_record and not self.is_closed

    @property
    def open_count(self) -> int:
        """How much is open."""
        return len(self.open_lines) + len(self.open_vouchers)


def bank_page(village: Place, *, today: date, may_record: bool, may_adopt: bool) -> BankPage:
    """Return the list of statements and months."""
    covered = tuple(coverage(village).values())
    return BankPage(
        statements=statements(village),
        months=_month_rows(village, covered),
        required_by=rule_of(village, Month.of(today)),
        rules=_rules(village),
        may_record=may_record,
        may_adopt=may_adopt,
    )


def bank_month_page(
    village: Place, month: Month, *, today: date, may_record: bool = False, may_count: bool = False
) -> BankMonthPage:
    """Return a month's reconciliation; of a closed month the result it was closed with.

    :raise NotFoundError: the village has no books of the month, or the month has not begun.
    """
    if month > Month.of(today) or not follows_on(village, month):
        raise NotFoundError
    is_closed = month in closed_months(village)
    state = bank_state(village, month, moved=True)
    kept = bank_outcome(village, month) or BankOutcome(reconciliation=None, cash=None)
    begun_on = min((one.first_on for one in coverage(village).values()), default=None)
    found = state.reconciliation.items if state.reconciliation else ()
    if state.reconciliation is None and begun_on is not None:
        found = outstanding(village, since=begun_on, at=month.last_day)
    if is_closed:
        found = kept.reconciliation.items if kept.reconciliation else ()
    lines = tuple(one for one in found if one.side is Side.BANK)
    return BankMonthPage(
        village=village.name,
        month=month,
        is_closed=is_closed,
        state=state,
        reconciliation=kept.reconciliation if is_closed else state.reconciliation,
        open_lines=lines,
        open_vouchers=tuple(one for one in found if one.side is Side.BOOKS),
        earlier=_earlier(village, state, begun_on),
        matches=_match_rows(matched_items(village, first=month.first_day, last=month.last_day)),
        charges=charge_offers(village, _bookable(village, lines)) if may_record and not is_closed else {},
        problems=tuple((text, blocking) for _, text, blocking in bank_problems(state)),
        count=kept.cash if is_closed else cash_count(village, month, confirmed=False),
        may_record=may_record,
        may_count=may_count,
    )


def _bookable(village: Place, lines: Iterable[Outstanding]) -> list[Outstanding]:
    """Return the lines that no voucher settled later, of months that still take entries."""
    closed = closed_months(village)
    return [one for one in lines if one.settled_on is None and Month.of(one.happened_on) not in closed]


def next_statement_day(village: Place) -> date | None:
    """Return the day the next statement begins with: the one after the last of the account that is furthest behind."""
    ends = [one.last_on for one in coverage(village).values()]
    return min(ends) + timedelta(days=1) if ends else None


def statements(village: Place) -> tuple[StatementRow, ...]:
    """Return the village's statements, the newest first; those taken back too."""
    query = (
        BankStatement.select(BankStatement, BankWithdrawal.reason, fn.COUNT(BankLine.id).alias("lines"))
        .join(BankWithdrawal, JOIN.LEFT_OUTER)
        .join_from(BankStatement, BankLine, JOIN.LEFT_OUTER)
        .where(BankStatement.village == village.id)
        .group_by(BankStatement, BankWithdrawal.reason)
        .order_by(BankStatement.id.desc())
    )
    found, seen = [], set()
    for row in dicts_of(query):
        stands = not row["reason"]
        found.append(
            StatementRow(
                **{name: row[name] for name in _STATEMENT},
                recorded_on=local_day(row["recorded_at"]),
                withdrawn=row["reason"] or "",
                is_last=stands and row["ending"] not in seen,
            )
        )
        if stands:
            seen.add(row["ending"])
    return tuple(found)


def statement_named(village: Place, number: int) -> StatementRow:
    """Return one statement.

    :raise NotFoundError: the village has no such statement.
    """
    for one in statements(village):
        if one.number == number:
            return one
    raise NotFoundError


def match_named(village: Place, number: int) -> MatchRow:
    """Return one match, taken back or not.

    :raise NotFoundError: the village has no such match.
    """
    query = (
        BankMatch.select(BankMatch, BankUnmatch.id.alias("taken"))
        .join(BankUnmatch, JOIN.LEFT_OUTER)
        .where((BankMatch.village == village.id) & (BankMatch.number == number))
    )
    for row in dicts_of(query):
        return MatchRow(
            id=row["id"],
            number=row["number"],
            origin=row["origin"],
            taken_back=row["taken"] is not None,
            items=items_of_matches(village, [row["id"]]),
        )
    raise NotFoundError


def standing_matches_of(village: Place, statement_id: int) -> tuple[int, ...]:
    """Return the matches that stand and hold a line of the statement."""
    query = (
        BankMatchLine.select(BankMatchLine.match)
        .join(BankLine)
        .where(
            (BankLine.village == village.id)
            & (BankLine.statement == statement_id)
            & BankMatchLine.match.not_in(BankUnmatch.select(BankUnmatch.match))
        )
        .distinct()
        .order_by(BankMatchLine.match)
    )
    return tuple(match for (match,) in tuples_of(query))


_STATEMENT = (
    "id", "number", "ending", "first_on", "last_on", "opening_fen", "closing_fen", "source", "lines",
)  # fmt: skip


def _month_rows(village: Place, covered: Sequence[Coverage]) -> tuple[BankMonthRow, ...]:
    """Return the months of the books since the first statement, the latest first."""
    if not covered:
        return ()
    begun_on, reached = min(one.first_on for one in covered), min(one.last_on for one in covered)
    counted: dict[Month, int] = {}
    for one in open_items(village, since=begun_on):
        of = Month.of(one.happened_on)
        counted[of] = counted.get(of, 0) + 1
    closed = set(closed_months(village))
    return tuple(
        BankMonthRow(
            month=row.month,
            covered=reached >= row.month.last_day,
            open_count=counted.get(row.month, 0),
            is_closed=row.month in closed,
        )
        for row in months(village)
        if row.month >= Month.of(begun_on)
    )


def _earlier(village: Place, state: BankState, begun_on: date | None) -> tuple[BankItem, ...]:
    if begun_on is None or state.reconciliation is None or not state.reconciliation.start_difference_fen:
        return ()
    return earlier_vouchers(village, since=begun_on, days=terms_on(begun_on).start_days)


def _match_rows(items: Iterable[BankItem]) -> tuple[MatchRow, ...]:
    together: dict[int, list[BankItem]] = {}
    for one in items:
        if one.match is not None:
            together.setdefault(one.match, []).append(one)
    rows = BankMatch.select().where(BankMatch.id.in_(list(together))).order_by(BankMatch.number)
    return tuple(
        MatchRow(
            id=row["id"],
            number=row["number"],
            origin=row["origin"],
            taken_back=False,
            items=tuple(together[row["id"]]),
        )
        for row in (dicts_of(rows) if together else ())
    )


def _rules(village: Place) -> tuple[RuleRow, ...]:
    query: Any = (
        BankRule.select(BankRule, Place.name.alias("place_name"))
        .join(Place)
        .where(BankRule.place.in_([village.id, village.parent_id]))
        .order_by(BankRule.since.desc(), BankRule.id.desc())
    )
    return tuple(
        RuleRow(
            place=row["place_name"],
            required=row["required"],
            since=row["since"],
            met_on=row["met_on"],
            title=row["title"],
        )
        for row in dicts_of(query)
    )
