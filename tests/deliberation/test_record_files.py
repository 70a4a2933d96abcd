"""Files that are no list of paper records, and what is let pass."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.deliberation.checks import reps, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "names"),
    [
        pytest.param("", ["JSON"], id="empty"),
        pytest.param("{}", ["列表"], id="an object"),
        pytest.param("[1]", ["第 1 项"], id="a list of numbers"),
        pytest.param("[" * 100_000, ["JSON"], id="nested too deep"),
        pytest.param(json.dumps([reps(), {"body": "villagers_meeting"}]), ["第 2 条", "“id”"], id="no id"),
        pytest.param(json.dumps([reps(id=True)]), ["第 1 条", "“id”"], id="an id that is neither text nor number"),
        pytest.param(
            json.dumps([reps(body="council")]), ["第 1 条", "（编号 r）", "“body”", "council"], id="no such body"
        ),
        pytest.param(json.dumps([reps(body=None)]), ["“body”"], id="no body"),
        pytest.param(json.dumps([reps(matter_type="roads")]), ["“matter_type”", "roads"], id="no such type"),
        pytest.param(json.dumps([reps(on="2026-02-30")]), ["“on”", "2026-03-01"], id="no such day"),
        pytest.param(json.dumps([reps(on=20260301)]), ["“on”"], id="a day that is a number"),
        pytest.param(json.dumps([reps(on=None)]), ["“on”"], id="no day"),
        pytest.param(json.dumps([reps(present=27.5)]), ["“present”", "整数"], id="a fraction"),
        pytest.param(json.dumps([reps(present="27")]), ["“present”", "整数"], id="a text"),
        pytest.param(json.dumps([reps(present=True)]), ["“present”", "整数"], id="a truth"),
        pytest.param(
            '[{"id": "r", "body": "s4_resolve", "on": "2026-03-01", "present": NaN}]', ["“present”"], id="NaN"
        ),
        pytest.param(json.dumps([reps(present=10**11)]), ["“present”"], id="more than there are people"),
        pytest.param(json.dumps([reps(households={"present": "9"})]), ["“households.present”", "编号 r"], id="inside"),
        pytest.param(json.dumps([reps(households=[1])]), ["“households”"], id="households that are a list"),
        pytest.param(json.dumps([reps(votes_by="hands")]), ["“votes_by”", "hands"], id="counted in hands"),
        pytest.param(json.dumps([reps(jurisdiction=3)]), ["“jurisdiction”"], id="a place that is a number"),
    ],
)
def test_a_file_that_is_no_list_of_records_is_refused(tmp_path: Path, content: str, names: list[str]) -> None:
    file = tmp_path / "records.json"
    file.write_text(content, encoding="utf-8")
    ran = run("check", str(file))
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr.strip().endswith("。")
    assert all(name in ran.stderr for name in names), ran.stderr


def test_a_file_in_another_encoding_is_refused_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    file = tmp_path / "records.json"
    text = json.dumps([reps(jurisdiction="山东")], ensure_ascii=False)
    file.write_bytes(text.encode("gbk"))
    assert run("check", str(file)).exit_code == 1
    file.write_bytes(text.encode("utf-8-sig"))
    assert run("check", str(file)).exit_code == 0
