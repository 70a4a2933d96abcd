"""Which ladder a payment climbs: the one the township adopted, else the one that is only proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from disclosure.books.ladders import DEFAULT, Ladder, Spending, adopted_ladder, ladder_on, ladders_on
from disclosure.books.models import LadderAdoption
from portal.kernel.db import dicts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from disclosure.books.ladders import Band
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionRow:
    """What a township made its rule; ``ladder`` is nothing where it went back to having none."""

    id: int
    ladder: Ladder | None
    decided_on: date
    since: date
    document: str
    document_digest: str

    @property
    def title(self) -> str:
        """The ladder in a few words."""
        return self.ladder.title if self.ladder else "不再采纳审批阶梯"


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """The ladder and band of one payment; ``adoption`` is nothing where the ladder is only proposed."""

    ladder: Ladder
    band: Band
    adoption: AdoptionRow | None

    @property
    def blocks(self) -> bool:
        """Whether what the ladder asks is a rule, or only shown."""
        return self.adoption is not None

    @property
    def title(self) -> str:
        """How sentences call the ladder: the adopted one by its name, the proposed one as that."""
        return f"“{self.ladder.title}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderPage:
    """The ladder that holds today, what was adopted, and what could be."""

    adopted: AdoptionRow | None
    proposed: Ladder
    adoptions: tuple[AdoptionRow, ...]
    ladders: tuple[Ladder, ...]
    may_adopt: bool
    may_follow: bool  # the requests that climb it


def adoptions(village: Place) -> tuple[AdoptionRow, ...]:
    """Return what the village's township adopted, the newest first."""
    rows = LadderAdoption.select().where(LadderAdoption.place == village.parent_id)
    return tuple(_row(row) for row in dicts_of(rows.order_by(LadderAdoption.since.desc())))


def adoption_on(village: Place, day: date) -> AdoptionRow | None:
    """Return the rule that holds in the village on a day, if there is one."""
    return adoption_in(adoptions(village), day)


def adoption_in(known: Iterable[AdoptionRow], day: date) -> AdoptionRow | None:
    """Return which of a township's rules, the newest first, holds on a day."""
    newest = next((one for one in known if one.since <= day), None)
    return newest if newest is not None and newest.ladder is not None else None


def adoption_title(adoption_id: int | None) -> str:
    """Return what an adopted ladder is called in a sentence; empty where none was adopted."""
    rows = dicts_of(LadderAdoption.select().where(LadderAdoption.id == adoption_id)) if adoption_id else ()
    return next((f"“{_row(row).title}”" for row in rows), "")


def climb(village: Place, spending: Spending, amount_fen: int, *, on: date) -> Climb:
    """Return the steps of a payment asked for on a day: as adopted, else as proposed."""
    return climb_under(adoption_on(village, on), spending, amount_fen, on=on)


def climb_under(adoption: AdoptionRow | None, spending: Spending, amount_fen: int, *, on: date) -> Climb:
    """Return the steps of a payment under an adoption; what that does not speak of climbs the proposed ladder."""
    if adoption is not None and adoption.ladder is not None:
        band = adoption.ladder.band(spending, amount_fen)
        if band is not None:
            return Climb(ladder=adoption.ladder, band=band, adoption=adoption)
    proposed = ladder_on(DEFAULT, on)
    band = proposed.band(spending, amount_fen)
    if band is None:
        msg = f"the ladder {DEFAULT} has no band for {spending}"
        raise LookupError(msg)
    return Climb(ladder=proposed, band=band, adoption=None)


def asks_for_approval(village: Place, amount_fen: int, *, on: date) -> AdoptionRow | None:
    """Return the rule that asks for anybody's approval of such a payment of any kind, if there is one."""
    adoption = adoption_on(village, on)
    if adoption is None or adoption.ladder is None:
        return None
    bands = [adoption.ladder.band(kind, amount_fen) for kind in Spending]
    return adoption if any(one is not None and one.steps for one in bands) else None


def ladder_page(village: Place, *, on: date, may_adopt: bool, may_follow: bool) -> LadderPage:
    """Return the screen on who must agree to a payment."""
    return LadderPage(
        adopted=adoption_on(village, on),
        proposed=ladder_on(DEFAULT, on),
        adoptions=adoptions(village),
        ladders=ladders_on(on),
        may_adopt=may_adopt,
        may_follow=may_follow,
    )


def _row(row: dict[str, Any]) -> AdoptionRow:
    names = ("id", "decided_on", "since", "document", "document_digest")
    content = row["content"]
    return AdoptionRow(**{name: row[name] for name in names}, ladder=adopted_ladder(content) if content else None)
