"""Every test here sees one program, whatever else touches the project's files meanwhile, and may have a small world."""

import pytest
from flask.testing import FlaskClient

from disclosure.site import building
from tests.disclosure.site.hand_made import World, client_of, world


@pytest.fixture(autouse=True)
def one_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "program_fingerprint", lambda _app: "one program")


@pytest.fixture
def made() -> World:
    return world()


@pytest.fixture
def client(made: World) -> FlaskClient:
    return client_of(made.published)
