"""A joint proposal from its start to what came of it: who may join, who is counted, what everybody is told."""

from __future__ import annotations

import json
from datetime import date

import pytest

from deliberation.errors import (
    JointClosedError,
    JointGatheringError,
    JointMustBeListedError,
    JointReachedError,
    JointWordsKeptError,
    NoJointShareError,
    NotEntitledToJoinError,
    NotYourJointError,
    OwnJointError,
    SameJointError,
    SameMatterError,
    TooManyJointError,
    UnknownInitiatorError,
)
from deliberation.models import JointReached, JointSupport, Matter
from deliberation.procedures import S1_PROPOSE
from deliberation.queries import tasks, unsettled
from deliberation.queries.checkup import checkup
from deliberation.queries.dossier import dossier
from deliberation.queries.joint import joint_origin_of
from deliberation.rules.joint import JointState, Signatories
from deliberation.services import Proposal, propose_matter, settle, withdraw_matter
from deliberation.services import joint as acts
from portal.cli import packages
from portal.config import Config
from portal.kernel import clock as kernel_clock
from portal.kernel.bulletins import Bulletin
from portal.kernel.journal import JournalEntry
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import OfficeTerm, Person
from portal.org.offices import Office
from tests.deliberation.courses import pass_stage
from tests.deliberation.joining import PLAN, TITLE, Joining
from tests.factories import SettableClock, Township


@pytest.fixture
def joining(township: Township, clock: SettableClock) -> Joining:
    return Joining(township, clock)


def test_where_no_text_was_read_the_share_is_shown_and_the_branch_decides(joining: Joining) -> None:
    joining.start()
    row = joining.row()
    base = row.gathered.base
    assert (row.gathered.supporters, row.gathered.needed) == (1, -(-base // 5))
    assert (row.rule.binds, row.rule.confidence) == (False, "design")
    assert joining.propose().initiator == "representatives"  # taken up before the share is reached
    assert joining.row().state is JointState.PROPOSED


def test_where_the_text_was_read_it_must_be_reached_and_then_must_become_a_matter(joining: Joining) -> None:
    joining.in_henan().start()
    assert "河南省" in joining.row().rule.article
    with pytest.raises(JointGatheringError):
        joining.propose()
    joining.reach()
    row = joining.row()
    sealed = JointReached.get()
    assert (row.state, sealed.supporters, sealed.needed) == (JointState.REACHED, row.gathered.needed, sealed.supporters)
    with pytest.raises(JointMustBeListedError):
        acts.answer_joint(joining.secretary, joining.village, 1, text="今年不办。")
    matter = joining.propose()
    origin = joint_origin_of(matter.id)
    assert origin is not None
    assert (origin.number, origin.supporters, matter.initiator) == (1, sealed.supporters, "representatives")


def test_villagers_are_counted_by_the_register_and_representatives_by_their_office(joining: Joining) -> None:
    joining.start(side=Signatories.VILLAGERS)
    grown = joining.row().gathered.base
    assert joining.row().gathered.needed == -(-grown // 10)
    child = Person.get_by_id(joining.representative(5).person_id)
    Person.update(born_on=date(2009, 1, 1)).where(Person.id == child.id).execute()
    assert joining.row().gathered.base == grown - 1
    with pytest.raises(NotEntitledToJoinError):
        joining.support(5)
    secretary = joining.secretary
    acts.support_joint(secretary, joining.village, 1)  # an officer is a villager too
    assert joining.row().gathered.supporters == 2


def test_only_representatives_join_theirs_and_nobody_of_another_village(joining: Joining) -> None:
    joining.start()
    stranger = joining.township.actor(Office.REPRESENTATIVE, village=joining.township.other_village)
    for other in (joining.township.actor(Office.BOOKKEEPER), stranger):
        with pytest.raises(NotEntitledToJoinError, match="现任村民代表"):
            acts.support_joint(other, joining.village, 1)


def test_support_counts_once_and_is_taken_back_until_the_share_is_reached(joining: Joining) -> None:
    joining.start()
    joining.support(1, 1, 2)
    assert joining.row().gathered.supporters == 3
    for _ in range(2):
        acts.take_back_support(joining.representative(1), joining.village, 1)
    assert joining.row().gathered.supporters == 2
    joining.support(1)
    assert joining.row().gathered.supporters == 3
    joining.reach()
    with pytest.raises(JointReachedError):
        acts.take_back_support(joining.representative(1), joining.village, 1)
    with pytest.raises(JointReachedError):
        joining.support(15)
    joining.support(1)  # the same again changes nothing
    assert JointSupport.select().where(JointSupport.person == joining.representative(1).person_id).count() == 3


def test_whoever_no_longer_represents_is_not_counted(joining: Joining) -> None:
    joining.start()
    joining.support(1)
    person = joining.representative(1).person_id
    OfficeTerm.update(until=date(2026, 10, 1)).where(OfficeTerm.person == person).execute()
    assert joining.row().gathered.supporters == 1


def test_who_joins_is_found_in_nothing_that_is_published(joining: Joining) -> None:
    name = Person.get_by_id(joining.representative(0).person_id).name
    joining.start(plan=f"{PLAN}{name}家门口先修。")
    joining.support(1)
    (told,) = joining.told()
    assert (told["title"], told["text"], told["supporters"]) == (None, None, 1)  # told once a day
    entries = [json.loads(one.content) for one in JournalEntry.select() if "deliberation.joint" in one.content]
    assert [one["actor"] for one in entries] == [{"villager": 1}] * 2
    joining.propose(plan="另写的方案。")
    assert name not in "".join(one.envelope for one in Bulletin.select())
    assert joining.told()[-1]["title"] == TITLE


def test_the_number_is_told_once_a_day(joining: Joining) -> None:
    joining.start()
    joining.support(1)
    assert settle(joining.village) == 0
    joining.clock.set_day(date(2026, 10, 16))
    assert joining.village.id in unsettled(kernel_clock.today())
    assert settle(joining.village) == 1
    assert [one["supporters"] for one in joining.told()] == [1, 2]
    assert settle(joining.village) == 0
    assert joining.village.id not in unsettled(kernel_clock.today())


def test_a_register_that_shrinks_may_reach_the_share_by_itself(joining: Joining) -> None:
    joining.start()
    joining.support(*range(1, joining.row().gathered.needed - 1))
    assert joining.row().gathered.missing == 1
    left = [joining.representative(number).person_id for number in range(20, 30)]
    OfficeTerm.update(until=date(2026, 10, 1)).where(OfficeTerm.person.in_(left)).execute()
    assert settle(joining.village) == 1
    assert joining.row().state is JointState.REACHED


def test_the_same_words_a_hundred_times_are_one(joining: Joining) -> None:
    for _ in range(100):
        assert joining.start().number == 1
    with pytest.raises(SameJointError, match="第 1 件"):
        joining.start(by=joining.representative(3), plan=f" {PLAN}！", title="换个题目")
    joining.start(plan="另一件事。")
    with pytest.raises(TooManyJointError, match="2 件"):
        joining.start(plan="第三件事。")
    with pytest.raises(PrivateNumberError):
        joining.start(by=joining.representative(3), plan="找我 13800138000")


def test_a_kind_that_the_law_has_others_propose_is_refused(joining: Joining) -> None:
    with pytest.raises(NoJointShareError):
        joining.start(kind="recall_member")
    joining.start(kind="yishiyiyi")
    assert "一事一议" in joining.row().rule.article


def test_the_starter_takes_it_back_before_it_is_reached_and_decides_nothing_of_it(joining: Joining) -> None:
    joining.start(by=joining.secretary, side=Signatories.VILLAGERS)
    with pytest.raises(OwnJointError):
        joining.propose()
    with pytest.raises(NotYourJointError):
        acts.withdraw_joint(joining.director, joining.village, 1, reason="不办了")
    acts.withdraw_joint(joining.secretary, joining.village, 1, reason="不办了")
    with pytest.raises(JointClosedError):
        joining.support(1)
    assert "不办了" not in "".join(one.envelope for one in Bulletin.select())


def test_an_answer_says_why_and_ends_it(joining: Joining) -> None:
    joining.start()
    acts.answer_joint(joining.secretary, joining.village, 1, text="明年列入计划。", withheld=True)
    told = joining.told()[-1]
    assert (told["state"], told["answer"]["text"], told["title"], told["withheld"]) == (
        "answered",
        "明年列入计划。",
        None,
        True,
    )
    with pytest.raises(JointClosedError):
        joining.propose()


def test_words_kept_back_are_not_the_matters(joining: Joining) -> None:
    joining.start()
    with pytest.raises(JointWordsKeptError):
        joining.propose(withheld=True)
    joining.propose(withheld=True, plan="村里另写的方案。")
    assert joining.told()[-1]["title"] is None


def test_a_matter_taken_back_lets_the_proposal_wait_again(joining: Joining) -> None:
    joining.in_henan().start()
    joining.reach()
    matter = joining.propose()
    withdraw_matter(joining.secretary, joining.village, matter.number, reason="先勘测")
    assert joining.row().state is JointState.REACHED
    assert joining.told()[-1]["state"] == "reached"
    assert joining.propose(plan="勘测以后的方案。").number == 2


def test_reached_it_is_a_task_that_says_how_long_it_waits(joining: Joining) -> None:
    joining.in_henan().start()
    joining.reach()
    joining.clock.set_day(date(2026, 10, 20))
    (found,) = (one for one in tasks(joining.secretary, joining.village, kernel_clock.today()) if "联名" in one.title)
    assert "等了 5 天" in found.title
    assert found.urgent
    assert not tasks(joining.representative(2), joining.village, kernel_clock.today())


def test_a_matter_names_who_proposed_it_and_only_who_may(joining: Joining) -> None:
    def propose(initiator: str, plan: str) -> Matter:
        proposal = Proposal(
            matter_type="village_planning", title="题", plan=plan, budget_fen=1, fund="款", initiator=initiator
        )
        return propose_matter(joining.secretary, joining.village, proposal)

    assert propose("supervision", "一").initiator == "supervision"
    for other in ("villagers", "mayor", ""):
        with pytest.raises(UnknownInitiatorError, match="村党组织、村民委员会"):
            propose(other, "二")
    with pytest.raises(SameMatterError, match="第 1 号"):
        propose("committee", "一。")


def test_the_check_up_and_the_dossier_name_who_proposed_it(joining: Joining) -> None:
    joining.start()
    joining.reach()
    matter = joining.propose()
    pass_stage(joining.township, matter.number, S1_PROPOSE)
    found = checkup(joining.village, matter.number, today=kernel_clock.today())
    (said,) = (one for one in found.checks if one.code == "initiated")
    assert said.text == f"由村民代表联名提议（第 1 件联名提议，{joining.row().gathered.supporters} 人支持）。"
    sheets = dossier(joining.village, matter.number)
    assert (sheets.initiator, sheets.joint and sheets.joint.number) == ("村民代表联名", 1)


def test_everything_is_sealed(joining: Joining, config: Config) -> None:
    joining.start()
    joining.reach()
    joining.propose()
    assert verify_all(packages(config)) == []
