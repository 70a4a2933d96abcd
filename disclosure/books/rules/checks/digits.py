"""Whether the first digits of a year's payments are spread as amounts usually are: a hint where to look, no more."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from disclosure.books.rules.checks.books import Finding

if TYPE_CHECKING:
    from collections.abc import Collection

    from disclosure.books.checks import Check
    from portal.kernel.months import Month

_WHOLE = 100_000
_THOUSAND = 1_000


def first_digits(amounts_fen: Collection[int], month: Month, rule: Check) -> Finding | None:
    """Return a hint where the first digits of enough amounts differ from the usual by more than chance would have it.

    The distance is the chi-squared statistic over the nine digits, exact.
    """
    counted = Counter(int(str(fen)[0]) for fen in amounts_fen if fen > 0)
    count = sum(counted.values())
    if count < rule.limits["at_least_count"]:
        return None
    distance = _distance(counted, count, rule.limits["shares_x100000"])
    most = Fraction(rule.limits["most_distance"])
    if distance <= most:
        return None
    facts = {"count": str(count), "distance": _decimal(distance)}
    return Finding(rule=rule, month=month, about=str(month.year), facts=facts, told={"most": _decimal(most)})


def _distance(counted: Counter[int], count: int, shares: list[int]) -> Fraction:
    expected = {digit: Fraction(count * share, _WHOLE) for digit, share in enumerate(shares, start=1)}
    return sum(((counted[digit] - wanted) ** 2 / wanted for digit, wanted in expected.items()), Fraction(0))


def _decimal(value: Fraction) -> str:
    thousandths = round(value * _THOUSAND)
    return f"{thousandths // _THOUSAND}.{thousandths % _THOUSAND:03d}"
