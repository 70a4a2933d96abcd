"""A box of counts that opens only while its key exists: what was put in is added up, and nothing tells by whom.

A box is a text kept in the database: the counts under AES-256-GCM with a fresh nonce, bound to the box's name and to
how much is in it, so that an older text or another box's is noticed. The key is a file beside the signing keys, in no
backup, and destroyed once the box is counted. From then on nothing opens what is left of earlier texts in pages of
the database, in its write-ahead log or in a copy. While the key exists, whoever holds the server can open the box.
"""

from __future__ import annotations

import os
import secrets
import struct
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.kernel.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 12, 16
_COUNT = struct.Struct(">I")
_SUFFIX = ".box"


class BoxKeyMissingError(UnavailableError):
    """The key of a box is not there: destroyed after the count, or never brought to this machine."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 的票箱钥匙不在这台服务器上，票箱打不开。")


class BoxChangedError(UnavailableError):
    """What lies in the database is not what was put there last."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 的票箱内容与封存的记录不符。")


class BoxKeysUnavailableError(UnavailableError):
    """The folder of keys cannot be used."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__(f"密钥文件夹 {folder or ''} 无法使用，请检查 CUNSHI_KEY_DIR 指向的位置和权限后再试。")


class _Keys:
    folder: Path | None = None


def keep_keys_in(folder: Path) -> None:
    """Say where keys lie; the folder is made with the first one."""
    _Keys.folder = folder


def new_box(name: str, *, counts: int) -> str:
    """Make the key of the box ``name`` and return the box with so many counts, all nought.

    A key of that name that is there already is of an act that was rolled back; it is replaced.

    :raise BoxKeysUnavailableError: the key cannot be kept.
    """
    path = _path(name)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise BoxKeysUnavailableError(_Keys.folder) from error
    return sealed(name, [0] * counts)


def sealed(name: str, counts: Sequence[int]) -> str:
    """Return the box ``name`` with ``counts`` in it, in hex; every time another text of the same length.

    :raise BoxKeyMissingError: there is no key.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = b"".join(_COUNT.pack(count) for count in counts)
    return (nonce + AESGCM(_key(name)).encrypt(nonce, plain, _bound_to(name, sum(counts)))).hex()


def opened(name: str, box: str, *, size: int) -> tuple[int, ...]:
    """Return the counts in ``box``, which add up to ``size``.

    :raise BoxKeyMissingError: there is no key.
    :raise BoxChangedError: it is not the newest text of this box.
    """
    key = _key(name)
    try:
        raw = bytes.fromhex(box)
        plain = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound_to(name, size))
    except (InvalidTag, ValueError) as error:
        raise BoxChangedError(name) from error
    return tuple(count for (count,) in _COUNT.iter_unpack(plain))


def length(counts: int) -> int:
    """Return how long the text of a box with so many counts is."""
    return 2 * (_NONCE_BYTES + counts * _COUNT.size + _TAG_BYTES)


def has_key(name: str) -> bool:
    """Tell whether the box ``name`` can still be opened."""
    return _path(name).exists()


def any_key() -> bool:
    """Tell whether any box at all can be opened."""
    folder = _Keys.folder
    return folder is not None and next(folder.glob(f"*{_SUFFIX}"), None) is not None


def destroy_key(name: str) -> None:
    """Write over the key and remove it; harmless where it is gone."""
    path = _path(name)
    try:
        with path.open("r+b") as file:
            file.write(bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def _path(name: str) -> Path:
    if _Keys.folder is None:
        raise BoxKeysUnavailableError(None)
    return _Keys.folder / f"{name.replace('/', '_')}{_SUFFIX}"


def _key(name: str) -> bytes:
    try:
        return _path(name).read_bytes()
    except FileNotFoundError as error:
        raise BoxKeyMissingError(name) from error
    except OSError as error:
        raise BoxKeysUnavailableError(_Keys.folder) from error


def _bound_to(name: str, size: int) -> bytes:
    return f"{name}\n{size}".encode()
