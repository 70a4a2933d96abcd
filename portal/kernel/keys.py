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
    key = SigningKey.generate(origin)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.to_text() + "\n")
    return key
