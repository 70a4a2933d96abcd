"""How a branch stood when a month was locked, kept so that it can be reckoned again from what was known then.

A snapshot holds people, sums and the base it was reckoned with; it asks neither the register nor a scheme again, so
neither a changed rule nor a member who moves changes it.

Source: product rule "a snapshot replays from the entries known then"; D-99.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.rules.scores import Basis, score, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from points.rules.scores import Posting
    from portal.kernel.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """One member: the month's two sides, and what the year came to by its end."""

    person_id: int
    additions_x100: int
    deductions_x100: int
    score_x100: int


def snapshot_lines(
    postings: Iterable[Posting], *, people: Sequence[int], month: Month, through: int, basis: Basis
) -> tuple[SnapshotLine, ...]:
    """Return a line for each of ``people``, from the entries up to number ``through``; later ones are not known yet."""
    known: dict[int, list[Posting]] = {person: [] for person in people}
    for one in postings:
        of_year = one.counts_on.year == month.year and one.counts_on <= month.last_day
        if one.id <= through and of_year and one.person_id in known:
            known[one.person_id].append(one)
    return tuple(_line(person, known[person], month, basis) for person in people)


def _line(person_id: int, postings: Sequence[Posting], month: Month, basis: Basis) -> SnapshotLine:
    of_month = summed(one for one in postings if month.contains(one.counts_on))
    return SnapshotLine(
        person_id=person_id,
        additions_x100=of_month.additions_x100,
        deductions_x100=of_month.deductions_x100,
        score_x100=score(basis, summed(postings)).total_x100,
    )
