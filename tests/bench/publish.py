"""One build of the benchmark's site in a process of its own: ``python -m tests.bench.publish FOLDER [--full]``."""

from __future__ import annotations

import sys
from pathlib import Path

from disclosure.site.services import publish_site
from portal.config import Config
from portal.kernel.db import connection, open_database
from tests.bench.county import SITE_URL

PROCESSES = 2


def config_in(folder: Path) -> Config:
    """Return the installation that lies in ``folder``."""
    return Config(
        database_url=f"sqlite:///{folder / 'county.db'}",
        secret_key="",
        site_url=SITE_URL,
        build_dir=folder / "site",
        upload_dir=folder / "uploads",
        key_dir=folder / "keys",
        areas=("tests.bench.tables", "disclosure.site"),
    )


def main(folder: str, *options: str) -> None:
    """Build the site of the installation in ``folder``."""
    config = config_in(Path(folder))
    open_database(config.database_url)
    with connection():
        publish_site(config, full="--full" in options, processes=PROCESSES)


if __name__ == "__main__":
    main(*sys.argv[1:])
