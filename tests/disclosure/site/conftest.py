"""Every test here sees one program, whatever else touches the project's files meanwhile."""

import pytest

from disclosure.site import building


@pytest.fixture(autouse=True)
def one_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "program_fingerprint", lambda _app: "one program")
