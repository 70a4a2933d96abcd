"""When a secret ballot is offered and advised: dated data, and never a red light."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import UnknownProcedureError
from deliberation.procedures import matter_types_on, secret_ballot_on
from deliberation.rules import (
    BallotManner,
    Choice,
    Confidence,
    CountManner,
    Light,
    secrecy_findings,
    secrecy_possible,
    split_gives_away,
)

TODAY = date(2026, 11, 21)


def test_the_numbers_are_dated_and_not_law() -> None:
    rule = secret_ballot_on(TODAY)
    assert (rule.least_present, rule.few_present, rule.confidence) == (3, 10, Confidence.DESIGN)
    with pytest.raises(UnknownProcedureError, match="无记名投票"):
        secret_ballot_on(date(2018, 12, 28))


def test_what_is_advised_is_a_type_of_matter_of_that_day() -> None:
    known = {kind.id for kind in matter_types_on(TODAY)}
    advised = {one.matter_type for one in secret_ballot_on(TODAY).advised}
    assert advised == {"recall_member", "annual_report"}
    assert advised <= known


@pytest.mark.parametrize("kind", ["recall_member", "annual_report"])
def test_matters_about_persons_are_advised_to_be_decided_on_paper(kind: str) -> None:
    (advised,) = secrecy_findings(secret_ballot_on(TODAY), matter_type=kind, present=30)
    assert (advised.light, "纸质票" in advised.text) == (Light.AMBER, True)
    assert secrecy_findings(secret_ballot_on(TODAY), matter_type="collective_income_use", present=30) == ()


@pytest.mark.parametrize(
    ("present", "possible", "told"),
    [
        pytest.param(10, True, "", id="enough"),
        pytest.param(9, True, "不到 10 人", id="few"),
        pytest.param(3, True, "不到 10 人", id="three"),
        pytest.param(2, False, "不能用无记名投票", id="two"),
        pytest.param(0, False, "不能用无记名投票", id="nobody"),
    ],
)
def test_few_are_warned_and_two_are_refused(present: int, told: str, *, possible: bool) -> None:
    rule = secret_ballot_on(TODAY)
    found = secrecy_findings(rule, matter_type="collective_income_use", present=present)
    assert secrecy_possible(rule, present=present) is possible
    assert [one.light for one in found] == [Light.AMBER] * bool(told)
    assert all(told in one.text for one in found)


@given(present=st.integers(0, 500), kind=st.sampled_from(["recall_member", "collective_income_use"]))
def test_secrecy_is_never_more_than_a_warning(present: int, kind: str) -> None:
    found = secrecy_findings(secret_ballot_on(TODAY), matter_type=kind, present=present)
    assert all(one.light is Light.AMBER for one in found)


def given_away(voters: int) -> bool:
    """Tell whether every result of so many votes, with one's own, gives every other vote away."""
    votes = list(product(Choice, repeat=voters))
    return all(
        len({vote for vote in votes if vote[0] == own and Counter(vote) == Counter(cast)}) == 1
        for cast in votes
        for own in [cast[0]]
    )


def test_below_the_least_number_the_result_gives_every_vote_away() -> None:
    least = secret_ballot_on(TODAY).least_present
    assert all(given_away(voters) for voters in range(1, least))
    assert not given_away(least)
    told = [split_gives_away(secret_ballot_on(TODAY), voted=voters) for voters in range(least + 2)]
    assert told == [False, *[True] * (least - 1), False, False]


def test_manners_have_one_name_each() -> None:
    titles = [one.title for manner in (BallotManner, CountManner) for one in manner]
    assert titles == ["记名投票", "无记名投票", "举手表决", "纸质票无记名投票"]
