"""What a month's document says of the year's budget: the plan as it stood when the month was signed.

What came of it follows from the month's own totals, so that a document has no second set of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.chart import account
from disclosure.books.queries.budgets import standing_budget

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.org.models import Place

    Masked = Callable[[str], str]


def budget_part(village: Place, month: Month, masked: Masked, printed: Masked) -> dict[str, Json]:
    """Return what is published of the year's plan; nothing where there was none on the day of the signature.

    ``masked`` is for texts, ``printed`` for names of accounts; those whose names read the same are one line.
    """
    found = standing_budget(village, month)
    if found is None:
        return {}
    version, planned = found
    together: dict[tuple[str, str], int] = {}
    for (code, detail), fen in sorted(planned.items()):
        name = account(code).name
        key = (code, printed(f"{name}/{detail}" if detail else name))
        together[key] = together.get(key, 0) + fen
    return {
        "budget": {
            "year": month.year,
            "version": version.version,
            "source": masked(version.source),
            "recorded_on": version.recorded_on.isoformat(),
            "papers": [one.digest for one in version.papers],
            "lines": [{"code": code, "name": name, "planned_fen": fen} for (code, name), fen in together.items()],
        }
    }
