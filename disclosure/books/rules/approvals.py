"""How a payment is approved: step by step in order, never by whoever asked, never twice by one person.

A course is the chain of steps a request began with and what was done to them so far. Positions count from 1 through
the whole chain; a step that asks for a resolution is nobody's and is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from disclosure.books.chart import MoneyAccount, account
from disclosure.books.errors import (
    ActedBeforeError,
    KeptForLaterError,
    NoResolutionError,
    NotYourStepError,
    OwnRequestError,
    PublicityNotOverError,
    RelativeRequestError,
    RequestNotWaitingError,
    ResolutionMissingError,
    ResolutionTooSmallError,
    StepTakenError,
    WrongFundError,
)
from disclosure.books.rules.resolutions import require_spendable
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from disclosure.books.ladders import Step
    from disclosure.books.rules.resolutions import Allowance
    from disclosure.books.rules.vouchers import Line
    from portal.kernel.errors import DomainError
    from portal.org.offices import Office


_NOT_THEIRS = (NotYourStepError, OwnRequestError, ActedBeforeError, RelativeRequestError, KeptForLaterError)


class Verdict(StrEnum):
    """What was done to a step."""

    APPROVED = "approved"
    RETURNED = "returned"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The verdict in plain words."""
        return {"approved": "同意", "returned": "退回"}[self.value]


class RequestState(StrEnum):
    """How far a request is."""

    WAITING = "waiting"
    RETURNED = "returned"
    ANSWERED = "answered"
    APPROVED = "approved"
    PAID = "paid"
    WITHDRAWN = "withdrawn"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The state in plain words."""
        return _TITLES[self]

    @property
    def light(self) -> str:
        """The kind of mark it is shown with."""
        return _LIGHTS[self]


_TITLES = {
    RequestState.WAITING: "等审批",
    RequestState.RETURNED: "已退回",
    RequestState.ANSWERED: "退回后已重报",
    RequestState.APPROVED: "已批完，等付款",
    RequestState.PAID: "已付款",
    RequestState.WITHDRAWN: "已收回",
}
_LIGHTS = {
    RequestState.WAITING: "wait",
    RequestState.RETURNED: "stop",
    RequestState.ANSWERED: "off",
    RequestState.APPROVED: "warn",
    RequestState.PAID: "done",
    RequestState.WITHDRAWN: "off",
}


class RequestNumber(NamedTuple):
    """What a village calls a request by: the year, and the number within it."""

    year: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Somebody who may act: account and person, the offices that reach the village, the household where known."""

    account_id: int
    person_id: int
    offices: frozenset[Office]
    household: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Who has a stake in a payment: the people who are paid, and the households of them and of the handler."""

    people: frozenset[int] = frozenset()
    households: frozenset[int] = frozenset()

    def touches(self, hand: Hand) -> bool:
        """Tell whether somebody has to stand back. Source: product decision D-84."""
        return hand.person_id in self.people or hand.household in self.households


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step that was taken."""

    position: int
    verdict: Verdict
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A request on its way: its steps, what was done to them, and what ended it."""

    steps: tuple[Step, ...]
    taken: tuple[Taken, ...]
    filed_by: int  # account
    answered: bool = False
    withdrawn: bool = False
    paid: bool = False

    @property
    def due(self) -> tuple[int, Step] | None:
        """The position and step that waits, or nothing."""
        return next(iter(self._left()), None) if self.state is RequestState.WAITING else None

    @property
    def state(self) -> RequestState:
        """How far the request is."""
        if self.paid:
            return RequestState.PAID
        if self.withdrawn:
            return RequestState.WITHDRAWN
        if any(one.verdict is Verdict.RETURNED for one in self.taken):
            return RequestState.ANSWERED if self.answered else RequestState.RETURNED
        return RequestState.WAITING if any(True for _ in self._left()) else RequestState.APPROVED

    def _left(self) -> Iterator[tuple[int, Step]]:
        done = {one.position for one in self.taken}
        return ((at, step) for at, step in enumerate(self.steps, start=1) if not step.needs_matter and at not in done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """As what somebody takes a step."""

    position: int
    step: Step
    office: Office
    is_deputy: bool


def require_due(course: Course, *, position: int) -> Step:
    """Return the step that waits if it is the one at ``position``.

    :raise RequestNotWaitingError: the request waits for nothing.
    :raise StepTakenError: another step waits.
    """
    if course.due is None:
        raise RequestNotWaitingError(course.state.title)
    at, step = course.due
    if at != position:
        raise StepTakenError(due=step.name)
    return step


def require_seat(course: Course, hand: Hand, *, others: Iterable[Hand], interest: Interest) -> Seat:
    """Return as what ``hand`` takes the step that waits, or refuse.

    ``others`` are all who hold an office that reaches the village. Deputies take a step only where nobody who holds its
    office can: they asked for the payment, took a step before, or have to stand back. Who holds the office of a later
    step leaves one that any officer may take to the rest, or nobody would be left for theirs.

    Source: product decision D-84; 会计法第35条 and 村组法(2025)第37条 are why two people are asked at all.

    :raise RequestNotWaitingError: the request waits for nothing.
    :raise NotYourStepError: another office takes the step.
    :raise OwnRequestError: they asked for the payment.
    :raise ActedBeforeError: they took a step of it before.
    :raise RelativeRequestError: they are paid, or live with who is, or with the handler.
    :raise KeptForLaterError: a later step needs them.
    """
    if course.due is None:
        raise RequestNotWaitingError(course.state.title)
    position, step = course.due
    seat = _seat(position, step, hand, deputising=not _able(course, step, others, interest=interest))
    bar = _bar(course, step, hand, interest=interest)
    if bar is not None:
        raise bar
    if step.is_open:
        later = next((one for one in course.steps[position:] if not one.is_open and hand.offices & {*one.by}), None)
        if later is not None:
            raise KeptForLaterError(step.name, later=later.name)
    return seat


def may_take(course: Course, hand: Hand, *, others: Sequence[Hand], interest: Interest) -> bool:
    """Tell whether the step that waits is one ``hand`` can take."""
    try:
        require_seat(course, hand, others=others, interest=interest)
    except (RequestNotWaitingError, *_NOT_THEIRS):
        return False
    return True


def paid_out_fen(lines: Iterable[Line]) -> int:
    """Return how much money a voucher pays out, whatever else it books: nothing where money only changes its place.

    That is what leaves the money accounts, as far as it goes to other accounts. Income in the same voucher hides none.
    """
    left = spent = 0
    for line in lines:
        if MoneyAccount.of(line.account):
            left += line.credit_fen
        else:
            spent += line.debit_fen
    return max(0, min(left, spent))


def set_off_fen(lines: Iterable[Line]) -> int:
    """Return how much of a voucher's income its own expenses take up: what a payer kept back, or what never came in."""
    booked = [(account(line.account), line) for line in lines]
    earned = sum(line.credit_fen - line.debit_fen for one, line in booked if one.is_income)
    spent = sum(line.debit_fen - line.credit_fen for one, line in booked if one.is_expense)
    return max(0, min(earned, spent))


def require_resolution(asked: Asked, allowance: Allowance | None, *, ladder: str, on: date) -> None:
    """Refuse a payment whose step asks for a resolution that is not there, not public long enough, or too small.

    Source: the adopted ladder; 村组法(2025)第28、35条.

    :raise ResolutionMissingError: no matter is named.
    :raise NoResolutionError: no passed resolution of that number.
    :raise PublicityNotOverError: its publicity had not ended on that day.
    :raise ResolutionTooSmallError: less is left of it.
    :raise WrongFundError: it names another fund.
    """
    if asked.matter_number is None:
        raise ResolutionMissingError(asked.amount_fen, asked.step, ladder=ladder)
    found = require_spendable(allowance, asked.matter_number, happened_on=on)
    if asked.fund and asked.fund != found.fund:
        raise WrongFundError(found.number, decided=found.fund, used=asked.fund)
    left_fen = None if found.left_fen is None else found.left_fen - asked.others_fen
    if left_fen is None or asked.amount_fen > left_fen:
        raise ResolutionTooSmallError(found.number, left_fen=left_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request asks of a resolution; ``others_fen`` is what other open requests ask of the same one."""

    amount_fen: int
    matter_number: int | None
    fund: str
    step: str  # the step that asks for the resolution
    others_fen: int = 0


def resolution_cautions(asked: Asked, allowance: Allowance | None, *, ladder: str, on: date) -> tuple[str, ...]:
    """Return what ``require_resolution`` would refuse as a sentence to be looked at: nobody adopted the ladder."""
    if asked.matter_number is None:
        return (f"{format_yuan(asked.amount_fen)} 元的支出，{ladder}要求“{asked.step}”，这笔申请没有写明决议",)
    try:
        require_resolution(asked, allowance, ladder=ladder, on=on)
    except (NoResolutionError, PublicityNotOverError, ResolutionTooSmallError, WrongFundError) as problem:
        return (problem.sentence.rstrip("。"),)
    return ()


def _seat(position: int, step: Step, hand: Hand, *, deputising: bool) -> Seat:
    for office in step.by:
        if office in hand.offices:
            return Seat(position=position, step=step, office=office, is_deputy=False)
    if deputising:
        for office in step.deputies:
            if office in hand.offices:
                return Seat(position=position, step=step, office=office, is_deputy=True)
    offices = (*step.by, *(step.deputies if deputising else ()))
    raise NotYourStepError(step.name, [office.title for office in offices])


def _able(course: Course, step: Step, others: Iterable[Hand], *, interest: Interest) -> bool:
    """Tell whether anybody who holds the step's office can take it."""
    return any({*step.by} & one.offices and _bar(course, step, one, interest=interest) is None for one in others)


def _bar(course: Course, step: Step, hand: Hand, *, interest: Interest) -> DomainError | None:
    """Return what keeps somebody from any step of the request."""
    if hand.account_id == course.filed_by:
        return OwnRequestError(step.name)
    if hand.account_id in {one.account_id for one in course.taken}:
        return ActedBeforeError(step.name)
    if interest.touches(hand):
        return RelativeRequestError(step.name)
    return None
