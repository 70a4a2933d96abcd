"""In whose name an officer enters what was brought on paper or spoken: one person of the village's register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import FilerAmbiguousError, FilerUnknownError, FutureDayError
from portal.org.models import Person

if TYPE_CHECKING:
    from datetime import date

    from deliberation.rules.suggestions import Channel
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How what an officer enters reached the village: whose it is (name or code), how, and when."""

    filer: str
    channel: Channel
    filed_on: date


def brought_by(village: Place, brought: Brought, *, today: date) -> int:
    """Return the person of the register who brought something by today.

    :raise FutureDayError: the day has not come.
    :raise FilerUnknownError: the register has nobody of that name or code.
    :raise FilerAmbiguousError: several people have that name.
    """
    if brought.filed_on > today:
        raise FutureDayError
    return registered(village, brought.filer)


def registered(village: Place, typed: str) -> int:
    """Return the person of the register whose name or code was typed.

    :raise FilerUnknownError: the register has nobody of that name or code.
    :raise FilerAmbiguousError: several people have that name.
    """
    wanted = typed.strip()
    found = list(
        Person.select().where((Person.village == village.id) & ((Person.name == wanted) | (Person.code == wanted)))
    )
    if not found:
        raise FilerUnknownError(wanted)
    if len(found) > 1:
        raise FilerAmbiguousError(wanted, "、".join(sorted(one.code for one in found)))
    return int(found[0].id)
