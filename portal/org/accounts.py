"""Signing in: passwords, activation slips and the slowing of guesses.

Everything that changes an account is a unit of work; attempts are none.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.kernel import clock
from portal.kernel.canonical import sha256_hex
from portal.kernel.db import write_transaction
from portal.kernel.work import unit_of_work
from portal.org import attempts
from portal.org.actors import actor_of
from portal.org.errors import NoAccountError, SignInRefusedError, SlipRefusedError
from portal.org.models import Account, ActivationSlip, EndedSession, Person, Place
from portal.org.permissions import Permission
from portal.org.queries import person
from portal.org.rules import login_of, require_strong

if TYPE_CHECKING:
    from datetime import date, datetime
    from enum import StrEnum

    from portal.kernel.canonical import Json
    from portal.kernel.work import Actor as ActorProtocol
    from portal.kernel.work import Scope
    from portal.org.actors import Actor

#: OWASP's minimum for argon2id: 19 MiB, two passes, one lane; 28 ms on two small cores.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Verified when there is no such account, so that an unknown login takes as long as a known one.
_NOBODY = _HASHER.hash("nobody has this password")

SLIP_VALID = timedelta(days=7)

#: Letters and digits that cannot be mistaken for each other on paper.
_SLIP_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SLIP_GROUPS, _SLIP_GROUP = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is printed on an activation slip; the code exists nowhere else."""

    name: str
    login: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code just drawn and the hash that is kept of it."""

    text: str
    text_hash: str

    def slip(self, record: ActivationSlip, *, name: str) -> Slip:
        """Return what is printed."""
        groups = (self.text[at : at + _SLIP_GROUP] for at in range(0, len(self.text), _SLIP_GROUP))
        return Slip(name=name, login=record.account.login, code="-".join(groups), expires_at=record.expires_at)


@dataclass(frozen=True, slots=True)
class _SlipHolder:
    """Whoever holds an open slip may activate the account it names, even a closed one, and nothing else."""

    actor: Actor

    def may(self, permission: StrEnum, scope: Scope, *, on: date) -> bool:  # noqa: ARG002 - the Actor protocol
        return permission == Permission.SIGNED_IN

    def signature(self) -> dict[str, Json]:
        return self.actor.signature()


def issue_slip(actor: ActorProtocol, place: Place, person_id: int) -> Slip:
    """Give a person an account, or a new start with the one they have, by a one-time code on paper.

    Codes issued before stop working. An account that was closed is open again once the code is used.

    :raise NotFoundError: the place's register has no such person.
    """
    code = new_code()
    with unit_of_work(actor, Permission.ACCOUNTS_ISSUE, place) as work:
        row = person(place, person_id, on=work.today)
        record = write_slip(place, row.id, row.code, code, now=work.now)
        work.seal("account.slip.issued", about=("account", record.account_id), facts={"slip": record.id})
        return code.slip(record, name=row.name)


def new_code() -> NewCode:
    """Draw the code of a slip. Hashing is slow on purpose: call it before the unit of work that keeps it."""
    text = "".join(secrets.choice(_SLIP_LETTERS) for _ in range(_SLIP_GROUPS * _SLIP_GROUP))
    return NewCode(text=text, text_hash=hash_password(text))


def write_slip(place: Place, person_id: int, person_code: str, code: NewCode, *, now: datetime) -> ActivationSlip:
    """Keep a slip, and make the account where there is none: within the caller's transaction, sealed by the caller."""
    account = Account.get_or_none(person=person_id) or Account.create(
        person=person_id, login=login_of(place.slug, person_code)
    )
    _void_slips(account.id, now=now)
    return ActivationSlip.create(account=account, code_hash=code.text_hash, issued_at=now, expires_at=now + SLIP_VALID)


def activate(login: str, code: str, password: str, *, address: str) -> Actor:
    """Choose a password with the code of an activation slip, ending every session begun before.

    :raise SignInThrottledError: too many wrong codes from this address or for this account.
    :raise SlipRefusedError: the code is wrong, used or expired.
    :raise PasswordTooWeakError: the password is refused; the code is not used up.
    """
    login, plain = login.strip().lower(), "".join(code.split()).replace("-", "").upper()
    attempts.begin(login, address)
    slip = _open_slip(login, plain)
    if slip is None:
        raise SlipRefusedError
    attempts.succeed(login, address)
    require_strong(password, login=login)
    account, password_hash = slip.account, hash_password(password)
    actor = actor_of(account)
    with unit_of_work(_SlipHolder(actor), Permission.SIGNED_IN, account.person.village) as work:
        used = ActivationSlip.update(used_at=work.now).where(
            (ActivationSlip.id == slip.id) & ActivationSlip.used_at.is_null() & (ActivationSlip.expires_at > work.now)
        )
        if used.execute() != 1:
            raise SlipRefusedError
        _set_password(account.id, password_hash)
        work.seal("account.activated", about=("account", account.id), facts={"slip": slip.id})
    return actor


def sign_in(login: str, password: str, *, address: str) -> Account:
    """Return the active account that ``login`` and ``password`` belong to.

    :raise SignInThrottledError: too many failures from this address or for this account.
    :raise SignInRefusedError: they do not belong together.
    """
    login = login.strip().lower()
    attempts.begin(login, address)
    account = Account.select(Account, Person).join(Person).where(Account.login == login).get_or_none()
    matches = _matches(account.password_hash if account else None, password)
    if account is None or not account.active or not matches:
        raise SignInRefusedError
    attempts.succeed(login, address)
    return account


def change_password(actor: Actor, current: str, password: str, *, address: str) -> Account:
    """Choose another password, ending every session begun before.

    :raise SignInThrottledError: too many failures from this address or for this account.
    :raise SignInRefusedError: ``current`` is not the password.
    :raise PasswordTooWeakError: the new one is refused.
    """
    account = account_by_id(actor.account_id)
    if account is None:
        raise SignInRefusedError
    attempts.begin(account.login, address)
    if not _matches(account.password_hash, current):
        raise SignInRefusedError
    attempts.succeed(account.login, address)
    require_strong(password, login=account.login)
    password_hash = hash_password(password)
    with unit_of_work(actor, Permission.SIGNED_IN, account.person.village) as work:
        _set_password(account.id, password_hash)
        work.seal("account.password.changed", about=("account", account.id), facts={})
        return Account.get_by_id(account.id)


def sign_out(token: str) -> None:
    """End the one session that bears ``token``; copies of its cookie end with it."""
    with write_transaction():
        EndedSession.insert(token_digest=_token_digest(token), ended_at=clock.now()).on_conflict_ignore().execute()


def session_ended(token: str) -> bool:
    """Tell whether the session that bears ``token`` was signed out of."""
    return EndedSession.select().where(EndedSession.token_digest == _token_digest(token)).exists()


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of the actor's account."""
    account = Account.get_by_id(actor.account_id)
    with unit_of_work(actor, Permission.SIGNED_IN, account.person.village) as work:
        Account.update(epoch=Account.epoch + 1).where(Account.id == account.id).execute()
        work.seal("account.sessions.ended", about=("account", account.id), facts={})


def deactivate(actor: ActorProtocol, place: Place, person_id: int) -> None:
    """Close a person's account, void its slips and end its sessions; what they did stays.

    :raise NotFoundError: the place's register has no such person.
    :raise NoAccountError: there is no account, or it is closed already.
    """
    with unit_of_work(actor, Permission.ACCOUNTS_ISSUE, place) as work:
        row = person(place, person_id, on=work.today)
        account = Account.get_or_none((Account.person == row.id) & Account.active)
        if account is None:
            raise NoAccountError(row.name)
        _void_slips(account.id, now=work.now)
        Account.update(active=False, epoch=Account.epoch + 1).where(Account.id == account.id).execute()
        work.seal("account.deactivated", about=("person", row.id), facts={})


def account_by_id(account_id: int) -> Account | None:
    """Return the active account with its person, or nothing."""
    return Account.select(Account, Person).join(Person).where((Account.id == account_id) & Account.active).get_or_none()


def hash_password(password: str) -> str:
    """Return the stored form of a password."""
    return _HASHER.hash(password)


def _token_digest(token: str) -> str:
    return sha256_hex(token.encode())


def _set_password(account_id: int, password_hash: str) -> None:
    Account.update(password_hash=password_hash, epoch=Account.epoch + 1, active=True).where(
        Account.id == account_id
    ).execute()


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def _open_slip(login: str, code: str) -> ActivationSlip | None:
    slip = (
        ActivationSlip.select(ActivationSlip, Account, Person)
        .join(Account)
        .join(Person)
        .where((Account.login == login) & ActivationSlip.used_at.is_null() & (ActivationSlip.expires_at > clock.now()))
        .order_by(ActivationSlip.id.desc())
        .first()
    )
    matches = _matches(slip.code_hash if slip else None, code)
    return slip if matches else None


def _void_slips(account_id: int, *, now: datetime) -> None:
    ActivationSlip.update(expires_at=now).where(
        (ActivationSlip.account == account_id) & ActivationSlip.used_at.is_null() & (ActivationSlip.expires_at > now)
    ).execute()
