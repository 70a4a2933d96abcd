from __future__ import annotations

from datetime import date

import pytest

from portal.org.actors import SETTING_UP, SYSTEM, actor_for
from portal.org.errors import UnknownAccountError
from portal.org.offices import GRANTS, TOWNSHIP_OFFICES, Office
from portal.org.permissions import Permission
from tests.factories import Township

TODAY = date(2026, 10, 15)


@pytest.mark.parametrize("office", list(Office))
def test_an_office_allows_what_the_table_says_in_its_place_and_nothing_elsewhere(
    township: Township, office: Office
) -> None:
    actor = township.actor(office)
    may = {permission for permission in Permission if actor.may(permission, township.village, on=TODAY)}
    assert may >= GRANTS[office] | {Permission.SIGNED_IN}
    elsewhere = {permission for permission in Permission if actor.may(permission, township.other_village, on=TODAY)}
    assert elsewhere == (
        {*GRANTS[office], Permission.SIGNED_IN} if office in TOWNSHIP_OFFICES else {Permission.SIGNED_IN}
    )


def test_no_office_allows_before_its_term(township: Township) -> None:
    assert not township.actor(Office.SECRETARY).may(Permission.PEOPLE_EDIT, township.village, on=date(2024, 12, 31))


def test_the_program_itself_may_do_only_its_own(township: Township) -> None:
    assert SYSTEM.may(Permission.SETTLE, township.village, on=TODAY)
    assert not SYSTEM.may(Permission.BALLOT_OPEN, township.village, on=TODAY)
    assert not SETTING_UP.may(Permission.BALLOT_OPEN, township.village, on=TODAY)
    assert all(Permission.SETTLE not in granted for granted in GRANTS.values())


def test_an_unknown_account_is_a_sentence(township: Township) -> None:
    with pytest.raises(UnknownAccountError, match="没有"):
        actor_for("nobody")
