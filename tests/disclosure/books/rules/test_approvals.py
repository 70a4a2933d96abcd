"""Steps in their order, each by another person who has no stake in the payment; resolutions that cover it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from disclosure.books.errors import (
    ActedBeforeError,
    KeptForLaterError,
    NoResolutionError,
    NotYourStepError,
    OwnRequestError,
    PublicityNotOverError,
    RelativeRequestError,
    RequestNotWaitingError,
    ResolutionMissingError,
    ResolutionTooSmallError,
    StepTakenError,
    WrongFundError,
)
from disclosure.books.ladders import Spending, ladder_on
from disclosure.books.rules.approvals import (
    Asked,
    Course,
    Hand,
    Interest,
    RequestState,
    Taken,
    Verdict,
    may_take,
    paid_out_fen,
    require_due,
    require_resolution,
    require_seat,
    resolution_cautions,
    set_off_fen,
)
from disclosure.books.rules.resolutions import Allowance
from disclosure.books.rules.vouchers import Line
from portal.org.offices import Office

DAY = date(2026, 11, 5)
NOBODY = Interest()


def hand(account: int, *offices: Office, household: int | None = None) -> Hand:
    return Hand(account_id=account, person_id=account, offices=frozenset(offices), household=household)


SECRETARY, DIRECTOR = hand(1, Office.SECRETARY, Office.MEMBER), hand(2, Office.DIRECTOR)
COMMITTEE, BRANCH = hand(3, Office.COMMITTEE), hand(4, Office.BRANCH_COMMITTEE)
SUPERVISOR, SECOND_SUPERVISOR, BOOKKEEPER = (
    hand(5, Office.SUPERVISOR),
    hand(6, Office.SUPERVISOR),
    hand(7, Office.BOOKKEEPER),
)
ALL = (SECRETARY, DIRECTOR, COMMITTEE, BRANCH, SUPERVISOR, SECOND_SUPERVISOR, BOOKKEEPER)


def course(amount_fen: int = 50_000, *done: Hand, filed_by: Hand = BOOKKEEPER, ladder: str = "default") -> Course:
    band = ladder_on(ladder, DAY).band(Spending.NON_PRODUCTION, amount_fen)
    assert band is not None
    positions = [at for at, step in enumerate(band.steps, start=1) if not step.needs_matter]
    taken = tuple(
        Taken(position=at, verdict=Verdict.APPROVED, account_id=one.account_id)
        for at, one in zip(positions, done, strict=False)
    )
    return Course(steps=band.steps, taken=taken, filed_by=filed_by.account_id)


def seat(of: Course, one: Hand, *, others: tuple[Hand, ...] = ALL, interest: Interest = NOBODY) -> tuple[str, bool]:
    found = require_seat(of, one, others=others, interest=interest)
    return found.office.value, found.is_deputy


def test_steps_wait_one_after_the_other() -> None:
    done: list[Hand] = []
    for name, one in (
        ("witness", COMMITTEE),
        ("director", DIRECTOR),
        ("secretary", SECRETARY),
        ("supervisors", SUPERVISOR),
    ):
        due = course(50_000, *done).due
        assert due is not None
        assert due[1].id == name
        assert seat(course(50_000, *done), one)
        done.append(one)
    assert course(50_000, *done).state is RequestState.APPROVED
    assert course(50_000, *done).due is None


def test_a_resolution_is_nobodys_step() -> None:
    due = course(2_000_000).due
    assert due is not None
    assert (due[0], due[1].id) == (2, "supervisors")
    assert course(2_000_000, ladder="village_b").state is RequestState.APPROVED


@pytest.mark.parametrize(
    ("of", "one", "refusal"),
    [
        pytest.param(course(), BOOKKEEPER, NotYourStepError, id="no office of the step"),
        pytest.param(course(50_000, COMMITTEE), SECRETARY, NotYourStepError, id="not before its turn"),
        pytest.param(course(50_000, COMMITTEE), COMMITTEE, NotYourStepError, id="a deputy while the director can"),
        pytest.param(course(filed_by=COMMITTEE), COMMITTEE, OwnRequestError, id="one's own"),
        pytest.param(course(), DIRECTOR, KeptForLaterError, id="the director is needed later"),
        pytest.param(course(), SUPERVISOR, KeptForLaterError, id="supervisors are needed later"),
        pytest.param(
            course(50_000, COMMITTEE, DIRECTOR, SECRETARY),
            replace(COMMITTEE, offices=frozenset({Office.SUPERVISOR})),
            ActedBeforeError,
            id="twice by one person",
        ),
    ],
)
def test_seat_is_refused(of: Course, one: Hand, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        require_seat(of, one, others=ALL, interest=NOBODY)
    assert not may_take(of, one, others=ALL, interest=NOBODY)


@pytest.mark.parametrize(
    ("interest", "one"),
    [
        pytest.param(Interest(people=frozenset({3})), COMMITTEE, id="who is paid"),
        pytest.param(Interest(households=frozenset({8})), replace(COMMITTEE, household=8), id="one household"),
    ],
)
def test_who_has_a_stake_stands_back(interest: Interest, one: Hand) -> None:
    with pytest.raises(RelativeRequestError):
        require_seat(course(), one, others=ALL, interest=interest)
    assert may_take(course(), BRANCH, others=ALL, interest=interest)


def test_unknown_households_are_no_relatives() -> None:
    assert may_take(course(), COMMITTEE, others=ALL, interest=Interest(households=frozenset({8})))


def test_a_deputy_acts_where_nobody_of_the_office_can() -> None:
    own = course(50_000, BRANCH, filed_by=DIRECTOR)
    assert seat(own, COMMITTEE) == ("committee", True)
    vacant = tuple(one for one in ALL if one is not DIRECTOR)
    assert seat(course(50_000, BRANCH), COMMITTEE, others=vacant) == ("committee", True)


def test_one_person_in_both_offices_takes_one_step_and_another_the_next() -> None:
    both = hand(1, Office.SECRETARY, Office.DIRECTOR)
    others = (both, COMMITTEE, BRANCH, SUPERVISOR)
    assert seat(course(50_000, COMMITTEE), both, others=others) == ("director", False)
    then = course(50_000, COMMITTEE, both)
    with pytest.raises(ActedBeforeError):
        require_seat(then, both, others=others, interest=NOBODY)
    assert seat(then, BRANCH, others=others) == ("branch_committee", True)


def test_returned_or_withdrawn_waits_for_nobody() -> None:
    returned = Taken(position=1, verdict=Verdict.RETURNED, account_id=3)
    states = {
        RequestState.RETURNED: replace(course(), taken=(returned,)),
        RequestState.ANSWERED: replace(course(), taken=(returned,), answered=True),
        RequestState.WITHDRAWN: replace(course(), withdrawn=True),
        RequestState.PAID: replace(course(), paid=True),
    }
    for state, of in states.items():
        assert of.state is state
        with pytest.raises(RequestNotWaitingError, match=state.title):
            require_due(of, position=1)


def test_another_step_than_was_shown_is_a_conflict() -> None:
    with pytest.raises(StepTakenError, match="村委会主任"):
        require_due(course(50_000, COMMITTEE), position=1)


def line(account: str, debit_fen: int = 0, credit_fen: int = 0) -> Line:
    return Line(account=account, detail="", printed_name=account, debit_fen=debit_fen, credit_fen=credit_fen)


@pytest.mark.parametrize(
    ("lines", "paid_fen"),
    [
        pytest.param((line("513", 100), line("102", 0, 100)), 100, id="a payment"),
        pytest.param((line("102", 100), line("501", 0, 100)), 0, id="income"),
        pytest.param((line("102", 100), line("101", 0, 100)), 0, id="cash taken to the bank"),
        pytest.param((line("101", 95), line("513", 5), line("102", 0, 100)), 5, id="cash from the bank for a fee"),
        pytest.param((line("102", 90), line("513", 10), line("501", 0, 100)), 0, id="a fee kept back by who pays"),
        pytest.param(
            (line("513", 100), line("102", 0, 100), line("102", 101), line("501", 0, 101)), 100, id="hidden by income"
        ),
        pytest.param((line("511", 70), line("152", 0, 70)), 0, id="no money moves"),
        pytest.param((line("513", -100), line("102", 0, -100)), 0, id="taken back"),
    ],
)
def test_what_is_paid_out_is_found_in_any_voucher(lines: tuple[Line, ...], paid_fen: int) -> None:
    assert paid_out_fen(lines) == paid_fen


@pytest.mark.parametrize(
    ("lines", "kept_fen"),
    [
        pytest.param((line("102", 90), line("513", 10), line("501", 0, 100)), 10, id="a fee kept back by who pays"),
        pytest.param((line("102", 1), line("513", 99), line("501", 0, 100)), 99, id="nearly all of it"),
        pytest.param((line("514", 50), line("504", 0, 50)), 50, id="no money moves"),
        pytest.param((line("513", 100), line("102", 0, 100)), 0, id="a payment"),
        pytest.param((line("102", 100), line("501", 0, 100)), 0, id="income"),
        pytest.param((line("513", -10), line("102", -90), line("501", 0, -100)), 0, id="taken back"),
    ],
)
def test_what_income_is_set_off_against_is_found(lines: tuple[Line, ...], kept_fen: int) -> None:
    assert set_off_fen(lines) == kept_fen


BRIDGE = Allowance(
    number=3,
    title="修桥",
    budget_fen=5_000_000,
    fund="村集体经营收入",
    resolved_on=date(2026, 10, 1),
    publicity_ended_on=date(2026, 10, 16),
    paid_fen=1_000_000,
)
ASKED = Asked(amount_fen=4_000_000, matter_number=3, fund="", step="四议两公开")


@pytest.mark.parametrize(
    ("asked", "allowance", "refusal"),
    [
        pytest.param(ASKED, BRIDGE, None, id="all that is left"),
        pytest.param(replace(ASKED, fund="村集体经营收入"), BRIDGE, None, id="the fund that was decided"),
        pytest.param(replace(ASKED, matter_number=None), None, ResolutionMissingError, id="no matter"),
        pytest.param(ASKED, None, NoResolutionError, id="村组法第28条: not passed"),
        pytest.param(
            ASKED, replace(BRIDGE, publicity_ended_on=None), PublicityNotOverError, id="村组法第35条第四款: publicity"
        ),
        pytest.param(replace(ASKED, amount_fen=4_000_001), BRIDGE, ResolutionTooSmallError, id="one fen too much"),
        pytest.param(replace(ASKED, others_fen=1), BRIDGE, ResolutionTooSmallError, id="asked for by another"),
        pytest.param(ASKED, replace(BRIDGE, budget_fen=None), ResolutionTooSmallError, id="no amount was decided"),
        pytest.param(replace(ASKED, fund="上级补助"), BRIDGE, WrongFundError, id="another fund"),
    ],
)
def test_resolution_covers_the_payment(
    asked: Asked, allowance: Allowance | None, refusal: type[Exception] | None
) -> None:
    told = resolution_cautions(asked, allowance, ladder="默认阶梯", on=DAY)
    assert bool(told) is (refusal is not None)
    if refusal is None:
        require_resolution(asked, allowance, ladder="默认阶梯", on=DAY)
    else:
        with pytest.raises(refusal):
            require_resolution(asked, allowance, ladder="默认阶梯", on=DAY)
