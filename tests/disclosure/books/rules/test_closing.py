"""What stops a close, what is only shown, and who may not sign off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import OwnWorkError
from disclosure.books.rules.closing import CloseState, LowPoint, in_order, problems, require_other_person
from portal.kernel.months import Month

MONTH = Month(2026, 10)
TODAY = date(2026, 11, 3)
READY = CloseState(
    month=MONTH,
    closed=False,
    follows_on=True,
    open_earlier=(),
    voucher_count=3,
    unbalanced=(),
    broken_identities=(),
    printed_totals_agree=True,
    missing_openings=(),
    next_openings_differ=(),
    differences=(),
    low_points=(),
    late_count=0,
)


def test_month_in_order_has_no_problem() -> None:
    assert problems(READY, today=TODAY) == ()
    assert problems(replace(READY, printed_totals_agree=None), today=TODAY) == ()


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (replace(READY, closed=True), "closed"),
        (replace(READY, follows_on=False), "no_books"),
        (replace(READY, month=Month(2026, 12)), "future"),
        (replace(READY, month=Month(2026, 11)), "month_not_over"),
        (replace(READY, open_earlier=(Month(2026, 8), Month(2026, 9))), "earlier_open"),
        (replace(READY, unbalanced=(7,)), "unbalanced"),
        (replace(READY, broken_identities=("借方合计与贷方合计不相等",)), "identity"),
        (replace(READY, printed_totals_agree=False), "printed_totals"),
        (replace(READY, missing_openings=(MoneyAccount.BANK,)), "missing_opening"),
        (replace(READY, next_openings_differ=(MoneyAccount.CASH,)), "next_opening"),
    ],
)
def test_close_is_stopped(state: CloseState, code: str) -> None:
    assert [(one.code, one.blocking) for one in problems(state, today=TODAY)] == [(code, True)]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (replace(READY, voucher_count=0), "empty"),
        (replace(READY, without_receipt=(3, 5)), "no_receipt"),
        (replace(READY, without_approval=tuple(range(1, 22))), "no_approval"),
        (replace(READY, bank_charges=(4,)), "bank_charges"),
        (replace(READY, refused=(Month(2026, 9),)), "refused"),
        (replace(READY, cautions=("超过了决议的金额",)), "resolution"),
        (replace(READY, low_points=(LowPoint(account=MoneyAccount.CASH, number=6, balance_fen=-19_518),)), "negative"),
        (replace(READY, differences=(3,)), "difference"),
        (replace(READY, late_count=2), "late"),
    ],
)
def test_close_is_warned_but_not_stopped(state: CloseState, code: str) -> None:
    assert [(one.code, one.blocking) for one in problems(state, today=TODAY)] == [(code, False)]


def test_many_payments_nobody_approved_are_counted() -> None:
    (problem,) = problems(replace(READY, without_approval=tuple(range(1, 22))), today=TODAY)
    assert problem.text == "第1、2、3、4、5、6、7、8号等 21 笔支出没有审批"


def test_a_month_can_be_closed_from_the_day_after_its_last() -> None:
    (problem,) = problems(READY, today=date(2026, 10, 31))
    assert problem.blocking
    assert "11月1日起才能结账" in problem.text
    assert problems(READY, today=date(2026, 11, 1)) == ()


def test_problem_names_what_to_do_it_about() -> None:
    low = LowPoint(account=MoneyAccount.CASH, number=100_006, balance_fen=-19_518)
    state = replace(READY, open_earlier=(Month(2026, 9),), low_points=(low,))
    texts = [one.text for one in problems(state, today=TODAY)]
    assert "2026年9月" in texts[0]
    assert "第100006号" in texts[1]
    assert "-195.18" in texts[1]


def test_blocking_problems_come_first() -> None:
    state = replace(READY, voucher_count=0, closed=True, late_count=1)
    assert [one.blocking for one in problems(state, today=TODAY)] == [True, False, False]


@pytest.mark.parametrize(
    ("closer", "recorders"),
    [
        pytest.param(5, {9}, id="会计法第35条: the closer"),
        pytest.param(9, {5, 6}, id="会计法第35条: a recorder"),
    ],
)
def test_who_did_the_work_does_not_sign_it_off(closer: int, recorders: set[int]) -> None:
    with pytest.raises(OwnWorkError, match="另一位"):
        require_other_person(MONTH, signer=5, closer=closer, recorders=recorders)


def test_second_person_signs_off() -> None:
    require_other_person(MONTH, signer=5, closer=9, recorders={9, 10})


def test_everything_checked_is_said_and_what_fails_is_not() -> None:
    assert len(in_order(READY)) == 8
    failing = replace(READY, unbalanced=(1,), late_count=2, without_receipt=(3,), printed_totals_agree=None)
    assert not {"没有补录", "逐笔记的支出都附了票据", "表上印的合计与逐笔相加一致"} & set(in_order(failing))
    assert not any("借贷相等" in text for text in in_order(failing))
