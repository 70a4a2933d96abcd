from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher

from portal.kernel.db import database
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.org import accounts, attempts, queries
from portal.org.errors import (
    NoAccountError,
    PasswordTooWeakError,
    SignInRefusedError,
    SignInThrottledError,
    SlipRefusedError,
)
from portal.org.models import Account, ActivationSlip, Person
from portal.org.offices import Office
from portal.org.services import register_person
from tests.factories import NOW, PASSWORD, SettableClock, Township

ADDRESS = "192.0.2.1"
CHOSEN = "稻花香里-7 月"


def _slip(township: Township) -> accounts.Slip:
    person = Person.get((Person.village == township.village) & (Person.code == "0007"))
    return accounts.issue_slip(township.actor(Office.SECRETARY), township.village, person.id)


def test_a_slip_lets_its_owner_choose_a_password_once(township: Township) -> None:
    slip = _slip(township)
    actor = accounts.activate(slip.login, slip.code.lower().replace("-", " "), CHOSEN, address=ADDRESS)
    assert accounts.sign_in(slip.login, CHOSEN, address=ADDRESS).id == actor.account_id
    with pytest.raises(SlipRefusedError):
        accounts.activate(slip.login, slip.code, CHOSEN, address=ADDRESS)


def test_a_slip_expires(township: Township, clock: SettableClock) -> None:
    slip = _slip(township)
    clock.set(slip.expires_at)
    with pytest.raises(SlipRefusedError):
        accounts.activate(slip.login, slip.code, CHOSEN, address=ADDRESS)


def test_a_new_slip_ends_the_one_before(township: Township) -> None:
    first, second = _slip(township), _slip(township)
    with pytest.raises(SlipRefusedError):
        accounts.activate(first.login, first.code, CHOSEN, address=ADDRESS)
    assert accounts.activate(second.login, second.code, CHOSEN, address=ADDRESS).person_id


def test_a_weak_password_does_not_use_the_slip_up(township: Township) -> None:
    slip = _slip(township)
    for weak in ("1234567", "12345678", "aaaaaaaa", slip.login):
        with pytest.raises(PasswordTooWeakError):
            accounts.activate(slip.login, slip.code, weak, address=ADDRESS)
    assert accounts.activate(slip.login, slip.code, CHOSEN, address=ADDRESS).person_id


def test_neither_code_nor_password_is_kept_or_journaled(township: Township) -> None:
    slip = _slip(township)
    accounts.activate(slip.login, slip.code, CHOSEN, address=ADDRESS)
    kept = " ".join(
        [row.code_hash for row in ActivationSlip.select()]
        + [row.password_hash or "" for row in Account.select()]
        + [row.content for row in JournalEntry.select()]
    )
    assert slip.code not in kept
    assert slip.code.replace("-", "") not in kept
    assert CHOSEN not in kept


def test_only_who_may_issue_accounts_does_and_only_here(township: Township) -> None:
    person = Person.get((Person.village == township.village) & (Person.code == "0007"))
    with pytest.raises(NotAllowedError):
        accounts.issue_slip(township.actor(Office.REPRESENTATIVE), township.village, person.id)
    with pytest.raises(NotAllowedError):
        accounts.issue_slip(township.actor(Office.SECRETARY), township.other_village, person.id)
    with pytest.raises(NotFoundError):
        accounts.issue_slip(township.actor(Office.TOWNSHIP_ADMIN), township.other_village, person.id)


def test_login_bruteforce_waits_per_account_from_whatever_address(township: Township, clock: SettableClock) -> None:
    login = township.login(Office.SECRETARY)
    for number in range(attempts.ACCOUNT_THROTTLE.failures):
        with pytest.raises(SignInRefusedError):
            accounts.sign_in(login, "wrong", address=f"192.0.2.{number}")
    with pytest.raises(SignInThrottledError, match="分钟后"):
        accounts.sign_in(login, PASSWORD, address="198.51.100.1")
    clock.set(NOW + attempts.ACCOUNT_THROTTLE.window + timedelta(seconds=1))
    assert accounts.sign_in(login, PASSWORD, address="198.51.100.1").login == login


def test_login_bruteforce_waits_per_address_over_all_accounts(township: Township) -> None:
    for number in range(attempts.ADDRESS_THROTTLE.failures):
        with pytest.raises(SignInRefusedError):
            accounts.sign_in(f"nobody-{number}", "wrong", address=ADDRESS)
    with pytest.raises(SignInThrottledError):
        accounts.sign_in(township.login(Office.SECRETARY), PASSWORD, address=ADDRESS)
    assert accounts.sign_in(township.login(Office.SECRETARY), PASSWORD, address="198.51.100.1")


def test_guessing_activation_codes_waits_too(township: Township) -> None:
    slip = _slip(township)
    for _ in range(attempts.ACCOUNT_THROTTLE.failures):
        with pytest.raises(SlipRefusedError):
            accounts.activate(slip.login, "AAAA-BBBB-CCCC", CHOSEN, address=ADDRESS)
    with pytest.raises(SignInThrottledError):
        accounts.activate(slip.login, slip.code, CHOSEN, address=ADDRESS)


def test_a_closed_account_cannot_sign_in_or_act(township: Township) -> None:
    bookkeeper = township.actor(Office.BOOKKEEPER)
    login = township.login(Office.BOOKKEEPER)
    accounts.deactivate(township.actor(Office.SECRETARY), township.village, bookkeeper.person_id)
    with pytest.raises(SignInRefusedError):
        accounts.sign_in(login, PASSWORD, address=ADDRESS)
    with pytest.raises(NotAllowedError):
        accounts.sign_out_everywhere(bookkeeper)


def test_password_change_and_sign_out_everywhere_move_the_epoch(township: Township) -> None:
    actor = township.actor(Office.SECRETARY)
    before = Account.get_by_id(actor.account_id).epoch
    accounts.sign_out_everywhere(actor)
    accounts.change_password(actor, PASSWORD, CHOSEN, address=ADDRESS)
    assert Account.get_by_id(actor.account_id).epoch == before + 2
    with pytest.raises(SignInRefusedError):
        accounts.change_password(actor, PASSWORD, CHOSEN, address=ADDRESS)


def test_a_closed_account_comes_back_by_a_new_slip_and_by_nothing_else(township: Township) -> None:
    secretary, bookkeeper = township.actor(Office.SECRETARY), township.actor(Office.BOOKKEEPER)
    login = township.login(Office.BOOKKEEPER)
    early = accounts.issue_slip(secretary, township.village, bookkeeper.person_id)
    accounts.deactivate(secretary, township.village, bookkeeper.person_id)
    with pytest.raises(SlipRefusedError):
        accounts.activate(login, early.code, CHOSEN, address=ADDRESS)
    slip = accounts.issue_slip(secretary, township.village, bookkeeper.person_id)
    with pytest.raises(SignInRefusedError):
        accounts.sign_in(login, PASSWORD, address=ADDRESS)
    assert queries.person(township.village, bookkeeper.person_id, on=NOW.date()).closed
    assert accounts.activate(slip.login, slip.code, CHOSEN, address=ADDRESS) == bookkeeper
    assert accounts.sign_in(login, CHOSEN, address=ADDRESS).id == bookkeeper.account_id
    assert not queries.person(township.village, bookkeeper.person_id, on=NOW.date()).closed


def test_an_account_that_is_not_there_or_closed_already_is_not_closed(township: Township) -> None:
    secretary, bookkeeper = township.actor(Office.SECRETARY), township.actor(Office.BOOKKEEPER)
    added = register_person(secretary, township.village, code="0900", name="欧阳春晓")
    accounts.deactivate(secretary, township.village, bookkeeper.person_id)
    sealed = JournalEntry.select().count()
    for person_id in (added.id, bookkeeper.person_id):
        with pytest.raises(NoAccountError, match="没有在用的账号"):
            accounts.deactivate(secretary, township.village, person_id)
    assert JournalEntry.select().count() == sealed


def test_nothing_slow_is_done_while_the_log_is_locked(township: Township, monkeypatch: pytest.MonkeyPatch) -> None:
    class Outside(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            assert not database.in_transaction()
            return super().hash(password, salt=salt)

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - as it is called
            assert not database.in_transaction()
            return super().verify(hash, password)

    monkeypatch.setattr(accounts, "_HASHER", Outside(time_cost=1, memory_cost=8, parallelism=1))
    slip = _slip(township)
    actor = accounts.activate(slip.login, slip.code, CHOSEN, address=ADDRESS)
    accounts.change_password(actor, CHOSEN, "另一句只有自己记得的话", address=ADDRESS)


def test_guessing_the_present_password_in_a_session_waits_too(township: Township) -> None:
    actor = township.actor(Office.SECRETARY)
    for _ in range(attempts.ACCOUNT_THROTTLE.failures):
        with pytest.raises(SignInRefusedError):
            accounts.change_password(actor, "not the password", CHOSEN, address=ADDRESS)
    with pytest.raises(SignInThrottledError):
        accounts.change_password(actor, PASSWORD, CHOSEN, address=ADDRESS)
