"""What was said to a plan before the vote, as the public page of its matter shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.public.course import day_of
from deliberation.public.follow_up import of_kind
from deliberation.public.kinds import OPINION
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.rules.suggestions import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from portal.kernel.published import PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOpinion:
    """One opinion, amendment or question; without ``text`` its words are not public."""

    number: int
    kind: str
    channel: str
    on_behalf: bool
    filed_on: date
    recorded_late_days: int
    paragraph: int | None
    before: str
    wording: str
    text: str
    withheld: bool
    mark: str
    word: str
    answer: str
    answered_on: date | None
    taken_up: Mapping[str, Any] | None  # the version of the plan that takes it up

    @property
    def waiting(self) -> bool:
        """Whether it waits for its answer."""
        return self.answered_on is None


def opinions_of(found: Sequence[PublishedBulletin]) -> tuple[ShownOpinion, ...]:
    """Return what was said to the plan of the matter whose documents are ``found``, by number."""
    return tuple(sorted((_shown(one.content) for one in of_kind(found, OPINION)), key=lambda one: one.number))


def _shown(content: Mapping[str, Any]) -> ShownOpinion:
    answer = content.get("answer") or {}
    reply = OpinionReply(answer["reply"]) if answer else None
    channel = Channel(content["channel"])
    filed_on = day_of(content["filed_on"])
    return ShownOpinion(
        number=content["number"],
        kind=OpinionKind(content["kind"]).title,
        channel=channel.title,
        on_behalf=channel is not Channel.ONLINE,
        filed_on=filed_on,
        recorded_late_days=(day_of(content["recorded_on"]) - filed_on).days,
        paragraph=content.get("paragraph"),
        before=content.get("before") or "",
        wording=content.get("wording") or "",
        text=content.get("text") or "",
        withheld=content["withheld"],
        mark=reply.mark if reply else "wait",
        word=reply.title if reply else "待答复",
        answer=answer.get("text", ""),
        answered_on=day_of(answer["on"]) if answer else None,
        taken_up=answer.get("taken_up"),
    )
