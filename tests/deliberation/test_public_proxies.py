"""What everybody reads of a members' assembly joined from afar, and what a stranger counts again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.procedures import S4_RESOLVE
from deliberation.public.shapes import sound
from disclosure.site.public import STRANGER
from disclosure.site.stranger import FalseDocumentError, check_document, recount
from portal.kernel.names import mask_name
from portal.meetings.models import Proxy
from tests.deliberation.collectives import NEIGHBOUR, collective, give, online, person, vote_for
from tests.deliberation.courses import confirm, enter, figures
from tests.deliberation.test_public import client_of, published_now
from tests.disclosure.site.test_stranger_recount import _set, file_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.deliberation.assemblies import Assembly
    from tests.factories import SettableClock, Township

PAGE = "/qingshan/matters/1/"


@pytest.fixture
def held(township: Township, clock: SettableClock) -> Assembly:
    """Carried by 24 of 35: one online, two through the neighbour, one of whom comes herself after the vote."""
    found = collective(township, first=5, last=25)
    online(found, 3)
    for line in (1, 2):
        give(found, line, NEIGHBOUR)
    closes_at = found.open()
    for line in (3, *range(5, 26)):
        found.vote(line)
    for line in (1, 2):
        vote_for(found, person(found, NEIGHBOUR), line)
    found.sign_in(2, 2)
    clock.set(closes_at)
    found.close()
    return found


@pytest.fixture
def content(held: Assembly) -> Any:
    return json.loads(file_of("resolution")["envelope"])["content"]


def test_the_page_says_how_many_took_part_from_afar_and_who_voted_for_whom(held: Assembly) -> None:
    published = published_now()
    (bulletin,) = published.of("qingshan", "resolution")
    assert sound(bulletin)
    text = client_of(published).get(PAGE).text
    said = "实到 24 人，其中线上 1 人、书面委托 1 人"
    assert text.count(said) >= 3
    delegate = Proxy.select().first().delegate_name
    rows = dict(re.findall(r'<tr id="line-(\d+)">(.*?)</tr>', text, re.DOTALL))
    assert f"书面委托{delegate}参加" in rows["1"]
    assert f"受书面委托代投（受托人{delegate}）" in rows["1"]
    assert f"受书面委托代投（受托人{delegate}）" in rows["2"]
    assert "书面委托" not in re.sub(r"<td>.*", "", rows["2"], flags=re.DOTALL)  # she came herself
    assert "线上参加" in rows["3"]
    assert "线上参加" not in rows["5"]
    assert said in client_of(published).get(f"{PAGE}a4/").text


def test_names_of_delegates_are_masked_with_the_others(held: Assembly) -> None:
    document = file_of("resolution")
    content = json.loads(document["envelope"])["content"]
    name = Proxy.select().first().delegate_name
    assert content["proxies"] == [
        {"line": line, "delegate": {"name": 35 + at, "masked": mask_name(name)}} for at, line in enumerate((1, 2))
    ]
    assert document["names"]["list"][35:] == [name, name]
    assert name not in document["envelope"]
    assert content["attendance"] == {"online": 1, "by_proxy": 1}
    assert [line.get("manner") for line in content["roster"]["lines"][:5]] == ["by_proxy", None, "online", None, None]


def test_a_stranger_counts_it_again(held: Assembly, tmp_path: Path) -> None:
    file = tmp_path / "resolution.json"
    file.write_text(json.dumps(file_of("resolution")))
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(STRANGER), str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    for said in (
        "√ 名册就是签到前确定的名册",
        "√ 逐票重数：赞成 24，反对 0，弃权 0",
        "√ 实到 24 人，其中线上 1 人、书面委托 1 人；受书面委托代投 2 票",
        "√ 按公布的规则重算，结论和理由一致：通过",
    ):
        assert said in ran.stdout, ran.stdout
    assert check_document(json.loads(file.read_text()))


def _drop(name: str) -> Callable[[Any], None]:
    return lambda content: content.pop(name)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(_set("attendance.online", 2), "线上、书面委托的人数和名册不符", id="one more online"),
        pytest.param(_set("attendance.by_proxy", 30), "多于实到", id="more than there were"),
        pytest.param(_drop("attendance"), "线上、书面委托的人数和名册不符", id="not said"),
        pytest.param(_drop("proxies"), "和书面委托不符", id="no proxies"),
        pytest.param(_set("proxies.1.line", 1), "重复", id="a proxy twice"),
        pytest.param(_set("proxies.1.line", 99), "不在名册上", id="a proxy of nobody"),
        pytest.param(_set("proxies.1.line", 7), "和书面委托不符", id="a proxy of somebody else"),
        pytest.param(_set("votes.0.manner", "online"), "公布的投票和表决记录不符", id="called one's own vote"),
        pytest.param(_set("votes.4.manner", "by_proxy"), "公布的投票和表决记录不符", id="called a vote for another"),
        pytest.param(_set("roster.lines.30.manner", "online"), "没有到会", id="from afar and not there"),
    ],
)
def test_a_manipulated_document_is_found_out(content: Any, change: Callable[[Any], None], said: str) -> None:
    assert recount(content)
    change(content)
    with pytest.raises(FalseDocumentError, match=said):
        recount(content)


def test_a_show_of_hands_tells_how_many_took_part_from_afar_when_it_was_entered(
    township: Township, clock: SettableClock
) -> None:
    held = collective(township, first=5, last=25)
    online(held, 3)
    online(held, 2)
    give(held, 1, NEIGHBOUR)
    enter(township, held.number, S4_RESOLVE, held.meeting_id, figures(24))
    clock.moment += timedelta(minutes=5)
    held.sign_in(1, 1)
    confirm(township, held.number, S4_RESOLVE, figures(24))
    content = json.loads(file_of("resolution")["envelope"])["content"]
    assert (content["outcome"]["present"], content["attendance"]) == (24, {"online": 2, "by_proxy": 1})
    assert "proxies" not in content  # who voted how is not told by name
    assert "实到 24 人，其中线上 2 人、书面委托 1 人" in recount(content)
