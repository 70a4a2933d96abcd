"""The public pages, read from what was really published."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.site import services as site
from disclosure.site.app import create_public_app, site_of
from disclosure.site.queries import read_published
from points import services
from points.public import headline, public_part
from portal.kernel.db import write_transaction
from portal.kernel.journal import issue_checkpoint
from portal.kernel.months import Quarter
from portal.kernel.notes import SigningKey
from portal.org.models import Place
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from portal.kernel.published import Published
    from tests.factories import SettableClock, Township

PAGE = "/qingshan/points/2026-Q3/"
THIRD = Quarter(2026, 3)


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


@pytest.fixture
def listed(work: Branchwork) -> Branchwork:
    """A branch whose third quarter is published: two additions, one of them late and cut, and a deduction."""
    work.record("A01", happened_on=date(2026, 7, 3), times=6)
    work.record("A02", happened_on=date(2026, 8, 3), person_id=work.member(1))
    work.record("E01", happened_on=date(2026, 8, 4))
    services.publish_list(work.secretary, work.village, THIRD)
    return work


def published() -> Published:
    keys = {place.log.origin: SigningKey.generate(place.log.origin) for place in Place.select()}
    with write_transaction():
        for place in Place.select():
            issue_checkpoint(place.log_id, keys[place.log.origin])
    vkeys = {origin: key.vkey for origin, key in keys.items()}
    return read_published(site_url="https://cunshi.example", vkeys=vkeys)


def client() -> FlaskClient:
    return create_public_app(published(), [public_part]).test_client()


def test_the_quarter_shows_additions_with_names_and_explanations(listed: Branchwork) -> None:
    page = client().get(PAGE).text
    assert "应记 6 分，实记 4 分：本年上限 4 分，已计 0 分" in page
    assert "补录 104 天" in page
    assert all(row in page for row in ("参加党小组会", "加分合计", "4.5 分", "人均加分", "0.38 分"))
    names = [listed.name(number) for number in (0, 1)]
    assert all(name in page for name in names)
    assert "公示 7 天" in page


def test_no_deduction_and_no_total_is_on_the_site(listed: Branchwork) -> None:
    texts = [
        client().get(path).text for path in (PAGE, "/qingshan/points/", "/qingshan/bulletins/points/2026-Q3.r1.json")
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
    app = create_public_app(replace(now, bulletins=(changed,)), [public_part])
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


def test_a_correction_stands_beside_the_first_list_with_its_reason(listed: Branchwork) -> None:
    listed.record("A02", happened_on=date(2026, 9, 1), person_id=listed.member(2))
    services.publish_list(listed.secretary, listed.village, THIRD, reason="补登一笔")
    assert "补登一笔" in client().get(PAGE).text
    assert "有更正" in client().get("/qingshan/points/").text
    assert client().get("/qingshan/bulletins/points/2026-Q3.r1.json").status_code == 200


def test_only_what_was_published_has_pages(work: Branchwork) -> None:
    def addresses() -> list[str]:
        return [one.endpoint for one in site_of(create_public_app(published(), [public_part])).addresses]

    assert not any(endpoint.startswith("points.") for endpoint in addresses())
    work.record("A01", happened_on=date(2026, 7, 3))
    services.publish_list(work.secretary, work.village, THIRD)
    assert [one for one in addresses() if one.startswith("points.")] == ["points.index", "points.quarter"]


def test_a_quarter_has_a_headline(listed: Branchwork) -> None:
    shown = headline(published().latest("qingshan", "points", "2026-Q3"))
    assert shown is not None
    assert (shown.title, shown.detail) == ("2026年第三季度党员积分", "2 名党员有加分，公示到2026年10月22日。")
