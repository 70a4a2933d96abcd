"""Requests for payment as they are shown: with their course, whom they wait for, and the voucher they became."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.ladders import steps
from disclosure.books.models import (
    PaymentRequest,
    PaymentStep,
    PaymentVoucher,
    PaymentWithdrawal,
    Voucher,
)
from disclosure.books.parties import private_names
from disclosure.books.queries.accounts import every_choice
from disclosure.books.rules.approvals import Course, Hand, Interest, RequestNumber, Taken, Verdict, may_take
from portal.kernel.attachments import AttachmentRow, attachments_of
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError
from portal.meetings.models import Meeting
from portal.org.models import Account, OfficeTerm, Person
from portal.org.offices import TOWNSHIP_OFFICES, Office

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from disclosure.books.ladders import Spending, Step
    from disclosure.books.rules.approvals import RequestState
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

#: The kind under which receipts lie beside requests.
REQUEST = "payment"

_Next = PaymentRequest.alias("next_revision")

#: Requests of which something is still to be done.
OPEN: Any = _Next.id.is_null() & PaymentWithdrawal.id.is_null() & PaymentVoucher.id.is_null()
LATEST: Any = _Next.id.is_null()
PAID: Any = PaymentVoucher.id.is_null(False)
WITHDRAWN: Any = PaymentWithdrawal.id.is_null(False)
NEWEST = (PaymentRequest.year.desc(), PaymentRequest.number.desc(), PaymentRequest.revision.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step that was taken."""

    position: int
    step: Step
    verdict: Verdict
    who: str
    account_id: int
    office: Office
    is_deputy: bool
    reason: str
    meeting_id: int | None
    meeting: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One version of a request."""

    id: int
    year: int
    number: int
    revision: int
    spending: Spending
    amount_fen: int
    payee: str
    purpose: str
    category: str
    category_title: str
    matter_number: int | None
    fund: str
    ladder: str
    adoption_id: int | None
    token: str
    filed_on: date
    filed_by: str
    course: Course
    taken: tuple[StepRow, ...]
    receipts: tuple[AttachmentRow, ...]
    month: Month | None  # of the voucher it became
    voucher: int | None
    voucher_id: int | None
    paid_on: date | None
    interest: Interest = field(repr=False)

    @property
    def named(self) -> RequestNumber:
        """What the village calls it by."""
        return RequestNumber(self.year, self.number)

    @property
    def key(self) -> str:
        """Number within the village: ``2026-3``."""
        return f"{self.year}-{self.number}"

    @property
    def title(self) -> str:
        """The request as it is called."""
        return f"{self.year}年第{self.number}号"

    @property
    def state(self) -> RequestState:
        """How far it is."""
        return self.course.state

    @property
    def since(self) -> date:
        """Since when it stands where it stands."""
        return self.taken[-1].on if self.taken else self.filed_on

    @property
    def seen(self) -> str:
        """What a form carries to say which version and step it showed."""
        due = self.course.due
        return f"{self.year}-{self.number}-{self.revision}-{due[0] if due else 0}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everybody whose office takes steps, and who among them looks."""

    hands: tuple[Hand, ...]
    own: Hand

    def is_mine(self, row: RequestRow) -> bool:
        """Tell whether the step that waits is one whoever looks can take."""
        return may_take(row.course, self.own, others=self.hands, interest=row.interest)

    def waited_for(self, row: RequestRow) -> tuple[str, ...]:
        """Return the names of those who can take the step that waits."""
        able = (one for one in self.hands if may_take(row.course, one, others=self.hands, interest=row.interest))
        return tuple(dict.fromkeys(one.name for one in able))


def request(village: Place, year: int, number: int) -> RequestRow:
    """Return the latest version of a request.

    :raise NotFoundError: the village has no such request.
    """
    return versions(village, year, number)[-1]


def versions(village: Place, year: int, number: int) -> tuple[RequestRow, ...]:
    """Return every version of a request, the first first.

    :raise NotFoundError: the village has no such request.
    """
    here = (PaymentRequest.year == year) & (PaymentRequest.number == number)
    found = requests_where(village, here, PaymentRequest.revision)
    if not found:
        raise NotFoundError
    return found


def open_requests(village: Place) -> tuple[RequestRow, ...]:
    """Return the requests of which something is still to be done, the oldest first."""
    return requests_where(village, OPEN, PaymentRequest.id)


def request_by_token(village: Place, token: str) -> RequestRow | None:
    """Return the request that the form with this token made, if it was sent before."""
    return next(iter(requests_where(village, PaymentRequest.token == token)), None)


def request_of_voucher(village: Place, voucher_id: int) -> RequestRow | None:
    """Return the request a voucher was booked from, if there is one."""
    return next(iter(requests_where(village, PaymentVoucher.voucher == voucher_id)), None)


def requests_of_vouchers(village: Place, voucher_ids: Collection[int]) -> dict[int, RequestRow]:
    """Return the requests these vouchers were booked from, by voucher."""
    rows = requests_where(village, PaymentVoucher.voucher.in_([*voucher_ids])) if voucher_ids else ()
    return {one.voucher_id: one for one in rows if one.voucher_id is not None}


def approved_vouchers(village: Place, voucher_ids: Collection[int]) -> set[int]:
    """Return which of these vouchers were booked from a request."""
    query = PaymentVoucher.select(PaymentVoucher.voucher).where(
        (PaymentVoucher.village == village.id) & PaymentVoucher.voucher.in_([*voucher_ids])
    )
    return {one for (one,) in tuples_of(query)} if voucher_ids else set()


def asked_of_matter(village: Place, number: int, *, but: RequestNumber | None = None) -> int:
    """Return what open requests ask of a matter's resolution; ``but`` does not count."""
    rows = requests_where(village, OPEN & (PaymentRequest.matter_number == number))
    return sum(one.amount_fen for one in rows if one.named != but)


def desk(village: Place, actor: Actor, *, on: date) -> Desk:
    """Return everybody whose office takes steps in the village on a day."""
    found = hands(village, on=on)
    own = next((one for one in found if one.account_id == actor.account_id), None)
    nobody = Hand(account_id=actor.account_id, person_id=actor.person_id, offices=frozenset())
    return Desk(hands=found, own=own or nobody)


def hands(village: Place, *, on: date) -> tuple[Hand, ...]:
    """Return the people with an account whose office may take a step in the village on that day, by account."""
    offices = {office for step in steps().values() for office in (*step.by, *step.deputies)}
    query = (
        OfficeTerm.select(Account.id, Person.id, Person.name, Person.household, OfficeTerm.office, OfficeTerm.place)
        .join(Person)
        .join(Account, on=(Account.person == Person.id))
        .where(
            OfficeTerm.place.in_([village.id, village.parent_id])
            & OfficeTerm.office.in_([*offices])
            & (OfficeTerm.since <= on)
            & (OfficeTerm.until.is_null() | (OfficeTerm.until >= on))
            & Account.active
        )
        .order_by(Account.id)
    )
    people: dict[int, tuple[int, str, int | None]] = {}
    held: dict[int, set[Office]] = {}
    for account, person, name, household, office, place in tuples_of(query):
        if place == village.id or office in TOWNSHIP_OFFICES:
            people[account] = (person, name, household)
            held.setdefault(account, set()).add(office)
    return tuple(
        Hand(account_id=account, person_id=person, name=name, household=household, offices=frozenset(held[account]))
        for account, (person, name, household) in people.items()
    )


def requests_where(village: Place, where: Any, *order: Any, limit: int = 0, skip: int = 0) -> tuple[RequestRow, ...]:
    """Return the village's requests for which ``where`` holds."""
    query = _query().where((PaymentRequest.village == village.id) & where).order_by(*order or (PaymentRequest.id,))
    if limit:
        query = query.limit(limit).offset(skip)
    found = list(dicts_of(query))
    if not found:
        return ()
    taken = _taken([row["id"] for row in found])
    accounts = {row["filed_by"] for row in found} | {one.account_id for rows in taken.values() for one in rows}
    context = _Context(
        taken=taken,
        accounts=_people_behind(accounts),
        named=_people_named(village, {name for row in found for name in _names(row["payee"])}),
        receipts=attachments_of(village.log_id, REQUEST, [row["id"] for row in found]),
        titles=dict(every_choice(village)),
    )
    return tuple(_row(row, context) for row in found)


def count_where(village: Place, where: Any) -> int:
    """Return how many of the village's requests ``where`` holds for."""
    query = _query().where((PaymentRequest.village == village.id) & where)
    return int(query.count())


def next_number(village: Place, year: int) -> int:
    """Return the number the next request of a year bears."""
    here = (PaymentRequest.village == village.id) & (PaymentRequest.year == year)
    return 1 + (PaymentRequest.select(fn.MAX(PaymentRequest.number)).where(here).scalar() or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    taken: Mapping[int, Sequence[StepRow]]
    accounts: Mapping[int, tuple[str, int | None]]  # account: name, household
    named: Mapping[str, Sequence[tuple[int, int | None]]]  # name: person, household
    receipts: Mapping[str, Sequence[AttachmentRow]]
    titles: Mapping[str, str]


def _query() -> Any:
    following = (
        (_Next.village == PaymentRequest.village)
        & (_Next.year == PaymentRequest.year)
        & (_Next.number == PaymentRequest.number)
        & (_Next.revision == PaymentRequest.revision + 1)
    )
    return (
        PaymentRequest.select(
            PaymentRequest,
            _Next.id.alias("next_id"),
            PaymentWithdrawal.id.alias("withdrawal"),
            Voucher.id.alias("voucher_id"),
            Voucher.month,
            Voucher.number.alias("voucher"),
            Voucher.happened_on.alias("paid_on"),
        )
        .join(_Next, JOIN.LEFT_OUTER, on=following)
        .switch(PaymentRequest)
        .join(PaymentWithdrawal, JOIN.LEFT_OUTER, on=(PaymentWithdrawal.request == PaymentRequest.id))
        .switch(PaymentRequest)
        .join(PaymentVoucher, JOIN.LEFT_OUTER, on=(PaymentVoucher.request == PaymentRequest.id))
        .join(Voucher, JOIN.LEFT_OUTER, on=(Voucher.id == PaymentVoucher.voucher))
    )


def _row(row: dict[str, Any], context: _Context) -> RequestRow:
    taken = tuple(context.taken.get(row["id"], ()))
    named = [one for name in _names(row["payee"]) for one in context.named.get(name, ())]
    filer, household = context.accounts[row["filed_by"]]
    households = (*(of for _, of in named), household)
    course = Course(
        steps=tuple(steps()[one] for one in row["steps"]),
        taken=tuple(Taken(position=one.position, verdict=one.verdict, account_id=one.account_id) for one in taken),
        filed_by=row["filed_by"],
        answered=row["next_id"] is not None,
        withdrawn=row["withdrawal"] is not None,
        paid=row["voucher_id"] is not None,
    )
    plain = ("id", "year", "number", "revision", "spending", "amount_fen", "payee", "purpose", "category")
    kept = ("matter_number", "fund", "ladder", "token", "month", "voucher", "voucher_id", "paid_on")
    return RequestRow(
        **{name: row[name] for name in (*plain, *kept)},
        category_title=context.titles.get(row["category"], row["category"]),
        adoption_id=row["adoption"],
        filed_on=local_day(row["filed_at"]),
        filed_by=filer,
        course=course,
        taken=taken,
        receipts=tuple(context.receipts.get(str(row["id"]), ())),
        interest=Interest(
            people=frozenset(person for person, _ in named),
            households=frozenset(one for one in households if one is not None),
        ),
    )


def _taken(ids: Sequence[int]) -> dict[int, list[StepRow]]:
    query = (
        PaymentStep.select(PaymentStep, Meeting.title, Person.name)
        .join(Meeting, JOIN.LEFT_OUTER, on=(Meeting.id == PaymentStep.meeting))
        .switch(PaymentStep)
        .join(Account, on=(Account.id == PaymentStep.acted_by))
        .join(Person, on=(Person.id == Account.person))
        .where(PaymentStep.request.in_([*ids]))
        .order_by(PaymentStep.request, PaymentStep.position)
    )
    found: dict[int, list[StepRow]] = {}
    for row in dicts_of(query):
        step = StepRow(
            **{name: row[name] for name in ("position", "verdict", "office", "is_deputy", "reason")},
            step=steps()[row["step"]],
            who=row["name"],
            account_id=row["acted_by"],
            meeting_id=row["meeting"],
            meeting=row["title"] or "",
            on=local_day(row["acted_at"]),
        )
        found.setdefault(row["request"], []).append(step)
    return found


def _people_behind(accounts: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    query = Account.select(Account.id, Person.name, Person.household).join(Person).where(Account.id.in_([*accounts]))
    return {account: (name, household) for account, name, household in tuples_of(query)}


def _people_named(village: Place, names: Collection[str]) -> dict[str, list[tuple[int, int | None]]]:
    found: dict[str, list[tuple[int, int | None]]] = {}
    query = Person.select(Person.name, Person.id, Person.household).where(
        (Person.village == village.id) & Person.name.in_([*names])
    )
    for name, person, household in tuples_of(query):
        found.setdefault(name, []).append((person, household))
    return found


def _names(payee: str) -> set[str]:
    """Return what may be the name of a person among those who are paid."""
    return {payee, *private_names(payee)}
