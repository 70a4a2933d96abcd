"""Quarters and years: what the books say of them, what was prepared and signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.chart import MoneyAccount
from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.models import (
    MonthClose,
    MonthSignOff,
    PeriodDisclosure,
    PeriodSignOff,
    Voucher,
    VoucherLine,
)
from disclosure.books.queries.months import name_of
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.queries.standing import balances
from disclosure.books.rules.deadlines import period_deadline
from disclosure.books.rules.period_tables import PeriodTable, answers_in, read_table, table_content
from disclosure.books.rules.periodic import (
    PeriodState,
    PeriodSum,
    covered_months,
    figures,
    item_figures,
    period_state,
)
from disclosure.books.rules.vouchers import VoucherOrigin
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from disclosure.books.rules.deadlines import Deadline
    from disclosure.books.rules.periodic import Answer
    from disclosure.books.rules.periods import Period
    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRow:
    """One version of a quarter's or year's table."""

    id: int
    period: str
    revision: int
    content: Mapping[str, Any]
    reason: str
    prepared_on: date
    prepared_by: int
    signed_on: date | None
    signed_by: int | None

    @property
    def table(self) -> PeriodTable:
        """What it says."""
        return read_table(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodActs:
    """What the reader may do with it now."""

    prepare: bool
    sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPage:
    """One quarter or year as its screens show it."""

    period: Period
    state: PeriodState
    deadline: Deadline
    table: PeriodTable  # the newest version, or what the books say now
    newest: PreparedRow | None
    was_public: bool  # some version was signed before
    prepared_by: str
    signed_by: str
    before: Mapping[str, Answer]  # what was last said of the items that no account fills
    waiting_for: tuple[Month, ...]  # months that are not public yet
    acts: PeriodActs


def begun_in(village: Place) -> Month | None:
    """Return the first month of the village's books, or nothing where there are none."""
    query = Voucher.select(Voucher.month).where(Voucher.village == village.id).order_by(Voucher.month).limit(1)
    return next((month for (month,) in tuples_of(query)), None)


def signed_months(village: Place) -> dict[Month, date]:
    """Return the months that are public, each with the day it was signed."""
    query = MonthSignOff.select(MonthClose.month, MonthSignOff.signed_at).join(MonthClose).where(
        MonthClose.village == village.id
    )  # fmt: skip
    return {month: local_day(signed_at) for month, signed_at in tuples_of(query)}


def prepared_versions(village: Place, periods: Sequence[str]) -> tuple[PreparedRow, ...]:
    """Return every version of some periods, of each the oldest first."""
    query = (
        PeriodDisclosure.select(PeriodDisclosure, PeriodSignOff.signed_at, PeriodSignOff.signed_by)
        .join(PeriodSignOff, JOIN.LEFT_OUTER)
        .where((PeriodDisclosure.village == village.id) & PeriodDisclosure.period.in_(periods))
        .order_by(PeriodDisclosure.period, PeriodDisclosure.revision)
    )
    return tuple(_prepared(row) for row in dicts_of(query))


def period_content(
    village: Place, period: Period, *, begun: Month, answers: Mapping[str, Answer], explanation: str
) -> dict[str, Json]:
    """Return the table of a period from what is booked, with what the bookkeeper says beside it."""
    months = covered_months(period, begun=begun)
    form = disclosure_form()
    sums, opening_fen, closing_fen = _sums(village, months[0], months[-1])
    return table_content(
        period,
        months,
        form=form,
        figures=figures(sums, opening_fen=opening_fen, closing_fen=closing_fen),
        items=item_figures(form, sums),
        answers=answers,
        explanation=explanation,
    )


def period_page(
    village: Place, period: Period, *, today: date, may_prepare: bool = False, may_sign: bool = False
) -> PeriodPage:
    """Return a quarter or year.

    :raise NotFoundError: the village has no books of it, or it has not begun.
    """
    begun = begun_in(village)
    if begun is None or period.months[-1] < begun or period.months[0].first_day > today:
        raise NotFoundError
    versions = prepared_versions(village, [str(period)])
    newest = versions[-1] if versions else None
    signed = signed_months(village)
    state = state_of(period, newest, begun=begun, signed=signed, today=today)
    over = period.last_day < today
    waiting_for = tuple(month for month in covered_months(period, begun=begun) if month not in signed)
    before = _said_before(village, period) if newest is None else answers_in(newest.table)
    return PeriodPage(
        period=period,
        state=state,
        deadline=period_deadline(period, jurisdiction=village.jurisdiction),
        table=newest.table
        if newest
        else read_table(period_content(village, period, begun=begun, answers=before, explanation="")),
        newest=newest,
        was_public=any(one.signed_on for one in versions),
        prepared_by=name_of(newest.prepared_by) if newest else "",
        signed_by=name_of(newest.signed_by) if newest and newest.signed_by else "",
        before=before,
        waiting_for=waiting_for,
        acts=PeriodActs(
            prepare=may_prepare and over and not waiting_for, sign=may_sign and state is PeriodState.PREPARED
        ),
    )


def state_of(
    period: Period, newest: PreparedRow | None, *, begun: Month, signed: Collection[Month], today: date
) -> PeriodState:
    """Return how far a period is."""
    return period_state(
        period,
        begun=begun,
        signed=signed,
        prepared=newest is not None,
        published=newest is not None and newest.signed_on is not None,
        today=today,
    )


def _said_before(village: Place, period: Period) -> dict[str, Answer]:
    """Return what was said in the newest table of the same kind before this one: plans and resources seldom change."""
    query = (
        PeriodDisclosure.select(PeriodDisclosure.content)
        .where(
            (PeriodDisclosure.village == village.id)
            & (PeriodDisclosure.period < str(period))
            & (fn.LENGTH(PeriodDisclosure.period) == len(str(period)))
        )
        .order_by(PeriodDisclosure.period.desc(), PeriodDisclosure.revision.desc())
        .limit(1)
    )
    return next((answers_in(read_table(content)) for (content,) in tuples_of(query)), {})


def _sums(village: Place, first: Month, last: Month) -> tuple[tuple[PeriodSum, ...], int, int]:
    """Return every account over the months, and what the money came to before and after them."""
    opening_fen = sum(one.opening_fen for one in balances(village, first) if MoneyAccount.of(one.account))
    standing = {(one.account, one.detail): one.closing_fen for one in balances(village, last)}
    moved = _moved(village, first, last)
    sums = tuple(
        PeriodSum(
            account=key[0],
            detail=key[1],
            closing_fen=standing.get(key, 0),
            debit_fen=moved.get(key, (0, 0))[0],
            credit_fen=moved.get(key, (0, 0))[1],
        )
        for key in sorted({*standing, *moved})
    )
    return sums, opening_fen, sum(one.closing_fen for one in sums if MoneyAccount.of(one.account))


def _moved(village: Place, first: Month, last: Month) -> dict[tuple[str, str], tuple[int, int]]:
    """Return what was booked by account, without what only carries the result at the end of a year."""
    query = (
        VoucherLine.select(
            VoucherLine.account, VoucherLine.detail, fn.SUM(DEBIT).alias("debit"), fn.SUM(CREDIT).alias("credit")
        )
        .join(Voucher)
        .where(
            (Voucher.village == village.id)
            & (Voucher.month >= first)
            & (Voucher.month <= last)
            & (Voucher.origin != VoucherOrigin.YEAR_END)
        )
        .group_by(VoucherLine.account, VoucherLine.detail)
    )
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for code, detail, debit, credit in tuples_of(query):
        key = (code, "" if MoneyAccount.of(code) else detail)
        known = found.get(key, (0, 0))
        found[key] = (known[0] + int(debit), known[1] + int(credit))
    return found


def _prepared(row: dict[str, Any]) -> PreparedRow:
    return PreparedRow(
        id=row["id"],
        period=row["period"],
        revision=row["revision"],
        content=row["content"],
        reason=row["reason"],
        prepared_on=local_day(row["prepared_at"]),
        prepared_by=row["prepared_by"],
        signed_on=local_day(row["signed_at"]) if row["signed_at"] else None,
        signed_by=row["signed_by"],
    )
