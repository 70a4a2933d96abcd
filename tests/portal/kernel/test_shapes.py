"""Forms of documents: what fits and what does not."""

from __future__ import annotations

import pytest

from portal.kernel.shapes import Shape, fits, is_day, is_digest, is_moment, one_of, perhaps

FITTING: list[tuple[object, Shape]] = [
    ({"a": 1, "more": 2}, {"a": int}),
    ([{"a": "x"}], [{"a": str}]),
    ([], [int]),
    ({}, {"a": perhaps(int)}),
    ({"a": None}, {"a": perhaps(int)}),
    (True, bool),
    ("up", one_of("up", "down")),
    ("2026-10-03", is_day),
    ("2026-10-03T01:30:00.000000Z", is_moment),
    ("ab" * 32, is_digest),
]
OTHERS: list[tuple[object, Shape]] = [
    ({}, {"a": int}),
    ([1], {"a": int}),
    ("text", [str]),
    (["x", 1], [str]),
    (True, int),
    (1, bool),
    ({"a": "1"}, {"a": perhaps(int)}),
    (["up"], one_of("up")),
    ("2026-02-30", is_day),
    ("20261003", is_day),
    (None, is_day),
    ("2026-10-03 01:30", is_moment),
    (7, is_moment),
    ("AB" * 32, is_digest),
    (None, is_digest),
]


@pytest.mark.parametrize(("value", "shape"), FITTING)
def test_what_has_the_form_fits(value: object, shape: Shape) -> None:
    assert fits(value, shape)


@pytest.mark.parametrize(("value", "shape"), OTHERS)
def test_what_has_another_form_does_not(value: object, shape: Shape) -> None:
    assert not fits(value, shape)
