"""Asking for a payment, and what its approvers do to it: agree, return, or for the one who asked, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.errors import (
    AmountNotPositiveError,
    MeetingNotHeldError,
    NoResolutionError,
    NothingTickedError,
    NotReturnedError,
    NotYourRequestError,
    RequestFormUsedError,
    RequestNotWaitingError,
    ReturnReasonError,
    StepTakenError,
    TotalTooLargeError,
    WrongCategoryError,
)
from disclosure.books.models import PaymentRequest, PaymentStep, PaymentWithdrawal
from disclosure.books.queries import approvals
from disclosure.books.queries.accounts import category_of
from disclosure.books.queries.approvals import REQUEST, asked_of_matter, desk, next_number, open_requests
from disclosure.books.queries.ladders import adoption_on, climb_under
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.rules.approvals import (
    Asked,
    RequestNumber,
    RequestState,
    Verdict,
    require_due,
    require_resolution,
    require_seat,
)
from disclosure.books.rules.entries import fits
from disclosure.books.rules.vouchers import LARGEST_FEN, VoucherKind
from disclosure.books.services.fund_draws import require_asked_fund
from portal.kernel.attachments import Upload, attach, stored_content
from portal.kernel.canonical import Json
from portal.kernel.errors import NotFoundError
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.bodies import COMPOSITIONS
from portal.meetings.queries import meeting
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from disclosure.books.ladders import Spending, Step
    from disclosure.books.queries.approvals import Desk, RequestRow
    from disclosure.books.queries.ladders import Climb
    from disclosure.books.rules.approvals import Seat
    from portal.kernel.attachments import AttachmentRow
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_LONGEST_REASON = 200
_OPEN = (RequestState.WAITING, RequestState.RETURNED, RequestState.APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody asks to be paid; ``category`` is a code of the chart or of the village's own."""

    spending: Spending
    amount_fen: int
    payee: str
    purpose: str
    category: str
    matter_number: int | None = None
    fund: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Which version of which request, and which step of it, somebody had before them."""

    year: int
    number: int
    revision: int
    position: int


def require_askable(village: Place, asking: Asking, *, on: date, but: RequestNumber | None = None) -> Climb:
    """Return the ladder a request climbs, or refuse it; ``on`` is the day it was first asked for.

    :raise DomainError: it says what no voucher could say, or an adopted ladder asks for a resolution that is not
        there, not public long enough, too small, or of another fund, or its fund does not allow it.
    """
    refuse_private_numbers(asking.purpose, asking.payee, asking.fund)
    if asking.amount_fen <= 0:
        raise AmountNotPositiveError
    if asking.amount_fen > LARGEST_FEN:
        raise TotalTooLargeError
    category = category_of(village, asking.category)
    if not fits(category, VoucherKind.PAYMENT):
        raise WrongCategoryError(category.name, wanted=VoucherKind.PAYMENT.title)
    number = asking.matter_number
    allowance = None if number is None else allowance_of(village, number, today=on)
    if number is not None and allowance is None:
        raise NoResolutionError(number)
    fund = asking.fund or (allowance.fund if allowance else "")
    require_asked_fund(village, fund, category, asking.amount_fen, on=on)
    climb = climb_under(adoption_on(village, on), asking.spending, asking.amount_fen, on=on)
    gate = climb.band.resolution
    if climb.blocks and gate is not None:
        asked = Asked(
            amount_fen=asking.amount_fen,
            matter_number=number,
            fund=asking.fund,
            step=gate.name,
            others_fen=0 if number is None else asked_of_matter(village, number, but=but),
        )
        require_resolution(asked, allowance, ladder=climb.title, on=on)
    return climb


def file_request(actor: Actor, village: Place, asking: Asking, *, uploads: Sequence[Upload] = ()) -> RequestRow:
    """Ask for a payment under the village's next number of the year; the same form sent again is the same request.

    :raise RequestFormUsedError: the form made a request of something else.
    :raise DomainError: what ``require_askable`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_REQUEST, village) as work:
        made = _made_before(village, asking)
        if made is not None:
            work.leave_unchanged()
            return made
        climb = require_askable(village, asking, on=work.today)
        named = RequestNumber(work.today.year, next_number(village, work.today.year))
        _file(work, village, asking, climb, actor=actor, named=named, revision=1, uploads=uploads)
        return approvals.request(village, *named)


def answer_return(
    actor: Actor, village: Place, named: RequestNumber, asking: Asking, *, uploads: Sequence[Upload] = ()
) -> RequestRow:
    """Answer a returned request by a new version that begins again, under the ladder the first one began with.

    The receipts of the version before stay beside it.

    :raise NotFoundError: the village has no such request.
    :raise NotYourRequestError: somebody else asked for it.
    :raise NotReturnedError: it was not returned, or answered before.
    :raise DomainError: what ``require_askable`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_REQUEST, village) as work:
        made = _made_before(village, asking)
        if made is not None:
            work.leave_unchanged()
            return made
        known = approvals.versions(village, *named)
        began, last = known[0], known[-1]
        _require_own(actor, last)
        if last.state is not RequestState.RETURNED:
            raise NotReturnedError(last.state.title)
        climb = require_askable(village, asking, on=began.filed_on, but=named)
        _file(
            work,
            village,
            asking,
            climb,
            actor=actor,
            named=named,
            revision=last.revision + 1,
            uploads=[*kept_again(last.receipts), *uploads],
        )
        return approvals.request(village, *named)


def approve_steps(
    actor: Actor, village: Place, seen: Sequence[Seen], *, meeting_id: int | None = None
) -> tuple[PaymentStep, ...]:
    """Agree to the step that waits in each of these requests, in one act; what the actor did before stays as it is.

    All of them, or none. Where the step rests on a meeting, ``meeting_id`` names it.

    :raise NothingTickedError: there is nothing to approve.
    :raise NotFoundError: the village has no such request.
    :raise RequestNotWaitingError: one of them waits for nothing.
    :raise StepTakenError: one of them was changed, or another step of it waits.
    :raise NotAllowedError: the step is not the actor's (``rules.approvals.require_seat``).
    :raise MeetingNotHeldError: the step rests on a meeting, and none that was held and minuted is named.
    """
    with unit_of_work(actor, Permission.BOOKS_APPROVE, village) as work:
        if not seen:
            raise NothingTickedError
        at_desk = desk(village, actor, on=work.today)
        rows = {(one.year, one.number): one for one in open_requests(village)}
        made, keys = [], []
        for one in dict.fromkeys(seen):
            row = rows.get((one.year, one.number)) or approvals.request(village, one.year, one.number)
            if _did_it(actor, row, one):
                continue
            seat = _seat(row, one, at_desk)
            held = _require_meeting(village, seat.step, meeting_id, on=work.today) if seat.step.body else None
            made.append(_take(work, actor, row, seat, verdict=Verdict.APPROVED, meeting_id=held))
            keys.append(row.key)
        if not made:
            work.leave_unchanged()
            return ()
        work.seal(
            "books.request.approved" if len(made) == 1 else "books.requests.approved",
            about=(REQUEST, keys[0]),
            facts={"requests": list[Json](keys), "steps": [one.step for one in made]},
            rows=made,
        )
        return tuple(made)


def return_request(actor: Actor, village: Place, seen: Seen, *, reason: str) -> PaymentStep:
    """Send a request back to whoever asked, with what is to be mended.

    :raise ReturnReasonError: no reason, or too long a one.
    :raise DomainError: as ``approve_steps`` says.
    """
    with unit_of_work(actor, Permission.BOOKS_APPROVE, village) as work:
        why = " ".join(reason.split())
        refuse_private_numbers(why)
        if not 0 < len(why) <= _LONGEST_REASON:
            raise ReturnReasonError
        row = approvals.request(village, seen.year, seen.number)
        seat = _seat(row, seen, desk(village, actor, on=work.today))
        made = _take(work, actor, row, seat, verdict=Verdict.RETURNED, reason=why)
        work.seal(
            "books.request.returned",
            about=(REQUEST, row.key),
            facts={"revision": row.revision, "step": made.step},
            rows=[made],
        )
        return made


def withdraw_request(actor: Actor, village: Place, named: RequestNumber) -> RequestRow:
    """Take back what one asked for oneself, before it is paid; once more is the same.

    :raise NotFoundError: the village has no such request.
    :raise NotYourRequestError: somebody else asked for it.
    :raise RequestNotWaitingError: it was paid.
    """
    with unit_of_work(actor, Permission.BOOKS_REQUEST, village) as work:
        row = approvals.request(village, *named)
        _require_own(actor, row)
        if row.state is RequestState.WITHDRAWN:
            work.leave_unchanged()
            return row
        if row.state not in _OPEN:
            raise RequestNotWaitingError(row.state.title)
        made = PaymentWithdrawal.create(request=row.id, withdrawn_at=work.now, withdrawn_by=actor.account_id)
        work.seal("books.request.withdrawn", about=(REQUEST, row.key), facts={}, rows=[made])
        return approvals.request(village, *named)


def kept_again(receipts: Iterable[AttachmentRow]) -> list[Upload]:
    """Return stored files as they are put beside another thing; what is no longer there is left out."""
    return [
        Upload(title=one.title, media_type=one.media_type, content=content, digest=one.digest)
        for one in receipts
        if (content := stored_content(one.digest)) is not None
    ]


def _file(
    work: Work,
    village: Place,
    asking: Asking,
    climb: Climb,
    *,
    actor: Actor,
    named: RequestNumber,
    revision: int,
    uploads: Sequence[Upload],
) -> None:
    key = f"{named.year}-{named.number}"
    filed = PaymentRequest.create(
        village=village,
        year=named.year,
        number=named.number,
        revision=revision,
        spending=asking.spending,
        amount_fen=asking.amount_fen,
        payee=asking.payee,
        purpose=asking.purpose,
        category=asking.category,
        matter_number=asking.matter_number,
        fund=asking.fund,
        ladder=climb.ladder.id,
        adoption=climb.adoption.id if climb.adoption else None,
        steps=[one.id for one in climb.band.steps],
        token=asking.token or f"request-{key}-{revision}",
        filed_at=work.now,
        filed_by=actor.account_id,
    )
    receipts = attach(work, about=(REQUEST, filed.id), uploads=uploads)
    work.seal(
        "books.request.filed" if revision == 1 else "books.request.answered",
        about=(REQUEST, key),
        facts={
            "revision": revision,
            "amount_fen": asking.amount_fen,
            "spending": asking.spending.value,
            "matter": asking.matter_number,
            "ladder": climb.ladder.id,
            "adopted": climb.blocks,
            "receipts": [one.digest for one in receipts],
        },
        rows=[filed],
    )


def _made_before(village: Place, asking: Asking) -> RequestRow | None:
    made = approvals.request_by_token(village, asking.token) if asking.token else None
    if made is not None:
        before = (made.spending, made.amount_fen, made.payee, made.purpose, made.category, made.matter_number)
        now = (
            asking.spending,
            asking.amount_fen,
            asking.payee,
            asking.purpose,
            asking.category,
            asking.matter_number,
        )
        if before != now:
            raise RequestFormUsedError(made.title)
    return made


def _require_own(actor: Actor, row: RequestRow) -> None:
    if row.course.filed_by != actor.account_id:
        raise NotYourRequestError


def _did_it(actor: Actor, row: RequestRow, seen: Seen) -> bool:
    """Tell whether the actor agreed to this very step before: the second click of two."""
    return row.revision == seen.revision and any(
        one.position == seen.position and one.account_id == actor.account_id and one.verdict is Verdict.APPROVED
        for one in row.taken
    )


def _seat(row: RequestRow, seen: Seen, at_desk: Desk) -> Seat:
    if row.course.due is not None and row.revision != seen.revision:
        raise StepTakenError(due=row.course.due[1].name)
    require_due(row.course, position=seen.position)
    return require_seat(row.course, at_desk.own, others=at_desk.hands, interest=row.interest)


def _take(
    work: Work,
    actor: Actor,
    row: RequestRow,
    seat: Seat,
    *,
    verdict: Verdict,
    reason: str = "",
    meeting_id: int | None = None,
) -> PaymentStep:
    return PaymentStep.create(
        request=row.id,
        position=seat.position,
        step=seat.step.id,
        verdict=verdict,
        office=seat.office,
        is_deputy=seat.is_deputy,
        meeting=meeting_id,
        reason=reason,
        acted_at=work.now,
        acted_by=actor.account_id,
    )


def _require_meeting(village: Place, step: Step, meeting_id: int | None, *, on: date) -> int:
    """Return the meeting a step rests on, if it was held and minuted."""
    assert step.body is not None  # noqa: S101 - asked of steps that rest on a meeting only
    try:
        held = meeting(village, meeting_id or 0)
    except NotFoundError as error:
        raise MeetingNotHeldError(COMPOSITIONS[step.body].name) from error
    if held.body != step.body or not held.present or not held.minuted or held.meets_on > on:
        raise MeetingNotHeldError(COMPOSITIONS[step.body].name)
    return held.id
