import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.names import mask_name, masking


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳修文", "欧**文"),
        (" 张三 ", "张*"),
        ("张", "*"),
        ("", "*"),
        ("阿依古丽·买买提", "阿******提"),
        ("𠮷田文", "𠮷*文"),
    ],
)
def test_the_middle_of_a_name_is_hidden(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(alphabet="张王李赵欧阳三四五", min_size=1, max_size=6))
def test_at_most_two_characters_of_a_name_are_shown_and_at_least_one_is_hidden(name: str) -> None:
    masked = mask_name(name)
    assert "*" in masked
    assert len(masked.replace("*", "")) <= 2
    assert len(masked) == len(name)


def test_longer_names_are_masked_first() -> None:
    assert masking(["张三", "张三丰"])("付张三丰、张三工钱") == "付张*丰、张*工钱"
    assert masking([])("付张三工钱") == "付张三工钱"


def test_a_name_that_is_a_word_of_one_character_leaves_texts_readable() -> None:
    assert masking(["路", "路三"])("修路，请路三验收") == "修路，请路*验收"
