from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from portal.org import accounts
from portal.org.offices import Office
from portal.org.services import register_person

if TYPE_CHECKING:
    from tests.factories import Township


def cunshi(database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CUNSHI_DATABASE_URL": database, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", "org", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_accounts_are_listed_for_as(township: Township, database: str) -> None:
    secretary, bookkeeper = township.actor(Office.SECRETARY), township.actor(Office.BOOKKEEPER)
    login = township.login(Office.BOOKKEEPER)
    added = register_person(secretary, township.village, code="0900", name="欧阳春晓")
    without = register_person(secretary, township.village, code="0901", name="欧阳春晚")
    accounts.issue_slip(secretary, township.village, added.id)
    accounts.deactivate(secretary, township.village, bookkeeper.person_id)
    rows = {row["code"]: row for row in json.loads(cunshi(database, "accounts", "qingshan", "--json").stdout)}
    assert without.code not in rows
    assert rows["0900"] == {
        "code": "0900",
        "name": "欧阳春晓",
        "offices": [],
        "login": "qingshan-0900",
        "activated": False,
        "closed": False,
    }
    assert rows["0001"]["offices"] == ["支部书记", "正式党员"]
    lines = cunshi(database, "accounts", "qingshan").stdout.splitlines()
    assert "qingshan-0900\t0900\t欧阳春晓\t\t待激活" in lines
    assert [line.partition("\t")[0] for line in lines if line.endswith("已停用")] == [login]


def test_accounts_of_a_place_that_is_not_there_are_refused_with_a_sentence(township: Township, database: str) -> None:
    answer = cunshi(database, "accounts", "nowhere")
    assert answer.returncode == 1
    assert "cunshi org list" in answer.stderr
    assert "Traceback" not in answer.stderr
