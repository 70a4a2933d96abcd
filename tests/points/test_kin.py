"""Near relatives as declared stand aside from each other's points, and a leader checks their own party group."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import IntegrityError

from points import queries, services
from points.errors import NotTheExaminerError
from points.errors.kin import (
    EndedKinshipError,
    KinDayError,
    KinKindError,
    NoKinshipError,
    OthersKinError,
    OwnKinshipError,
    OwnRelativeError,
    SameKinshipError,
    UnconcernedError,
)
from points.errors.schemes import NoPartyGroupError
from points.errors.steps import NearRelativeError, NotTheCheckerError
from points.kinship import kind_name, kinds_on
from points.models import PointsCard, PointsCheckerGroup, PointsKinship, PointsKinshipEnd, PointsReview
from points.periods import Year
from points.queries.tasks import tasks
from points.services import Judgement, Kin, Objecting
from points.services.cards import Talking, issue_card, record_mending, record_talk
from points.values import Finding, Mending, Verdict
from portal.kernel.errors import NotAllowedError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.models import Group, Household, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.points.branchwork import Branchwork
from tests.points.test_reviews import declared, member_of
from tests.points.test_steps import adopt

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import Township

TODAY = date(2026, 10, 15)
KIN = "/qingshan/points/kin/"


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


def kin_of(actor: Actor, other: Actor, kind: str = "sibling", since: date = TODAY) -> Kin:
    return Kin(person_id=actor.person_id, relative_id=other.person_id, kind=kind, since=since)


def lives_in(work: Branchwork, actor: Actor, group: str) -> None:
    found, _ = Group.get_or_create(village=work.village.id, name=group)
    household = Household.create(village=work.village, number=f"K{actor.person_id}", group=found)
    Person.update(household=household).where(Person.id == actor.person_id).execute()


def test_nobody_judges_a_declared_relative_whichever_of_the_two_was_named_first(
    work: Branchwork, config: Config
) -> None:
    member, third = member_of(work), work.third
    entry = work.record("A02", happened_on=date(2026, 9, 4), person_id=member.person_id)
    other = work.record("A01", person_id=member.person_id)
    claim = declared(work)
    said = services.declare_kin(member, work.village, kin_of(third, member, "child", date(2020, 1, 1)))
    assert queries.near_ones(work.village, third.person_id, on=TODAY) == {member.person_id}
    assert queries.near_ones(work.village, member.person_id, on=TODAY) == {third.person_id}
    assert queries.near_ones(work.village, member.person_id, on=date(2019, 12, 31)) == frozenset()
    assert queries.reviewable(work.village, third.person_id, today=TODAY) == []
    with pytest.raises(NearRelativeError, match="近亲属"):
        services.review_claim(third, work.village, Judgement(claim_id=claim.id))
    with pytest.raises(NearRelativeError):
        services.reverse_entry(third, work.village, other.id, reason="记错了")
    work.display(Month(2026, 9))
    objecting = Objecting(month=Month(2026, 9), text="没有来", entry_id=entry.id)
    filed = services.file_objection(work.township.actor(Office.REPRESENTATIVE), work.village, objecting)
    with pytest.raises(NotTheExaminerError):
        services.examine_objection(third, work.village, filed.id, finding=Finding.DISMISSED, answer="查过，来了")
    assert not any("复核" in one.title for one in tasks(third, work.village, TODAY))
    services.end_kin(work.secretary, work.village, said.id, until=TODAY - timedelta(days=1), reason="登记错了人")
    assert [one.id for one in queries.reviewable(work.village, third.person_id, today=TODAY)] == [claim.id]
    services.review_claim(third, work.village, Judgement(claim_id=claim.id))
    assert verify_all(packages(config)) == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    kind=st.sampled_from(sorted(kinds_on(TODAY).names)),
    turned=st.booleans(),
    days=st.integers(0, 4000),
    verdict=st.sampled_from(list(Verdict)),
)
def test_a_declared_relative_can_never_review(
    work: Branchwork, *, kind: str, turned: bool, days: int, verdict: Verdict
) -> None:
    member, third = member_of(work), work.third
    pair = (member, third) if turned else (third, member)
    said = services.declare_kin(work.secretary, work.village, kin_of(*pair, kind, TODAY - timedelta(days=days)))
    claim = declared(work, note=f"{kind}{turned}{days}{verdict}{said.id}")
    judgement = Judgement(claim_id=claim.id, verdict=verdict, points_x100=None, reason="查过")
    with pytest.raises(NearRelativeError):
        services.review_claim(third, work.village, judgement)
    assert claim.id not in {one.id for one in queries.reviewable(work.village, third.person_id, today=TODAY)}
    assert not PointsReview.select().where(PointsReview.claim == claim.id).exists()
    services.end_kin(work.colleague, work.village, said.id, until=said.since, reason="换一例")


def test_officers_declare_for_anybody_members_for_themselves_and_neither_of_the_two_ends_it(work: Branchwork) -> None:
    member, other, village = member_of(work), member_of(work, 5), work.village
    outsider = work.township.actor(Office.BOOKKEEPER)
    with pytest.raises(OthersKinError):
        services.declare_kin(member, village, kin_of(other, work.third))
    with pytest.raises(NotAllowedError):
        services.declare_kin(outsider, village, kin_of(outsider, other))
    for wrong, refusal in (
        (kin_of(other, other), OwnRelativeError),
        (kin_of(other, outsider), UnconcernedError),
        (kin_of(other, member, "neighbour"), KinKindError),
        (kin_of(other, member, since=date(2026, 10, 16)), KinDayError),
    ):
        with pytest.raises(refusal):
            services.declare_kin(work.secretary, village, wrong)
    said = services.declare_kin(member, village, kin_of(member, work.third))
    with pytest.raises(SameKinshipError):
        services.declare_kin(work.secretary, village, kin_of(work.third, member, "spouse"))
    with pytest.raises(OwnKinshipError):
        services.end_kin(work.third, village, said.id, until=TODAY, reason="不是")
    with pytest.raises(NotAllowedError):
        services.end_kin(member, village, said.id, until=TODAY, reason="不是")
    with pytest.raises(KinDayError):
        services.end_kin(work.secretary, village, said.id, until=date(2026, 10, 14), reason="登记错了")
    services.end_kin(work.secretary, village, said.id, until=TODAY, reason="登记错了")
    with pytest.raises(EndedKinshipError):
        services.end_kin(work.secretary, village, said.id, until=TODAY, reason="登记错了")
    with pytest.raises(NoKinshipError):
        services.end_kin(work.secretary, village, said.id + 99, until=TODAY, reason="登记错了")
    assert services.declare_kin(work.secretary, village, kin_of(work.third, member)).id != said.id


def test_nobody_deals_with_a_card_of_a_declared_relative(work: Branchwork) -> None:
    member = work.member(0)
    said = Kin(person_id=member, relative_id=work.third.person_id, kind="child", since=TODAY)
    services.declare_kin(work.secretary, work.village, said)
    entry = work.record("E06", happened_on=date(2026, 10, 10), person_id=member)

    def issue(actor: Actor) -> PointsCard:
        year, occasion = Year(2026), f"entry:{entry.id}"
        return issue_card(actor, work.village, work.branch.id, year, person_id=member, occasion=occasion)

    with pytest.raises(NearRelativeError):
        issue(work.third)
    number = issue(work.secretary).id
    assert not any("约谈" in one.title for one in tasks(work.third, work.village, TODAY))
    talking = Talking(held_on=TODAY, held_by=work.colleague.person_id, text="谈清了", mend_by=TODAY)
    with pytest.raises(NearRelativeError):
        record_talk(work.third, work.village, number, talking)
    record_talk(work.colleague, work.village, number, talking)
    with pytest.raises(NearRelativeError):
        record_mending(work.third, work.village, number, outcome=Mending.MENDED, text="好", seen_on=TODAY)


def test_the_database_keeps_what_was_declared(work: Branchwork) -> None:
    said = services.declare_kin(work.secretary, work.village, kin_of(member_of(work), work.third))
    stored = {"village": work.village, "recorded_by": work.secretary.person_id, "recorded_at": said.recorded_at}
    with pytest.raises(IntegrityError):
        PointsKinship.create(person=said.person_id, relative=said.person_id, kind="spouse", since=TODAY, **stored)


def test_kinds_keep_their_names() -> None:
    assert kinds_on(date(1999, 1, 1)) == kinds_on(TODAY)
    assert (kind_name("spouse"), kind_name("neighbour")) == ("配偶", "neighbour")
    assert not kinds_on(TODAY).quoted


def test_a_leader_checks_their_own_party_group_or_the_whole_branch(work: Branchwork, config: Config) -> None:
    adopt(work)
    first, second, whole = (member_of(work, number) for number in (5, 6, 7))
    lives_in(work, member_of(work), "第一组")
    lives_in(work, member_of(work, 4), "第二组")
    for leader, group in ((first, "第一组"), (second, "第二组"), (whole, "")):
        services.appoint_checker(work.secretary, work.village, leader.person_id, since=date(2026, 10, 1), group=group)
    with pytest.raises(NoPartyGroupError):
        services.appoint_checker(work.secretary, work.village, whole.person_id, since=TODAY, group="第九组")
    one, two, homeless = declared(work), declared(work, number=4), declared(work, number=3)
    offered = [
        [each.id for each in queries.to_check(work.village, leader.person_id, on=TODAY)]
        for leader in (first, second, whole)
    ]
    assert offered == [[one.id], [two.id], [one.id, two.id, homeless.id]]
    assert [each.title for each in tasks(first, work.village, TODAY)] == ["核实积分申报：1 笔"]
    for claim_id in (two.id, homeless.id):
        with pytest.raises(NotTheCheckerError):
            services.check_claims(first, work.village, [one.id, claim_id])
    services.declare_kin(work.secretary, work.village, kin_of(whole, member_of(work, 4)))
    with pytest.raises(NearRelativeError):
        services.check_claims(whole, work.village, [two.id])
    assert [each.id for each in queries.to_check(work.village, whole.person_id, on=TODAY)] == [one.id, homeless.id]
    services.check_claims(first, work.village, [one.id])
    assert PointsCheckerGroup.select().count() == 2
    assert verify_all(packages(config)) == []


def test_the_screens_declare_show_and_end_it(
    app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> None:
    work = Branchwork(township)
    enter = lambda office: sign_in(app.test_client(), township.login(office, number=-1))  # noqa: E731
    secretary, member = enter(Office.SECRETARY), enter(Office.MEMBER)
    me, third = member_of(work), work.third
    fields = {"kind": "sibling", "since": "2026-10-15", "relative": str(third.person_id)}
    assert "还没有登记近亲属" in member.get(KIN).text
    refused = member.post(f"{KIN}new", data={**fields, "person": str(work.member(2))})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    told = member.post(f"{KIN}new", data={**fields, "person": str(me.person_id)}, follow_redirects=True).text
    assert "的兄弟姐妹" in told
    assert "待核" in told
    assert "解除" not in told
    services.declare_kin(work.secretary, work.village, kin_of(member_of(work, 3), member_of(work, 4)))
    assert member.get(KIN).text.count('<th scope="row">') == 1
    assert secretary.get(KIN).text.count('<th scope="row">') == 2
    assert KIN in secretary.get("/qingshan/points/classes/").text
    kin_id = PointsKinship.select().order_by(PointsKinship.id).first().id
    assert "要由和这两个人无关的支委解除" in secretary.get(f"{KIN}{kin_id}/end").text
    data = {"until": "2026-10-15", "reason": "登记错了人"}
    assert "登记错了人" in secretary.post(f"{KIN}{kin_id}/end", data=data, follow_redirects=True).text
    assert "登记错了人" in member.get(KIN).text
    assert PointsKinshipEnd.select().count() == 1


def test_a_leader_is_appointed_for_a_group_on_the_screen(
    app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> None:
    work = Branchwork(township)
    secretary = sign_in(app.test_client(), township.login(Office.SECRETARY, number=-1))
    lives_in(work, member_of(work), "第一组")
    address, leader = "/qingshan/points/checkers/new", member_of(work, 5).person_id
    data = {"person": str(leader), "since": "2026-10-01", "group": "第一组"}
    assert "第一组，2026" in secretary.post(address, data=data, follow_redirects=True).text
    assert '<option selected value="第一组">' in secretary.get(f"{address}?person={leader}").text
