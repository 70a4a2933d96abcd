"""The register of funds: opened with the document it rests on, closed with a reason, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.errors import (
    FundAmountError,
    FundClosedError,
    FundDayError,
    FundDocumentMissingError,
    FundKnownError,
    FundNameError,
    FundPurposeMissingError,
    FundReasonError,
    FutureDayError,
    TotalTooLargeError,
    WrongCategoryError,
)
from disclosure.books.models import Fund, FundBeginning, FundClosing
from disclosure.books.queries.accounts import category_of, sub_accounts
from disclosure.books.queries.fund_beginnings import fund_standing
from disclosure.books.queries.funds import FUND, FundRow, balance_of, fund, funds, movements
from disclosure.books.rules.entries import Category, fits
from disclosure.books.rules.funds import reason_beyond
from disclosure.books.rules.vouchers import LARGEST_FEN, VoucherKind
from disclosure.books.services.accounts import open_below
from disclosure.books.services.entries import require_month_open
from portal.kernel.attachments import attach
from portal.kernel.months import Month
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from disclosure.books.rules.funds import FundKind
    from portal.kernel.attachments import Upload
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_LONGEST_NAME = 40
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is said of a fund; ``categories`` are codes of the chart or of the village's own."""

    name: str
    kind: FundKind
    source: str
    document: str
    purpose: str
    begins_on: date
    given_on: date | None = None
    limited: bool = False
    categories: tuple[str, ...] = ()
    budget_fen: int = 0
    beginning_fen: int = 0
    beginning_reason: str = ""  # why it began with more than the books show
    spend_by: date | None = None


def open_fund(actor: Actor, village: Place, opening: Opening, *, uploads: Sequence[Upload] = ()) -> FundRow:
    """Register a fund with its document, and open its own account below 241 or 231 in the same act.

    :raise FundNameError: the name is empty, too long, or would be read as two.
    :raise FundKnownError: the village has a fund of that name.
    :raise FundAmountError: less than nothing.
    :raise FundBeginningError: it begins with more than stands free for it in the books, and does not say why.
    :raise FundDayError: to be spent before it begins.
    :raise FutureDayError: it begins on a day that has not come.
    :raise FundPurposeMissingError: limited to nothing.
    :raise FundDocumentMissingError: limited by a document that is not there.
    :raise WrongCategoryError: no money is paid under one of its categories.
    :raise DomainError: the month it begins in is closed.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        name = "".join(opening.name.split())
        _require_sensible(village, name, opening, today=work.today)
        categories = [category_of(village, code) for code in opening.categories]
        _require_purpose(opening, categories, uploads)
        standing = fund_standing(village, opening.begins_on)
        beyond = reason_beyond(opening.beginning_fen, opening.kind, standing=standing, reason=opening.beginning_reason)
        opened = Fund.create(
            village=village,
            number=1 + (Fund.select(fn.MAX(Fund.number)).where(Fund.village == village.id).scalar() or 0),
            name=name,
            kind=opening.kind,
            account=opening.kind.account,
            source=opening.source,
            document=opening.document,
            given_on=opening.given_on,
            purpose=opening.purpose,
            limited=opening.limited,
            categories=[[one.account, one.detail] for one in categories],
            budget_fen=opening.budget_fen,
            beginning_fen=opening.beginning_fen,
            begins_on=opening.begins_on,
            spend_by=opening.spend_by,
            opened_at=work.now,
            opened_by=actor.account_id,
        )
        papers = attach(work, about=(FUND, opened.number), uploads=uploads)
        work.seal(
            "books.fund.opened",
            about=(FUND, opened.number),
            facts={
                "kind": opening.kind.value,
                "budget_fen": opening.budget_fen,
                "beginning_fen": opening.beginning_fen,
                "limited": opening.limited,
                "papers": [one.digest for one in papers],
            },
            rows=[
                opened,
                *_beyond_the_books(opened, standing.free_fen(opening.kind), reason=beyond),
                *_own_account(work, actor, village, opened),
            ],
        )
        return fund(village, opened.number)


def close_fund(actor: Actor, village: Place, number: int, *, reason: str) -> FundRow:
    """Let a fund move no more.

    :raise NotFoundError: the village has no such fund.
    :raise FundClosedError: it is closed.
    :raise FundReasonError: no reason, or too long a one.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        why = " ".join(reason.split())
        refuse_private_numbers(why)
        if not 0 < len(why) <= _LONGEST_REASON:
            raise FundReasonError
        found = fund(village, number)
        if found.closed_on is not None:
            raise FundClosedError(found.name, on=found.closed_on)
        left_fen = balance_of(found, movements(village, [found.id]).get(found.id, ())).left_fen
        closing = FundClosing.create(
            fund=found.id, closed_on=work.today, reason=why, recorded_at=work.now, recorded_by=actor.account_id
        )
        work.seal("books.fund.closed", about=(FUND, number), facts={"left_fen": left_fen}, rows=[closing])
        return fund(village, number)


def _require_sensible(village: Place, name: str, opening: Opening, *, today: date) -> None:
    if not 0 < len(name) <= _LONGEST_NAME or "/" in name or "／" in name:
        raise FundNameError
    refuse_private_numbers(name, opening.source, opening.document, opening.purpose, opening.beginning_reason)
    if any(one.name == name for one in funds(village)):
        raise FundKnownError(name)
    if min(opening.budget_fen, opening.beginning_fen) < 0:
        raise FundAmountError
    if max(opening.budget_fen, opening.beginning_fen) > LARGEST_FEN:
        raise TotalTooLargeError
    if len(opening.beginning_reason) > _LONGEST_REASON:
        raise FundReasonError
    if opening.begins_on > today:
        raise FutureDayError(today)
    if opening.spend_by is not None and opening.spend_by < opening.begins_on:
        raise FundDayError
    require_month_open(village, Month.of(opening.begins_on))


def _require_purpose(opening: Opening, categories: Sequence[Category], uploads: Sequence[Upload]) -> None:
    for one in categories:
        if not fits(one, VoucherKind.PAYMENT):
            raise WrongCategoryError(one.name, wanted=VoucherKind.PAYMENT.title)
    if opening.limited and not categories:
        raise FundPurposeMissingError
    if opening.limited and not uploads:
        raise FundDocumentMissingError


def _beyond_the_books(opened: Fund, free_fen: int, *, reason: str) -> list[SealedModel]:
    return [FundBeginning.create(fund=opened, free_fen=free_fen, reason=reason)] if reason else []


def _own_account(work: Work, actor: Actor, village: Place, opened: Fund) -> list[SealedModel]:
    """Open the account the fund stands on, where it has one and the village has not opened it before."""
    if not opened.account:
        return []
    known = {(one.account, one.name) for one in sub_accounts(village)}
    if (opened.account, opened.name) in known:
        return []
    return [open_below(work, actor, village, Category(account=opened.account, detail=opened.name))]
