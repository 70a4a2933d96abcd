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


def test_whoever_is_first_makes_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = signing_key(tmp_path, "cunshi.example/qingshan", first_use=True)
    monkeypatch.setattr(Path, "exists", lambda _self: False)  # the second process looked before the first wrote
    assert signing_key(tmp_path, "cunshi.example/qingshan", first_use=True) == first
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        signing_key(tmp_path, "cunshi.example/qingshan", first_use=True)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
    assert signing_key(tmp_path, "cunshi.example/qingshan", first_use=True)
