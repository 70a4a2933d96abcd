"""Arranging joint proposals: one that is started, people who join, sheets of signatures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation import services
from deliberation.queries.joint import joint_proposal
from deliberation.rules.joint import Signatories
from deliberation.services import joint as acts
from deliberation.services import joint_sheets
from deliberation.services.joint import JointOrigin, Starting
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import read_upload
from portal.kernel.bulletins import Bulletin
from portal.org.models import Person, Place
from portal.org.offices import Office
from tests.uploads import picture

if TYPE_CHECKING:
    from deliberation.models import JointProposal, JointSheet, Matter
    from deliberation.queries.joint import JointRow
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

TITLE, PLAN = "修通三组到后山的机耕路", "从三组晒谷场修到后山，路宽三米，先修路基。"


@dataclass(frozen=True, slots=True)
class Joining:
    """The village and those who act in it; representatives join as such, a fifth of whom is enough."""

    township: Township
    clock: SettableClock

    @property
    def village(self) -> Place:
        return Place.get_by_id(self.township.village.id)

    @property
    def secretary(self) -> Actor:
        return self.township.actor(Office.SECRETARY)

    @property
    def director(self) -> Actor:
        return self.township.actor(Office.DIRECTOR)

    def in_henan(self) -> Joining:
        """Let the village lie where the share was read in its text."""
        Place.update(jurisdiction="河南省").where(Place.id == self.township.village.id).execute()
        return self

    def representative(self, number: int) -> Actor:
        return self.township.actor(Office.REPRESENTATIVE, number=number)

    def code(self, number: int) -> str:
        return str(Person.get_by_id(self.representative(number).person_id).code)

    def start(
        self,
        *,
        by: Actor | None = None,
        side: Signatories = Signatories.REPRESENTATIVES,
        plan: str = PLAN,
        title: str = TITLE,
        kind: str = "village_planning",
    ) -> JointProposal:
        starting = Starting(side=side, matter_type=kind, title=title, plan=plan)
        return acts.start_joint(by or self.representative(0), self.village, starting)

    def row(self, number: int = 1) -> JointRow:
        return joint_proposal(self.village, number, on=kernel_clock.today())

    def support(self, *numbers: int) -> None:
        for number in numbers:
            acts.support_joint(self.representative(number), self.village, 1)

    def reach(self) -> None:
        """Let as many representatives join as must."""
        self.support(*range(1, self.row().gathered.needed))

    def enter(self, *numbers: int, by: Actor | None = None, colour: str = "green") -> JointSheet:
        photo = read_upload("签名表.png", picture(colour=colour))
        names = [self.code(number) for number in numbers]
        return joint_sheets.enter_sheet(by or self.secretary, self.village, 1, names=names, uploads=[photo])

    def check(self, sheet: int = 1, *, by: Actor | None = None, accepted: bool = True, reason: str = "") -> None:
        joint_sheets.check_sheet(by or self.director, self.village, 1, sheet, accepted=accepted, reason=reason)

    def propose(self, *, by: Actor | None = None, withheld: bool = False, plan: str = PLAN) -> Matter:
        proposal = services.Proposal(
            matter_type="village_planning",
            title="修三组机耕路",
            plan=plan,
            budget_fen=8_000_000,
            fund="村集体经营收入",
            joint=JointOrigin(proposal=1, withheld=withheld),
        )
        return services.propose_matter(by or self.secretary, self.village, proposal)

    def told(self) -> list[dict[str, Any]]:
        """What was published of joint proposals, step by step."""
        asked = (Bulletin.kind == "joint") & (Bulletin.log == self.village.log_id)
        return [json.loads(one.envelope)["content"] for one in Bulletin.select().where(asked).order_by(Bulletin.id)]
