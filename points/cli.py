"""The command line of points: ``cunshi points …``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from points import queries
from points.periods import parse_stretch
from points.rules import plain_points
from points.schemes import read_scheme
from portal.kernel.sheets import BadCellsError
from portal.org.queries import branches, place_by_slug
from portal.terminal import as_json, installation, print_json

if TYPE_CHECKING:
    from points.queries import BranchList
    from portal.kernel.canonical import Json
    from portal.kernel.sheets import CellError


@click.group("points")
def points_group() -> None:
    """Look at boards of points and judge schemes."""


@points_group.command("board")
@click.argument("slug")
@click.argument("period", metavar="2026-10|2026-Q4")
@as_json()
def board(slug: str, period: str, *, json_out: bool) -> None:
    """Show what each member of a village's branches earned and lost in a month or quarter."""
    with installation():
        village, stretch = place_by_slug(slug), parse_stretch(period)
        lists = [queries.branch_list(village, branch, stretch) for branch in branches(village)]
    if json_out:
        print_json([_document(one) for one in lists])
        return
    for one in lists:
        click.echo(f"{one.branch} {one.stretch.chinese} 人均 {plain_points(one.average_x100)} 分")
        for row in one.members:
            added, lost, total = (plain_points(x) for x in (row.additions_x100, row.deductions_x100, row.total_x100))
            click.echo(f"{row.name}\t加 {added}\t扣 {lost}\t合计 {total}")


@points_group.command("lint")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json()
@click.pass_context
def lint(ctx: click.Context, file: Path, *, json_out: bool) -> None:
    """Judge a scheme file (.csv, .xlsx, .xls): every cell that is not accepted, by row and column."""
    cells: tuple[CellError, ...] = ()
    items = 0
    try:
        items = len(read_scheme(file.name, file.read_bytes()).items)
    except BadCellsError as refusal:
        cells = refusal.cells
    if json_out:
        errors: list[Json] = [{"row": cell.row, "column": cell.column, "problem": cell.problem} for cell in cells]
        print_json({"items": items, "errors": errors})
    for cell in () if json_out else cells:
        click.echo(f"第 {cell.row} 行“{cell.column}”：{cell.problem}", err=True)
    if not json_out and not cells:
        click.echo(f"可以使用：{items} 个项目。")
    ctx.exit(1 if cells else 0)


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
            }
            for row in one.members
        ],
    }
