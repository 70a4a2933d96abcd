"""Taking part online or through a written proxy: where a rule offers it, once, and told apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from portal.kernel.attachments import attachments_of
from portal.kernel.clock import day_end
from portal.kernel.errors import DomainError, NotAllowedError
from portal.kernel.verify import verify_all
from portal.kernel.work import unit_of_work
from portal.meetings import errors, queries
from portal.meetings.bodies import Body
from portal.meetings.models import Attendance, AttendanceManner, Proxy, ProxyEnd
from portal.meetings.presence import offered, require_offered
from portal.meetings.queries.presence import remote_lines
from portal.meetings.rules import attended_words
from portal.meetings.services import check_in, end_sign_in, freeze_roster, join_online
from portal.org.models import Person
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.terminal import packages
from tests.deliberation.collectives import KIN, NEIGHBOUR, SECRETARY, born, collective, give, online
from tests.deliberation.courses import convene, hold

if TYPE_CHECKING:
    from portal.config import Config
    from tests.deliberation.assemblies import Assembly
    from tests.factories import SettableClock, Township

ARTICLE = "农村集体经济组织法第27条"
TODAY = date(2026, 10, 15)


@pytest.fixture
def held(township: Township) -> Assembly:
    return collective(township, first=5, last=24)


def counted(held: Assembly) -> tuple[int, int, int]:
    row = queries.meeting(held.township.village, held.meeting_id)
    return row.present, row.online, row.by_proxy


def line_of(held: Assembly, line: int) -> queries.LineRow:
    row = queries.roster_line(held.lines[0].roster_id, held.lines[line - 1].person_id)
    assert row is not None
    return row


@pytest.mark.parametrize("body", list(Body))
def test_only_what_a_rule_says_is_offered(body: Body) -> None:
    members = body is Body.COOP_MEMBERS_ASSEMBLY
    assert set(offered(body, on=TODAY)) == ({AttendanceManner.ONLINE, AttendanceManner.BY_PROXY} if members else set())
    assert offered(body, on=date(2025, 4, 30)) == {}
    if members:
        assert {rule.article for rule in offered(body, on=date(2025, 5, 1)).values()} == {ARTICLE}
        assert all(rule.quoted and rule.source and rule.text for rule in offered(body, on=TODAY).values())
    else:
        with pytest.raises(errors.MannerNotOfferedError, match=f"{ARTICLE}只对成员大会作了这样的规定"):
            require_offered(body, AttendanceManner.ONLINE, on=TODAY)


@pytest.mark.parametrize(
    ("present", "afar", "words"),
    [
        (83, (12, 5), "83 人，其中线上 12 人、书面委托 5 人"),
        (83, (1, 0), "83 人，其中线上 1 人"),
        (83, (0, 1), "83 人，其中书面委托 1 人"),
        (0, (0, 0), "0 人"),
    ],
)
def test_who_took_part_from_afar_is_said_beside_the_number(present: int, afar: tuple[int, int], words: str) -> None:
    assert attended_words(present, online=afar[0], by_proxy=afar[1]) == words


def test_everybody_counts_once_and_is_told_apart(held: Assembly, config: Config) -> None:
    assert online(held, 3) is True
    assert online(held, 3) is online(held, 5) is False
    proxy = give(held, 1, NEIGHBOUR)
    assert counted(held) == (22, 1, 1)
    assert queries.meeting(held.township.village, held.meeting_id).attended == "22 人，其中线上 1 人、书面委托 1 人"
    assert [line_of(held, line).presence for line in (1, 2, 3, 5)] == [
        f"委托{proxy.delegate_name}",
        "",
        "线上参加",
        "到会",
    ]
    (paper,) = attachments_of(held.township.village.log_id, "proxy", [proxy.id])[str(proxy.id)]
    assert paper.media_type == "image/png"
    assert verify_all(packages(config)) == []


@pytest.mark.parametrize("how", ["ticked", "slip", "online"])
def test_whoever_gave_a_proxy_and_comes_ends_it(held: Assembly, how: str) -> None:
    with pytest.raises(errors.DelegateAbsentError, match=f"受托人须本人参加会议.*{ARTICLE}"):
        give(held, 1, "0008")
    held.sign_in(2, 2)
    give(held, 1, "0008")
    assert [one.name for one in queries.represented(held.lines[0].roster_id, held.lines[1].person_id)]
    if how == "ticked":
        held.sign_in(1, 1)
    elif how == "slip":
        check_in(held.secretary, held.township.village, held.meeting_id, held.lines[0].person_id)
    else:
        assert online(held, 1) is True
    assert counted(held) == (22, int(how == "online"), 0)
    assert line_of(held, 1).in_person
    assert queries.represented(held.lines[0].roster_id, held.lines[1].person_id) == []
    assert Attendance.select().where(Attendance.roster == held.lines[0].roster_id).count() == 22
    with pytest.raises(errors.PrincipalPresentError, match="本人已经参加会议"):
        give(held, 1, "0008")


def test_how_somebody_took_part_is_told_by_the_moment(held: Assembly, clock: SettableClock) -> None:
    held.sign_in(2, 2)
    give(held, 1, "0008")
    clock.moment += timedelta(minutes=10)
    came = clock.moment
    online(held, 1)
    (remote,) = remote_lines([held.meeting_id])[held.meeting_id]
    assert (remote.manner_at(came), remote.manner_at(came + timedelta(seconds=1)), remote.manner_at()) == (
        AttendanceManner.BY_PROXY,
        AttendanceManner.ONLINE,
        AttendanceManner.ONLINE,
    )


@pytest.mark.parametrize(
    ("line", "delegate", "refusal", "words"),
    [
        pytest.param(1, "没有这个人", errors.DelegateUnknownError, "名册里没有", id="not in the register"),
        pytest.param(1, "0009", errors.DelegateHouseholdError, "不是", id="of another household"),
        pytest.param(1, SECRETARY, errors.DelegateHouseholdError, "不是", id="of no household"),
        pytest.param(1, "0007", errors.DelegateHouseholdError, "其他家庭成员", id="oneself"),
        pytest.param(30, "0042", errors.DelegateHouseholdError, "不是", id="whose household is not known"),
        pytest.param(5, "0042", errors.PrincipalPresentError, "本人已经参加会议（到会）", id="who is there"),
    ],
)
def test_a_proxy_is_refused_and_changes_nothing(
    held: Assembly, line: int, delegate: str, refusal: type[DomainError], words: str
) -> None:
    before = counted(held)
    with pytest.raises(refusal, match=words) as refused:
        give(held, line, delegate)
    assert ARTICLE in refused.value.sentence
    assert counted(held) == before
    assert Proxy.select().count() == 0


def test_a_delegate_is_grown_up_on_the_day_of_the_meeting(held: Assembly) -> None:
    born(NEIGHBOUR, date(2008, 10, 16))
    with pytest.raises(errors.DelegateMinorError, match=f"不满 18 周岁.*{ARTICLE}"):
        give(held, 1, NEIGHBOUR)
    born(NEIGHBOUR, date(2008, 10, 15))
    assert give(held, 1, NEIGHBOUR).delegate_id


def test_nobody_gives_two_proxies_and_no_proxy_is_handed_on(held: Assembly) -> None:
    give(held, 1, NEIGHBOUR)
    with pytest.raises(errors.ProxyGivenError, match=f"一人只能委托一个人（{ARTICLE}）"):
        give(held, 1, "0008")
    with pytest.raises(errors.DelegateElsewhereError, match=ARTICLE):
        give(held, 2, "0007")
    give(held, 2, NEIGHBOUR)  # one may take part for two of the household
    held.sign_in(4, 4)
    give(held, 3, "0010")
    assert counted(held) == (24, 0, 3)


def test_the_household_is_the_one_frozen_with_the_roster(held: Assembly) -> None:
    moved = Person.get((Person.village == held.township.village.id) & (Person.code == "0008"))
    Person.update(household=None).where(Person.id == moved.id).execute()
    held.sign_in(2, 2)
    assert give(held, 1, "0008").delegate_id == moved.id


def test_a_proxy_is_brought_on_the_day_by_somebody_known_to_be_of_age(held: Assembly, clock: SettableClock) -> None:
    neighbour = (Person.village == held.township.village.id) & (Person.code == NEIGHBOUR)
    Person.update(born_on=None).where(neighbour).execute()
    with pytest.raises(errors.DelegateAgeUnknownError, match="先在人员里补上"):
        give(held, 1, NEIGHBOUR)
    Person.update(born_on=date(1980, 5, 1)).where(neighbour).execute()
    clock.moment += timedelta(days=1)
    with pytest.raises(errors.ProxyLateError, match="过后不能补登记"):
        give(held, 1, NEIGHBOUR)
    assert Proxy.select().count() == 0


def test_nobody_is_signed_in_after_the_day_of_a_meeting_in_which_a_ballot_was_opened(
    held: Assembly, clock: SettableClock
) -> None:
    held.sign_in(2, 2)
    with unit_of_work(held.secretary, Permission.MEETING_RECORD, held.township.village) as work:
        rows = end_sign_in(work, held.lines[0].roster_id, ends_at=day_end(work.today))
        assert end_sign_in(work, held.lines[0].roster_id, ends_at=work.now) == []
        work.seal("meeting.test", about=("meeting", held.meeting_id), facts={}, rows=rows)
    clock.set(day_end(TODAY) - timedelta(seconds=1))
    held.sign_in(3, 3)
    clock.set(day_end(TODAY))
    with pytest.raises(errors.SignInOverError, match="不能再补签到"):
        held.sign_in(4, 4)
    assert counted(held)[0] == 22


def test_a_proxy_is_a_paper_recorded_by_an_officer_without_an_interest(held: Assembly) -> None:
    with pytest.raises(errors.ProxyPaperError, match=ARTICLE):
        give(held, 1, NEIGHBOUR, paper=False)
    with pytest.raises(NotAllowedError):
        give(held, 1, NEIGHBOUR, by=Office.SUPERVISOR)
    officer = held.township.actor(Office.DIRECTOR)
    kin = Person.get((Person.village == held.township.village.id) & (Person.code == KIN["001"][0]))
    Person.update(household=kin.household_id).where(Person.id == officer.person_id).execute()
    with pytest.raises(errors.OwnProxyError, match="请另一名工作人员登记"):
        give(held, 1, NEIGHBOUR, by=Office.DIRECTOR)
    assert ProxyEnd.select().count() == Proxy.select().count() == 0


def test_one_takes_part_online_on_the_day_after_sign_in_began_and_from_the_roster(
    township: Township, clock: SettableClock
) -> None:
    held = collective(township, last=0)
    meeting_id = convene(township, Body.COOP_MEMBERS_ASSEMBLY)
    early = type(held)(township=township, number=held.number, meeting_id=meeting_id, lines=held.lines)
    with pytest.raises(errors.OnlineNotBegunError, match=ARTICLE):
        online(early, 1)
    freeze_roster(held.secretary, township.village, meeting_id)
    with pytest.raises(errors.OnlineStrangerError, match=ARTICLE):
        join_online(held.secretary, township.village, meeting_id)
    clock.moment += timedelta(days=1)
    with pytest.raises(errors.OnlineOtherDayError, match=f"2026年10月15日.*{ARTICLE}"):
        online(held, 1)
    assert counted(held) == (0, 0, 0)


def test_a_representatives_meeting_offers_neither(township: Township) -> None:
    held = collective(township, last=0)
    elsewhere = hold(township, Body.VILLAGER_REPS_MEETING, present=3)
    there = type(held)(township=township, number=held.number, meeting_id=elsewhere, lines=held.lines)
    for refused in (lambda: online(there, 20), lambda: give(there, 20, NEIGHBOUR)):
        with pytest.raises(errors.MannerNotOfferedError, match=f"村民代表会议不能.*{ARTICLE}只对成员大会"):
            refused()
