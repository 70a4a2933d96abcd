"""Our ladders against the table of rules they were written from: names, numbers, order, and what is left open."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from disclosure.books.ladders import Ladder, ladder_on, ladders_on

pytestmark = pytest.mark.shared

RULES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).resolve().parents[4].parent / "shared" / "domain" / "rules.yaml").read_text(encoding="utf-8")
)
TABLE = RULES["finance_controls"]["approval_ladder_default"]
VARIANTS: dict[str, Any] = TABLE["variants"]
DAY = date(2026, 11, 21)
#: What the table calls a variant, and our file of it.
FILES = {"某镇A": "town_a", "某村B": "village_b", "某镇C": "town_c", "浙江联审联签": "zhejiang"}


def printed(told: object) -> set[int]:
    """Return every number of yuan a part of the table prints in its conditions."""
    if isinstance(told, dict):
        own = {int(one) for key in told for one in re.findall(r"\d+", str(key))}
        return own.union(*map(printed, told.values()))
    return set()


def numbers(ladder: Ladder) -> set[int]:
    ends = [band.to_fen for part in ladder.parts for band in part.bands if band.to_fen]
    return {(fen + 1) // 100 for fen in ends}


def test_every_variant_of_the_table_is_a_file_and_nothing_else_is() -> None:
    assert set(VARIANTS) == set(FILES)
    assert {one.id for one in ladders_on(DAY)} == {"default", *FILES.values()}


@pytest.mark.parametrize("name", [one for one in FILES if one != "浙江联审联签"])
def test_the_numbers_and_the_source_are_those_of_the_table(name: str) -> None:
    ladder = ladder_on(FILES[name], DAY)
    assert numbers(ladder) == printed(VARIANTS[name])
    assert (ladder.confidence, VARIANTS[name]["source"] in ladder.source) == (VARIANTS[name]["confidence"], True)


def test_the_default_has_the_numbers_of_the_table() -> None:
    told = {one.get("lt") or one.get("ge") for one in TABLE["steps"]}
    assert numbers(ladder_on("default", DAY)) == told


def test_where_the_table_leaves_the_amounts_to_the_township_so_do_we() -> None:
    told, ladder = VARIANTS["浙江联审联签"], ladder_on("zhejiang", DAY)
    assert told["thresholds"].startswith("由乡镇提出")
    assert [one.id for one in ladder.asked] == ["large", "huge"]
    assert printed(told) == set()
    small, large, huge = (band.steps for part in ladder.parts for band in part.bands)
    for steps in (small, large[1:], huge[1:]):
        names = [re.sub(r"[（）]", "/", one.name).strip("/") for one in steps]
        assert names == told["order"]
    assert large[0].name == told["large"]
    assert huge[0].needs_matter
    assert huge[0].name == f"{told['huge'].replace('(', '（').replace(')', '）').replace('或', '或者')}决议"
    assert (ladder.confidence, told["source"] in ladder.source) == (told["confidence"], True)
