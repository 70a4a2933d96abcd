"""Every judge finds the fault that is put before it: a judge that cannot fail proves nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click import ClickException

from tests.judge.__main__ import JAR, LIGHTHOUSE, find_tools, served
from tests.judge.axe import judge_access
from tests.judge.built_site import UNKNOWN, BuiltSite, kind_of, public_addresses, read_site
from tests.judge.feeds import feed_faults, judge_feeds
from tests.judge.lighthouse import Lighthouse
from tests.judge.nu import judge_markup
from tests.judge.packages import judge_packages
from tests.judge.verdicts import Verdict, table

GOOD = """<!doctype html>
<html lang="zh-CN"><head><title>村</title></head><body><main><h1>村</h1></main></body></html>
"""
BAD = GOOD.replace("<main>", '<main><img src="x.png"><p style="color:#ddd;background:#fff">看不清</p></b>')
FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example,2026:1</id><title>村</title>
<updated>2026-10-01T00:00:00+08:00</updated><author><name>村</name></author>
<entry><id>tag:example,2026:2</id><title>十月</title><updated>2026-10-01T00:00:00Z</updated><link href="a"/></entry>
</feed>"""
TABLE = {"name": "lines", "path": "lines.csv", "schema": {"fields": [{"name": "fen", "type": "integer"}]}}


@pytest.fixture
def site(tmp_path: Path) -> BuiltSite:
    (tmp_path / "index.html").write_text(BAD)
    (tmp_path / "qingshan").mkdir()
    (tmp_path / "qingshan" / "index.html").write_text(GOOD)
    return read_site(tmp_path)


def test_pages_are_sorted_by_the_address_that_made_them(site: BuiltSite) -> None:
    assert {kind: [page.address for page in pages] for kind, pages in site.kinds.items()} == {
        "site.township": ["index.html"],
        "site.village": ["qingshan/index.html"],
    }


def test_a_page_no_address_makes_is_unknown() -> None:
    assert kind_of(public_addresses(), "qingshan/secret/index.html") == UNKNOWN


def test_the_markup_checker_finds_bad_markup(site: BuiltSite) -> None:
    verdicts = {one.kind: one for one in judge_markup(site, java=find_tools().java, jar=JAR)}
    assert verdicts["site.village"].passed
    assert any("Stray end tag" in fault for fault in verdicts["site.township"].faults)


def test_axe_finds_what_cannot_be_read(site: BuiltSite) -> None:
    with served(site.folder) as address:
        verdicts = {one.kind: one for one in judge_access(site, browser=find_tools().browser, site_address=address)}
    assert verdicts["site.village"].passed
    assert any("image-alt" in fault for fault in verdicts["site.township"].faults)


def test_lighthouse_takes_points_off(site: BuiltSite, tmp_path: Path) -> None:
    with served(site.folder) as address:
        lighthouse = Lighthouse(
            program=LIGHTHOUSE, browser=find_tools().browser, site_address=address, reports=tmp_path / "reports"
        )
        verdicts = {one.kind: one for one in lighthouse.judge(site)}
    assert any(fault.startswith("index.html: accessibility: ") for fault in verdicts["site.township"].faults)


def test_a_good_feed_passes() -> None:
    assert list(feed_faults(FEED.encode())) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("</feed>", ""),
        ("<id>tag:example,2026:1</id>", ""),
        ("<author><name>村</name></author>", ""),
        ("2026-10-01T00:00:00Z", "2026-10-01"),
        ('<link href="a"/>', ""),
        ("http://www.w3.org/2005/Atom", "urn:other"),
    ],
    ids=["cut off", "no id", "no author", "day without time", "leads nowhere", "another format"],
)
def test_a_bad_feed_is_found(good: str, bad: str) -> None:
    assert list(feed_faults(FEED.replace(good, bad).encode()))


def test_an_entry_that_stands_twice_is_found() -> None:
    entry = FEED[FEED.index("<entry>") : FEED.index("</feed>")]
    assert list(feed_faults(FEED.replace(entry, entry * 2).encode())) == [
        "RFC 4287 4.1.1: tag:example,2026:2 stands twice"
    ]


@pytest.mark.parametrize(("value", "passes"), [("12", True), ("十二", False)])
def test_a_data_package_holds_what_it_promises(site: BuiltSite, value: str, passes: bool) -> None:  # noqa: FBT001
    (site.folder / "datapackage.json").write_text(json.dumps({"name": "month", "resources": [TABLE]}))
    (site.folder / "lines.csv").write_text(f"fen\n{value}\n")
    (verdict,) = judge_packages(site)
    assert verdict.passed is passes
    assert verdict.figures == "1 packages, 1 tables, 1 rows"


def test_a_site_without_feed_and_data_package_falls_short(site: BuiltSite) -> None:
    assert [one.passed for one in (*judge_feeds(site), *judge_packages(site))] == [False, False]


def test_the_table_says_what_falls_short() -> None:
    lines = list(table([Verdict(judge="Nu", kind="site.village", figures="1 pages, 1 errors", faults=("坏了",))]))
    assert lines[1].split("  ")[-1] == "FALLS SHORT"
    assert lines[-1] == "fault: Nu, site.village: 坏了"


def test_a_missing_tool_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ClickException, match="Java 11 or newer"):
        find_tools()
