"""The command line of the public site: ``cunshi site build | index | check | rollback | resume | serve``."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import click

from disclosure.site.check import check_site
from disclosure.site.errors import BuildRunningError, SearchFailedError
from disclosure.site.search import Indexed, index_site
from disclosure.site.serving import ADDRESS, site_server
from disclosure.site.staging import KEPT
from portal.config import Config
from portal.terminal import RefusingGroup, as_json, installation, print_json, progress

if TYPE_CHECKING:
    from disclosure.site.building import Built
    from portal.kernel.canonical import Json


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@click.group("site", cls=RefusingGroup)
def site_group() -> None:
    """Build, check and serve the public site."""


@site_group.command("build")
@click.option("--full", is_flag=True, help="Make every page anew, not only those of places with news.")
@click.option("--no-search", is_flag=True, help="Leave the search index as it is.")
@as_json()
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=_processors, show_default="processors", help="Processes at work."
)
def build(*, full: bool, jobs: int, no_search: bool, json_out: bool) -> None:
    """Publish: settle passed dates, sign the logs, freeze the public site."""
    from disclosure.site.services import publish_site

    with installation() as config:
        built = publish_site(config, full=full, processes=jobs, on_progress=None if json_out else progress())
    found = None if no_search else _searchable(config)
    if json_out:
        frozen, kept, held = list(built.frozen), list(built.kept), list(built.held)
        search = None if found is None else _facts(found)
        print_json({"frozen": frozen, "kept": kept, "held": held, "files": built.files, "search": search})
        return
    _tell_built(config, built)
    if found is not None:
        _tell(found)


@site_group.command("index")
@click.option("--full", is_flag=True, help="Index every village anew, not only those with news.")
def index(*, full: bool) -> None:
    """Make the search index of the built site, by itself."""
    _tell(index_site(Config.from_env().build_dir, full=full))


def _searchable(config: Config) -> Indexed | SearchFailedError | BuildRunningError:
    """Index what was built; it is public already, so a failure is told and stops nothing."""
    try:
        return index_site(config.build_dir)
    except (SearchFailedError, BuildRunningError) as error:
        return error


def _facts(found: Indexed | SearchFailedError | BuildRunningError) -> dict[str, Json]:
    if not isinstance(found, Indexed):
        return {"problem": found.sentence}
    return {"made": list(found.made), "kept": list(found.kept), "records": found.records}


def _tell_built(config: Config, built: Built) -> None:
    for slug in built.held:
        click.echo(f"{slug} 的网页停在退回的版本；恢复请运行 cunshi site resume {slug}。")
    unchanged = f"，{len(built.kept)} 个单位没有变化" if built.kept else ""
    click.echo(
        f"公开网站已生成：{config.build_dir}，共 {built.files} 个文件，本次生成 {len(built.frozen)} 个{unchanged}。"
    )


def _tell(found: Indexed | SearchFailedError | BuildRunningError) -> None:
    if not isinstance(found, Indexed):
        click.echo(str(found), err=True)
        return
    kept = f"，{len(found.kept)} 个村没有变化" if found.kept else ""
    click.echo(f"检索：共 {found.records} 条，本次索引 {len(found.made)} 个村{kept}。")


@site_group.command("check")
@as_json()
@click.pass_context
def check(ctx: click.Context, *, json_out: bool) -> None:
    """Look for dead links, wrong digests, false proofs, leaks, missing and foreign files."""
    config = Config.from_env()
    problems = check_site(config.build_dir, site_url=config.site_url)
    if json_out:
        print_json([{"path": one.path, "problem": one.what} for one in problems])
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(f"发现 {len(problems)} 处问题。" if problems else "检查通过：链接、指纹、证明、隐私都没有问题。")
    ctx.exit(1 if problems else 0)


@site_group.command("rollback")
@click.argument("slug")
@click.option("--steps", type=click.IntRange(1, KEPT), default=1, show_default=True, help="How many versions back.")
def rollback(slug: str, steps: int) -> None:
    """Put a village's pages back to an earlier version, and hold them there; log and documents go on."""
    from disclosure.site.services import roll_back_site

    with installation() as config:
        built = roll_back_site(config, slug, steps=steps)
    click.echo(f"{slug} 的网页已退回 {steps} 个版本，日志和文件照常公开。")
    _tell_built(config, built)
    _tell(_searchable(config))


@site_group.command("resume")
@click.argument("slug")
def resume_village(slug: str) -> None:
    """Let a village that was put back follow its documents again."""
    from disclosure.site.services import resume_site

    with installation() as config:
        built = resume_site(config, slug)
    click.echo(f"{slug} 恢复更新。")
    _tell_built(config, built)
    _tell(_searchable(config))


@site_group.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes any free port.")
def serve(port: int) -> None:
    """Serve the built site to this machine."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # whoever starts it in the background hands it an ignored SIGINT
        signal.signal(stop, signal.default_int_handler)
    with site_server(Config.from_env().build_dir, port=port) as server:
        click.echo(f"公开网站：http://{ADDRESS}:{server.server_port}/ （按 Ctrl+C 停止）")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("已停止。")
