"""Who must agree to a payment, by kind and amount: dated data files, one for each ladder.

An amount belongs to exactly one band: ``lt`` is 不满 (the number itself is above it), ``le`` is 以下 (it is within), as
the source prints it; the last band has no upper end. What a township adopts is kept with its adoption as it read then
(``as_adopted``), so that a later file changes nothing that was adopted.

Where a source leaves an amount to the township, the file names what is asked for instead of a number (``asked``);
such a ladder can be read, and has bands for amounts only once the township has filled them in (``filled_ladder``).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure.books.errors import LadderAmountError, UnknownLadderError
from portal.meetings.bodies import Body
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from portal.kernel.canonical import Json

_FOLDER = Path(__file__).parent
#: The ladder that is proposed where none was adopted.
DEFAULT = "default"
_LADDERS = (DEFAULT, "town_a", "village_b", "town_c", "zhejiang")


class Spending(StrEnum):
    """What a payment is for, as the ladders divide it."""

    NON_PRODUCTION = "non_production"
    PRODUCTION = "production"
    CONSTRUCTION = "construction"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The kind in plain words."""
        return {"non_production": "非生产性支出", "production": "生产性支出", "construction": "工程支出"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an approval: whose it is, who may stand in, and whether a meeting or a matter is named."""

    id: str
    name: str
    by: tuple[Office, ...] = ()
    deputies: tuple[Office, ...] = ()
    body: Body | None = None
    is_open: bool = False  # any of several officers may take it
    needs_matter: bool = False  # nobody takes it: a resolution that stands is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The steps for amounts from ``from_fen`` to ``to_fen``, both included; ``to_fen`` is empty at the top."""

    from_fen: int
    to_fen: int | None
    words: str
    steps: tuple[Step, ...]
    papers: tuple[str, ...]  # what must lie beside the request

    @property
    def resolution(self) -> Step | None:
        """The step that asks for a resolution, if there is one."""
        return next((one for one in self.steps if one.needs_matter), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The bands of some kinds of spending, the smallest amounts first."""

    kinds: tuple[Spending, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAmount:
    """An amount the township says when it adopts a ladder: from how much on something is, say, 大额."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One ladder as a file, or an adoption, has it."""

    id: str
    title: str
    words: str
    source: str
    confidence: str
    parts: tuple[Part, ...]
    asked: tuple[AskedAmount, ...]  # what is not filled in yet
    as_adopted: Mapping[str, Json]

    def band(self, kind: Spending, amount_fen: int) -> Band | None:
        """Return the band an amount belongs to, or nothing where the ladder does not speak of its kind.

        One whose amounts are not filled in speaks of none.
        """
        if self.asked:
            return None
        bands = next((one.bands for one in self.parts if kind in one.kinds), ())
        return next((one for one in bands if one.to_fen is None or amount_fen <= one.to_fen), None)

    @property
    def smallest_fen(self) -> int:
        """The largest amount that stands in the smallest band of every kind; nothing where a kind has but one band."""
        return min(part.bands[0].to_fen or 0 for part in self.parts) if self.parts and not self.asked else 0

    @property
    def missing(self) -> tuple[Spending, ...]:
        """The kinds of spending the ladder does not speak of."""
        known = {kind for part in self.parts for kind in part.kinds}
        return tuple(kind for kind in Spending if kind not in known)


def ladders_on(day: date) -> tuple[Ladder, ...]:
    """Return every ladder a township may adopt on that day, the default first."""
    return tuple(_ladder(data) for data in map(_data, _LADDERS) if data["effective_from"] <= day)


def ladder_on(ladder_id: str, day: date) -> Ladder:
    """Return a ladder as its file has it.

    :raise UnknownLadderError: no file in force on that day has it.
    """
    for one in ladders_on(day):
        if one.id == ladder_id:
            return one
    raise UnknownLadderError


def filled_ladder(ladder_id: str, day: date, amounts: Mapping[str, int]) -> Ladder:
    """Return a ladder as its file has it, with the amounts the township says, fen by what is asked for.

    :raise UnknownLadderError: no file in force on that day has it.
    :raise LadderAmountError: one that is asked for is missing, is no whole yuan, or does not follow on the one before.
    """
    ladder = ladder_on(ladder_id, day)
    if not ladder.asked:
        return ladder
    least_fen, yuan = 0, {}
    for one in ladder.asked:
        fen = amounts.get(one.id) or 0
        if fen <= least_fen or fen % 100:
            raise LadderAmountError(one.name)
        least_fen, yuan[one.id] = fen, fen // 100
    data = dict(_data(ladder_id))
    told = [{**part, "bands": [_filled(entry, yuan) for entry in part["bands"]]} for part in data["part"]]
    return _ladder({**data, "part": told, "asked": [], "amounts": yuan})


def adopted_ladder(content: Mapping[str, Any]) -> Ladder:
    """Return a ladder as it read when it was adopted."""
    return _ladder(content)


@cache
def steps() -> Mapping[str, Step]:
    """Return every step an approval may have, by id."""
    return {
        row["id"]: Step(
            id=row["id"],
            name=row["name"],
            by=tuple(Office(one) for one in row.get("by", ())),
            deputies=tuple(Office(one) for one in row.get("deputies", ())),
            body=Body(row["body"]) if "body" in row else None,
            is_open=row.get("open", False),
            needs_matter=row.get("matter", False),
        )
        for row in _data("steps")["step"]
    }


def remind_days() -> int:
    """Return after how many days a waiting step is shown first."""
    return int(_data("steps")["remind_days"])


def _ladder(data: Mapping[str, Any]) -> Ladder:
    told = {name: data[name] for name in ("id", "title", "words", "source", "confidence")}
    asked = tuple(AskedAmount(**row) for row in data.get("asked", ()))
    more = {name: data[name] for name in ("asked", "amounts") if data.get(name)}
    return Ladder(
        **told,
        parts=tuple(_asking(row, asked) if asked else _part(row) for row in data["part"]),
        asked=asked,
        as_adopted={**told, **more, "part": data["part"]},
    )


def _filled(entry: Mapping[str, Any], yuan: Mapping[str, int]) -> dict[str, Any]:
    """Return a band with its number in the place of what was asked for."""
    return {**entry, "lt": yuan[entry["lt"]]} if "lt" in entry else dict(entry)


def _asking(row: Mapping[str, Any], asked: tuple[AskedAmount, ...]) -> Part:
    """Return bands told by what is asked for; no amount belongs to any of them yet."""
    names = {one.id: one.name for one in asked}
    bands: list[Band] = []
    lower = ""
    for entry in row["bands"]:
        name = names.get(entry.get("lt", ""), "")
        words = lower or f"不到{name}"
        bands.append(
            Band(from_fen=0, to_fen=0, words=words, steps=tuple(steps()[one] for one in entry["steps"]), papers=())
        )
        lower = f"{name}（从多少元起由乡镇填写）"
    return Part(kinds=tuple(Spending(one) for one in row["kinds"]), bands=tuple(bands))


def _part(row: Mapping[str, Any]) -> Part:
    bands: list[Band] = []
    lower, from_fen = "", 1
    for entry in row["bands"]:
        upper, to_fen = _upper(entry)
        words = "、".join(part for part in (lower, upper) if part) or "不论多少"
        if to_fen == from_fen and "le" in entry:
            words = f"正好 {entry['le']} 元"
        bands.append(
            Band(
                from_fen=from_fen,
                to_fen=to_fen,
                words=words,
                steps=tuple(steps()[one] for one in entry["steps"]),
                papers=tuple(entry.get("papers", ())),
            )
        )
        lower = f"{entry['lt']} 元以上" if "lt" in entry else f"超过 {entry.get('le')} 元"
        from_fen = (to_fen or 0) + 1
    return Part(kinds=tuple(Spending(one) for one in row["kinds"]), bands=tuple(bands))


def _upper(entry: Mapping[str, Any]) -> tuple[str, int | None]:
    """Return how a band ends, in words and as the last fen within it."""
    if "lt" in entry:
        return f"不满 {entry['lt']} 元", entry["lt"] * 100 - 1
    if "le" in entry:
        return f"{entry['le']} 元以下", entry["le"] * 100
    return "", None


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
