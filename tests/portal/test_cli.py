"""The command line's own commands: back up, restore, and what a demo tells of itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from portal.cli import cunshi
from portal.kernel.attachments import attach, read_upload, stored_path
from portal.kernel.db import close_database
from portal.kernel.work import unit_of_work
from portal.org.offices import Office
from portal.org.permissions import Permission
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.factories import Township


@pytest.fixture(autouse=True)
def environ(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CUNSHI_DATABASE_URL", database_url)
    monkeypatch.setenv("CUNSHI_UPLOAD_DIR", str(tmp_path / "uploads"))
    monkeypatch.setenv("CUNSHI_KEY_DIR", str(tmp_path / "keys"))
    yield
    close_database()


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cunshi, arguments)
    return done.exit_code, done.output


def test_what_is_backed_up_is_restored_elsewhere(
    township: Township, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.MATTER_EDIT, township.village) as work:
        attach(work, about=("matter", 1), uploads=[read_upload("现场.png", picture())])
        work.seal("matter.photo.added", about=("matter", 1), facts={})
    code, said = run("db", "backup", str(tmp_path / "今天.tgz"))
    assert code == 0
    assert "1 个附件" in said
    assert "保管" in said
    monkeypatch.setenv("CUNSHI_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("CUNSHI_UPLOAD_DIR", str(tmp_path / "new-uploads"))
    monkeypatch.setenv("CUNSHI_KEY_DIR", str(tmp_path / "new-keys"))
    code, said = run("db", "restore", str(tmp_path / "今天.tgz"))
    assert code == 0
    assert "封存记录完好" in said
    code, said = run("db", "check")
    assert (code, said) == (0, "检查通过：结构一致，封存记录完好。\n")
    code, said = run("db", "restore", str(tmp_path / "今天.tgz"))
    assert code == 1
    assert "只恢复到空的位置" in said


def test_a_backup_says_which_file_it_could_not_keep(township: Township, tmp_path: Path) -> None:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.MATTER_EDIT, township.village) as work:
        (row,) = attach(work, about=("matter", 1), uploads=[read_upload("现场.png", picture())])
        work.seal("matter.photo.added", about=("matter", 1), facts={})
    stored_path(row.digest).unlink()
    code, said = run("db", "backup", str(tmp_path / "今天.tgz"))
    assert code == 0
    assert f"附件文件 {row.digest} 缺失或被改动" in said


def test_a_file_that_is_no_backup_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.tgz").write_text("not a backup")
    monkeypatch.setenv("CUNSHI_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    code, said = run("db", "restore", str(tmp_path / "x.tgz"))
    assert code == 1
    assert "文件不完整，或不是村事的备份" in said


def test_a_demo_tells_its_states_as_json(database: str) -> None:
    code, said = run("demo", "load", "--villages", "1", "--months", "2", "--json")
    assert code == 0, said
    told = json.loads(said)
    assert told["villages"] == ["qingshiao"]
    assert told["further"] == 0
    assert told["states"] == told["by_village"]["qingshiao"]
    assert any(state.startswith("books.") for state in told["states"])
    assert any(offices.startswith("报账员") for _, offices, _ in told["accounts"])
    code, said = run("demo", "load", "--villages", "1", "--months", "2")
    assert code == 1
    assert "空的数据库" in said
