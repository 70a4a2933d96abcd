"""Who acts: a person signed in, or the system doing what a passed date means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from portal.kernel.db import execute
from portal.org.errors import UnknownAccountError
from portal.org.models import Account, OfficeTerm, Person, Place
from portal.org.offices import TOWNSHIP_OFFICES, Office, granted
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date
    from enum import StrEnum

    from portal.kernel.canonical import Json
    from portal.kernel.work import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person with an account. Offices are asked of the database at each use, never remembered."""

    account_id: int
    person_id: int
    name: str
    home_id: int  # the place whose register the person stands in

    def may(self, permission: StrEnum, scope: Scope, *, on: date) -> bool:
        """Tell whether an active account and an office held on that day allow the act there."""
        active = execute("SELECT active FROM account WHERE id = ?", (self.account_id,)).fetchone()
        if active is None or not active[0]:
            return False
        if permission == Permission.SIGNED_IN:
            return True
        place = cast("Place", scope)
        return any(permission in granted(office) for office in self.offices(place, on=on))

    def offices(self, place: Place, *, on: date) -> list[Office]:
        """Return the offices that reach ``place`` on that day, in the order of the table of offices."""
        terms = OfficeTerm.select(OfficeTerm.office, OfficeTerm.place).where(
            (OfficeTerm.person == self.person_id)
            & (OfficeTerm.since <= on)
            & (OfficeTerm.until.is_null() | (OfficeTerm.until >= on))
            & OfficeTerm.place.in_([place.id, place.parent_id])
        )
        held = {term.office for term in terms if term.place_id == place.id or term.office in TOWNSHIP_OFFICES}
        return [office for office in Office if office in held]

    def signature(self) -> dict[str, Json]:
        """Return what the journal keeps: the account's number."""
        return {"account": self.account_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The program itself, for what no person does; it may do that and nothing else."""

    doing: str
    permissions: frozenset[Permission]

    def may(self, permission: StrEnum, scope: Scope, *, on: date) -> bool:  # noqa: ARG002 - the Actor protocol
        """Tell whether the act is what the program does."""
        return permission in self.permissions

    def signature(self) -> dict[str, Json]:
        """Return what the journal keeps."""
        return {"system": self.doing}


#: Does what a passed date means.
SYSTEM = System(doing="settle", permissions=frozenset({Permission.SETTLE}))
#: Sets an installation up, before there is anybody.
SETTING_UP = System(
    doing="set-up", permissions=frozenset({Permission.PLACE_CREATE, Permission.PEOPLE_EDIT, Permission.ACCOUNTS_ISSUE})
)


def actor_of(account: Account) -> Actor:
    """Return the actor behind an account."""
    person = account.person
    return Actor(account_id=account.id, person_id=person.id, name=person.name, home_id=person.village_id)


def actor_for(login: str) -> Actor:
    """Return the actor behind the login named by ``--as``.

    :raise UnknownAccountError: there is no such account.
    """
    account = Account.select(Account, Person).join(Person).where(Account.login == login).get_or_none()
    if account is None:
        raise UnknownAccountError(login)
    return actor_of(account)
