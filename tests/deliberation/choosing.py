"""Arranging a choice between several options: a ballot opened on them, votes in bulk, the meeting that goes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from deliberation import services
from deliberation.rules import BallotManner
from portal.kernel import clock as kernel_clock
from tests.deliberation.assemblies import assemble

if TYPE_CHECKING:
    from deliberation.models import BallotClose
    from tests.deliberation.assemblies import Assembly
    from tests.factories import SettableClock, Township

BIDDERS = ("宏达施工队", "顺安施工队", "村民自建组")
QUESTION = "便民桥由谁施工？"


def choose(
    assembly: Assembly,
    options: tuple[str, ...] = BIDDERS,
    *,
    manner: BallotManner = BallotManner.RECORDED,
    minutes: int = 60,
) -> datetime:
    """Put the matter to the vote between options, and return the deadline."""
    closes_at = kernel_clock.now() + timedelta(minutes=minutes)
    opening = services.Opening(
        meeting_id=assembly.meeting_id,
        question=QUESTION,
        closes_at=closes_at,
        manner=manner,
        options=options,
    )
    services.open_ballot(assembly.secretary, assembly.township.village, assembly.number, opening)
    return closes_at


def vote_all(assembly: Assembly, *picked: tuple[str, int]) -> None:
    """Let so many pick each word, from the first line of the roster on."""
    words = [word for word, count in picked for _ in range(count)]
    for line, word in enumerate(words, start=1):
        assembly.vote(line, word)


def chosen(
    township: Township, clock: SettableClock, *picked: tuple[str, int], manner: BallotManner = BallotManner.RECORDED
) -> tuple[Assembly, BallotClose]:
    """Hold a whole ballot between three bidders, 27 of 40 being there; ``picked`` says how many picked what."""
    assembly = assemble(township, clock)
    closes_at = choose(assembly, manner=manner)
    vote_all(assembly, *picked)
    clock.set(closes_at)
    return assembly, assembly.close()
