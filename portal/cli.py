"""The command ``cunshi``: one group per noun; every area brings its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal import areas
from portal.config import Config, ConfigError
from portal.kernel import clock, migrate
from portal.kernel.canonical import Json
from portal.terminal import RefusingGroup, as_json, installation, packages, print_json, progress

if TYPE_CHECKING:
    from portal.kernel.backup import Installation


@click.group(cls=RefusingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cunshi")
def cunshi() -> None:
    """村事: points, decisions and money of villages, sealed and published."""


@cunshi.group("db")
def db_group() -> None:
    """Keep the database: schema and integrity."""


@db_group.command("upgrade")
def db_upgrade() -> None:
    """Bring the schema up to date."""
    with installation() as config:
        applied = migrate.upgrade(packages(config))
    for name in applied:
        click.echo(f"已应用 {name}")
    click.echo("数据库结构已是最新。")


@db_group.command("status")
@as_json()
def db_status(*, json_out: bool) -> None:
    """List the schema's scripts."""
    with installation() as config:
        states = migrate.status(packages(config))
    if json_out:
        print_json([{"package": s.package, "name": s.name, "applied": s.applied} for s in states])
        return
    for state in states:
        click.echo(f"{'✓' if state.applied else '待应用'} {state.package}/{state.name}")


@db_group.command("check")
@click.pass_context
def db_check(ctx: click.Context) -> None:
    """Compare the schema with the models, the rows with the journal, and sums with what they are sums of."""
    from portal.kernel.verify import verify_all

    with installation() as config:
        found = migrate.schema_differences(packages(config))
        found += [problem.sentence for problem in verify_all(packages(config))]
        for area in areas.load(config.areas):
            found += areas.resolve(area.checks)() if area.checks else ()
    for line in found:
        click.echo(line, err=True)
    click.echo("检查通过：结构一致，封存记录完好。" if not found else f"发现 {len(found)} 处问题。")
    ctx.exit(1 if found else 0)


@db_group.command("copy")
@click.argument("target")
def db_copy(target: str) -> None:
    """Copy everything into the empty database TARGET (postgresql://… or sqlite:///…), and compare."""
    from portal.kernel.copying import copy_database

    with installation() as config:
        rows = copy_database(config.database_url, target, packages(config))
    click.echo(f"已复制 {rows} 行，逐行核对一致。")


@db_group.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def db_backup(file: Path) -> None:
    """Write database, stored files and signing keys into FILE while the portal goes on working."""
    from portal.kernel.backup import write_backup

    kept = write_backup(_whole_installation(), file)
    for digest in kept.damaged:
        click.echo(f"附件文件 {digest} 缺失或被改动，没有进入备份；请从早先的备份找回。", err=True)
    click.echo(f"已备份到 {file}：数据库、{kept.files} 个附件、{kept.keys} 把签名密钥，共 {kept.size:,} 字节。")
    click.echo("备份里有签名密钥，请像保管公章一样保管，并另存一份到别的机器上。")


@db_group.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def db_restore(file: Path) -> None:
    """Put FILE where nothing is yet: unpacked, brought up to date, verified; all of it or nothing."""
    from portal.kernel.backup import restore_backup

    kept = restore_backup(file, _whole_installation())
    click.echo(f"已恢复并核对：数据库、{kept.files} 个附件、{kept.keys} 把签名密钥，封存记录完好。")
    click.echo("接着运行 cunshi site build，重新生成公开网站。")


def _whole_installation() -> Installation:
    from portal.kernel.backup import Installation

    config = Config.from_env()
    return Installation(
        database_url=config.database_url,
        upload_dir=config.upload_dir,
        key_dir=config.key_dir,
        packages=packages(config),
    )


@cunshi.group("demo")
def demo_group() -> None:
    """Make an invented township to look around in."""


@demo_group.command("load")
@click.option("--villages", default=3, show_default=True, type=click.IntRange(1, 400))
@click.option("--months", default=14, show_default=True, type=click.IntRange(1, 120))
@click.option("--seed", default=1, show_default=True)
@as_json()
def demo_load(villages: int, months: int, seed: int, *, json_out: bool) -> None:
    """Fill the empty database with an invented township; nobody and nowhere in it exists."""
    from portal import demo

    with installation() as config:
        migrate.upgrade(packages(config))
        mounted = areas.load(config.areas)
        scene = demo.load(
            mounted,
            host=config.origin_host,
            villages=villages,
            months=months,
            seed=seed,
            today=clock.today(),
            on_village=None if json_out else progress(),
        )
        shown = demo.accounts_to_show(scene)
        by_village = demo.states(mounted, scene.villages)
    if json_out:
        print_json(_loaded(shown, by_village, further=villages - len(by_village)))
        return
    for place, offices, login in shown:
        click.echo(f"{place}\t{offices}\t{login}")
    click.echo(f"以上账号的密码都是 {demo.DEMO_PASSWORD}")


def _loaded(shown: list[tuple[str, str, str]], by_village: dict[str, dict[str, int]], *, further: int) -> Json:
    summed: Counter[str] = Counter()
    for states in by_village.values():
        summed.update(states)
    return {
        "villages": list[Json](by_village),
        "further": further,
        "states": dict[str, Json](sorted(summed.items())),
        "by_village": {slug: dict[str, Json](states) for slug, states in by_village.items()},
        "accounts": [list[Json](row) for row in shown],
    }


@cunshi.group("notify")
def notify_group() -> None:
    """Tell people by e-mail what waits for them."""


@notify_group.command("send")
@click.option("--dry-run", is_flag=True, help="Show what would go out, and send nothing.")
@click.pass_context
def notify_send(ctx: click.Context, *, dry_run: bool) -> None:
    """Send what nobody was told yet; run it as often as you like."""
    from portal.app import create_app
    from portal.kernel.mail import posting, server_of
    from portal.notify import letters, send

    with installation() as config:
        key = config.require_secret_key()
        server = None if dry_run else server_of(config.mail_url, sender=config.mail_from)
        with create_app(config).test_request_context():
            waiting = letters(key=key)
            if server is None:
                ready = list(waiting)
                for one in ready:
                    click.echo(f"{one.login}\t{one.letter.subject}")
                click.echo(f"有 {len(ready)} 封要发，没有发出。")
                return
            with posting(server) as way:
                done = send(waiting, way)
    for login in done.refused:
        click.echo(f"{login} 的邮箱，邮件服务器不收。", err=True)
    click.echo(f"已发出 {done.sent} 封。")
    ctx.exit(1 if done.refused else 0)


def _mount(config: Config) -> None:
    from portal.org.cli import log_group, org_group

    cunshi.add_command(org_group)
    cunshi.add_command(log_group)
    for area in areas.load(config.areas):
        if area.commands:
            cunshi.add_command(areas.resolve(area.commands))


def main() -> None:
    """Run the command line."""
    try:
        config = Config.from_env()
    except ConfigError as fault:
        raise SystemExit(str(fault)) from fault
    _mount(config)
    cunshi(prog_name="cunshi")


if __name__ == "__main__":
    main()
