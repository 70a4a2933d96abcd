"""Yellow and red cards (提醒、约谈): what by the rule of the day calls for one. People issue them, with a talk.

An occasion is what called for a card; one occasion calls for one card. Thresholds are dated data.

Source: ``points/appraisal.toml`` (唐河县：不足60分约谈，连续两年组织处理); the names 黄牌、红牌 are not verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from points.rules.items import plain_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portal.kernel.months import Quarter


class CardKind(StrEnum):
    """How grave a card is."""

    YELLOW = "yellow"
    RED = "red"

    @property
    def chinese(self) -> str:
        """The card as it is called."""
        return "黄牌" if self is CardKind.YELLOW else "红牌"

    @property
    def sign(self) -> str:
        """The shape it is shown with."""
        return "warn" if self is CardKind.YELLOW else "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class YellowRule:
    """What calls for a yellow card: a quarter below a score, or one deduction of a size."""

    below_x100: int
    single_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedRule:
    """What calls for a red card: so many yellow ones in a year, or so many years running below a score; or a veto."""

    yellow_cards: int
    years: int
    below_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What calls for a card; ``key`` is like ``quarter:2026-Q3``, ``entry:12``, ``cards:2026``."""

    kind: CardKind
    key: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """What is known of one member: finished quarters, single deductions, past years, cards and vetoes of the year."""

    year: int
    quarters: Mapping[Quarter, int]  # score in hundredths
    deductions: Mapping[int, tuple[str, int]]  # entry number: item and size in hundredths, as far as they stand
    scores: Mapping[int, int]  # score of each finished year
    yellow_cards: int = 0
    vetoes: Mapping[int, str] | None = None  # number: what


def occasions(conduct: Conduct, *, yellow: YellowRule, red: RedRule) -> tuple[Occasion, ...]:
    """Return what calls for a card, the yellow ones first."""
    return (*_yellow(conduct, yellow), *_red(conduct, red))


def _yellow(conduct: Conduct, rule: YellowRule) -> Iterator[Occasion]:
    for quarter, score in sorted(conduct.quarters.items()):
        if score < rule.below_x100:
            because = f"{quarter.chinese}得 {plain_points(score)} 分，不足 {plain_points(rule.below_x100)} 分"
            yield Occasion(kind=CardKind.YELLOW, key=f"quarter:{quarter}", because=because)
    for entry, (item, size) in sorted(conduct.deductions.items()):
        if size >= rule.single_x100:
            because = f"“{item}”一次扣 {plain_points(size)} 分，达到 {plain_points(rule.single_x100)} 分"
            yield Occasion(kind=CardKind.YELLOW, key=f"entry:{entry}", because=because)


def _red(conduct: Conduct, rule: RedRule) -> Iterator[Occasion]:
    year = conduct.year
    for number, what in sorted((conduct.vetoes or {}).items()):
        yield Occasion(kind=CardKind.RED, key=f"veto:{number}", because=f"一票否决：{what}")
    if conduct.yellow_cards >= rule.yellow_cards:
        because = f"{year}年已有 {conduct.yellow_cards} 张黄牌"
        yield Occasion(kind=CardKind.RED, key=f"cards:{year}", because=because)
    if _all_below(conduct.scores, years=range(year - rule.years + 1, year + 1), below_x100=rule.below_x100):
        because = f"连续 {rule.years} 年不足 {plain_points(rule.below_x100)} 分"
        yield Occasion(kind=CardKind.RED, key=f"years:{year}", because=because)


def _all_below(scores: Mapping[int, int], *, years: Sequence[int], below_x100: int) -> bool:
    return all(year in scores and scores[year] < below_x100 for year in years)
