"""What a month's document says of alerts: how they stood on the day it was signed, and answers to earlier months'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.models import AlertVoucher, HandEntry, MonthClose, MonthSignOff
from disclosure.books.queries.alerts import AlertRow, AnswerRow, alerts_raised
from disclosure.books.rules.alerts import AlertState, state_of
from portal.kernel.db import tuples_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from disclosure.books.checks import Check
    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCount:
    """How many alerts of one check a month has, and how they stood."""

    check: Check
    found: int
    answered: int  # the closed ones too
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer as it is published."""

    check: Check
    month: Month
    numbers: tuple[int, ...]  # vouchers of that month
    text: str
    state: AlertState
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAlerts:
    """What a month's document says of alerts."""

    counts: tuple[CheckCount, ...]
    answers: tuple[GivenAnswer, ...]
    earlier: tuple[GivenAnswer, ...]  # given to alerts of earlier months since those were signed
    parties: frozenset[str]  # who was paid or paid by the vouchers they are about, in whatever month


def published_alerts(village: Place, month: Month) -> PublishedAlerts:
    """Return what the document of a month that is signed off says; the same however often it is published again."""
    signed = dict(
        tuples_of(
            MonthClose.select(MonthClose.month, MonthSignOff.signed_at)
            .join(MonthSignOff)
            .where((MonthClose.village == village.id) & (MonthSignOff.signed_at <= _signed_at(village, month)))
        )
    )
    day = signed.pop(month)
    since = max(signed.values(), default=None)
    known = alerts_raised(village, [month, *signed])
    own = [one for one in known if one.month == month]
    before = [one for one in known if one.month != month]
    return PublishedAlerts(
        counts=tuple(_counts(own, by=day)),
        answers=tuple(_answers(own, by=day)),
        earlier=tuple(_answers(before, by=day, since=since)),
        parties=_parties(known),
    )


def _parties(rows: Iterable[AlertRow]) -> frozenset[str]:
    raised = [one.id for one in rows if one.answers]
    about = AlertVoucher.select(AlertVoucher.voucher).where(AlertVoucher.alert.in_(raised))
    query = HandEntry.select(HandEntry.party).where(HandEntry.voucher.in_(about))
    return frozenset(party for (party,) in tuples_of(query)) if raised else frozenset()


def _signed_at(village: Place, month: Month) -> object:
    return (
        MonthSignOff.select(fn.MAX(MonthSignOff.signed_at))
        .join(MonthClose)
        .where((MonthClose.village == village.id) & (MonthClose.month == month))
    )


def _counts(rows: Sequence[AlertRow], *, by: datetime) -> Iterator[CheckCount]:
    for check in dict.fromkeys(one.check.id for one in rows):
        states = [state_by(one, by) for one in rows if one.check.id == check]
        closed = states.count(AlertState.CLOSED)
        yield CheckCount(
            check=next(one.check for one in rows if one.check.id == check),
            found=len(states),
            answered=closed + states.count(AlertState.ANSWERED),
            closed=closed,
        )


def state_by(row: AlertRow, by: datetime) -> AlertState:
    """Return how an alert stood at a moment."""
    given = [one for one in row.answers if one.at <= by]
    return state_of([one.verdict.accepted if one.verdict and one.verdict.at <= by else None for one in given])


def _answers(rows: Iterable[AlertRow], *, by: datetime, since: datetime | None = None) -> Iterator[GivenAnswer]:
    """Yield the last answer to each alert by a moment; with ``since``, only of those something was said of after it."""
    for row in rows:
        given = [one for one in row.answers if one.at <= by]
        if given and (since is None or _last_said(given[-1], by) > since):
            last = given[-1]
            told = last.verdict if last.verdict and last.verdict.at <= by else None
            yield GivenAnswer(
                check=row.check,
                month=row.month,
                numbers=tuple(number for month, number in row.vouchers if month == row.month),
                text=last.text,
                state=state_by(row, by),
                remark=told.text if told else "",
            )


def _last_said(answer: AnswerRow, by: datetime) -> datetime:
    return answer.verdict.at if answer.verdict and answer.verdict.at <= by else answer.at
