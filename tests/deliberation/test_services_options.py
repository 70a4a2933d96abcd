"""Choosing between several options: one is resolved or none is, the next ballot is between fewer, nothing is reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError, InternalError

from deliberation import services
from deliberation.errors import (
    BallotOpenAlreadyError,
    MalformedChoiceError,
    MalformedPickError,
    OptionsByHandsError,
    OptionsError,
    OptionsNarrowedError,
    OptionsStageError,
    StageFailedError,
    TextFixedError,
    VotedOtherwiseError,
)
from deliberation.models import Ballot, Participation, Vote
from deliberation.procedures import S3_PARTY_REVIEW, S4_RESOLVE
from deliberation.queries import matter
from deliberation.rules import BallotManner, Choice, MatterState
from deliberation.rules.course import Mark
from portal.kernel import boxes
from portal.kernel.db import database as open_db
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.terminal import packages
from tests.deliberation.assemblies import Assembly, assemble, authorise, propose
from tests.deliberation.choosing import BIDDERS, choose, chosen, vote_all
from tests.deliberation.courses import hold, pass_before

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township


def test_the_option_with_the_majority_is_resolved(township: Township, clock: SettableClock) -> None:
    assembly, close = chosen(township, clock, ("1", 4), ("2", 14), ("3", 2), ("against", 3), ("abstain", 2))
    assert (close.approve, close.against, close.abstain) == (14, 9, 2)
    assert close.options == [4, 14, 2]
    row = matter(township.village, assembly.number)
    assert row.state is MatterState.IN_PUBLICITY
    assert row.outcome is not None
    assert (row.outcome.verdict, row.outcome.not_voted) == ("通过“乙、顺安施工队”", 2)
    assert "选“乙”的人数就是赞成的人数" in " ".join(one.text for one in row.outcome.reasons)


def test_secretly_the_box_has_a_count_for_every_option(township: Township, clock: SettableClock) -> None:
    assembly, close = chosen(
        township, clock, ("1", 4), ("2", 14), ("against", 3), ("abstain", 2), manner=BallotManner.SECRET
    )
    assert (close.approve, close.against, close.abstain, close.options) == (14, 7, 2, [4, 14, 0])
    assert Participation.select().count() == 23
    assert not Vote.select().exists()
    assert not boxes.any_key()
    assert matter(township.village, assembly.number).state is MatterState.IN_PUBLICITY


def test_the_largest_secret_ballot_fits_the_box(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    options = tuple(f"方案{number}" for number in range(1, 9))
    closes_at = choose(assembly, options, manner=BallotManner.SECRET)
    vote_all(assembly, ("8", 20), ("abstain", 1))
    clock.set(closes_at)
    assert assembly.close().options == [0] * 7 + [20]


@pytest.mark.parametrize("manner", BallotManner)
def test_none_resolved_goes_on_between_the_strongest(
    township: Township, clock: SettableClock, config: Config, manner: BallotManner
) -> None:
    assembly, _ = chosen(township, clock, ("1", 9), ("2", 10), ("3", 6), ("abstain", 1), manner=manner)
    row = matter(township.village, assembly.number)
    assert (row.state, row.rounds[-1].mark) == (MatterState.SPLIT, Mark.SPLIT)
    assert row.outcome is not None
    assert row.outcome.verdict == "没有方案通过，人数最多的是“乙、顺安施工队”（10 人）和“甲、宏达施工队”（9 人）"
    closes_at = choose(assembly, BIDDERS[1::-1], manner=manner)  # in the same meeting, in whatever order
    assert [one["number"] for one in Ballot.select().order_by(Ballot.id.desc()).get().options] == [1, 2]
    with pytest.raises(MalformedPickError):
        assembly.vote(1, "3")
    vote_all(assembly, ("1", 15), ("2", 11))
    clock.set(closes_at)
    assert assembly.close().options == [15, 11]
    row = matter(township.village, assembly.number)
    assert [one.mark for one in row.rounds[-2:]] == [Mark.SPLIT, Mark.CARRIED]
    assert row.outcome is not None
    assert row.outcome.verdict == "通过“甲、宏达施工队”"
    assert verify_all(packages(config)) == []


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(BIDDERS, id="as many as before"),
        pytest.param((), id="none at all"),
        pytest.param(("宏达施工队", "外来的"), id="a new one"),
        pytest.param(("顺安施工队", "村民自建组"), id="a stronger one left out"),
        pytest.param(("顺安施工队", "顺安施工队"), id="one twice"),
    ],
)
def test_the_next_ballot_is_between_fewer_of_the_strongest(
    township: Township, clock: SettableClock, options: tuple[str, ...]
) -> None:
    assembly, _ = chosen(township, clock, ("1", 9), ("2", 10), ("3", 6))
    with pytest.raises(OptionsNarrowedError, match="可以留“顺安施工队”、“宏达施工队”"):
        choose(assembly, options)
    assert Ballot.select().where(Ballot.stage == S4_RESOLVE).count() == 1


def test_what_is_left_in_the_end_is_approved_or_not(township: Township, clock: SettableClock) -> None:
    assembly, _ = chosen(township, clock, ("1", 9), ("2", 10), ("3", 6))
    clock.set(choose(assembly, BIDDERS[:2]))
    assembly.close()
    closes_at = choose(assembly, BIDDERS[:1])
    vote_all(assembly, ("1", 10), ("against", 5))
    clock.set(closes_at)
    assembly.close()
    row = matter(township.village, assembly.number)
    assert row.state is MatterState.FAILED
    assert row.outcome is not None
    assert row.outcome.verdict == "没有通过“甲、宏达施工队”（10 人）"
    with pytest.raises(StageFailedError):
        choose(assembly, BIDDERS[:1])


def test_a_body_that_wants_none_of_them_has_decided(township: Township, clock: SettableClock) -> None:
    assembly, _ = chosen(township, clock, ("1", 3), ("2", 2), ("against", 14))
    assert matter(township.village, assembly.number).state is MatterState.FAILED


def test_nothing_else_is_done_with_what_is_to_be_chosen_again(township: Township, clock: SettableClock) -> None:
    assembly, _ = chosen(township, clock, ("1", 9), ("2", 10))
    village, secretary = township.village, assembly.secretary
    figures = services.Figures(approve=20, against=0, abstain=0)
    with pytest.raises(OptionsByHandsError):
        services.record_hand_count(
            secretary, village, assembly.number, stage=S4_RESOLVE, meeting_id=assembly.meeting_id, figures=figures
        )
    with pytest.raises(TextFixedError):
        services.withdraw_matter(secretary, village, assembly.number, reason="不办了")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(("甲队",), id="one"),
        pytest.param(tuple(f"{number}队" for number in range(9)), id="nine"),
        pytest.param(("甲队", "甲队"), id="twice the same"),
        pytest.param(("甲队", ""), id="an empty one"),
        pytest.param(("甲队", "队" * 41), id="too long"),
    ],
)
def test_unfit_options_are_refused(township: Township, clock: SettableClock, options: tuple[str, ...]) -> None:
    assembly = assemble(township, clock)
    with pytest.raises(OptionsError, match="2 到 8 个"):
        choose(assembly, options)
    with pytest.raises(PrivateNumberError):
        choose(assembly, ("甲队", "乙队 13800138000"))
    assert not Ballot.select().exists()


def test_only_the_last_stage_chooses(township: Township) -> None:
    authorise(township)
    number = propose(township)
    pass_before(township, number, S3_PARTY_REVIEW)
    meeting_id = hold(township, Body.PARTY_MEMBERS_MEETING)
    with pytest.raises(OptionsStageError, match="对整个方案表决"):
        choose(Assembly(township=township, number=number, meeting_id=meeting_id, lines=()))


@pytest.mark.parametrize("manner", BallotManner)
@pytest.mark.parametrize(
    "word",
    [
        "0",
        "4",
        "-1",
        "1000000000",
        "NaN",
        "01",
        "+1",
        " 1",
        "1.0",
        "１",
        "",
        "approve",
        "宏达施工队",
        "[1]",
        "1,2",
        "²",
    ],
)
def test_a_malformed_pick_does_not_use_up_the_right_to_vote(
    township: Township, clock: SettableClock, word: str, manner: BallotManner
) -> None:
    assembly = assemble(township, clock)
    choose(assembly, manner=manner)
    with pytest.raises(MalformedPickError, match="您的票还没有用掉"):
        assembly.vote(1, word)
    assert not assembly.vote(1, "3").repeated


def test_an_option_is_no_choice_where_none_is_offered(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open()
    with pytest.raises(MalformedChoiceError):
        assembly.vote(1, "1")


def test_the_same_again_is_one_vote_and_another_option_is_refused(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    choose(assembly)
    first = assembly.vote(1, "2")
    again = assembly.vote(1, "2")
    assert (again.code, again.repeated) == (first.code, True)
    for other in ("1", "against"):
        with pytest.raises(VotedOtherwiseError):
            assembly.vote(1, other)
    (vote,) = Vote.select()
    assert (vote.choice, vote.option) == (Choice.APPROVE, 2)


def test_the_options_are_fixed_with_the_ballot(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    choose(assembly)
    for change in ({"options": []}, {"options": [{"number": 1, "title": "别的队"}]}):
        with pytest.raises((IntegrityError, InternalError)), open_db.atomic():
            Ballot.update(change).execute()
    with pytest.raises(BallotOpenAlreadyError):
        choose(assembly, BIDDERS[:2])
