"""Reading the prizes: what they cost, how many are there, how the stock moved, what the year's budget leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.households.errors import NoPrizeError
from points.households.models import (
    HouseholdScheme,
    Prize,
    PrizeBudget,
    PrizeExchange,
    PrizeExchangeStep,
    PrizeOffer,
    PrizeStock,
)
from points.households.queries.deliveries import of_prize, reversals_of, spent_fen
from points.households.queries.register import names_by_id
from points.households.values import Step, StockKind
from portal.kernel.clock import local_day
from portal.kernel.days import chinese_day
from portal.kernel.db import dicts_of, tuples_of

if TYPE_CHECKING:
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeRow:
    """One prize as it can be had now."""

    id: int
    number: int
    name: str
    unit: str
    detail: str
    offer_id: int
    revision: int
    on_offer: bool
    price_x100: int
    most_each: int | None
    stock: int

    @property
    def state(self) -> tuple[str, str]:
        """The mark and the word of whether it can be had."""
        if not self.on_offer:
            return "off", "不再兑换"
        return ("done", f"有 {self.stock} {self.unit}") if self.stock else ("warn", "没有库存")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """One movement of a prize's stock."""

    id: int
    moved_on: date
    kind: StockKind
    quantity: int
    left: int  # after it
    cost_fen: int
    voucher: str
    reason: str
    exchange: int | None  # the exchange's number
    recorded_by: str
    reversed_on: date | None  # a delivery taken back
    reverses: date | None  # what takes a delivery of that day back

    @property
    def title(self) -> str:
        """What moved, as people say it."""
        return self.kind.chinese if self.reverses is None else f"撤回{chinese_day(self.reverses)}的进货"

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it is a delivery that stands."""
        return self.kind == StockKind.DELIVERED and self.reversed_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """What a prize cost from a day on."""

    revision: int
    on_offer: bool
    price_x100: int
    most_each: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow:
    """A year's budget for prizes and what deliveries cost so far; ``amount_fen`` is nothing where none is stated."""

    year: int
    amount_fen: int | None
    spent_fen: int
    document: str

    @property
    def is_over(self) -> bool:
        """Whether more was spent than the paper says."""
        return self.amount_fen is not None and self.spent_fen > self.amount_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizePage:
    """One prize with everything that moved its stock and changed its price."""

    prize: PrizeRow
    movements: tuple[StockRow, ...]  # the newest first
    offers: tuple[OfferRow, ...]


def prizes(village: Place, *, only_offered: bool = False) -> list[PrizeRow]:
    """Return the village's prizes by number; only those that may be had, where asked."""
    found = _prizes(village, Prize.village == village.id)
    return [one for one in found if one.on_offer or not only_offered]


def prize(village: Place, number: int) -> PrizeRow:
    """Return one prize.

    :raise NoPrizeError: the village has no such prize.
    """
    found = _prizes(village, (Prize.village == village.id) & (Prize.number == number))
    if not found:
        raise NoPrizeError
    return found[0]


def prize_page(village: Place, number: int) -> PrizePage:
    """Return one prize with its history.

    :raise NoPrizeError: the village has no such prize.
    """
    row = prize(village, number)
    offers = PrizeOffer.select().where(PrizeOffer.prize == row.id).order_by(PrizeOffer.revision.desc())
    return PrizePage(
        prize=row,
        movements=tuple(_movements(row.id)),
        offers=tuple(
            OfferRow(
                revision=one.revision,
                on_offer=one.on_offer,
                price_x100=one.price_x100,
                most_each=one.most_each,
                reason=one.reason,
            )
            for one in offers
        ),
    )


def stock_of(prize_id: int) -> int:
    """Return how many of a prize are there."""
    return int(PrizeStock.select(fn.SUM(PrizeStock.quantity)).where(PrizeStock.prize == prize_id).scalar() or 0)


def reserved_of(prize_id: int) -> int:
    """Return how many of a prize are set aside and lie on the shelf still: neither handed over nor cancelled."""
    left = PrizeExchangeStep.select(PrizeExchangeStep.exchange).where(
        PrizeExchangeStep.step.in_([Step.HANDED, Step.CANCELLED])
    )
    waiting = (PrizeExchange.prize == prize_id) & PrizeExchange.id.not_in(left)
    return int(PrizeExchange.select(fn.SUM(PrizeExchange.quantity)).where(waiting).scalar() or 0)


def first_delivery_day(village: Place, prize_id: int) -> date:
    """Return the first day a prize can have been delivered: when the rules began here, or it entered the catalogue."""
    entered = local_day(Prize.get_by_id(prize_id).entered_at)
    began = HouseholdScheme.select(fn.MIN(HouseholdScheme.effective_from)).where(HouseholdScheme.village == village.id)
    first = began.scalar()
    return entered if first is None else min(entered, first)


def stocks(village: Place, *, until: date | None = None) -> dict[int, int]:
    """Return how many of each prize are there, now or at the end of a day."""
    asked: Any = PrizeStock.village == village.id
    if until is not None:
        asked &= PrizeStock.moved_on <= until
    rows = PrizeStock.select(PrizeStock.prize, fn.SUM(PrizeStock.quantity)).where(asked).group_by(PrizeStock.prize)
    return {prize_id: int(total) for prize_id, total in tuples_of(rows)}


def budget(village: Place, year: int, *, until: date | None = None) -> BudgetRow:
    """Return a year's budget and what its deliveries cost, until a day of it where asked."""
    stated = (
        PrizeBudget.select()
        .where((PrizeBudget.village == village.id) & (PrizeBudget.year == year))
        .order_by(PrizeBudget.revision.desc())
        .first()
    )
    last = min(until or date(year, 12, 31), date(year, 12, 31))
    spent = spent_fen(village, first=date(year, 1, 1), last=last, until=until)
    return BudgetRow(
        year=year,
        amount_fen=stated.amount_fen if stated else None,
        spent_fen=spent,
        document=stated.document if stated else "",
    )


def budget_revisions(village: Place, year: int) -> int:
    """Return how often a year's budget was stated."""
    return PrizeBudget.select().where((PrizeBudget.village == village.id) & (PrizeBudget.year == year)).count()


def next_prize_number(village: Place) -> int:
    """Return the number of the next prize."""
    last = Prize.select(fn.MAX(Prize.number)).where(Prize.village == village.id).scalar()
    return int(last or 0) + 1


def is_prize_named(village: Place, name: str) -> bool:
    """Tell whether the village has a prize of that name."""
    return Prize.select().where((Prize.village == village.id) & (Prize.name == name)).exists()


def _prizes(village: Place, asked: Any) -> list[PrizeRow]:
    there = stocks(village)
    newer = PrizeOffer.alias()
    newest = (
        newer.select(fn.MAX(newer.revision)).where(newer.prize == PrizeOffer.prize)  # the latest offer holds
    )
    rows = (
        Prize.select(
            Prize.id,
            Prize.number,
            Prize.name,
            Prize.unit,
            Prize.detail,
            PrizeOffer.id.alias("offer_id"),
            PrizeOffer.revision,
            PrizeOffer.on_offer,
            PrizeOffer.price_x100,
            PrizeOffer.most_each,
        )
        .join(PrizeOffer, on=(PrizeOffer.prize == Prize.id))
        .where(asked & (PrizeOffer.revision == newest))
        .order_by(Prize.number)
    )
    return [
        PrizeRow(**{**row, "on_offer": bool(row["on_offer"])}, stock=there.get(row["id"], 0)) for row in dicts_of(rows)
    ]


def _movements(prize_id: int) -> list[StockRow]:
    rows = list(
        dicts_of(
            PrizeStock.select(PrizeStock, PrizeExchange.number.alias("exchange_number"))
            .join(PrizeExchange, JOIN.LEFT_OUTER, on=(PrizeStock.exchange == PrizeExchange.id))
            .where(PrizeStock.prize == prize_id)
            .order_by(PrizeStock.id)
        )
    )
    names = names_by_id({row["recorded_by"] for row in rows})
    reversed_on = {one.id: one.reversed_on for one in of_prize(prize_id)}
    reverses = reversals_of(prize_id)
    left, found = 0, []
    for row in rows:
        left += row["quantity"]
        found.append(
            StockRow(
                id=row["id"],
                moved_on=row["moved_on"],
                kind=row["kind"],
                quantity=row["quantity"],
                left=left,
                cost_fen=row["cost_fen"],
                voucher=row["voucher"],
                reason=row["reason"],
                exchange=row["exchange_number"],
                recorded_by=names[row["recorded_by"]],
                reversed_on=reversed_on.get(row["id"]),
                reverses=reverses.get(row["id"]),
            )
        )
    return found[::-1]
