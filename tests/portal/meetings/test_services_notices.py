"""Who was told of a meeting: entered once for each way, only of those entitled, only between call and meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.verify import verify_all
from portal.meetings import queries
from portal.meetings.bodies import Body
from portal.meetings.errors import (
    MessengerMissingError,
    NoticePassedError,
    NotInvitedError,
    OwnWordOnlyError,
    ToldOnError,
)
from portal.meetings.models import NoticeDelivery, Telling
from portal.meetings.queries.notices import count_told, delivery_counts, invited
from portal.meetings.services import Convening, convene_meeting, freeze_roster
from portal.meetings.services.notices import Delivering, acknowledge_notice, record_deliveries
from portal.org.offices import Office
from portal.terminal import packages
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from portal.config import Config
    from portal.org.actors import Actor
    from tests.conftest import QueryCount
    from tests.factories import SettableClock, Township

TODAY = date(2026, 10, 15)


def convened(township: Township, *, days: int = 3, body: Body = Body.VILLAGER_REPS_MEETING) -> queries.MeetingRow:
    secretary = township.actor(Office.SECRETARY)
    convening = Convening(
        body=body,
        title="第三次村民代表会议",
        place="村委会",
        starts_at=NOW + timedelta(days=days),
        notice="讨论通村路。",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
    )
    return queries.meeting(township.village, convene_meeting(secretary, township.village, convening).id)


def ids(township: Township, held: queries.MeetingRow) -> list[int]:
    return [one.person_id for one in invited(township.village, held)]


def by(manner: Telling, *, on: date = TODAY, messenger: Actor | None = None) -> Delivering:
    return Delivering(manner=manner, told_on=on, messenger_id=messenger.person_id if messenger else None)


def tell(township: Township, held: queries.MeetingRow, delivering: Delivering, to: list[int]) -> int:
    return record_deliveries(township.actor(Office.SECRETARY), township.village, held.id, delivering, to=to)


def test_many_are_told_at_once_and_who_is_missing_is_counted(township: Township, config: Config) -> None:
    held, committee = convened(township), township.actor(Office.COMMITTEE)
    people = ids(township, held)
    assert tell(township, held, by(Telling.SLIP, messenger=committee), people[:30]) == 30
    assert tell(township, held, by(Telling.PHONE), people[28:38]) == 10
    told = invited(township.village, held)
    count = count_told(told, meets_on=held.meets_on)
    assert (count.told, count.missing) == (38, 2)
    assert [(one.manner, one.messenger) for one in told[0].told] == [(Telling.SLIP, committee.name)]
    assert [one.manner for one in told[29].told] == [Telling.SLIP, Telling.PHONE]
    assert verify_all(packages(config)) == []


def test_who_was_told_in_a_way_already_stays_so(township: Township) -> None:
    held = convened(township)
    people = ids(township, held)
    assert tell(township, held, by(Telling.GROUP), people[:10]) == 10
    assert tell(township, held, by(Telling.GROUP), people[:12]) == 2
    assert tell(township, held, by(Telling.GROUP), people[:12]) == 0
    assert NoticeDelivery.select().count() == 12


@pytest.mark.parametrize(
    ("delivering", "refusal"),
    [
        (by(Telling.SLIP), MessengerMissingError),
        (by(Telling.PORTAL), OwnWordOnlyError),
        (by(Telling.PHONE, on=TODAY - timedelta(days=1)), ToldOnError),
        (by(Telling.PHONE, on=TODAY + timedelta(days=1)), ToldOnError),
        (Delivering(manner=Telling.SLIP, told_on=TODAY, messenger_id=10**6), NotFoundError),
    ],
)
def test_what_cannot_be_so_is_refused(township: Township, delivering: Delivering, refusal: type[Exception]) -> None:
    held = convened(township)
    with pytest.raises(refusal):
        tell(township, held, delivering, ids(township, held)[:1])


def test_lists_may_come_back_after_the_meeting_but_nobody_was_told_after_it(
    township: Township, clock: SettableClock
) -> None:
    held = convened(township, days=1)
    people = ids(township, held)
    clock.moment += timedelta(days=3)
    freeze_roster(township.actor(Office.SECRETARY), township.village, held.id)
    assert tell(township, held, by(Telling.PHONE, on=TODAY + timedelta(days=1)), people[:2]) == 2
    with pytest.raises(ToldOnError):
        tell(township, held, by(Telling.PHONE, on=TODAY + timedelta(days=2)), people[2:3])


def test_only_who_is_entitled_is_told_and_only_officers_enter_it(township: Township) -> None:
    held, outsider = convened(township), township.actor(Office.SUPERVISOR)
    with pytest.raises(NotInvitedError):
        tell(township, held, by(Telling.PHONE), [outsider.person_id])
    with pytest.raises(NotAllowedError):
        record_deliveries(
            township.actor(Office.REPRESENTATIVE), township.village, held.id, by(Telling.PHONE), to=ids(township, held)
        )
    with pytest.raises(NotFoundError):
        record_deliveries(
            township.actor(Office.SECRETARY, village=township.other_village),
            township.other_village,
            held.id,
            by(Telling.PHONE),
            to=ids(township, held)[:1],
        )


def test_whoever_is_invited_says_once_that_they_have_seen_it(township: Township, clock: SettableClock) -> None:
    held, voter = convened(township, days=1), township.actor(Office.REPRESENTATIVE)
    for _ in range(2):
        acknowledge_notice(voter, township.village, held.id)
    (told,) = [one.told for one in invited(township.village, held) if one.told]
    assert [(one.manner, one.told_on) for one in told] == [(Telling.PORTAL, TODAY)]
    with pytest.raises(NotInvitedError):
        acknowledge_notice(township.actor(Office.SUPERVISOR), township.village, held.id)
    clock.moment += timedelta(days=2)
    with pytest.raises(NoticePassedError):
        acknowledge_notice(township.actor(Office.REPRESENTATIVE, number=1), township.village, held.id)


def test_the_first_day_each_was_told_is_counted(township: Township, clock: SettableClock) -> None:
    held = convened(township, days=3)
    people = ids(township, held)
    tell(township, held, by(Telling.GROUP), people[:10])
    clock.moment += timedelta(days=3)
    tell(township, held, by(Telling.PHONE, on=held.meets_on), people[5:40])
    before = count_told(invited(township.village, held), meets_on=held.meets_on)
    freeze_roster(township.actor(Office.SECRETARY), township.village, held.id)
    (frozen,) = queries.meetings(township.village)
    for count in (before, delivery_counts([frozen])[held.id]):
        assert (count.told, dict(count.by_days)) == (40, {3: 10, 0: 30})
        assert [count.later_than(days) for days in (0, 1, 3, 4)] == [0, 30, 30, 40]


def test_of_frozen_rosters_only_those_on_them_are_counted(
    township: Township, clock: SettableClock, count_queries: Callable[[], AbstractContextManager[QueryCount]]
) -> None:
    meetings = [convened(township, days=1) for _ in range(3)]
    for place, held in enumerate(meetings):
        tell(township, held, by(Telling.GROUP), ids(township, held)[place:])
    clock.moment += timedelta(days=1)
    for held in meetings:
        freeze_roster(township.actor(Office.SECRETARY), township.village, held.id)
    frozen = queries.meetings(township.village)
    with count_queries() as made:
        counts = delivery_counts(frozen)
    assert made.count == 1
    assert {key: one.missing for key, one in counts.items()} == {one.id: place for place, one in enumerate(meetings)}
