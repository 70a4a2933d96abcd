"""A choice of the invented township: three bidders, a ballot in which none has the majority, another between two.

Choices are drawn from a stream of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation import services
from deliberation.queries import matter
from portal.kernel import clock
from portal.meetings.queries import meeting, roster_lines
from portal.org.actors import actor_of
from portal.org.models import Account

if TYPE_CHECKING:
    from portal.demo import Scene
    from portal.org.actors import Actor
    from portal.org.models import Place

PROPOSAL = services.Proposal(
    matter_type="collective_income_use",
    title="村口文化广场铺装工程选定施工队",
    plan="广场铺装透水砖 420 平方米。三家施工队报价：宏达施工队 58000 元，工期 20 天；顺安施工队 56500 元，工期 30 天；"
    "村民自建组 52000 元，工期 45 天。由村民代表会议在三家中选定一家，质保都是两年，村务监督委员会验收后付款。",
    budget_fen=5_800_000,
    fund="村集体经营收入",
)
BIDDERS = ("宏达施工队", "顺安施工队", "村民自建组")
BALLOT_MINUTES = 20

#: Of a hundred, how many pick each bidder in the first ballot, and how many the first of the two in the second.
_FIRST, _SECOND = (("1", 40), ("2", 76), ("3", 96), ("against", 100)), (58, 97)


@dataclass(slots=True, kw_only=True)
class Choosing:
    """One meeting of the representatives choosing between bidders."""

    village: Place
    officer: Actor
    number: int
    meeting_id: int
    stage: str
    scene: Scene

    def open(self) -> None:
        """Put the bidders to the vote; the second time those two that had the most votes."""
        before = matter(self.village, self.number).split
        opening = services.Opening(
            meeting_id=self.meeting_id,
            question="广场铺装由哪一家施工？",
            closes_at=clock.now() + timedelta(minutes=BALLOT_MINUTES),
            stage=self.stage,
            options=tuple(one.title for one in before.runoff) if before else BIDDERS,
        )
        services.open_ballot(self.officer, self.village, self.number, opening)

    def vote(self) -> None:
        """Let everybody who is there pick."""
        roster_id = meeting(self.village, self.meeting_id).roster_id or 0
        present = [line.person_id for line in roster_lines(roster_id) if line.present_at is not None]
        ballot = matter(self.village, self.number).ballot
        words = [one.word for one in ballot.picks] if ballot else []
        dice = self.scene.chance(self.village, f"options {len(words)}")
        voters = list(Account.select().where(Account.person.in_(present)).order_by(Account.person))
        dice.shuffle(voters)
        for place, account in enumerate(voters):
            thrown = 100 * place // len(voters)
            if len(words) > len(BIDDERS) + 1:
                word = next(word for word, most in _FIRST if thrown < most)
            else:
                word = words[sum(thrown >= most for most in _SECOND)]
            services.cast_vote(actor_of(account), self.village, self.number, choice=word)

    def close(self) -> None:
        """Count and publish."""
        services.close_ballot(self.officer, self.village, self.number)
