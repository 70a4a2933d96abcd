"""The command line of deliberation: ``cunshi matters …``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from deliberation.procedures.checking import check
from deliberation.sheets.records import read_records, verdict_json
from portal.terminal import as_json, print_json

if TYPE_CHECKING:
    from deliberation.rules.records import Verdict

_SAID = {True: "是", False: "否", None: "待核"}


@click.group("matters")
def matters_group() -> None:
    """Check what villages have decided."""


@matters_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.json")
@as_json()
@click.option("--table", is_flag=True, help="Print a table for people instead of JSON.")
def check_records(file: Path, *, json_out: bool, table: bool) -> None:
    """Judge paper records of votes: quorum, majority, competent body, and why.

    FILE.json is a list of {"id", "body", "matter_type", "on", "entitled", "present", "approve", "against",
    "abstain", "jurisdiction", "votes_by", "households"}; null is: not recorded. The answer is one JSON list.
    """
    verdicts = [check(record) for record in read_records(file.read_bytes())]
    if json_out or not table:
        print_json([verdict_json(verdict) for verdict in verdicts])
        return
    for verdict in verdicts:
        _show(verdict)


def _show(verdict: Verdict) -> None:
    met, passed, valid = _SAID[verdict.quorum_met], _SAID[verdict.passed], _SAID[verdict.valid]
    click.echo(f"{verdict.id}\t到会够数 {met}\t通过 {passed}\t记录成立 {valid}")
    for reason in verdict.reasons:
        click.echo(f"\t{reason.text}{f'（{reason.article}）' if reason.article else ''}")
