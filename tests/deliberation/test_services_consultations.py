"""Talks before a decision: what is recorded, what is published, and what is said where none was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from deliberation.errors import (
    ConsultationFiguresError,
    ConsultationLateError,
    ConsultationMissingError,
    ConsultationSidesError,
    FutureDayError,
)
from deliberation.models import Consultation
from deliberation.procedures import S4_RESOLVE, consultation_on
from deliberation.queries import consultations, matter, stage_screens
from deliberation.queries.checkup import checkup
from deliberation.queries.dossier import dossier
from deliberation.rules.consultations import (
    ConsultationKind,
    ConsultationRule,
    Settlement,
    blocks,
    consultation_finding,
)
from deliberation.rules.terms import Confidence, Light
from deliberation.services.consultations import Consulting, record_consultation
from portal.cli import packages
from portal.config import Config
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import read_upload
from portal.kernel.bulletins import Bulletin
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import pass_before, propose
from tests.deliberation.courses import confirm, enter, figures, hold
from tests.factories import SettableClock, Township
from tests.uploads import picture

LAND = "coop_construction_land"
TALK = Consulting(
    kind=ConsultationKind.NEGOTIATION,
    held_on=date(2026, 10, 12),
    place="村委会会议室",
    sides={"collective": 2, "households": 5, "taker": 0},
    attended="村集体两人，承包户代表五人。",
    offered="每亩每年四千元。",
    asked="不低于五千元。",
    settlement=Settlement.AGREED,
    result="定为五千元。",
    households_asked=12,
    households_agreed=10,
)


def record(township: Township, talk: Consulting = TALK, *, number: int = 1) -> Consultation:
    return record_consultation(township.actor(Office.SECRETARY), township.village, number, talk)


def told() -> list[dict[str, Any]]:
    found = Bulletin.select().where(Bulletin.kind == "consultation").order_by(Bulletin.id)
    return [json.loads(one.envelope)["content"] for one in found]


def codes(township: Township) -> dict[str, str]:
    found = checkup(township.village, 1, today=kernel_clock.today())
    return {one.code: one.light.value for one in found.sections[3].checks}


def test_a_record_is_sealed_and_told_in_counts_without_those_who_were_there(
    township: Township, clock: SettableClock, config: Config
) -> None:
    propose(township, kind=LAND)
    name = Person.get_by_id(township.actor(Office.REPRESENTATIVE).person_id).name
    photo = read_upload("记录.png", picture())
    talk = replace(TALK, attended=f"{name}等七人", asked=f"{name}要求五千元。", uploads=(photo,))
    made = record(township, talk)
    assert (made.number, made.late_days, made.sides) == (1, 3, {"collective": 2, "households": 5})
    assert record(township, talk).number == 1  # the same again
    assert record(township, replace(talk, result="又谈了一次。")).number == 2
    first = told()[0]
    assert first["sides"] == [
        {"id": "collective", "name": "村集体", "people": 2},
        {"id": "households", "name": "承包户代表", "people": 5},
    ]
    assert (first["households"], first["files"]) == ({"asked": 12, "agreed": 10}, [photo.digest])
    published = "".join(one.envelope for one in Bulletin.select())
    assert name not in published
    assert "等七人" not in published
    assert verify_all(packages(config)) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"sides": {"collective": 3}}, ConsultationSidesError),
        ({"households_agreed": 13}, ConsultationFiguresError),
        ({"held_on": date(2026, 10, 16)}, FutureDayError),
        ({"attended": "找 13800138000"}, PrivateNumberError),
    ],
)
def test_what_does_not_hold_together_is_refused(
    township: Township, clock: SettableClock, change: dict[str, Any], refusal: type[Exception]
) -> None:
    propose(township, kind=LAND)
    with pytest.raises(refusal):
        record(township, replace(TALK, **change))
    assert not Consultation.select().exists()


def test_what_is_missing_warns_at_the_opening_in_the_check_up_and_the_dossier(
    township: Township, clock: SettableClock
) -> None:
    number = propose(township, kind=LAND)
    assert codes(township)["consultation_missing"] == "note"
    pass_before(township, number)
    meeting = hold(township, Body.VILLAGERS_MEETING)
    page = stage_screens.stage_page(
        township.village, number, S4_RESOLVE, meeting_id=meeting, today=kernel_clock.today()
    )
    (missing,) = (one for one in page.findings if one.code == "consultation_missing")
    assert (missing.light, missing.confidence) == (Light.AMBER, Confidence.DESIGN)
    enter(township, number, S4_RESOLVE, meeting, figures(40))
    confirm(township, number, S4_RESOLVE, figures(40))
    assert codes(township)["consultation_missing"] == "note"
    assert dossier(township.village, number).consult_missing == missing
    (resolution,) = Bulletin.select().where(Bulletin.kind == "resolution")
    assert "consultation_missing" in resolution.envelope
    with pytest.raises(ConsultationLateError):
        record(township)


def test_a_record_makes_it_good(township: Township, clock: SettableClock) -> None:
    propose(township, kind=LAND)
    record(township)
    assert codes(township)["consultation_held"] == "met"
    assert dossier(township.village, 1).consult_missing is None


def test_only_what_was_read_in_its_text_stops_the_decision(
    township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted = ConsultationRule(article="某法第1条", confidence=Confidence.QUOTED)
    assert blocks(consultation_finding(quoted, held=[date(2026, 10, 20)], by=date(2026, 10, 19)))
    assert not blocks(consultation_finding(quoted, held=[date(2026, 10, 19)], by=date(2026, 10, 19)))
    monkeypatch.setattr(consultations, "consultation_on", lambda _day, _kind: quoted)
    number = propose(township, kind=LAND)
    pass_before(township, number)
    meeting = hold(township, Body.VILLAGERS_MEETING)
    with pytest.raises(ConsultationMissingError, match="某法第1条"):
        enter(township, number, S4_RESOLVE, meeting, figures(40))
    record(township)
    enter(township, number, S4_RESOLVE, meeting, figures(40))


def test_only_the_kinds_of_the_data_are_asked(township: Township, clock: SettableClock) -> None:
    day = kernel_clock.today()
    asked = {kind for kind in ("land_to_outsider", LAND, "coop_land_comp") if consultation_on(day, kind)}
    assert len(asked) == 3
    assert consultation_on(day, "village_planning") is None
    propose(township, kind="village_planning")
    assert not [code for code in codes(township) if code.startswith("consultation")]
    assert matter(township.village, 1).consulted == ()
