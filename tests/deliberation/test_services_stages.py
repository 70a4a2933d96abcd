"""Stages in their order, by hands, with failed quorums and failed votes; what is refused, by which article."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from peewee import IntegrityError

from deliberation import services
from deliberation.errors import (
    CountsDifferError,
    CountWaitsError,
    ImpossibleCountsError,
    MatterWithdrawnError,
    MeetingAheadError,
    MeetingUsedError,
    NoHandCountError,
    NotAuthorisedError,
    OwnCountError,
    QuorumMissingError,
    QuorumPresentError,
    RosterChangedError,
    RosterMissingError,
    StageBeforeEarlierError,
    StageBodyError,
    StageByHandsError,
    StageFailedError,
    StageOpenError,
    StageSkippedError,
    TextFixedError,
    TextUnchangedError,
)
from deliberation.models import Adjournment, HandCount, HandCountConfirmation, PlanRevision
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE
from deliberation.queries import matter
from deliberation.queries.acts import waits_for
from deliberation.rules import CountManner
from deliberation.services import stages
from portal.kernel.attachments import Upload
from portal.kernel.bulletins import Bulletin
from portal.kernel.canonical import sha256_hex
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.services import record_attendance
from portal.org.actors import SETTING_UP
from portal.org.models import Place
from portal.org.offices import Office
from portal.org.services import register_person
from portal.terminal import packages
from tests.deliberation.assemblies import authorise, propose
from tests.deliberation.courses import (
    BODIES,
    STAGES,
    begin,
    confirm,
    convene,
    decide,
    enter,
    figures,
    hold,
    pass_before,
    pass_stage,
    state_of,
)
from tests.deliberation.crowds import in_processes

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township


@pytest.fixture
def secretary(township: Township) -> Actor:
    return township.actor(Office.SECRETARY)


@pytest.fixture
def number(township: Township) -> int:
    authorise(township)
    return propose(township)


def content_of(kind: str, key: str) -> dict[str, object]:
    bulletin = Bulletin.get((Bulletin.kind == kind) & (Bulletin.key == key))
    content: dict[str, object] = json.loads(bulletin.envelope)["content"]
    return content


def paper_plan(title: str = "图纸.png", content: bytes = b"drawing") -> Upload:
    return Upload(title=title, media_type="image/png", content=content, digest=sha256_hex(content))


def revision(plan: str = "改用钢护栏。", *, budget_fen: int = 8_600_000, **given: object) -> services.Revision:
    return services.Revision(
        title="修缮村口便民桥",
        plan=plan,
        budget_fen=budget_fen,
        fund="村集体经营收入",
        reason="代表建议",
        **given,  # type: ignore[arg-type]
    )


def test_four_deliberations_lead_to_the_resolution(township: Township, number: int, config: Config) -> None:
    states = [state_of(township, number)]
    for stage in STAGES:
        pass_stage(township, number, stage)
        states.append(state_of(township, number))
    assert states == ["proposed", "stage_open", "stage_open", "stage_open", "in_publicity"]
    keys = {(row.kind, row.key) for row in Bulletin.select()}
    assert keys == {
        ("stage", "1-s1_propose-1"),
        ("stage", "1-s2_discuss-1"),
        ("stage", "1-s3_party_review-1"),
        ("resolution", "1"),
    }
    assert verify_all(packages(config)) == []


def test_a_resolution_by_hands_has_figures_and_no_votes(township: Township, number: int) -> None:
    pass_before(township, number)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING, present=30)
    decide(township, number, S4_RESOLVE, meeting_id, figures(16, 10, 2))
    content = content_of("resolution", "1")
    assert (content["manner"], content["ballot"], content["votes"]) == ("hands", None, [])
    outcome = content["outcome"]
    assert isinstance(outcome, dict)
    assert (outcome["carried"], outcome["entitled"], outcome["present"], outcome["not_voted"]) == (True, 40, 30, 2)


@pytest.mark.parametrize("stage", STAGES[1:])
@pytest.mark.parametrize("office", [Office.SECRETARY, Office.DIRECTOR, Office.COMMITTEE, Office.SUPERVISOR])
def test_stage_skip(township: Township, number: int, stage: str, office: Office) -> None:
    meeting_id = hold(township, BODIES[stage])
    actor = township.actor(office)
    with pytest.raises(StageSkippedError, match=r"请先完成“村党组织提议”.*支部工作条例（试行）第12条"):
        services.record_hand_count(
            actor, township.village, number, stage=stage, meeting_id=meeting_id, figures=figures(1)
        )
    with pytest.raises(StageSkippedError):
        services.record_adjournment(actor, township.village, number, stage=stage, meeting_id=meeting_id)
    assert HandCount.select().count() == 0


def test_a_ballot_cannot_be_opened_before_the_stages_it_follows(
    township: Township, number: int, secretary: Actor, clock: SettableClock
) -> None:
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    opening = services.Opening(
        meeting_id=meeting_id, question="同意吗？", closes_at=clock.moment + timedelta(hours=1), stage=S4_RESOLVE
    )
    with pytest.raises(StageSkippedError):
        services.open_ballot(secretary, township.village, number, opening)


def test_a_stage_is_held_by_its_own_body(township: Township, number: int, secretary: Actor) -> None:
    meeting_id = hold(township, Body.TWO_COMMITTEES)
    with pytest.raises(StageBodyError, match="第12条"):
        services.record_hand_count(
            secretary, township.village, number, stage=S1_PROPOSE, meeting_id=meeting_id, figures=figures(3)
        )


@pytest.mark.parametrize(
    ("kind", "body", "article"),
    [
        pytest.param("charter_rules", Body.VILLAGER_REPS_MEETING, "第31条", id="村民委员会组织法（2025修正）第31条"),
        pytest.param("coop_land_comp", Body.COOP_REPS_ASSEMBLY, "第28条", id="农村集体经济组织法第28条"),
        pytest.param("collective_income_use", Body.COOP_MEMBERS_ASSEMBLY, "第28条", id="村组法（2025）第28条"),
    ],
)
def test_a_body_that_may_not_decide_the_type_is_refused(
    township: Township, secretary: Actor, kind: str, body: Body, article: str
) -> None:
    number = propose(township, kind=kind)
    pass_before(township, number)
    meeting_id = hold(township, body)
    with pytest.raises(NotAuthorisedError, match=article):
        services.record_hand_count(
            secretary, township.village, number, stage=S4_RESOLVE, meeting_id=meeting_id, figures=figures(1)
        )


def test_a_matter_of_the_collective_is_decided_by_two_thirds_of_all_members(township: Township) -> None:
    number = propose(township, kind="coop_land_comp")
    pass_before(township, number)
    meeting_id = hold(township, Body.COOP_MEMBERS_ASSEMBLY, present=30)  # of 35 members
    decide(township, number, S4_RESOLVE, meeting_id, figures(24, 6))
    content = content_of("resolution", str(number))
    outcome = content["outcome"]
    assert isinstance(outcome, dict)
    assert (outcome["carried"], outcome["needed_approve"], outcome["entitled"]) == (True, 24, 35)


def test_what_was_entered_counts_only_when_a_second_officer_enters_the_same(township: Township, number: int) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    enter(township, number, S1_PROPOSE, meeting_id, figures(3))
    secretary, director = township.actor(Office.SECRETARY), township.actor(Office.DIRECTOR)
    with pytest.raises(OwnCountError):
        services.confirm_hand_count(secretary, township.village, number, stage=S1_PROPOSE, figures=figures(3))
    with pytest.raises(CountsDifferError):
        services.confirm_hand_count(director, township.village, number, stage=S1_PROPOSE, figures=figures(2, 1))
    with pytest.raises(CountWaitsError, match="复核页面"):
        services.record_hand_count(
            director, township.village, number, stage=S1_PROPOSE, meeting_id=meeting_id, figures=figures(3)
        )
    (waiting,) = matter(township.village, number).rounds
    assert (waiting.pending, waiting.outcome) == (True, None)
    assert Bulletin.select().count() == 0
    enter(township, number, S1_PROPOSE, meeting_id, figures(2, 1))
    confirm(township, number, S1_PROPOSE, figures(2, 1))
    assert (HandCount.select().count(), HandCountConfirmation.select().count()) == (2, 1)
    with pytest.raises(NoHandCountError):
        confirm(township, number, S1_PROPOSE, figures(2, 1))


@pytest.mark.parametrize("office", [Office.SECRETARY, Office.DIRECTOR])
def test_an_entry_taken_back_leaves_the_matter_as_it_was(
    township: Township, number: int, secretary: Actor, office: Office, config: Config
) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    enter(township, number, S1_PROPOSE, meeting_id, figures(2, 1))
    enter(township, number, S1_PROPOSE, meeting_id, figures(3))
    with pytest.raises(TextFixedError):
        services.withdraw_matter(secretary, township.village, number, reason="不办了")
    services.take_back_hand_count(
        township.actor(office), township.village, number, stage=S1_PROPOSE, reason="录错了会议"
    )
    assert (matter(township.village, number).rounds, state_of(township, number)) == ((), "proposed")
    with pytest.raises(NoHandCountError):
        confirm(township, number, S1_PROPOSE, figures(3))
    with pytest.raises(NoHandCountError):
        services.take_back_hand_count(secretary, township.village, number, stage=S1_PROPOSE, reason="再收一次")
    decide(township, number, S1_PROPOSE, meeting_id, figures(3))
    assert [(one.entry, one.round) for one in HandCount.select().order_by(HandCount.id)] == [(1, 1), (2, 1), (3, 1)]
    with pytest.raises(NoHandCountError):
        services.take_back_hand_count(secretary, township.village, number, stage=S1_PROPOSE, reason="已经复核")
    services.withdraw_matter(secretary, township.village, number, reason="不办了")
    assert verify_all(packages(config)) == []


def test_once_an_entry_is_taken_back_the_assembly_may_vote_by_ballot(
    township: Township, number: int, secretary: Actor, clock: SettableClock
) -> None:
    pass_before(township, number)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    enter(township, number, S4_RESOLVE, meeting_id, figures(40))
    opening = services.Opening(meeting_id=meeting_id, question="同意吗？", closes_at=clock.moment + timedelta(hours=1))
    with pytest.raises(StageOpenError):
        services.open_ballot(secretary, township.village, number, opening)
    services.take_back_hand_count(secretary, township.village, number, stage=S4_RESOLVE, reason="改用投票")
    assert services.open_ballot(secretary, township.village, number, opening).round == 1


@pytest.mark.parametrize(
    ("office", "refusal"),
    [(Office.REPRESENTATIVE, NotAllowedError), (Office.SECRETARY, PrivateNumberError)],
)
def test_who_takes_figures_back_records_votes_and_writes_no_number(
    township: Township, number: int, office: Office, refusal: type[Exception]
) -> None:
    enter(township, number, S1_PROPOSE, hold(township, Body.PARTY_BRANCH_COMMITTEE), figures(3))
    with pytest.raises(refusal):
        services.take_back_hand_count(
            township.actor(office), township.village, number, stage=S1_PROPOSE, reason="请打 138-0000-0000"
        )
    assert matter(township.village, number).rounds[0].pending


def test_what_is_confirmed_stands_in_place_of_what_waited(
    township: Township, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        stages, "publish_resolution", lambda _work, _village, row, _held: told.append(tuple(o.mark for o in row.rounds))
    )
    for stage in STAGES:
        pass_stage(township, number, stage)
    assert told == [("carried",) * len(STAGES)]


def test_a_representative_enters_no_count(township: Township, number: int) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    representative = township.actor(Office.REPRESENTATIVE)
    with pytest.raises(NotAllowedError):
        services.record_hand_count(
            representative, township.village, number, stage=S1_PROPOSE, meeting_id=meeting_id, figures=figures(3)
        )


@pytest.mark.parametrize("counted", [(4, 0, 0), (3, 1, 0), (-1, 0, 0), (1, 1, 2), (10**9, 0, 0)])
def test_more_hands_than_people_are_refused(
    township: Township, number: int, secretary: Actor, counted: tuple[int, int, int]
) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)  # three of them
    with pytest.raises(ImpossibleCountsError):
        services.record_hand_count(
            secretary, township.village, number, stage=S1_PROPOSE, meeting_id=meeting_id, figures=figures(*counted)
        )


def test_who_signs_in_between_the_two_entries_makes_the_first_void(township: Township, number: int) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE, present=2)
    enter(township, number, S1_PROPOSE, meeting_id, figures(2))
    late = RosterLine.select().order_by(RosterLine.id.desc()).get()
    record_attendance(township.actor(Office.SECRETARY), township.village, meeting_id, [late.id])
    with pytest.raises(RosterChangedError, match="实到 2 人，现在签到 3 人"):
        confirm(township, number, S1_PROPOSE, figures(2))


@pytest.mark.parametrize(
    ("days", "code"),
    [
        pytest.param(14, "comment_short", id="浙江省农村集体资产管理条例第20条 差1日"),
        pytest.param(15, "comment_given", id="浙江省农村集体资产管理条例第20条"),
    ],
)
def test_the_days_for_comment_before_the_vote_are_told_where_the_province_asks(
    township: Township, number: int, clock: SettableClock, *, days: int, code: str
) -> None:
    Place.update(jurisdiction="浙江省").where(Place.id == township.village.id).execute()
    township.village.jurisdiction = "浙江省"
    pass_before(township, number)
    clock.moment += timedelta(days=days)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    decide(township, number, S4_RESOLVE, meeting_id, figures(40))
    authority: Any = content_of("resolution", str(number))["authority"]
    (told,) = [one for one in authority["findings"] if one["code"].startswith("comment_")]
    assert (told["code"], told["article"]) == (code, "浙江省农村集体资产管理条例第20条")
    assert told["light"] == ("amber" if code == "comment_short" else "green")
    first = json.loads(Bulletin.get(Bulletin.key == f"{number}-{S1_PROPOSE}-1").envelope)["content"]
    assert not any(one["code"].startswith("comment_") for one in first["findings"])


def test_a_failed_quorum_is_published_as_that_and_a_second_meeting_decides(
    township: Township, number: int, secretary: Actor, clock: SettableClock
) -> None:
    pass_before(township, number)
    first = hold(township, Body.VILLAGER_REPS_MEETING, present=26)
    with pytest.raises(QuorumMissingError, match="第30条"):
        enter(township, number, S4_RESOLVE, first, figures(26))
    services.record_adjournment(secretary, township.village, number, stage=S4_RESOLVE, meeting_id=first)
    assert state_of(township, number) == "adjourned"
    assert waits_for(matter(township.village, number)).startswith("上次流会，等待再次开会")
    content = content_of("stage", "1-s4_resolve-1")
    assert (content["adjourned"], content["entitled"], content["present"]) == (True, 40, 26)
    findings = content["findings"]
    assert isinstance(findings, list)
    assert any("还差 1 人" in one["text"] and "第30条" in one["article"] for one in findings)
    with pytest.raises(MeetingUsedError):
        enter(township, number, S4_RESOLVE, first, figures(26))
    clock.moment += timedelta(days=3)
    second = hold(township, Body.VILLAGER_REPS_MEETING, present=27)
    decide(township, number, S4_RESOLVE, second, figures(14, 13))
    row = matter(township.village, number)
    assert (row.state.value, row.decision and row.decision.round) == ("in_publicity", 2)


def test_a_meeting_that_has_its_quorum_did_not_fail(township: Township, number: int, secretary: Actor) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    with pytest.raises(QuorumPresentError):
        services.record_adjournment(secretary, township.village, number, stage=S1_PROPOSE, meeting_id=meeting_id)
    assert Adjournment.select().count() == 0


def test_a_meeting_without_a_roster_or_of_a_later_day_decides_nothing(
    township: Township, number: int, secretary: Actor, clock: SettableClock
) -> None:
    meeting_id = convene(township, Body.PARTY_BRANCH_COMMITTEE)
    for act in (
        lambda: enter(township, number, S1_PROPOSE, meeting_id, figures(3)),
        lambda: services.record_adjournment(
            secretary, township.village, number, stage=S1_PROPOSE, meeting_id=meeting_id
        ),
    ):
        with pytest.raises(RosterMissingError):
            act()
    clock.moment -= timedelta(days=1)
    with pytest.raises((MeetingAheadError, RosterMissingError)):
        enter(township, number, S1_PROPOSE, meeting_id, figures(3))


def test_a_meeting_before_the_text_decides_nothing(township: Township, number: int, clock: SettableClock) -> None:
    pass_stage(township, number, S1_PROPOSE)
    early = hold(township, Body.TWO_COMMITTEES)
    clock.moment += timedelta(days=1)
    services.revise_plan(township.actor(Office.SECRETARY), township.village, number, revision())
    with pytest.raises(StageBeforeEarlierError, match="2026年10月16日"):
        enter(township, number, S2_DISCUSS, early, figures(8))


def test_a_meeting_of_another_village_is_not_here(township: Township, number: int, secretary: Actor) -> None:
    with pytest.raises(NotFoundError):
        services.record_hand_count(
            secretary, township.village, number, stage=S1_PROPOSE, meeting_id=10**6, figures=figures(3)
        )


def test_committees_do_not_vote_online(township: Township, number: int, secretary: Actor, clock: SettableClock) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    opening = services.Opening(meeting_id=meeting_id, question="同意吗？", closes_at=clock.moment + timedelta(hours=1))
    with pytest.raises(StageByHandsError):
        services.open_ballot(secretary, township.village, number, opening)


def test_members_vote_online_on_their_stage_and_it_is_published_without_names(
    township: Township, number: int, secretary: Actor, clock: SettableClock, config: Config
) -> None:
    pass_before(township, number, S3_PARTY_REVIEW)
    meeting_id = hold(township, Body.PARTY_MEMBERS_MEETING)
    closes_at = clock.moment + timedelta(hours=1)
    opening = services.Opening(meeting_id=meeting_id, question="同意吗？", closes_at=closes_at)
    services.open_ballot(secretary, township.village, number, opening)
    with pytest.raises(StageOpenError):
        enter(township, number, S3_PARTY_REVIEW, meeting_id, figures(8))
    voters = [township.actor(Office.MEMBER, number=place) for place in range(8)]
    for voter in voters:
        services.cast_vote(voter, township.village, number, choice="approve")
    clock.set(closes_at)
    assert state_of(township, number) == "undecided"
    services.close_ballot(secretary, township.village, number)
    assert state_of(township, number) == "stage_open"
    stored = Bulletin.get(Bulletin.key == "1-s3_party_review-1")
    content = json.loads(stored.envelope)["content"]
    assert len(content["votes"]) == 8
    assert not [line for line in content["roster"]["lines"] if "name" in line]
    assert content["ballot"]["log"]["origin"].endswith("/matters/1/s3_party_review/ballots/1")
    pass_stage(township, number, S4_RESOLVE)
    assert verify_all(packages(config)) == []


def test_a_vote_lost_stops_the_text_but_not_a_better_one(township: Township, number: int, secretary: Actor) -> None:
    pass_stage(township, number, S1_PROPOSE)
    decide(township, number, S2_DISCUSS, hold(township, Body.TWO_COMMITTEES), figures(3, 5))
    assert state_of(township, number) == "failed"
    with pytest.raises(StageFailedError, match="先修改方案"):
        enter(township, number, S2_DISCUSS, hold(township, Body.TWO_COMMITTEES), figures(8))
    services.revise_plan(secretary, township.village, number, revision())
    decide(township, number, S2_DISCUSS, hold(township, Body.TWO_COMMITTEES), figures(8))
    assert state_of(township, number) == "stage_open"
    assert not content_of("stage", "1-s2_discuss-1")["outcome"]["carried"]  # type: ignore[index]


def test_a_revision_says_why_and_undoes_what_the_older_text_had_passed(
    township: Township, number: int, secretary: Actor
) -> None:
    pass_before(township, number, S3_PARTY_REVIEW)
    with pytest.raises(TextUnchangedError):
        services.revise_plan(secretary, township.village, number, revision("拆除旧桥面，重做护栏。"))
    written = services.revise_plan(
        secretary, township.village, number, revision(budget_fen=9_000_000, uploads=(paper_plan(),))
    )
    row = matter(township.village, number)
    assert (row.revision, row.plan_digest, row.budget_fen) == (2, written.digest, 9_000_000)
    assert row.attachments == (paper_plan().digest,)
    assert [step.standing.value for step in row.course.steps] == ["passed", "ready", "waiting", "waiting"]
    with pytest.raises(StageSkippedError):
        enter(township, number, S3_PARTY_REVIEW, hold(township, Body.PARTY_MEMBERS_MEETING), figures(8))


def test_edit_after_open(township: Township, number: int, secretary: Actor, clock: SettableClock) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    enter(township, number, S1_PROPOSE, meeting_id, figures(3))
    changes = (
        revision(),
        revision("拆除旧桥面，重做护栏。", budget_fen=1),
        revision("拆除旧桥面，重做护栏。", uploads=(paper_plan(),)),
    )
    for change in changes:
        with pytest.raises(TextFixedError, match="依据"):
            services.revise_plan(secretary, township.village, number, change)
    with pytest.raises(TextFixedError):
        services.withdraw_matter(secretary, township.village, number, reason="不办了")
    confirm(township, number, S1_PROPOSE, figures(3))
    for stage in STAGES[1:3]:
        pass_stage(township, number, stage)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    opening = services.Opening(meeting_id=meeting_id, question="同意吗？", closes_at=clock.moment + timedelta(hours=1))
    services.open_ballot(secretary, township.village, number, opening)
    for moment in (clock.moment, opening.closes_at):
        clock.set(moment)
        for change in changes:
            with pytest.raises(TextFixedError):
                services.revise_plan(secretary, township.village, number, change)
    services.close_ballot(secretary, township.village, number)
    with pytest.raises(TextFixedError, match="不能再改"):
        services.revise_plan(secretary, township.village, number, revision())
    assert PlanRevision.select().count() == 1


def test_the_files_of_a_plan_are_part_of_what_is_voted_on(township: Township, secretary: Actor) -> None:
    authorise(township)
    proposal = services.Proposal(
        matter_type="collective_income_use",
        title="修桥",
        plan="按图施工。",
        budget_fen=100,
        fund="村集体收入",
        uploads=(paper_plan(),),
    )
    with_file = services.propose_matter(secretary, township.village, proposal).number
    row = matter(township.village, with_file)
    kept = revision("按图施工。", budget_fen=100, kept=row.attachments)
    changed = services.revise_plan(secretary, township.village, with_file, kept)
    assert matter(township.village, with_file).attachments == row.attachments
    dropped = services.revise_plan(
        secretary, township.village, with_file, revision("按图施工。", budget_fen=100, kept=("f" * 64,))
    )
    assert matter(township.village, with_file).attachments == ()
    assert len({row.plan_digest, changed.digest, dropped.digest}) == 3


def test_a_matter_taken_back_is_published_and_goes_nowhere(township: Township, number: int, secretary: Actor) -> None:
    pass_stage(township, number, S1_PROPOSE)
    services.withdraw_matter(secretary, township.village, number, reason="上级已安排资金")
    assert state_of(township, number) == "withdrawn"
    assert content_of("withdrawal", "1")["reason"] == "上级已安排资金"
    for act in (
        lambda: services.withdraw_matter(secretary, township.village, number, reason="再撤"),
        lambda: services.revise_plan(secretary, township.village, number, revision()),
        lambda: enter(township, number, S2_DISCUSS, hold(township, Body.TWO_COMMITTEES), figures(8)),
    ):
        with pytest.raises(MatterWithdrawnError):
            act()


def test_a_notice_too_short_is_told_with_its_days(township: Township, number: int) -> None:
    pass_before(township, number, S3_PARTY_REVIEW)
    meeting_id = convene(township, Body.PARTY_MEMBERS_MEETING)
    begin(township, meeting_id)
    decide(township, number, S3_PARTY_REVIEW, meeting_id, figures(9))
    findings = content_of("stage", "1-s3_party_review-1")["findings"]
    assert isinstance(findings, list)
    (short,) = [one for one in findings if one["code"] == "notice_short"]
    assert (short["light"], "少 3 日" in short["text"]) == ("amber", True)


def test_a_count_entered_later_says_how_many_days(township: Township, number: int, clock: SettableClock) -> None:
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    clock.moment += timedelta(days=4)
    decide(township, number, S1_PROPOSE, meeting_id, figures(3))
    hands = content_of("stage", "1-s1_propose-1")["hands"]
    assert isinstance(hands, dict)
    assert hands["late_days"] == 4


def confirm_at_once(township: Township, number: int, process: int, barrier: Any) -> str:
    """Let one of several officers confirm the same count at the same moment."""
    officer = [Office.DIRECTOR, Office.COMMITTEE, Office.BRANCH_COMMITTEE, Office.SUPERVISOR][process]
    actor = township.actor(officer)
    barrier.wait()
    try:
        services.confirm_hand_count(actor, township.village, number, stage=S1_PROPOSE, figures=figures(3))
    except NoHandCountError:
        return "late"
    except IntegrityError:
        return "broken"
    return "confirmed"


@pytest.mark.race
def test_a_count_is_confirmed_once_whoever_confirms_at_once(database: str, township: Township, number: int) -> None:
    enter(township, number, S1_PROPOSE, hold(township, Body.PARTY_BRANCH_COMMITTEE), figures(3))
    found = in_processes(database, 4, lambda process, barrier: confirm_at_once(township, number, process, barrier))
    assert sorted(found) == ["confirmed", "late", "late", "late"]
    assert (HandCountConfirmation.select().count(), Bulletin.select().count()) == (1, 1)


@pytest.mark.race
def test_that_race_has_teeth(database: str, township: Township, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a confirmation no longer looks whether one is there, it runs into the constraint."""
    enter(township, number, S1_PROPOSE, hold(township, Body.PARTY_BRANCH_COMMITTEE), figures(3))
    (waiting,) = matter(township.village, number).rounds
    monkeypatch.setattr(stages, "_waiting", lambda _row, _stage: waiting)
    found = in_processes(database, 4, lambda process, barrier: confirm_at_once(township, number, process, barrier))
    assert sorted(found) == ["broken", "broken", "broken", "confirmed"]


def test_papers_counted_in_the_hall_are_published_as_that(township: Township, number: int) -> None:
    pass_before(township, number)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    counted = replace(figures(30, 10), manner=CountManner.PAPERS)
    enter(township, number, S4_RESOLVE, meeting_id, counted)
    with pytest.raises(CountsDifferError, match="表决方式"):
        confirm(township, number, S4_RESOLVE, figures(30, 10))
    confirm(township, number, S4_RESOLVE, counted)
    assert matter(township.village, number).rounds[-1].manner_title == "纸质票无记名投票"
    content = json.loads(Bulletin.get(Bulletin.kind == "resolution").envelope)["content"]
    assert (content["hands"]["manner"], content["votes"], content["outcome"]["approve"]) == ("papers", [], 30)


def test_a_villager_in_the_title_is_masked_before_the_decision(township: Township) -> None:
    register_person(SETTING_UP, township.village, code="T900", name="便民桥")
    number = propose(township)
    pass_stage(township, number, S1_PROPOSE)
    services.withdraw_matter(township.actor(Office.SECRETARY), township.village, number, reason="方案要重做")
    told = [(one.kind, json.loads(one.envelope)["content"]["matter"]["title"]) for one in Bulletin.select()]
    assert told == [("stage", "修缮村口便*桥"), ("withdrawal", "修缮村口便*桥")]


def test_a_villager_in_the_question_or_the_meetings_title_is_masked_before_the_decision(
    township: Township, clock: SettableClock
) -> None:
    register_person(SETTING_UP, township.village, code="T900", name="的会议")
    number = propose(township)
    pass_before(township, number, S3_PARTY_REVIEW)
    opening = services.Opening(
        meeting_id=hold(township, Body.PARTY_MEMBERS_MEETING),
        question="要不要在的会议家门口修桥？",
        closes_at=clock.moment + timedelta(minutes=30),
        stage=S3_PARTY_REVIEW,
    )
    services.open_ballot(township.actor(Office.SECRETARY), township.village, number, opening)
    clock.set(opening.closes_at)
    services.close_ballot(township.actor(Office.SECRETARY), township.village, number)
    content = json.loads(Bulletin.select().order_by(Bulletin.id.desc()).get().envelope)["content"]
    assert content["ballot"]["question"] == "要不要在的*议家门口修桥？"
    assert content["meeting"]["title"] == "party_members_meeting的*议"
