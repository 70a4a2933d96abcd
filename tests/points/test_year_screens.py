"""The end of months and years on screen and on the public pages."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points import services
from points.bulletins import KIND_YEAR
from points.public_years import sound_year, year_headline, year_records
from points.queries.cards import cards, dues
from points.rules.bands import Grade
from points.services.years import publish_year, reckon_year, seal_year
from portal.kernel.errors import NotFoundError
from portal.kernel.sheets import read_table
from portal.org.offices import Office
from tests.points.branchwork import Branchwork
from tests.points.test_public import client as public_client
from tests.points.test_public import published
from tests.points.yearwork import JANUARY, LOCK_DAY, SEPTEMBER, YEAR, decide, ended, lock, rule_changed_and_moved

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


@pytest.fixture
def locked(work: Branchwork, clock: SettableClock) -> Branchwork:
    return lock(work, clock)


@pytest.fixture
def enter(app: Flask, township: Township, sign_in: SignIn) -> Callable[[Office], FlaskClient]:
    return lambda office: sign_in(app.test_client(), township.login(office, number=-1))


def ask(client: FlaskClient, path: str) -> str:
    answer = client.get(f"/qingshan/points/{path}")
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert answer.text.count("<h1") == 1
    return answer.text


def test_the_board_shows_the_top_and_oneself_and_is_handed_out_as_it_is_shown(
    locked: Branchwork, enter: Callable[[Office], FlaskClient]
) -> None:
    member, secretary = enter(Office.PROBATIONARY), enter(Office.SECRETARY)
    seen = ask(member, "board/?everybody=y")
    assert "（我）" in seen
    assert "扣分" not in seen
    assert "扣分" in ask(secretary, "board/?everybody=y")
    address = f"board/table.xlsx?period=2026&q={locked.name(0)}"
    table = read_table("榜.xlsx", secretary.get(f"/qingshan/points/{address}").data)
    assert len(table.records(required=("姓名", "合计")).rows) == 1
    csv = member.get("/qingshan/points/board/table.csv?period=2026").data.decode("utf-8-sig")
    assert "姓名" in csv.splitlines()[0]
    assert io.StringIO(csv).readline().count(",") == 5
    for path in ("charts/", "charts/?year=2025"):
        assert ask(secretary, path).count("<svg") >= 2
    assert "我的2026年积分图" in ask(member, "charts/")


def test_a_rule_change_and_a_move_leave_statement_and_snapshot_the_same_letter_for_letter(
    locked: Branchwork, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    secretary = enter(Office.SECRETARY)
    paths = [f"members/{locked.member(number)}/why/2026/" for number in (0, 1)] + ["snapshots/2026-09/"]
    before = [ask(secretary, path) for path in paths]
    assert "为什么是 62 分" in before[0]
    assert "应记 6 分，上限去掉 2 分" in before[0]
    rule_changed_and_moved(locked)
    assert [ask(secretary, path) for path in paths] == before


def test_what_is_entered_belatedly_shows_when_it_was_done_and_when_it_counts(
    work: Branchwork, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    work.record("A01", happened_on=date(2026, 9, 3))
    work.display(SEPTEMBER)
    clock.set_day(LOCK_DAY)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    recording = services.Recording(
        person_id=work.member(1), item_code="B02", happened_on=date(2026, 9, 2), belated=True
    )
    claim = services.record_claim(work.secretary, work.village, recording)
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    told = re.compile(r"2026年9月2日(</time>)?做的，补记在(<time [^>]*>)?2026年10月23日")
    assert told.search(ask(colleague, "review/"))
    assert told.search(ask(secretary, "?period=2026-10"))
    work.accept(claim)
    assert told.search(ask(secretary, "?period=2026-10"))
    assert told.search(ask(secretary, f"members/{work.member(1)}/?period=2026-10"))
    table = secretary.get("/qingshan/points/table.csv?period=2026-10").get_data(as_text=True)
    assert any(line.startswith("2026-10-23") and line.endswith("2026-09-02") for line in table.splitlines())


def test_the_year_is_ended_on_screen(
    work: Branchwork, enter: Callable[[Office], FlaskClient], clock: SettableClock
) -> None:
    work.record("E06", happened_on=date(2026, 10, 14), person_id=work.member(0))
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    base = "/qingshan/points"
    key = dues(work.village, work.branch, 2026, today=date(2026, 10, 15))[0].occasion.key
    assert "发提醒卡" in ask(secretary, "cards/")
    sent = {"person": str(work.member(0)), "occasion": key, "year": "2026"}
    shown = secretary.post(f"{base}/cards/new", data=sent, follow_redirects=True).text
    assert "第 1 号黄牌" in shown
    assert secretary.post(f"{base}/cards/new", data=sent).status_code == HTTPStatus.CONFLICT
    (issued,) = cards(work.village)
    number = issued.id
    talk = {"held_on": "2026-10-15", "held_by": str(work.secretary.person_id), "text": "谈了", "mend_by": "2026-11-15"}
    assert "限期整改中" in secretary.post(f"{base}/cards/{number}/talk", data=talk, follow_redirects=True).text
    mended = {"outcome": "mended", "seen_on": "2026-10-15", "text": "好了"}
    assert "已整改" in colleague.post(f"{base}/cards/{number}/mending", data=mended, follow_redirects=True).text
    clock.set_day(JANUARY)
    secretary, colleague = enter(Office.SECRETARY), enter(Office.BRANCH_COMMITTEE)
    assert "计算等次建议" in ask(secretary, "years/2026/")
    secretary.post(f"{base}/years/2026/reckon", data={"bands": "huaning"})
    form = ask(secretary, "years/2026/decide")
    data = {"decided_on": "2027-01-12", "meeting": "民主评议会"}
    assert "还有 1 笔积分没有生效" in form
    data["unsettled"] = "镇里要求月底前报"
    lines = ended(work).lines
    data |= {f"grade_{one.person_id}": one.suggested.value for one in lines}
    assert all(f"grade_{one.person_id}" in form for one in lines)
    changed = {f"grade_{work.member(1)}": "excellent"}
    refused = secretary.post(f"{base}/years/2026/decide", data=data | changed)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写明为什么不同" in refused.text
    because = {f"reason_{work.member(1)}": "票数最高"}
    shown = secretary.post(f"{base}/years/2026/decide", data=data | changed | because, follow_redirects=True).text
    assert "票数最高" in shown
    assert "还有 1 笔积分没有生效，理由：镇里要求月底前报" in shown
    assert secretary.post(f"{base}/years/2026/seal").status_code == HTTPStatus.FORBIDDEN
    assert "已封存" in colleague.post(f"{base}/years/2026/seal", follow_redirects=True).text
    assert secretary.get(f"{base}/years/2026/decide").status_code == HTTPStatus.FOUND
    assert "已公开优秀名单" in secretary.post(f"{base}/years/2026/publish", follow_redirects=True).text
    award = {"person": str(work.member(1)), "title": "镇优秀共产党员", "reason": "调解多"}
    assert "请选择党员" in secretary.post(f"{base}/years/2026/awards/new", data=award | {"person": ""}).text
    assert "镇优秀共产党员" in secretary.post(f"{base}/years/2026/awards/new", data=award, follow_redirects=True).text
    figure = {"code": "visits", "value": "12", "source": "走访簿"}
    shown = secretary.post(f"{base}/years/2026/scorecard/new", data=figure, follow_redirects=True).text
    assert "12 户次" in shown
    table = read_table("等次.xlsx", secretary.get(f"{base}/years/2026/table.xlsx").data)
    assert len(table.records(required=("姓名", "支部决定")).rows) == 12


def test_posters_and_the_years_list_are_public_without_points(work: Branchwork, clock: SettableClock) -> None:
    work.record("A01", happened_on=date(2026, 9, 3))
    work.display(SEPTEMBER)
    poster = public_client().get("/qingshan/points/2026-09/a3/").text
    assert work.name(0) in poster
    assert "写在纸上" in poster
    clock.set_day(JANUARY)
    reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
    decide(work, {work.member(1): Grade.EXCELLENT}, reasons={work.member(1): "票数最高"})
    seal_year(work.colleague, work.village, work.branch.id, YEAR)
    publish_year(work.secretary, work.village, work.branch.id, YEAR)
    key = f"2026-{work.branch.id}"
    site = public_client()
    for path in (f"years/{key}/", f"years/{key}/a4/"):
        page = site.get(f"/qingshan/points/{path}").text
        assert work.name(1) in page
        assert work.name(0) not in page
        assert "基本合格" not in page
    (found,) = year_records(published(), "qingshan")
    headline = year_headline(published().latest("qingshan", KIND_YEAR, key))
    assert headline is not None
    assert work.name(1) not in f"{found.title}{found.text}{headline.title}{headline.detail}"
    (document,) = published().of("qingshan", KIND_YEAR)
    broken = replace(document, content={**document.content, "excellent": "nobody"})
    assert (sound_year(document), sound_year(broken), year_headline(broken)) == (True, False, None)
    assert f"years/{key}/" in site.get("/qingshan/points/").text
    with pytest.raises(NotFoundError):
        site.get("/qingshan/points/years/2025-1/")
    assert [one.kind for one in published().of("qingshan", KIND_YEAR)] == [KIND_YEAR]
