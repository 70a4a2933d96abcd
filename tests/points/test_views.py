"""The screens: what the secretary does, what a member sees, and what a refusal keeps."""

from __future__ import annotations

import io
import re
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points import services
from points.models import PointsClaim, PointsEntry, PointsReview, PointsScheme
from points.schemes import EXAMPLE, SchemeFile, example_scheme
from points.services import Recording
from points.values import Verdict
from portal.kernel.sheets import read_table
from portal.meetings.queries import meeting as meeting_row
from portal.meetings.queries import roster_lines
from portal.org.offices import Office
from tests.points.branchwork import Branchwork
from tests.points.clicks import POINTS, ask, record, review
from tests.points.test_reviews import met
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    Enter = Callable[[Office], FlaskClient]


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient]) -> Enter:
    """Sign in as the last holder of an office, with a browser of one's own."""
    return lambda office: sign_in(app.test_client(), township.login(office, number=-1))


@pytest.fixture
def work(app: Flask, township: Township) -> Branchwork:
    return Branchwork(township)


def last_claim() -> int:
    return PointsClaim.select().order_by(PointsClaim.id.desc()).first().id


def test_what_the_secretary_records_a_colleague_reviews_and_it_says_why_it_counts_so_much(
    work: Branchwork, enter: Enter
) -> None:
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    form = ask(secretary, "new")
    assert "A01 参加支部党员大会（1 分/次；本年上限 4 分；“组织生活与学习”类本年上限 15 分）" in form
    answer = record(secretary, work.member(), times="3", note="<b>三次</b>")
    assert "待审核" in answer.text
    assert "补录 1 天" in answer.text
    assert "&lt;b&gt;三次&lt;/b&gt;" in answer.text
    assert "提交审核意见" not in answer.text
    assert "记 3 分，本年上限 4 分，已计 0 分" in review(colleague, last_claim()).text
    record(secretary, work.member(), times="3", note="另三次", happened_on="2026-10-13")
    assert "应记 3 分，实记 1 分" in review(colleague, last_claim()).text
    assert ">4<" in ask(secretary)


def test_a_range_asks_for_its_value_and_takes_half_points(work: Branchwork, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    answer = record(secretary, work.member(), item="C07")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "5 到 10 分之间" in answer.text
    assert "6.5 分" in record(secretary, work.member(), item="C07", value="6.5").text


def test_a_declared_range_is_not_accepted_without_its_value(work: Branchwork, enter: Enter) -> None:
    member, secretary = enter(Office.MEMBER), enter(Office.SECRETARY)
    member.post(f"{POINTS}declare", data={"item": "C07", "note": "带头修路", "happened_on": "2026-10-15"})
    assert "认定多少分" in ask(secretary, f"claims/{last_claim()}/")
    for answer in (
        review(secretary, last_claim()),
        secretary.post(f"{POINTS}review/", data={"claims": [str(last_claim())]}),
    ):
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "请点进去填写支委会认定的分值再通过" in answer.text
    assert "审核认定 6.5 分" in review(secretary, last_claim(), value="6.5").text


def test_a_member_declares_with_a_photo_and_sees_the_answer(work: Branchwork, enter: Enter) -> None:
    member, secretary = enter(Office.MEMBER), enter(Office.SECRETARY)
    assert "E01" not in ask(member, "declare")
    data = {"item": "B02", "note": "代办医保", "happened_on": "2026-10-15"}
    photo = (io.BytesIO(picture()), "办结.jpg")
    shown = member.post(f"{POINTS}declare", data={**data, "photos": photo}, follow_redirects=True).text
    assert "待审核" in shown
    assert "/qingshan/attachments/" in shown
    assert member.post(f"{POINTS}declare", data=data).status_code == HTTPStatus.CONFLICT
    assert "审核积分：1 笔" in secretary.get("/qingshan/").text
    answer = review(secretary, last_claim(), verdict="rejected")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    review(secretary, last_claim(), verdict="rejected", reason="看不清是哪一件")
    assert "看不清是哪一件" in ask(member, f"claims/{last_claim()}/")
    assert "没有通过" in member.get("/qingshan/").text


def test_who_reviews_comes_from_the_session_and_not_from_the_form(work: Branchwork, enter: Enter) -> None:
    secretary, member = enter(Office.SECRETARY), enter(Office.MEMBER)
    record(secretary, work.member())
    forged = {"reviewed_by": str(work.colleague.person_id), "approver": work.colleague.name, "actor": "2"}
    assert review(secretary, last_claim(), **forged).status_code == HTTPStatus.FORBIDDEN
    assert review(member, last_claim(), **forged).status_code == HTTPStatus.FORBIDDEN
    colleague = enter(Office.BRANCH_COMMITTEE)
    review(colleague, last_claim(), **forged)
    acting = work.township.actor(Office.BRANCH_COMMITTEE, number=-1)
    assert PointsReview.get().reviewed_by_id == acting.person_id
    again = review(colleague, last_claim())
    assert (again.status_code, "已经审核过" in again.text) == (HTTPStatus.CONFLICT, True)


def test_a_batch_is_ticked_and_reviewed_at_once(work: Branchwork, enter: Enter) -> None:
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    assert "先全部勾上" in ask(secretary, "batch")
    data = {"item": "A04", "happened_on": "2026-10-14", "note": "10月主题党日"}
    nobody = secretary.post(f"{POINTS}batch", data=data)
    assert (nobody.status_code, "一个人也没有勾选" in nobody.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    people = [str(work.member(number)) for number in range(3)]
    told = secretary.post(f"{POINTS}batch", data={**data, "people": people}, follow_redirects=True)
    assert "已登记 3 人" in told.text
    assert "等您审核 3 笔" in ask(colleague, "review/")
    *claims, absent = [str(row.id) for row in PointsClaim.select()]
    rejecting = {"claims": [absent], "verdict": "rejected"}
    assert colleague.post(f"{POINTS}review/", data=rejecting).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    told = colleague.post(f"{POINTS}review/", data={**rejecting, "reason": "没有来"}, follow_redirects=True)
    assert "没有通过 1 笔" in told.text
    assert "已通过 2 笔" in colleague.post(f"{POINTS}review/", data={"claims": claims}, follow_redirects=True).text
    again = colleague.post(f"{POINTS}review/", data={"claims": claims})
    assert (again.status_code, "已经审核过" in again.text) == (HTTPStatus.CONFLICT, True)
    assert PointsEntry.select().count() == 2


def test_a_table_is_shown_first_and_then_entered_whole(work: Branchwork, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    good = f"日期,姓名,项目编号,说明\n2026-10-14,{work.name(0)},A04,党日\n2026-10-14,{work.name(1)},A04,党日\n"
    bad = good.replace("2026-10-14", "昨天", 1).replace("A04,党日\n", "Z99,党日\n")
    answer = secretary.post(f"{POINTS}import", data={"file": (io.BytesIO(bad.encode()), "十月.csv")})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "“昨天”不是日期" in answer.text
    assert "没有编号为“Z99”的项目" in answer.text
    shown = secretary.post(f"{POINTS}import", data={"file": (io.BytesIO(good.encode()), "十月.csv")}).text
    assert "登记这 2 笔" in shown
    assert PointsClaim.select().count() == 0
    carried = {name: re.search(f'name="{name}"[^>]*value="([^"]*)"', shown)[1] for name in ("name", "content")}  # type: ignore[index]
    assert "已登记 2 笔" in secretary.post(f"{POINTS}import/confirm", data=carried, follow_redirects=True).text
    again = secretary.post(f"{POINTS}import/confirm", data=carried)
    assert (again.status_code, PointsClaim.select().count()) == (HTTPStatus.CONFLICT, 2)
    broken = secretary.post(f"{POINTS}import/confirm", data={"name": "十月.csv", "content": "?"})
    assert broken.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert secretary.get(f"{POINTS}import/template.xlsx").status_code == HTTPStatus.OK


def test_a_batch_says_who_was_left_out_because_rejected(work: Branchwork, enter: Enter, clock: SettableClock) -> None:
    meeting = met(work, clock)
    secretary = enter(Office.SECRETARY)
    address = f"{POINTS}batch?meeting={meeting.id}"
    ids = [
        line.person_id
        for line in roster_lines(meeting_row(work.village, meeting.id).roster_id or 0)
        if line.present_at is not None
    ]
    people = [str(one) for one in ids if one != work.secretary.person_id]
    data = {"item": "A01", "happened_on": "2026-10-15", "note": "", "people": people}
    assert f"已登记 {len(people)} 人" in secretary.post(address, data=data, follow_redirects=True).text
    claim = PointsClaim.select().order_by(PointsClaim.id).first()
    judgement = services.Judgement(claim_id=claim.id, verdict=Verdict.REJECTED, reason="提前走了")
    services.review_claim(work.third, work.village, judgement)
    told = secretary.post(address, data=data, follow_redirects=True).text
    assert "审核没有通过。补上材料以后" in told
    assert claim.person.name in told


def test_the_board_is_filtered_paged_and_handed_out_as_it_stands(work: Branchwork, enter: Enter) -> None:
    work.record("A01")
    work.record("E02", person_id=work.member(1))
    secretary = enter(Office.SECRETARY)
    page = ask(secretary, "?period=2026&category=扣分")
    assert "共 1 笔" in page
    assert "table.xlsx?period=2026" in page
    file = secretary.get(f"{POINTS}table.xlsx?period=2026&category=扣分")
    rows = read_table("积分.xlsx", file.data).rows
    assert [row.cells[2] for row in rows] == ["项目编号", "E02"]
    member = enter(Office.MEMBER).get(f"{POINTS}table.xlsx?period=2026")
    assert len(read_table("积分.xlsx", member.data).rows) == 1
    refused = secretary.get(f"{POINTS}table.xlsx?category=没有")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_statement_explains_every_point_and_every_cap(work: Branchwork, enter: Enter) -> None:
    work.record("A01", times=6)
    page = ask(enter(Office.SECRETARY), f"members/{work.member()}/")
    assert "应记 6 分，实记 4 分：本年上限 4 分" in page
    assert "A01 参加支部党员大会 本年上限" in page
    assert "已满" in page
    assert "待公示" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"happened_on": "2026-10-16"}, "不能晚于今天"),
        ({"happened_on": "昨天"}, "请填写日期"),
        ({"times": "0"}, "请填写 1 到 100 之间的数"),
        ({"times": "1000000000"}, "请填写 1 到 100 之间的数"),
        ({"item": "Z99"}, "请从列出的选项中选择"),
        ({"value": "NaN"}, "不是分值"),
        ({"value": "2.5"}, "每次固定为 1 分"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_writes_nothing(
    work: Branchwork, enter: Enter, fields: dict[str, str], sentence: str
) -> None:
    answer = record(enter(Office.SECRETARY), work.member(), note="十月大会", **fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert "十月大会" in answer.text
    assert PointsClaim.select().count() == 0


def test_two_clicks_are_one_entry_and_a_conflict(work: Branchwork, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    assert record(secretary, work.member()).status_code == HTTPStatus.OK
    assert record(secretary, work.member()).status_code == HTTPStatus.CONFLICT
    assert PointsClaim.select().count() == 1


def test_the_secretary_is_not_offered_to_record_for_themselves(work: Branchwork, enter: Enter) -> None:
    form = ask(enter(Office.SECRETARY), "new")
    assert f'value="{work.secretary.person_id}"' not in form
    assert f'value="{work.member()}"' in form


def test_an_entry_is_reversed_with_a_reason_and_both_stay_linked(work: Branchwork, enter: Enter) -> None:
    first = work.record("A01")
    colleague = enter(Office.BRANCH_COMMITTEE)
    assert "冲销这一笔" in ask(colleague, f"entries/{first.id}/")
    assert colleague.post(f"{POINTS}entries/{first.id}/reverse").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = colleague.post(f"{POINTS}entries/{first.id}/reverse", data={"reason": "重复登记"}, follow_redirects=True)
    reversal = PointsEntry.get(PointsEntry.reverses == first.id)
    assert f"entries/{reversal.id}/" in answer.text
    assert "冲销这一笔" not in answer.text
    assert "重复登记" in ask(colleague, f"entries/{reversal.id}/")
    again = colleague.post(f"{POINTS}entries/{first.id}/reverse", data={"reason": "重复登记"})
    assert again.status_code == HTTPStatus.CONFLICT


def test_a_member_sees_their_own_points_and_nobody_elses(work: Branchwork, enter: Enter) -> None:
    member = work.township.actor(Office.MEMBER, number=-1)
    own = Recording(person_id=member.person_id, item_code="E02", happened_on=date(2026, 10, 14))
    mine = work.accept(services.record_claim(work.secretary, work.village, own))
    other = work.record("A01")
    client = enter(Office.MEMBER)
    page = ask(client)
    assert "迟到或早退" in page
    assert "参加支部党员大会" not in page
    assert "冲销这一笔" not in ask(client, f"entries/{mine.id}/")
    assert client.get(f"{POINTS}entries/{other.id}/").status_code == HTTPStatus.NOT_FOUND


def test_the_township_sees_the_branchs_list(work: Branchwork, enter: Enter) -> None:
    work.record("A01")
    page = ask(enter(Office.TOWNSHIP_ADMIN))
    assert "参加支部党员大会" in page
    assert "记一笔" not in page


def test_a_scheme_is_adopted_from_a_file_and_shown(township: Township, enter: Enter) -> None:
    secretary = enter(Office.SECRETARY)
    assert "还没有登记施行中的积分办法" in ask(secretary)
    assert "还不能记分" in ask(secretary, "new")
    bad = "编号,类别,名称,分值,单位\nA01,学习,党课,0.3,次\n".encode()
    said = {"effective_from": "2026-01-01", "resolution": "2026年1月5日支部党员大会决议", "group_check": "y"}
    answer = secretary.post(f"{POINTS}scheme/new", data={"file": (io.BytesIO(bad), "办法.csv"), **said})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "0.5 分为最小单位" in answer.text
    example = secretary.get(f"{POINTS}scheme/example.csv").data
    assert example == EXAMPLE.read_bytes()
    unnamed = {"file": (io.BytesIO(example), "办法.csv"), "effective_from": "2026-01-01"}
    assert secretary.post(f"{POINTS}scheme/new", data=unnamed).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    secretary.post(f"{POINTS}scheme/new", data={"file": (io.BytesIO(example), "办法.csv"), **said})
    assert PointsScheme.get().branch_id == township.branch.id
    shown = ask(secretary, "scheme/")
    for told in (
        "5～10 分/项",
        "2026年1月5日支部党员大会决议",
        "先由党小组核实",
        "每名党员每年的基础分",
        "年度积分清零",
    ):
        assert told in shown
    doubtful = example.replace("参加支部党员大会,1,次,,,,,4".encode(), "参加支部党员大会,5,次,,,,,4".encode())
    later = {**said, "effective_from": "2026-02-01"}
    asked = secretary.post(
        f"{POINTS}scheme/new", data={"file": (io.BytesIO(doubtful), "改.csv"), "compared": "y", **later}
    ).text
    assert "A01：本年上限 4 分比一次的 5 分还小，一次就超过" in asked
    assert PointsScheme.select().count() == 1
    carried = {name: re.search(f'name="{name}"[^>]*value="([^"]*)"', asked)[1] for name in ("name", "content")}  # type: ignore[index]
    assert "已经对照决议核对" in secretary.post(f"{POINTS}scheme/new", data=carried | later).text
    for day in ("2020-12-31", "2028-01-01"):
        wrong = carried | later | {"compared": "y", "effective_from": day}
        assert "施行日期应在 2021-01-01 到 2027-12-31 之间" in secretary.post(f"{POINTS}scheme/new", data=wrong).text
    assert PointsScheme.select().count() == 1
    secretary.post(f"{POINTS}scheme/new", data=carried | later | {"compared": "y"})
    assert PointsScheme.select().count() == 2
    assert secretary.get(f"{POINTS}scheme/example.csv?shape=dongyang-100").status_code == HTTPStatus.OK
    assert secretary.get(f"{POINTS}scheme/example.csv?shape=../x").status_code == HTTPStatus.NOT_FOUND


def test_next_years_scheme_is_copied_changed_as_a_table_and_adopted(
    work: Branchwork, enter: Enter, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 12, 2))
    secretary = enter(Office.SECRETARY)
    assert "准备2027年积分办法" in secretary.get("/qingshan/").text
    assert "第 1 稿" in secretary.post(f"{POINTS}scheme/copy", follow_redirects=True).text
    assert "准备2027年积分办法" not in secretary.get("/qingshan/").text
    table = read_table("草案.xlsx", secretary.get(f"{POINTS}scheme/table.xlsx?draft=2027").data)
    changed = "\n".join(",".join(row.cells) for row in table.rows).replace("参加支部党员大会,1", "参加支部党员大会,2")
    for content, told in ((changed.replace("A02", "A01"), "出现了不止一次"), (changed, "第 2 稿")):
        data = {"file": (io.BytesIO(content.encode()), "草案.csv")}
        assert told in secretary.post(f"{POINTS}scheme/draft", data=data, follow_redirects=True).text
    data = {"effective_from": "2027-01-01", "resolution": "2026年12月30日支部党员大会决议"}
    secretary.post(f"{POINTS}scheme/new?draft=2027", data=data)
    assert PointsScheme.get(PointsScheme.year == 2027).digest != PointsScheme.get(PointsScheme.year == 2026).digest
    assert secretary.get(f"{POINTS}scheme/new?draft=2027").status_code == HTTPStatus.NOT_FOUND


def test_the_party_group_checks_on_the_phone_what_was_declared_with_one_tap(
    app: Flask, work: Branchwork, enter: Enter, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> None:
    secretary, member = enter(Office.SECRETARY), enter(Office.MEMBER)
    leader = work.township.actor(Office.MEMBER, number=-2)
    adopting = services.Adopting(resolution="党员大会决议", group_check=True)
    services.adopt_scheme(
        work.secretary,
        work.village,
        work.branch.id,
        SchemeFile(items=example_scheme().items),
        effective_from=date(2026, 10, 1),
        adopting=adopting,
    )
    assert "还没有登记" in ask(secretary, "classes/")
    data = {"person": str(leader.person_id), "since": "2026-10-01"}
    assert leader.name in secretary.post(f"{POINTS}checkers/new", data=data, follow_redirects=True).text
    data = {"person": str(work.member(2)), "member_class": "K3", "since": "2026-10-01", "reason": "外出务工"}
    assert "K3 流动党员" in secretary.post(f"{POINTS}classes/new", data=data, follow_redirects=True).text
    assert "没有要您核实的" in ask(member, "check/")
    member.post(f"{POINTS}declare", data={"item": "B02", "note": "代办医保", "happened_on": "2026-10-15"})
    assert "先由党小组核实，2026年10月19日为止" in ask(member, f"claims/{last_claim()}/")
    assert "提交审核意见" not in ask(secretary, f"claims/{last_claim()}/")
    checking = sign_in(app.test_client(), work.township.login(Office.MEMBER, number=-2))
    assert "核实积分申报：1 笔" in checking.get("/qingshan/").text
    told = checking.post(f"{POINTS}check/", data={"claims": [str(last_claim())], "doubt": ""}, follow_redirects=True)
    assert "已核实 1 笔" in told.text
    assert "党小组已核实" in ask(secretary, f"claims/{last_claim()}/")
    again = checking.post(f"{POINTS}check/", data={"claims": [str(last_claim())]}, follow_redirects=True)
    assert (again.status_code, "已经办过了" in again.text) == (HTTPStatus.OK, True)


def test_who_signed_in_is_entered_from_the_list_and_a_photo_used_twice_is_told(
    work: Branchwork, enter: Enter, clock: SettableClock
) -> None:
    met(work, clock)
    secretary, member = enter(Office.SECRETARY), enter(Office.MEMBER)
    page = ask(secretary, "drafts/")
    picked = re.findall(r'value="(members_meeting:[^"]+)"[^>]* checked', page)
    assert len(picked) == 3
    assert "您自己的一笔请由另一名支委起草" in page
    assert "已登记 3 笔" in secretary.post(f"{POINTS}drafts/", data={"people": picked}, follow_redirects=True).text
    assert "已经办过了" in secretary.post(f"{POINTS}drafts/", data={"people": picked}, follow_redirects=True).text
    gone = secretary.post(f"{POINTS}drafts/", data={"people": [*picked, "vote:meeting:1:1"]})
    assert (gone.status_code, "选的有些已经不在名单里了" in gone.text) == (HTTPStatus.CONFLICT, True)
    assert secretary.post(f"{POINTS}drafts/", data={}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert secretary.get(f"{POINTS}drafts/?period=2027-01").status_code == HTTPStatus.NOT_FOUND
    assert 'href="/qingshan/points/declare?item=B02"' in ask(member)
    assert re.search(r'<option selected value="B02"', ask(member, "declare?item=B02"))
    for note in ("一", "二"):
        photo = (io.BytesIO(picture()), "办结.jpg")
        data = {"item": "B02", "note": note, "happened_on": "2026-10-15", "photos": photo}
        told = member.post(f"{POINTS}declare", data=data, follow_redirects=True).text
    assert "申报里用过" in told
    assert "照片在别的申报里用过" in ask(secretary, f"claims/{last_claim()}/")


def test_a_branch_without_a_scheme_waits_for_one(enter: Enter) -> None:
    assert "登记2026年积分办法：青山村党支部" in enter(Office.SECRETARY).get("/qingshan/").text
