from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from points import queries
from points.cli import points_group
from points.models import PointsClaim
from points.rules import average_x100, plain_points
from points.schemes import EXAMPLE
from portal.org.offices import Office
from portal.terminal import RefusingGroup
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.factories import Township


def run(*arguments: str) -> Result:
    group = RefusingGroup("cunshi", commands={"points": points_group})
    return CliRunner().invoke(group, ["points", *arguments])


@pytest.fixture
def work(township: Township, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Branchwork:
    monkeypatch.setenv("CUNSHI_DATABASE_URL", database_url)
    made = Branchwork(township)
    made.record("A01", happened_on=date(2026, 10, 2), times=2)
    made.record("E02", happened_on=date(2026, 10, 3))
    return made


def test_the_board_of_a_month_is_one_json_document(work: Branchwork) -> None:
    ran = run("board", "qingshan", "2026-10", "--json")
    assert ran.exit_code == 0
    (branch,) = json.loads(ran.stdout)
    assert (branch["branch"], branch["period"]) == (work.branch.name, "2026-10")
    assert {"name": work.name(0), "additions": "2", "deductions": "-0.5", "total": "1.5", "in_force": "0"} in branch[
        "members"
    ]


def test_the_board_of_a_quarter_is_a_table(work: Branchwork) -> None:
    ran = run("board", "qingshan", "2026-Q4")
    assert ran.exit_code == 0
    assert f"{work.name(0)}\t加 2\t扣 -0.5\t合计 1.5" in ran.stdout


def test_the_board_of_a_township_has_its_branches_beside_one_another(work: Branchwork) -> None:
    first, second = json.loads(run("board", "yunling", "2026-Q4", "--json").stdout)
    members = len(queries.members(work.village, work.branch.id, on=date(2026, 10, 15)))
    assert (first["village"], first["total"], first["members"]) == ("qingshan", "1.5", members)
    assert first["average"] == plain_points(average_x100(150, members=members))
    assert (second["village"], second["total"], second["members"]) == ("hexi", "0", None)
    assert (
        f"{work.village.name} {work.branch.name}\t党员 {members} 人\t合计 1.5" in run("board", "yunling", "2026").stdout
    )


@pytest.mark.parametrize("arguments", [("nowhere", "2026-10"), ("qingshan", "2026-13"), ("qingshan", "2126-Q5")])
def test_a_board_that_cannot_be_is_refused(work: Branchwork, arguments: tuple[str, str]) -> None:
    ran = run("board", *arguments)
    assert ran.exit_code == 1
    assert ran.stderr.strip().endswith("。")


def test_a_scheme_file_is_judged(tmp_path: Path) -> None:
    assert run("lint", str(EXAMPLE)).stdout == "可以使用：43 个项目。\n"
    bad = tmp_path / "办法.csv"
    bad.write_text("编号,类别,名称,分值,单位\nA01,学习,党课,0.3,次\n", encoding="utf-8")
    ran = run("lint", str(bad), "--json")
    assert ran.exit_code == 1
    assert [(one["row"], one["column"]) for one in json.loads(ran.stdout)["errors"]] == [(2, "分值")]
    assert "第 2 行“分值”" in run("lint", str(bad)).stderr
    doubtful = tmp_path / "上限.csv"
    doubtful.write_text("编号,类别,名称,分值,单位,年度上限\nA01,学习,党课,2,次,1\n", encoding="utf-8")
    ran = run("lint", str(doubtful), "--json")
    assert (ran.exit_code, [one["code"] for one in json.loads(ran.stdout)["warnings"]]) == (0, ["A01"])
    assert "请核对 A01" in run("lint", str(doubtful)).stderr
    other = tmp_path / "办法.xlsx"
    other.write_bytes(b"no workbook")
    assert run("lint", str(other)).exit_code == 1


def table(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "积分.csv"
    path.write_text("\n".join(["日期,姓名,项目编号,次数,分值,说明", *lines]), encoding="gb18030")
    return str(path)


def test_import_all_or_nothing(work: Branchwork, tmp_path: Path) -> None:
    login = ("--village", "qingshan", "--as", work.township.login(Office.SECRETARY))
    before = PointsClaim.select().count()
    bad = table(
        tmp_path, f"2026-10-05,{work.name(1)},A04,1,,党日", f"2026年10月6日,{work.name(2)},C07,1,4.3,", "x,张三,,多,,"
    )
    ran = run("import", bad, *login, "--json")
    assert ran.exit_code == 1
    answer = json.loads(ran.stdout)
    assert [(one["row"], one["column"]) for one in answer["errors"]] == [
        (3, "分值"),
        (4, "日期"),
        (4, "次数"),
        (4, "项目编号"),
    ]
    twice = table(tmp_path, *[f"2026-10-05,{work.name(1)},A04,1,,党日{note}" for note in ("", "。")])
    ran = run("import", twice, *login)
    assert (ran.exit_code, "第 3 行“整行”：2026-10-05 的“参加主题党日”已经有了" in ran.stderr) == (1, True)
    assert (answer["written"], PointsClaim.select().count()) == (False, before)
    good = table(tmp_path, f"2026-10-05,{work.name(1)},A04,1,,党日", f"2026.10.6,{work.name(2)},C07,1,6.5,带头修路")
    dry = run("import", good, *login, "--dry-run")
    assert (dry.stdout, PointsClaim.select().count()) == ("检查通过，2 笔，没有写入。\n", before)
    assert json.loads(run("import", good, *login, "--json").stdout) == {"rows": 2, "errors": [], "written": True}
    assert PointsClaim.select().count() == before + 2
    again = run("import", good, *login)
    assert (again.exit_code, PointsClaim.select().count()) == (1, before + 2)


def test_nobody_imports_their_own_or_without_permission(work: Branchwork, tmp_path: Path) -> None:
    own = table(tmp_path, f"2026-10-05,{work.secretary.name},A04,1,,党日")
    ran = run("import", own, "--village", "qingshan", "--as", work.township.login(Office.SECRETARY))
    assert (ran.exit_code, "不能给自己记分" in ran.stderr) == (1, True)
    other = table(tmp_path, f"2026-10-05,{work.name(1)},A04,1,,党日")
    ran = run("import", other, "--village", "qingshan", "--as", work.township.login(Office.MEMBER, number=-1))
    assert ran.exit_code == 1
    member = work.township.login(Office.MEMBER, number=-1)
    ran = run("import", other, "--village", "qingshan", "--as", member, "--dry-run", "--json")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert PointsClaim.select().where(PointsClaim.origin == "imported").count() == 0
