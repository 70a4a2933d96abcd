"""What changed between two versions of a plan, paragraph by paragraph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deliberation.rules.plans import Fate, Piece, paragraph_differences

OLD = "拆除旧桥面。\n重做护栏，用木料。\n十月底完工。"
NEW = "拆除旧桥面。\n重做护栏，用钢管。\n验收后付尾款。\n十月底完工。"


def told(old: str, new: str) -> list[list[tuple[str, str]]]:
    return [[(one.fate.value, one.text) for one in paragraph] for paragraph in paragraph_differences(old, new)]


def version(paragraphs: tuple[tuple[Piece, ...], ...], without: Fate) -> list[str]:
    """Return the paragraphs of one version, read off the differences."""
    texts = ("".join(one.text for one in paragraph if one.fate is not without) for paragraph in paragraphs)
    return [one for one in texts if one]


def test_a_changed_paragraph_stands_once_with_what_changed_in_it() -> None:
    assert told(OLD, NEW) == [
        [("kept", "拆除旧桥面。")],
        [("kept", "重做护栏，用"), ("gone", "木料"), ("new", "钢管"), ("kept", "。")],
        [("new", "验收后付尾款。")],
        [("kept", "十月底完工。")],
    ]


def test_paragraphs_that_have_little_in_common_are_read_apart() -> None:
    assert told("请施工队来做。", "全村义务投工，三天做完。") == [
        [("gone", "请施工队来做。"), ("new", "全村义务投工，三天做完。")]
    ]


def test_blank_lines_and_spaces_around_a_paragraph_change_nothing() -> None:
    assert told("甲。\n\n乙。", "  甲。\n乙。\n") == [[("kept", "甲。")], [("kept", "乙。")]]


PARAGRAPHS = st.lists(st.text("修桥铺路钢木0123。，", min_size=1, max_size=12), max_size=6)


@given(PARAGRAPHS, PARAGRAPHS)
def test_both_versions_can_be_read_off_their_differences(before: list[str], after: list[str]) -> None:
    found = paragraph_differences("\n".join(before), "\n".join(after))
    assert version(found, Fate.NEW) == before
    assert version(found, Fate.GONE) == after
