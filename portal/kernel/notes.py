"""Signed notes and checkpoints: a text with its Ed25519 signatures, readable by people and machines.

The forms are C2SP signed-note and tlog-checkpoint. A note is handled as text whose lines end in
U+000A; whoever reads one from a file decodes its bytes as UTF-8 and translates no line ends. What
a note says counts only after ``open_note`` or ``open_checkpoint`` has returned it.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.kernel.merkle import HASH_BYTES

_ED25519 = b"\x01"
_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_MOST_SIGNATURES = 100
_PRIVATE = "PRIVATE+KEY+"
_NOT_IN_NOTES = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")  # control characters, half characters
_SIGNATURE_LINE = re.compile(r"— (?P<name>[^ ]+) (?P<signature>[^ ]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteError(ValueError):
    """A key, a note or a checkpoint cannot be relied on."""


class KeyFormatError(NoteError):
    """A text or a value is not an Ed25519 note key."""


class NoteFormatError(NoteError):
    """A text is not a signed note, or cannot become one."""


class SignatureError(NoteError):
    """The note is not signed by the key asked for, or one such signature is false."""


class CheckpointError(NoteError):
    """A note's text is not the checkpoint asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """The public half of a note key; its text form is called a vkey."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _require_key(self.name, self.public)

    @property
    def key_id(self) -> bytes:
        """The four bytes that name this key in a signature line."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    def to_text(self) -> str:
        """Return the vkey ``<name>+<key id in hex>+<base64>``."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public)}"

    @classmethod
    def from_text(cls, vkey: str) -> VerifierKey:
        """Read a vkey.

        :raise KeyFormatError: it is malformed, of another type, or its key id is not the key's.
        """
        name, _, rest = vkey.partition("+")
        key = cls(name=name, public=_typed_key(rest.partition("+")[2]))
        if key.to_text() != vkey:
            raise KeyFormatError("the key id is not that of the key")
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A note key that can sign. Its ``seed`` is secret and never shown by ``repr``."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _require_key(self.name, self.seed)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(name=self.name, public=_private_key(self.seed).public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The public half as text."""
        return self.verifier.to_text()

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of ``message``."""
        return _private_key(self.seed).sign(message)

    def to_text(self) -> str:
        """Return the secret storage form ``PRIVATE+KEY+<name>+<key id in hex>+<base64>``."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_base64(_ED25519 + self.seed)}"

    @classmethod
    def from_text(cls, text: str) -> SigningKey:
        """Read what ``to_text`` wrote.

        :raise KeyFormatError: it is malformed, of another type, or its key id is not the key's.
        """
        name, _, rest = text.removeprefix(_PRIVATE).partition("+")
        key = cls(name=name, seed=_typed_key(rest.partition("+")[2]))
        if key.to_text() != text:
            raise KeyFormatError("not a private key, or its key id is not that of the key")
        return key

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """Return a new random key."""
        return cls(name=name, seed=secrets.token_bytes(_KEY_BYTES))


@lru_cache(maxsize=4)
def _private_key(seed: bytes) -> Ed25519PrivateKey:
    """Return the key of ``seed``; a build signs many pages with one key, and making it takes as long as signing."""
    return Ed25519PrivateKey.from_private_bytes(seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log says of itself: under this origin, at this size, its tree has this root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _SIZE.fullmatch(str(self.size)) or len(self.root) != HASH_BYTES:
            raise CheckpointError("not the size and root of a tree")
        if any(not line or "\n" in line for line in (self.origin, *self.extensions)):
            raise CheckpointError("an origin or extension is one line that is not empty")

    def text(self) -> str:
        """Return the note text to sign."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, _base64(self.root), *self.extensions))


def sign_note(text: str, key: SigningKey) -> str:
    """Return ``text``, which ends with a line end, as a note signed by ``key``.

    :raise NoteFormatError: ``text`` cannot stand in a note.
    """
    message = _note_bytes(text)
    signature = key.verifier.key_id + key.sign(message)
    return f"{text}\n— {key.name} {_base64(signature)}\n"


def open_note(note: str, vkey: str) -> str:
    """Return the text of ``note`` after checking that the key ``vkey`` signed it, once.

    Signatures of other keys are ignored, as the specification asks.

    :raise KeyFormatError: ``vkey`` is not a verifier key.
    :raise NoteFormatError: ``note`` is not a signed note.
    :raise SignatureError: the key's signature is missing, false or repeated.
    """
    key = VerifierKey.from_text(vkey)
    _note_bytes(note)
    text, blank_line, block = note.rpartition("\n\n")
    if not blank_line or not block:
        raise NoteFormatError("a note is text, a blank line and signatures")
    lines = block.removesuffix("\n").split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise NoteFormatError(f"more than {_MOST_SIGNATURES} signatures")
    signatures = [
        raw[_KEY_ID_BYTES:]
        for name, raw in map(_signature_line, lines)
        if name == key.name and raw[:_KEY_ID_BYTES] == key.key_id
    ]
    if len(signatures) != 1:
        raise SignatureError(f"{len(signatures)} signatures by {key.name} where there must be one")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signatures[0], f"{text}\n".encode())
    except InvalidSignature:
        raise SignatureError(f"the signature by {key.name} is false") from None
    return f"{text}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of an opened note as a checkpoint.

    :raise CheckpointError: it is none.
    """
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < 3 or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004 - origin, size, root
        raise CheckpointError("a checkpoint is an origin, a size and a root, each on its line")
    root = _from_base64(lines[2], or_raise=CheckpointError("the root is not base64"))
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root, extensions=tuple(lines[3:]))


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Return ``checkpoint`` as a note signed by ``key``."""
    return sign_note(checkpoint.text(), key)


def open_checkpoint(note: str, vkey: str, *, origin: str) -> Checkpoint:
    """Return the checkpoint in ``note`` after checking its signature and that it speaks of ``origin``.

    :raise NoteError: the note or its signature cannot be relied on, or it is another log's checkpoint.
    """
    checkpoint = parse_checkpoint(open_note(note, vkey))
    if checkpoint.origin != origin:
        raise CheckpointError(f"a checkpoint of {checkpoint.origin}, not of {origin}")
    return checkpoint


def claimed_checkpoint(note: str) -> Checkpoint:
    """Return the checkpoint a note says it is; nobody's signature is looked at, so it is only a claim.

    :raise CheckpointError: it does not say one.
    """
    return parse_checkpoint(note.partition("\n\n")[0] + "\n")


def _note_bytes(text: str) -> bytes:
    if not text.endswith("\n") or _NOT_IN_NOTES.search(text):
        raise NoteFormatError("a note is UTF-8, ends with a line end and holds no other control character")
    return text.encode()


def _signature_line(line: str) -> tuple[str, bytes]:
    """Return the key name and the decoded bytes (key id, then signature) of one signature line."""
    refusal = NoteFormatError(f"not a signature line: {line!r}")
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None or not _is_name(match["name"]):
        raise refusal
    raw = _from_base64(match["signature"], or_raise=refusal)
    if len(raw) <= _KEY_ID_BYTES:
        raise refusal
    return match["name"], raw


def _require_key(name: str, raw: bytes) -> None:
    if not _is_name(name) or len(raw) != _KEY_BYTES:
        raise KeyFormatError("a key has a name without spaces or plus, and 32 bytes")


def _is_name(name: str) -> bool:
    return name.split() == [name] and "+" not in name and not _NOT_IN_NOTES.search(name)


def _typed_key(text: str) -> bytes:
    raw = _from_base64(text, or_raise=KeyFormatError("the key is not base64"))
    if raw[:1] != _ED25519:
        raise KeyFormatError("the key is not of the Ed25519 type")
    return raw[1:]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _from_base64(text: str, *, or_raise: NoteError) -> bytes:
    """Return the bytes whose one standard base64 form is ``text``."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise or_raise from None
    if _base64(raw) != text:
        raise or_raise
    return raw
