"""Charts of bars: as long as their numbers, named, and nothing in them is markup of somebody else."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from portal.web.bar_charts import columns, strips
from portal.web.figures import points


def test_columns_are_as_long_as_their_numbers_and_scaled_in_round_ones() -> None:
    svg = columns("各月<加分>", [("9月", (400, 0)), ("10月", (200, 100))], told=points)
    (high, half), (none, quarter) = (
        [int(found) for found in re.findall(rf'class="{name}"[^>]*height="(\d+)"', svg)]
        for name in ("chart-in", "chart-out")
    )
    assert (none, high) == (0, 138)
    assert 0 <= high - 2 * half <= 1
    assert 0 <= half - 2 * quarter <= 1
    assert re.findall(r'class="chart-scale"[^>]*>([^<]+)<', svg) == ["1", "2", "3", "4"]
    root = ET.fromstring(svg)  # noqa: S314 - drawn above
    assert (root.get("role"), root[0].text) == ("img", "各月<加分>")


def test_strips_share_the_width_of_the_longest() -> None:
    svg = strips("类别", [("组织生活", 600), ("服务<b>群众</b>", 300)], told=points)
    assert [int(found) for found in re.findall(r'<rect[^>]*width="(\d+)"', svg)] == [316, 158]
    assert "<b>" not in svg
    assert ">6<" in svg


def test_nothing_to_draw_is_an_empty_drawing() -> None:
    for svg in (columns("空", [], told=points), strips("空", [], told=points)):
        assert "<rect" not in svg
        ET.fromstring(svg)  # noqa: S314 - drawn above
