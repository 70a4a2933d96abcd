"""A matter of whose plan the party members have approved: what villagers say to it, and what officers answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation import services
from deliberation.procedures import S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE
from deliberation.queries import matter
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.services.opinions import AnsweringOpinion, Opining, answer_opinion, file_opinion
from portal.kernel.bulletins import Bulletin
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise
from tests.deliberation.courses import confirm, enter, figures, hold, pass_before, pass_stage

if TYPE_CHECKING:
    from deliberation.models import Opinion, OpinionAnswer
    from deliberation.queries import MatterRow
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

PLAN = "拆除旧桥面，重做桥面板。\n桥两边装木护栏。\n四十天完工。"
STEEL = "桥两边装钢护栏，刷防锈漆。"
WHY = "木护栏三五年就烂。"


@dataclass(slots=True)
class Hearing:
    """The matter on its way, and those who act; everything happens on 2026-10-15 unless the clock is set."""

    township: Township
    clock: SettableClock
    number: int = 0

    def propose(self, *, plan: str = PLAN) -> Hearing:
        """Propose the matter on an authorised type."""
        authorise(self.township)
        proposal = services.Proposal(
            matter_type="collective_income_use",
            title="修缮村口便民桥",
            plan=plan,
            budget_fen=8_600_000,
            fund="村集体经营收入",
        )
        self.number = services.propose_matter(self.secretary, self.village, proposal).number
        return self

    def open(self) -> Hearing:
        """Propose the matter and pass every stage before the last."""
        self.propose()
        pass_before(self.township, self.number)
        return self

    @property
    def village(self) -> Place:
        return self.township.village

    @property
    def secretary(self) -> Actor:
        return self.township.actor(Office.SECRETARY)

    @property
    def director(self) -> Actor:
        return self.township.actor(Office.DIRECTOR)

    @property
    def row(self) -> MatterRow:
        return matter(self.village, self.number)

    def villager(self, number: int = 7) -> Actor:
        return self.township.actor(Office.REPRESENTATIVE, number=number)

    def say(self, text: str = "桥太窄。", kind: OpinionKind = OpinionKind.OPINION, by: Actor | None = None) -> Opinion:
        return file_opinion(by or self.villager(), self.village, self.number, Opining(kind=kind, text=text))

    def ask(self, text: str = "谁来验收？", by: Actor | None = None) -> Opinion:
        return self.say(text, OpinionKind.QUESTION, by)

    def amend(self, *, paragraph: int = 2, wording: str = STEEL, of: int = 1, by: Actor | None = None) -> Opinion:
        opining = Opining(kind=OpinionKind.AMENDMENT, text=WHY, paragraph=paragraph, wording=wording, revision=of)
        return file_opinion(by or self.villager(), self.village, self.number, opining)

    def answer(
        self,
        opinion: int,
        reply: OpinionReply = OpinionReply.NOT_ADOPTED,
        *,
        taken_up_in: int | None = None,
        withheld: bool = False,
        by: Actor | None = None,
    ) -> OpinionAnswer:
        answering = AnsweringOpinion(reply=reply, text="按规范，桥宽够用。", taken_up_in=taken_up_in, withheld=withheld)
        return answer_opinion(by or self.secretary, self.village, self.number, answering, opinion=opinion)

    def revise(self, plan: str) -> int:
        """Write the plan anew and return its version."""
        row = self.row
        revision = services.Revision(
            title=row.title, plan=plan, budget_fen=row.budget_fen, fund=row.fund, reason="采纳第 1 号修改建议"
        )
        return services.revise_plan(self.secretary, self.village, self.number, revision).revision

    def talk_over_again(self) -> None:
        """Pass the stages that a changed plan has to pass again."""
        for stage in (S2_DISCUSS, S3_PARTY_REVIEW):
            pass_stage(self.township, self.number, stage)

    def hands_up(self, meeting_id: int | None = None) -> int:
        """Let the secretary enter the hands of the assembly, unconfirmed, and return its meeting."""
        meeting_id = meeting_id or hold(self.township, Body.VILLAGER_REPS_MEETING)
        enter(self.township, self.number, S4_RESOLVE, meeting_id, figures(40))
        return meeting_id

    def confirm(self) -> None:
        """Let the director confirm the hands of the assembly."""
        confirm(self.township, self.number, S4_RESOLVE, figures(40))

    def resolve(self) -> None:
        """Let the assembly carry the matter by hands."""
        self.hands_up()
        self.confirm()

    def told(self, opinion: int) -> list[dict[str, Any]]:
        """What was published of something that was said, revision by revision."""
        asked = (Bulletin.kind == "opinion") & (Bulletin.key == f"{self.number}-{opinion}")
        found = Bulletin.select().where(asked & (Bulletin.log == self.village.log_id)).order_by(Bulletin.revision)
        return [json.loads(one.envelope)["content"] for one in found]
