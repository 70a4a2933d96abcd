"""Two databases with one past, for tests that ask what depends on a choice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def twins(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two databases with the same past."""
    if database_kind == "sqlite":
        template = request.getfixturevalue("sqlite_templates")["township"]
        paths = [shutil.copy(template, tmp_path / f"{name}.db") for name in ("one", "other")]
        yield f"sqlite:///{paths[0]}", f"sqlite:///{paths[1]}"
        return
    address = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_templates")["township"]
    names = [f"twin_{name}" for name in ("one", "other")]
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        for name in names:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        yield address(names[0]), address(names[1])
        for name in names:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
