"""The signing keys of the logs: one file each, readable by their owner only, never in the database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from portal.kernel.errors import UnavailableError
from portal.kernel.notes import SigningKey

if TYPE_CHECKING:
    from pathlib import Path


class KeyMissingError(UnavailableError):
    """A log has checkpoints, but its key is not in the key folder: restore the key from the backup."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"缺少签名密钥 {path}，请从备份恢复密钥文件夹，不要新建。")


def signing_key(folder: Path, origin: str, *, first_use: bool) -> SigningKey:
    """Return the key of the log ``origin``, made on its first use.

    :raise KeyMissingError: the key was used before and is gone; another key would break every copy of the log.
    """
    path = folder / f"{origin.replace('/', '_')}.key"
    if path.exists():
        return SigningKey.from_text(path.read_text().strip())
    if not first_use:
        raise KeyMissingError(path)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _kept(SigningKey.generate(origin), path)


def _kept(key: SigningKey, path: Path) -> SigningKey:
    """Write ``key`` whole or not at all; where another process was first, its key is the log's."""
    draft = path.with_suffix(f".{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{key.to_text()}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return SigningKey.from_text(path.read_text().strip())
    finally:
        draft.unlink()
    return key
