"""What a plan says: one that spends names the amount and its fund; what a new version changes is shown in its place."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from deliberation.errors import PlanWithoutBudgetError

if TYPE_CHECKING:
    from deliberation.rules.terms import MatterType

#: Types of matter whose plan uses money of the collective or collected from villagers.
#: Source: the wording of 村民委员会组织法（2025修正）第28条第一款（二）至（四）, 农村集体经济组织法第26条第一款（十）
#: and （十一）; that amount and fund are asked for is a product decision.
SPENDING = frozenset(
    {"collective_income_use", "work_loss_subsidy", "public_welfare_levy", "coop_land_comp", "coop_investment"}
)

#: Two paragraphs less alike than this are read apart, one gone and one new: letters in common would only confuse.
_ALIKE = 0.5


def require_budget(kind: MatterType, *, budget_fen: int | None, fund: str) -> None:
    """Refuse a plan that spends without a budget, a budget without a fund, and a fund without a budget.

    :raise PlanWithoutBudgetError: the amount or the fund is missing.
    Source: 村民委员会组织法（2025修正）第28条第一款（三） (使用资金由会议决定), product decision.
    """
    amount, source = bool(budget_fen), bool(fund.strip())
    if amount and source:
        return
    if kind.id in SPENDING or amount or source:
        lacking = "和".join(name for name, given in (("预算金额", amount), ("资金来源", source)) if not given)
        raise PlanWithoutBudgetError(kind.name, kind.article, lacking)


class Fate(StrEnum):
    """What became of a piece of text from one version to the next."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of text that is kept, gone or new."""

    fate: Fate
    text: str


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plan, in order: its lines that say something."""
    return [one.strip() for one in text.splitlines() if one.strip()]


def paragraph_differences(old: str, new: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the paragraphs of two versions in order, each as pieces kept, gone and new.

    A paragraph that was changed stands once, with what changed in it; kept ones are there, so that both versions can be
    read off: all but what is new is the old one, all but what is gone the new one.
    """
    before, after = paragraphs(old), paragraphs(new)
    found: list[tuple[Piece, ...]] = []
    for what, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, added = before[first:last], after[begin:end]
        if what == "equal":
            found += [(Piece(fate=Fate.KEPT, text=one),) for one in gone]
            continue
        for was, becomes in zip_longest(gone, added):
            found.append(_pieces(was, becomes))
    return tuple(found)


def _pieces(was: str | None, becomes: str | None) -> tuple[Piece, ...]:
    if was is None or becomes is None:
        return (Piece(fate=Fate.NEW if was is None else Fate.GONE, text=becomes or was or ""),)
    compared = SequenceMatcher(None, was, becomes, autojunk=False)
    if compared.ratio() < _ALIKE:
        return (Piece(fate=Fate.GONE, text=was), Piece(fate=Fate.NEW, text=becomes))
    pieces: list[Piece] = []
    for what, first, last, begin, end in compared.get_opcodes():
        if what == "equal":
            pieces.append(Piece(fate=Fate.KEPT, text=was[first:last]))
            continue
        pieces += [
            Piece(fate=fate, text=text)
            for fate, text in ((Fate.GONE, was[first:last]), (Fate.NEW, becomes[begin:end]))
            if text
        ]
    return tuple(pieces)
