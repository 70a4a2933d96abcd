from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.kernel.merkle import leaf_hash
from portal.kernel.notes import (
    Checkpoint,
    CheckpointError,
    KeyFormatError,
    NoteError,
    NoteFormatError,
    SignatureError,
    SigningKey,
    VerifierKey,
    claimed_checkpoint,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    sign_checkpoint,
    sign_note,
)
from tests.outside import tlog_verifier, vectors

KEY = SigningKey(name="qingshi.example/log", seed=bytes(range(32)))
ROOT = leaf_hash(b"")
LINE = sign_note("石桥村\n", KEY).rpartition("\n\n")[2]
note_texts = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]) | st.just("\n")).map("{}\n".format)


def with_id(name: str, typed_key: bytes) -> str:
    """A vkey whose key id is right whatever else is wrong."""
    key_id = hashlib.sha256(f"{name}\n".encode() + typed_key).digest()[:4].hex()
    return f"{name}+{key_id}+{base64.b64encode(typed_key).decode()}"


@pytest.mark.parametrize(
    ("note", "vkey"),
    [
        (vectors.SPECIFICATION_NOTE, vectors.SPECIFICATION_VKEY),
        (vectors.PETER_NOTE, vectors.PETER_VKEY),
        (vectors.PETER_NOTE + vectors.ENOCH_LINE, vectors.PETER_VKEY),
        (vectors.PETER_NOTE + vectors.ENOCH_LINE, vectors.ENOCH_VKEY),
        *((note, vectors.LOG_VKEY) for note in vectors.LOG_CHECKPOINTS.values()),
    ],
)
def test_published_notes_open(note: str, vkey: str) -> None:
    assert open_note(note, vkey) == note.rpartition("\n\n")[0] + "\n"


def test_signing_gives_the_published_note() -> None:
    key = SigningKey.from_text(vectors.PETER_PRIVATE_KEY)
    assert key.vkey == vectors.PETER_VKEY
    assert key.to_text() == vectors.PETER_PRIVATE_KEY
    assert sign_note(vectors.PETER_TEXT, key) == vectors.PETER_NOTE


def test_signing_a_checkpoint_gives_the_published_one() -> None:
    key = SigningKey.from_text(vectors.LOG_PRIVATE_KEY)
    for size, note in vectors.LOG_CHECKPOINTS.items():
        checkpoint = open_checkpoint(note, vectors.LOG_VKEY, origin=key.name)
        assert checkpoint.size == size
        assert sign_checkpoint(checkpoint, key) == note


@given(note_texts)
def test_a_signed_text_opens_here_and_with_the_outside_verifier(text: str) -> None:
    note = sign_note(text, KEY)
    assert open_note(note, KEY.vkey) == text
    assert tlog_verifier.open_note(note.encode(), KEY.vkey, "note") == text


@given(note_texts, st.data())
def test_a_note_with_one_character_changed_does_not_say_something_else(text: str, data: st.DataObject) -> None:
    note = sign_note(text, KEY)
    at = data.draw(st.integers(0, len(note) - 1))
    changed = note[:at] + data.draw(st.characters()) + note[at + 1 :]
    assume(changed != note)
    with pytest.raises(NoteError):
        open_note(changed, KEY.vkey)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        vectors.PETER_TEXT,
        f"{vectors.PETER_TEXT}\n",
        vectors.PETER_NOTE.removesuffix("\n"),
        f"{vectors.PETER_NOTE}\n",
        f"{vectors.PETER_NOTE}One more line.\n",
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("PeterNeumann", "Peter Neumann"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("PeterNeumann", "Peter+Neumann"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("PeterNeumann", "Peter\N{NO-BREAK SPACE}Neumann"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("PeterNeumann", ""),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("—", "-"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("M=\n", "M\n"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("M=\n", "N=\n"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("M=\n", "M= \n"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("x08g", "x0根g"),
        f"{vectors.PETER_NOTE}— PeterNeumann x08goA==\n",
        vectors.PETER_NOTE.replace("\n", "\r\n"),
        f"\x01{vectors.PETER_NOTE}",
        f"\ud800{vectors.PETER_NOTE}",
        vectors.PETER_NOTE + vectors.ENOCH_LINE * 100,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteFormatError):
        open_note(note, vectors.PETER_VKEY)


@pytest.mark.parametrize(
    ("note", "vkey"),
    [
        (vectors.PETER_NOTE, vectors.ENOCH_VKEY),
        (vectors.PETER_NOTE + vectors.PETER_LINE, vectors.PETER_VKEY),
        (vectors.PETER_NOTE.replace("answer", "question"), vectors.PETER_VKEY),
        (vectors.PETER_NOTE.replace("If you", "If  you"), vectors.PETER_VKEY),
        (vectors.PETER_NOTE.replace("Kvqfqd", "KvqfABCDqd"), vectors.PETER_VKEY),
        (vectors.PETER_NOTE.replace("x08go", "xxxxo"), vectors.PETER_VKEY),
        (vectors.PETER_NOTE.replace("— PeterNeumann", "— EnochRoot"), vectors.PETER_VKEY),
    ],
    ids=["by another", "twice", "text", "space", "signature", "key id", "name"],
)
def test_a_note_not_signed_by_the_key_exactly_once_is_refused(note: str, vkey: str) -> None:
    with pytest.raises(SignatureError):
        open_note(note, vkey)


def test_sixteen_other_signatures_are_ignored() -> None:
    assert open_note(
        vectors.ENOCH_LINE.join([f"{vectors.PETER_TEXT}\n", *[""] * 15, vectors.PETER_LINE]), vectors.PETER_VKEY
    )


def test_the_text_ends_at_the_last_blank_line() -> None:
    text = f"石桥村\n\n{LINE}\n\n"
    assert open_note(sign_note(text, KEY), KEY.vkey) == text


@pytest.mark.parametrize("text", ["", "no line end", "tab\there\n", "bell\x07\n", "windows\r\n", "\udfff\n"])
def test_a_text_that_cannot_stand_in_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteFormatError):
        sign_note(text, KEY)


def test_every_part_of_a_vkey_is_no_vkey() -> None:
    vkey = vectors.PETER_VKEY
    parts = {vkey[start:end] for start in range(len(vkey)) for end in range(start, len(vkey) + 1)} - {vkey}
    changed = {vkey[:at] + chr(ord(vkey[at]) + 1) + vkey[at + 1 :] for at in range(len(vkey))}
    for text in parts | changed:
        with pytest.raises(KeyFormatError):
            VerifierKey.from_text(text)


def test_every_part_of_a_private_key_is_no_private_key() -> None:
    secret = vectors.PETER_PRIVATE_KEY
    parts = {secret[start:] for start in range(1, len(secret))} | {secret[:end] for end in range(len(secret))}
    changed = {secret[:at] + chr(ord(secret[at]) + 1) + secret[at + 1 :] for at in range(len(secret))}
    for text in parts | changed:
        with pytest.raises(KeyFormatError):
            SigningKey.from_text(text)


@pytest.mark.parametrize(
    "vkey",
    [
        vectors.WRONG_LENGTH_VKEY,
        vectors.UNKNOWN_TYPE_VKEY,
        vectors.PETER_VKEY.replace("c74f20a3", "C74F20A3"),
        f"{vectors.PETER_VKEY}\n",
        f"{vectors.PETER_VKEY}+",
        with_id("", b"\x01" + bytes(32)),
        with_id("two words", b"\x01" + bytes(32)),
        with_id("two\N{IDEOGRAPHIC SPACE}words", b"\x01" + bytes(32)),
        with_id("short", b"\x01" + bytes(31)),
    ],
)
def test_a_vkey_that_is_malformed_or_of_another_type_is_refused(vkey: str) -> None:
    with pytest.raises(KeyFormatError):
        VerifierKey.from_text(vkey)


def test_a_key_of_another_type_is_refused_as_such() -> None:
    with pytest.raises(KeyFormatError, match="Ed25519 type"):
        VerifierKey.from_text(vectors.UNKNOWN_TYPE_VKEY)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\x00b", "a\N{IDEOGRAPHIC SPACE}b", "\ud800"])
def test_a_key_name_has_no_spaces_and_no_plus(name: str) -> None:
    with pytest.raises(KeyFormatError):
        SigningKey(name=name, seed=bytes(32))


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(KeyFormatError):
        SigningKey(name="short", seed=bytes(31))


def test_a_new_key_signs_survives_its_text_and_hides_its_seed() -> None:
    key = SigningKey.generate("qingshi.example/log")
    assert SigningKey.from_text(key.to_text()) == key != SigningKey.generate("qingshi.example/log")
    assert VerifierKey.from_text(key.vkey) == key.verifier
    assert open_note(sign_note("石桥村\n", key), key.vkey) == "石桥村\n"
    assert "seed" not in repr(key)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(st.sampled_from(["more", "还有"])))
def test_a_checkpoint_survives_its_text(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin=KEY.name, size=size, root=root, extensions=tuple(extensions))
    note = sign_checkpoint(checkpoint, KEY)
    assert parse_checkpoint(checkpoint.text()) == checkpoint == open_checkpoint(note, KEY.vkey, origin=KEY.name)
    assert tlog_verifier.open_checkpoint(note.encode(), KEY.vkey, "checkpoint") == (KEY.name, size, root)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\n1\n",
        f"\n1\n{base64.b64encode(ROOT).decode()}\n",
        *(
            f"a\n{size}\n{base64.b64encode(ROOT).decode()}\n"
            for size in ("", "01", "-1", "+1", "1 ", "0x1", "１", "9" * 5000)
        ),
        f"a\n1\n{base64.b64encode(ROOT).decode()}",
        f"a\n1\n{base64.b64encode(ROOT).decode()}\n\n",
        f"a\n1\n{base64.b64encode(ROOT).decode()}\n\nmore\n",
        f"a\n1\n{base64.b64encode(ROOT).decode().rstrip('=')}\n",
        f"a\n1\n{base64.b64encode(ROOT[1:]).decode()}\n",
        f"a\n1\n{base64.b64encode(ROOT).decode()}=\n",
        f"a\n1\n {base64.b64encode(ROOT).decode()}\n",
        f"a\n1\n{base64.b64encode(ROOT).decode()[:-2]}1=\n",
        "a\n1\n根\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint(text)


def test_what_a_note_claims_is_read_whoever_signed_it() -> None:
    checkpoint = Checkpoint(origin=KEY.name, size=7, root=ROOT, extensions=("more",))
    forged = sign_checkpoint(checkpoint, SigningKey(name=KEY.name, seed=bytes(32)))
    with pytest.raises(SignatureError):
        open_checkpoint(forged, KEY.vkey, origin=KEY.name)
    assert claimed_checkpoint(forged) == checkpoint
    with pytest.raises(CheckpointError):
        claimed_checkpoint(sign_note("no checkpoint\n", KEY))


@pytest.mark.parametrize(
    "parts",
    [{"origin": ""}, {"origin": "a\nb"}, {"size": -1}, {"root": b""}, {"extensions": ("",)}, {"extensions": ("a\nb",)}],
)
def test_a_checkpoint_that_cannot_be_read_back_is_not_made(parts: dict[str, Any]) -> None:
    with pytest.raises(CheckpointError):
        replace(Checkpoint(origin="a", size=1, root=ROOT), **parts)


def test_a_checkpoint_of_another_log_under_the_same_key_is_refused() -> None:
    note = sign_checkpoint(Checkpoint(origin="qingshi.example/other", size=1, root=ROOT), KEY)
    with pytest.raises(CheckpointError):
        open_checkpoint(note, KEY.vkey, origin=KEY.name)
