"""Where people want to be told by e-mail, chosen and confirmed by themselves.

An address is confirmed by a code that only a letter to it carries; until then nothing else is sent there. The code
follows from the choice and the installation's key, so that none is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.fields import moment_text
from portal.kernel.work import unit_of_work
from portal.org.errors import MailAddressError, MailCodeError
from portal.org.models import Account, MailAddress, Person, SentNotice
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.org.actors import Actor

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChoice:
    """The address somebody chose."""

    account_id: int
    address: str
    chosen_at: datetime
    confirmed: bool


def choose_address(actor: Actor, address: str) -> None:
    """Choose another address, which is to be confirmed; an empty one forgets the old. The same again changes nothing.

    :raise MailAddressError: it is no address.
    """
    if address and not _ADDRESS.fullmatch(address):
        raise MailAddressError
    account = Account.get_by_id(actor.account_id)
    with unit_of_work(actor, Permission.SIGNED_IN, account.person.village) as work:
        before = MailAddress.get_or_none(MailAddress.account == account.id)
        if (before.address if before else "") == address:
            work.leave_unchanged()
            return
        if before is not None:
            before.delete_instance()
        if address:
            MailAddress.create(account=account, address=address, chosen_at=work.now)
        done = "chosen" if address else "removed"
        work.seal(f"account.mail.{done}", about=("account", account.id), facts={})


def confirm_address(actor: Actor, code: str, *, key: str) -> None:
    """Confirm the address with the code that was sent to it.

    :raise MailCodeError: it is another, or nothing is to be confirmed.
    """
    account = Account.get_by_id(actor.account_id)
    with unit_of_work(actor, Permission.SIGNED_IN, account.person.village) as work:
        chosen = address_of(account.id)
        if chosen is None or not hmac.compare_digest(code_of(chosen, key=key), code.strip().upper()):
            raise MailCodeError
        if chosen.confirmed:
            work.leave_unchanged()
            return
        MailAddress.update(confirmed_at=work.now).where(MailAddress.account == account.id).execute()
        work.seal("account.mail.confirmed", about=("account", account.id), facts={})


def code_of(chosen: MailChoice, *, key: str) -> str:
    """Return the code that a letter to this address carries."""
    said = f"mail {chosen.account_id} {chosen.address} {moment_text(chosen.chosen_at)}"
    digest = hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_CODE_LENGTH])


def address_of(account_id: int) -> MailChoice | None:
    """Return the address an account chose."""
    return next(iter(_choices(MailAddress.account == account_id)), None)


def addresses() -> list[MailChoice]:
    """Return the address of every active account that chose one."""
    return _choices(Account.active)


def sent_to(account_id: int, keys: Iterable[str]) -> set[str]:
    """Return which of these things the account was told already."""
    asked = (SentNotice.account == account_id) & SentNotice.key.in_(list(keys))
    return {key for (key,) in tuples_of(SentNotice.select(SentNotice.key).where(asked))}


def _choices(asked: object) -> list[MailChoice]:
    rows = (
        MailAddress.select(
            MailAddress.account.alias("account_id"),
            MailAddress.address,
            MailAddress.chosen_at,
            MailAddress.confirmed_at,
        )
        .join(Account)
        .join(Person)
        .where(asked)
        .order_by(MailAddress.account)
    )
    return [MailChoice(confirmed=row.pop("confirmed_at") is not None, **row) for row in dicts_of(rows)]
