"""The search index: made by the real program, village by village, never worse than the one before."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

from disclosure.site import pagefind, search
from disclosure.site.errors import BuildRunningError, NotBuiltError, SearchFailedError
from disclosure.site.pagefind import Pagefind, PagefindError
from disclosure.site.search import RECORDS, characters, index_site, records_text, search_problems
from disclosure.site.staging import files_in
from portal.areas import SearchRecord


def record(title: str = "修三组路灯", **said: str) -> SearchRecord:
    told = {
        "text": "2026年9月28日付出 1,800.00 元",
        "month": "2026-09",
        "category": "公益支出",
        "anchor": "v-27",
    } | said
    return SearchRecord(
        title=title,
        endpoint="finance.month",
        values={"month": told["month"]},
        kind="收支",
        fund="村集体经营收入",
        **told,
    )


def publish(site: Path, slug: str, *records: SearchRecord) -> None:
    """Put a village's records where its pages stand."""
    file = site / slug / RECORDS
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(records_text(f"{slug}村", records, path=lambda one: f"/{slug}/finance/{one.month}/"))


def bytes_of(site: Path) -> dict[str, bytes]:
    return {f"pagefind/{path}": (site / "pagefind" / path).read_bytes() for path in files_in(site / "pagefind")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").touch()
    publish(tmp_path, "liuxi", record(), record("收鱼塘租金", anchor="v-2"))
    publish(tmp_path, "shiqiao", record("付保洁工资"))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("误工补贴", "误 工 补 贴"),
        ("付给王*明 1,400.00元。", "付 给 王 明 1400 点 00 元 1400 元"),
        ("400.50 元", "400 点 50 元"),
        ("２０２６年１０月 Ａ区", "2026 年 10 月 a 区"),
        ("𠮷<b>村</b>", "𠮷 b 村 b"),
        ("", ""),
    ],
)
def test_a_text_is_cut_into_characters_and_whole_numbers(text: str, found: str) -> None:
    assert characters(text) == found


def test_records_stand_newest_month_first_with_the_address_of_their_line() -> None:
    text = records_text(
        "柳溪村", [record(month="2026-09"), record(month="2026-10")], path=lambda one: f"/a/{one.month}/"
    )
    told = json.loads(text)
    assert told["name"] == "柳溪村"
    assert [one["url"] for one in told["records"]] == ["a/2026-10/#v-27", "a/2026-09/#v-27"]


def test_every_village_has_its_own_index_and_the_site_one_program(site: Path) -> None:
    indexed = index_site(site)
    assert indexed == search.Indexed(made=("liuxi", "shiqiao"), kept=(), records=3)
    public = site / "pagefind"
    assert len(list((public / "village/liuxi/fragment").iterdir())) == 2
    assert len(list((public / "village/shiqiao/fragment").iterdir())) == 1
    assert {path.name for path in public.rglob("*.js")} == {"pagefind.js"}
    assert (public / "site/wasm.unknown.pagefind").is_file()
    assert json.loads((public / "site/villages.json").read_text()) == [
        {"slug": "liuxi", "name": "liuxi村"},
        {"slug": "shiqiao", "name": "shiqiao村"},
    ]
    assert json.loads((public / "village/liuxi/pagefind-entry.json").read_text())["languages"]["zh"]["page_count"] == 2


def test_without_news_no_byte_changes_and_news_of_one_village_touches_no_other(site: Path) -> None:
    index_site(site)
    before = bytes_of(site)
    assert index_site(site).made == ()
    assert bytes_of(site) == before
    publish(site, "liuxi", record(), record("收鱼塘租金"), record("收存款利息"))
    assert index_site(site).made == ("liuxi",)
    after = bytes_of(site)
    others = "pagefind/village/shiqiao/"
    assert {path: text for path, text in after.items() if path.startswith(others)} == {
        path: text for path, text in before.items() if path.startswith(others)
    }
    assert index_site(site, full=True).made == ("liuxi", "shiqiao")


def test_records_written_again_as_they_were_are_no_news(site: Path) -> None:
    index_site(site)
    before = bytes_of(site)
    publish(site, "shiqiao", record("付保洁工资"))
    assert index_site(site).made == ()
    assert bytes_of(site) == before


def test_indexes_that_were_tampered_with_or_left_behind_are_told(site: Path) -> None:
    assert list(search_problems(site)) == []  # nobody asked for a search
    index_site(site)
    assert list(search_problems(site)) == []
    (site / "pagefind/site/pagefind.js").write_text("alert(1)")
    publish(site, "shiqiao", record("付保洁工资"), record("收鱼塘租金"))
    publish(site, "xihe", record())
    assert [path for path, _ in search_problems(site)] == [
        "pagefind/site",
        "shiqiao/search/records.json",
        "xihe/search/records.json",
    ]
    index_site(site, full=True)
    assert list(search_problems(site)) == []


def test_a_damaged_index_is_made_anew_with_the_next_news(site: Path) -> None:
    index_site(site)
    (site / "pagefind/village/shiqiao/pagefind-entry.json").unlink()
    publish(site, "shiqiao", record("付保洁工资"))  # the same records, written again
    index_site(site)
    assert (site / "pagefind/village/shiqiao/pagefind-entry.json").exists()
    assert list(search_problems(site)) == []


def test_a_note_that_cannot_be_read_is_none(site: Path) -> None:
    index_site(site)
    (site / ".staging/search/village/shiqiao.note").write_text("")
    assert index_site(site).made == ("shiqiao",)
    assert list(search_problems(site)) == []


def test_another_version_of_the_program_makes_every_index_anew(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index_site(site)
    monkeypatch.setattr(search, "pagefind_version", lambda: "0.0.1")
    assert index_site(site).made == ("liuxi", "shiqiao")


def test_a_village_that_is_gone_is_found_no_more(site: Path) -> None:
    index_site(site)
    (site / "shiqiao" / RECORDS).unlink()
    assert index_site(site).kept == ("liuxi",)
    assert [path.name for path in (site / "pagefind/village").iterdir()] == ["liuxi"]
    assert "shiqiao" not in (site / "pagefind/site/villages.json").read_text()


def test_a_village_with_nothing_published_has_nothing_to_find(site: Path) -> None:
    publish(site, "xihe")
    assert index_site(site).records == 3
    assert "xihe" not in (site / "pagefind/site/villages.json").read_text()


def test_a_program_that_fails_leaves_the_index_of_before(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index_site(site)
    before = bytes_of(site)
    publish(site, "liuxi", record("新的一笔"))
    with monkeypatch.context() as broken:
        broken.setattr(pagefind, "get_executable", lambda: "/bin/false")
        with pytest.raises(SearchFailedError, match="公开网站不受影响"):
            index_site(site)
    assert bytes_of(site) == before
    assert index_site(site).made == ("liuxi",)


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    silent.chmod(0o755)
    monkeypatch.setattr(pagefind, "get_executable", lambda: silent)
    with Pagefind(patience=0.2) as program, pytest.raises(PagefindError, match="ended"):
        program.write_index([], tmp_path / "index")


def test_a_record_the_program_refuses_is_told(tmp_path: Path) -> None:
    with Pagefind() as program, pytest.raises(PagefindError):
        program.write_index([{"url": 7, "content": "x"}], tmp_path / "index")


@pytest.mark.parametrize(("owner", "act"), [(Pagefind, "write_index"), (search, "exchange_names")])
def test_a_run_killed_at_any_moment_is_done_by_the_next(
    site: Path, monkeypatch: pytest.MonkeyPatch, owner: object, act: str
) -> None:
    index_site(site)
    publish(site, "liuxi", record("新的一笔"))
    real = getattr(owner, act)

    def killed(*arguments: object) -> None:
        real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(owner, act, killed)
        with pytest.raises(KeyboardInterrupt):
            index_site(site)
    assert (site / "pagefind/village/liuxi/pagefind-entry.json").is_file()
    assert index_site(site).made == ("liuxi",)
    assert sorted(path.name for path in (site / ".staging/search").iterdir()) == ["lock", "site.note", "village"]


def test_an_index_takes_its_place_where_names_cannot_be_exchanged(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "exchange_names", lambda _one, _other: False)
    index_site(site)
    publish(site, "liuxi", record("新的一笔"))
    assert index_site(site).made == ("liuxi",)
    assert len(list((site / "pagefind/village/liuxi/fragment").iterdir())) == 1


def test_there_must_be_a_site_to_index(tmp_path: Path) -> None:
    with pytest.raises(NotBuiltError):
        index_site(tmp_path)


def test_two_runs_do_not_work_at_once(site: Path) -> None:
    index_site(site)
    with (site / ".staging/search/lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildRunningError):
            index_site(site)


def test_two_records_at_one_address_are_both_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    publish(tmp_path, "liuxi", record("更正：修路灯"), record("修路灯"))
    told = list(search._told("liuxi", json.loads((tmp_path / "liuxi" / RECORDS).read_text())))
    assert len({one["url"] for one in told}) == 2
    assert len({one["url"].partition("#")[2] for one in told}) == 1
    assert index_site(tmp_path).records == 2
