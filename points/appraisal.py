"""What a year's end goes by, as dated data: base points, bands, how many may be 优秀, cards, talks, vetoes, figures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from points.rules.bands import Aggregate, Band, Grade
from points.rules.cards import RedRule, YellowRule
from points.rules.items import Veto, VetoEffect
from points.rules.scores import Basis
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Sequence

_FILE = Path(__file__).with_name("appraisal.toml")
_QUOTED = "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What says so, and whether its text was read."""

    article: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BandSet:
    """One way to turn scores into grades, the highest band first."""

    id: str
    title: str
    aggregate: Aggregate
    rows: tuple[Band, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcellentRule:
    """Which share may be 优秀."""

    share: Fraction
    source: Source

    @property
    def told(self) -> str:
        """The share in words."""
        return f"{self.share.denominator} 分之 {self.share.numerator}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """When the grades of a year are decided: the first day of meetings about it, the last day of all of it."""

    first_day: date
    last_day: date
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRules:
    """What calls for a yellow and for a red card."""

    yellow: YellowRule
    red: RedRule
    sources: tuple[Source, Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRule:
    """Within how many days a talk is held, and how many days there are to mend things after it."""

    within_days: int
    mend_days: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a branch's own scorecard that the secretary enters with its source."""

    code: str
    title: str
    unit: str


def basis_on(day: date) -> Basis:
    """Return what a branch whose scheme says nothing about it begins with on ``day``."""
    row = _valid("base", day)
    return Basis(
        base_x100=row["base_x100"],
        lowest_x100=row["lowest_x100"],
        highest_x100=row.get("highest_x100"),
        article=row["article"],
        quoted=row["confidence"] == _QUOTED,
    )


def band_sets(year: int) -> tuple[BandSet, ...]:
    """Return the sets of bands a branch may go by for a year, the usual one first."""
    last_day = date(year, 12, 31)
    return tuple(_band_set(row) for row in _data()["bands"] if row["effective_from"] <= last_day)


def band_set(year: int, band_id: str) -> BandSet:
    """Return one set of bands.

    :raise NotFoundError: there is no such set for that year.
    """
    found = next((one for one in band_sets(year) if one.id == band_id), None)
    if found is None:
        raise NotFoundError
    return found


def excellent_on(day: date) -> ExcellentRule:
    """Return which share may be 优秀 by the rule of ``day``."""
    row = _valid("excellent", day)
    return ExcellentRule(share=Fraction(row["share"]), source=_source(row))


def season_of(year: int) -> Season:
    """Return when the grades of a year are decided, by the rule of its last day."""
    row = _valid("season", date(year, 12, 31))
    return Season(
        first_day=date(year, row["from_month"], 1),
        last_day=Month(year + 1, row["until_month"]).last_day,
        source=_source(row),
    )


def cards_on(day: date) -> CardRules:
    """Return what calls for cards by the rules of ``day``."""
    yellow, red = _valid("yellow", day), _valid("red", day)
    return CardRules(
        yellow=YellowRule(below_x100=yellow["below_x100"], single_x100=yellow["single_x100"]),
        red=RedRule(yellow_cards=red["yellow_cards"], years=red["years"], below_x100=red["below_x100"]),
        sources=(_source(yellow), _source(red)),
    )


def talk_on(day: date) -> TalkRule:
    """Return by when a talk is held and things are mended, for a card issued on ``day``."""
    row = _valid("talk", day)
    return TalkRule(within_days=row["within_days"], mend_days=row["mend_days"], source=_source(row))


def usual_vetoes() -> tuple[Veto, ...]:
    """Return what decides a year whatever the points say, where a branch's scheme does not say it."""
    return tuple(
        Veto(code=row["code"], category=row["category"], name=row["name"], effect=VetoEffect[row["effect"]])
        for row in _data()["veto"]
    )


def figures() -> tuple[Figure, ...]:
    """Return the figures of a branch's scorecard, in order."""
    return tuple(Figure(**row) for row in _data()["figure"])


def _band_set(row: dict[str, Any]) -> BandSet:
    rows = tuple(
        Band(least_x100=band["least_x100"], name=band["name"], grade=Grade(band["grade"])) for band in row["rows"]
    )
    return BandSet(
        id=row["id"], title=row["title"], aggregate=Aggregate(row["aggregate"]), rows=rows, source=_source(row)
    )


def _source(row: dict[str, Any]) -> Source:
    return Source(article=row["article"], quoted=row["confidence"] == _QUOTED)


def _valid(table: str, day: date) -> dict[str, Any]:
    known: Sequence[dict[str, Any]] = _data()[table]
    return max((one for one in known if one["effective_from"] <= day), key=_since, default=min(known, key=_since))


def _since(row: dict[str, Any]) -> date:
    since: date = row["effective_from"]
    return since


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
