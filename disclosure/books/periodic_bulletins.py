"""The published quarter or year: its table as it was prepared, with who prepared and who signed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.kinds import PERIOD, PERIOD_OVERDUE
from disclosure.books.queries.months import name_of
from disclosure.books.rules.deadlines import period_deadline
from disclosure.books.rules.period_tables import masked_content
from portal.kernel import bulletins
from portal.kernel.names import mask_name, masking
from portal.org.queries import registered_names

if TYPE_CHECKING:
    from disclosure.books.queries.periodic import PreparedRow
    from disclosure.books.rules.periods import Period
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.models import Place


def publish_period(work: Work, village: Place, period: Period, prepared: PreparedRow, *, signer: int) -> Bulletin:
    """Publish a version in the unit of work that signs it; one that follows a public one has its reason."""
    masked = masking(registered_names(village))
    deadline = period_deadline(period, jurisdiction=village.jurisdiction)
    names = [name_of(prepared.prepared_by), name_of(signer)]
    content: dict[str, Json] = {
        **masked_content(prepared.content, masked),
        "due": {"on": deadline.on.isoformat(), "article": deadline.article, "quoted": deadline.quoted},
        "prepared": {"who": _who(0, names), "on": prepared.prepared_on.isoformat()},
        "signed_off": {"who": _who(1, names), "on": work.today.isoformat()},
    }
    return bulletins.publish(
        work,
        kind=PERIOD,
        key=str(period),
        content=content,
        about=[("period", str(period))],
        names=names,
        reason=masked(prepared.reason),
    )


def publish_period_overdue(work: Work, village: Place, period: Period, *, state: str) -> Bulletin:
    """Publish that a quarter or year is late and how far it is, in the unit of work that settles it."""
    deadline = period_deadline(period, jurisdiction=village.jurisdiction)
    return bulletins.publish(
        work,
        kind=PERIOD_OVERDUE,
        key=str(period),
        content={
            "period": str(period),
            "due_on": deadline.on.isoformat(),
            "state": state,
            "article": deadline.article,
            "quoted": deadline.quoted,
        },
        about=[("period", str(period))],
    )


def _who(index: int, names: list[str]) -> dict[str, Json]:
    return {"name": index, "masked": mask_name(names[index])}
