"""Who stands back casts no vote, online, secretly, on paper or by hand; nothing is made easier by it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import queries, services
from deliberation.errors import (
    FilerUnknownError,
    MatterNotFoundError,
    NoRecusalError,
    NotOfVillageError,
    OwnRecusalError,
    RecusalFixedError,
    RecusalKindError,
    RecusalLateError,
    RecusedCountError,
    RecusedError,
    TooFewForSecrecyError,
    VoterRecusedError,
)
from deliberation.models import BallotClose, PaperVote, Participation, Recusal, Vote
from deliberation.procedures import S4_RESOLVE
from deliberation.queries.checkup import checkup
from deliberation.queries.dossier import dossier
from deliberation.queries.recusals import recusals, standing_recusals
from deliberation.rules import BallotManner
from deliberation.rules.checkup import CheckLight
from portal.cli import packages
from portal.kernel import clock as kernel_clock
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry, JournalLog
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble
from tests.deliberation.courses import confirm, enter, figures
from tests.uploads import upload

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

KIN = services.Recusing(kind="near_relative", reason="工程由弟弟家承包")
BOTH = pytest.mark.parametrize("manner", list(BallotManner))


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Assembly:
    return assemble(township, clock)


def recuse(held: Assembly, line: int, recusing: services.Recusing = KIN) -> Recusal:
    """Let the secretary enter that the person on a line stands back."""
    code = Person.get_by_id(held.lines[line - 1].person_id).code
    return services.record_recusal(held.secretary, held.township.village, held.number, recusing, person=code)


def declare(held: Assembly, line: int) -> Recusal:
    return services.declare_recusal(held.voter(line), held.township.village, held.number, KIN)


def standing(held: Assembly) -> list[str]:
    """Return who stands back from the matter, by name."""
    (said,) = recusals(held.township.village, held.number).values()
    return [one.name for one in standing_recusals(said)]


@BOTH
def test_who_stands_back_casts_no_vote_and_nothing_is_stored(assembly: Assembly, manner: BallotManner) -> None:
    recuse(assembly, 3)
    assembly.open(manner=manner)
    log = queries.ballot_of(assembly.township.village, assembly.number)
    assert log is not None
    before = JournalLog.get_by_id(log.log_id).__data__
    for choice in ("approve", "against"):
        with pytest.raises(
            RecusedError, match=r"已经回避，不参加表决，没有记下任何投票.*村事表决办法（回避）"
        ) as refused:
            assembly.vote(3, choice)
    assert refused.value.status == NotAllowedError.status
    assert JournalLog.get_by_id(log.log_id).__data__ == before
    assert (Vote.select().count(), Participation.select().count()) == (0, 0)
    assembly.vote(4)
    assert assembly.voted_lines() == [4]


@BOTH
def test_they_stay_entitled_and_present(assembly: Assembly, clock: SettableClock, manner: BallotManner) -> None:
    recuse(assembly, 3)
    closes_at = assembly.open(manner=manner)
    for line in (*range(1, 3), *range(4, 15)):  # 13 of the 14 that are needed of 27
        assembly.vote(line)
    clock.set(closes_at)
    close = assembly.close()
    assert (close.entitled, close.present, close.approve) == (40, 27, 13)
    row = queries.matter(assembly.township.village, assembly.number)
    assert row.outcome is not None
    assert (row.outcome.carried, row.outcome.needed_approve, row.outcome.not_voted) == (False, 14, 14)
    assert row.decision is not None
    assert [(one.line, one.present) for one in row.decision.recused] == [(3, True)]


def test_no_paper_is_entered_or_confirmed_for_who_stands_back(assembly: Assembly) -> None:
    recuse(assembly, 20)
    assembly.open()
    village, number = assembly.township.village, assembly.number
    page = queries.papers_page(village, number, account_id=assembly.secretary.account_id)
    assert 20 not in {one.number for one in page.lines}
    assert 21 in {one.number for one in page.lines}
    record = partial(services.record_paper_vote, photo=upload())
    for act in (record, services.confirm_paper_vote):
        with pytest.raises(VoterRecusedError, match="村事表决办法（回避）"):
            act(assembly.secretary, village, number, line=20, choice="approve")
    assert PaperVote.select().count() == 0


def test_two_officers_count_no_more_votes_than_those_who_are_left(assembly: Assembly, clock: SettableClock) -> None:
    recuse(assembly, 3)
    recuse(assembly, 40)  # absent: nothing is taken off for them
    clock.moment += timedelta(minutes=1)
    township, number = assembly.township, assembly.number
    with pytest.raises(RecusedCountError, match="实到 27 人，其中回避 1 人，最多 26 票，录入的是 27 票"):
        enter(township, number, S4_RESOLVE, assembly.meeting_id, figures(20, 5, 2))
    enter(township, number, S4_RESOLVE, assembly.meeting_id, figures(20, 5, 1))
    with pytest.raises(RecusalFixedError):
        recuse(assembly, 4)
    confirm(township, number, S4_RESOLVE, figures(20, 5, 1))
    (decided,) = [one for one in queries.matter(township.village, number).rounds if one.stage == S4_RESOLVE]
    assert [(one.line, one.present) for one in decided.recused] == [(3, True), (40, False)]


def test_what_was_decided_before_stays_as_it_was(assembly: Assembly) -> None:
    recuse(assembly, 3)
    earlier = queries.matter(assembly.township.village, assembly.number).rounds
    assert len(earlier) == 3
    assert all(one.recused == () for one in earlier)


def test_a_ballot_among_too_few_who_may_vote_is_not_secret(township: Township, clock: SettableClock) -> None:
    held = assemble(township, clock, present=27)
    for line in range(1, 26):
        recuse(held, line)
    page = queries.stage_page(
        township.village, held.number, None, meeting_id=held.meeting_id, today=kernel_clock.today()
    )
    assert (page.secret_offered, page.most_votes, len(page.recused)) == (False, 2, 25)
    with pytest.raises(TooFewForSecrecyError, match="能投票的有 2 人"):
        held.open(manner=BallotManner.SECRET)


def test_the_same_again_is_the_same(assembly: Assembly) -> None:
    first = recuse(assembly, 3)
    seals = JournalEntry.select().count()
    assert recuse(assembly, 3).id == first.id
    assert (Recusal.select().count(), JournalEntry.select().count()) == (1, seals)
    village, number = assembly.township.village, assembly.number
    back = services.take_back_recusal(assembly.secretary, village, number, recusal=1, reason="登记错了人")
    again = services.take_back_recusal(assembly.secretary, village, number, recusal=1, reason="登记错了人")
    assert (back.id, back.number, back.stands) == (again.id, 2, False)
    assert recuse(assembly, 3).number == 3
    assert standing(assembly) == [assembly.lines[2].name]


def test_taken_back_they_vote(assembly: Assembly) -> None:
    recuse(assembly, 3)
    village, number = assembly.township.village, assembly.number
    services.take_back_recusal(assembly.secretary, village, number, recusal=1, reason="登记错了人")
    with pytest.raises(NoRecusalError):
        services.take_back_recusal(assembly.secretary, village, number, recusal=1, reason="另一个原因")
    assembly.open()
    assembly.vote(3)
    assert assembly.voted_lines() == [3]


def test_what_a_person_declared_only_they_take_back(assembly: Assembly) -> None:
    declared = declare(assembly, 3)
    village, number = assembly.township.village, assembly.number
    assert declared.recorded_by_id == declared.person_id
    with pytest.raises(OwnRecusalError):
        services.take_back_recusal(assembly.secretary, village, number, recusal=1, reason="不让回避")
    services.take_back_own_recusal(assembly.voter(3), village, number, reason="弟弟家退出了")
    assert standing(assembly) == []


def test_nobody_loses_a_vote_against_their_will(assembly: Assembly) -> None:
    recuse(assembly, 3)
    village, number = assembly.township.village, assembly.number
    services.take_back_own_recusal(assembly.voter(3), village, number, reason="本人没有说过要回避")
    assert standing(assembly) == []
    with pytest.raises(NoRecusalError):
        services.take_back_own_recusal(assembly.voter(4), village, number, reason="没有回避过")


@BOTH
def test_while_a_ballot_is_open_or_waits_to_be_counted_nothing_changes(
    assembly: Assembly, clock: SettableClock, manner: BallotManner
) -> None:
    recuse(assembly, 3)
    closes_at = assembly.open(manner=manner)
    village, number = assembly.township.village, assembly.number
    for moment in (clock.moment, closes_at):
        clock.set(moment)
        for act in (
            lambda: recuse(assembly, 4),
            lambda: declare(assembly, 5),
            lambda: services.take_back_recusal(assembly.secretary, village, number, recusal=1, reason="登记错了"),
            lambda: services.take_back_own_recusal(assembly.voter(3), village, number, reason="不回避了"),
        ):
            with pytest.raises(RecusalFixedError, match="正在表决"):
                act()
    assembly.close()
    with pytest.raises(RecusalLateError, match="已经有结果"):
        recuse(assembly, 4)
    assert Recusal.select().count() == 1


def test_what_is_refused_is_not_stored(assembly: Assembly) -> None:
    township, number = assembly.township, assembly.number
    village, secretary = township.village, assembly.secretary

    def of(kind: str = "other", reason: str = "有利害关系", person: str = "0007") -> Any:
        recusing = services.Recusing(kind=kind, reason=reason)
        return lambda: services.record_recusal(secretary, village, number, recusing, person=person)

    stranger: Actor = township.actor(Office.REPRESENTATIVE, village=township.other_village)
    for refusal, act in (
        (RecusalKindError, of(kind="whatever")),
        (PrivateNumberError, of(reason="电话13812345678")),
        (FilerUnknownError, of(person="没有这个人")),
        (MatterNotFoundError, lambda: services.declare_recusal(assembly.voter(1), village, 99, KIN)),
        (NotOfVillageError, lambda: services.declare_recusal(stranger, village, number, KIN)),
        (
            NotAllowedError,
            lambda: services.record_recusal(assembly.voter(25), village, number, KIN, person="0007"),
        ),
        (NoRecusalError, lambda: services.take_back_recusal(secretary, village, number, recusal=1, reason="无")),
    ):
        with pytest.raises(refusal):
            act()
    assert Recusal.select().count() == 0


def test_check_up_and_dossier_tell_it(assembly: Assembly, clock: SettableClock, config: Config) -> None:
    recuse(assembly, 3)
    closes_at = assembly.open()
    for line in (1, 2, *range(4, 20)):
        assembly.vote(line)
    clock.set(closes_at)
    assembly.close()
    village, number = assembly.township.village, assembly.number
    found = checkup(village, number, today=kernel_clock.today())
    (told,) = [check for check in found.checks if check.code == "recused"]
    assert told.light is CheckLight.MET
    assert "回避 1 人（名册第 3 号），没有投票" in told.text
    assert told.basis is not None
    assert not told.basis.quoted
    sheet = dossier(village, number).stages[-1]
    assert [(one.line, one.name) for one in sheet.held.recused] == [(3, assembly.lines[2].name)]
    assert all(not one.held.recused for one in dossier(village, number).stages[:-1])
    assert BallotClose.get().approve == 18
    assert verify_all(packages(config)) == []
