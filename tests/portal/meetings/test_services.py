from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.privacy import PrivateNumberError
from portal.meetings import queries, services
from portal.meetings.bodies import Body
from portal.meetings.errors import (
    MinutesReasonError,
    MinutesTooEarlyError,
    NotOnRosterError,
    RosterFrozenError,
    RosterNotFrozenError,
    SignInTooEarlyError,
    StartsInPastError,
)
from portal.meetings.rules import roster_fingerprint
from portal.org import services as org
from portal.org.models import Person, Sex
from portal.org.offices import Office
from portal.org.queries import people
from portal.org.roster import RosterRow
from portal.terminal import packages
from tests.factories import COMMITTEE, NOW, REPRESENTATIVES, SettableClock, Township

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tests.conftest import QueryCount

STARTS = NOW + timedelta(hours=4)


def _convene(township: Township, *, body: Body = Body.VILLAGER_REPS_MEETING) -> int:
    secretary = township.actor(Office.SECRETARY)
    return services.convene_meeting(
        secretary,
        township.village,
        services.Convening(
            body=body,
            title="第三次村民代表会议",
            place="村文化礼堂",
            starts_at=STARTS,
            notice="请各位代表准时参加。",
            chair_id=township.actor(Office.DIRECTOR).person_id,
            recorder_id=secretary.person_id,
        ),
    ).id


def _open(township: Township) -> tuple[int, list[queries.LineRow]]:
    meeting_id = _convene(township)
    roster = services.freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    return meeting_id, queries.roster_lines(roster.id)


def test_the_assembly_is_its_representatives_and_the_village_committee(township: Township) -> None:
    _, lines = _open(township)
    assert len(lines) == REPRESENTATIVES + COMMITTEE == 40
    assert [line.capacity for line in lines].count("村民代表") == 35
    assert [line.capacity for line in lines].count("村委会主任") == 1


def test_the_roster_is_frozen_with_a_fingerprint_anyone_recomputes(township: Township) -> None:
    meeting_id, lines = _open(township)
    secretary = township.actor(Office.SECRETARY)
    person = Person.get((Person.village == township.village) & (Person.code == "0007"))
    org.end_term(secretary, township.village, person.id, office=Office.REPRESENTATIVE, until=NOW.date())
    held = queries.meeting(township.village, meeting_id)
    assert held.roster_id is not None
    assert queries.roster_lines(held.roster_id) == lines
    assert held.fingerprint == roster_fingerprint(
        meeting_id,
        [(line.number, line.name, line.capacity) for line in lines],
        salt=queries.roster_salt(held.roster_id),
    )
    with pytest.raises(RosterFrozenError):
        services.freeze_roster(secretary, township.village, meeting_id)


def test_presence_is_recorded_once_and_only_for_the_roster(township: Township) -> None:
    meeting_id, lines = _open(township)
    secretary = township.actor(Office.SECRETARY)
    assert services.record_attendance(secretary, township.village, meeting_id, [lines[0].id, lines[1].id]) == 2
    assert services.record_attendance(secretary, township.village, meeting_id, [lines[1].id, lines[2].id]) == 1
    assert services.record_attendance(secretary, township.village, meeting_id, [lines[2].id]) == 0
    with pytest.raises(NotOnRosterError):
        services.record_attendance(secretary, township.village, meeting_id, [10**6])
    held = queries.meeting(township.village, meeting_id)
    assert (held.entitled, held.present) == (40, 3)


def test_nobody_signs_in_before_the_roster_is_frozen(township: Township) -> None:
    meeting_id = _convene(township)
    with pytest.raises(RosterNotFrozenError):
        services.record_attendance(township.actor(Office.SECRETARY), township.village, meeting_id, [1])
    with pytest.raises(MinutesTooEarlyError):
        services.write_minutes(township.actor(Office.SECRETARY), township.village, meeting_id, "记录")


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        pytest.param(datetime(2026, 10, 14, 15, 59, tzinfo=UTC), False, id="23:59 of the day before in China"),
        pytest.param(datetime(2026, 10, 14, 16, 0, tzinfo=UTC), True, id="00:00 of its day in China"),
        pytest.param(STARTS + timedelta(days=3), True, id="late"),
    ],
)
def test_sign_in_begins_on_the_day_of_the_meeting_or_late(
    township: Township, clock: SettableClock, moment: datetime, *, begins: bool
) -> None:
    clock.set(NOW - timedelta(days=4))
    meeting_id, secretary = _convene(township), township.actor(Office.SECRETARY)
    clock.set(moment)
    if begins:
        assert services.freeze_roster(secretary, township.village, meeting_id).entitled == 40
    else:
        with pytest.raises(SignInTooEarlyError, match="2026年10月15日开会当天"):
            services.freeze_roster(secretary, township.village, meeting_id)


def test_minutes_entered_late_say_by_how_many_days(township: Township, clock: SettableClock, config) -> None:  # noqa: ANN001
    meeting_id, _ = _open(township)
    secretary = township.actor(Office.SECRETARY)
    clock.set(STARTS + timedelta(days=3))
    first = services.write_minutes(secretary, township.village, meeting_id, "到会四十人。")
    assert first.late_days == 3
    with pytest.raises(MinutesReasonError):
        services.write_minutes(secretary, township.village, meeting_id, "到会三十九人。")
    services.write_minutes(secretary, township.village, meeting_id, "到会三十九人。", reason="点名更正")
    assert [row.revision for row in queries.minutes_of(meeting_id)] == [1, 2]
    assert len(packages(config)) >= 3


def test_a_meeting_is_convened_for_a_time_to_come_by_who_may(township: Township, clock: SettableClock) -> None:
    with pytest.raises(NotAllowedError):
        services.convene_meeting(
            township.actor(Office.REPRESENTATIVE),
            township.village,
            services.Convening(
                body=Body.VILLAGER_REPS_MEETING,
                title="会",
                place="村委会",
                starts_at=STARTS,
                notice="",
                chair_id=1,
                recorder_id=1,
            ),
        )
    clock.set(STARTS)
    with pytest.raises(StartsInPastError, match="晚于现在"):
        _convene(township)


@pytest.mark.parametrize("field", ["title", "place", "notice"])
def test_a_notice_holds_no_number_of_a_person(township: Township, field: str) -> None:
    secretary = township.actor(Office.SECRETARY)
    convening = services.Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title="会",
        place="村委会",
        starts_at=STARTS,
        notice="。",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
    )
    with pytest.raises(PrivateNumberError):
        services.convene_meeting(secretary, township.village, replace(convening, **{field: "请打 138-0000-0000"}))
    assert queries.meetings(township.village) == []


def _register(township: Township, *people: tuple[str, date | None, str]) -> None:
    rows = [
        RosterRow(
            number=number,
            code=code,
            name=f"柳{code}",
            sex=Sex.FEMALE,
            born_on=born_on,
            household=household,
            relation="",
            group="第一组",
            terms=(),
        )
        for number, (code, born_on, household) in enumerate(people, start=2)
    ]
    org.import_roster(township.actor(Office.SECRETARY), township.village, rows, file=b"file")


def test_a_villagers_meeting_is_everybody_grown_up_whatever_they_hold(township: Township) -> None:
    _register(township, ("9001", date(2008, 10, 15), "301"), ("9002", date(2008, 10, 16), "301"), ("9003", None, "302"))
    others = len(people(township.village, on=NOW.date())) - 3
    meeting_id = _convene(township, body=Body.VILLAGERS_MEETING)
    roster = services.freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    capacities = {line.name: line.capacity for line in queries.roster_lines(roster.id)}
    assert roster.entitled == others + 2
    assert {name for name in capacities if name.startswith("柳")} == {"柳9001", "柳9003"}
    assert set(capacities.values()) == {"村民"}


def test_households_are_counted_where_the_law_lets_them_stand_for_people(township: Township) -> None:
    _register(township, *((f"90{at:02d}", date(1970, 1, 1), f"3{at // 2:02d}") for at in range(6)))
    secretary = township.actor(Office.SECRETARY)
    meeting_id = _convene(township, body=Body.VILLAGERS_MEETING)
    assert queries.meeting(township.village, meeting_id).households_entitled is None
    roster = services.freeze_roster(secretary, township.village, meeting_id)
    lines = [line for line in queries.roster_lines(roster.id) if line.household]
    services.record_attendance(secretary, township.village, meeting_id, [line.id for line in lines[:3]])
    held = queries.meeting(township.village, meeting_id)
    assert (held.households_entitled, held.households_present) == (3, 2)


def test_households_do_not_count_where_representatives_meet(township: Township) -> None:
    meeting_id, _ = _open(township)
    held = queries.meeting(township.village, meeting_id)
    assert (held.households_entitled, held.households_present) == (None, None)


def test_a_thousand_lines_take_few_statements(
    township: Township, count_queries: Callable[[], AbstractContextManager[QueryCount]]
) -> None:
    _register(township, *((f"1{at:04d}", date(1970, 1, 1), f"{at // 3:03d}") for at in range(1000)))
    secretary = township.actor(Office.SECRETARY)
    meeting_id = _convene(township, body=Body.VILLAGERS_MEETING)
    with count_queries() as counted:
        roster = services.freeze_roster(secretary, township.village, meeting_id)
        lines = queries.roster_lines(roster.id)
        services.record_attendance(secretary, township.village, meeting_id, [line.id for line in lines])
    assert len(lines) > 1000
    assert counted.count < 60
    assert queries.meeting(township.village, meeting_id).present == len(lines)


@pytest.mark.parametrize(
    ("convened_at", "days"),
    [
        pytest.param(datetime(2026, 10, 14, 15, 59, tzinfo=UTC), 1, id="the day before in China"),
        pytest.param(datetime(2026, 10, 14, 16, 0, tzinfo=UTC), 0, id="the same day in China"),
        pytest.param(datetime(2026, 10, 10, 1, 0, tzinfo=UTC), 5, id="five days"),
    ],
)
def test_a_notice_says_how_many_days_it_gave(
    township: Township, clock: SettableClock, convened_at: datetime, days: int
) -> None:
    clock.set(convened_at)
    assert queries.meeting(township.village, _convene(township)).notice_days == days


def test_another_village_has_no_such_meeting(township: Township) -> None:
    meeting_id, _ = _open(township)
    with pytest.raises(NotFoundError):
        queries.meeting(township.other_village, meeting_id)


def test_minutes_with_a_number_of_a_person_are_refused(township: Township) -> None:
    meeting_id, _ = _open(township)
    with pytest.raises(PrivateNumberError):
        services.write_minutes(
            township.actor(Office.SECRETARY), township.village, meeting_id, "联系人电话 13812345678。"
        )
    assert queries.minutes_of(meeting_id) == []


def test_a_roster_frozen_late_holds_those_of_the_day_of_the_meeting(township: Township, clock: SettableClock) -> None:
    meeting_id = _convene(township)
    secretary, village = township.actor(Office.SECRETARY), township.village
    old = Person.get((Person.village == village) & (Person.code == "0007"))
    new = township.actor(Office.MEMBER, number=-1).person_id
    clock.set_day(date(2026, 10, 25))
    org.end_term(secretary, village, old.id, office=Office.REPRESENTATIVE, until=date(2026, 10, 20))
    org.appoint(secretary, village, new, office=Office.REPRESENTATIVE, since=date(2026, 10, 21))
    roster = services.freeze_roster(secretary, village, meeting_id)
    on_it = {line.person_id for line in queries.roster_lines(roster.id)}
    assert old.id in on_it
    assert new not in on_it
