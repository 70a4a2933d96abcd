"""A box of counts: what was put in comes out, only whole, only with its key, only as it was last."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import boxes
from portal.kernel.boxes import BoxChangedError, BoxKeyMissingError, BoxKeysUnavailableError

COUNTS = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=5)


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("boxes") / "keys"
    boxes.keep_keys_in(found)
    return found


@given(counts=COUNTS)
def test_what_is_put_in_comes_out_and_every_text_is_another(counts: list[int]) -> None:
    assert boxes.opened("a/box", boxes.new_box("a/box", counts=len(counts)), size=0) == (0,) * len(counts)
    one, other = (boxes.sealed("a/box", counts) for _ in range(2))
    assert one != other
    assert len(one) == boxes.length(len(counts))
    assert boxes.opened("a/box", one, size=sum(counts)) == tuple(counts)


@given(counts=COUNTS, off=st.integers(-3, 3), place=st.integers(0))
def test_another_size_name_key_or_byte_opens_nothing(counts: list[int], off: int, place: int) -> None:
    boxes.new_box("box", counts=len(counts))
    text = boxes.sealed("box", counts)
    if off:
        with pytest.raises(BoxChangedError):
            boxes.opened("box", text, size=sum(counts) + off)
    raw = bytearray(bytes.fromhex(text))
    raw[place % len(raw)] ^= 1
    for changed in (raw.hex(), text[:-2], "", "zz"):
        with pytest.raises(BoxChangedError):
            boxes.opened("box", changed, size=sum(counts))
    boxes.new_box("box", counts=len(counts))
    with pytest.raises(BoxChangedError):
        boxes.opened("box", text, size=sum(counts))


def test_a_destroyed_key_opens_nothing_and_can_be_destroyed_again(folder: Path) -> None:
    text = boxes.new_box("log/1/ballots/1", counts=3)
    (key,) = folder.glob("log_1*")
    assert (key.name, key.stat().st_mode & 0o777) == ("log_1_ballots_1.box", 0o600)
    held = os.open(key, os.O_RDONLY)
    assert boxes.has_key("log/1/ballots/1")
    boxes.destroy_key("log/1/ballots/1")
    boxes.destroy_key("log/1/ballots/1")
    assert os.read(held, 64) == bytes(32)
    os.close(held)
    assert not boxes.has_key("log/1/ballots/1")
    with pytest.raises(BoxKeyMissingError):
        boxes.opened("log/1/ballots/1", text, size=0)
    with pytest.raises(BoxKeyMissingError):
        boxes.sealed("log/1/ballots/1", [1, 0, 0])


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "file").write_text("")
    try:
        boxes.keep_keys_in(tmp_path / "file")
        with pytest.raises(BoxKeysUnavailableError, match="CUNSHI_KEY_DIR"):
            boxes.new_box("box", counts=3)
    finally:
        boxes.keep_keys_in(folder)
