"""The command line of points: ``cunshi points …``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from points import queries, services
from points.lint import warnings_of
from points.periods import parse_stretch
from points.rules import plain_points
from points.schemes import read_scheme
from points.sheets import read_claims
from portal.kernel import clock, sheets
from portal.kernel.sheets import BadCellsError
from portal.org.actors import actor_for
from portal.org.models import PlaceKind
from portal.org.queries import branches, place_by_slug
from portal.terminal import as_account, as_json, installation, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from points.lint import Warned
    from points.queries import BranchList, BranchStanding
    from portal.kernel.canonical import Json
    from portal.kernel.sheets import CellError


@click.group("points")
def points_group() -> None:
    """Enter tables of points, look at boards, judge schemes."""


@points_group.command("board")
@click.argument("slug")
@click.argument("period", metavar="2026-10|2026-Q4|2026")
@as_json()
def board(slug: str, period: str, *, json_out: bool) -> None:
    """Show what each member of a village's branches earned and lost in a month, quarter or year.

    Of a township: its villages' branches beside one another, by their average per head.
    """
    with installation():
        place, stretch = place_by_slug(slug), parse_stretch(period)
        today = clock.today()
        beside = queries.standings(place, stretch) if place.kind == PlaceKind.TOWNSHIP else ()
        lists = [queries.branch_list(place, branch, stretch, today=today) for branch in branches(place)]
    if beside:
        _tell_standings(beside, json_out=json_out)
        return
    if json_out:
        print_json([_document(one) for one in lists])
        return
    for one in lists:
        click.echo(f"{one.branch} {one.stretch.chinese} 人均 {plain_points(one.average_x100)} 分")
        for row in one.members:
            added, lost, total = (plain_points(x) for x in (row.additions_x100, row.deductions_x100, row.total_x100))
            click.echo(f"{row.name}\t加 {added}\t扣 {lost}\t合计 {total}")


@points_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--village", "slug", required=True, metavar="SLUG", help="Whose members.")
@click.option("--dry-run", is_flag=True, help="Check the table and write nothing.")
@as_account()
@as_json()
@click.pass_context
def import_table(ctx: click.Context, /, file: Path, slug: str, login: str, *, dry_run: bool, json_out: bool) -> None:
    """Enter a table of claims (.csv, .xlsx, .xls): all of it, or nothing; another person reviews them."""
    with file.open("rb") as opened:
        data = opened.read(sheets.LARGEST_FILE + 1)
    with installation():
        village, actor = place_by_slug(slug), actor_for(login)
        table = read_claims(village, file.name, data)
        table.refuse(services.refused_claims(actor, village, table.recordings, today=clock.today()))
        written = not (table.errors or dry_run)
        if written:
            services.import_claims(actor, village, table.recordings)
    if json_out:
        errors: list[Json] = [{"row": one.row, "column": one.column, "problem": one.problem} for one in table.errors]
        print_json({"rows": len(table.rows), "errors": errors, "written": written})
    else:
        _tell(table.errors, rows=len(table.rows), written=written)
    ctx.exit(1 if table.errors else 0)


@points_group.command("lint")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json()
@click.pass_context
def lint(ctx: click.Context, file: Path, *, json_out: bool) -> None:
    """Judge a scheme file (.csv, .xlsx, .xls): cells that are not accepted, and what contradicts itself."""
    cells: tuple[CellError, ...] = ()
    warned: list[Warned] = []
    items = 0
    try:
        scheme = read_scheme(file.name, file.read_bytes())
        items, warned = len(scheme.items), warnings_of(scheme)
    except BadCellsError as refusal:
        cells = refusal.cells
    if json_out:
        errors: list[Json] = [{"row": cell.row, "column": cell.column, "problem": cell.problem} for cell in cells]
        warnings: list[Json] = [{"code": one.code, "problem": one.problem} for one in warned]
        print_json({"items": items, "errors": errors, "warnings": warnings})
    for cell in () if json_out else cells:
        click.echo(f"第 {cell.row} 行“{cell.column}”：{cell.problem}", err=True)
    for one in () if json_out else warned:
        click.echo(f"请核对 {one.code}：{one.problem}", err=True)
    if not json_out and not cells:
        click.echo(f"可以使用：{items} 个项目。")
    ctx.exit(1 if cells else 0)


@points_group.command("recount")
@click.argument("slug")
@as_account()
def recount(slug: str, login: str) -> None:
    """Add a village's points up again, where ``cunshi db check`` found sums that differ from the entries."""
    with installation():
        services.recount(actor_for(login), place_by_slug(slug))
    click.echo("已按逐笔记录重新合计。")


def _tell(errors: Sequence[CellError], *, rows: int, written: bool) -> None:
    for cell in errors:
        click.echo(f"第 {cell.row} 行“{cell.column}”：{cell.problem}", err=True)
    if errors:
        click.echo(f"有 {len(errors)} 处问题，没有记入任何一笔。", err=True)
    else:
        click.echo(f"已登记 {rows} 笔，等另一名支委审核。" if written else f"检查通过，{rows} 笔，没有写入。")


def _tell_standings(beside: Sequence[BranchStanding], *, json_out: bool) -> None:
    if json_out:
        print_json(
            [
                {
                    "village": one.village_slug,
                    "branch": one.branch,
                    "members": one.members,
                    "additions": plain_points(one.totals.additions_x100),
                    "deductions": plain_points(one.totals.deductions_x100),
                    "total": plain_points(one.totals.total_x100),
                    "average": plain_points(one.average_x100),
                }
                for one in beside
            ]
        )
        return
    for one in beside:
        total, average = plain_points(one.totals.total_x100), plain_points(one.average_x100)
        click.echo(f"{one.village} {one.branch}\t党员 {one.members or 0} 人\t合计 {total}\t人均 {average} 分")


def _document(one: BranchList) -> Json:
    return {
        "branch": one.branch,
        "period": str(one.stretch),
        "average": plain_points(one.average_x100),
        "members": [
            {
                "name": row.name,
                "additions": plain_points(row.additions_x100),
                "deductions": plain_points(row.deductions_x100),
                "total": plain_points(row.total_x100),
                "in_force": plain_points(row.in_force_x100),
            }
            for row in one.members
        ],
    }
