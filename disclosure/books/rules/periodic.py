"""What a quarter or a year publishes: every item with what the books say of it, or with the bookkeeper's words.

Within a class an amount counts once: for the first item that asks for its account by a word in its own name, else for
the item that asks for the account as a whole. Distribution is of what was decided, so what only carries the year's
result is not handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from disclosure.books.chart import account
from disclosure.books.disclosure_items import Measure
from disclosure.books.errors import (
    AnswerMissingError,
    AnswerNotWantedError,
    OwnDisclosureError,
    PeriodMonthsError,
    PeriodNotOverError,
    ReasonNotWantedError,
    ReasonWantedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from disclosure.books.disclosure_items import DisclosureClass, DisclosureForm, DisclosureItem, Feed
    from disclosure.books.rules.periods import Period
    from portal.kernel.months import Month


class AnswerState(StrEnum):
    """What the bookkeeper says of an item that no account fills."""

    NONE = "none"
    SAID = "said"
    PENDING = "pending"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state in plain words."""
        return {"none": "本期没有", "said": "有，写在下面", "pending": "待补"}[self.value]


class PeriodState(StrEnum):
    """How far a quarter or year is."""

    RUNNING = "running"
    WAITING = "waiting"
    READY = "ready"
    PREPARED = "prepared"
    PUBLISHED = "published"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state in plain words."""
        return {
            "running": "还没有过完",
            "waiting": "等各月签字公布",
            "ready": "可以编制",
            "prepared": "已编制，等签字",
            "published": "已签字公布",
        }[self.value]

    @property
    def light(self) -> str:
        """The kind of mark it is shown with."""
        return {"running": "off", "waiting": "wait", "ready": "wait", "prepared": "warn", "published": "done"}[
            self.value
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSum:
    """One account over the period; balances are debit less credit, red entries lessen the side they take back.

    ``debit_fen`` and ``credit_fen`` are without what only carries the result at the end of a year.
    """

    account: str
    detail: str
    closing_fen: int
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The period in five amounts, fen."""

    opening_fen: int
    income_fen: int
    expense_fen: int
    closing_fen: int

    @property
    def other_fen(self) -> int:
        """What money came in or went out for that is neither income nor expense: loans, funds, debts paid."""
        return self.closing_fen - self.opening_fen - self.income_fen + self.expense_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigure:
    """What the books say of an item: its amount, and the accounts that make it up; nothing where none fills it."""

    item: DisclosureItem
    fen: int | None
    parts: tuple[tuple[str, int], ...]  # code of the chart and amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bookkeeper says of an item."""

    state: AnswerState
    text: str = ""


_AMOUNTS: Mapping[Measure, Callable[[PeriodSum], int]] = {
    Measure.INCOME: lambda one: one.credit_fen - one.debit_fen,
    Measure.EXPENSE: lambda one: one.debit_fen - one.credit_fen,
    Measure.DEBITED: lambda one: one.debit_fen,
    Measure.CREDITED: lambda one: one.credit_fen,
    Measure.DEBIT_BALANCE: lambda one: one.closing_fen,
    Measure.CREDIT_BALANCE: lambda one: -one.closing_fen,
    Measure.IN_DEBIT: lambda one: max(one.closing_fen, 0),
    Measure.IN_CREDIT: lambda one: max(-one.closing_fen, 0),
}


def item_figures(form: DisclosureForm, sums: Sequence[PeriodSum]) -> tuple[tuple[ItemFigure, ...], ...]:
    """Return the items of every class with what the books say of them, in the order of ``form``.

    Source: 农经发〔2011〕13号 (classes secondary, items from memory); which account feeds which item: D-90.
    """
    return tuple(_of_class(one, sums) for one in form.classes)


def figures(sums: Iterable[PeriodSum], *, opening_fen: int, closing_fen: int) -> Figures:
    """Return the period's income and expense beside the money at its two ends."""
    kept = list(sums)
    return Figures(
        opening_fen=opening_fen,
        income_fen=sum(one.credit_fen - one.debit_fen for one in kept if account(one.account).is_income),
        expense_fen=sum(one.debit_fen - one.credit_fen for one in kept if account(one.account).is_expense),
        closing_fen=closing_fen,
    )


def covered_months(period: Period, *, begun: Month) -> tuple[Month, ...]:
    """Return the months of the period of which the village has books; ``begun`` is the first it ever had."""
    return tuple(month for month in period.months if month >= begun)


def period_state(
    period: Period, *, begun: Month, signed: Collection[Month], prepared: bool, published: bool, today: date
) -> PeriodState:
    """Return how far the period is; ``prepared`` speaks of its newest version."""
    if prepared or published:
        return PeriodState.PUBLISHED if published else PeriodState.PREPARED
    if period.last_day >= today:
        return PeriodState.RUNNING
    done = all(month in signed for month in covered_months(period, begun=begun))
    return PeriodState.READY if done else PeriodState.WAITING


def require_months_signed(period: Period, *, begun: Month, signed: Collection[Month], today: date) -> None:
    """Refuse to prepare what is not over, or has a month that is not public yet.

    :raise PeriodNotOverError: its last day has not passed.
    :raise PeriodMonthsError: months are missing; the sentence names them.
    """
    if period.last_day >= today:
        raise PeriodNotOverError(period.chinese, period.last_day)
    missing = [month for month in covered_months(period, begun=begun) if month not in signed]
    if missing:
        raise PeriodMonthsError(period.chinese, missing)


def require_answers(form: DisclosureForm, answers: Mapping[str, Answer]) -> None:
    """Refuse an item that is said to be there without words, and words for one that is said not to be.

    :raise AnswerMissingError: words are missing, or nothing was said of an item.
    :raise AnswerNotWantedError: there are words although nothing is there or they are still to come.
    """
    for item in form.worded:
        given = answers.get(item.key)
        if given is None or (given.state is AnswerState.SAID and not given.text):
            raise AnswerMissingError(item.name)
        if given.state is not AnswerState.SAID and given.text:
            raise AnswerNotWantedError(item.name, given.state.title)


def require_reason(reason: str, *, published: bool) -> None:
    """Refuse a version after a public one without a reason, and a reason where nothing was public.

    :raise ReasonWantedError: it is missing.
    :raise ReasonNotWantedError: there is nothing to be corrected.
    """
    if published and not reason:
        raise ReasonWantedError
    if reason and not published:
        raise ReasonNotWantedError


def require_other_signer(period: Period, *, signer: int, preparer: int) -> None:
    """Refuse the signature of whoever prepared it (account numbers).

    Source: 会计法第35条; 农经发〔2011〕13号 (审查 before publication; secondary).

    :raise OwnDisclosureError: the signer prepared it.
    """
    if signer == preparer:
        raise OwnDisclosureError(period.chinese)


def _of_class(one: DisclosureClass, sums: Sequence[PeriodSum]) -> tuple[ItemFigure, ...]:
    parts: dict[str, dict[str, int]] = {item.key: {} for item in one.items}
    feeds = [(item, feed) for item in one.items for feed in item.feeds]
    for row in sums:
        for key, fen in _shares(row, feeds):
            parts[key][row.account] = parts[key].get(row.account, 0) + fen
    return tuple(_figure(item, parts[item.key]) for item in one.items)


def _shares(row: PeriodSum, feeds: Sequence[tuple[DisclosureItem, Feed]]) -> Iterator[tuple[str, int]]:
    """Yield what an account adds to which items of a class: one for each way its amounts are looked at."""
    asking = [(item, feed) for item, feed in feeds if row.account in feed.accounts]
    by_word = [(item, feed) for item, feed in asking if any(word in row.detail for word in feed.words)]
    if by_word:
        item, feed = by_word[0]
        yield item.key, _AMOUNTS[feed.measure](row)
        return
    for item, feed in asking:
        if not feed.words:
            yield item.key, _AMOUNTS[feed.measure](row)


def _figure(item: DisclosureItem, parts: Mapping[str, int]) -> ItemFigure:
    kept = tuple((code, fen) for code, fen in sorted(parts.items()) if fen)
    return ItemFigure(item=item, fen=None if item.is_worded else sum(fen for _, fen in kept), parts=kept)
