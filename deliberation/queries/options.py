"""How many chose which of several options, as it is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deliberation.procedures import option_rule_on
from deliberation.rules import Choice, OptionCount, OptionVotes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from deliberation.rules import Option


def judged(options: Sequence[Option], votes: Mapping[str, int]) -> dict[str, Any]:
    """Return the counts that are judged of ``votes``, by the word of what was picked.

    Whoever picked another option than the strongest has not approved that one.
    """
    against, abstain = votes.get(Choice.AGAINST, 0), votes.get(Choice.ABSTAIN, 0)
    if not options:
        return {"approve": votes.get(Choice.APPROVE, 0), "against": against, "abstain": abstain}
    counted = [votes.get(str(one.number), 0) for one in options]
    most = max(counted)
    return {
        "approve": most,
        "against": against + sum(counted) - most,
        "abstain": abstain,
        "options": option_votes(options, counted),
    }


def option_votes(options: Sequence[Option], counted: Sequence[int]) -> tuple[OptionVotes, ...]:
    """Return options with how many chose each, in their order."""
    told = zip(options, counted, strict=True)
    return tuple(OptionVotes(number=one.number, title=one.title, votes=count) for one, count in told)


def among(options: tuple[OptionVotes, ...], *, on: date) -> OptionCount | None:
    """Return what was chosen between under the rule of that day; None where a plan was approved or not."""
    return OptionCount(options=options, rule=option_rule_on(on)) if options else None
