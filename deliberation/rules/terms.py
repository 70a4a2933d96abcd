"""The words a rule is written in: shares, thresholds, bodies, kinds of matter, findings.

Only a threshold whose text was read (``quoted``) blocks; any other is shown as 待核.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_NUMERALS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_HUNDRED = 100


class Confidence(StrEnum):
    """How sure we are of a rule."""

    QUOTED = "quoted"
    SECONDARY = "secondary"
    MEMORY = "memory"
    DESIGN = "design"


class Base(StrEnum):
    """What a share is taken of: everyone entitled (应到) or those present (实到)."""

    ENTITLED = "entitled"
    PRESENT = "present"


class Unit(StrEnum):
    """What is counted: persons, households present, households a representative stands for, women representatives."""

    PERSONS = "persons"
    HOUSEHOLDS = "households"
    REPRESENTED = "represented"
    WOMEN = "women"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The measure word."""
        return "户" if self in _OF_HOUSEHOLDS else "人"


class Light(StrEnum):
    """What a finding does: nothing, a warning, or a refusal."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Choice(StrEnum):
    """The three choices of a ballot."""

    APPROVE = "approve"
    AGAINST = "against"
    ABSTAIN = "abstain"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The choice as people say it."""
        return _CHOICES[self]


#: What is found where a requirement was met, however sure its source is: a light never reassures about a rule whose
#: text was not read, but its finding still says that the rule was met.
MET = frozenset(
    {
        "quorum_met",
        "quorum_implied",
        "majority_reached",
        "options_counted",
        "notice_given",
        "comment_given",
        "opinions_answered",
        "consultation_held",
        "representatives_enough",
        "women_enough",
        "households_fit",
        "all_told",
        "list_answered",
    }
)

_OF_HOUSEHOLDS = frozenset({Unit.HOUSEHOLDS, Unit.REPRESENTED})
_CHOICES = {Choice.APPROVE: "赞成", Choice.AGAINST: "反对", Choice.ABSTAIN: "弃权"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A fraction to be reached (``inclusive``, 以上) or exceeded (过半数, 超过)."""

    num: int
    den: int
    inclusive: bool

    @property
    def words(self) -> str:
        """The share as the law writes it."""
        if (self.num, self.den) == (1, 2):
            return "半数以上" if self.inclusive else "过半数"
        of = "百" if self.den == _HUNDRED else _NUMERALS[self.den]
        num = str(self.num) if self.den == _HUNDRED else _NUMERALS[self.num]
        return f"{of}分之{num}以上" if self.inclusive else f"超过{of}分之{num}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A share of a named denominator, with its article."""

    of: Base
    unit: Unit
    counted: str
    share: Share
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who may ask for something, and the share of them that must; None where one is enough.

    ``id`` names who it is; empty where the platform knows no list of them (those entitled to vote in an election).
    """

    who: str
    share: Share | None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many may belong to a body; ``most`` is None where the law sets no limit."""

    least: int
    most: int | None
    odd: bool
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A share of a body that must be ``who``; ``counted`` names the number that is compared."""

    who: str
    counted: str  # representatives, women
    share: Share
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PerRepresentative:
    """For how many households there is one representative; ``otherwise``: how else they may be chosen."""

    who: str
    least: int
    most: int
    otherwise: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """An allowance or requirement the law states in words without a number."""

    text: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who decides: ``quorum`` is met by any one of its thresholds; none means the law sets none.

    ``call_on_demand``: who may ask that it be called. ``meets`` says how often, ``convener`` by whom it is called.
    ``short_notice`` is what the law says of a notice for special circumstances; None: it allows none.
    """

    id: str
    name: str
    composition: str
    article: str
    confidence: Confidence
    quorum: tuple[Threshold, ...]
    passing: Threshold
    notice_days: int | None
    short_notice: Special | None
    convener: str
    meets: str
    call_on_demand: tuple[Asking, ...]
    size: Size | None
    parts: tuple[Part, ...]
    per_representative: PerRepresentative | None
    women_suitable: Special | None
    authorised_by: str | None
    authority_article: str
    term_years: int | None
    term_article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialMajority:
    """What one body must reach in addition when it decides this type of matter."""

    body: str
    threshold: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialQuorum:
    """Who must be there when one body decides this type of matter: beside the general quorum, or instead of it."""

    body: str
    threshold: Threshold
    instead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterType:
    """What the law says about a kind of matter; ``proposed_by``: who may ask for it, where the law says so."""

    id: str
    name: str
    body: str
    may_delegate_to: str | None
    disputed_bodies: tuple[str, ...]
    quorum: tuple[SpecialQuorum, ...]
    passing: tuple[SpecialMajority, ...]
    proposed_by: tuple[Asking, ...]
    article: str
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence about one requirement, with its article."""

    code: str
    text: str
    article: str
    light: Light
    confidence: Confidence


def light(confidence: Confidence, *, ok: bool) -> Light:
    """Return how a requirement is shown: a rule whose text was not read never blocks and never reassures."""
    if confidence is not Confidence.QUOTED:
        return Light.AMBER
    return Light.GREEN if ok else Light.RED
