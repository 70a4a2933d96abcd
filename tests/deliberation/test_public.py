"""The public pages of resolutions, made from the bulletin alone."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.models import Ballot
from deliberation.public import headline, public_part, votes
from disclosure.site.app import create_public_app
from disclosure.site.queries import read_published
from portal.kernel.bulletins import Bulletin, withhold_names
from portal.kernel.journal import issue_checkpoint
from portal.kernel.notes import SigningKey
from portal.kernel.published import Published
from portal.kernel.work import unit_of_work
from portal.meetings.models import Roster
from portal.org.actors import SYSTEM
from portal.org.models import Place
from portal.org.permissions import Permission
from tests.deliberation.decisions import Decision, decide
from tests.disclosure.site.hand_made import addresses_of, document_of, with_bulletins

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township


def published_now() -> Published:
    vkeys = {}
    for place in Place.select():
        key = SigningKey(name=place.log.origin, seed=bytes(32))
        vkeys[place.log.origin] = key.vkey
        issue_checkpoint(place.log_id, key)
    return read_published(site_url="https://cunshi.example", vkey=vkeys.__getitem__)


@pytest.fixture
def assembly(township: Township, clock: SettableClock) -> Decision:
    """A resolution carried by 14 against 2, one abstaining, 10 silent."""
    return decide(township, clock, approving=14, against=2, abstaining=1)


def client_of(published: Published) -> FlaskClient:
    return create_public_app(published, [public_part]).test_client()


def test_the_page_tells_the_course_the_counts_the_articles_and_the_votes(assembly: Decision) -> None:
    answer = client_of(published_now()).get(f"/qingshan/matters/{assembly.number}/")
    assert answer.status_code == HTTPStatus.OK
    for said in (
        "表决通过",
        "应到 40 人（村民代表会议组成人员），到会须三分之二以上，即至少 27 人；实到 27 人",
        "实到 27 人（到会人员），通过须过半数赞成，即至少 14 人；赞成 14 人，刚好达到",
        "村民委员会组织法（2025修正）第30条",
        "2026年1月10日</time>，村民会议授权村民代表会议决定这类事项",
        "2026年10月15日</time>，提出议题",
        "2026年10月19日 10:00</time>，表决到点截止",
        '公布期 15 日，到<time datetime="2026-11-03">2026年11月3日</time>止。',
        "村民委员会组织法（2025修正）第35条第四款",
        Ballot.get().log.origin,
    ):
        assert said in answer.text, said
    rows = re.findall(r'<tr id="line-(\d+)">.*?<td>(.*?)(?:<br>|</td>)', answer.text, re.DOTALL)
    assert [choice for _, choice in rows].count("赞成") == 14
    assert rows[14:17] == [("15", "反对"), ("16", "反对"), ("17", "弃权")]
    assert rows[17] == ("18", "到会未投票")
    assert rows[39] == ("40", "未到会")
    assert assembly.lines[0].name in answer.text


def test_a_manner_all_votes_share_is_said_once(assembly: Decision) -> None:
    published = published_now()
    page = f"/qingshan/matters/{assembly.number}/"
    assert client_of(published).get(page).text.count("网上投票") == 1
    (bulletin,) = published.of("qingshan", "resolution")
    mixed_votes = [
        {**vote, "manner": "paper" if vote["line"] == 1 else vote["manner"]} for vote in bulletin.content["votes"]
    ]
    mixed = replace(bulletin, content={**bulletin.content, "votes": mixed_votes})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(votes._MANNERS, "paper", "纸质票")
        text = client_of(with_bulletins(published, mixed)).get(page).text
    assert (text.count("纸质票"), text.count("网上投票")) == (1, 16)


def test_the_list_and_the_home_page_lead_to_it(assembly: Decision) -> None:
    client = client_of(published_now())
    assert f'href="{assembly.number}/index.html"' in client.get("/qingshan/matters/").text
    home = client.get("/qingshan/").text
    assert f'href="matters/{assembly.number}/index.html"' in home
    assert "通过：应到 40 人，实到 27 人，赞成 14 人。" in home


def test_after_the_publication_period_names_are_masked_and_nothing_else_changes(assembly: Decision) -> None:
    published = published_now()
    (bulletin,) = published.of("qingshan", "resolution")
    masked = with_bulletins(published, replace(bulletin, names=None, names_salt=None))
    text = client_of(masked).get(f"/qingshan/matters/{assembly.number}/").text
    assert assembly.lines[0].name not in text
    assert "公布期已满" in text
    assert "赞成 14 人" in text


def published_file(published: Published) -> Any:
    (bulletin,) = published.of("qingshan", "resolution")
    return document_of(published, bulletin)


def test_a_stranger_recomputes_the_roster_from_the_published_file_alone(assembly: Decision) -> None:
    document = published_file(published_now())
    content, names = json.loads(document["envelope"])["content"], document["names"]
    lines = [[one["number"], names["list"][one["name"]["name"]], one["capacity"]] for one in content["roster"]["lines"]]
    text = json.dumps(
        {"lines": lines, "meeting": content["meeting"]["id"], "v": 1}, ensure_ascii=False, separators=(",", ":")
    )
    recomputed = hashlib.sha256(bytes.fromhex(names["salt"]) + text.encode()).hexdigest()
    assert recomputed == content["roster"]["fingerprint"]
    assert recomputed in client_of(published_now()).get(f"/qingshan/matters/{assembly.number}/").text


def test_masked_names_cannot_be_found_again_by_number_or_by_trying(assembly: Decision, township: Township) -> None:
    before = published_file(published_now())
    salt = Roster.get().salt
    with unit_of_work(SYSTEM, Permission.SETTLE, township.village) as work:
        withhold_names(work, Bulletin.select(), reason="公布期已过")
        work.seal("site.names.withheld", about=("bulletin", 1), facts={})
    after = published_file(published_now())
    assert (before["names"]["salt"], after["names"]) == (salt, None)
    assert salt not in json.dumps(after)
    content = json.loads(after["envelope"])["content"]
    assert {key for line in content["roster"]["lines"] for key in line} == {"number", "capacity", "name", "present"}
    opened = [json.loads(entry["content"]) for entry in content["entries"]]
    assert [entry["actor"] for entry in opened] == [{"line": line} for line in range(1, 18)]


@pytest.mark.parametrize(("certain", "marked"), [(True, False), (False, True)])
def test_a_last_day_that_is_not_certain_is_marked(assembly: Decision, *, certain: bool, marked: bool) -> None:
    published = published_now()
    (bulletin,) = published.of("qingshan", "resolution")
    publication = {**bulletin.content["publication"], "until_certain": certain}
    changed = replace(bulletin, content={**bulletin.content, "publication": publication})
    text = client_of(with_bulletins(published, changed)).get(f"/qingshan/matters/{assembly.number}/").text
    assert ("民法典第203条" in text) is marked


def test_every_page_is_listed_and_answers(assembly: Decision) -> None:
    published = published_now()
    app = create_public_app(published, [public_part])
    paths = {one.path for one in addresses_of(app, published)}
    assert {"/qingshan/matters/", f"/qingshan/matters/{assembly.number}/"} <= paths
    assert "/hexi/matters/" not in paths
    for path in paths:
        assert app.test_client().get(path).status_code == HTTPStatus.OK, path


def test_other_documents_have_no_headline_here(assembly: Decision) -> None:
    (bulletin,) = published_now().of("qingshan", "resolution")
    shown = headline(bulletin)
    assert shown is not None
    assert shown.title == "第1号 修缮村口便民桥"
    assert headline(replace(bulletin, kind="month")) is None
