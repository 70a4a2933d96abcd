"""Closing a month and signing it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.bulletins import publish_month
from disclosure.books.errors import (
    CloseStoppedError,
    CloseTextError,
    MonthNotClosedError,
    MonthRefusedError,
    MonthSignedOffError,
    RefusalReasonError,
)
from disclosure.books.models import CloseReview, MonthClose, MonthEnd, MonthRefusal, MonthSignOff, SignOffOpinion
from disclosure.books.queries import changes_through, close_of, close_state, recorders, statement_of
from disclosure.books.rules.closing import problems, require_other_person
from disclosure.books.services.alerts import raise_month
from disclosure.books.services.bank_matching import keep_result
from portal.kernel.canonical import canonical_json, sha256_hex
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from disclosure.books.queries.months import CloseRow
    from disclosure.books.rules.statement import Statement
    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

#: As many characters as an explanation, an opinion, or a reason may have.
_LONGEST = 500


def close_month(actor: Actor, village: Place, month: Month, *, explanation: str = "") -> MonthClose:
    """Close a month: its figures are fixed, and it takes no more entries.

    What was found and does not stop the close is kept with the bookkeeper's ``explanation`` and published with it.

    :raise CloseStoppedError: something stops it; the sentence names everything that does.
    :raise CloseTextError: the explanation is too long.
    :raise PrivateNumberError: the explanation has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BOOKS_CLOSE, village) as work:
        _require_short("说明", explanation)
        refuse_private_numbers(explanation)
        state = close_state(village, month, today=work.today)
        found = problems(state, today=work.today)
        blocking = [one.text for one in found if one.blocking]
        if blocking:
            raise CloseStoppedError(month, blocking)
        totals = _totals(statement_of(village, month))
        raised = raise_month(work, actor, village, month)
        close = MonthClose.create(
            village=village,
            month=month,
            totals=totals,
            totals_digest=sha256_hex(canonical_json(totals)),
            closed_at=work.now,
            closed_by=actor.account_id,
        )
        end = MonthEnd.create(close=close, changes=_changes(village, month))
        findings = [one.text for one in found]
        reviews = (
            [CloseReview.create(village=village, close=close, findings=findings, text=explanation)] if findings else []
        )
        work.seal(
            "books.month.closed",
            about=("month", str(month)),
            facts={**totals, "totals_digest": close.totals_digest},
            rows=[close, end, *reviews, *raised, *keep_result(village, close, state.bank)],
        )
        return close


def sign_off_month(actor: Actor, village: Place, month: Month, *, opinion: str = "") -> MonthSignOff:
    """Sign off a closed month as a second person, and publish it with their ``opinion``.

    :raise MonthNotClosedError: the month is not closed.
    :raise MonthSignedOffError: it was signed off before.
    :raise OwnWorkError: the signer closed the month or recorded some of it.
    :raise CloseTextError: the opinion is too long.
    :raise PrivateNumberError: the opinion has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BOOKS_SIGN_OFF, village) as work:
        _require_short("审查意见", opinion.strip())
        refuse_private_numbers(opinion)
        close = _unsigned(village, month)
        require_other_person(
            month, signer=actor.account_id, closer=close.closed_by, recorders=recorders(village, month)
        )
        signed = MonthSignOff.create(close=close.id, signed_at=work.now, signed_by=actor.account_id)
        said = [SignOffOpinion.create(sign_off=signed, text=opinion.strip())] if opinion.strip() else []
        publish_month(work, village, month)
        facts: dict[str, Json] = {"close": close.id}
        work.seal("books.month.signed-off", about=("month", str(month)), facts=facts, rows=[signed, *said])
        return signed


def refuse_month(actor: Actor, village: Place, month: Month, *, reason: str) -> MonthRefusal:
    """Record that a member of the supervision committee does not sign a closed month, and why; it stays unsigned.

    The same reason of the same member sent twice is recorded once.

    :raise MonthNotClosedError: the month is not closed.
    :raise MonthSignedOffError: it is signed.
    :raise MonthRefusedError: the member sent it back before, for another reason.
    :raise RefusalReasonError: no reason, or too long a one.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BOOKS_SIGN_OFF, village) as work:
        why = " ".join(reason.split())
        refuse_private_numbers(why)
        if not 0 < len(why) <= _LONGEST:
            raise RefusalReasonError
        close = _unsigned(village, month)
        before: MonthRefusal | None = MonthRefusal.get_or_none(
            (MonthRefusal.close == close.id) & (MonthRefusal.refused_by == actor.account_id)
        )
        if before is not None:
            if before.reason != why:
                raise MonthRefusedError(month)
            work.leave_unchanged()
            return before
        refused = MonthRefusal.create(close=close.id, reason=why, refused_at=work.now, refused_by=actor.account_id)
        work.seal("books.month.refused", about=("month", str(month)), facts={"close": close.id}, rows=[refused])
        return refused


def _require_short(what: str, text: str) -> None:
    """Refuse a text that is longer than what is kept.

    :raise CloseTextError: it is.
    """
    if len(text) > _LONGEST:
        raise CloseTextError(what, most=_LONGEST)


def _unsigned(village: Place, month: Month) -> CloseRow:
    close = close_of(village, month)
    if close is None:
        raise MonthNotClosedError(month)
    if close.signed_on is not None:
        raise MonthSignedOffError(month)
    return close


def _changes(village: Place, month: Month) -> list[Json]:
    """Return what was booked on each account from the beginning to the month's end, to be carried on from there."""
    found = sorted(changes_through(village, month).items())
    return [[code, detail, fen] for (code, detail), fen in found if fen]


def _totals(figures: Statement) -> dict[str, Json]:
    return {
        "money": [
            {
                "account": one.account.code,
                "opening_fen": one.opening_fen,
                "in_fen": one.in_fen,
                "out_fen": one.out_fen,
                "closing_fen": one.closing_fen,
            }
            for one in figures.money
        ],
        "income_fen": figures.income_fen,
        "expense_fen": figures.expense_fen,
    }
