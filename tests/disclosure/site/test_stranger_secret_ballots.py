"""A stranger counts a secret ballot again: as many choices as people who took part, and the same decision."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.rules import BallotManner
from disclosure.site.public import STRANGER
from disclosure.site.stranger import FalseDocumentError, check_document, recount
from tests.deliberation.assemblies import assemble
from tests.disclosure.site.test_stranger_recount import _drop_a_vote, _drop_an_entry, _set, file_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.factories import SettableClock, Township


@pytest.fixture
def document(township: Township, clock: SettableClock) -> Any:
    """The published file of a resolution carried secretly by 14 against 2, one abstaining."""
    held = assemble(township, clock)
    closes_at = held.open(manner=BallotManner.SECRET)
    for number, choice in enumerate(["approve"] * 14 + ["against"] * 2 + ["abstain"], start=1):
        held.vote(number, choice)
    clock.set(closes_at)
    services.settle(township.village)
    return file_of("resolution")


def test_a_stranger_recounts_a_secret_ballot(document: Any, tmp_path: Path) -> None:
    file = tmp_path / "resolution.json"
    file.write_text(json.dumps(document))
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(STRANGER), str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert "√ 表决记录共 17 条，和计票时封存的一致" in ran.stdout
    assert "√ 无记名投票：参加的 17 人和票数相同：赞成 14，反对 2，弃权 1" in ran.stdout
    assert "√ 按公布的规则重算，结论和理由一致：通过" in ran.stdout
    assert len(check_document(document)) == 10


def _one_vote_more(content: Any) -> None:
    content["ballot"]["choices"]["approve"] += 1
    content["outcome"] |= {"approve": 15, "not_voted": 9, "margin": 1}


def _another_choice(content: Any) -> None:
    """Move one vote in the counts alone: the votes add up, the result does not."""
    content["ballot"]["choices"] |= {"approve": 13, "against": 3}


def _named_choice(content: Any) -> None:
    content["votes"][0]["choice"] = "approve"


def _called_recorded(content: Any) -> None:
    content["ballot"]["secret"] = False


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(_one_vote_more, "票数和参加投票的人数不符", id="one vote more than people"),
        pytest.param(_another_choice, "重数的票数", id="a choice moved"),
        pytest.param(_named_choice, "公布的投票", id="a choice beside a name"),
        pytest.param(_called_recorded, "混在一起", id="called recorded"),
        pytest.param(_drop_a_vote, "公布的投票", id="somebody not listed"),
        pytest.param(_drop_an_entry, "树根", id="an entry not published"),
        pytest.param(_set("outcome.approve", 15), "票数", id="one approval more"),
        pytest.param(_set("roster.lines.0.present", False), "到会名册", id="somebody who was not there"),
        pytest.param(_set("ballot.closes_at", "2026-01-01T00:00:00.000000Z"), "截止", id="after the deadline"),
        pytest.param(_set("outcome.carried", False), "carried", id="another decision"),
    ],
)
def test_a_manipulated_bundle_is_found_out(document: Any, change: Callable[[Any], None], said: str) -> None:
    content = json.loads(document["envelope"])["content"]
    assert len(recount(content)) == 4
    change(content)
    with pytest.raises(FalseDocumentError, match=said):
        recount(content)
