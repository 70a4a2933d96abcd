"""Every band of every ladder as its source prints it: the number itself, one fen below, one fen above."""

from __future__ import annotations

from datetime import date

import pytest

from disclosure.books.errors import LadderAmountError, UnknownLadderError
from disclosure.books.ladders import Spending, adopted_ladder, filled_ladder, ladder_on, ladders_on, steps
from portal.kernel.canonical import canonical_json

DAY = date(2026, 11, 5)
P, N, C = Spending.PRODUCTION, Spending.NON_PRODUCTION, Spending.CONSTRUCTION

SMALL = "witness director secretary supervisors"
MIDDLE = "witness two_committees director secretary supervisors"
MEETING = "two_committees supervisors auditor"
DECIDED = "siyi_lianggongkai supervisors auditor township_leader"
LARGEST = f"{DECIDED} township_head"
A_DECIDED = "two_committees reps_resolution auditor township_leader"
C_LEADER = "township_leader township_inspectors"

FILLED = filled_ladder("zhejiang", DAY, {"large": 500_000, "huge": 5_000_000})

#: Ladder, kind of spending, a printed number in yuan; the steps one fen below, at the number and one fen above.
BOUNDARIES = [
    *[("default", kind, 1000, SMALL, MIDDLE, MIDDLE) for kind in Spending],
    *[("default", kind, 5000, MIDDLE, MEETING, MEETING) for kind in Spending],
    *[("default", kind, 10000, MEETING, DECIDED, DECIDED) for kind in Spending],
    *[("default", kind, 50000, DECIDED, LARGEST, LARGEST) for kind in Spending],
    ("town_a", P, 1000, "director secretary", "two_committees auditor", "two_committees auditor"),
    ("town_a", P, 2000, "two_committees auditor", A_DECIDED, A_DECIDED),
    ("town_a", N, 500, "director", "two_committees", "two_committees"),
    ("town_a", N, 1000, "two_committees", A_DECIDED, A_DECIDED),
    ("town_a", C, 10000, A_DECIDED, f"{A_DECIDED} township_head", f"{A_DECIDED} township_head"),
    ("village_b", N, 1000, "finance_head", "finance_head", "two_committees"),
    ("village_b", N, 10000, "two_committees", "two_committees", "reps_resolution"),
    *[("town_c", kind, 5000, "auditor", "auditor", C_LEADER) for kind in Spending],
    *[("town_c", kind, 20000, C_LEADER, f"{C_LEADER} township_head", f"{C_LEADER} township_head") for kind in Spending],
]


@pytest.mark.parametrize(
    ("ladder", "kind", "yuan", "below", "at", "above"),
    BOUNDARIES,
    ids=[f"{ladder} {kind} {yuan}" for ladder, kind, yuan, *_ in BOUNDARIES],
)
def test_boundary_belongs_where_it_is_printed(
    ladder: str, kind: Spending, yuan: int, below: str, at: str, above: str
) -> None:
    found = ladder_on(ladder, DAY)
    for fen, asked in ((yuan * 100 - 1, below), (yuan * 100, at), (yuan * 100 + 1, above)):
        band = found.band(kind, fen)
        assert band is not None
        assert " ".join(step.id for step in band.steps) == asked, fen


def test_every_printed_number_has_its_row() -> None:
    told = {(ladder, kind, yuan) for ladder, kind, yuan, *_ in BOUNDARIES}
    printed = {
        (ladder.id, kind, (band.to_fen + 1) // 100)
        for ladder in ladders_on(DAY)
        if not ladder.asked
        for part in ladder.parts
        for kind in part.kinds
        for band in part.bands
        if band.to_fen is not None
    }
    assert printed - told == {("town_c", C, 80000)}  # the same steps with more papers: below


@pytest.mark.parametrize(("fen", "papers"), [(2_000_000, 0), (2_000_001, 1), (7_999_999, 1), (8_000_000, 2)])
def test_works_bring_the_papers_their_source_asks_for(fen: int, papers: int) -> None:
    band = ladder_on("town_c", DAY).band(C, fen)
    assert band is not None
    assert len(band.papers) == papers


def test_bands_follow_each_other_without_a_gap() -> None:
    for ladder in (*(one for one in ladders_on(DAY) if not one.asked), FILLED):
        for part in ladder.parts:
            ends = [band.to_fen for band in part.bands]
            assert [band.from_fen for band in part.bands] == [1, *((end or 0) + 1 for end in ends[:-1])]
            assert ends[-1] is None


def test_bands_are_told_as_people_say_them() -> None:
    default, of_b = ladder_on("default", DAY), ladder_on("village_b", DAY)
    assert [band.words for band in default.parts[0].bands[:2]] == ["不满 1000 元", "1000 元以上、不满 5000 元"]
    assert [band.words for band in of_b.parts[0].bands] == [
        "1000 元以下",
        "超过 1000 元、10000 元以下",
        "超过 10000 元",
    ]
    of_c = ladder_on("town_c", DAY)
    assert "正好 20000 元" in [band.words for part in of_c.parts for band in part.bands]


def test_a_ladder_may_not_speak_of_every_kind() -> None:
    assert ladder_on("village_b", DAY).missing == (P, C)
    assert ladder_on("village_b", DAY).band(P, 100) is None
    assert ladder_on("default", DAY).missing == ()


def test_nothing_but_what_was_read_claims_to_be_quoted() -> None:
    assert {one.id: one.confidence for one in ladders_on(DAY)} == {
        "default": "design",
        "town_a": "secondary",
        "village_b": "secondary",
        "town_c": "secondary",
        "zhejiang": "secondary",
    }


def test_what_was_adopted_reads_the_same_from_its_record() -> None:
    for ladder in (*ladders_on(DAY), FILLED):
        assert canonical_json(ladder.as_adopted)
        assert adopted_ladder(ladder.as_adopted) == ladder


def test_before_its_day_a_ladder_is_unknown() -> None:
    with pytest.raises(UnknownLadderError):
        ladder_on("town_a", date(2023, 12, 31))


def test_every_step_is_somebodys_or_a_resolution() -> None:
    for step in steps().values():
        assert bool(step.by) != step.needs_matter, step.id
        assert not step.is_open or not step.deputies, step.id


@pytest.mark.parametrize("kind", Spending)
def test_what_a_source_leaves_to_the_township_is_a_ladder_once_it_is_filled_in(kind: Spending) -> None:
    open_one = ladder_on("zhejiang", DAY)
    assert [one.id for one in open_one.asked] == ["large", "huge"]
    assert open_one.band(kind, 100) is None  # speaks of no amount yet
    assert [band.words for band in open_one.parts[0].bands] == [
        "不到大额",
        "大额（从多少元起由乡镇填写）",
        "特大额（从多少元起由乡镇填写）",
    ]
    found = [FILLED.band(kind, fen) for fen in (499_999, 500_000, 4_999_999, 5_000_000)]
    signed = "director_or_coop secretary"
    assert [" ".join(step.id for step in band.steps) if band else "" for band in found] == [
        signed,
        f"joint_meeting {signed}",
        f"joint_meeting {signed}",
        f"assembly_resolution {signed}",
    ]
    assert [band.words for band in FILLED.parts[0].bands] == [
        "不满 5000 元",
        "5000 元以上、不满 50000 元",
        "50000 元以上",
    ]


@pytest.mark.parametrize(
    ("amounts", "name"),
    [
        ({}, "大额"),
        ({"large": 500_000}, "特大额"),
        ({"large": 500_000, "huge": 500_000}, "特大额"),
        ({"large": 500_050, "huge": 900_000}, "大额"),
        ({"large": 0, "huge": 900_000}, "大额"),
    ],
)
def test_amounts_that_are_asked_for_are_whole_yuan_one_above_the_other(amounts: dict[str, int], name: str) -> None:
    with pytest.raises(LadderAmountError, match=f"请填写{name}从多少元起"):
        filled_ladder("zhejiang", DAY, amounts)
