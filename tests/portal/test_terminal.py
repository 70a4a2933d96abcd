"""What commands draw on a terminal."""

from __future__ import annotations

import sys

import pytest

from portal.terminal import progress


def test_a_progress_bar_is_drawn_only_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert progress() is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    draw = progress()
    assert draw is not None
    draw(1, 2)
    draw(2, 2)
    assert capsys.readouterr().err == f"\r[{'#' * 15}{'-' * 15}] 1/2\r[{'#' * 30}] 2/2\n"
