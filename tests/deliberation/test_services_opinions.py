"""Opinions, amendments and questions on a plan: who says them and when, what is public, how they are answered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.errors import (
    FilerUnknownError,
    FutureDayError,
    MatterWithdrawnError,
    NotTakenUpError,
    OpinionAnsweredError,
    OpinionNotFoundError,
    OpinionsClosedError,
    OpinionsForVillagersError,
    OpinionsNotYetError,
    OpinionsUnansweredError,
    OwnOpinionError,
    PlanChangedError,
    TextFixedError,
    TooManyOpinionsError,
)
from deliberation.models import Opinion, OpinionAnswer
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE, workflow
from deliberation.procedures.variants import AnswersFirst
from deliberation.queries import stage_page, tasks
from deliberation.queries.checkup import checkup
from deliberation.queries.dossier import dossier
from deliberation.rules import BallotManner
from deliberation.rules.checkup import CheckLight
from deliberation.rules.opinions import OpinionKind, OpinionReply
from deliberation.rules.suggestions import Channel
from deliberation.rules.terms import Confidence, Light
from deliberation.services.filers import Brought
from deliberation.services.opinions import Opining, file_opinion, record_opinion
from portal.cli import packages
from portal.kernel import clock as kernel_clock
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.names import mask_name
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.courses import convene, hold, pass_before, pass_stage
from tests.deliberation.hearings import STEEL, WHY, Hearing

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

TODAY = date(2026, 10, 15)


@pytest.fixture
def hearing(township: Township, clock: SettableClock) -> Hearing:
    return Hearing(township, clock).open()


def waiting_codes(hearing: Hearing) -> list[tuple[str, CheckLight]]:
    found = checkup(hearing.village, hearing.number, today=kernel_clock.today())
    return [(one.code, one.light) for one in found.checks if one.code.startswith(("opinions_", "answers_"))]


def asked_of(hearing: Hearing, actor: Actor) -> list[str]:
    return [one.title for one in tasks(actor, hearing.village, kernel_clock.today())]


def test_until_the_party_members_have_decided_nothing_is_taken(township: Township, clock: SettableClock) -> None:
    hearing = Hearing(township, clock).propose()
    for stage in (S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW):
        with pytest.raises(OpinionsNotYetError, match="党员大会审议"):
            hearing.say()
        pass_stage(township, hearing.number, stage)
    assert hearing.say().number == 1


def test_from_the_opening_of_the_vote_on_nothing_is_taken_until_figures_are_taken_back(hearing: Hearing) -> None:
    hearing.hands_up()
    with pytest.raises(OpinionsClosedError, match="异议"):
        hearing.say()
    services.take_back_hand_count(hearing.director, hearing.village, hearing.number, stage=S4_RESOLVE, reason="录错了")
    assert hearing.say().number == 1


def test_a_meeting_that_failed_leaves_the_plan_open_to_be_answered(hearing: Hearing) -> None:
    few = hold(hearing.township, Body.VILLAGER_REPS_MEETING, present=3)
    services.record_adjournment(hearing.secretary, hearing.village, hearing.number, stage=S4_RESOLVE, meeting_id=few)
    assert hearing.ask().number == 1


def test_only_that_there_is_one_is_public_until_it_is_answered(hearing: Hearing) -> None:
    name = Person.get_by_id(hearing.villager(3).person_id).name
    hearing.say(f"{name}家门口过不去车。")
    (before,) = hearing.told(1)
    assert (before["kind"], before["channel"], before["text"], before["answer"]) == ("opinion", "online", None, None)
    hearing.answer(1)
    _, after = hearing.told(1)
    assert after["text"] == f"{mask_name(name)}家门口过不去车。"
    assert after["answer"]["reply"] == "not_adopted"
    assert name not in str(hearing.told(1))


def test_words_kept_back_stay_unsaid_and_the_answer_is_told(hearing: Hearing) -> None:
    hearing.amend()
    hearing.answer(1, withheld=True)
    told = hearing.told(1)[-1]
    assert (told["text"], told["wording"], told["before"], told["withheld"]) == (None, None, None, True)
    assert told["answer"]["text"] == "按规范，桥宽够用。"


def test_who_says_something_is_not_in_the_opened_entry(hearing: Hearing) -> None:
    hearing.say()
    entries = [json.loads(one.content) for one in JournalEntry.select() if "deliberation.opinion" in one.content]
    assert [one["actor"] for one in entries] == [{"villager": 1}]


def test_an_amendment_is_adopted_in_a_new_version_and_the_matter_goes_on(hearing: Hearing, config: Config) -> None:
    made = hearing.amend()
    assert (made.paragraph, made.before, made.revision) == (2, "桥两边装木护栏。", 1)
    with pytest.raises(NotTakenUpError):
        hearing.answer(1, OpinionReply.ADOPTED, taken_up_in=1)
    with pytest.raises(NotTakenUpError):
        hearing.answer(1, OpinionReply.ADOPTED, taken_up_in=7)
    written = hearing.revise(hearing.row.plan.replace("桥两边装木护栏。", STEEL))
    hearing.answer(1, OpinionReply.ADOPTED, taken_up_in=written)
    told = hearing.told(1)[-1]
    assert (told["before"], told["wording"], told["text"]) == ("桥两边装木护栏。", STEEL, WHY)
    taken_up = told["answer"]["taken_up"]
    assert (taken_up["revision"], taken_up["plan_digest"]) == (2, hearing.row.plan_digest)
    assert hearing.ask().number == 2  # the changed plan may be answered to, too
    hearing.talk_over_again()
    hearing.answer(2, OpinionReply.ANSWERED)
    hearing.resolve()
    assert waiting_codes(hearing) == [("opinions_answered", CheckLight.MET)]
    assert [one.number for one in dossier(hearing.village, hearing.number).stages[-1].opinions] == [1, 2]
    assert verify_all(packages(config)) == []


def test_an_amendment_of_a_plan_that_was_changed_meanwhile_is_written_anew(hearing: Hearing) -> None:
    hearing.revise("拆除旧桥，建新桥。")
    with pytest.raises(PlanChangedError):
        hearing.amend(of=1)


def test_after_the_vote_a_plan_is_not_changed_and_what_waits_is_still_answered(hearing: Hearing) -> None:
    hearing.amend()
    hearing.ask()
    hearing.resolve()
    with pytest.raises(TextFixedError):
        hearing.revise("别的方案。")
    assert waiting_codes(hearing) == [("opinions_waiting", CheckLight.NOTE)]
    hearing.clock.set_day(date(2026, 10, 16))
    hearing.answer(1)
    hearing.answer(2, OpinionReply.ANSWERED)
    assert waiting_codes(hearing) == [("opinions_waiting", CheckLight.NOTE)]  # answered, but too late
    assert [one.reply for one in hearing.row.opinions] == [OpinionReply.NOT_ADOPTED, OpinionReply.ANSWERED]


def test_what_is_unanswered_is_listed_before_the_vote_and_stops_nothing(hearing: Hearing) -> None:
    hearing.say()
    hearing.ask()
    meeting_id = hold(hearing.township, Body.VILLAGER_REPS_MEETING)
    page = stage_page(hearing.village, hearing.number, S4_RESOLVE, meeting_id=meeting_id, today=TODAY)
    (found,) = [one for one in page.findings if one.code == "opinions_waiting"]
    assert "第 1 号意见、第 2 号提问还没有答复" in found.text
    assert (found.light, page.ready) == (Light.AMBER, True)
    hearing.hands_up(meeting_id)


@pytest.fixture
def answers_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every local way say that what was said to a plan is answered first."""
    said, known = AnswersFirst(article="本村办法第3条", confidence=Confidence.SECONDARY), workflow.variant_on
    monkeypatch.setattr(workflow, "variant_on", lambda name, day: replace(known(name, day), answers_first=said))
    workflow._workflow.cache_clear()


@pytest.mark.usefixtures("answers_first")
def test_an_adopted_way_that_wants_the_answers_first_stops_hands_and_ballots(
    township: Township, clock: SettableClock
) -> None:
    hearing = Hearing(township, clock)
    adopting = services.Adopting(
        procedure="wuyi_lianggongkai_eval",
        body="villager_reps_meeting",
        met_on=date(2026, 10, 13),
        since=date(2026, 10, 16),
        evidence="村民代表会议决议第2号",
    )
    services.adopt_procedure(hearing.secretary, hearing.village, adopting)
    clock.set_day(date(2026, 10, 16))
    hearing.propose()
    for one in hearing.row.course.steps[:-1]:
        pass_stage(township, hearing.number, one.gate.id)
    hearing.say()
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    page = stage_page(hearing.village, hearing.number, S4_RESOLVE, meeting_id=meeting_id, today=clock.moment.date())
    assert not page.ready
    with pytest.raises(OpinionsUnansweredError, match="请先逐条答复"):
        hearing.hands_up(meeting_id)
    opening = services.Opening(
        meeting_id=meeting_id,
        question="是否同意？",
        closes_at=kernel_clock.now().replace(hour=23),
        stage=S4_RESOLVE,
        manner=BallotManner.RECORDED,
    )
    with pytest.raises(OpinionsUnansweredError, match="本村办法第3条"):
        services.open_ballot(hearing.secretary, hearing.village, hearing.number, opening)
    hearing.answer(1)
    services.open_ballot(hearing.secretary, hearing.village, hearing.number, opening)
    clock.moment += timedelta(hours=1)
    paper = Brought(
        filer=Person.get_by_id(hearing.villager(9).person_id).code,
        channel=Channel.PAPER,
        filed_on=kernel_clock.today(),
    )
    late = Opining(kind=OpinionKind.OPINION, text="早上就交了。")
    record_opinion(township.actor(Office.COMMITTEE), hearing.village, hearing.number, late, brought=paper)
    assert waiting_codes(hearing) == [
        ("answers_first_given", CheckLight.MET),
        ("opinions_entered_after", CheckLight.NOTE),
    ]
    workflow._workflow.cache_clear()


def test_the_same_again_is_one_and_five_of_one_person_wait(hearing: Hearing) -> None:
    assert (hearing.say().id, Opinion.select().count()) == (hearing.say().id, 1)
    hearing.ask("桥太窄。")  # the same words as a question are another thing
    for number in range(3):
        hearing.say(f"第{number}点")
    with pytest.raises(TooManyOpinionsError):
        hearing.say("再一点")
    hearing.say("再一点", by=hearing.villager(8))
    hearing.answer(1)
    hearing.say("再一点")


def test_one_answer_answers_its_copies(hearing: Hearing) -> None:
    for number in range(3):
        hearing.say(by=hearing.villager(number))
    hearing.say("别的。", by=hearing.villager(9))
    hearing.answer(2)
    assert [one.waiting for one in hearing.row.opinions] == [False, False, False, True]
    assert [len(hearing.told(number)) for number in (1, 2, 3, 4)] == [2, 2, 2, 1]


def test_nobody_answers_what_they_said_nor_its_copies_nor_twice(hearing: Hearing) -> None:
    hearing.say(by=hearing.director)
    hearing.say(by=hearing.villager())
    for number in (1, 2):
        with pytest.raises(OwnOpinionError, match="第 1 号"):
            hearing.answer(number, by=hearing.director)
    hearing.answer(2)
    with pytest.raises(OpinionAnsweredError):
        hearing.answer(1)
    with pytest.raises(OpinionNotFoundError):
        hearing.answer(3)
    assert OpinionAnswer.select().count() == 2


def test_an_officer_enters_what_was_brought_also_after_the_vote(hearing: Hearing) -> None:
    code = Person.get_by_id(hearing.villager().person_id).code
    hearing.resolve()
    hearing.clock.set_day(date(2026, 10, 18))
    opining = Opining(kind=OpinionKind.OPINION, text="桥太窄。")
    recorder = hearing.township.actor(Office.COMMITTEE)
    late = Brought(filer=code, channel=Channel.PAPER, filed_on=date(2026, 10, 15))
    made = record_opinion(recorder, hearing.village, hearing.number, opining, brought=late)
    assert (made.filed_by_id, made.recorded_by_id) == (hearing.villager().person_id, recorder.person_id)
    assert waiting_codes(hearing) == [("opinions_entered_after", CheckLight.NOTE)]
    assert (hearing.told(1)[0]["channel"], hearing.told(1)[0]["recorded_on"]) == ("paper", "2026-10-18")
    for brought, error in (
        (replace(late, filed_on=date(2026, 10, 16)), OpinionsClosedError),
        (replace(late, filed_on=date(2026, 10, 14)), OpinionsNotYetError),
        (replace(late, filed_on=date(2026, 10, 19)), FutureDayError),
        (replace(late, filer="没有这人"), FilerUnknownError),
    ):
        with pytest.raises(error):
            record_opinion(recorder, hearing.village, hearing.number, replace(opining, text="又一条"), brought=brought)


def test_strangers_and_those_without_the_office_are_refused(hearing: Hearing) -> None:
    with pytest.raises(OpinionsForVillagersError):
        hearing.say(by=hearing.township.actor(Office.TOWNSHIP_ADMIN))
    hearing.say()
    with pytest.raises(NotAllowedError):
        hearing.answer(1, by=hearing.villager(9))
    with pytest.raises(PrivateNumberError):
        hearing.say("打我电话 13800138000")
    with pytest.raises(PrivateNumberError):
        hearing.amend(wording="打电话 13800138000 报名。")


def test_of_a_matter_taken_back_nothing_waits(hearing: Hearing) -> None:
    hearing.say()
    services.withdraw_matter(hearing.secretary, hearing.village, hearing.number, reason="另作安排")
    with pytest.raises(MatterWithdrawnError):
        hearing.say("再说一句")
    with pytest.raises(MatterWithdrawnError):
        hearing.answer(1)
    assert not [one for one in asked_of(hearing, hearing.director) if "意见和提问" in one]
    assert waiting_codes(hearing) == []


def test_it_waits_for_officers_and_is_offered_to_those_who_do_not_see_matters(hearing: Hearing) -> None:
    bookkeeper = hearing.township.actor(Office.BOOKKEEPER)
    assert "表决以前，可以对方案提意见、提问：修缮村口便民桥" in asked_of(hearing, bookkeeper)
    hearing.say(by=hearing.director)
    hearing.ask()
    assert "答复意见和提问（1 条）：修缮村口便民桥" in asked_of(hearing, hearing.director)
    assert "答复意见和提问（2 条）：修缮村口便民桥" in asked_of(hearing, hearing.secretary)
    assert waiting_codes(hearing) == [("opinions_waiting", CheckLight.NOTE)]


def test_answers_are_due_before_the_vote_and_come_before_its_own_task(hearing: Hearing) -> None:
    hearing.say()
    hold(hearing.township, Body.TWO_COMMITTEES)
    assert [one.due for one in tasks(hearing.secretary, hearing.village, TODAY)][:1] == [None]
    convene(hearing.township, Body.VILLAGER_REPS_MEETING)
    answering, holding, *_ = tasks(hearing.secretary, hearing.village, TODAY)
    assert (answering.title, answering.due) == ("答复意见和提问（1 条）：修缮村口便民桥", TODAY)
    assert (holding.endpoint, holding.due) == ("deliberation.hold", None)


def test_a_second_matter_counts_for_itself(hearing: Hearing) -> None:
    hearing.say()
    other = Hearing(hearing.township, hearing.clock).propose(plan="另建一座新桥。")
    pass_before(other.township, other.number)
    made = file_opinion(
        other.villager(), other.village, other.number, Opining(kind=OpinionKind.QUESTION, text="多少钱？")
    )
    assert (made.number, len(hearing.row.opinions), len(other.row.opinions)) == (1, 1, 1)
