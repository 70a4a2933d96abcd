"""Rates with their formula, numerator and denominator; what is about too few people is told of the whole or of nobody.

Source: product decision D-96; 个人信息保护法第6条.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One rate: ``numerator`` of ``denominator``, about ``people`` persons of ``what``, a branch or the village."""

    what: str
    numerator: int
    denominator: int
    people: int

    @property
    def percent_x100(self) -> int | None:
        """The rate in hundredths of a percent, cut off; ``None`` where nothing is counted."""
        return self.numerator * 10_000 // self.denominator if self.denominator else None


def total(rates: Sequence[Rate], *, what: str) -> Rate:
    """Return the rate of all together."""
    return Rate(
        what=what,
        numerator=sum(one.numerator for one in rates),
        denominator=sum(one.denominator for one in rates),
        people=sum(one.people for one in rates),
    )


def public_rates(rates: Sequence[Rate], *, whole: str, least: int) -> tuple[Rate, ...]:
    """Return what may be public of a rate told branch by branch: all of them and the whole, the whole, or nothing.

    One small branch hides every branch: otherwise it could be reckoned from the whole.
    """
    together = total(rates, what=whole)
    if together.people < least:
        return ()
    told = [one for one in rates if one.people]
    if len(told) < 2 or any(one.people < least for one in told):  # noqa: PLR2004 - one branch is the whole
        return (together,)
    return (*told, together)
