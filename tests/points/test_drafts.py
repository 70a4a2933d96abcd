"""Claims are drafted from the branch's other meetings and from what members hold and do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from points import services
from points.drafts import drafts_of
from points.schemes import example_scheme
from points.values import Source
from portal.kernel.months import Month
from tests.points.branch.branch_year import BranchLife
from tests.points.duties.dutywork import Dutywork

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

OCTOBER, THEME_DAY, LATER = Month(2026, 10), date(2026, 10, 20), date(2026, 10, 23)


def test_a_theme_day_and_a_visit_are_drafted_once(township: Township, clock: SettableClock) -> None:
    life = BranchLife(township, clock)
    services.adopt_scheme(
        life.secretary, life.village, life.branch.id, example_scheme(), effective_from=date(2026, 10, 1)
    )
    held = life.convene("theme_day", THEME_DAY)
    clock.set_day(THEME_DAY)
    life.sign(held)
    clock.set_day(LATER)
    duties = Dutywork(township)
    duties.link(0, 1)
    duties.visit(0, 1, on=date(2026, 10, 22))

    def found() -> dict[Source, int]:
        who = life.secretary.person_id
        drafts = drafts_of(life.village, life.branch, OCTOBER, today=LATER, actor_id=who)
        return {one.source: len(one.happenings) for one in drafts}

    first = found()
    assert first[Source.THEME_DAY] > 1
    assert first[Source.VISIT] == 1
    drafts = drafts_of(life.village, life.branch, OCTOBER, today=LATER, actor_id=life.secretary.person_id)
    picked = frozenset(line for one in drafts for line, _ in one.lines)
    claims = services.record_drafts(life.secretary, life.village, life.branch.id, OCTOBER, picked=picked)
    by_item = {claim.item_code for claim in claims}
    assert {"A04", "B01"} <= by_item
    assert found().get(Source.VISIT, 0) == 0
    assert found().get(Source.THEME_DAY, 0) == 0
