"""The property fees collected for a month: entered once it is over, corrected by a new row with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.councils import publish_collection
from deliberation.errors import CorrectionReasonError, CouncilNotSetError
from deliberation.models import FeeCollection
from deliberation.procedures import council_rule_on
from deliberation.queries.collections import collection
from deliberation.queries.councils import council_settings
from deliberation.rules.councils import Hall, require_collection
from deliberation.services.holding import person_of
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """What was due and paid for one month, and why it is corrected where it was entered before."""

    month: Month
    households_due: int
    households_paid: int
    due_fen: int
    collected_fen: int
    reason: str = ""


def record_collection(actor: Actor, village: Place, collecting: Collecting) -> FeeCollection:
    """Enter and publish the fees collected for a month; the same figures again are the same.

    :raise CouncilNotSetError: the village has no 红色议事厅.
    :raise CollectionMonthError: the month is not over.
    :raise CollectionFiguresError: nothing was due, or more was paid than that.
    :raise CorrectionReasonError: figures were entered before, and nobody says why they change.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MEETING_RECORD, village) as work:
        refuse_private_numbers(collecting.reason)
        if not council_settings(village, Hall.RED_HALL):
            raise CouncilNotSetError(council_rule_on(Hall.RED_HALL, work.today).name)
        require_collection(
            collecting.month,
            households=(collecting.households_due, collecting.households_paid),
            fen=(collecting.due_fen, collecting.collected_fen),
            today=work.today,
        )
        known = collection(village, collecting.month)
        figures = (
            collecting.households_due,
            collecting.households_paid,
            collecting.due_fen,
            collecting.collected_fen,
        )
        if known is not None:
            if figures == (known.households_due, known.households_paid, known.due_fen, known.collected_fen):
                work.leave_unchanged()
                return FeeCollection.get(
                    (FeeCollection.village == village.id)
                    & (FeeCollection.month == collecting.month)
                    & (FeeCollection.revision == known.revision)
                )
            if not collecting.reason:
                raise CorrectionReasonError
        made = FeeCollection.create(
            village=village,
            month=collecting.month,
            revision=1 + (known.revision if known else 0),
            households_due=collecting.households_due,
            households_paid=collecting.households_paid,
            due_fen=collecting.due_fen,
            collected_fen=collecting.collected_fen,
            reason=collecting.reason if known else "",
            recorded_by=person_of(work),
            recorded_at=work.now,
        )
        publish_collection(work, made)
        work.seal(
            f"deliberation.collection.{'corrected' if known else 'recorded'}",
            about=("fee-month", str(collecting.month)),
            facts={"revision": made.revision},
            rows=[made],
            happened_on=collecting.month.last_day,
        )
        return made
