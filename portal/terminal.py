"""The edge of the command line: the installation's database, who acts, answers and refusals.

Exit codes: 0 done; 1 refused, with the reason, nothing written; 2 wrong usage.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from peewee import DatabaseError, DataError, IntegrityError

from portal import areas
from portal.config import Config, ConfigError
from portal.kernel import boxes, migrate
from portal.kernel.attachments import keep_files_in
from portal.kernel.db import UNAVAILABLE, connection, open_database, unavailable_sentence
from portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portal.kernel.canonical import Json

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


_BAR_WIDTH = 30


class RefusalExit(click.ClickException):
    """A refusal as the command line answers it."""

    exit_code = 1

    def format_message(self) -> str:
        """Return the sentence as it is."""
        return self.message


class RefusingGroup(click.Group):
    """A group whose commands answer refusals and an unusable database with a sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except DomainError as refusal:
            raise RefusalExit(refusal.sentence) from refusal
        except ConfigError as fault:
            raise RefusalExit(str(fault)) from fault
        except (IntegrityError, DataError, BrokenPipeError):
            raise  # a fault of the program, with its trace; or a reader who has read enough
        except (*UNAVAILABLE, OSError, DatabaseError) as error:
            raise RefusalExit(unavailable_sentence(error)) from error


@contextmanager
def installation() -> Iterator[Config]:
    """Open the database the environment names and hold a connection to it."""
    config = Config.from_env()
    open_database(config.database_url)
    keep_files_in(config.upload_dir)
    boxes.keep_keys_in(config.key_dir)
    with connection():
        yield config


def packages(config: Config) -> tuple[str, ...]:
    """Return every package that has tables, lowest first."""
    return migrate.GROUND + tuple(area.package for area in areas.load(config.areas) if area.package)


def as_account() -> Decorator:
    """Return the option ``--as ACCOUNT``: who acts, under the same permissions as in the portal."""
    return click.option("--as", "login", required=True, metavar="ACCOUNT", help="Whose name and offices the act bears.")


def as_json() -> Decorator:
    """Return the option ``--json``: one JSON document on standard output."""
    return click.option("--json", "json_out", is_flag=True, help="Print one JSON document.")


def progress() -> Callable[[int, int], None] | None:
    """Return what draws a bar of how much of a long work is done, where somebody watches."""
    if not sys.stderr.isatty():
        return None

    def draw(made: int, total: int) -> None:
        filled = _BAR_WIDTH * made // total
        end = "\n" if made == total else ""
        click.echo(f"\r[{'#' * filled}{'-' * (_BAR_WIDTH - filled)}] {made}/{total}{end}", nl=False, err=True)

    return draw


def print_json(document: Json) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
