"""In whose name an officer enters what was brought on paper or spoken: one person of the village's register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.errors import FilerAmbiguousError, FilerUnknownError
from portal.org.models import Person

if TYPE_CHECKING:
    from portal.org.models import Place


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
