"""Sheets of signatures: entered by one officer, held against the photo by another, nobody counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deliberation.errors import (
    JointClosedError,
    JointReachedError,
    OwnNameOnSheetError,
    OwnSheetError,
    SheetEmptyError,
    SheetNameError,
    SheetNotFoundError,
    SheetReasonError,
)
from deliberation.models import JointSheet, JointSupport, VoteManner
from deliberation.queries import tasks
from deliberation.rules.joint import JointState, Signatories
from deliberation.services import joint as acts
from deliberation.services import joint_sheets
from portal.cli import packages
from portal.config import Config
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import attachments_of, read_upload
from portal.kernel.errors import NotAllowedError
from portal.kernel.verify import verify_all
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.joining import Joining
from tests.factories import SettableClock, Township
from tests.uploads import picture


@pytest.fixture
def joining(township: Township, clock: SettableClock) -> Joining:
    started = Joining(township, clock)
    started.start()
    return started


def test_a_sheet_counts_once_a_second_officer_has_held_it_against_its_photo(joining: Joining) -> None:
    joining.support(1)
    made = joining.enter(1, 2, 3)
    assert joining.row().gathered.supporters == 2
    joining.check()
    row = joining.row()
    assert row.gathered.supporters == 4
    manners = {joining.representative(number).person_id: VoteManner.PAPER for number in (2, 3)}
    assert {key: row.supporters[key] for key in manners} == manners
    assert row.supporters[joining.representative(1).person_id] is VoteManner.ONLINE
    (kept,) = attachments_of(joining.village.log_id, "joint-sheet", ["1-1"])["1-1"]
    assert [kept.digest] == made.photos


def test_whoever_signed_and_joins_online_meanwhile_is_counted_once(joining: Joining) -> None:
    joining.enter(1, 2)
    joining.support(1)
    joining.check()
    joining.support(2)
    assert joining.row().gathered.supporters == 3
    assert JointSupport.select().count() == 3
    acts.take_back_support(joining.representative(2), joining.village, 1)
    assert joining.row().gathered.supporters == 2


def test_support_taken_back_after_a_sheet_was_entered_is_not_counted_by_it_and_signed_anew_it_is(
    joining: Joining,
) -> None:
    joining.support(1)
    joining.enter(1, 2)
    joining.clock.moment += timedelta(hours=1)
    acts.take_back_support(joining.representative(1), joining.village, 1)
    joining.check(accepted=False, reason="漏了一个名字")
    joining.enter(1, 2, 3)  # the same photo: it was signed before
    joining.check(2)
    assert set(joining.row().supporters) == {joining.representative(number).person_id for number in (0, 2, 3)}
    joining.clock.moment += timedelta(hours=1)
    joining.enter(1, colour="blue")
    joining.check(3)
    assert joining.representative(1).person_id in joining.row().supporters


def test_whoever_stands_on_a_waiting_sheet_alone_takes_it_back_before_it_counts(joining: Joining) -> None:
    joining.enter(1, 2)
    person = joining.representative(1)
    assert joining.row().may_take_back(person.person_id)
    for _ in range(2):
        acts.take_back_support(person, joining.village, 1)
    rows = list(JointSupport.select().where(JointSupport.person == person.person_id))
    assert [(one.entry, one.stands) for one in rows] == [(1, False)]
    assert not joining.row().may_take_back(person.person_id)
    joining.check()
    assert set(joining.row().supporters) == {joining.representative(number).person_id for number in (0, 2)}
    joining.support(1)
    assert joining.row().gathered.supporters == 3


def test_the_same_sheet_again_is_the_same_and_one_sent_back_may_be_entered_anew(joining: Joining) -> None:
    assert joining.enter(1, 2).number == joining.enter(2, 1).number == 1
    with pytest.raises(SheetReasonError):
        joining.check(accepted=False)
    joining.check(accepted=False, reason="第二个名字看不清")
    assert joining.row().gathered.supporters == 1
    with pytest.raises(SheetNotFoundError):
        joining.check()
    assert joining.enter(1, 2).number == 2
    joining.check(2)
    assert joining.row().gathered.supporters == 3


def test_four_eyes_of_which_none_signed(joining: Joining) -> None:
    joining.enter(1)
    with pytest.raises(OwnSheetError):
        joining.check(by=joining.secretary)
    with pytest.raises(NotAllowedError):
        joining.enter(2, by=joining.representative(4))
    villagers = Joining(joining.township, joining.clock)
    villagers.start(side=Signatories.VILLAGERS, plan="另一件事。")
    codes = [Person.get_by_id(one.person_id).code for one in (joining.secretary, joining.director)]
    upload = [read_upload("表.png", picture())]
    with pytest.raises(OwnNameOnSheetError):
        joint_sheets.enter_sheet(joining.secretary, joining.village, 2, names=codes[:1], uploads=upload)
    joint_sheets.enter_sheet(joining.secretary, joining.village, 2, names=codes[1:], uploads=upload)
    with pytest.raises(OwnNameOnSheetError):
        joint_sheets.check_sheet(joining.director, joining.village, 2, 1, accepted=True)


def test_names_are_those_of_the_register_who_may_join(joining: Joining) -> None:
    upload = [read_upload("表.png", picture())]

    def enter(*names: str, uploads: list[object] = upload) -> JointSheet:
        return joint_sheets.enter_sheet(joining.secretary, joining.village, 1, names=names, uploads=uploads)

    bookkeeper = Person.get_by_id(joining.township.actor(Office.BOOKKEEPER).person_id)
    with pytest.raises(SheetNameError, match=f"现任村民代表里没有：不存在、{bookkeeper.name}"):
        enter("不存在", bookkeeper.name)
    with pytest.raises(SheetEmptyError, match="姓名"):
        enter(" ", "")
    with pytest.raises(SheetEmptyError, match="照片"):
        enter(joining.code(1), uploads=[])
    name = Person.get_by_id(joining.representative(1).person_id).name
    Person.update(name=name).where(Person.id == joining.representative(2).person_id).execute()
    with pytest.raises(SheetNameError, match="同名"):
        enter(name)
    made = enter(f" {joining.code(1)} ", joining.code(1), joining.code(2), "")
    assert len(made.people) == 2


def test_a_sheet_that_reaches_the_share_seals_the_count(joining: Joining, config: Config) -> None:
    needed = joining.row().gathered.needed
    joining.enter(*range(1, needed + 3))
    joining.enter(*range(1, 3), colour="blue")
    joining.check()
    row = joining.row()
    assert (row.state, row.gathered.supporters) == (JointState.REACHED, needed + 3)
    assert joining.told()[-1]["supporters"] == needed + 3
    with pytest.raises(JointReachedError):
        joining.check(2)
    with pytest.raises(JointReachedError):
        joining.enter(12)
    joining.propose()
    with pytest.raises(JointClosedError):
        joining.enter(12)
    assert verify_all(packages(config)) == []


def test_a_waiting_sheet_is_a_task_of_every_other_officer(joining: Joining) -> None:
    joining.enter(1)
    today = kernel_clock.today()
    for officer, waits in ((joining.secretary, 0), (joining.director, 1)):
        assert sum("核对签名表" in one.title for one in tasks(officer, joining.village, today)) == waits
