"""Bank statements: imported, matched, explained, reconciled on one sheet; and the rule that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from disclosure.books import queries, services
from disclosure.books.errors.bank import NewAccountError
from disclosure.books.forms.bank import (
    BankRuleForm,
    ColumnsForm,
    ExplainForm,
    ImportStatementForm,
    MatchForm,
    StatementForm,
    UnmatchForm,
    WithdrawForm,
    packed_statement,
    statement_form,
)
from disclosure.books.queries.bank_screens import next_statement_day
from disclosure.books.services.bank_matching import DIFFERENCE
from disclosure.books.views.root import blueprint, may, month_named
from portal.kernel import clock
from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError
from portal.kernel.money import format_yuan
from portal.kernel.months import Month
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.queries import township
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import BankMonthPage
    from disclosure.books.sheets.bank import Asked, BankRow, StatementReading
    from disclosure.books.sheets.table import NamedFile, RowError
    from portal.web.forms import BaseForm

_SHOWN_ERRORS, _SHOWN_ROWS = 200, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """What is wrong with a statement that was sent, if one was."""

    errors: tuple[RowError, ...] = ()
    more_errors: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPreview:
    """A statement as it was read, before anything of it is kept."""

    reading: StatementReading
    fresh: tuple[BankRow, ...]
    columns: ColumnsForm
    unknown: str  # what is to be said of its account, where nobody saw it before

    @property
    def shown(self) -> tuple[BankRow, ...]:
        """The first movements."""
        return self.fresh[:_SHOWN_ROWS]


@blueprint.get("/bank/")
@require(Permission.BOOKS_FOLLOW)
def bank() -> str:
    """List statements, and the months with what stands open."""
    page = queries.bank_page(
        current_village(),
        today=clock.today(),
        may_record=may(Permission.BOOKS_RECORD),
        may_adopt=may(Permission.BANK_ADOPT),
    )
    return render_template("disclosure/books/bank.html", page=page)


@blueprint.route("/bank/import", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def bank_upload() -> ResponseReturnValue:
    """Choose a statement; a good one is shown with its columns, a bad one answered row by row. Nothing is kept."""
    asked_month = request.args.get("month", "")
    first_on = month_named(asked_month).first_day if asked_month else next_statement_day(current_village())
    form = statement_form(first_on, yesterday=clock.today() - timedelta(days=1))
    page = StatementPage()
    if form.validate_on_submit():
        with form.refusals():
            file, asked = form.said()
            reading = services.read_bank_statement(current_village(), file, asked=asked)
            page = _complaints(reading)
            return _looked_at(reading, file)
    return render_template("disclosure/books/bank_upload.html", page=page, form=form), form.status


@blueprint.post("/bank/import/columns")
@require(Permission.BOOKS_RECORD)
def bank_columns() -> ResponseReturnValue:
    """Read the statement again by the columns that were picked."""
    form = ColumnsForm()
    if form.validate_on_submit():
        with form.refusals():
            file, asked, _ = form.said()
            before = services.read_bank_statement(current_village(), file, asked=asked)
            picked = _picked(form, before)
            if picked is None:
                return _columns_page(before, file, form)
            reading = services.read_bank_statement(current_village(), file, asked=asked, columns=picked)
            return _columns_page(reading, file, form) if reading.errors else _looked_at(reading, file)
    return _again(form)


@blueprint.post("/bank/import/confirm")
@require(Permission.BOOKS_RECORD)
def bank_confirm() -> ResponseReturnValue:
    """Keep the statement that was shown: it is read and checked once more, then all of it or nothing."""
    form = ImportStatementForm()
    page = StatementPage()
    if form.validate_on_submit():
        with form.refusals():
            file, asked, columns = form.said()
            reading = services.read_bank_statement(current_village(), file, asked=asked, columns=columns)
            page = _complaints(reading)
            unknown = _unknown_account(reading)
            if unknown and not form.new_account.data:
                form.refuse(BadValueError(unknown))
                return _previewed(reading, file, form)
            made = services.import_statement(
                current_actor(), current_village(), reading, new_account=bool(form.new_account.data)
            )
            flash(f"对账单已导入：新的流水 {made.lines} 笔，自动对上 {made.matched} 笔。", "good")
            return redirect(_where_to(asked))
    return _again(form, page=page)


@blueprint.route("/bank/statements/<int:statement>/withdraw", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def withdraw_statement(statement: int) -> ResponseReturnValue:
    """Take a statement back that was imported by mistake."""
    page = queries.statement_named(current_village(), statement)
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw_statement(
                current_actor(), current_village(), statement, reason=" ".join(form.reason.data.split())
            )
            flash("对账单已收回，和它核对过的凭证重新算没有对上。", "good")
            return redirect(url_for(".bank"))
    return render_template("disclosure/books/bank_withdraw.html", page=page, form=form), form.status


@blueprint.route("/bank/rule", methods=["GET", "POST"])
@require(Permission.BANK_ADOPT)
def bank_rule() -> ResponseReturnValue:
    """Record that the village, or for all its villages the township, asks for reconciliation before the close."""
    form = BankRuleForm()
    whole = Office.TOWNSHIP_ADMIN in current_actor().offices(current_village(), on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            making = services.RuleMaking(
                required=form.required.data == "yes",
                since=form.since.data,
                met_on=form.met_on.data,
                title=" ".join(form.title.data.split()),
                evidence=form.evidence.data,
            )
            services.make_bank_rule(current_actor(), township() if whole else current_village(), making)
            flash("对账的规定已登记。", "good")
            return redirect(url_for(".bank"))
    return render_template("disclosure/books/bank_rule.html", form=form, whole=whole), form.status


@blueprint.get("/<month>/bank/")
@require(Permission.BOOKS_FOLLOW)
def bank_month(month: str) -> str:
    """Show whether bank and books agree at the end of a month, and what stands open on either side."""
    return render_template("disclosure/books/bank_month.html", page=_page(month))


@blueprint.get("/<month>/bank/sheet")
@require(Permission.BOOKS_FOLLOW)
def bank_sheet(month: str) -> str:
    """Show the reconciliation statement for printing."""
    return render_template("disclosure/books/bank_sheet.html", page=_page(month))


@blueprint.post("/<month>/bank/match")
@require(Permission.BOOKS_RECORD)
def match_bank(month: str) -> ResponseReturnValue:
    """Match whatever fits without doubt."""
    _page(month)
    matched = services.match_automatically(current_actor(), current_village())
    said = f"又对上了 {matched} 笔。" if matched else "没有新的能自动对上的；请人工核对，或者写明原因。"
    flash(said, "good" if matched else "warn")
    return redirect(url_for(".bank_month", month=month))


@blueprint.post("/<month>/bank/lines/<int:bank_line>/charge")
@require(Permission.BOOKS_RECORD)
def charge_bank(month: str, bank_line: int) -> ResponseReturnValue:
    """Book what the bank took by itself."""
    page = _page(month)
    made = services.book_bank_charge(current_actor(), current_village(), page.month, bank_line)
    flash(f"已记作银行自行扣收，第{made.number}号凭证，并已和流水对上。", "good")
    return redirect(url_for(".bank_month", month=month))


@blueprint.route("/<month>/bank/by-hand", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def match_by_hand(month: str) -> ResponseReturnValue:
    """Tick what is the same money on both sides."""
    page = _page(month)
    form = MatchForm()
    if form.validate_on_submit():
        with form.refusals():
            services.match_by_hand(
                current_actor(), current_village(), lines=form.lines.data or [], vouchers=form.vouchers.data or []
            )
            flash("已核对。", "good")
            return redirect(url_for(".bank_month", month=month))
    return render_template("disclosure/books/bank_match.html", page=page, form=form), form.status


@blueprint.route("/bank/matches/<int:match>/undo", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def unmatch(match: int) -> ResponseReturnValue:
    """Take a match back."""
    page = queries.match_named(current_village(), match)
    form = UnmatchForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = " ".join(form.reason.data.split())
            services.unmatch(current_actor(), current_village(), match, reason=reason)
            flash("已取消这一组核对。", "good")
            return redirect(url_for(".bank_month", month=str(page.items[0].month)))
    return render_template("disclosure/books/bank_unmatch.html", page=page, form=form), form.status


@blueprint.route("/<month>/bank/explain", methods=["GET", "POST"])
@require(Permission.BOOKS_RECORD)
def explain_bank(month: str) -> ResponseReturnValue:
    """Say why something stands on one side only."""
    page = _page(month)
    form = ExplainForm.of(_to_explain(page))
    if form.validate_on_submit():
        with form.refusals():
            services.explain(current_actor(), current_village(), page.month, form.texts)
            flash("说明已保存。", "good")
            return redirect(url_for(".bank_month", month=month))
    return render_template("disclosure/books/bank_explain.html", page=page, form=form), form.status


def _page(month: str) -> BankMonthPage:
    return queries.bank_month_page(
        current_village(),
        month_named(month),
        today=clock.today(),
        may_record=may(Permission.BOOKS_RECORD),
        may_count=may(Permission.BOOKS_COUNT),
    )


def _to_explain(page: BankMonthPage) -> Iterator[tuple[str, str, str]]:
    """Yield key, label and text so far of everything that may be explained."""
    found = page.reconciliation
    if found is None or page.is_closed:
        return
    for title, items, _ in found.lists:
        for one in items:
            label = f"{chinese_day(one.happened_on)}　{title}　{format_yuan(abs(one.amount_fen))} 元　{one.words}"
            yield one.key, label, one.explanation
    if found.difference_fen:
        label = f"调节以后还差 {format_yuan(found.difference_fen)} 元"
        yield DIFFERENCE, label, found.difference_explanation


def _looked_at(reading: StatementReading, file: NamedFile) -> ResponseReturnValue:
    """Show a statement that was read, or ask for its columns."""
    columns = _columns_form(reading, file)
    if reading.needs_columns:
        return _columns_page(reading, file, columns)
    services.require_importable(current_village(), reading)
    return _previewed(reading, file, ImportStatementForm(formdata=None, content=packed_statement(reading, file)))


def _previewed(reading: StatementReading, file: NamedFile, form: ImportStatementForm) -> ResponseReturnValue:
    """Show a statement before anything of it is kept; one of an account nobody saw before asks whether it is new."""
    fresh = services.require_importable(current_village(), reading)
    unknown = _unknown_account(reading)
    if not unknown:
        del form.new_account
    page = StatementPreview(reading=reading, fresh=fresh, columns=_columns_form(reading, file), unknown=unknown)
    return render_template("disclosure/books/bank_preview.html", page=page, form=form), form.status


def _unknown_account(reading: StatementReading) -> str:
    """Return what is to be said of an account nobody saw before; nothing of one that is known."""
    try:
        services.require_known_account(current_village(), reading.ending)
    except NewAccountError as problem:
        return problem.sentence
    return ""


def _columns_form(reading: StatementReading, file: NamedFile) -> ColumnsForm:
    """Return the form of the columns as they were read."""
    places = {key: str(place) for key, place in reading.columns.items()}
    form = ColumnsForm(formdata=None, content=packed_statement(reading, file), **places)
    form.offer(reading.headings)
    return form


def _columns_page(reading: StatementReading, file: NamedFile, form: ColumnsForm) -> ResponseReturnValue:
    """Ask for the columns, and say what was wrong with those that were picked."""
    form.content.data = packed_statement(reading, file)
    form.offer(reading.headings)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if reading.errors else form.status
    page = _complaints(reading)
    return render_template("disclosure/books/bank_columns.html", page=page, form=form), status


def _picked(form: ColumnsForm, reading: StatementReading) -> dict[str, int] | None:
    """Return the columns that were picked, or nothing where they say too little: the form then says what."""
    with form.refusals():
        return form.chosen(reading.headings)
    return None


def _complaints(reading: StatementReading) -> StatementPage:
    shown = reading.errors[:_SHOWN_ERRORS]
    return StatementPage(errors=shown, more_errors=len(reading.errors) - len(shown))


def _again(form: BaseForm, *, page: StatementPage | None = None) -> ResponseReturnValue:
    """Begin again with an empty form that says what was refused."""
    again = StatementForm(formdata=None)
    kind = ConflictError if form.status == ConflictError.status else BadValueError
    for problem in form.problems:
        again.refuse(kind(problem.sentence))
    return render_template("disclosure/books/bank_upload.html", page=page or StatementPage(), form=again), again.status


def _where_to(asked: Asked) -> str:
    """Return the address of the month a statement ends in, where the village has books of it."""
    month = Month.of(asked.last_on)
    known = queries.follows_on(current_village(), month)
    return url_for(".bank_month", month=str(month)) if known else url_for(".bank")
