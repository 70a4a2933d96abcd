"""What every act asks: words without private numbers, and nobody acting for their own household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.households.errors import OwnHouseholdError, ReasonNeededError
from points.households.queries.register import own_household_id
from portal.kernel.privacy import refuse_private_numbers

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.org.actors import Actor

LONGEST_REASON = 200


def checked_reason(text: str) -> str:
    """Return a reason as it is kept.

    :raise ReasonNeededError: it is missing or too long.
    :raise PrivateNumberError: it has what looks like the number of a person.
    """
    refuse_private_numbers(text)
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST_REASON:
        raise ReasonNeededError(LONGEST_REASON)
    return words


def plain_line(text: str, *, most: int) -> str:
    """Return a text as one line that is kept.

    :raise PrivateNumberError: it has what looks like the number of a person.
    """
    refuse_private_numbers(text)
    return " ".join(text.split())[:most]


def refuse_own(actor: Actor, household_ids: Collection[int]) -> None:
    """Refuse an act of an officer for their own household.

    :raise OwnHouseholdError: theirs is among them.
    """
    if own_household_id(actor.person_id) in household_ids:
        raise OwnHouseholdError
