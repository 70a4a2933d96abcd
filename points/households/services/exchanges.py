"""The exchange: reserved against points and stock, handed over, signed for; or cancelled, which restores both.

What is left is asked after the village's log is locked, so that however many click at once, neither a balance nor a
stock falls below nothing; the database refuses it once more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from points.households.errors import CodeGuessedError, NotOnOfferError, PaperPhotoError, QuantityError
from points.households.models import HouseholdMovement, PrizeExchange, PrizeExchangeStep, PrizeStock
from points.households.queries.exchanges import EXCHANGE, exchange, had_in_year, next_exchange_number, sent_before
from points.households.queries.ledger import balance
from points.households.queries.prizes import prize, stock_of
from points.households.queries.register import household, household_of, own_household_id
from points.households.rules import balances
from points.households.rules import exchanges as rules
from points.households.services.shared import checked_reason, plain_line, refuse_own
from points.households.values import Manner, MovementKind, Step, StockKind
from portal.kernel.attachments import attach
from portal.kernel.work import unit_of_work
from portal.org import attempts
from portal.org.errors import SignInThrottledError
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from points.households.queries.exchanges import ExchangeRow
    from points.households.queries.prizes import PrizeRow
    from portal.kernel.attachments import Upload
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

#: As many of one prize as one exchange may be of.
MOST_AT_ONCE = 100
_DIGITS = 6
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserving:
    """What a household wants; ``token`` belongs to one form, so that sent twice it is one exchange."""

    household_id: int
    prize: int
    token: str
    quantity: int = 1


def reserve_prize(actor: Actor, village: Place, wanted: Reserving) -> PrizeExchange:
    """Set a prize aside for a household and take its points; members do it for their own, officers for any.

    :raise NoHouseholdError: the village has no such household.
    :raise NoPrizeError: the village has no such prize.
    :raise NotOnOfferError: it cannot be had now.
    :raise QuantityError: so many are not given at once.
    :raise MostEachError: the household had as many this year as it may.
    :raise StockShortError: fewer are there.
    :raise BalanceShortError: fewer points are left.
    """
    own = own_household_id(actor.person_id) == wanted.household_id
    permission = Permission.SIGNED_IN if own else Permission.HOUSEHOLDS_RECORD
    with unit_of_work(actor, permission, village) as work:
        home = household(village, wanted.household_id)
        sent = sent_before(village, wanted.token)
        if sent is not None:
            work.leave_unchanged()
            return sent
        row = prize(village, wanted.prize)
        cost_x100 = _require(row, home.id, wanted, today=work.today)
        made = PrizeExchange.create(
            village=village,
            number=next_exchange_number(village),
            household=home.id,
            prize=row.id,
            offer=row.offer_id,
            quantity=wanted.quantity,
            points_x100=cost_x100,
            code=f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}",
            token=wanted.token,
            reserved_by=actor.person_id,
            reserved_on=work.today,
            reserved_at=work.now,
        )
        paid = _move(work, village, made, kind=MovementKind.EXCHANGED, points_x100=-cost_x100)
        taken = _stock(work, actor, village, made, kind=StockKind.RESERVED, quantity=-wanted.quantity)
        work.seal(
            "households.exchange.reserved",
            about=(EXCHANGE, made.number),
            facts={"prize": row.number, "quantity": wanted.quantity, "points_x100": cost_x100, "own": own},
            rows=[made, paid, taken],
        )
        return made


def hand_over(actor: Actor, village: Place, number: int) -> PrizeExchangeStep:
    """Give the prize to the household, as an officer who is not of it.

    :raise NoExchangeError: there is no such exchange.
    :raise OwnHouseholdError: it is of the actor's own household.
    :raise HandedExchangeError: it was handed over.
    :raise CancelledExchangeError: it was cancelled.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        row = exchange(village, number)
        refuse_own(actor, {row.household.id})
        rules.require_hand_over(row.state)
        return _step(work, actor, village, row, step=Step.HANDED)


def sign_oneself(actor: Actor, village: Place, number: int) -> PrizeExchangeStep:
    """Sign on one's own phone for what one's household got.

    :raise NoExchangeError: it is not of the actor's household.
    :raise NotHandedError: it was not handed over yet.
    :raise SignedExchangeError: it was signed for.
    """
    with unit_of_work(actor, Permission.SIGNED_IN, village) as work:
        home = household_of(village, actor.person_id)
        row = exchange(village, number, household_id=home.id)
        rules.require_signature(row.state)
        return _step(work, actor, village, row, step=Step.SIGNED, manner=Manner.PHONE, signed_by=actor.name)


def sign_by_code(actor: Actor, village: Place, number: int, *, code: str) -> PrizeExchangeStep:
    """Take the household's signature at the counter: it tells the six digits only it can see.

    What is told is counted by exchange and by account, so that six digits cannot be guessed.

    :raise WrongCodeError: they are others.
    :raise CodeGuessedError: too many others were told before, of this exchange or by this account.
    :raise DomainError: as :func:`_signing` says.
    """
    guess = _Guess(_signing(actor, village, number), actor)
    guess.count()
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        row = _signing(actor, village, number)
        rules.require_code(code, row.code)
        made = _step(work, actor, village, row, step=Step.SIGNED, manner=Manner.CODE, signed_by=row.household.title)
    guess.succeed()
    return made


def sign_on_paper(
    actor: Actor, village: Place, number: int, *, signed_by: str, uploads: Sequence[Upload]
) -> PrizeExchangeStep:
    """Enter the household's signature on paper with the photo of it.

    :raise PaperPhotoError: there is no photo, or nobody is named.
    :raise DomainError: as :func:`_signing` says.
    """
    with unit_of_work(actor, Permission.HOUSEHOLDS_RECORD, village) as work:
        row = _signing(actor, village, number)
        who = plain_line(signed_by, most=_LONGEST_NAME)
        if not who or not uploads:
            raise PaperPhotoError
        attach(work, about=(EXCHANGE, number), uploads=uploads)
        return _step(work, actor, village, row, step=Step.SIGNED, manner=Manner.PAPER, signed_by=who)


def cancel_exchange(actor: Actor, village: Place, number: int, *, reason: str) -> PrizeExchangeStep:
    """Give back points and stock, exactly, while it is not signed for; members may while it is only reserved.

    :raise NoExchangeError: there is no such exchange, or it is not for the actor to cancel.
    :raise SignedExchangeError: it was signed for.
    :raise CancelledExchangeError: it was cancelled.
    :raise HandedExchangeError: a member cancels what was handed over: an officer takes it back first.
    :raise ReasonNeededError: there is no reason.
    """
    own = own_household_id(actor.person_id)
    row = exchange(village, number)
    permission = Permission.SIGNED_IN if own == row.household.id else Permission.HOUSEHOLDS_RECORD
    with unit_of_work(actor, permission, village) as work:
        why, row = checked_reason(reason), exchange(village, number)
        rules.require_cancellable(row.state)
        if own == row.household.id:
            rules.require_hand_over(row.state)
        made = PrizeExchange.get_by_id(row.id)
        returned = _move(work, village, made, kind=MovementKind.RETURNED, points_x100=row.points_x100)
        stocked = _stock(work, actor, village, made, kind=StockKind.RETURNED, quantity=row.quantity)
        work.keep([returned, stocked])
        return _step(work, actor, village, row, step=Step.CANCELLED, reason=why)


def _require(row: PrizeRow, household_id: int, wanted: Reserving, *, today: date) -> int:
    """Return what it costs in hundredths of a point, or refuse it."""
    if not row.on_offer:
        raise NotOnOfferError(row.name)
    if not 1 <= wanted.quantity <= MOST_AT_ONCE:
        raise QuantityError(MOST_AT_ONCE)
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    had = had_in_year(household_id, row.id, first=first, last=last)
    balances.require_each(row.most_each, had=had, asked=wanted.quantity, unit=row.unit)
    balances.require_stock(row.name, row.unit, left=stock_of(row.id), asked=wanted.quantity)
    cost_x100 = row.price_x100 * wanted.quantity
    balances.require_balance(balance(household_id), cost_x100)
    return cost_x100


def _signing(actor: Actor, village: Place, number: int) -> ExchangeRow:
    """Return an exchange an officer may take the signature for.

    :raise NoExchangeError: there is no such exchange.
    :raise OwnHouseholdError: it is of the actor's own household.
    :raise NotHandedError: it was not handed over yet.
    :raise SignedExchangeError: it was signed for.
    """
    row = exchange(village, number)
    refuse_own(actor, {row.household.id})
    rules.require_signature(row.state)
    return row


class _Guess:
    """A code that is told: written down before it is looked at, as failed until it was the right one."""

    def __init__(self, row: ExchangeRow, actor: Actor) -> None:
        # neither is a login or an address: those have no spaces
        self._names = (f"pickup code {row.id}", f"pickup code by {actor.account_id}")

    def count(self) -> None:
        """Write it down, unless too many failed.

        :raise CodeGuessedError: they did.
        """
        try:
            attempts.begin(*self._names)
        except SignInThrottledError as error:
            raise CodeGuessedError(error.minutes) from error

    def succeed(self) -> None:
        """Write down that it was the right one."""
        attempts.succeed(*self._names)


def _move(
    work: Work, village: Place, made: PrizeExchange, *, kind: MovementKind, points_x100: int
) -> HouseholdMovement:
    return HouseholdMovement.create(
        village=village,
        household=made.household_id,
        kind=kind,
        points_x100=points_x100,
        counted_on=work.today,
        exchange=made.id,
        moved_at=work.now,
    )


def _stock(
    work: Work, actor: Actor, village: Place, made: PrizeExchange, *, kind: StockKind, quantity: int
) -> PrizeStock:
    return PrizeStock.create(
        village=village,
        prize=made.prize_id,
        kind=kind,
        quantity=quantity,
        moved_on=work.today,
        exchange=made.id,
        recorded_by=actor.person_id,
        recorded_at=work.now,
    )


def _step(
    work: Work,
    actor: Actor,
    village: Place,
    row: ExchangeRow,
    *,
    step: Step,
    manner: Manner | None = None,
    signed_by: str = "",
    reason: str = "",
) -> PrizeExchangeStep:
    made = PrizeExchangeStep.create(
        village=village,
        exchange=row.id,
        step=step,
        done_on=work.today,
        manner=manner,
        signed_by=signed_by,
        reason=reason,
        done_by=actor.person_id,
        done_at=work.now,
    )
    work.seal(
        f"households.exchange.{step.value}",
        about=(EXCHANGE, row.number),
        facts={"manner": manner.value} if manner else {},
        rows=[made],
    )
    return made
