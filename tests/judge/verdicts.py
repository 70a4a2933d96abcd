"""What a judge says of one kind of thing, and how all of it is told."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_HEADINGS = ("judge", "kind", "figures", "verdict")
#: So many faults of one verdict are printed; all of them stand in the file.
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One line of the table."""

    judge: str
    kind: str
    figures: str
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()  # worth reading, no reason to fail

    @property
    def passed(self) -> bool:
        """Nothing falls short."""
        return not self.faults


def table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield the lines of the table, then what was found."""
    rows = [_HEADINGS, *((one.judge, one.kind, one.figures, _word(one)) for one in verdicts)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
    for verdict in verdicts:
        yield from _found(verdict)


def write_results(path: Path, verdicts: Sequence[Verdict]) -> None:
    """Keep every verdict with all its faults as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    results = [{**asdict(one), "passed": one.passed} for one in verdicts]
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")


def _word(verdict: Verdict) -> str:
    return "passed" if verdict.passed else "FALLS SHORT"


def _found(verdict: Verdict) -> Iterator[str]:
    for name, found in (("fault", verdict.faults), ("remark", verdict.remarks)):
        for text in found[:_SHOWN]:
            yield f"{name}: {verdict.judge}, {verdict.kind}: {text}"
        if len(found) > _SHOWN:
            yield f"{name}: {verdict.judge}, {verdict.kind}: and {len(found) - _SHOWN} more"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
