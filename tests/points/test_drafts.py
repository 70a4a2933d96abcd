"""Claims are drafted from the branch's other meetings and from what members hold and do."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from points import services
from points.drafts import drafts_of
from points.schemes import example_scheme
from points.values import Source
from portal.kernel.months import Month
from portal.meetings.bodies import Body
from portal.meetings.queries import entitled_people
from portal.org.models import Branch
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble
from tests.points.branch.branch_year import BranchLife
from tests.points.duties.dutywork import Dutywork

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

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
    duties.link(0, 2)
    duties.visit(0, 1, on=date(2026, 10, 22))
    duties.visit(0, 2, on=date(2026, 10, 22))  # two of one day are two

    def found() -> Counter[Source]:
        who = life.secretary.person_id
        drafts = drafts_of(life.village, life.branch, OCTOBER, today=LATER, actor_id=who)
        counted: Counter[Source] = Counter()
        for one in drafts:
            counted[one.source] += len(one.happenings)  # whoever drafts is left to another
        return +counted

    first = found()
    assert first[Source.THEME_DAY] > 1
    assert first[Source.VISIT] == 2
    drafts = drafts_of(life.village, life.branch, OCTOBER, today=LATER, actor_id=life.secretary.person_id)
    picked = frozenset(line for one in drafts for line, _ in one.lines)
    claims = services.record_drafts(life.secretary, life.village, life.branch.id, OCTOBER, picked=picked)
    by_item = Counter(claim.item_code for claim in claims)
    assert (by_item["A04"], by_item["B01"]) == (first[Source.THEME_DAY], 2)
    assert not {Source.VISIT, Source.THEME_DAY} & set(found())
    duties.link(0, 3)
    duties.visit(0, 3, on=date(2026, 10, 22))
    assert found()[Source.VISIT] == 1  # one more of that day, told later


def test_a_theme_day_is_offered_to_be_entered_for_all_who_came(
    client: FlaskClient, township: Township, clock: SettableClock, sign_in: SignIn
) -> None:
    life = BranchLife(township, clock)
    services.adopt_scheme(
        life.secretary, life.village, life.branch.id, example_scheme(), effective_from=date(2026, 10, 1)
    )
    held = life.convene("theme_day", THEME_DAY)
    clock.set_day(THEME_DAY)
    life.sign(held)
    clock.set_day(LATER)
    client = sign_in(client, township.login(Office.SECRETARY))
    other = Branch.create(village=life.village, name="第二支部")
    option = f'<option value="{held}">'
    assert option in client.get(f"/qingshan/points/batch?branch={life.branch.id}").text
    assert option not in client.get(f"/qingshan/points/batch?branch={other.id}").text
    shown = client.get(f"/qingshan/points/batch?branch={life.branch.id}&meeting={held}").text
    assert re.search(r'<option selected value="A04"', shown)
    assert "到会" in shown


def test_a_branchs_own_assembly_is_one_of_members_and_says_who_stayed_away(
    township: Township, clock: SettableClock
) -> None:
    life = BranchLife(township, clock)
    services.adopt_scheme(
        life.secretary, life.village, life.branch.id, example_scheme(), effective_from=date(2026, 10, 1)
    )
    held = life.convene("members_meeting", THEME_DAY)
    clock.set_day(THEME_DAY)
    life.sign(held, absent=(life.member.person_id, life.floating.person_id))  # the floating one is not due
    clock.set_day(LATER)
    drafts = drafts_of(life.village, life.branch, OCTOBER, today=LATER, actor_id=life.secretary.person_id)
    came, absent = sorted(drafts, key=lambda one: one.takes)
    assert (came.item.code, came.source) == ("A01", Source.MEMBERS_MEETING)
    assert (absent.item.code, [one.person_id for one in absent.happenings]) == ("E01", [life.member.person_id])


def test_who_voted_is_drafted_once_a_day_and_entered_once(
    township: Township, clock: SettableClock, client: FlaskClient, sign_in: SignIn
) -> None:
    life = BranchLife(township, clock)
    since = date(2026, 10, 1)
    services.adopt_scheme(life.secretary, life.village, life.branch.id, example_scheme(), effective_from=since)
    assemble(township, clock)  # party members vote by hand on the way, twice on one day
    reviewed = clock.moment.date()
    sign_in(client, township.login(Office.SECRETARY))

    def picked() -> list[str]:
        return re.findall(r'value="(vote:[^"]+)"[^>]* checked', client.get("/qingshan/points/drafts/").text)

    first = picked()
    members = {one.id for one in entitled_people(life.village, Body.PARTY_MEMBERS_MEETING, on=reviewed)}
    assert {int(one.rsplit(":", 1)[1]) for one in first} == members - {life.secretary.person_id}
    assert len(first) == len(members) - 1
    done = client.post("/qingshan/points/drafts/", data={"people": first}, follow_redirects=True).text
    assert f"已登记 {len(first)} 笔" in done
    assert picked() == []
