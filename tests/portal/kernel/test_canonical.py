from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.canonical import canonical_json

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_equal_values_have_one_text_and_the_text_reads_back(value: object) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@given(values)
def test_the_standard_library_writes_the_same_text(value: object) -> None:
    assert (
        canonical_json(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


def test_the_form_is_that_of_rfc_8785() -> None:
    assert canonical_json({"b": [1, True, None], "a": "张三"}) == '{"a":"张三","b":[1,true,null]}'.encode()


@pytest.mark.parametrize("value", [1.5, {"甲": 1}, {1: 1}, b"bytes", object(), "\ud800"])
def test_what_has_no_one_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_integers_that_readers_round_are_refused() -> None:
    with pytest.raises(ValueError, match="not exact"):
        canonical_json(2**53)
