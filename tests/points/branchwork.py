"""Arranging a branch: the example scheme in force, and who records for whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from points import services
from points.models import PointsClaim, PointsEntry
from points.schemes import example_scheme
from points.services import Judgement, Recording
from portal.org.offices import Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.queries import PersonRow
    from tests.factories import Township


class Branchwork:
    """A branch with the example scheme in force, and who acts in it."""

    def __init__(self, township: Township) -> None:
        self.village = township.village
        self.other_village = township.other_village
        self.branch = township.branch
        self.secretary: Actor = township.actor(Office.SECRETARY)
        self.colleague: Actor = township.actor(Office.BRANCH_COMMITTEE)
        self.third: Actor = township.actor(Office.BRANCH_COMMITTEE, number=1)  # neither records nor reviews here
        self.township = township
        self.recorded = 0
        services.adopt_scheme(
            self.secretary, self.village, self.branch.id, example_scheme(), effective_from=date(2026, 1, 1)
        )

    def member(self, number: int = 0, office: Office = Office.MEMBER) -> int:
        """Return a member who is neither secretary nor on the branch committee."""
        return self._row(number, office).id

    def name(self, number: int) -> str:
        """Return the name of the ``number``-th such member."""
        return self._row(number, Office.MEMBER).name

    def record(self, code: str = "A01", **more: Any) -> PointsEntry:
        self.recorded += 1
        note = f"第 {self.recorded} 次"
        fields: dict[str, Any] = {"person_id": self.member(), "happened_on": date(2026, 10, 14), "note": note, **more}
        claim = services.record_claim(self.secretary, self.village, Recording(item_code=code, **fields))
        return self.accept(claim)

    def accept(self, claim: PointsClaim) -> PointsEntry:
        """Have a colleague accept a claim, and return the entry it makes."""
        reviewer = self.secretary if claim.submitted_by_id == self.colleague.person_id else self.colleague
        review = services.review_claim(reviewer, self.village, Judgement(claim_id=claim.id))
        return PointsEntry.get_by_id(review.entry_id)

    def display(self, month: Month, *, reason: str = "") -> None:
        """Put a month's list on display."""
        services.publish_list(self.secretary, self.village, month, reason=reason)

    def total_x100(self) -> int:
        return sum(row.awarded_x100 for row in PointsEntry.select())

    def _row(self, number: int, office: Office) -> PersonRow:
        rows = people_in_office(self.village, office, on=date(2026, 10, 1))
        return [row for row in rows if len(row.offices) == 1][number]
