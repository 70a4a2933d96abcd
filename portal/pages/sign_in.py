"""Signing in and out, first activation, and one's own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.kernel import clock
from portal.org import accounts, mailing
from portal.org.models import PlaceKind
from portal.org.queries import places_of
from portal.pages.forms import ActivationForm, MailCodeForm, MailForm, PasswordForm, SignInForm
from portal.web import session
from portal.web.context import current_actor
from portal.web.guards import SIGNED_IN, public, require
from portal.web.mounted import installation

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.org.actors import Actor
    from portal.org.mailing import MailChoice

blueprint = Blueprint("account", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Where the actor serves, and as what."""

    place: str
    offices: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What the account page shows."""

    name: str
    login: str
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMail:
    """The address one is told at, and whether this installation sends anything."""

    chosen: MailChoice | None
    possible: bool


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to the page that was wanted."""
    wanted = _own_path(request.args.get("next", ""))
    if request.method == "GET" and session.signed_in() is not None:
        return redirect(wanted)
    form = SignInForm()
    if form.validate_on_submit():
        with form.refusals():
            session.begin(accounts.sign_in(form.login.data, form.password.data, address=_address()))
            return redirect(wanted)
    return render_template("portal/sign_in.html", form=form), form.status


@blueprint.route("/activate", methods=["GET", "POST"], defaults={"login": ""})
@blueprint.route("/activate/<login>", methods=["GET", "POST"])
@public
def activate(login: str) -> ResponseReturnValue:
    """Choose the first password with the code of a paper slip.

    The slip's QR code is this address with the login and without the code: addresses are kept by phones,
    proxies and chat programs that fetch what passes through them, so the code is typed.
    """
    form = ActivationForm(login=login)
    if form.validate_on_submit():
        with form.refusals():
            actor = accounts.activate(form.login.data, form.code.data, form.password.data, address=_address())
            _begin(actor)
            flash("密码已设好，您已登录。", "good")
            return redirect(url_for("home.dashboard"))
    return render_template("portal/activate.html", form=form), form.status


@blueprint.get("/account")
@require(SIGNED_IN)
def settings() -> str:
    """Show one's own account."""
    actor = current_actor()
    account = accounts.account_by_id(actor.account_id)
    today = clock.today()
    held = ((place, actor.offices(place, on=today)) for place in places_of(actor, on=today))
    services = tuple(
        Service(place=place.name, offices="、".join(office.title for office in offices))
        for place, offices in held
        if offices and (place.kind == PlaceKind.VILLAGE or place.id == actor.home_id)
    )
    page = OwnAccount(name=actor.name, login=account.login if account else "", services=services)
    return render_template("portal/account.html", page=page)


@blueprint.route("/account/mail", methods=["GET", "POST"])
@require(SIGNED_IN)
def mail() -> ResponseReturnValue:
    """Choose where to be told by e-mail what waits, or stop it."""
    actor = current_actor()
    chosen = mailing.address_of(actor.account_id)
    form = MailForm(address=chosen.address if chosen else "")
    if form.validate_on_submit():
        with form.refusals():
            address = (form.address.data or "").strip()
            mailing.choose_address(actor, address)
            flash("邮箱已保存，请等确认邮件，再填验证码。" if address else "已经停掉邮件提醒，邮箱也删了。", "good")
            return redirect(url_for("account.mail"))
    page = OwnMail(chosen=chosen, possible=bool(installation().mail_url))
    return render_template("portal/mail.html", page=page, form=form), form.status


@blueprint.route("/account/mail/code", methods=["GET", "POST"])
@require(SIGNED_IN)
def confirm_mail() -> ResponseReturnValue:
    """Confirm the address with the code that was sent to it."""
    form = MailCodeForm()
    if form.validate_on_submit():
        with form.refusals():
            mailing.confirm_address(current_actor(), form.code.data, key=installation().require_secret_key())
            flash("邮箱已确认，以后有事等您办会发到这里。", "good")
            return redirect(url_for("account.mail"))
    return render_template("portal/mail_code.html", form=form), form.status


@blueprint.route("/account/password", methods=["GET", "POST"])
@require(SIGNED_IN)
def password() -> ResponseReturnValue:
    """Choose another password; every other session ends, this one goes on."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            current, chosen = form.current.data, form.password.data
            session.begin(accounts.change_password(current_actor(), current, chosen, address=_address()))
            flash("密码已更换，其他设备上的登录都已退出。", "good")
            return redirect(url_for("account.settings"))
    return render_template("portal/password.html", form=form), form.status


@blueprint.post("/sign-out")
@require(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    session.end()
    flash("您已退出登录。", "good")
    return redirect(url_for("account.sign_in"))


@blueprint.post("/sign-out-everywhere")
@require(SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the account, this one included."""
    accounts.sign_out_everywhere(current_actor())
    session.end()
    flash("您在所有设备上都已退出登录。", "good")
    return redirect(url_for("account.sign_in"))


def _begin(actor: Actor) -> None:
    account = accounts.account_by_id(actor.account_id)
    if account is not None:
        session.begin(account)


def _address() -> str:
    """Return who connects; forwarded addresses count only from proxies that are ours (portal.web.headers)."""
    return request.remote_addr or ""


def _own_path(wanted: str) -> str:
    r"""Return ``wanted`` where it is a page of this portal, otherwise the dashboard.

    A path that a browser could read as another site (``//elsewhere``, ``/\\elsewhere``) is none.
    """
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if own else url_for("home.dashboard")
