"""What people of one village say to a plan before the vote: adopted, not adopted, answered, and one that waits."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.procedures import S2_DISCUSS, S3_PARTY_REVIEW
from deliberation.queries import matter
from deliberation.queries.opinion_screens import amended_plan
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.rules.plans import paragraphs
from deliberation.rules.suggestions import Channel
from deliberation.services import Proposal, Revision, revise_plan
from deliberation.services.filers import Brought
from deliberation.services.opinions import AnsweringOpinion, Opining, answer_opinion, file_opinion, record_opinion
from portal.demo import Event, at
from portal.org.offices import Office
from portal.org.queries import person as person_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from portal.demo import Scene
    from portal.org.models import Place

#: Days after the proposal: notice and meeting of the stages that the changed plan goes through again.
AGAIN = {S2_DISCUSS: (9, 11), S3_PARTY_REVIEW: (10, 13)}

#: What they answer to.
PROPOSAL = Proposal(
    matter_type="collective_income_use",
    title="修二组排水沟和沟边路面（一期）",
    plan="二组的排水沟和沟边路面破损，分两期修。今年先修村口到二组的六百米：清沟、砌沟帮、铺路面，选定施工队，三十天完工。",
    budget_fen=7_800_000,
    fund="村集体经营收入",
)
_ADDED = "完工后的前两年，由施工队免费维修。"
_WHY = "去年修的沟当年就坏了，没人管。"
_ADOPTED = "这个意见好，已写进方案，请两委会和党员大会再议一次。"
_TOO_DEAR = "请一次修完，不要分期。"
_NOT_ADOPTED = "今年的集体收入只够这一期；余下的等明年结了账，再另提议题。"
_ASKED, _ANSWERED = "施工队怎么选，村民能不能看报价？", "公开询价，三家以上报价贴在公开栏，村务监督委员会在场开价。"
_WAITS = "施工那几天，车从哪里走？"


def events(scene: Scene, village: Place, number: Callable[[], int], *, first: date) -> Iterator[Event]:
    """Yield what was said to the plan of a matter proposed on ``first``, once the party members approved of it."""
    told = _Told(scene, village, number)
    steps: tuple[tuple[int, int, Callable[[], object]], ...] = (
        (8, 19, told.amend),
        (9, 8, partial(told.bring, day=first + timedelta(days=8))),
        (9, 10, told.adopt),
        (9, 11, partial(told.answer, 2, OpinionReply.NOT_ADOPTED, _NOT_ADOPTED)),
        (11, 20, partial(told.ask, _ASKED, by=11)),
        (12, 9, partial(told.answer, 3, OpinionReply.ANSWERED, _ANSWERED)),
        (14, 20, partial(told.ask, _WAITS, by=17)),
    )
    for days, hour, act in steps:
        yield Event(at=at(first + timedelta(days=days), hour), act=act)


class _Told:
    """What is said and answered on one matter."""

    def __init__(self, scene: Scene, village: Place, number: Callable[[], int]) -> None:
        self._scene, self._village, self._number = scene, village, number

    def amend(self) -> None:
        row = matter(self._village, self._number())
        last = len(paragraphs(row.plan))
        opining = Opining(
            kind=OpinionKind.AMENDMENT,
            text=_WHY,
            paragraph=last,
            wording=f"{paragraphs(row.plan)[-1]}{_ADDED}",
            revision=row.revision,
        )
        filer = self._scene.actor(self._village, Office.REPRESENTATIVE, 6)
        file_opinion(filer, self._village, row.number, opining)

    def bring(self, *, day: date) -> None:
        filer = self._scene.actor(self._village, Office.REPRESENTATIVE, 13)
        code = person_row(self._village, filer.person_id, on=day).code
        recorder = self._scene.actor(self._village, Office.SECRETARY)
        opining = Opining(kind=OpinionKind.OPINION, text=_TOO_DEAR)
        brought = Brought(filer=code, channel=Channel.PAPER, filed_on=day)
        record_opinion(recorder, self._village, self._number(), opining, brought=brought)

    def ask(self, text: str, *, by: int) -> None:
        filer = self._scene.actor(self._village, Office.REPRESENTATIVE, by)
        file_opinion(filer, self._village, self._number(), Opining(kind=OpinionKind.QUESTION, text=text))

    def adopt(self) -> None:
        """Write the plan as it was wanted, and say so."""
        row = matter(self._village, self._number())
        plan, reason = amended_plan(row, 1)
        revision = Revision(title=row.title, plan=plan, budget_fen=row.budget_fen, fund=row.fund, reason=reason)
        written = revise_plan(self._scene.actor(self._village, Office.SECRETARY), self._village, row.number, revision)
        self.answer(1, OpinionReply.ADOPTED, _ADOPTED, taken_up_in=written.revision)

    def answer(self, opinion: int, reply: OpinionReply, text: str, *, taken_up_in: int | None = None) -> None:
        director = self._scene.actor(self._village, Office.DIRECTOR)
        answering = AnsweringOpinion(reply=reply, text=text, taken_up_in=taken_up_in)
        answer_opinion(director, self._village, self._number(), answering, opinion=opinion)
