"""What may be authorised and proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deliberation import queries, services
from deliberation.errors import (
    AuthorisationInFutureError,
    AuthorisationTermError,
    MatterNotFoundError,
    NotDelegableError,
    UnknownProcedureError,
)
from deliberation.models import Authorisation, Matter
from portal.kernel.bulletins import Bulletin
from portal.kernel.canonical import sha256_hex
from portal.kernel.errors import DomainError, NotAllowedError
from portal.kernel.privacy import PrivateNumberError
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import KIND, authorise, propose

if TYPE_CHECKING:
    from tests.factories import Township


def authorising(**changes: object) -> services.Authorising:
    facts: dict[str, object] = {
        "met_on": date(2026, 1, 10),
        "matter_types": (KIND,),
        "since": date(2026, 1, 10),
        "until": date(2028, 12, 31),
        "evidence": "村民会议决议第1号",
        **changes,
    }
    return services.Authorising(**facts)  # type: ignore[arg-type]


def test_an_authorisation_keeps_the_text_and_its_digest(township: Township) -> None:
    authorise(township)
    kept = queries.authorisations(township.village)[0]
    assert kept.evidence_digest == sha256_hex(kept.evidence.encode())
    assert kept.type_names == ("从村集体经济所得资金和物资的使用",)
    assert queries.authorisations(township.other_village) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param({"met_on": date(2026, 10, 16)}, AuthorisationInFutureError, id="an assembly of tomorrow"),
        pytest.param({"since": date(2026, 1, 9)}, AuthorisationTermError, id="before it was given"),
        pytest.param({"until": date(2026, 1, 9)}, AuthorisationTermError, id="ends before it begins"),
        pytest.param(
            {"matter_types": (KIND, "charter_rules")}, NotDelegableError, id="村民委员会组织法（2025修正）第31条"
        ),
        pytest.param({"matter_types": ("coop_investment",)}, NotDelegableError, id="农村集体经济组织法第26条"),
        pytest.param({"matter_types": ("no_such_type",)}, UnknownProcedureError, id="an unknown type"),
    ],
)
def test_what_the_law_does_not_let_be_authorised_is_refused(
    township: Township, changes: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        services.record_authorisation(township.actor(Office.SECRETARY), township.village, authorising(**changes))
    assert Authorisation.select().count() == 0


@pytest.mark.parametrize("office", [Office.REPRESENTATIVE, Office.BOOKKEEPER, Office.TOWNSHIP_ADMIN])
def test_only_those_who_steer_matters_propose_and_authorise(township: Township, office: Office) -> None:
    actor = township.actor(office)
    with pytest.raises(NotAllowedError):
        services.record_authorisation(actor, township.village, authorising())
    proposal = services.Proposal(matter_type=KIND, title="修桥", plan="重做护栏。", budget_fen=None, fund="")
    with pytest.raises(NotAllowedError):
        services.propose_matter(actor, township.village, proposal)
    assert Matter.select().count() == 0


@pytest.mark.parametrize("field", ["title", "plan", "fund"])
def test_a_matter_holds_no_number_of_a_person(township: Township, field: str) -> None:
    proposal = services.Proposal(matter_type=KIND, title="修桥", plan="重做护栏。", budget_fen=None, fund="")
    numbered = replace(proposal, **{field: "张某 11010119900307001X"})
    with pytest.raises(PrivateNumberError, match="末尾是“001X”"):
        services.propose_matter(township.actor(Office.SECRETARY), township.village, numbered)
    assert Matter.select().count() == 0


def test_an_authorisation_holds_no_number_of_a_person(township: Township) -> None:
    numbered = authorising(evidence="决议第1号，记录人电话 13800000000")
    with pytest.raises(PrivateNumberError):
        services.record_authorisation(township.actor(Office.SECRETARY), township.village, numbered)
    assert Authorisation.select().count() == 0


def test_matters_are_numbered_by_the_village(township: Township) -> None:
    again = services.Proposal(matter_type=KIND, title="修路", plan="铺水泥路面。", budget_fen=100, fund="村集体收入")
    second = services.propose_matter(township.actor(Office.SECRETARY), township.village, again)
    assert (propose(township), second.number) == (2, 1)
    elsewhere = services.Proposal(matter_type=KIND, title="修渠", plan="清淤。", budget_fen=100, fund="村集体收入")
    secretary = township.actor(Office.SECRETARY, village=township.other_village)
    assert services.propose_matter(secretary, township.other_village, elsewhere).number == 1
    assert [row.number for row in queries.matters(township.village)] == [2, 1]


def test_a_matter_of_a_type_no_longer_in_force_is_refused(township: Township) -> None:
    with pytest.raises(UnknownProcedureError, match="2026年10月15日"):
        propose(township, kind="land_compensation")


def test_a_number_the_village_has_not_given_is_not_found(township: Township) -> None:
    propose(township)
    with pytest.raises(MatterNotFoundError):
        queries.matter(township.other_village, 1)


def test_two_clicks_propose_one_matter_and_record_one_authorisation(township: Township) -> None:
    assert [propose(township), propose(township)] == [1, 1]
    secretary = township.actor(Office.SECRETARY)
    before = Authorisation.select().count()
    ids = {services.record_authorisation(secretary, township.village, authorising()).id for _click in range(2)}
    assert (len(ids), Authorisation.select().count()) == (1, before + 1)


def test_the_reason_a_matter_was_taken_back_for_names_nobody(township: Township) -> None:
    number = propose(township)
    name = Person.select().where(Person.village == township.village.id).first().name
    services.withdraw_matter(township.actor(Office.SECRETARY), township.village, number, reason=f"{name}撤回申请。")
    envelope = Bulletin.get(Bulletin.kind == "withdrawal").envelope
    assert "撤回申请。" in envelope
    assert name not in envelope
