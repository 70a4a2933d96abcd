"""Who may answer an objection, until when one is in time, and what becomes of it when the vote is held again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deliberation.bulletins.follow_up import OBJECTION
from deliberation.errors import ObjectionLapsedError, ObjectionWindowError, RecordedObjectionError
from deliberation.models import Objection
from deliberation.public.course import KINDS, standing
from deliberation.queries import matters
from deliberation.queries.follow_up_screens import Viewer, objection_list
from deliberation.queries.follow_up_tasks import follow_up_tasks
from deliberation.queries.objections import objections
from deliberation.rules.course import MatterState
from deliberation.rules.follow_up import Target, Verdict
from deliberation.services.objections import (
    Answering,
    PaperFiling,
    answer_objection,
    file_objection,
    record_objection,
)
from deliberation.services.publicity import Interruption, record_interruption
from portal.org.models import Person
from tests.deliberation.decisions import AFTER, DECIDED, Decision, decide, vote
from tests.deliberation.test_public import published_now

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


def on_paper(decision: Decision, actor: Actor, *, filed_on: date = DECIDED) -> Objection:
    filer = Person.get_by_id(decision.villager.person_id)
    filing = PaperFiling(filer=filer.code, filed_on=filed_on, text="护栏太矮。")
    return record_objection(actor, decision.village, decision.number, filing)


def answer(decision: Decision, actor: Actor, number: int = 1, verdict: Verdict = Verdict.DISMISSED) -> None:
    answering = Answering(objection=number, verdict=verdict, text="已经核实。")
    answer_objection(actor, decision.village, decision.number, answering)


def asked_of(decision: Decision, actor: Actor) -> list[str]:
    day = decision.clock.moment.date()
    return [one.title for one in follow_up_tasks(actor, decision.village, matters(decision.village), day)]


def test_who_entered_an_objection_for_somebody_does_not_answer_it(decision: Decision) -> None:
    recorder = decision.supervisor(0)
    on_paper(decision, recorder)
    with pytest.raises(RecordedObjectionError):
        answer(decision, recorder)
    viewer = Viewer(person_id=recorder.person_id, home_id=decision.village.id, may=lambda _one: True)
    (shown,) = objection_list(decision.village, viewer, today=DECIDED)
    assert not shown.may_answer
    assert not [one for one in asked_of(decision, recorder) if one.startswith("答复异议")]
    assert [one for one in asked_of(decision, decision.supervisor(1)) if one.startswith("答复异议")]
    answer(decision, decision.supervisor(1))


def test_an_interruption_takes_away_no_objection_that_was_handed_in(decision: Decision) -> None:
    decision.on(date(2026, 10, 27))
    fallen = Interruption(target=Target.RESOLUTION, happened_on=date(2026, 10, 25), reason="公示栏被风吹倒")
    record_interruption(decision.secretary, decision.village, decision.number, fallen)
    assert on_paper(decision, decision.secretary, filed_on=date(2026, 10, 21)).filed_on == date(2026, 10, 21)


def test_a_refused_paper_objection_names_the_day_it_was_handed_in(decision: Decision) -> None:
    decision.on(AFTER)
    with pytest.raises(ObjectionWindowError, match="2026年10月18日不在公示期内"):
        on_paper(decision, decision.secretary, filed_on=date(2026, 10, 18))


def test_two_clicks_enter_one_paper_objection(decision: Decision) -> None:
    first, again = on_paper(decision, decision.secretary), on_paper(decision, decision.secretary)
    assert (first.id, Objection.select().count()) == (again.id, 1)


def test_the_same_objection_to_the_newer_decision_is_another(decision: Decision) -> None:
    file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。")
    file_objection(decision.supervisor(1), decision.village, decision.number, text="没有询价。")
    answer(decision, decision.supervisor(0), 2, Verdict.UPHELD)
    decision.on(AFTER)
    vote(decision, round_number=2)
    assert file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。").number == 3


def test_an_open_objection_ends_with_the_vote_that_takes_its_resolutions_place(decision: Decision) -> None:
    file_objection(decision.villager, decision.village, decision.number, text="护栏太矮。")
    file_objection(decision.supervisor(1), decision.village, decision.number, text="没有询价。")
    answer(decision, decision.supervisor(0), 2, Verdict.UPHELD)
    assert [one for one in asked_of(decision, decision.supervisor(0)) if one.startswith("答复异议")]
    assert public_standing() == "异议成立，须重新表决"
    decision.on(AFTER)
    vote(decision, round_number=2)
    with pytest.raises(ObjectionLapsedError):
        answer(decision, decision.supervisor(0), 1, Verdict.UPHELD)
    assert decision.state is MatterState.IN_PUBLICITY
    assert public_standing().startswith("已通过，公示到")
    assert {one.number: (one.waiting, one.lapsed) for one in objections(decision.village)} == {
        1: (False, True),
        2: (False, False),
    }
    (document,) = [one for one in published_now().of("qingshan", OBJECTION) if one.key == "1-1"]
    assert (document.reason, document.content["lapsed_on"]) == ("决议已经重新表决，这条异议不再答复", AFTER.isoformat())
    assert document.content["text"] is None


def public_standing() -> str:
    found = [one for kind in KINDS for one in published_now().of("qingshan", kind)]
    return standing(sorted(found, key=lambda one: one.seal.seq)).title
