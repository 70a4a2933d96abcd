"""One voucher: entered by the simple form, shown, given its receipts, taken back in red."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import DuplicateVoucherError
from disclosure.books.forms import MOST_ITEMS, BookForm, EntryForm, ReceiptsForm, ReverseForm, SubAccountForm
from disclosure.books.queries.ladders import adoption_on
from disclosure.books.rules.entries import KINDS, lines_of_entry, plain_words
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.usual import UsualEntry, usual_entries, usual_entry
from disclosure.books.views.root import asked_rows, blueprint, carried, may, month_named
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.money import plain_yuan
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from disclosure.books.forms.items import ItemFields
    from disclosure.books.queries.ladders import AdoptionRow
    from disclosure.books.rules.entries import Entry
    from disclosure.books.rules.items import Item
    from disclosure.books.rules.resolutions import Allowance
    from disclosure.books.rules.vouchers import Line

_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """The simple form, and what it would book once it is filled in."""

    kind: VoucherKind
    kinds: tuple[VoucherKind, ...] = KINDS
    usual: tuple[UsualEntry, ...] = field(default_factory=usual_entries)
    may_have_items: bool = False
    duplicate: bool = False
    entry: Entry | None = None
    lines: tuple[tuple[str, Line], ...] = ()
    items: tuple[Item, ...] = ()
    cautions: tuple[str, ...] = ()
    allowance: Allowance | None = None
    carried: Mapping[str, str] = field(default_factory=dict)
    own_codes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # of the village's accounts
    ladder: AdoptionRow | None = None  # under which a payment is asked for first
    asked: Mapping[str, str] = field(default_factory=dict)  # what the form says, for the form that asks


@blueprint.route("/record", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def record() -> ResponseReturnValue:
    """Fill in the simple form; a good one is shown with the entries it makes, or comes back to be changed."""
    kind = _kind()
    form = _prepared(EntryForm.of(kind, rows=_rows(kind), given=_given()), kind)
    page = _page(kind, form)
    if {"change", "add"}.isdisjoint(request.values) and form.validate_on_submit():
        with form.refusals():
            try:
                page = _shown(page, form)
            except DuplicateVoucherError:
                page = replace(page, duplicate=True)
                raise
            book = _prepared(BookForm.of(kind, rows=_rows(kind)), kind)
            return render_template("disclosure/books/entry_preview.html", page=page, form=book)
    return render_template("disclosure/books/entry.html", page=page, form=form), form.status


@blueprint.post("/record/confirm")
@require(Permission.BOOKS_RECORD)
def book() -> ResponseReturnValue:
    """Book what was shown, with its receipts."""
    kind = _kind()
    form = _prepared(BookForm.of(kind, rows=_rows(kind)), kind)
    village = current_village()
    page = _page(kind, form)
    if form.validate_on_submit():
        with form.refusals():
            try:
                entry = _entry(form, kind)
                row = services.record_voucher(
                    current_actor(), village, entry, uploads=form["receipts"].data, paper=form.paper()
                )
            except DuplicateVoucherError:
                page = replace(page, duplicate=True)
                raise
            flash(f"{row.month.chinese}第{row.number}号凭证已记账。", "good")
            return redirect(url_for(".voucher", month=str(row.month), number=row.number))
    return render_template("disclosure/books/entry.html", page=page, form=form), form.status


@blueprint.get("/<month>/v/<int:number>/")
@require(Permission.BOOKS_VIEW)
def voucher(month: str, number: int) -> str:
    """Show one voucher."""
    page = queries.voucher_page(
        current_village(),
        month_named(month),
        number,
        today=clock.today(),
        may_record=may(Permission.BOOKS_RECORD),
        may_follow=may(Permission.BOOKS_FOLLOW),
    )
    return render_template("disclosure/books/voucher.html", page=page)


@blueprint.route("/<month>/v/<int:number>/receipts", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def add_receipts(month: str, number: int) -> ResponseReturnValue:
    """Put receipts beside a voucher."""
    village, of_month = current_village(), month_named(month)
    row = queries.voucher(village, of_month, number)
    form = ReceiptsForm()
    if form.validate_on_submit():
        with form.refusals():
            services.add_receipts(current_actor(), village, of_month, number, uploads=form.receipts.data)
            flash("票据已附上。", "good")
            return redirect(url_for(".voucher", month=month, number=number))
    may_add = queries.close_of(village, of_month) is None
    return render_template("disclosure/books/receipts.html", page=row, may_add=may_add, form=form), form.status


@blueprint.route("/<month>/v/<int:number>/reverse", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def reverse(month: str, number: int) -> ResponseReturnValue:
    """Take a voucher back in red."""
    village, of_month = current_village(), month_named(month)
    page = queries.voucher_page(village, of_month, number, today=clock.today(), may_record=True)
    form = ReverseForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = " ".join(form.reason.data.split())
            made = services.reverse_voucher(current_actor(), village, of_month, number, reason=reason)
            flash(f"已在{made.month.chinese}用第{made.number}号凭证红字冲销；正确的内容请另记一笔。", "good")
            return redirect(url_for(".voucher", month=str(made.month), number=made.number))
    return render_template("disclosure/books/reverse.html", page=page, form=form), form.status


@blueprint.get("/accounts/")
@require(Permission.BOOKS_VIEW)
def accounts() -> str:
    """Show the chart with the village's own accounts."""
    page = queries.accounts_page(current_village(), today=clock.today(), may_open=may(Permission.BOOKS_RECORD))
    return render_template("disclosure/books/accounts.html", page=page)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def open_account() -> ResponseReturnValue:
    """Open an account of the village's own."""
    form = SubAccountForm()
    form.code.choices = options([("", "请选择"), *queries.may_have_accounts_below()])
    if form.validate_on_submit():
        with form.refusals():
            opened = services.open_sub_account(
                current_actor(), current_village(), code=form.code.data, name=form.name.data
            )
            flash(f"明细科目“{opened.name}”已开设。", "good")
            return redirect(url_for(".accounts"))
    return render_template("disclosure/books/open_account.html", form=form), form.status


def _kind() -> VoucherKind:
    asked = request.values.get("kind", VoucherKind.PAYMENT.value)
    if asked not in {one.value for one in KINDS}:
        raise NotFoundError
    return VoucherKind(asked)


def _page(kind: VoucherKind, form: EntryForm) -> EntryPage:
    if kind is not VoucherKind.PAYMENT:
        return EntryPage(kind=kind)
    ladder = adoption_on(current_village(), clock.today())
    return EntryPage(kind=kind, may_have_items=True, ladder=ladder, asked=_as_asked(form))


def _as_asked(form: EntryForm) -> dict[str, str]:
    """Return what the form says in the names of the one that asks for a payment."""
    amount_fen = form["amount_fen"].data
    said = {
        "amount_fen": "" if amount_fen is None else plain_yuan(amount_fen),
        "purpose": form["summary"].data,
        "payee": form["party"].data,
        "category": form["category"].data,
        "matter_number": form["matter_number"].data,
        "fund": form["fund"].data,
    }
    return {name: str(text) for name, text in said.items() if text}


def _rows(kind: VoucherKind) -> int:
    """Return how many rows for items the form has: as many as it was sent with, and one more where that was asked."""
    if kind is not VoucherKind.PAYMENT:
        return 0
    return asked_rows(request.form, first=0, most=MOST_ITEMS)


def _given() -> MultiDict[str, str] | None:
    """Return what a form that was not sent yet is filled in with: what the address names, or a usual entry."""
    if request.method == "POST":
        return None
    given = MultiDict(request.args)
    usual = usual_entry(request.args.get("usual", ""))
    if usual:
        given["happened_on"] = clock.today().isoformat()
        given["money"], given["summary"] = usual.money.value, usual.summary
        if usual.account:
            given["category"] = queries.code_of(current_village(), usual.account, usual.detail)
    _give_line_of_bank(given)
    given["token"] = secrets.token_hex(_TOKEN_BYTES)
    return given


def _give_line_of_bank(given: MultiDict[str, str]) -> None:
    """Fill in what a line of the bank says that no voucher stands for yet."""
    line = request.args.get("line", type=int)
    if line is None:
        return
    found = queries.bank_line(current_village(), line)
    given["happened_on"], given["amount_fen"] = found.happened_on.isoformat(), plain_yuan(abs(found.amount_fen))
    given["money"], given["summary"], given["party"] = MoneyAccount.BANK.value, found.words, found.party


def _prepared(form: EntryForm, kind: VoucherKind) -> EntryForm:
    """Let ``form`` offer the village's categories and resolutions."""
    village = current_village()
    if "category" in form:
        found = queries.category_choices(village, kind)
        offered = [SelectChoice(code, title, optgroup=group) for code, title, group in found]
        form["category"].choices = [SelectChoice("", "请选择"), *offered]
        for row in form.item_rows:
            row.category.choices = [SelectChoice("", "和上面的类别一样"), *offered]
    if "matter_number" in form:
        passed = queries.spending_allowances(village, today=clock.today())
        form["matter_number"].offer((one.number, f"第{one.number}号　{one.title}") for one in passed)
    if "fund" in form:
        form["fund"].offer(queries.fund_choices(village))
    return form


def _entry(form: EntryForm, kind: VoucherKind) -> Entry:
    village = current_village()
    category = queries.category_of(village, form["category"].data) if "category" in form else None
    return form.entry(kind, category, items=tuple(_item(row) for row in form.item_rows if not row.empty))


def _item(row: ItemFields) -> Item:
    return row.item(queries.category_of(current_village(), row.category.data) if row.category.data else None)


def _shown(page: EntryPage, form: EntryForm) -> EntryPage:
    entry, village, today = _entry(form, page.kind), current_village(), clock.today()
    cautions = services.require_enterable(village, entry, today=today)
    number = entry.matter_number
    return replace(
        page,
        entry=entry,
        lines=tuple((plain_words(line), line) for line in lines_of_entry(entry)),
        items=tuple(replace(one, category=one.category or entry.category) for one in entry.items),
        cautions=cautions,
        allowance=None if number is None else queries.allowance_of(village, number, today=today),
        carried=carried(form),
        own_codes=queries.own_codes(village),
    )
