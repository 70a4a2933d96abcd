"""What officers write in their own words, kept as it is and never with the number of a person."""

from __future__ import annotations

from points.errors.year import WordsNeededError
from portal.kernel.privacy import refuse_private_numbers


def stated(text: str, what: str, *, longest: int) -> str:
    """Return words about ``what`` without the space around them; ``longest`` in letters.

    :raise WordsNeededError: they are missing or too long.
    :raise PrivateNumberError: they have what looks like the number of a person.
    """
    refuse_private_numbers(text)
    words = text.strip()
    if not 0 < len(words) <= longest:
        raise WordsNeededError(what, longest)
    return words
