"""Reading exchanges with the steps that followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.households.errors import NoExchangeError
from points.households.models import Prize, PrizeExchange, PrizeExchangeStep
from points.households.queries.register import HouseholdRow, households_by_id, names_by_id
from points.households.rules.exchanges import state_of
from points.households.values import ExchangeState, Manner, Step
from portal.kernel.attachments import attachments_of
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.kernel.attachments import AttachmentRow
    from portal.org.models import Place

#: The kind of subject the photos of signed papers lie under.
EXCHANGE = "household_exchange"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRow:
    """One exchange as it stands."""

    id: int
    number: int
    household: HouseholdRow
    prize_id: int
    prize: str
    unit: str
    quantity: int
    points_x100: int
    code: str
    reserved_on: date
    reserved_by: str
    handed_on: date | None
    handed_by: str
    signed_on: date | None
    manner: Manner | None
    signed_by: str
    cancelled_on: date | None
    reason: str  # why it was cancelled
    state: ExchangeState
    files: tuple[AttachmentRow, ...] = ()


def exchanges(
    village: Place, *, household_id: int | None = None, first: date | None = None, last: date | None = None
) -> list[ExchangeRow]:
    """Return exchanges, the newest first: of a household, or reserved between two days, where asked."""
    asked: Any = PrizeExchange.village == village.id
    if household_id is not None:
        asked &= PrizeExchange.household == household_id
    if first is not None:
        asked &= PrizeExchange.reserved_on >= first
    if last is not None:
        asked &= PrizeExchange.reserved_on <= last
    return _exchanges(village, asked)


def open_exchanges(village: Place) -> list[ExchangeRow]:
    """Return what is reserved or handed over and not signed for, the newest first."""
    done = PrizeExchangeStep.select(PrizeExchangeStep.exchange).where(
        (PrizeExchangeStep.village == village.id) & PrizeExchangeStep.step.in_([Step.SIGNED, Step.CANCELLED])
    )
    return _exchanges(village, (PrizeExchange.village == village.id) & PrizeExchange.id.not_in(done))


def stepped_in(village: Place, step: Step, *, first: date, last: date) -> list[ExchangeRow]:
    """Return the exchanges of which a step was done between two days."""
    done = PrizeExchangeStep.select(PrizeExchangeStep.exchange).where(
        (PrizeExchangeStep.village == village.id)
        & (PrizeExchangeStep.step == step)
        & (PrizeExchangeStep.done_on >= first)
        & (PrizeExchangeStep.done_on <= last)
    )
    return _exchanges(village, (PrizeExchange.village == village.id) & PrizeExchange.id.in_(done))


def exchange(village: Place, number: int, *, household_id: int | None = None) -> ExchangeRow:
    """Return one exchange with the photos of its paper; only a household's own, where asked.

    :raise NoExchangeError: there is none.
    """
    asked = (PrizeExchange.village == village.id) & (PrizeExchange.number == number)
    if household_id is not None:
        asked &= PrizeExchange.household == household_id
    found = _exchanges(village, asked, files=True)
    if not found:
        raise NoExchangeError
    return found[0]


def sent_before(village: Place, token: str) -> PrizeExchange | None:
    """Return the exchange a form made that was sent before."""
    return PrizeExchange.get_or_none((PrizeExchange.village == village.id) & (PrizeExchange.token == token))


def had_in_year(household_id: int, prize_id: int, *, first: date, last: date) -> int:
    """Return how many of a prize a household reserved between two days and did not give back."""
    cancelled = PrizeExchangeStep.select(PrizeExchangeStep.exchange).where(PrizeExchangeStep.step == Step.CANCELLED)
    rows = PrizeExchange.select(fn.SUM(PrizeExchange.quantity)).where(
        (PrizeExchange.household == household_id)
        & (PrizeExchange.prize == prize_id)
        & (PrizeExchange.reserved_on >= first)
        & (PrizeExchange.reserved_on <= last)
        & PrizeExchange.id.not_in(cancelled)
    )
    return int(rows.scalar() or 0)


def next_exchange_number(village: Place) -> int:
    """Return the number of the next exchange."""
    last = PrizeExchange.select(fn.MAX(PrizeExchange.number)).where(PrizeExchange.village == village.id).scalar()
    return int(last or 0) + 1


def _exchanges(village: Place, asked: Any, *, files: bool = False) -> list[ExchangeRow]:
    rows = list(
        dicts_of(
            PrizeExchange.select(PrizeExchange, Prize.name.alias("prize_name"), Prize.unit)
            .join(Prize, JOIN.INNER)
            .where(asked)
            .order_by(PrizeExchange.number.desc())
        )
    )
    if not rows:
        return []
    steps: dict[int, dict[Step, dict[str, Any]]] = {}
    of_these = PrizeExchangeStep.select().where(
        PrizeExchangeStep.exchange.in_(PrizeExchange.select(PrizeExchange.id).where(asked))
    )
    for one in dicts_of(of_these):
        steps.setdefault(one["exchange"], {})[one["step"]] = one
    people = {row["reserved_by"] for row in rows} | {one["done_by"] for done in steps.values() for one in done.values()}
    names, homes = names_by_id(people), households_by_id(village, [row["household"] for row in rows])
    photos = attachments_of(village.log_id, EXCHANGE, [row["number"] for row in rows]) if files else {}
    return [
        _exchange_row(row, homes, names, steps.get(row["id"], {}), photos=photos.get(str(row["number"]), ()))
        for row in rows
    ]


def _exchange_row(
    row: dict[str, Any],
    homes: dict[int, HouseholdRow],
    names: dict[int, str],
    steps: dict[Step, dict[str, Any]],
    *,
    photos: Iterable[AttachmentRow],
) -> ExchangeRow:
    handed, signed, cancelled = (steps.get(step, {}) for step in (Step.HANDED, Step.SIGNED, Step.CANCELLED))
    return ExchangeRow(
        id=row["id"],
        number=row["number"],
        household=homes[row["household"]],
        prize_id=row["prize"],
        prize=row["prize_name"],
        unit=row["unit"],
        quantity=row["quantity"],
        points_x100=row["points_x100"],
        code=row["code"],
        reserved_on=row["reserved_on"],
        reserved_by=names[row["reserved_by"]],
        handed_on=handed.get("done_on"),
        handed_by=names.get(handed.get("done_by", 0), ""),
        signed_on=signed.get("done_on"),
        manner=signed.get("manner"),
        signed_by=signed.get("signed_by", ""),
        cancelled_on=cancelled.get("done_on"),
        reason=cancelled.get("reason", ""),
        state=state_of(steps),
        files=tuple(photos),
    )
