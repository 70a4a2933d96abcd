"""The command line of places, people and logs: ``cunshi org …`` and ``cunshi log …``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.kernel import clock
from portal.kernel.keys import signing_key
from portal.org import queries, services
from portal.org.actors import actor_for
from portal.org.roster import read_roster
from portal.terminal import as_account, as_json, installation, packages, print_json

if TYPE_CHECKING:
    from portal.kernel.canonical import Json
    from portal.org.queries import PersonRow


@click.group("org")
def org_group() -> None:
    """Manage townships, villages, people and accounts."""


@org_group.command("list")
@as_json()
def list_places(*, json_out: bool) -> None:
    """List the township and its villages."""
    with installation():
        rows = [
            {"slug": place.slug, "name": place.name, "kind": place.kind, "parent": place.parent and place.parent.slug}
            for place in queries.places()
        ]
    if json_out:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['slug']}\t{row['name']}")


@org_group.command("create-township")
@click.argument("slug")
@click.argument("name")
@click.option("--admin", required=True, metavar="NAME", help="Name of the first administrator.")
def create_township(slug: str, name: str, admin: str) -> None:
    """Set up a new installation: the township and its first administrator."""
    with installation() as config:
        slip = services.found_township(slug=slug, name=name, host=config.origin_host, administrator=admin)
    click.echo(f"已建立{name}。{slip.name}的账号 {slip.login}，激活码 {slip.code}（七天内有效，只能用一次）。")


@org_group.command("create-village")
@click.argument("slug")
@click.argument("name")
@click.option("--jurisdiction", default="", help="Province whose stricter rules apply, e.g. 山东.")
@as_account()
def create_village(slug: str, name: str, jurisdiction: str, login: str) -> None:
    """Make a village with its own log."""
    with installation():
        services.create_village(actor_for(login), queries.township(), slug=slug, name=name, jurisdiction=jurisdiction)
    click.echo(f"已建立{name}，公开地址 /{slug}/。")


@org_group.command("accounts")
@click.argument("slug")
@as_json()
def list_accounts(slug: str, *, json_out: bool) -> None:
    """List the accounts of a place: what may be given to --as."""
    with installation():
        people = [row for row in queries.people(queries.place_by_slug(slug), on=clock.today()) if row.login]
    if json_out:
        print_json([_account(row) for row in people])
        return
    for row in people:
        state = "已停用" if row.closed else "已激活" if row.activated else "待激活"
        click.echo(f"{row.login}\t{row.code}\t{row.name}\t{row.offices_text}\t{state}")


@org_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--village", "slug", required=True)
@click.option("--dry-run", is_flag=True, help="Check the file and write nothing.")
@as_account()
@as_json()
def import_people(file: Path, slug: str, login: str, *, dry_run: bool, json_out: bool) -> None:
    """Read a people's roster (.xlsx, .xls, .csv): all rows or none."""
    data = file.read_bytes()
    with installation():
        rows = read_roster(file.name, data, today=clock.today())
        village = queries.place_by_slug(slug)
        actor = actor_for(login)
        added = len(rows) if dry_run else services.import_roster(actor, village, rows, file=data)
    if json_out:
        print_json({"people": added, "written": not dry_run})
    else:
        click.echo(f"{'可以登记' if dry_run else '已登记'} {added} 人。")


def _account(row: PersonRow) -> dict[str, Json]:
    return {
        "code": row.code,
        "name": row.name,
        "offices": [office.title for office in row.offices],
        "login": row.login,
        "activated": row.activated,
        "closed": row.closed,
    }


@click.group("log")
def log_group() -> None:
    """Examine the sealed record."""


@log_group.command("verify")
@click.argument("slug", required=False)
@as_json()
@click.pass_context
def verify(ctx: click.Context, slug: str | None, *, json_out: bool) -> None:
    """Recompute journal, digests and tree, and name the first bad record."""
    from portal.kernel.verify import verify_all, verify_log

    with installation() as config:
        logs = packages(config)
        problems = verify_log(queries.place_by_slug(slug).log.origin, logs) if slug else verify_all(logs)
    if json_out:
        print_json([{"record": problem.record, "problem": problem.sentence} for problem in problems])
    for problem in () if json_out else problems:
        click.echo(problem.sentence, err=True)
    if not json_out and not problems:
        click.echo("封存记录完好：每一条、每一行都与封存时一致。")
    ctx.exit(1 if problems else 0)


@log_group.command("vkey")
@click.argument("slug")
def vkey(slug: str) -> None:
    """Print the public key of a place's log in signed-note form."""
    with installation() as config:
        place = queries.place_by_slug(slug)
        click.echo(signing_key(config.key_dir, place.log.origin, first_use=not queries.has_checkpoint(place)).vkey)
