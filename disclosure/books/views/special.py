"""Disclosures on topics of their own: listed, shown, prepared, signed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from disclosure.books import queries, services
from disclosure.books.forms import SignSpecialForm, SpecialForm, WithdrawSpecialForm
from disclosure.books.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.money import plain_yuan
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from disclosure.books.queries import SpecialPage

_TOKEN_BYTES = 8


@blueprint.get("/special/")
@require(Permission.BOOKS_VIEW)
def specials() -> str:
    """List the topics."""
    return render_template(
        "disclosure/books/specials.html",
        rows=queries.special_list(current_village(), may_follow=may(Permission.BOOKS_FOLLOW)),
        may_prepare=may(Permission.BOOKS_CLOSE),
    )


@blueprint.route("/special/new", methods=["GET", "POST"])
@require(Permission.BOOKS_CLOSE)
def new_special() -> ResponseReturnValue:
    """Prepare a topic."""
    form = SpecialForm(token=secrets.token_hex(_TOKEN_BYTES))
    del form.reason, form.kept
    _offer(form)
    if form.validate_on_submit():
        with form.refusals():
            made = services.prepare_special(current_actor(), current_village(), form.topic(), uploads=form.papers.data)
            flash("专项公开已编制，请村务监督委员会成员签字公布。", "good")
            return redirect(url_for(".special", special=made.number))
    return render_template("disclosure/books/special_form.html", page=None, form=form), form.status


@blueprint.get("/special/<int:special>/")
@require(Permission.BOOKS_VIEW)
def special(special: int) -> str:
    """Show a topic: the list by full names to those who keep the books, as it will be public to everybody else."""
    return render_template("disclosure/books/special.html", page=_page(special))


@blueprint.route("/special/<int:special>/prepare", methods=["GET", "POST"])
@require(Permission.BOOKS_CLOSE)
def prepare_special(special: int) -> ResponseReturnValue:
    """Prepare a topic anew."""
    page = _page(special)
    form = SpecialForm(data=_given(page))
    if not page.was_public:
        del form.reason
    _offer(form, page)
    if form.validate_on_submit():
        with form.refusals():
            services.prepare_special(
                current_actor(), current_village(), form.topic(), number=special, uploads=form.papers.data
            )
            flash("专项公开已重新编制，请村务监督委员会成员签字公布。", "good")
            return redirect(url_for(".special", special=special))
    return render_template("disclosure/books/special_form.html", page=page, form=form), form.status


@blueprint.route("/special/<int:special>/sign-off", methods=["GET", "POST"])
@require(Permission.BOOKS_SIGN_OFF)
def sign_special(special: int) -> ResponseReturnValue:
    """Show what was prepared, and take the signature."""
    page = _page(special)
    form = SignSpecialForm(data={"revision": str(page.newest.revision)})
    if form.validate_on_submit():
        with form.refusals():
            services.sign_special(current_actor(), current_village(), special, revision=form.version)
            flash("专项公开已签字公布，会在下一次生成公开网站时公开。", "good")
            return redirect(url_for(".special", special=special))
    return render_template("disclosure/books/special_sign.html", page=page, form=form), form.status


@blueprint.route("/special/<int:special>/withdraw", methods=["GET", "POST"])
@require(Permission.SPECIAL_WITHDRAW)
def withdraw_special(special: int) -> ResponseReturnValue:
    """Take back what was prepared by mistake and is not signed."""
    page = _page(special)
    form = WithdrawSpecialForm(data={"revision": str(page.newest.revision)})
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw_special(
                current_actor(), current_village(), special, revision=form.version, reason=form.reason.data
            )
            flash("专项公开已撤回，不用再签字；列表里仍看得到。", "good")
            return redirect(url_for(".special", special=special))
    return render_template("disclosure/books/special_withdraw.html", page=page, form=form), form.status


def _page(number: int) -> SpecialPage:
    return queries.special_page(
        current_village(),
        number,
        today=clock.today(),
        may_prepare=may(Permission.BOOKS_CLOSE),
        may_sign=may(Permission.BOOKS_SIGN_OFF),
        may_withdraw=may(Permission.SPECIAL_WITHDRAW),
        may_follow=may(Permission.BOOKS_FOLLOW),
    )


def _offer(form: SpecialForm, page: SpecialPage | None = None) -> None:
    """Let a resolution be picked, and which papers of the version before stay."""
    known = queries.allowances(current_village(), today=clock.today())
    form.matter_number.offer((one.number, f"第{one.number}号议题：{one.title}") for one in known)
    if form.kept:
        form.kept.choices = options((one.digest, one.title) for one in (page.row.papers if page else ()))
        if not form.kept.choices:
            del form.kept


def _given(page: SpecialPage) -> dict[str, object]:
    """Return what the form of a new version begins with."""
    row = page.row
    return {
        "kind": row.kind.id,
        "title": row.title,
        "happened_on": row.happened_on,
        "text": row.text,
        "vouchers": "\n".join(f"{month}-{number}" for month, number in row.vouchers),
        "receivers": "\n".join(f"{one.group}，{one.name}，{plain_yuan(one.amount_fen)}" for one in row.receivers),
        "matter_number": row.matter_number,
        "kept": [one.digest for one in row.papers],
        "after": str(page.newest.revision),
        "token": secrets.token_hex(_TOKEN_BYTES),
    }
