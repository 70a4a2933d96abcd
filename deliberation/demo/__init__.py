"""Decisions of the invented township: every month its matters go from meeting to meeting, not all of them well.

A month's matters share its meetings. A script says for every stage of a matter what came of it: ``y`` carried and
``n`` lost by show of hands, ``b`` carried and ``x`` lost by ballot, ``e`` carried by a ballot that ended once everybody
there had voted, ``s`` carried by secret ballot, ``c`` chosen between bidders in two ballots, ``v`` a ballot that is
open now, ``w`` taken back before the stage, ``r`` sent back by the township before it, ``.`` nothing any more or not
in this month. One village has the township review its plans from a month on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation import services
from deliberation.demo import councils, follow_up, invitations, opinions, options, origins, polls, ratings
from deliberation.demo.invitations import OTHERWISE, Invitation
from deliberation.demo.matters import APPRAISAL, MATTERS
from deliberation.demo.photos import paper_photo
from deliberation.demo.presence import join_from_afar
from deliberation.demo.suggestions import Voices
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE, Way, longest_ballot, stage_rule
from deliberation.queries import delegable_types
from deliberation.rules import BallotManner, Turnout, needed, quorum
from portal.demo import Event, at
from portal.kernel import clock
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance, write_minutes
from portal.org.actors import Actor, actor_of
from portal.org.models import Account, Person
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from random import Random

    from deliberation.services.suggestions import Origin
    from portal.demo import Scene
    from portal.org.models import Place

_STAGES = (S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE)
_BODIES = {
    S1_PROPOSE: Body.PARTY_BRANCH_COMMITTEE,
    S2_DISCUSS: Body.TWO_COMMITTEES,
    S3_PARTY_REVIEW: Body.PARTY_MEMBERS_MEETING,
    S4_RESOLVE: Body.VILLAGER_REPS_MEETING,
}
#: Days after the first of the month: notice and meeting of every stage; a second meeting comes a week later.
_DAYS = {S1_PROPOSE: (0, 2), S2_DISCUSS: (1, 4), S3_PARTY_REVIEW: (3, 8), S4_RESOLVE: (5, 14)}
_AGAIN = 7
_HALF_HOUR = timedelta(minutes=30)
_ALL_VOTED = timedelta(minutes=12)
_APPROVING = {"y": 88, "b": 85, "e": 85, "s": 85, "v": 80, "n": 25, "x": 30}
_COLLECTIVE = "coop_"

#: What is told of a month: the scripts of its matters, by place of the village and months before today.
_USUAL = ("yyyb", "yyyy", "yyyy")
_TOLD: Mapping[tuple[int, int], tuple[str, ...]] = {
    (0, 9): ("yyyx",),
    (0, 3): ("yyyy", "yw.."),
    (1, 1): ("yyyy", "yyyr"),
    (1, 2): ("yyyy", "n..."),
    (1, 7): ("yyyn",),
    (2, 3): ("yyyb", "yn.."),
    (2, 2): ("yyyy", "yyn."),
    (2, 5): ("yyyx",),
}
#: The month in which a village appraises its committee, secretly: place of the village and months before today.
_APPRAISED = (0, 1)
#: The month in which a village chooses between bidders: place of the village and months before today.
_CHOOSING = (2, 1)
#: The month in which a representative stands back: place of the village and months before today.
_RECUSED = (2, 3)
#: The month in which a representative without a phone votes on paper: place of the village and months before today.
_ON_PAPER = (0, 8)
_RECUSING = services.Recusing(kind="near_relative", reason="弟弟家直接受益")
#: Meetings to which too few came: the stage, and whether a second meeting followed.
_MISSED = {(0, 5): S4_RESOLVE, (1, 3): S4_RESOLVE, (2, 4): S3_PARTY_REVIEW}
#: The village to whose first matter of now people answer before the vote.
_HEARD = 2
#: Now: what is on its way in every village.
_NOW = (("....", "y...", "yyyv", "yyyy"), ("yy..", "yyya"), ("yyy.", "w...", "yyye"))
_TOO_FEW = 0.4
#: The village whose matters the township reviews, from so many months before today on; and the day of the month.
_REVIEWED, _SINCE, _REVIEW_DAY = 1, 4, 11
_REVIEW = Way(id="siyi_yishen_lianggongkai", adopted=True)
_SENT_BACK = "预算没有报价依据，请附三家报价以后再报。"
_AGREED = "方案符合村庄规划，预算有依据，同意提交村民代表会议表决。"


@dataclass(slots=True, kw_only=True)
class _Case:
    """One matter on its way through a month."""

    text: int
    script: str
    number: int = 0
    origin: Callable[[], Origin | None] = lambda: None  # the suggestion it comes of
    heard: bool = False  # people answer to its plan before the vote

    @property
    def proposal(self) -> services.Proposal:
        if self.heard:
            return opinions.PROPOSAL
        told = {"s": APPRAISAL, "c": options.PROPOSAL}
        return told.get(self.script[-1]) or MATTERS[self.text % len(MATTERS)]

    @property
    def kind(self) -> str:
        return self.proposal.matter_type


@dataclass(slots=True, kw_only=True)
class _Month:
    """A village's matters of one month and the meetings they share."""

    scene: Scene
    village: Place
    dice: Random
    first: date
    cases: list[_Case]
    missed: str = ""  # the stage to whose first meeting too few came
    way: Way = field(default_factory=Way)
    recused: bool = False  # somebody stands back from what is put to a ballot
    on_paper: bool = False  # somebody votes on paper
    story: tuple[int, int] = OTHERWISE  # place of the village and months before today
    meetings: dict[tuple[str, int], int] = field(default_factory=dict)

    def events(self) -> Iterator[Event]:
        """Yield the course of the month, as far as it has come."""
        found = [Event(at=at(self.first, 8, 30), act=self._propose)]
        for place, stage in enumerate(_STAGES):
            waited = _AGAIN if self.missed and place > _STAGES.index(self.missed) else 0
            told, met = (days + waited for days in _DAYS[stage])
            due = [case for case in self.cases if case.script[place] != "."]
            back = [case for case in due if case.script[place] == "w"]
            found += [self._event(met, 11, partial(self._withdraw, case)) for case in back]
            if stage == S4_RESOLVE and self.way == _REVIEW:
                earlier = _REVIEW_DAY + (_AGAIN if self.missed and self.missed != S4_RESOLVE else 0)
                found += [self._event(earlier, 10, partial(self._review, case)) for case in due]
            due = [case for case in due if case.script[place] not in "wr"]
            if not due:
                continue
            found += self._meeting(stage, due, told, met, again=0)
            if stage == self.missed:
                found += self._meeting(stage, due, told + _AGAIN, met + _AGAIN, again=1)
        yield from (event for event in found if event.at <= at(self.scene.today, 0))

    def _meeting(self, stage: str, due: list[_Case], told: int, met: int, *, again: int) -> Iterator[Event]:
        place = _STAGES.index(stage)
        few = (stage == self.missed and not again) or all(case.script[place] == "a" for case in due)
        bodies: dict[Body, list[_Case]] = {}
        for case in due:
            collective = stage == S4_RESOLVE and case.kind.startswith(_COLLECTIVE)
            body = Body.COOP_MEMBERS_ASSEMBLY if collective else _BODIES[stage]
            bodies.setdefault(body, []).append(case)
        for body, cases in bodies.items():
            held = self._held(stage, body, told=told, met=met, again=again)
            yield from held.called()
            yield self._event(met, 14, partial(held.sign_in, few=few))
            for case in cases:
                what = case.script[place]
                if few or what == "a":
                    yield self._event(met, 15, partial(held.adjourn, case))
                elif what in "yn" or body is Body.COOP_MEMBERS_ASSEMBLY:  # most of them have no account to vote with
                    yield self._event(met, 15, partial(held.by_hands, case, approving=_APPROVING[what]))
                else:
                    yield from held.ballots(case, what)

    def _held(self, stage: str, body: Body, *, told: int, met: int, again: int) -> _Held:
        day, usual = self.first + timedelta(days=met), self.first + timedelta(days=told)
        story = OTHERWISE if again else self.story
        calling = Invitation(self.scene, self.village, body=body, stage=stage, day=day, usual=usual, story=story)
        return _Held(month=self, stage=stage, body=body, day=day, again=again, invitation=calling)

    def _event(self, days: int, hour: int, act: Callable[[], object]) -> Event:
        return Event(at=at(self.first + timedelta(days=days), hour), act=act)

    def _propose(self) -> None:
        for case in self.cases:
            proposal = replace(case.proposal, origin=case.origin())
            case.number = services.propose_matter(self.secretary, self.village, proposal).number

    def _review(self, case: _Case) -> None:
        back = case.script[-1] == "r"
        text = _SENT_BACK if back else _AGREED
        recording = services.Recording(passed=not back, text=text, happened_on=clock.today())
        auditor = self.scene.actor(self.scene.township, Office.AUDITOR)
        services.record_stage(auditor, self.village, case.number, stage="x_town_review", recording=recording)

    def _withdraw(self, case: _Case) -> None:
        services.withdraw_matter(self.secretary, self.village, case.number, reason="上级已安排专项资金，不再由村里出钱")

    def again(self, case: _Case, stage: str, *, told: int, met: int) -> Iterator[Event]:
        """Yield another meeting in which a stage of a matter is carried by hands, because its plan was changed."""
        held = self._held(stage, _BODIES[stage], told=told, met=met, again=1)
        yield from held.called()
        yield self._event(met, 14, partial(held.sign_in, few=False))
        yield self._event(met, 15, partial(held.by_hands, case, approving=_APPROVING["y"]))

    @property
    def secretary(self) -> Actor:
        return self.scene.actor(self.village, Office.SECRETARY)

    @property
    def director(self) -> Actor:
        return self.scene.actor(self.village, Office.DIRECTOR)


@dataclass(slots=True, kw_only=True)
class _Held:
    """One meeting of a month."""

    month: _Month
    stage: str
    body: Body
    day: date
    again: int
    invitation: Invitation
    meeting_id: int = 0
    entitled: int = 0
    present: int = 0
    minuted: bool = False
    recused: int = 0  # the person who stands back

    @property
    def opened_at(self) -> datetime:
        """When what is voted on is put to the vote."""
        return at(self.day, 15)

    def called(self) -> Iterator[Event]:
        """Yield the notice and its delivery."""
        yield Event(at=at(self.invitation.called_on, 9), act=self.convene)
        yield from self.invitation.events()

    def convene(self) -> None:
        name = COMPOSITIONS[self.body].name
        second = "（第二次）" if self.again else ""
        convening = Convening(
            body=self.body,
            title=f"{self.day.year}年{self.day.month}月{name}{second}",
            place="村委会二楼会议室",
            starts_at=at(self.day, 14),
            notice="讨论本月的议题，方案见村务公开栏。",
            chair_id=self.month.director.person_id,
            recorder_id=self.month.secretary.person_id,
            urgency=self.invitation.urgency,
        )
        self.meeting_id = convene_meeting(self.month.secretary, self.month.village, convening).id
        self.invitation.meeting_id = self.meeting_id

    def sign_in(self, *, few: bool) -> None:
        village, secretary, dice = self.month.village, self.month.secretary, self.month.dice
        roster = freeze_roster(secretary, village, self.meeting_id)
        lines = roster_lines(roster.id)
        rule = stage_rule(self.stage, self.body, None, on=self.day, way=self.month.way)
        least = quorum(rule, Turnout(entitled=len(lines), present=0)).needed
        there = int(least * _TOO_FEW) if few else dice.randint(min(least + 1, len(lines)), len(lines))
        if self.body is Body.COOP_MEMBERS_ASSEMBLY and not few:
            there = len(lines) * 9 // 10
        record_attendance(secretary, village, self.meeting_id, [line.id for line in dice.sample(lines, there)])
        if self.body is Body.COOP_MEMBERS_ASSEMBLY and not few:
            there += join_from_afar(secretary, village, self.meeting_id)
        self.entitled, self.present = len(lines), there

    def by_hands(self, case: _Case, *, approving: int) -> None:
        """Let two officers enter a show of hands."""
        village = self.month.village
        approve = self.present * approving // 100
        if approving == _APPROVING["y"]:
            rule = stage_rule(self.stage, self.body, case.kind, on=self.day, way=self.month.way)
            least = max(needed(one.share, self.entitled) for one in rule.deciding)
            approve = max(approve, min(self.present, least))
        against = (self.present - approve) * 2 // 3
        figures = services.Figures(approve=approve, against=against, abstain=self.present - approve - against)
        services.record_hand_count(
            self.month.secretary,
            village,
            case.number,
            stage=self.stage,
            meeting_id=self.meeting_id,
            figures=figures,
        )
        services.confirm_hand_count(self.month.director, village, case.number, stage=self.stage, figures=figures)
        self.minute("逐项听取说明并举手表决，票数由两名工作人员当场清点、核对，结果已当场宣布。")

    def minute(self, text: str) -> None:
        """Let the recorder seal the minutes, once."""
        if not self.minuted:
            write_minutes(self.month.secretary, self.month.village, self.meeting_id, text)
            self.minuted = True

    def adjourn(self, case: _Case) -> None:
        services.record_adjournment(
            self.month.secretary, self.month.village, case.number, stage=self.stage, meeting_id=self.meeting_id
        )
        self.minute("到会人数不够，会议没有开成，另行通知再开。")

    def stand_back(self, case: _Case) -> None:
        """Let the present representative with the highest number stand back."""
        roster_id = meeting(self.month.village, self.meeting_id).roster_id or 0
        self.recused = [line.person_id for line in roster_lines(roster_id) if line.present_at is not None][-1]
        code = Person.get_by_id(self.recused).code
        services.record_recusal(self.month.secretary, self.month.village, case.number, _RECUSING, person=code)

    def open(self, case: _Case, what: str) -> None:
        opening = services.Opening(
            meeting_id=self.meeting_id,
            question=f"是否同意“{case.proposal.title}”的方案？",
            closes_at=self.opened_at + (longest_ballot() if what == "v" else _HALF_HOUR),
            stage=self.stage,
            manner=BallotManner.SECRET if what == "s" else BallotManner.RECORDED,
        )
        services.open_ballot(self.month.secretary, self.month.village, case.number, opening)

    def vote(self, case: _Case, *, approving: int, turnout: float) -> None:
        village, dice = self.month.village, self.month.dice
        roster_id = meeting(village, self.meeting_id).roster_id or 0
        present = [line for line in roster_lines(roster_id) if line.in_person]
        voting = {line.person_id: line.number for line in present[: round(len(present) * turnout)]}
        on_paper = [*voting][-1] if self.month.on_paper else None
        for account in Account.select().where(Account.person.in_([*voting])).order_by(Account.person):
            against = ("against", "abstain")[dice.randrange(2)]
            choice = "approve" if dice.randrange(100) < approving else against
            if account.person_id == on_paper:
                self._enter_paper(case, voting[on_paper], choice)
            elif account.person_id != self.recused:
                services.cast_vote(actor_of(account), village, case.number, choice=choice)

    def _enter_paper(self, case: _Case, line: int, choice: str) -> None:
        """Let two members of the supervision committee enter one paper."""
        village, scene = self.month.village, self.month.scene
        first, second = (scene.actor(village, Office.SUPERVISOR, number) for number in (0, 1))
        services.record_paper_vote(first, village, case.number, line=line, choice=choice, photo=paper_photo(choice))
        services.confirm_paper_vote(second, village, case.number, line=line, choice=choice)

    def ballots(self, case: _Case, what: str) -> Iterator[Event]:
        """Yield a ballot, or two where it is chosen between bidders."""
        if what == "c":
            yield from (Event(at=self.opened_at + after, act=partial(act, self, case)) for after, act in _TWO_BALLOTS)
            return
        if self.month.recused:
            yield Event(at=self.opened_at - _HALF_HOUR, act=partial(self.stand_back, case))
        yield Event(at=self.opened_at, act=partial(self.open, case, what))
        approving, turnout = _APPROVING[what], 0.25 if what == "v" else 1.0
        yield Event(
            at=self.opened_at + timedelta(minutes=5),
            act=partial(self.vote, case, approving=approving, turnout=turnout),
        )
        if what != "v":
            until, close = (_ALL_VOTED, self.end_early) if what == "e" else (_HALF_HOUR, self.close)
            yield Event(at=self.opened_at + until, act=partial(close, case))

    def choosing(self, case: _Case) -> options.Choosing:
        """Return the choice between bidders."""
        return options.Choosing(
            village=self.month.village,
            officer=self.month.secretary,
            number=case.number,
            meeting_id=self.meeting_id,
            stage=self.stage,
            scene=self.month.scene,
        )

    def close(self, case: _Case) -> None:
        services.close_ballot(self.month.secretary, self.month.village, case.number)
        self.minute("听取方案说明并讨论，随后投票表决，结果已当场宣布。")

    def end_early(self, case: _Case) -> None:
        services.close_early(self.month.secretary, self.month.village, case.number)
        self.minute(
            "听取方案说明并讨论，随后投票表决；到会的人全部投完，主持人问过没有意见，提前结束，结果已当场宣布。"
        )


def _open_choice(held: _Held, case: _Case) -> None:
    held.choosing(case).open()


def _choose(held: _Held, case: _Case) -> None:
    held.choosing(case).vote()


def _close_choice(held: _Held, case: _Case) -> None:
    held.choosing(case).close()
    held.minute("逐家听取报价和工期，投票选一家；第一次没有一家过半数，当场在票多的两家里再投一次，结果已当场宣布。")


_TWO_BALLOTS = tuple(
    (turn * _HALF_HOUR + timedelta(minutes=minutes), act)
    for turn in range(2)
    for minutes, act in ((0, _open_choice), (5, _choose), (options.BALLOT_MINUTES, _close_choice))
)


def events(scene: Scene) -> Iterator[Event]:
    """Yield what was decided in every village."""
    for place, village in enumerate(scene.villages):
        yield from _village(scene, village, place)
    yield from follow_up.events(scene)
    yield from polls.events(scene)
    yield from origins.events(scene)
    yield from ratings.events(scene)
    yield from invitations.events(scene)
    yield from councils.events(scene)


def county(scene: Scene) -> Iterator[Event]:
    """Yield what a small village of a county decided: one matter carried by ballot, one that the party did not pass."""
    (village,) = scene.villages
    dice, founded = scene.chance(village, "assemblies"), scene.months[0].first_day
    yield Event(at=at(founded, 8), act=partial(_authorise, scene, village, founded))
    text = dice.randrange(len(MATTERS))
    cases = [_Case(text=text, script="yyyb"), _Case(text=text + 1, script="yyn.")]
    yield from _Month(scene=scene, village=village, dice=dice, first=founded, cases=cases).events()


def _village(scene: Scene, village: Place, place: int) -> Iterator[Event]:
    dice, founded = scene.chance(village, "assemblies"), scene.months[0].first_day
    yield Event(at=at(founded, 8), act=partial(_authorise, scene, village, founded))
    text = place * 3
    for turn, month in enumerate(scene.months):
        back = len(scene.months) - turn
        scripts = _TOLD.get((place, back), (_USUAL[turn % len(_USUAL)],))
        cases = [_Case(text=text + number, script=script) for number, script in enumerate(scripts)]
        text += len(cases)
        if (place, back) == _APPRAISED:
            cases.append(_Case(text=text, script="yyys"))
        if (place, back) == _CHOOSING:
            cases.append(_Case(text=text, script="yyyc"))
        told = _Month(
            scene=scene,
            village=village,
            dice=dice,
            first=month.first_day,
            cases=cases,
            missed=_MISSED.get((place, back), ""),
            way=_REVIEW if place == _REVIEWED and back < _SINCE else Way(),
            recused=(place, back) == _RECUSED,
            on_paper=(place, back) == _ON_PAPER,
            story=(place, back),
        )
        if (place, back) == (_REVIEWED, _SINCE):
            yield Event(at=at(month.last_day, 9), act=partial(_adopt, scene, village, month.last_day))
        yield from told.events()
    begun = scene.today - timedelta(days=_DAYS[S4_RESOLVE][1] + 1)
    now = [_Case(text=text + number, script=script) for number, script in enumerate(_NOW[place % len(_NOW)])]
    now[0].heard = place == _HEARD
    voices = Voices(scene=scene, village=village, place=place, wished=now[-1].proposal)
    now[-1].origin = voices.origin
    yield from voices.events()
    way = _REVIEW if place == _REVIEWED else Way()
    latest = _Month(scene=scene, village=village, dice=dice, first=begun, cases=now, way=way)
    yield from latest.events()
    if now[0].heard:
        yield from _heard(latest, now[0])


def _heard(month: _Month, case: _Case) -> Iterator[Event]:
    """Yield what was said to the plan of a matter, and the meetings that its changed plan went through again."""
    yield from opinions.events(month.scene, month.village, lambda: case.number, first=month.first)
    again = replace(month, dice=month.scene.chance(month.village, "opinions"))
    for stage, (told, met) in opinions.AGAIN.items():
        yield from again.again(case, stage, told=told, met=met)


def _adopt(scene: Scene, village: Place, day: date) -> None:
    adopting = services.Adopting(
        procedure=_REVIEW.id,
        body="villager_reps_meeting",
        met_on=day,
        since=day + timedelta(days=1),
        evidence=f"{village.name}村民代表会议{day.year}年第6号决议：以后的议题先报镇党委、政府审核，再提交表决。",
    )
    services.adopt_procedure(scene.actor(village, Office.SECRETARY), village, adopting)


def _authorise(scene: Scene, village: Place, day: date) -> None:
    kinds = tuple(kind.id for kind in delegable_types(on=day))
    authorising = services.Authorising(
        met_on=day,
        matter_types=kinds,
        since=day,
        until=date(day.year + 2, 12, 31),
        evidence=f"{village.name}村民会议{day.year}年第1号决议：授权村民代表会议在期限内决定所列事项。",
    )
    services.record_authorisation(scene.actor(village, Office.SECRETARY), village, authorising)
