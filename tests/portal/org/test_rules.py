from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.org.errors import (
    ExclusiveOfficesError,
    NotOfTheBranchError,
    OfficeHeldError,
    OfficeTakenError,
    TermError,
)
from portal.org.offices import Office
from portal.org.rules import EXCLUSIVE, OF_THE_BRANCH, SINGLE, Tenure, login_of, require_compatible, usable_slug

FIRST, LAST, NEXT = date(2021, 3, 1), date(2026, 2, 28), date(2026, 3, 1)


def held(office: Office, *, by: str = "甲", since: date | None = FIRST, until: date | None = None) -> Tenure:
    return Tenure(holder=by, office=office, since=since, until=until)


@pytest.mark.parametrize(("one", "other", "article"), EXCLUSIVE)
def test_village_law_37_committee_members_do_not_supervise_themselves(one: Office, other: Office, article: str) -> None:
    for term, beside in ((held(one), held(other)), (held(other), held(one))):
        with pytest.raises(ExclusiveOfficesError, match=article):
            require_compatible(term, [beside])
    require_compatible(held(one), [held(other, by="乙")])
    require_compatible(held(one, since=NEXT), [held(other, until=LAST)])


@pytest.mark.parametrize("office", sorted(SINGLE))
def test_village_law_13_there_is_one_director_at_a_time(office: Office) -> None:
    with pytest.raises(OfficeTakenError, match="乙"):
        require_compatible(held(office), [held(office, by="乙", since=NEXT)])
    require_compatible(held(office, since=NEXT), [held(office, by="乙", until=LAST)])


@pytest.mark.parametrize("office", sorted(OF_THE_BRANCH))
def test_party_constitution_7_only_full_members_are_elected(office: Office) -> None:
    require_compatible(held(office), [held(Office.MEMBER, since=None)])
    for beside in ([], [held(Office.PROBATIONARY)], [held(Office.MEMBER, by="乙")], [held(Office.MEMBER, since=NEXT)]):
        with pytest.raises(NotOfTheBranchError):
            require_compatible(held(office, until=LAST), beside)


def test_an_office_is_held_once_at_a_time() -> None:
    with pytest.raises(OfficeHeldError):
        require_compatible(held(Office.REPRESENTATIVE, since=LAST), [held(Office.REPRESENTATIVE, until=LAST)])
    require_compatible(held(Office.REPRESENTATIVE, since=NEXT), [held(Office.REPRESENTATIVE, until=LAST)])


def test_a_term_does_not_end_before_it_begins() -> None:
    require_compatible(held(Office.REPRESENTATIVE, until=FIRST), [])
    with pytest.raises(TermError):
        require_compatible(held(Office.REPRESENTATIVE, until=date(2021, 2, 28)), [])


def test_overlapping_is_mutual() -> None:
    days = (None, FIRST, LAST, NEXT)
    terms = [held(Office.MEMBER, since=since, until=until) for since in days for until in days]
    assert all(one.overlaps(other) == other.overlaps(one) for one, other in combinations(terms, 2))


slugs = st.from_regex(r"[ab][ab1]*(-[ab1]+){0,2}", fullmatch=True).filter(usable_slug)
codes = st.from_regex(r"[abAB1]{1,4}", fullmatch=True)


@given(slugs, codes, slugs, codes)
def test_no_two_people_share_a_login(slug: str, code: str, other_slug: str, other_code: str) -> None:
    assume((slug, code.lower()) != (other_slug, other_code.lower()))
    assert login_of(slug, code) != login_of(other_slug, other_code)
