"""A branch's months and year on their way to the end: locked, corrected, reckoned, decided."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from points import services
from points.models import PointsEntry
from points.periods import Year
from points.queries.years import year_end
from points.rules.bands import Grade
from points.schemes import SchemeFile, example_scheme
from points.services.cards import record_veto
from points.services.years import Deciding, decide_year, reckon_year
from portal.kernel.months import Month
from portal.org.models import Branch, Person
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from points.queries.years import YearEnd
    from tests.factories import SettableClock

YEAR, SEPTEMBER = Year(2026), Month(2026, 9)
LOCK_DAY, LATER, JANUARY = date(2026, 10, 23), date(2026, 10, 30), date(2027, 1, 12)


def lock(work: Branchwork, clock: SettableClock) -> Branchwork:
    """Lock the September of a branch: two additions, one cut by its cap, and a deduction."""
    work.record("A01", happened_on=date(2026, 9, 3), times=6)
    work.record("A02", happened_on=date(2026, 9, 4), person_id=work.member(1))
    work.record("E01", happened_on=date(2026, 9, 5))
    work.display(SEPTEMBER)
    clock.set_day(LOCK_DAY)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    return work


def corrected(work: Branchwork, clock: SettableClock) -> None:
    """Take back a September entry and enter another one late, both after the lock."""
    clock.set_day(LATER)
    first = PointsEntry.get((PointsEntry.item_code == "A02") & PointsEntry.reverses.is_null())
    services.reverse_entry(work.secretary, work.village, first.id, reason="重复登记")
    work.record("B03", happened_on=date(2026, 9, 8), person_id=work.member(1), belated=True)


def rule_changed_and_moved(work: Branchwork) -> None:
    """Adopt another scheme, and let two members move to another branch."""
    items = tuple(one for one in example_scheme().items if one.code != "A02")
    services.adopt_scheme(
        work.secretary, work.village, work.branch.id, SchemeFile(items=items), effective_from=date(2026, 12, 1)
    )
    other = Branch.create(village=work.village, name="青山村第二党支部")
    Person.update(branch=other).where(Person.id.in_([work.member(0), work.member(1)])).execute()


def ended(work: Branchwork) -> YearEnd:
    found = year_end(work.village, work.branch, YEAR)
    assert found is not None
    return found


def decide(work: Branchwork, changed: dict[int, Grade] | None = None, **more: object) -> object:
    grades = {one.person_id: one.suggested for one in ended(work).lines} | (changed or {})
    said = {"decided_on": JANUARY, "meeting": "民主评议会", "unsettled": "镇里要求月底前报", "grades": grades}
    deciding = Deciding(**{**said, **more})  # type: ignore[arg-type]
    return decide_year(work.secretary, work.village, work.branch.id, YEAR, deciding=deciding)


def reckoned(work: Branchwork, clock: SettableClock) -> None:
    """Reckon a year in which member 0 is the best and member 1 has a veto."""
    for month in range(1, 7):
        work.record("D03", happened_on=date(2026, month, 3))
        work.record("C07", happened_on=date(2026, month, 4), value_x100=1000)
    clock.set_day(JANUARY)
    bad = work.member(1)
    record_veto(work.secretary, work.village, work.branch.id, YEAR, person_id=bad, code="F01", paper="镇纪委3号")
    reckon_year(work.secretary, work.village, work.branch.id, YEAR, bands="default")
