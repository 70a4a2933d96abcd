"""The chart of money in and out: bars as long as the amounts, gaps where nothing is public, words beside it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.charts import money_in_out, rate_trend, ring

MONTHS = [("2026-08", 100_000, 50_000), ("2026-09", None, None), ("2026-10", 0, 200_000)]
_SVG = "{http://www.w3.org/2000/svg}"


def _bars(svg: str, name: str) -> list[int]:
    return [int(height) for height in re.findall(rf'class="chart-{name}"[^>]*height="(\d+)"', svg)]


def test_bars_are_as_long_as_the_amounts() -> None:
    svg = money_in_out(MONTHS).svg
    (high, none), (low, highest) = _bars(svg, "in"), _bars(svg, "out")
    assert none == 0
    assert 0 <= high - 2 * low <= 1
    assert 0 <= highest - 2 * high <= 1


def test_a_month_that_is_not_public_is_a_gap_and_said() -> None:
    chart = money_in_out(MONTHS)
    assert len(_bars(chart.svg, "in")) == 2
    assert chart.svg.count(">没有数<") == 1
    assert "其中 1 个月这里没有数" in chart.svg
    assert [one.in_fen for one in chart.months] == [100_000, None, 0]


def test_it_has_a_name_and_a_description() -> None:
    root = ET.fromstring(money_in_out(MONTHS).svg)  # noqa: S314 - drawn a line above
    named = root.get("aria-labelledby", "").split()
    assert [one.get("id") for one in root if one.tag in {"title", "desc"}] == named
    assert root.get("role") == "img"
    assert "style" not in root.attrib


def test_the_years_are_written_where_they_begin() -> None:
    svg = money_in_out([("2025-12", 1, 1), ("2026-01", 1, 1)]).svg
    assert ">2025<" in svg
    assert ">2026<" in svg


@pytest.mark.parametrize(("fen", "scale"), [(0, "1"), (390_000, "1000"), (18_000_000, "5万"), (1_800_000, "1.5万")])
def test_the_scale_is_in_round_amounts(fen: int, scale: str) -> None:
    assert f">{scale}<" in money_in_out([("2026-10", fen, 0)]).svg


@given(st.lists(st.integers(-(10**12), 10**13), min_size=12, max_size=12))
def test_no_bar_leaves_the_drawing(amounts: list[int]) -> None:
    svg = money_in_out([(f"2026-{at:02d}", fen, -fen) for at, fen in enumerate(amounts, start=1)]).svg
    for bar in ET.fromstring(svg).iter("rect"):  # noqa: S314 - drawn a line above
        assert int(bar.get("y", "")) >= 0
        assert 0 <= int(bar.get("height", "")) <= 150


def test_a_rate_month_by_month_has_its_goal_as_a_line_across() -> None:
    drawn = str(rate_trend("收缴率<", [("2026-09", 70_00), ("2026-10", 95_04)], goal_x100=95_00))
    assert "收缴率&lt;，2026年9月到2026年10月每个月一根柱子，虚线是目标 95%。" in drawn
    heights = [int(one) for one in re.findall(r'chart-in"[^>]*height="(\d+)"', drawn)]
    goal = int(re.findall(r'chart-goal"[^>]*y1="(\d+)"', drawn)[0])
    assert heights == [96, 131]
    assert goal == 150 - 131


def test_a_ring_is_closed_as_far_as_people_came_and_says_so() -> None:
    drawn = ring(26, of=40, needed=27, title="应到 40 人，实到 <26> 人")
    assert 'stroke-dasharray="335 516"' in drawn
    assert "rotate(243 " in drawn
    assert "<title>应到 40 人，实到 &lt;26&gt; 人</title>" in drawn
    assert "ring-reached" not in drawn
    assert "ring-reached" in ring(27, of=40, needed=27, title="够了")
    assert 'stroke-dasharray="0 516"' in ring(0, of=0, needed=1, title="没有人")
