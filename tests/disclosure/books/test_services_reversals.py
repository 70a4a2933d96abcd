"""Red: a voucher is taken back once, lessens what it added, and never changes a figure that was closed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from peewee import IntegrityError, PeeweeException

from disclosure.books import models, queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import (
    AlreadyReversedError,
    CloseStoppedError,
    ReversalReversedError,
)
from disclosure.books.models import CloseReview, HandEntry, MonthClose, MonthSignOff, Reversal, SubAccount, Voucher
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.vouchers import VoucherKind
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import database as db
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.names import mask_name
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import Person
from portal.org.offices import Office
from portal.terminal import packages

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (10, 11, 12))
PAPER = Entry(
    kind=VoucherKind.PAYMENT,
    happened_on=date(2026, 10, 20),
    amount_fen=8_000,
    money=MoneyAccount.CASH,
    category=Category(account="513", detail="办公费"),
    summary="买办公用品",
    party="镇上文具店",
)
RENT = Entry(
    kind=VoucherKind.RECEIPT,
    happened_on=date(2026, 10, 8),
    amount_fen=100_000,
    money=MoneyAccount.BANK,
    category=Category(account="501"),
    summary="收鱼塘租金",
    party="清河水产合作社",
)
BANKED = replace(PAPER, kind=VoucherKind.TRANSFER, category=None, summary="存款", party="", amount_fen=5_000)


@pytest.fixture
def october(bookkeeper: Actor, village: Place, clock: SettableClock) -> Place:
    """October by hand: rent, paper, a transfer; everything known that a close needs."""
    clock.set_day(date(2026, 11, 3))
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, OCTOBER, money=money, amount_fen=50_000)
    for entry in (RENT, PAPER, BANKED):
        services.record_voucher(bookkeeper, village, entry)
    return village


@pytest.fixture
def published(october: Place, bookkeeper: Actor, supervisor: Actor, clock: SettableClock) -> Place:
    services.close_month(bookkeeper, october, OCTOBER, explanation="买办公用品的票据丢失，已由两人证明")
    services.sign_off_month(supervisor, october, OCTOBER)
    clock.set_day(date(2026, 11, 12))
    return october


def _content(month: Month) -> list[dict[str, Any]]:
    rows = (
        Bulletin.select().where((Bulletin.kind == "month") & (Bulletin.key == str(month))).order_by(Bulletin.revision)
    )
    return [json.loads(row.envelope) for row in rows]


def test_reversal_lessens_its_own_category_and_is_no_income(october: Place, bookkeeper: Actor) -> None:
    made = services.reverse_voucher(bookkeeper, october, OCTOBER, 2, reason="金额看错，应为 60.25 元")
    figures = queries.statement_of(october, OCTOBER)
    assert (figures.income_fen, figures.expense_fen) == (100_000, 0)
    assert [(one.in_fen, one.out_fen) for one in figures.money] == [(0, 5_000), (105_000, 0)]
    assert [(line.debit_fen, line.credit_fen) for line in made.lines] == [(-8_000, 0), (0, -8_000)]
    assert (made.kind, made.is_red, made.in_fen, made.out_fen) == (VoucherKind.PAYMENT, True, 0, -8_000)
    assert made.reverses is not None
    assert (made.reverses.number, made.reverses.reason) == (2, "金额看错，应为 60.25 元")
    original = queries.voucher(october, OCTOBER, 2)
    assert original.reversed_by is not None
    assert original.reversed_by.number == made.number


@pytest.mark.parametrize("number", [1, 2, 3])
def test_everything_taken_back_leaves_what_was_before(october: Place, bookkeeper: Actor, number: int) -> None:
    before = queries.statement_of(october, OCTOBER)
    made = services.reverse_voucher(bookkeeper, october, OCTOBER, number, reason="记错了")
    original = queries.voucher(october, OCTOBER, number)
    assert (made.in_fen, made.out_fen, made.moved_fen) == (-original.in_fen, -original.out_fen, -original.moved_fen)
    assert made.kind == original.kind
    after = queries.statement_of(october, OCTOBER)
    assert after.closing_fen == before.closing_fen - original.in_fen + original.out_fen
    assert after.opening_fen + after.income_fen - after.expense_fen + after.other_fen == after.closing_fen
    assert after.other_fen == 0


def test_stored_amounts_are_never_below_zero(october: Place, bookkeeper: Actor) -> None:
    services.reverse_voucher(bookkeeper, october, OCTOBER, 2, reason="记错了")
    assert all(line.debit_fen >= 0 and line.credit_fen >= 0 for line in models.VoucherLine.select())


def test_a_voucher_is_taken_back_once_and_a_reversal_never(
    october: Place, bookkeeper: Actor, township: Township
) -> None:
    made = services.reverse_voucher(bookkeeper, october, OCTOBER, 2, reason="记错了")
    with pytest.raises(AlreadyReversedError):
        services.reverse_voucher(bookkeeper, october, OCTOBER, 2, reason="记错了")
    with pytest.raises(ReversalReversedError):
        services.reverse_voucher(bookkeeper, october, OCTOBER, made.number, reason="冲错了")
    with pytest.raises(NotFoundError):
        services.reverse_voucher(bookkeeper, october, OCTOBER, 99, reason="记错了")
    with pytest.raises(PrivateNumberError):
        services.reverse_voucher(bookkeeper, october, OCTOBER, 1, reason="付给 13812345678")
    row = Voucher.get(Voucher.number == 2)
    with pytest.raises(IntegrityError), db.atomic():
        Voucher.create(**{**row.__data__, "id": None, "number": 77, "reverses": row.id})


def test_while_its_month_is_open_it_is_taken_back_there(october: Place, bookkeeper: Actor) -> None:
    made = services.reverse_voucher(bookkeeper, october, OCTOBER, 2, reason="记错了")
    assert (made.month, made.happened_on, made.recorded_on) == (OCTOBER, date(2026, 10, 31), date(2026, 11, 3))


def test_of_a_closed_month_it_is_taken_back_today(published: Place, bookkeeper: Actor, config: Config) -> None:
    before = queries.statement_of(published, OCTOBER)
    made = services.reverse_voucher(bookkeeper, published, OCTOBER, 2, reason="记错了")
    assert (made.month, made.number, made.happened_on) == (NOVEMBER, 1, date(2026, 11, 12))
    assert queries.statement_of(published, OCTOBER) == before
    assert queries.statement_of(published, NOVEMBER).expense_fen == -8_000
    page = queries.month_page(published, OCTOBER, today=date(2026, 11, 12))
    assert [one.number for one in page.corrections] == [1]
    assert verify_all(packages(config)) == []


def test_correction_is_a_new_revision_beside_figures_that_stay(published: Place, bookkeeper: Actor) -> None:
    (first,) = _content(OCTOBER)
    services.reverse_voucher(bookkeeper, published, OCTOBER, 2, reason="金额看错")
    old, new = _content(OCTOBER)
    assert old == first
    assert new["reason"] == "第2号凭证已由2026年11月第1号凭证红字冲销：金额看错"
    changed = {name for name in new["content"] if new["content"][name] != old["content"][name]}
    assert changed == {"corrected", "corrections", "vouchers"}
    assert new["content"]["corrections"] == [
        {"number": 2, "reason": "金额看错", "month": "2026-11", "by": 1, "on": "2026-11-12", "amount_fen": 8_000}
    ]
    marked = {one["number"]: one["reversed_by"] for one in new["content"]["vouchers"] if one["reversed_by"]}
    assert marked == {2: {"month": "2026-11", "number": 1, "reason": "金额看错"}}


def test_reason_that_names_a_villager_is_masked(published: Place, bookkeeper: Actor) -> None:
    name = Person.select().where(Person.village == published.id).order_by(Person.code.desc()).get().name
    services.reverse_voucher(bookkeeper, published, OCTOBER, 2, reason=f"付给了{name}")
    assert name not in json.dumps(_content(OCTOBER)[-1], ensure_ascii=False)


def test_closed_but_not_yet_public_month_says_it_when_it_is_published(
    october: Place, bookkeeper: Actor, supervisor: Actor
) -> None:
    services.close_month(bookkeeper, october, OCTOBER)
    services.reverse_voucher(bookkeeper, october, OCTOBER, 2, reason="金额看错")
    assert _content(OCTOBER) == []
    services.sign_off_month(supervisor, october, OCTOBER)
    (only,) = _content(OCTOBER)
    assert [one["by"] for one in only["content"]["corrections"]] == [1]


def test_this_month_stays_open_so_that_a_correction_finds_its_place(published: Place, bookkeeper: Actor) -> None:
    services.record_voucher(bookkeeper, published, replace(PAPER, happened_on=date(2026, 11, 12)))
    with pytest.raises(CloseStoppedError, match="12月1日起才能结账"):
        services.close_month(bookkeeper, published, NOVEMBER)
    made = services.reverse_voucher(bookkeeper, published, OCTOBER, 2, reason="记错了")
    assert (made.month, made.number) == (NOVEMBER, 2)


def test_every_published_total_is_the_sum_of_the_published_lines_with_red_among_them(
    published: Place, bookkeeper: Actor, supervisor: Actor, clock: SettableClock
) -> None:
    services.reverse_voucher(bookkeeper, published, OCTOBER, 2, reason="记错了")
    services.reverse_voucher(bookkeeper, published, OCTOBER, 3, reason="没有存")
    services.record_voucher(bookkeeper, published, replace(RENT, happened_on=date(2026, 11, 2)))
    clock.set_day(date(2026, 12, 3))
    services.close_month(bookkeeper, published, NOVEMBER)
    services.sign_off_month(supervisor, published, NOVEMBER)
    content = _content(NOVEMBER)[-1]["content"]
    lines = [line for voucher in content["vouchers"] for line in voucher["lines"]]
    for total in content["income"]:
        own = [line for line in lines if line["name"] == total["name"]]
        assert total["month_fen"] == sum(line["credit_fen"] - line["debit_fen"] for line in own)
    for total in content["expense"]:
        own = [line for line in lines if line["name"] == total["name"]]
        assert total["month_fen"] == sum(line["debit_fen"] - line["credit_fen"] for line in own)
    for money in content["money"]:
        own = [line for line in lines if line["name"] == money["account"]]
        assert money["in_fen"] == sum(line["debit_fen"] for line in own)
        assert money["out_fen"] == sum(line["credit_fen"] for line in own)
        assert money["opening_fen"] + money["in_fen"] - money["out_fen"] == money["closing_fen"]
    assert content["opening_fen"] + content["received_fen"] - content["paid_fen"] == content["closing_fen"]
    assert content["received_fen"] == sum(one["in_fen"] for one in content["vouchers"])
    assert content["paid_fen"] == sum(one["out_fen"] for one in content["vouchers"]) == -8_000
    october = _content(OCTOBER)[-1]["content"]
    assert october["closing_fen"] == content["opening_fen"]


def test_close_keeps_what_was_found_and_what_was_said_to_it(published: Place) -> None:
    (found,) = CloseReview.select()
    assert "没有附票据" in "".join(found.findings)
    content = _content(OCTOBER)[-1]["content"]
    assert content["findings"] == found.findings
    assert content["explanation"] == "买办公用品的票据丢失，已由两人证明"


# --- posted is posted, whichever way it is tried

POSTED = (HandEntry, Reversal, SubAccount, CloseReview, Voucher, models.VoucherLine, MonthClose, MonthSignOff)


@pytest.mark.parametrize("model", POSTED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_nothing_posted_changes_through_the_program_or_past_it(
    published: Place, bookkeeper: Actor, model: type[Voucher], verb: str
) -> None:
    services.open_sub_account(bookkeeper, published, code="513", name="办公费")
    services.reverse_voucher(bookkeeper, published, OCTOBER, 2, reason="记错了")
    row, table = model.select().first(), model._meta.table_name
    with pytest.raises(PeeweeException, match="insert-only"), db.atomic():
        if verb == "UPDATE":
            model.update(id=row.id).where(model.id == row.id).execute()
        else:
            row.delete_instance()
    statement = f'UPDATE "{table}" SET id = id' if verb == "UPDATE" else f'DELETE FROM "{table}"'
    with pytest.raises(PeeweeException, match="insert-only"), db.atomic():
        db.execute_sql(statement)


def test_no_address_changes_or_deletes_what_is_posted(
    app: Flask, township: Township, sign_in: Callable[[FlaskClient, str], FlaskClient], clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 3))
    bookkeeper, village = township.actor(Office.BOOKKEEPER), township.village
    services.record_voucher(bookkeeper, village, PAPER)
    client = sign_in(app.test_client(), township.login(Office.BOOKKEEPER))
    address = "/qingshan/books/2026-10/v/1/"
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        answer = client.open(address, method=method, data={"amount_fen": "1", "summary": "改"})
        assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert queries.voucher(village, OCTOBER, 1).amount_fen == 8_000


def test_sign_off_takes_the_signer_from_the_session_and_happens_once(
    app: Flask,
    township: Township,
    sign_in: Callable[[FlaskClient, str], FlaskClient],
    clock: SettableClock,
) -> None:
    clock.set_day(date(2026, 11, 3))
    bookkeeper, village = township.actor(Office.BOOKKEEPER), township.village
    for money in MoneyAccount:
        services.state_opening(bookkeeper, village, OCTOBER, money=money, amount_fen=50_000)
    services.record_voucher(bookkeeper, village, PAPER)
    address = "/qingshan/books/2026-10/sign-off"
    first, second = (sign_in(app.test_client(), township.login(Office.SUPERVISOR, number=n)) for n in (0, 1))
    sent = {"examined": "y", "signed_by": "1", "approver": bookkeeper.name}
    assert first.post(address, data=sent).status_code == HTTPStatus.CONFLICT  # not closed yet
    services.close_month(bookkeeper, village, OCTOBER)
    assert first.post(address, data={}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert first.post(address, data=sent).status_code == HTTPStatus.FOUND
    assert first.post(address, data=sent).status_code == HTTPStatus.CONFLICT
    assert second.post(address, data=sent).status_code == HTTPStatus.CONFLICT
    (signed,) = MonthSignOff.select()
    assert signed.signed_by == township.actor(Office.SUPERVISOR).account_id
    assert Bulletin.select().where(Bulletin.kind == "month").count() == 1


def test_a_signed_month_says_who_corrected_it_beside_signatures_that_stay(
    published: Place, bookkeeper: Actor, supervisor: Actor
) -> None:
    services.reverse_voucher(bookkeeper, published, OCTOBER, 2, reason="记错了")
    first, second = (envelope["content"] for envelope in _content(OCTOBER))
    assert first["corrected"] == []
    (corrected,) = second["corrected"]
    assert corrected == {"who": {"name": 2, "masked": mask_name(bookkeeper.name)}, "on": "2026-11-12"}
    assert second["signed_off"] == first["signed_off"]
    assert second["signed_off"]["who"]["masked"] == mask_name(supervisor.name)


def test_a_voucher_taken_back_before_the_signature_is_no_correction_after_it(
    october: Place, bookkeeper: Actor, supervisor: Actor, clock: SettableClock
) -> None:
    services.close_month(bookkeeper, october, OCTOBER, explanation="买办公用品的票据丢失，已由两人证明")
    services.reverse_voucher(bookkeeper, october, OCTOBER, 2, reason="记错了")
    clock.set(clock.moment + timedelta(hours=1))
    services.sign_off_month(supervisor, october, OCTOBER)
    (only,) = _content(OCTOBER)
    assert only["content"]["corrected"] == []
    assert [one["number"] for one in only["content"]["corrections"]] == [2]
