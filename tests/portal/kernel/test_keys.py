from __future__ import annotations

from pathlib import Path

import pytest

from portal.kernel.keys import KeyMissingError, signing_key


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    made = signing_key(tmp_path / "keys", "cunshi.example/qingshan", first_use=True)
    again = signing_key(tmp_path / "keys", "cunshi.example/qingshan", first_use=False)
    assert made == again
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_never_replaced_silently(tmp_path: Path) -> None:
    with pytest.raises(KeyMissingError, match="恢复"):
        signing_key(tmp_path / "keys", "cunshi.example/qingshan", first_use=False)
