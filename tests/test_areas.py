"""A tiny area, mounted by its name in the settings alone, brings everything an area can bring."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from disclosure.site.services import publish_site
from portal.app import create_app
from portal.config import Config
from portal.kernel import migrate
from portal.kernel.db import connection
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages
from tests.factories import PASSWORD, Township
from tests.outpost import services


@pytest.fixture
def with_outpost(config: Config, database: str, tmp_path: Path) -> Config:
    """The settings of a running installation to which one name was added."""
    mounted = replace(
        config,
        database_url=database,
        areas=(*config.areas, "tests.outpost"),
        build_dir=tmp_path / "build",
        key_dir=tmp_path / "keys",
    )
    assert migrate.upgrade(packages(mounted)) == ["tests.outpost/0001_loans"]
    return mounted


def _signed_in(config: Config, login: str) -> FlaskClient:
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"login": login, "password": PASSWORD})
    return client


def test_a_tiny_area_brings_page_task_migration_bulletin_and_public_page(
    township: Township, with_outpost: Config
) -> None:
    services.lend(township.actor(Office.SECRETARY), township.village, "喷雾器")
    client = _signed_in(with_outpost, township.login(Office.SECRETARY))
    assert "<li>喷雾器</li>" in client.get("/qingshan/outpost/").text
    dashboard = client.get("/qingshan/").text
    assert "催还喷雾器" in dashboard
    assert "农具出借" in dashboard
    with connection():
        publish_site(with_outpost)
        assert "<li>喷雾器</li>" in (with_outpost.build_dir / "qingshan" / "outpost" / "index.html").read_text()
        assert "喷雾器" not in (with_outpost.build_dir / "hexi" / "outpost" / "index.html").read_text()
        assert migrate.schema_differences(packages(with_outpost)) == []
        assert verify_all(packages(with_outpost)) == []


def test_without_its_name_nothing_of_it_is_there(township: Township, config: Config, database: str) -> None:
    client = _signed_in(replace(config, database_url=database), township.login(Office.SECRETARY))
    assert client.get("/qingshan/outpost/").status_code == 404
    assert "农具出借" not in client.get("/qingshan/").text
