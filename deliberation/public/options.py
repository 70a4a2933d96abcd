"""What a document says of a choice between several options, in the words of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deliberation.rules.options import OptionVotes, options_verdict, votes_said

if TYPE_CHECKING:
    from collections.abc import Mapping


def options_of(outcome: Mapping[str, Any]) -> tuple[OptionVotes, ...]:
    """Return the options with their votes; none where a plan was approved or not."""
    told = outcome.get("options") or ()
    return tuple(OptionVotes(number=one["number"], title=one["title"], votes=one["votes"]) for one in told)


def split(outcome: Mapping[str, Any]) -> bool:
    """Tell whether none of several options was resolved, so that it is chosen between fewer."""
    return bool(outcome.get("split"))


def none_of_them(outcome: Mapping[str, Any]) -> int:
    """Return how many wanted none of the options."""
    total = sum(one.votes for one in options_of(outcome))
    return int(outcome["against"]) + int(outcome["approve"]) - total


def counted(outcome: Mapping[str, Any]) -> str:
    """Return how everybody voted, in words."""
    options = options_of(outcome)
    against = none_of_them(outcome) if options else outcome["against"]
    return votes_said(options, approve=outcome["approve"], against=against, abstain=outcome["abstain"])


def verdict(outcome: Mapping[str, Any]) -> str:
    """Return what a vote came to: carried or not, of several options which one."""
    options = options_of(outcome)
    if options:
        return options_verdict(options, carried=outcome["carried"])
    return "通过" if outcome["carried"] else "未通过"


def in_short(outcome: Mapping[str, Any]) -> str:
    """Return the one number a list has room for: who approves, of several options how many chose the strongest."""
    options = options_of(outcome)
    if not options:
        return f"赞成 {outcome['approve']} 人"
    first = max(options, key=lambda one: one.votes)
    return f"选“{first.named}”{first.votes} 人"
