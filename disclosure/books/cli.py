"""The command line of the books: ``cunshi books import | close | sign-off | export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from disclosure.books import chart, queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import ImpossibleMonthError
from disclosure.books.rules.deadlines import is_possible
from disclosure.books.sheets.beancount import beancount_text
from disclosure.books.sheets.output import BOOKS_COLUMNS, books_rows
from disclosure.books.sheets.table import NamedFile
from portal.kernel import clock, sheets
from portal.kernel.errors import DomainError
from portal.kernel.money import format_yuan, plain_yuan
from portal.kernel.months import Month, MonthError
from portal.org.actors import actor_for
from portal.org.queries import place_by_slug
from portal.terminal import RefusingGroup, as_account, as_json, installation, print_json

if TYPE_CHECKING:
    from disclosure.books.rules.closing import Problem
    from disclosure.books.sheets.joining import Difference
    from disclosure.books.sheets.reading import Reading
    from disclosure.books.sheets.table import RowError
    from portal.kernel.canonical import Json

_MOST_FILES = 2


class MonthParameter(click.ParamType[Month]):
    """A month on the command line."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        """Read ``2026-10``."""
        if isinstance(value, Month):
            return value
        try:
            month = Month.parse(value)
        except MonthError as error:
            self.fail(error.sentence, param, ctx)
        if not is_possible(month):
            self.fail(ImpossibleMonthError(month).sentence, param, ctx)
        return month


@click.group("books", cls=RefusingGroup)
def books_group() -> None:
    """Keep the village's books: import, close, sign off."""


@books_group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--village", "slug", metavar="SLUG", help="Whose books; only --dry-run does without.")
@click.option("--month", required=True, type=MonthParameter(), metavar="2026-10")
@click.option("--chart", "chart_key", type=click.Choice(chart.KEYS), help="Default: the chart in force in the month.")
@click.option(
    "--money",
    type=click.Choice([money.value for money in MoneyAccount]),
    help="Where the money of an itemised list lay when it comes without a cash journal.",
)
@click.option("--dry-run", is_flag=True, help="Check the files and write nothing; needs no database.")
@click.option("--as", "login", metavar="ACCOUNT", help="Whose name and offices the act bears.")
@as_json()
@click.pass_context
def import_files(ctx: click.Context, /, files: tuple[Path, ...], **options: Any) -> None:
    """Book a month from a cash journal, an itemised list, or one of each (.csv, .xlsx, .xls): all of it or nothing."""
    if len(files) > _MOST_FILES:
        raise click.UsageError("最多两个文件：一份现金日记账、一份收支明细表。")
    if not options["dry_run"] and not (options["slug"] and options["login"]):
        raise click.UsageError("要用 --village 和 --as 指明哪个村、谁来办理；只检查文件请加 --dry-run。")
    money = options["money"]
    reading = services.read_books(
        [_named_file(path) for path in files],
        month=options["month"],
        chart_key=options["chart_key"] or "",
        money=MoneyAccount(money) if money else None,
    )
    refusal = "" if options["dry_run"] or reading.errors else _book(reading, options["slug"], options["login"])
    refused = bool(reading.errors or refusal)
    if options["json_out"]:
        print_json(document(reading, refusal=refusal, written=not (refused or options["dry_run"])))
    else:
        _tell(reading, refusal=refusal, dry_run=options["dry_run"])
    ctx.exit(1 if refused else 0)


@books_group.command("close")
@click.argument("slug")
@click.argument("month", type=MonthParameter())
@click.option("--dry-run", is_flag=True, help="Only list what stops the close and what to look at.")
@click.option("--explain", metavar="TEXT", default="", help="What to say in public to what should be looked at.")
@as_account()
@as_json()
@click.pass_context
def close(ctx: click.Context, /, slug: str, month: Month, **options: Any) -> None:
    """Close a month, or list what stops it."""
    dry_run = options["dry_run"]
    with installation():
        village = place_by_slug(slug)
        found = queries.problems_of(village, month, today=clock.today())
        stopped = any(problem.blocking for problem in found)
        if not dry_run and not stopped:
            services.close_month(actor_for(options["login"]), village, month, explanation=options["explain"])
    if options["json_out"]:
        problems: list[Json] = [{"code": one.code, "text": one.text, "blocking": one.blocking} for one in found]
        print_json({"month": str(month), "closed": not (dry_run or stopped), "problems": problems})
    else:
        _tell_problems(found)
        click.echo(_close_result(month, stopped=stopped, dry_run=dry_run), err=stopped)
    ctx.exit(1 if stopped else 0)


@books_group.command("sign-off")
@click.argument("slug")
@click.argument("month", type=MonthParameter())
@click.option("--opinion", default="", help="What the supervision committee says of the month; published with it.")
@as_account()
def sign_off(slug: str, month: Month, opinion: str, login: str) -> None:
    """Sign off a closed month as a second person, and publish it."""
    with installation():
        services.sign_off_month(actor_for(login), place_by_slug(slug), month, opinion=opinion)
    click.echo(f"{month.chinese}已签字公布，下一次生成公开网站时可以看到。")


@books_group.command("export")
@click.argument("slug")
@click.option("--format", "kind", type=click.Choice(["beancount", "csv", "xlsx"]), default="csv", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; default: standard output."
)
def export(slug: str, kind: str, out: Path | None) -> None:
    """Write the whole books, every line of every voucher; amounts that take something back are below zero.

    For Beancount there are also the openings, and what every account stands at when each month ends.
    """
    with installation():
        village = place_by_slug(slug)
        vouchers = queries.all_vouchers(village)
        openings = queries.openings_until(village, Month.of(clock.today()))
    rows = list(books_rows(vouchers))
    if kind == "beancount":
        data = beancount_text(village.name, vouchers, openings).encode()
    elif kind == "xlsx":
        data = sheets.write_xlsx(BOOKS_COLUMNS, rows, sheet=slug)
    else:
        data = sheets.write_csv(BOOKS_COLUMNS, rows)
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)
        click.echo(f"{len(rows)} 行，已写入 {out}。", err=True)


def document(reading: Reading, *, refusal: str, written: bool) -> dict[str, Json]:
    """Return what ``--json`` prints: amounts are texts in yuan with two decimals."""
    return {
        "month": str(reading.month),
        "chart": reading.chart.key,
        "rows": reading.rows,
        "income": plain_yuan(reading.income_fen),
        "expense": plain_yuan(reading.expense_fen),
        "by_category": {name: plain_yuan(fen) for name, fen in [*reading.income.items(), *reading.expense.items()]},
        "opening": {money.value: plain_yuan(fen) for money, fen in reading.openings.items()},
        "closing": {
            money.value: plain_yuan(one.closing_fen)
            for money, one in reading.money.items()
            if one.closing_fen is not None
        },
        "money": {
            money.value: {
                "opening": _yuan(one.opening_fen),
                "in": plain_yuan(one.in_fen),
                "out": plain_yuan(one.out_fen),
                "closing": _yuan(one.closing_fen),
                "rows": one.rows,
            }
            for money, one in reading.money.items()
        },
        "vouchers": len(reading.vouchers),
        "printed_totals_agree": reading.printed_totals_agree,
        "differences": [_difference(one) for one in reading.differences],
        "warnings": list(reading.warnings),
        "errors": [
            *(_error(one) for one in reading.errors),
            *([{"file": None, "row": None, "column": None, "problem": refusal}] if refusal else []),
        ],
        "written": written,
    }


def _named_file(path: Path) -> NamedFile:
    with path.open("rb") as file:
        return NamedFile(name=path.name, data=file.read(sheets.LARGEST_FILE + 1))


def _book(reading: Reading, slug: str, login: str) -> str:
    """Book the month and return nothing, or why it was refused."""
    with installation():
        try:
            services.import_books(actor_for(login), place_by_slug(slug), reading)
        except DomainError as refusal:
            return refusal.sentence
    return ""


def _difference(one: Difference) -> dict[str, Json]:
    return {
        "voucher": one.number,
        "found_in": one.found_in,
        "summary": one.summary,
        "income": plain_yuan(one.income_fen),
        "expense": plain_yuan(one.expense_fen),
        "booked": one.booked,
    }


def _error(one: RowError) -> dict[str, Json]:
    return {"file": one.file, "row": one.row, "column": one.column, "problem": one.problem}


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else plain_yuan(fen)


def _tell(reading: Reading, *, refusal: str, dry_run: bool) -> None:
    for error in reading.errors:
        where = f"第 {error.row} 行“{error.column}”：" if error.row else ""
        click.echo(f"{error.file} {where}{error.problem}", err=True)
    for money, one in reading.money.items():
        ends = [(f"上期结转 {format_yuan(one.opening_fen)}，" if one.opening_fen is not None else "")]
        ends.append(f"，结余 {format_yuan(one.closing_fen)}" if one.closing_fen is not None else "")
        click.echo(f"{money.value}：{ends[0]}收 {format_yuan(one.in_fen)}，付 {format_yuan(one.out_fen)}{ends[1]}")
    click.echo(
        f"{reading.month.chinese}：{reading.rows} 行，{len(reading.vouchers)} 张凭证，"
        f"收入 {format_yuan(reading.income_fen)} 元，支出 {format_yuan(reading.expense_fen)} 元。"
    )
    for line in reading.warnings:
        click.echo(f"请留意：{line}")
    for difference in reading.differences:
        click.echo(f"请核对：第{difference.number}号只在{difference.found_in}上有：{difference.summary}")
    if refusal or reading.errors:
        click.echo(refusal or f"有 {len(reading.errors)} 处问题，没有记入任何一笔。", err=True)
    else:
        click.echo("检查通过，没有写入。" if dry_run else "已记账。")


def _tell_problems(found: tuple[Problem, ...]) -> None:
    for problem in found:
        click.echo(f"{'不能结账' if problem.blocking else '请留意'}：{problem.text}", err=problem.blocking)


def _close_result(month: Month, *, stopped: bool, dry_run: bool) -> str:
    if stopped:
        return f"{month.chinese}没有结账。"
    return f"{month.chinese}可以结账。" if dry_run else f"{month.chinese}已结账，请村务监督委员会成员签字公布。"
