"""The representatives' assembly decides only what the villagers' assembly has authorised."""

from __future__ import annotations

from datetime import date

import pytest

from deliberation.procedures import body_on, matter_type_on
from deliberation.rules import AuthorisationTerm, Authority, Light, authorisation, outlasts_term

DAY = date(2026, 11, 21)
REPS = body_on("villager_reps_meeting", DAY)
VILLAGERS = body_on("villagers_meeting", DAY)


def granted(*types: str, since: date = date(2026, 1, 10), until: date = date(2028, 12, 31)) -> AuthorisationTerm:
    return AuthorisationTerm(id=7, matter_types=types, since=since, until=until)


def asked(kind: str, *records: AuthorisationTerm, on: date = DAY, body: str = "villager_reps_meeting") -> Authority:
    matter_type = matter_type_on(kind, on)
    return authorisation(
        matter_type, body=body_on(body, on), grantor=body_on(matter_type.body, on), records=records, on=on
    )


def test_a_matter_named_in_a_current_authorisation_may_be_decided() -> None:
    verdict = asked("collective_income_use", granted("collective_income_use"))
    assert not verdict.blocked
    assert verdict.record == 7
    assert [finding.code for finding in verdict.findings] == ["authorised"]
    assert "2026年1月10日起至2028年12月31日" in verdict.findings[0].text


@pytest.mark.parametrize(
    ("records", "code"),
    [
        pytest.param((), "authorisation_missing", id="村民委员会组织法（2025修正）第29条 没有授权"),
        pytest.param((granted("work_loss_subsidy"),), "authorisation_missing", id="第29条 授权的是另一类事项"),
        pytest.param(
            (granted("collective_income_use", until=date(2026, 11, 20)),), "authorisation_ended", id="第29条 授权到期"
        ),
        pytest.param(
            (granted("collective_income_use", since=date(2026, 11, 22)),),
            "authorisation_not_begun",
            id="第29条 授权未到",
        ),
    ],
)
def test_without_a_covering_authorisation_the_assembly_is_blocked(
    records: tuple[AuthorisationTerm, ...], code: str
) -> None:
    verdict = asked("collective_income_use", *records)
    assert verdict.blocked
    assert verdict.record is None
    assert verdict.findings[0].code == code
    assert verdict.findings[0].light is Light.RED
    assert verdict.findings[0].article == "村民委员会组织法（2025修正）第29条"
    assert "先登记授权决议" in verdict.findings[0].text


@pytest.mark.parametrize("on", [date(2026, 1, 10), date(2028, 12, 31)])
def test_both_ends_of_an_authorisation_are_included(on: date) -> None:
    assert not asked("collective_income_use", granted("collective_income_use"), on=on).blocked


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("charter_rules", id="村民委员会组织法（2025修正）第31条"),
        pytest.param("coop_land_comp", id="农村集体经济组织法第28条"),
        pytest.param("coop_investment", id="农村集体经济组织法第26条"),
    ],
)
def test_what_the_law_gives_to_another_body_no_authorisation_can_hand_on(kind: str) -> None:
    verdict = asked(kind, granted(kind))
    assert verdict.blocked
    assert verdict.findings[0].code == "body_not_competent"


def test_where_two_laws_disagree_the_verdict_is_a_warning() -> None:
    verdict = asked("land_adjust")
    assert not verdict.blocked
    assert verdict.findings[0].light is Light.AMBER
    assert verdict.findings[0].text.startswith("待核")


def test_the_villagers_assembly_needs_no_authorisation() -> None:
    verdict = asked("collective_income_use", body="villagers_meeting")
    assert not verdict.blocked
    assert verdict.findings[0].code == "body_competent"


def test_a_body_that_may_be_given_a_matter_by_law_itself_needs_no_record() -> None:
    verdict = asked("coop_investment", body="coop_reps_assembly")
    assert not verdict.blocked


def test_an_authorisation_longer_than_a_term_of_office_is_shown_as_unconfirmed() -> None:
    long = granted("collective_income_use", until=date(2031, 1, 10))
    verdict = asked("collective_income_use", long)
    assert not verdict.blocked
    assert verdict.findings[1].code == "authorisation_outlasts_term"
    assert verdict.findings[1].light is Light.AMBER


@pytest.mark.parametrize(
    ("until", "longer"),
    [(date(2031, 1, 9), False), (date(2031, 1, 10), True), (date(2030, 12, 31), False), (date(2032, 1, 1), True)],
)
def test_five_years_end_on_the_day_before_the_anniversary(until: date, *, longer: bool) -> None:
    assert outlasts_term(REPS, since=date(2026, 1, 10), until=until) is longer


def test_a_body_without_a_term_is_never_outlasted() -> None:
    assert not outlasts_term(VILLAGERS, since=date(2026, 1, 1), until=date(2099, 1, 1))
