import fcntl
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from disclosure.site import cli, pagefind
from disclosure.site.building import build_site
from disclosure.site.cli import site_group
from portal.config import Config
from tests.disclosure.site.hand_made import SITE_URL, notes_part, sign, world

Run = Callable[..., Result]


@pytest.fixture
def run(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``cunshi site …`` on an installation in ``tmp_path``."""
    own = replace(config, site_url=SITE_URL, build_dir=tmp_path / "build", key_dir=tmp_path / "keys")
    monkeypatch.setattr(cli.Config, "from_env", lambda: own)
    return lambda *arguments: CliRunner().invoke(site_group, arguments, catch_exceptions=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    build_site(world().published, [notes_part], tmp_path / "build", sign=sign)
    return tmp_path / "build"


def test_check_passes_on_a_good_site(run: Run, site: Path) -> None:
    answer = run("check")
    assert answer.exit_code == 0
    assert "检查通过" in answer.output


def test_check_lists_every_problem_and_exits_1(run: Run, site: Path) -> None:
    (site / "robots.txt").unlink()
    answer = run("check")
    assert answer.exit_code == 1
    assert "robots.txt：缺少这个文件" in answer.stderr
    assert {one["path"] for one in json.loads(run("check", "--json").stdout)} == {"robots.txt"}


def test_a_search_that_fails_is_told_and_stops_no_build(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "get_executable", lambda: "/bin/false")
    answer = run("index")
    assert answer.exit_code == 1
    assert "检索没有更新" in answer.stderr
    assert "公开网站不受影响" in answer.stderr
    assert run("check").exit_code == 0


@pytest.mark.parametrize("command", ["check", "index", "serve"])
def test_without_a_site_the_answer_is_a_sentence_and_exit_1(run: Run, command: str) -> None:
    answer = run(command)
    assert answer.exit_code == 1
    assert "cunshi site build" in answer.stderr


def test_a_port_out_of_range_is_wrong_usage(run: Run) -> None:
    assert run("serve", "--port", "99999").exit_code == 2


def cunshi(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={
            "CUNSHI_DATABASE_URL": f"sqlite:///{folder}/cunshi.db",
            "CUNSHI_BUILD_DIR": str(folder / "build"),
            "CUNSHI_KEY_DIR": str(folder / "keys"),
            "PYTHONUTF8": "1",
        },
    )


def test_an_empty_installation_says_what_to_do_first(tmp_path: Path) -> None:
    assert cunshi(tmp_path, "db", "upgrade").returncode == 0
    answer = cunshi(tmp_path, "site", "build")
    assert answer.returncode == 1
    assert "还没有建立乡镇" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_build_check_on_a_new_installation(tmp_path: Path) -> None:
    cunshi(tmp_path, "db", "upgrade")
    assert cunshi(tmp_path, "org", "create-township", "yunling", "云岭镇", "--admin", "沈砚").returncode == 0
    built = cunshi(tmp_path, "site", "build", "--json")
    assert built.returncode == 0, built.stderr
    assert json.loads(built.stdout)["files"] > 5
    assert json.loads(built.stdout)["search"] == {"made": [], "kept": [], "records": 0}
    again = cunshi(tmp_path, "site", "build", "--full")
    assert "公开网站已生成" in again.stdout
    assert "检索：共 0 条" in again.stdout
    assert "检索" not in cunshi(tmp_path, "site", "build", "--full", "--no-search").stdout
    assert (tmp_path / "build/pagefind/site/villages.json").is_file()  # no build takes the index away
    assert "检索：共 0 条" in cunshi(tmp_path, "site", "index").stdout
    with (tmp_path / "build/.staging/search/lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        busy = cunshi(tmp_path, "site", "build")
    assert (busy.returncode, "公开网站已生成" in busy.stdout, "正在进行" in busy.stderr) == (0, True, True)
    assert "0 个较早的版本" in cunshi(tmp_path, "site", "rollback", "yunling").stderr
    assert cunshi(tmp_path, "site", "resume", "yunling").returncode == 1
    checked = cunshi(tmp_path, "site", "check")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_until_it_is_stopped(site: Path, stop: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "site", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={"CUNSHI_BUILD_DIR": str(site), "PYTHONUTF8": "1", "PATH": os.environ["PATH"]},
    )
    assert server.stdout is not None
    port = re.search(r"127\.0\.0\.1:(\d+)/", server.stdout.readline())
    assert port is not None
    connection = HTTPConnection("127.0.0.1", int(port[1]), timeout=10)
    connection.request("GET", "/liuxi/")
    assert "柳溪村" in connection.getresponse().read().decode()
    connection.close()
    server.send_signal(stop)
    rest, _ = server.communicate(timeout=20)
    assert "已停止" in rest
    assert server.returncode == 0
