"""A voucher written line by line: rows as many as it takes, shown first, then booked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from flask import flash, redirect, render_template, request, url_for

from disclosure.books import queries, services
from disclosure.books.errors import DuplicateVoucherError
from disclosure.books.forms import FIRST_ROWS, MOST_ROWS, BookWrittenForm, WrittenForm, written_form
from disclosure.books.rules.entries import plain_words, written_entry
from disclosure.books.rules.written import WrittenRow, lines_of_rows
from disclosure.books.views.root import asked_rows, blueprint, carried
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from disclosure.books.rules.entries import Entry
    from disclosure.books.rules.resolutions import Allowance
    from disclosure.books.rules.vouchers import Line

_TOKEN_BYTES = 16
_Written = TypeVar("_Written", bound=WrittenForm)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPage:
    """The form of a voucher written line by line, and what it would book once it is filled in."""

    may_add_rows: bool
    duplicate: bool = False
    entry: Entry | None = None
    lines: tuple[tuple[str, Line], ...] = ()
    cautions: tuple[str, ...] = ()
    allowance: Allowance | None = None
    carried: Mapping[str, str] = field(default_factory=dict)
    own_codes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # of the village's accounts


@blueprint.route("/record/lines", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def write() -> ResponseReturnValue:
    """Write a voucher line by line; a good one is shown, or the form comes back with another row or to be changed."""
    form = _form(WrittenForm, token=secrets.token_hex(_TOKEN_BYTES))
    page = _page(form)
    if {"change", "add"}.isdisjoint(request.values) and form.validate_on_submit():
        with form.refusals():
            try:
                page = _shown(form)
            except DuplicateVoucherError:
                page = replace(page, duplicate=True)
                raise
            return render_template("disclosure/books/written_preview.html", page=page, form=_form(BookWrittenForm))
    return render_template("disclosure/books/written.html", page=page, form=form), form.status


@blueprint.post("/record/lines/confirm")
@require(Permission.BOOKS_RECORD)
def book_written() -> ResponseReturnValue:
    """Book what was shown, with its receipts."""
    form = _form(BookWrittenForm)
    page = _page(form)
    if form.validate_on_submit():
        with form.refusals():
            try:
                row = services.record_voucher(
                    current_actor(),
                    current_village(),
                    _entry(form),
                    uploads=form["receipts"].data,
                    paper=form.paper(),
                )
            except DuplicateVoucherError:
                page = replace(page, duplicate=True)
                raise
            flash(f"{row.month.chinese}第{row.number}号凭证已记账。", "good")
            return redirect(url_for(".voucher", month=str(row.month), number=row.number))
    return render_template("disclosure/books/written.html", page=page, form=form), form.status


def _form(kind: type[_Written], *, token: str = "") -> _Written:
    village = current_village()
    accounts = options([("", "请选择"), *queries.every_choice(village)])
    form = written_form(kind, accounts, rows=asked_rows(request.form, first=FIRST_ROWS, most=MOST_ROWS), token=token)
    passed = queries.spending_allowances(village, today=clock.today())
    form.matter_number.offer((one.number, f"第{one.number}号　{one.title}") for one in passed)
    form.fund.offer(queries.fund_choices(village))
    return form


def _page(form: WrittenForm) -> WrittenPage:
    return WrittenPage(may_add_rows=len(form.written) < MOST_ROWS)


def _entry(form: WrittenForm) -> Entry:
    village = current_village()
    rows = (
        WrittenRow(
            number=one.number,
            category=queries.category_of(village, one.account.data) if one.account.data else None,
            debit_fen=one.debit.data,
            credit_fen=one.credit.data,
        )
        for one in form.written
    )
    return written_entry(
        lines_of_rows(rows),
        happened_on=form.happened_on.data,
        summary=_line(form.summary.data),
        party=_line(form.party.data),
        matter_number=form.matter_number.data,
        fund=_line(form.fund.data),
        really_two=bool(form.really_two.data),
        token=form.token.data,
    )


def _shown(form: WrittenForm) -> WrittenPage:
    entry, village, today = _entry(form), current_village(), clock.today()
    cautions = services.require_enterable(village, entry, today=today)
    number = entry.matter_number
    return replace(
        _page(form),
        entry=entry,
        lines=tuple((plain_words(line), line) for line in entry.lines),
        cautions=cautions,
        allowance=None if number is None else queries.allowance_of(village, number, today=today),
        carried=carried(form),
        own_codes=queries.own_codes(village),
    )


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
