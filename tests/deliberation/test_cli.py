"""``cunshi matters check``: every line of the law below, at and above it; gaps, bodies, days."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.deliberation.checks import checked, reps, run
from tests.deliberation.lines import Line, every_line

if TYPE_CHECKING:
    from pathlib import Path

LINES = every_line()
KEYS = {"id", "quorum_met", "passed", "needed_present", "needed_approve", "valid", "reasons"}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], dict[str, Any]]:
    """One run of the command over every line, below, at and above it."""
    asked = [(line.article, step, line.at(line.least + step)) for line in LINES for step in (-1, 0, 1)]
    found = checked(tmp_path_factory.mktemp("lines"), *(record for _, _, record in asked))
    return {(article, step): verdict for (article, step, _), verdict in zip(asked, found, strict=True)}


def test_every_line_is_named_once() -> None:
    names = [line.article for line in LINES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("step", [-1, 0, 1], ids=["below", "at", "above"])
@pytest.mark.parametrize("line", LINES, ids=[line.article for line in LINES])
def test_a_line_divides(line: Line, step: int, verdicts: dict[tuple[str, int], dict[str, Any]]) -> None:
    verdict = verdicts[line.article, step]
    assert set(verdict) == KEYS
    assert verdict["id"] == line.article
    assert verdict[line.says] is (step >= 0)
    assert verdict["passed"] is False or step >= 0
    assert verdict["valid"] is True
    if not line.field.endswith(("represented", "women.present")):
        assert verdict[line.needed] == line.least
    law = line.article.split(" ", maxsplit=1)[0]
    assert any(law in reason["article"] for reason in verdict["reasons"])
    assert all(set(reason) == {"code", "text", "article"} and reason["text"] for reason in verdict["reasons"])


@pytest.mark.parametrize(
    ("record", "met", "passed"),
    [
        pytest.param(reps(entitled=90, present=65, against=41), True, False, id="41 of 65 against"),
        pytest.param(reps(entitled=90, present=65, against=32), True, None, id="32 of 65 against"),
        pytest.param(reps(entitled=None, present=65, against=41), None, False, id="no roll, 41 of 65 against"),
        pytest.param(reps(entitled=40, present=26), False, False, id="no quorum, no votes"),
        pytest.param(reps(entitled=40), None, None, id="the roll alone"),
        pytest.param(reps(entitled=40, approve=27), True, True, id="27 votes show that 27 were there"),
        pytest.param(reps(entitled=40, approve=14, against=13), True, None, id="14 of 27 or more"),
        pytest.param(reps(entitled=40, approve=13, against=0), None, False, id="13 are no majority of 27"),
        pytest.param(reps(entitled=40, approve=21), None, None, id="a majority whoever comes, if 27 came"),
        pytest.param(reps(entitled=40, approve=21, against=6), True, True, id="a majority whoever comes"),
        pytest.param(reps(approve=14, present=27), None, None, id="a majority of a quorum nobody can tell"),
        pytest.param(reps(), None, None, id="nothing recorded"),
        pytest.param(reps(entitled=0, present=0, approve=0), False, False, id="nobody"),
        pytest.param(
            reps(body="coop_reps_assembly", entitled=31, present=None, approve=21),
            True,
            True,
            id="members approve by all",
        ),
        pytest.param(
            reps(body="coop_members_assembly", entitled=900, present=None, approve=599, against=1),
            True,
            False,
            id="599 of 900 members",
        ),
        pytest.param(
            reps(body="villagers_meeting", entitled=1200, present=300, approve=200), False, False, id="persons only"
        ),
        pytest.param(
            reps(body="villagers_meeting", entitled=1200, present=300, approve=200, households={"entitled": 400}),
            None,
            None,
            id="households not counted",
        ),
        pytest.param(
            reps(
                body="villagers_meeting",
                entitled=1200,
                present=300,
                approve=200,
                households={"entitled": 400, "present": 267},
            ),
            True,
            True,
            id="persons voting, households there",
        ),
        pytest.param(
            reps(
                body="villagers_meeting",
                votes_by="households",
                entitled=1200,
                present=700,
                approve=200,
                households={"entitled": 400, "present": 266},
            ),
            False,
            False,
            id="who votes by household meets by household",
        ),
        pytest.param(
            reps(matter_type="yishiyiyi", entitled=37, present=30, approve=20),
            None,
            None,
            id="represented households not recorded",
        ),
        pytest.param(
            reps(jurisdiction="山东", entitled=37, present=30, approve=20), None, None, id="women not recorded"
        ),
        pytest.param(
            reps(jurisdiction="山东", entitled=37, present=37, approve=20), True, True, id="all women were there"
        ),
        pytest.param(
            reps(jurisdiction="山东", entitled=37, present=36, approve=20, women={"entitled": 13}),
            True,
            True,
            id="one absent cannot be five women",
        ),
    ],
)
def test_a_missing_number_is_a_bound(
    tmp_path: Path,
    record: dict[str, Any],
    met: bool | None,  # noqa: FBT001 - a row of a table
    passed: bool | None,  # noqa: FBT001 - likewise
) -> None:
    (verdict,) = checked(tmp_path, record)
    assert (verdict["quorum_met"], verdict["passed"]) == (met, passed)
    assert verdict["valid"] is True


@pytest.mark.parametrize(
    ("record", "present", "approve"),
    [
        pytest.param(reps(entitled=40, present=27), 27, 14, id="both known"),
        pytest.param(reps(entitled=40), 27, None, id="a majority of those present is unknown with them"),
        pytest.param(reps(present=27), None, 14, id="a quorum is unknown without the roll"),
        pytest.param(reps(entitled=40, approve=40), 27, 21, id="all voted"),
        pytest.param(reps(body="coop_members_assembly", entitled=900), 600, 600, id="a majority of all"),
        pytest.param(
            reps(body="villagers_meeting", matter_type="coop_construction_land", entitled=1000),
            501,
            667,
            id="two thirds of all outweigh half of whoever came",
        ),
    ],
)
def test_what_is_needed_is_a_number_or_null(
    tmp_path: Path, record: dict[str, Any], present: int | None, approve: int | None
) -> None:
    (verdict,) = checked(tmp_path, record)
    assert (verdict["needed_present"], verdict["needed_approve"]) == (present, approve)


@pytest.mark.parametrize(
    ("body", "kind", "on", "valid"),
    [
        pytest.param("villager_reps_meeting", "charter_rules", "2026-03-01", False, id="第31条 不能授权"),
        pytest.param("villager_reps_meeting", "charter_rules", "2025-03-01", False, id="2018 第27条 不能授权"),
        pytest.param("villagers_meeting", "charter_rules", "2026-03-01", True, id="第31条 村民会议"),
        pytest.param("villager_reps_meeting", "village_planning", "2026-03-01", True, id="第28条 可以授权"),
        pytest.param("coop_reps_assembly", "coop_charter_members", "2026-03-01", False, id="集体第28条（一）（三）"),
        pytest.param("coop_reps_assembly", "coop_land_share_plan", "2026-03-01", False, id="集体第28条（八）"),
        pytest.param("coop_reps_assembly", "coop_land_comp", "2026-03-01", False, id="集体第28条（十）"),
        pytest.param("coop_reps_assembly", "coop_investment", "2026-03-01", True, id="集体第28条 可以由代表大会"),
        pytest.param("coop_reps_assembly", "coop_outsider_benefit", "2026-03-01", False, id="集体第15条"),
        pytest.param("villagers_meeting", "coop_investment", "2026-03-01", False, id="集体第26条"),
        pytest.param("coop_members_assembly", "village_planning", "2026-03-01", False, id="第28条（一）"),
        pytest.param("coop_board", "coop_investment", "2026-03-01", False, id="理事会不决定投资"),
        pytest.param("coop_reps_assembly", "land_adjust", "2026-03-01", False, id="成员代表大会不决定承包"),
        pytest.param("villager_reps_meeting", "land_adjust", "2026-03-01", True, id="土地承包法第28条 有争议"),
        pytest.param("party_members_meeting", "village_planning", "2026-03-01", False, id="党员大会不代替村民会议"),
        pytest.param("s3_party_review", "village_planning", "2026-03-01", True, id="审议环节是审议"),
        pytest.param("s4_resolve", "charter_rules", "2026-03-01", True, id="决议环节由有权的会议"),
        pytest.param("villager_group_meeting", "village_planning", "2026-03-01", False, id="小组不决定全村的事"),
        pytest.param("villager_group_meeting", None, "2026-03-01", True, id="不分类的不判断"),
    ],
)
def test_a_record_is_valid_when_its_body_may_decide(
    tmp_path: Path,
    body: str,
    kind: str | None,
    on: str,
    valid: bool,  # noqa: FBT001 - a row of a table
) -> None:
    record = {"id": 1, "body": body, "matter_type": kind, "on": on, "entitled": 30, "present": 30, "approve": 30}
    (verdict,) = checked(tmp_path, record)
    assert verdict["valid"] is valid
    assert verdict["passed"] is True, "thresholds are judged whoever may decide"
    assert valid or any(reason["code"] == "body_not_competent" for reason in verdict["reasons"])


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param({"entitled": 40, "present": 41}, id="more present than entitled"),
        pytest.param({"entitled": 40, "present": 27, "approve": 20, "against": 8}, id="more votes than present"),
        pytest.param({"entitled": 40, "approve": 20, "against": 21}, id="more votes than entitled"),
        pytest.param({"present": 27, "approve": 28}, id="more votes than present, no roll"),
        pytest.param({"entitled": 40, "present": 30, "approve": -1, "against": 2}, id="a negative count"),
        pytest.param({"entitled": -1}, id="a negative roll"),
        pytest.param({"households": {"entitled": 10, "present": 11}}, id="more households than there are"),
        pytest.param({"households": {"entitled": 10, "represented": 11}}, id="more represented than there are"),
        pytest.param({"households": {"represented": -1}}, id="negative households"),
        pytest.param({"women": {"entitled": 3, "present": 4}}, id="more women than there are"),
        pytest.param(
            {"votes_by": "households", "body": "villagers_meeting", "approve": 3, "households": {"present": 2}},
            id="more votes than households",
        ),
    ],
)
def test_numbers_that_cannot_be_are_not_valid(tmp_path: Path, numbers: dict[str, Any]) -> None:
    (verdict,) = checked(tmp_path, reps(**numbers))
    assert verdict["valid"] is False
    assert (verdict["quorum_met"], verdict["passed"]) == (None, None)
    assert verdict["reasons"][0]["code"] == "impossible_counts"


@pytest.mark.parametrize(
    ("body", "kind", "on"),
    [
        pytest.param("villager_reps_meeting", None, "2018-12-28", id="村民委员会组织法（2018修正）施行之前"),
        pytest.param("coop_members_assembly", None, "2025-04-30", id="农村集体经济组织法施行之前"),
        pytest.param("coop_reps_assembly", "coop_investment", "2025-04-30", id="农村集体经济组织法施行之前 代表"),
        pytest.param("s2_discuss", None, "2019-01-09", id="农村基层组织工作条例公布之前"),
        pytest.param("villagers_meeting", "coop_land_comp", "2024-01-01", id="事项还没有"),
        pytest.param("villagers_meeting", "land_compensation", "2026-01-01", id="事项已经没有"),
    ],
)
def test_before_the_earliest_text_nothing_is_told(tmp_path: Path, body: str, kind: str | None, on: str) -> None:
    record = {"id": 1, "body": body, "matter_type": kind, "on": on, "entitled": 30, "present": 30, "approve": 30}
    (verdict,) = checked(tmp_path, record)
    unknown = {key: verdict[key] for key in ("quorum_met", "passed", "needed_present", "needed_approve")}
    assert set(unknown.values()) == {None}
    assert verdict["valid"] is True
    assert "待核" in verdict["reasons"][0]["text"]


def test_a_stage_of_the_procedure_is_its_body_even_before_the_procedure_was_written(tmp_path: Path) -> None:
    early = {"id": 1, "body": "s4_resolve", "on": "2018-12-30", "entitled": 37, "present": 25, "approve": 13}
    (verdict,) = checked(tmp_path, early)
    assert (verdict["passed"], verdict["needed_present"]) == (True, 25)


def test_what_is_only_discussed_is_judged_whatever_its_type(tmp_path: Path) -> None:
    review = {"id": 1, "body": "s3_party_review", "matter_type": "land_compensation", "on": "2026-03-01"}
    (verdict,) = checked(tmp_path, review | {"entitled": 43, "present": 29, "approve": 22})
    assert (verdict["passed"], verdict["valid"]) == (True, True)


@pytest.mark.parametrize("stage", ["p1_publish_resolution", "i_implement", "p2_publish_result"])
def test_a_stage_that_decides_nothing_has_no_votes_to_judge(tmp_path: Path, stage: str) -> None:
    (verdict,) = checked(tmp_path, reps(body=stage, entitled=40, present=27, approve=14))
    assert (verdict["quorum_met"], verdict["passed"], verdict["valid"]) == (None, None, False)
    assert "不表决" in verdict["reasons"][0]["text"]


def test_the_law_of_the_day_is_cited(tmp_path: Path) -> None:
    old, new = checked(tmp_path, reps(on="2025-12-31", entitled=40), reps(on="2026-01-01", entitled=40))
    assert {reason["article"] for reason in old["reasons"]} == {"村民委员会组织法（2018修正）第26条"}
    assert {reason["article"] for reason in new["reasons"]} == {"村民委员会组织法（2025修正）第30条"}


def test_members_of_the_collective_do_not_vote_by_household(tmp_path: Path) -> None:
    record = reps(body="coop_members_assembly", votes_by="households", entitled=900, present=700, approve=400)
    (verdict,) = checked(tmp_path, record | {"households": {"entitled": 400, "present": 400}})
    assert (verdict["valid"], verdict["quorum_met"], verdict["passed"]) == (False, True, None)
    assert "votes_by_households" in {reason["code"] for reason in verdict["reasons"]}


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (reps(jurisdiction="云南", entitled=40), "jurisdiction_unknown"),
        (reps(jurisdiction="上海市", entitled=34), "too_few_representatives"),
        (reps(jurisdiction="浙江", entitled=29), "too_few_representatives"),
        (reps(jurisdiction="重庆", body="villagers_meeting"), "roll_to_check"),
        (reps(body="coop_reps_assembly", entitled=20), "size_unlawful"),
        (reps(body="coop_board", entitled=6), "size_unlawful"),
        (reps(body="coop_board", entitled=9), "size_unlawful"),
        (reps(matter_type="village_planning"), "authorisation_not_recorded"),
        (reps(matter_type="land_adjust"), "body_disputed"),
    ],
)
def test_what_people_must_check_is_said_and_does_not_undo_the_record(
    tmp_path: Path, record: dict[str, Any], code: str
) -> None:
    (verdict,) = checked(tmp_path, record)
    assert code in {reason["code"] for reason in verdict["reasons"]}
    assert verdict["valid"] is True


@pytest.mark.parametrize(("body", "entitled"), [("coop_reps_assembly", 21), ("coop_board", 3), ("coop_board", 7)])
def test_a_body_of_lawful_size_is_not_mentioned(tmp_path: Path, body: str, entitled: int) -> None:
    (verdict,) = checked(tmp_path, reps(body=body, entitled=entitled))
    assert "size_unlawful" not in {reason["code"] for reason in verdict["reasons"]}


def test_the_answer_is_json_with_and_without_asking_and_a_table_for_people(tmp_path: Path) -> None:
    file = tmp_path / "records.json"
    file.write_text(json.dumps([reps(entitled=40, present=26)]), encoding="utf-8")
    plain, asked, table = run("check", str(file)), run("check", str(file), "--json"), run("check", str(file), "--table")
    assert plain.stdout == asked.stdout
    assert table.stdout.startswith("r\t到会够数 否\t通过 否\t记录成立 是\n")
    assert "村民委员会组织法（2025修正）第30条" in table.stdout


def test_an_empty_list_has_no_verdicts_and_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    assert checked(tmp_path) == []
    assert run("check", str(tmp_path / "none.json")).exit_code == 2


def test_it_is_part_of_the_command_and_needs_no_database(tmp_path: Path) -> None:
    file = tmp_path / "records.json"
    file.write_text(json.dumps([reps(entitled=40, present=27, approve=14)]), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "portal.cli", "matters", "check", str(file)],
        env={**os.environ, "CUNSHI_DATABASE_URL": f"sqlite:///{tmp_path}/none/none.db"},
        capture_output=True,
        text=True,
        check=True,
    )
    (verdict,) = json.loads(ran.stdout)
    assert verdict["passed"] is True
