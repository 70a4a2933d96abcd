"""Importing a bank's statement, taking one back, and the rule that asks for reconciliation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.errors import RefusedFileError
from disclosure.books.errors.bank import (
    BankRuleDayError,
    BankRuleTakenError,
    NewAccountError,
    NotLastStatementError,
    PeriodGapError,
    StatementBalanceError,
    StatementClosedError,
    StatementColumnsError,
    StatementKnownError,
    StatementOverlapError,
    StatementWithdrawnError,
)
from disclosure.books.models import (
    BankLayout,
    BankLine,
    BankRule,
    BankStatement,
    BankUnmatch,
    BankWithdrawal,
)
from disclosure.books.queries.bank import bank_balance, coverage, known_identities, layouts
from disclosure.books.queries.bank_items import standing_lines
from disclosure.books.queries.bank_results import reconciled_months
from disclosure.books.queries.bank_screens import standing_matches_of, statement_named
from disclosure.books.services.bank_matching import insert_matches
from disclosure.books.sheets.bank import read_statement
from disclosure.books.sheets.bank_rows import without_private_numbers
from portal.kernel import clock
from portal.kernel.db import tuples_of
from portal.kernel.months import Month
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from disclosure.books.queries.bank import Coverage
    from disclosure.books.sheets.bank import Asked, BankRow, StatementReading
    from disclosure.books.sheets.table import NamedFile
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

_ROWS_AT_ONCE = 500
_LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import kept: how many movements were new, and how many of them were matched at once."""

    number: int
    lines: int
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMaking:
    """What a place decided on reconciling its bank accounts."""

    required: bool
    since: Month
    met_on: date
    title: str
    evidence: str


def read_bank_statement(
    village: Place, file: NamedFile, *, asked: Asked, columns: Mapping[str, int] | None = None
) -> StatementReading:
    """Read a statement by the columns said by hand, those the village said before, or what headings tell."""
    return read_statement(file, asked=asked, today=clock.today(), columns=columns, remembered=layouts(village))


def require_importable(village: Place, reading: StatementReading) -> tuple[BankRow, ...]:
    """Refuse what ``import_statement`` would refuse; return the movements that are new.

    :raise RefusedFileError: the file has errors; they are in ``reading``.
    :raise StatementColumnsError: nobody said which column is which.
    :raise PeriodGapError: days are missing between it and the statements that are there.
    :raise StatementBalanceError: it does not begin or end with what those say.
    :raise StatementOverlapError: days that are covered already look otherwise.
    :raise StatementKnownError: nothing in it is new.
    """
    if reading.errors:
        raise RefusedFileError(reading.errors)
    if reading.needs_columns:
        raise StatementColumnsError
    known = coverage(village).get(reading.ending)
    if known is None:
        return reading.rows
    _require_joined(village, reading, known)
    kept = known_identities(village, {one.identity for one in reading.rows})
    fresh = tuple(one for one in reading.rows if one.identity not in kept)
    _require_same_overlap(village, reading, known, fresh)
    if known.first_on <= reading.asked.first_on and reading.asked.last_on <= known.last_on:
        raise StatementKnownError
    return fresh


def require_known_account(village: Place, ending: str) -> None:
    """Refuse an account nobody saw before; the first of a village is its account.

    :raise NewAccountError: the village has statements of other accounts alone.
    """
    known = coverage(village)
    if known and ending not in known:
        raise NewAccountError(ending, known=sorted(known))


def import_statement(actor: Actor, village: Place, reading: StatementReading, *, new_account: bool = False) -> Imported:
    """Keep everything a statement says that is new, or nothing, and match what fits without doubt.

    ``new_account``: somebody said that the village opened another account.

    :raise NewAccountError: it is of an account nobody saw before, and nobody said that it is new.
    :raise DomainError: what ``require_importable`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        fresh = require_importable(village, reading)
        if not new_account:
            require_known_account(village, reading.ending)
        rows: list[SealedModel] = []
        if layouts(village).get(reading.fingerprint) != dict(reading.columns):
            rows.append(
                BankLayout.create(
                    village=village,
                    fingerprint=reading.fingerprint,
                    columns=dict(reading.columns),
                    recorded_at=work.now,
                    recorded_by=actor.account_id,
                )
            )
        statement = _insert_statement(work, actor, village, reading)
        lines = _insert_lines(village, statement, fresh)
        matched = insert_matches(work, actor, village)
        work.seal(
            "books.bank.imported",
            about=("bank-statement", statement.number),
            facts={
                "first_on": statement.first_on.isoformat(),
                "last_on": statement.last_on.isoformat(),
                "lines": len(lines),
                "sha256": statement.sha256,
                "matched": matched.lines,
            },
            rows=[*rows, statement, *lines, *matched.rows],
        )
        return Imported(number=statement.number, lines=len(lines), matched=matched.lines)


def withdraw_statement(actor: Actor, village: Place, number: int, *, reason: str) -> None:
    """Take back a statement that was imported by mistake, with its lines and whatever they were matched with.

    :raise NotFoundError: the village has no such statement.
    :raise StatementWithdrawnError: it was taken back before.
    :raise NotLastStatementError: a later one of the account rests on it.
    :raise StatementClosedError: a closed month rests on it.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        refuse_private_numbers(reason)
        statement = statement_named(village, number)
        if statement.withdrawn:
            raise StatementWithdrawnError
        if not statement.is_last:
            raise NotLastStatementError
        resting = [month for month in reconciled_months(village) if month.last_day >= statement.first_on]
        if resting:
            raise StatementClosedError(min(resting))
        made = {"village": village, "reason": reason, "recorded_at": work.now, "recorded_by": actor.account_id}
        rows: list[SealedModel] = [
            BankUnmatch.create(match=match, **made) for match in standing_matches_of(village, statement.id)
        ]
        rows.append(BankWithdrawal.create(statement=statement.id, **made))
        work.seal(
            "books.bank.withdrawn",
            about=("bank-statement", number),
            facts={"unmatched": len(rows) - 1},
            rows=rows,
        )


def make_bank_rule(actor: Actor, place: Place, making: RuleMaking) -> BankRule:
    """Record what a village, or a township for its villages, decided on reconciling; the same again is the same.

    :raise BankRuleDayError: it would hold for a month that is over, or nobody has decided yet.
    :raise BankRuleTakenError: another rule was recorded from that month on.
    """
    with unit_of_work(actor, Permission.BANK_ADOPT, place) as work:
        refuse_private_numbers(making.title, making.evidence)
        known = BankRule.get_or_none((BankRule.place == place.id) & (BankRule.since == making.since))
        if known is not None:
            if (known.required, known.met_on, known.title) != (making.required, making.met_on, making.title):
                raise BankRuleTakenError(making.since)
            work.leave_unchanged()
            return known
        this_month = Month.of(work.today)
        if making.since < this_month or making.met_on > work.today:
            raise BankRuleDayError(this_month)
        rule = BankRule.create(
            place=place,
            required=making.required,
            since=making.since,
            met_on=making.met_on,
            title=making.title,
            evidence=making.evidence,
            recorded_at=work.now,
            recorded_by=actor.account_id,
        )
        work.seal(
            "books.bank.ruled",
            about=("place", place.slug),
            facts={"since": str(making.since), "required": making.required},
            rows=[rule],
            happened_on=making.met_on,
        )
        return rule


def _require_joined(village: Place, reading: StatementReading, known: Coverage) -> None:
    """Refuse a statement that leaves days out, or whose balances are not those of the ones beside it."""
    first, last, a_day = reading.asked.first_on, reading.asked.last_on, timedelta(days=1)
    if first > known.last_on + a_day or last < known.first_on - a_day:
        raise PeriodGapError(known.first_on, known.last_on)
    if first >= known.first_on:
        before = first - a_day
        known_fen = known.opening_fen if before < known.first_on else bank_balance(village, [known], on=before)
        here_fen, on = reading.opening_fen, before
    else:
        known_fen, on = known.opening_fen, known.first_on - a_day
        here_fen = reading.opening_fen + sum(one.amount_fen for one in reading.rows if one.happened_on <= on)
    if here_fen != known_fen:
        raise StatementBalanceError(here_fen=here_fen, known_fen=known_fen, on=on)


def _require_same_overlap(village: Place, reading: StatementReading, known: Coverage, fresh: Sequence[BankRow]) -> None:
    for one in fresh:
        if known.first_on <= one.happened_on <= known.last_on:
            raise StatementOverlapError(one.happened_on, row=one.row)
    both = (max(known.first_on, reading.asked.first_on), min(known.last_on, reading.asked.last_on))
    query = (
        BankLine.select(BankLine.identity, BankLine.happened_on)
        .join(BankStatement)
        .where(
            BankLine.id.in_(standing_lines(village))
            & (BankStatement.ending == reading.ending)
            & BankLine.happened_on.between(*both)
        )
    )
    here = {one.identity for one in reading.rows}
    for identity, day in tuples_of(query):
        if identity not in here:
            raise StatementOverlapError(day, row=None)


def _insert_statement(work: Work, actor: Actor, village: Place, reading: StatementReading) -> BankStatement:
    last = BankStatement.select(fn.MAX(BankStatement.number)).where(BankStatement.village == village.id).scalar()
    return BankStatement.create(
        village=village,
        number=1 + (last or 0),
        ending=reading.ending,
        first_on=reading.asked.first_on,
        last_on=reading.asked.last_on,
        opening_fen=reading.opening_fen,
        closing_fen=reading.closing_fen,
        source=without_private_numbers(reading.name)[-_LONGEST_SOURCE:],
        sha256=reading.sha256,
        recorded_at=work.now,
        recorded_by=actor.account_id,
    )


def _insert_lines(village: Place, statement: BankStatement, rows: Sequence[BankRow]) -> list[BankLine]:
    made = [
        {
            "village": village.id,
            "statement": statement.id,
            "line_no": line_no,
            "happened_on": one.happened_on,
            "amount_fen": one.amount_fen,
            "balance_fen": one.balance_fen,
            "summary": one.summary,
            "party": one.party,
            "identity": one.identity,
        }
        for line_no, one in enumerate(rows, start=1)
    ]
    for start in range(0, len(made), _ROWS_AT_ONCE):
        BankLine.insert_many(made[start : start + _ROWS_AT_ONCE]).execute()
    return list(BankLine.select().where(BankLine.statement == statement.id).order_by(BankLine.line_no))
