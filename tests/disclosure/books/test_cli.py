"""The command line says what it read, books all or nothing, and answers with the right exit code."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from disclosure.books.cli import books_group
from disclosure.books.models import CloseReview, Voucher
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from disclosure.books.sheets.table import NamedFile
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]
    Run = Callable[..., Result]
    Files = Callable[..., Path]


@pytest.fixture
def run() -> Run:
    """Run ``cunshi books …`` with an environment that names no database."""
    return lambda *arguments: CliRunner().invoke(books_group, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def file_of(tmp_path: Path, make_csv: Callable[..., NamedFile]) -> Files:
    def write(rows: Rows, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(make_csv(rows).data)
        return path

    return write


@pytest.fixture
def journal(file_of: Files, journal_rows: Rows) -> Path:
    return file_of(journal_rows, "日记账.csv")


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(date(2026, 11, 3))


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        pytest.fail("the database was opened")

    monkeypatch.setattr("disclosure.books.cli.installation", refuse)


@pytest.mark.usefixtures("no_database")
def test_dry_run_needs_neither_database_nor_village(run: Run, journal: Path, file_of: Files, item_rows: Rows) -> None:
    answer = run("import", journal, file_of(item_rows, "明细.csv"), "--month", "2026-10", "--dry-run", "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "month": "2026-10",
        "chart": "2023",
        "rows": 6,
        "income": "2504.25",
        "expense": "860.25",
        "by_category": {
            "经营收入/租金收入": "2500.50",
            "其他收入/利息收入": "3.75",
            "管理费用/人员工资": "800.00",
            "管理费用/办公费": "60.25",
        },
        "opening": {"现金": "1000.00", "银行存款": "9000.00"},
        "closing": {"现金": "640.25", "银行存款": "11003.75"},
        "money": {
            "现金": {"opening": "1000.00", "in": "2500.50", "out": "2860.25", "closing": "640.25", "rows": 4},
            "银行存款": {"opening": "9000.00", "in": "2003.75", "out": "0.00", "closing": "11003.75", "rows": 2},
        },
        "vouchers": 5,
        "printed_totals_agree": True,
        "differences": [],
        "warnings": [],
        "errors": [],
        "written": False,
    }


@pytest.mark.usefixtures("no_database")
def test_errors_are_listed_by_row_and_column_and_exit_1(run: Run, file_of: Files, journal_rows: Rows) -> None:
    journal_rows[5][6] = "招待费"
    path = file_of(journal_rows, "日记账.csv")
    answer = run("import", path, "--month", "2026-10", "--dry-run", "--json")
    assert answer.exit_code == 1
    (error,) = json.loads(answer.stdout)["errors"]
    assert (error["row"], error["column"]) == (6, "对方科目")
    told = run("import", path, "--month", "2026-10", "--dry-run")
    assert told.exit_code == 1
    assert "第 6 行“对方科目”" in told.stderr
    assert "没有记入任何一笔" in told.stderr


@pytest.mark.usefixtures("no_database")
def test_difference_between_the_lists_is_listed(run: Run, journal: Path, file_of: Files, item_rows: Rows) -> None:
    item_rows.insert(4, ["2026-10-20", "9", "收补助直接还欠款", "补助收入/其他", "700.00", ""])
    listed = file_of(item_rows[:-1], "明细.csv")
    answer = run("import", journal, listed, "--month", "2026-10", "--dry-run", "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["differences"] == [
        {
            "voucher": 9,
            "found_in": "收支明细表",
            "summary": "收补助直接还欠款",
            "income": "700.00",
            "expense": "0.00",
            "booked": False,
        }
    ]
    assert "第9号只在收支明细表上有" in run("import", journal, listed, "--month", "2026-10", "--dry-run").stdout


WRONG_USAGE = [
    pytest.param(("import",), id="no file"),
    pytest.param(("import", "FILE"), id="no month"),
    pytest.param(("import", "missing.csv", "--month", "2026-10", "--dry-run"), id="no such file"),
    pytest.param(("import", "FILE", "--month", "2026-13", "--dry-run"), id="no such month"),
    pytest.param(("import", "FILE", "--month", "10", "--dry-run"), id="not a month"),
    pytest.param(("import", "FILE", "--month", "0000-01", "--dry-run"), id="the year nought"),
    pytest.param(("close", "qingshan", "9999-12", "--as", "x"), id="the end of time"),
    pytest.param(("import", "FILE", "--month", "2026-10", "--chart", "1999", "--dry-run"), id="no such chart"),
    pytest.param(("import", "FILE", "--month", "2026-10", "--money", "支付宝", "--dry-run"), id="no such account"),
    pytest.param(("import", "FILE", "--month", "2026-10"), id="neither village nor actor"),
    pytest.param(("import", "FILE", "--month", "2026-10", "--village", "qingshan"), id="no actor"),
    pytest.param(("import", "FILE", "FILE", "FILE", "--month", "2026-10", "--dry-run"), id="three files"),
    pytest.param(("close", "qingshan", "2026-10"), id="close without actor"),
    pytest.param(("sign-off", "qingshan", "--as", "x"), id="sign-off without month"),
]


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("arguments", WRONG_USAGE)
def test_wrong_usage_exits_2(run: Run, journal: Path, arguments: tuple[str, ...]) -> None:
    assert run(*(str(journal) if one == "FILE" else one for one in arguments)).exit_code == 2


@pytest.mark.parametrize("command", ["import", "close", "sign-off", "export"])
def test_every_command_has_help(run: Run, command: str) -> None:
    answer = run(command, "--help")
    assert answer.exit_code == 0
    assert "Usage" in answer.stdout


@pytest.fixture
def installed(township: Township, database_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An installation with the township; the logins of those who act."""
    monkeypatch.setenv("CUNSHI_DATABASE_URL", database_url)
    offices = {"bookkeeper": Office.BOOKKEEPER, "supervisor": Office.SUPERVISOR}
    return {name: township.login(office) for name, office in offices.items()}


def _import(run: Run, path: Path, login: str, *more: str) -> Result:
    return run("import", path, "--village", "qingshan", "--month", "2026-10", "--as", login, *more)


def test_month_is_imported_closed_and_signed_off(run: Run, journal: Path, installed: dict[str, str]) -> None:
    imported = _import(run, journal, installed["bookkeeper"])
    assert (imported.exit_code, "已记账" in imported.stdout) == (0, True)
    closed = run("close", "qingshan", "2026-10", "--as", installed["bookkeeper"])
    assert (closed.exit_code, "已结账" in closed.stdout) == (0, True)
    signed = run("sign-off", "qingshan", "2026-10", "--as", installed["supervisor"])
    assert (signed.exit_code, "已签字公布" in signed.stdout) == (0, True)


def test_refusal_writes_nothing_and_exits_1(run: Run, journal: Path, installed: dict[str, str]) -> None:
    refused = _import(run, journal, installed["supervisor"])
    assert refused.exit_code == 1
    assert "权限" in refused.stderr
    assert Voucher.select().count() == 0


def test_refusal_is_in_the_json_as_well(run: Run, journal: Path, installed: dict[str, str]) -> None:
    assert _import(run, journal, installed["bookkeeper"], "--json").exit_code == 0
    again = _import(run, journal, installed["bookkeeper"], "--json")
    assert again.exit_code == 1
    answer: dict[str, Any] = json.loads(again.stdout)
    assert answer["written"] is False
    assert [("已经导入过" in one["problem"], one["row"]) for one in answer["errors"]] == [(True, None)]


def test_dry_run_writes_nothing(run: Run, journal: Path, installed: dict[str, str]) -> None:
    assert _import(run, journal, installed["bookkeeper"], "--dry-run").exit_code == 0
    assert Voucher.select().count() == 0


@pytest.mark.parametrize("login", ["nobody", ""])
def test_unknown_account_is_refused(run: Run, journal: Path, installed: dict[str, str], login: str) -> None:
    assert installed
    assert _import(run, journal, login).exit_code in {1, 2}
    assert Voucher.select().count() == 0


def test_close_lists_what_stops_it(run: Run, file_of: Files, item_rows: Rows, installed: dict[str, str]) -> None:
    listed = file_of(item_rows, "明细.csv")
    assert _import(run, listed, installed["bookkeeper"], "--money", "现金").exit_code == 0
    stopped = run("close", "qingshan", "2026-10", "--as", installed["bookkeeper"])
    assert stopped.exit_code == 1
    assert "现金没有上月结余" in stopped.stderr
    assert "银行存款没有上月结余" in stopped.stderr
    answer = json.loads(run("close", "qingshan", "2026-10", "--as", installed["bookkeeper"], "--json").stdout)
    assert answer["closed"] is False
    assert {(one["code"], one["blocking"]) for one in answer["problems"]} == {
        ("missing_opening", True),
        ("alerts", False),
    }


def test_close_can_be_tried(run: Run, journal: Path, installed: dict[str, str]) -> None:
    _import(run, journal, installed["bookkeeper"])
    tried = run("close", "qingshan", "2026-10", "--as", installed["bookkeeper"], "--dry-run")
    assert (tried.exit_code, "可以结账" in tried.stdout) == (0, True)
    signed = run("sign-off", "qingshan", "2026-10", "--as", installed["supervisor"])
    assert signed.exit_code == 1
    assert "还没有结账" in signed.stderr


def test_closing_can_explain(run: Run, file_of: Files, journal_rows: Rows, installed: dict[str, str]) -> None:
    assert _import(run, file_of(journal_rows, "日记账.csv"), installed["bookkeeper"]).exit_code == 0
    closed = run("close", "qingshan", "2026-10", "--as", installed["bookkeeper"], "--explain", "都核对过了")
    assert closed.exit_code == 0
    assert CloseReview.get().text == "都核对过了"  # that there is no statement of the bank


def test_whole_books_are_written_line_by_line(
    run: Run, journal: Path, installed: dict[str, str], tmp_path: Path
) -> None:
    _import(run, journal, installed["bookkeeper"])
    written = run("export", "qingshan")
    assert written.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(written.stdout_bytes.decode("utf-8-sig"), newline="")))
    assert len(rows) == 10
    assert {row["月份"] for row in rows} == {"2026-10"}
    assert sum(Decimal(row["借方"] or 0) for row in rows) == sum(Decimal(row["贷方"] or 0) for row in rows)
    out = tmp_path / "账.xlsx"
    assert run("export", "qingshan", "--format", "xlsx", "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"PK")
    assert run("export", "nowhere").exit_code == 1


def test_posted_is_posted_on_the_command_line_too(run: Run, journal: Path, installed: dict[str, str]) -> None:
    assert set(books_group.commands) == {"import", "close", "sign-off", "export"}
    _import(run, journal, installed["bookkeeper"])
    run("close", "qingshan", "2026-10", "--as", installed["bookkeeper"])
    before = Voucher.select().count()
    assert _import(run, journal, installed["bookkeeper"]).exit_code == 1
    assert Voucher.select().count() == before


def test_unknown_village_is_refused(run: Run, installed: dict[str, str]) -> None:
    refused = run("close", "nowhere", "2026-10", "--as", installed["bookkeeper"])
    assert refused.exit_code == 1
    assert "nowhere" in refused.stderr


def test_unusable_database_is_a_sentence(
    run: Run, journal: Path, installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUNSHI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    refused = _import(run, journal, installed["bookkeeper"])
    assert refused.exit_code == 1
    assert "数据库" in refused.stderr
