"""A quarter's disclosure: prepared by one when its months are public, signed by another, corrected by a new version."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.errors import (
    OwnDisclosureError,
    PeriodMonthsError,
    PeriodNotPreparedError,
    PeriodPreparedError,
    PeriodSignedError,
    ReasonWantedError,
)
from disclosure.books.models import PeriodDisclosure, PeriodSignOff
from disclosure.books.rules.entries import Category, Entry
from disclosure.books.rules.periodic import Answer, AnswerState, PeriodState
from disclosure.books.rules.periods import Period
from disclosure.books.rules.vouchers import VoucherKind
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import OfficeTerm
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

DECEMBER, QUARTER, YEAR = Month(2026, 12), Period(2026, 4), Period.of_year(2026)
TODAY = date(2027, 1, 4)
RENT = Entry(
    kind=VoucherKind.RECEIPT,
    happened_on=date(2026, 12, 2),
    amount_fen=90_000,
    money=MoneyAccount.BANK,
    category=Category(account="501"),
    summary="收鱼塘租金",
    party="清河水产合作社",
)
PAPER = replace(
    RENT, kind=VoucherKind.PAYMENT, amount_fen=30_000, category=Category(account="513"), summary="买纸", party="文具店"
)
ANSWERS = {item.key: Answer(state=AnswerState.NONE) for item in disclosure_form().worded}
PREPARING = services.Preparing(
    answers={**ANSWERS, "resources": Answer(state=AnswerState.SAID, text="耕地 1200 亩，都已承包到户")}
)


@pytest.fixture
def closed(bookkeeper: Actor, village: Place, clock: SettableClock) -> None:
    """Books that began in December: 900 in, 300 out, 1,000 at the bank and a pump house before; the year is ended."""
    clock.set_day(date(2026, 12, 31))
    services.state_openings(bookkeeper, village, DECEMBER, amounts={"102": 100_000, "151": 500_000, "301": 600_000})
    for entry in (RENT, PAPER):
        services.record_voucher(bookkeeper, village, entry)
    services.end_year(bookkeeper, village, 2026)
    clock.set_day(TODAY)
    services.close_month(bookkeeper, village, DECEMBER)


@pytest.fixture
def signed(closed: None, supervisor: Actor, village: Place) -> None:
    services.sign_off_month(supervisor, village, DECEMBER)


def _published() -> list[dict[str, Any]]:
    rows = Bulletin.select().where(Bulletin.kind == "period").order_by(Bulletin.id)
    return [json.loads(one.envelope) for one in rows]


def _amounts(content: dict[str, Any]) -> dict[str, int]:
    return {item["key"]: item["fen"] for one in content["classes"] for item in one["items"] if item["fen"]}


def test_a_quarter_waits_until_its_months_are_public(closed: None, bookkeeper: Actor, village: Place) -> None:
    page = queries.period_page(village, QUARTER, today=TODAY, may_prepare=True)
    assert (page.state, page.acts.prepare, page.waiting_for) == (PeriodState.WAITING, False, (DECEMBER,))
    with pytest.raises(PeriodMonthsError, match="2026年12月"):
        services.prepare_period(bookkeeper, village, QUARTER, PREPARING)
    with pytest.raises(NotFoundError):
        services.prepare_period(bookkeeper, village, Period(2026, 3), PREPARING)  # before the books began
    with pytest.raises(NotFoundError):
        queries.period_page(village, Period(2027, 2), today=TODAY)  # has not begun


def test_prepared_by_one_signed_by_another_and_published_in_the_same_act(
    signed: None, bookkeeper: Actor, supervisor: Actor, village: Place, config: Config
) -> None:
    services.prepare_period(bookkeeper, village, QUARTER, PREPARING)
    assert _published() == []
    before = JournalEntry.select().count()
    services.sign_period(supervisor, village, QUARTER, revision=1)
    assert JournalEntry.select().count() == before + 1
    (envelope,) = _published()
    content = envelope["content"]
    assert (envelope["key"], envelope["revision"], content["months"]) == ("2026-Q4", 1, ["2026-12"])
    assert [content[f"{name}_fen"] for name in ("opening", "income", "expense", "other", "closing")] == [
        100_000, 90_000, 30_000, 0, 160_000,
    ]  # fmt: skip
    assert _amounts(content) == {
        "in_operating": 90_000,
        "out_administration": 30_000,
        "own_money": 160_000,
        "own_fixed": 500_000,
        "result": 60_000,  # although the year's end took it to 322
    }
    assert "耕地 1200 亩" in str(content)
    assert verify_all(packages(config)) == []


def test_who_prepared_it_does_not_sign_even_with_the_office(signed: None, bookkeeper: Actor, village: Place) -> None:
    services.prepare_period(bookkeeper, village, QUARTER, PREPARING)
    with pytest.raises(NotAllowedError):
        services.sign_period(bookkeeper, village, QUARTER, revision=1)
    OfficeTerm.create(place=village, person=bookkeeper.person_id, office=Office.SUPERVISOR, since=date(2026, 1, 1))
    with pytest.raises(OwnDisclosureError):
        services.sign_period(bookkeeper, village, QUARTER, revision=1)
    assert PeriodSignOff.select().count() == 0


def test_what_is_signed_is_what_was_looked_at(
    signed: None, bookkeeper: Actor, supervisor: Actor, village: Place
) -> None:
    with pytest.raises(PeriodNotPreparedError):
        services.sign_period(supervisor, village, QUARTER, revision=0)
    services.prepare_period(bookkeeper, village, QUARTER, PREPARING)
    with pytest.raises(PeriodPreparedError):  # a second click, or somebody else's
        services.prepare_period(bookkeeper, village, QUARTER, PREPARING)
    services.prepare_period(bookkeeper, village, QUARTER, replace(PREPARING, after=1))
    with pytest.raises(PeriodPreparedError):
        services.sign_period(supervisor, village, QUARTER, revision=1)
    services.sign_period(supervisor, village, QUARTER, revision=2)
    with pytest.raises(PeriodSignedError):
        services.sign_period(supervisor, village, QUARTER, revision=2)
    assert [one["revision"] for one in _published()] == [1]  # what was never signed was never public


def test_a_correction_stands_beside_what_it_corrects(
    signed: None, bookkeeper: Actor, supervisor: Actor, village: Place, config: Config
) -> None:
    services.prepare_period(bookkeeper, village, YEAR, PREPARING)
    services.sign_period(supervisor, village, YEAR, revision=1)
    again = services.Preparing(answers=ANSWERS, after=1)
    with pytest.raises(ReasonWantedError):
        services.prepare_period(bookkeeper, village, YEAR, again)
    services.prepare_period(bookkeeper, village, YEAR, replace(again, reason="耕地面积写错了"))
    page = queries.period_page(village, YEAR, today=TODAY)
    assert (page.state, page.was_public) == (PeriodState.PREPARED, True)
    services.sign_period(supervisor, village, YEAR, revision=2)
    assert [(one["revision"], one["reason"]) for one in _published()] == [(1, ""), (2, "耕地面积写错了")]
    assert verify_all(packages(config)) == []


def test_numbers_of_people_are_refused(signed: None, bookkeeper: Actor, village: Place) -> None:
    said = Answer(state=AnswerState.SAID, text="电话 13800138000")
    with pytest.raises(PrivateNumberError):
        services.prepare_period(bookkeeper, village, QUARTER, replace(PREPARING, answers={**ANSWERS, "other": said}))
    assert PeriodDisclosure.select().count() == 0


def test_names_of_registered_people_are_masked_in_public(
    signed: None, bookkeeper: Actor, supervisor: Actor, village: Place, township: Township
) -> None:
    name = OfficeTerm.get((OfficeTerm.place == village.id) & (OfficeTerm.office == Office.SECRETARY)).person.name
    services.prepare_period(bookkeeper, village, QUARTER, replace(PREPARING, explanation=f"{name}经手"))
    services.sign_period(supervisor, village, QUARTER, revision=1)
    (envelope,) = _published()
    assert name not in json.dumps(envelope, ensure_ascii=False)
    assert "*" in envelope["content"]["explanation"]


def test_what_waits_for_whom(signed: None, bookkeeper: Actor, supervisor: Actor, village: Place) -> None:
    def waiting(actor: Actor) -> list[tuple[str, str]]:
        found = queries.tasks(actor, village, TODAY)
        return [(one.title, one.endpoint) for one in found if one.endpoint.endswith("_period")]

    asked = [("2026年第四季度财务公开：编制公开表", "books.prepare_period")]
    assert waiting(bookkeeper) == [*asked, ("2026年全年财务公开：编制公开表", "books.prepare_period")]
    assert waiting(supervisor) == []
    services.prepare_period(bookkeeper, village, YEAR, PREPARING)
    assert waiting(bookkeeper) == asked
    assert waiting(supervisor) == [("2026年全年财务公开：签字公布", "books.sign_period")]
    services.sign_period(supervisor, village, YEAR, revision=1)
    assert waiting(supervisor) == []


def test_what_waits_is_asked_for_as_long_as_timeliness_is_judged(
    signed: None, bookkeeper: Actor, village: Place
) -> None:
    asked = "2026年第四季度财务公开：编制公开表"
    days = (date(2027, 11, 20), date(2028, 2, 20))
    told = [any(one.title == asked for one in queries.tasks(bookkeeper, village, day)) for day in days]
    assert told == [True, False]


def test_the_calendar_tells_what_is_due_and_what_was_late(
    signed: None, bookkeeper: Actor, supervisor: Actor, village: Place, clock: SettableClock
) -> None:
    services.prepare_period(bookkeeper, village, QUARTER, PREPARING)
    clock.set_day(date(2027, 1, 20))
    services.sign_period(supervisor, village, QUARTER, revision=1)
    page = queries.due_page(village, today=date(2027, 1, 20))
    assert [(one.key, one.late_days) for one in page.done] == [("2026-12", 0), ("2026-Q4", 5)]
    assert [(one.key, one.late_days) for one in page.coming] == [
        ("2026", 5), ("2027-01", 0), ("2027-Q1", 0), ("2027", 0),
    ]  # fmt: skip
    assert page.event.within_days == 10


class TestScreens:
    @pytest.fixture(params=["sqlite"])
    def database_kind(self, request: pytest.FixtureRequest) -> str:
        """Screens show the same on every database; the services are tested on both."""
        return str(request.param)

    @pytest.fixture
    def enter(self, app: Flask, township: Township, sign_in: Callable[..., FlaskClient]) -> Callable[..., FlaskClient]:
        return lambda office: sign_in(app.test_client(), township.login(office))

    @pytest.mark.usefixtures("signed")
    def test_the_way_from_the_calendar_to_the_signature(
        self, enter: Callable[..., FlaskClient], village: Place
    ) -> None:
        folder = "/qingshan/books/periods/2026-Q4/"
        bookkeeper, supervisor = enter(Office.BOOKKEEPER), enter(Office.SUPERVISOR)
        assert f'href="{folder}"' in bookkeeper.get("/qingshan/books/calendar/").text
        events = Calendar.from_ical(bookkeeper.get("/qingshan/books/calendar/due.ics").data).walk("VEVENT")
        assert {one.decoded("dtstart") for one in events} >= {date(2027, 1, 15), date(2027, 2, 15)}
        form = bookkeeper.get(f"{folder}prepare").text
        assert "900.00" in form
        data = {"after": "0", **{f"state_{item.key}": "none" for item in disclosure_form().worded}}
        answer = bookkeeper.post(f"{folder}prepare", data={**data, "state_other": "said"})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "其他需要公开的事项”请写上内容" in answer.text
        assert bookkeeper.post(f"{folder}prepare", data=data).status_code == HTTPStatus.FOUND
        shown = supervisor.get(f"{folder}sign-off").text
        assert "本期没有" in shown
        stale = supervisor.post(f"{folder}sign-off", data={"revision": "7", "examined": "y"})
        assert stale.status_code == HTTPStatus.CONFLICT
        answer = supervisor.post(f"{folder}sign-off", data={"revision": "1", "examined": "y"}, follow_redirects=True)
        assert "已签字公布" in answer.text
        assert queries.period_page(village, QUARTER, today=TODAY).state is PeriodState.PUBLISHED

    @pytest.mark.parametrize("period", ["2026-Q9", "2026-12", "2026-Q2", "2028", "x"])
    @pytest.mark.usefixtures("signed")
    def test_what_is_no_period_of_the_books_is_no_page(self, enter: Callable[..., FlaskClient], period: str) -> None:
        answer = enter(Office.BOOKKEEPER).get(f"/qingshan/books/periods/{period}/")
        assert answer.status_code == HTTPStatus.NOT_FOUND
