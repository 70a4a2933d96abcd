"""The public pages, read from what was really published."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.site import services as site
from disclosure.site.app import create_public_app
from disclosure.site.queries import read_published
from points import services
from points.models import PointsEntry
from points.public import headline, public_part
from points.public_glances import corrections, glance
from points.public_shapes import sound
from points.services import Objecting
from points.values import Finding
from portal.kernel.db import write_transaction
from portal.kernel.journal import issue_checkpoint
from portal.kernel.months import Month, Quarter
from portal.kernel.notes import SigningKey
from portal.org.models import Place
from portal.org.offices import Office
from tests.disclosure.site.hand_made import addresses_of, with_bulletins
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from portal.kernel.published import Published
    from tests.factories import SettableClock, Township

PAGE = "/qingshan/points/2026-09/"
SEPTEMBER, THIRD = Month(2026, 9), Quarter(2026, 3)


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


@pytest.fixture
def listed(work: Branchwork) -> Branchwork:
    """A branch whose September is on display: two additions, one of them late and cut, and a deduction."""
    work.record("A01", happened_on=date(2026, 9, 3), times=6)
    work.record("A02", happened_on=date(2026, 9, 4), person_id=work.member(1))
    work.record("E01", happened_on=date(2026, 9, 5))
    services.publish_list(work.secretary, work.village, SEPTEMBER)
    return work


def published() -> Published:
    keys = {place.log.origin: SigningKey.generate(place.log.origin) for place in Place.select()}
    with write_transaction():
        for place in Place.select():
            issue_checkpoint(place.log_id, keys[place.log.origin])
    vkeys = {origin: key.vkey for origin, key in keys.items()}
    return read_published(site_url="https://cunshi.example", vkey=vkeys.__getitem__)


def client() -> FlaskClient:
    return create_public_app(published(), [public_part]).test_client()


def test_the_month_shows_additions_with_names_and_explanations(listed: Branchwork) -> None:
    page = client().get(PAGE).text
    assert "应记 6 分，实记 4 分：本年上限 4 分，已计 0 分" in page
    assert "补录 42 天" in page
    assert all(row in page for row in ("参加党小组会", "加分合计", "4.5 分", "人均加分", "0.38 分"))
    names = [listed.name(number) for number in (0, 1)]
    assert all(name in page for name in names)
    assert "公示 7 天" in page
    assert '<ul class="jumps no-print">' not in page


def test_a_list_says_that_points_for_dues_are_not_in_it_as_far_as_that_is_so(listed: Branchwork) -> None:
    said = "交纳党费的加分不按姓名公布"
    assert said in client().get(PAGE).text
    assert said in client().get(f"{PAGE}a4/").text
    now = published()
    (bulletin,) = now.of("qingshan", "points")
    older = replace(bulletin, content={k: v for k, v in bulletin.content.items() if k != "dues_unlisted"})
    page = create_public_app(with_bulletins(now, older), [public_part]).test_client().get(PAGE)
    assert (page.status_code, said in page.text) == (200, False)


def test_no_deduction_and_no_total_is_on_the_site(listed: Branchwork) -> None:
    texts = [
        client().get(path).text for path in (PAGE, "/qingshan/points/", "/qingshan/bulletins/points/2026-09.r1.json")
    ]
    assert not any("无故缺席" in text or "E01" in text for text in texts)
    assert not any(re.search(r">\s*-\d", text) for text in texts)
    assert '"points_x100\\":-' not in texts[2]


@pytest.mark.parametrize(("certain", "marked"), [(True, False), (False, True)])
def test_a_last_day_that_is_not_certain_is_marked(listed: Branchwork, *, certain: bool, marked: bool) -> None:
    now = published()
    (bulletin,) = now.of("qingshan", "points")
    publicity = {**bulletin.content["publicity"], "until_certain": certain}
    changed = replace(bulletin, content={**bulletin.content, "publicity": publicity})
    app = create_public_app(with_bulletins(now, changed), [public_part])
    text = app.test_client().get(PAGE).text
    assert ("民法典第203条" in text) is marked


def test_names_are_masked_when_the_publicity_period_is_over(listed: Branchwork, clock: SettableClock) -> None:
    clock.set_day(date(2026, 10, 22))
    site.settle(listed.village)
    assert listed.name(0) in client().get(PAGE).text
    clock.set_day(date(2026, 10, 23))
    site.settle(listed.village)
    page = client().get(PAGE).text
    assert listed.name(0) not in page
    assert f"{listed.name(0)[0]}*" in page
    assert "姓名不再" in page


def test_a_list_whose_days_are_over_invites_no_objection(listed: Branchwork, clock: SettableClock) -> None:
    invites, over = "对哪一笔有不同意见", "公示期满"
    for address in (PAGE, f"{PAGE}a4/"):
        assert invites in client().get(address).text
    clock.set_day(date(2026, 10, 23))
    site.settle(listed.village)
    for address in (PAGE, f"{PAGE}a4/"):
        page = client().get(address).text
        assert (invites in page, over in page) == (False, True)
    shown = glance(published(), "qingshan")
    assert shown is not None
    assert (shown.points[0].mark, "有意见" in shown.points[0].text) == ("done", False)


def test_a_list_without_names_is_over_when_something_was_published_later(
    work: Branchwork, clock: SettableClock
) -> None:
    work.display(SEPTEMBER)
    assert "对哪一笔有不同意见" in client().get(PAGE).text
    clock.set_day(date(2026, 11, 2))
    work.display(Month(2026, 10))
    assert "公示期满" in client().get(PAGE).text
    assert "对哪一笔有不同意见" not in client().get(PAGE).text


def test_a_correction_stands_beside_the_first_list_with_its_reason(listed: Branchwork) -> None:
    listed.record("A02", happened_on=date(2026, 9, 6), person_id=listed.member(2))
    services.publish_list(listed.secretary, listed.village, SEPTEMBER, reason="补登一笔")
    page = client().get(PAGE).text
    assert "补登一笔" in page
    assert '<ul class="jumps no-print">' in page
    assert "<dd><del>2 人 2 笔，共 4.5 分</del> 改为 3 人 3 笔，共 5 分</dd>" in page
    (told,) = corrections(published(), "qingshan")
    assert (told.title, told.reason) == ("2026年9月党员积分", "补登一笔")
    assert not any(listed.name(number) in str(told.changes) for number in range(3))
    assert "有更正" in client().get("/qingshan/points/").text
    assert client().get("/qingshan/bulletins/points/2026-09.r1.json").status_code == 200


def test_only_what_was_published_has_pages(work: Branchwork) -> None:
    def addresses() -> list[str]:
        now = published()
        return [one.endpoint for one in addresses_of(create_public_app(now, [public_part]), now)]

    assert not any(endpoint.startswith("points.") for endpoint in addresses())
    work.record("A01", happened_on=date(2026, 9, 3))
    services.publish_list(work.secretary, work.village, SEPTEMBER)
    of_points = [one for one in addresses() if one.startswith("points.")]
    assert of_points == ["points.index", "points.period", "points.sheet", "points.sheet"]


def test_a_list_has_a_headline(listed: Branchwork) -> None:
    shown = headline(published().latest("qingshan", "points", "2026-09"))
    assert shown is not None
    assert (shown.title, shown.detail) == ("2026年9月党员积分", "2 名党员有加分，公示到2026年10月22日。")


def test_a_quarter_keeps_its_address_and_tells_what_is_in_force(listed: Branchwork, clock: SettableClock) -> None:
    clock.set_day(date(2026, 10, 23))
    services.publish_list(listed.secretary, listed.village, THIRD)
    page = client().get("/qingshan/points/2026-Q3/").text
    assert "本季已经生效的加分" in page
    assert "0.38 分" in page
    assert ">2026年第三季度<" in client().get("/qingshan/points/").text


def test_answers_stand_in_the_list_without_names_of_villagers(listed: Branchwork) -> None:
    entry = PointsEntry.select().where(PointsEntry.item_code == "A02").get()
    objector = listed.township.actor(Office.REPRESENTATIVE)
    filed = services.file_objection(
        objector, listed.village, Objecting(month=SEPTEMBER, text="没有来", entry_id=entry.id)
    )
    services.examine_objection(
        listed.third, listed.village, filed.id, finding=Finding.UPHELD, answer=f"{objector.name}说得对"
    )
    services.publish_list(listed.secretary, listed.village, SEPTEMBER, reason="答复异议")
    page = client().get(PAGE).text
    assert "异议成立，已冲销" in page
    assert "说得对" in page
    assert objector.name not in page
    assert "10月15日已冲销" in page


def test_a_list_taken_down_says_so(listed: Branchwork, clock: SettableClock) -> None:
    clock.set_day(date(2026, 10, 23))
    services.lock_month(listed.secretary, listed.village, SEPTEMBER)
    services.take_down_list(listed.secretary, listed.village, SEPTEMBER, reason="公示期满")
    page = client().get(PAGE).text
    assert "已于" in page
    assert listed.name(0) not in page
    assert "已撤下" in client().get("/qingshan/points/").text


def test_a_quarters_list_of_the_time_before_months_is_still_shown(listed: Branchwork) -> None:
    now = published()
    (bulletin,) = now.of("qingshan", "points")
    old = {key: value for key, value in bulletin.content.items() if key not in {"month", "objections"}}
    for branch in old["branches"]:
        branch.pop("taken_back")
    changed = replace(bulletin, key="2026-Q3", content={**old, "quarter": "2026-Q3"})
    app = create_public_app(with_bulletins(now, changed), [public_part])
    assert "公示 7 天" in app.test_client().get("/qingshan/points/2026-Q3/").text


def test_a_home_says_until_when_the_newest_month_is_on_display(listed: Branchwork) -> None:
    shown = glance(published(), "qingshan")
    assert shown is not None
    assert [(one.mark, one.text) for one in shown.points] == [
        ("wait", "2026年9月加分公示到2026年10月22日，有意见请在这一天以前（含当天）向党支部提出")
    ]
    assert glance(published(), "hexi") is None


def test_a_home_says_what_is_in_force_of_the_newest_quarter(listed: Branchwork, clock: SettableClock) -> None:
    clock.set_day(date(2026, 10, 23))
    services.publish_list(listed.secretary, listed.village, THIRD)
    shown = glance(published(), "qingshan")
    assert shown is not None
    assert [one.mark for one in shown.points] == ["done", "done"]
    assert "人均加 0.38 分" in shown.points[1].text


def test_a_list_taken_down_is_no_correction_and_nothing_on_the_home(listed: Branchwork, clock: SettableClock) -> None:
    clock.set_day(date(2026, 10, 23))
    services.lock_month(listed.secretary, listed.village, SEPTEMBER)
    services.take_down_list(listed.secretary, listed.village, SEPTEMBER, reason="公示期满")
    assert list(corrections(published(), "qingshan")) == []
    assert glance(published(), "qingshan") is None


def test_names_are_opened_one_by_one(listed: Branchwork) -> None:
    page = client().get(PAGE).text
    assert page.count("<summary><span>") == 2
    assert "点开姓名，看每一笔是什么" in page


@pytest.mark.parametrize(
    ("key", "content"),
    [("2026-13", {}), ("2026-09", {"branches": "none"}), ("2026-09", {"publicity": {"until": "soon"}})],
)
def test_a_list_nobody_can_read_stands_in_the_log_alone(
    listed: Branchwork, key: str, content: dict[str, object]
) -> None:
    now = published()
    (one,) = now.of("qingshan", "points")
    broken = replace(one, key=key, content={**one.content, **content})
    app = create_public_app(with_bulletins(now, broken), [public_part])
    assert (sound(one), sound(broken), headline(broken)) == (True, False, None)
    for address in addresses_of(app, now):
        assert app.test_client().get(address.path).status_code == 200, address.path
    assert f"bulletins/points/{key}.r1.json" in app.test_client().get("/qingshan/log/").text


def test_markup_in_a_list_is_shown_as_text(listed: Branchwork) -> None:
    evil = "<script>alert(1)</script>"
    now = published()
    (one,) = now.of("qingshan", "points")
    branches = [{**branch, "name": evil} for branch in one.content["branches"]]
    app = create_public_app(
        with_bulletins(now, replace(one, content={**one.content, "branches": branches})), [public_part]
    )
    for path in (PAGE, "/qingshan/points/"):
        text = app.test_client().get(path).text
        assert evil not in text
        assert "&lt;script&gt;" in text
