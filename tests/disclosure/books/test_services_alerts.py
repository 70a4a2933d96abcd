"""Alerts: found from the books, kept with the close, answered by the village, closed by somebody else."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError, PeeweeException

from disclosure.books import queries, services
from disclosure.books.checks import Severity, all_checks
from disclosure.books.errors import (
    AlertAnsweredError,
    AlertClosedError,
    AlertNotAnsweredError,
    AlertOutdatedError,
    AlertReasonError,
    CloseStoppedError,
    InvoiceNumberError,
    MonthClosedError,
    OwnAlertError,
    PaperKnownError,
)
from disclosure.books.models.alerts import Alert, AlertAnswer, AlertVerdict, AlertVoucher, VoucherPaper
from disclosure.books.queries import AlertQuestion
from disclosure.books.queries.alerts import digits_hint
from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.papers import Paper, PaperKind, paper_of
from portal.kernel.db import database as db
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import Household, OfficeTerm, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.asking import adopt
from tests.disclosure.books.suspicious import (
    CASH,
    FOUND_ONCE,
    OCTOBER,
    bookkeeper_of,
    import_alike,
    october,
    suspicious_october,
)
from tests.uploads import upload

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from disclosure.books.queries.alerts import AlertRow
    from portal.config import Config
    from tests.conftest import QueryCount
    from tests.disclosure.books.suspicious import Bookkeeper
    from tests.factories import SettableClock, Township

    CountQueries = Callable[[], AbstractContextManager[QueryCount]]

LATE = date(2026, 11, 20)
SAID = "经办人已写说明，附在凭证后面"


@pytest.fixture
def clerk(township: Township, clock: SettableClock) -> Bookkeeper:
    """A bookkeeper whose October has one payment in cash above the threshold."""
    clerk = bookkeeper_of(township, clock)
    clock.set_day(date(2026, 10, 2))
    clerk.opens(OCTOBER, cash=200_000, bank=50_000_000)
    clerk.pays(october(8), 100_001, "付清淤工钱", party="清淤队", money=CASH)
    clock.set_day(date(2026, 11, 3))
    return clerk


def only(clerk: Bookkeeper) -> AlertRow:
    (one,) = queries.alerts_of(clerk.village, today=clerk.clock.moment.date())
    return one


def test_every_check_finds_its_thing_once(township: Township, clock: SettableClock) -> None:
    clerk = suspicious_october(township, clock)
    found = queries.alerts_of(clerk.village, today=LATE)
    assert Counter(one.check.id for one in found) == Counter(FOUND_ONCE)
    assert {one.check.id for one in found if one.blocking} == {"large_cash", "private_account", "cash_from_income"}


def test_a_year_triggers_every_check_there_is_and_every_alert_is_answered_and_closed(
    township: Township, clock: SettableClock
) -> None:
    clerk = suspicious_october(township, clock)
    today = date(2026, 12, 3)
    clock.set_day(today)
    import_alike(clerk, OCTOBER.plus(1), count=300)
    hint = digits_hint(clerk.village, today=today)
    assert "金额首位数字的分布" in hint
    for one in queries.alerts_of(clerk.village, today=today):
        services.answer_alert(clerk.actor, clerk.village, one.key, text=SAID)
        services.judge_alert(township.actor(Office.SUPERVISOR), clerk.village, one.key, accepted=True, text="看过")
    rows = queries.alerts_of(clerk.village, today=today)
    assert {one.state for one in rows} == {AlertState.CLOSED}
    hints = {check.id for check in all_checks() if check.severity is Severity.HINT}  # nobody is asked for an answer
    assert {one.check.id for one in rows} | hints == {check.id for check in all_checks()}
    assert hints == {"first_digits"}


def test_checks_take_the_same_number_of_questions_however_much_is_booked(
    township: Township, clock: SettableClock, count_queries: CountQueries
) -> None:
    clerk = bookkeeper_of(township, clock)
    clock.set_day(date(2026, 10, 2))
    clerk.opens(OCTOBER, cash=200_000, bank=50_000_000)
    clerk.pays(october(8), 100_001, "付清淤工钱", party="清淤队", money=CASH)
    counts = []
    for number in (1, 6):
        for _ in range(number):
            clerk.pays(october(9), 100_001 + len(clerk.made), "付清淤工钱", party="清淤队", money=CASH)
        with count_queries() as counted:
            queries.alerts_of(clerk.village, today=LATE)
        counts.append(counted.count)
    assert counts[0] == counts[1]
    with count_queries() as counted:
        queries.township_alerts(township.actor(Office.AUDITOR), number=1, today=LATE)
    assert counted.count <= counts[0] + 5  # who may look where, and how many are closed


def test_what_the_law_wants_answered_stops_the_close_until_it_is(clerk: Bookkeeper, config: Config) -> None:
    with pytest.raises(CloseStoppedError, match=r"超过结算起点 1,000\.00 元"):
        services.close_month(clerk.actor, clerk.village, OCTOBER)
    services.answer_alert(clerk.actor, clerk.village, only(clerk).key, text=SAID)
    close = services.close_month(clerk.actor, clerk.village, OCTOBER)
    assert close.id
    assert Alert.select().count() == 1
    assert verify_all(packages(config)) == []


def test_close_keeps_what_was_found_with_the_version_of_its_rule(clerk: Bookkeeper, config: Config) -> None:
    clerk.pays(october(20), 60_000, "买办公用品", party="镇上文具店")
    services.answer_alert(clerk.actor, clerk.village, _of(clerk, "large_cash").key, text=SAID)
    services.close_month(clerk.actor, clerk.village, OCTOBER)
    kept = Alert.get(Alert.check_id == "missing_items")
    assert (kept.rule_version, kept.month, kept.blocking) == ("2004-01-01", OCTOBER, False)
    assert [one.voucher.number for one in AlertVoucher.select().where(AlertVoucher.alert == kept)] == [2]
    before = {one.key for one in queries.alerts_of(clerk.village, today=LATE)}
    assert before == {one.key for one in Alert.select()}
    assert verify_all(packages(config)) == []


def _of(clerk: Bookkeeper, check: str) -> AlertRow:
    return next(one for one in queries.alerts_of(clerk.village, today=LATE) if one.check.id == check)


def test_answer_raises_what_was_only_found_in_one_act(clerk: Bookkeeper) -> None:
    key, before = only(clerk).key, JournalEntry.select().count()
    row = services.answer_alert(clerk.actor, clerk.village, key, text=SAID, uploads=[upload(b"note")])
    assert JournalEntry.select().count() == before + 1
    assert (row.key, row.state, row.raised_on) == (key, AlertState.ANSWERED, date(2026, 11, 3))
    assert only(clerk).key == key


def test_same_answer_again_is_one_and_another_waits(clerk: Bookkeeper) -> None:
    key = only(clerk).key
    for _ in range(2):
        services.answer_alert(clerk.actor, clerk.village, key, text=SAID)
    assert AlertAnswer.select().count() == 1
    with pytest.raises(AlertAnsweredError):
        services.answer_alert(clerk.actor, clerk.village, key, text="另一种说法")


def test_another_person_closes_it_once(clerk: Bookkeeper, township: Township, config: Config) -> None:
    key, supervisor = only(clerk).key, township.actor(Office.SUPERVISOR)
    with pytest.raises(AlertNotAnsweredError):
        services.judge_alert(supervisor, clerk.village, key, accepted=True)
    services.answer_alert(clerk.actor, clerk.village, key, text=SAID)
    for _ in range(2):
        row = services.judge_alert(supervisor, clerk.village, key, accepted=True, text="属实")
        assert row.state is AlertState.CLOSED
    assert AlertVerdict.select().count() == 1
    with pytest.raises(AlertClosedError):
        services.judge_alert(supervisor, clerk.village, key, accepted=False)
    with pytest.raises(AlertClosedError):
        services.answer_alert(clerk.actor, clerk.village, key, text="再说一遍")
    assert verify_all(packages(config)) == []


def test_sent_back_it_is_answered_again(clerk: Bookkeeper, township: Township) -> None:
    key = only(clerk).key
    services.answer_alert(clerk.actor, clerk.village, key, text=SAID)
    with pytest.raises(AlertReasonError):
        services.judge_alert(township.actor(Office.AUDITOR), clerk.village, key, accepted=False, text=" ")
    services.judge_alert(township.actor(Office.AUDITOR), clerk.village, key, accepted=False, text="没有银行意见")
    assert only(clerk).state is AlertState.OPEN
    with pytest.raises(CloseStoppedError):
        services.close_month(clerk.actor, clerk.village, OCTOBER)
    row = services.answer_alert(clerk.actor, clerk.village, key, text="补上银行审核意见")
    assert [one.text for one in row.answers] == [SAID, "补上银行审核意见"]
    assert row.answers[0].verdict is not None
    assert (row.answers[0].verdict.accepted, row.answers[0].verdict.text) == (False, "没有银行意见")


def test_who_answered_or_recorded_it_does_not_close_it(clerk: Bookkeeper, township: Township) -> None:
    key, secretary = only(clerk).key, township.actor(Office.SECRETARY)
    services.answer_alert(secretary, clerk.village, key, text=SAID)
    with pytest.raises(NotAllowedError):
        services.judge_alert(secretary, clerk.village, key, accepted=True)
    for part_taker in (secretary, clerk.actor):
        OfficeTerm.create(
            place=clerk.village, person=part_taker.person_id, office=Office.SUPERVISOR, since=date(2026, 1, 1)
        )
        with pytest.raises(OwnAlertError):
            services.judge_alert(part_taker, clerk.village, key, accepted=True)
    assert AlertVerdict.select().count() == 0


def test_representatives_and_supervisors_do_not_answer(clerk: Bookkeeper, township: Township) -> None:
    for office in (Office.REPRESENTATIVE, Office.SUPERVISOR, Office.AUDITOR):
        with pytest.raises(NotAllowedError):
            services.answer_alert(township.actor(office), clerk.village, only(clerk).key, text=SAID)


def test_answer_holds_no_private_number(clerk: Bookkeeper) -> None:
    with pytest.raises(PrivateNumberError):
        services.answer_alert(clerk.actor, clerk.village, only(clerk).key, text="打 13812345678 问他")


def test_another_villages_alert_is_not_there(clerk: Bookkeeper, township: Township) -> None:
    key = only(clerk).key
    assert queries.alerts_of(township.other_village, today=LATE) == ()
    with pytest.raises(NotFoundError):
        queries.alert(township.other_village, key, today=LATE)


def test_new_facts_are_a_new_alert_and_the_old_one_says_so(clerk: Bookkeeper, township: Township) -> None:
    photo = (upload(b"the same slip"),)
    for number in (1, 2):
        clerk.pays(october(19), number, f"付水费{number}", receipts=photo)
    old = _of(clerk, "same_photo")
    services.answer_alert(clerk.actor, clerk.village, old.key, text="一张票分两次付")
    other = bookkeeper_of(township, clerk.clock, township.other_village)
    other.opens(OCTOBER, cash=0, bank=100_000)
    other.pays(october(19), 3, "付水费", receipts=photo)
    assert queries.alert(clerk.village, old.key, today=LATE).state is AlertState.OUTDATED
    known = queries.alerts_of(clerk.village, today=LATE)
    (new,) = [one for one in known if one.check.id == "same_photo" and not one.outdated]
    assert new.state is AlertState.OPEN
    assert "本镇其他村的 1 张凭证" in new.text
    assert "河西" not in new.text
    with pytest.raises(AlertOutdatedError):
        services.judge_alert(township.actor(Office.SUPERVISOR), clerk.village, old.key, accepted=True)


def test_reversed_voucher_is_no_longer_found(clerk: Bookkeeper) -> None:
    services.reverse_voucher(clerk.actor, clerk.village, OCTOBER, 1, reason="记错账户")
    assert queries.alerts_of(clerk.village, today=LATE) == ()


def test_those_who_live_with_an_officer_are_related(clerk: Bookkeeper, township: Township) -> None:
    home = Household.create(village=township.village, number="007")
    officer = township.actor(Office.SECRETARY).person_id
    neighbour = Person.get(Person.id == township.actor(Office.FLOATING).person_id)
    Person.update(household=home).where(Person.id.in_([officer, neighbour.id])).execute()
    clerk.pays(october(20), 300, "买砂石", party=neighbour.name)
    assert "同户的人同名" in _of(clerk, "related_payee").text


def test_payments_in_pieces_are_measured_by_the_ladder_the_township_adopted(
    township: Township, clock: SettableClock
) -> None:
    clerk = bookkeeper_of(township, clock)
    for number in (1, 2):
        clerk.pays(october(8), 25_000, f"修水渠第{number}次", party="建筑队")
    assert queries.alerts_of(clerk.village, today=october(9)) == ()
    adopt(township, clock, ladder="town_a", on=october(20))
    assert "每笔都不到 500.00 元，合起来 500.00 元" in _of(clerk, "split_invoice").text


def test_paper_is_said_once_while_the_month_is_open(clerk: Bookkeeper) -> None:
    said = Paper(kind=PaperKind.INVOICE, invoice_number="24312000001")
    for _ in range(2):
        services.state_paper(clerk.actor, clerk.village, OCTOBER, 1, paper=said)
    assert VoucherPaper.select().count() == 1
    with pytest.raises(PaperKnownError):
        services.state_paper(clerk.actor, clerk.village, OCTOBER, 1, paper=Paper(kind=PaperKind.WHITE))
    clerk.pays(october(9), 100, "付电费")
    services.answer_alert(clerk.actor, clerk.village, only(clerk).key, text=SAID)
    services.close_month(clerk.actor, clerk.village, OCTOBER)
    with pytest.raises(MonthClosedError):
        services.state_paper(clerk.actor, clerk.village, OCTOBER, 2, paper=said)


@pytest.mark.parametrize("number", ["123", "不清楚", "1" * 31])
def test_invoice_number_has_a_form(number: str) -> None:
    with pytest.raises(InvoiceNumberError):
        paper_of(PaperKind.INVOICE, number)
    assert paper_of(PaperKind.INVOICE, "\uff12431 ab-1").invoice_number == "2431AB-1"


def test_list_counts_every_alert_and_filters(clerk: Bookkeeper) -> None:
    clerk.pays(october(20), 60_000, "买办公用品", party="镇上文具店")
    services.answer_alert(clerk.actor, clerk.village, _of(clerk, "large_cash").key, text=SAID)
    page = queries.alert_list(clerk.actor, clerk.village, AlertQuestion(state="answered"), number=1, today=LATE)
    assert [one.check.id for one in page.rows.rows] == ["large_cash"]
    assert [count for _, count in page.counts] == [1, 1, 0]
    page = queries.alert_list(clerk.actor, clerk.village, AlertQuestion(check="missing_items"), number=1, today=LATE)
    assert page.rows.total == 1


def test_township_sees_where_most_waits(clerk: Bookkeeper, township: Township) -> None:
    page = queries.township_alerts(township.actor(Office.AUDITOR), number=1, today=LATE)
    assert [(one.village.slug, one.counts, one.stops) for one in page.rows] == [
        ("qingshan", (1, 0, 0), 1),
        ("hexi", (0, 0, 0), 0),
    ]
    assert page.checks == (("大额现金支出", 1),)
    own = queries.township_alerts(township.actor(Office.SUPERVISOR), number=1, today=LATE)
    assert [one.village.slug for one in own.rows] == ["qingshan"]


def test_tasks_are_to_answer_and_to_look_at_answers(clerk: Bookkeeper, township: Township) -> None:
    def titles(office: Office) -> list[str]:
        found = queries.tasks(township.actor(office), clerk.village, date(2026, 11, 3))
        return [one.title for one in found if "疑点" in one.title]

    assert titles(Office.BOOKKEEPER) == ["1 条疑点待答复，其中 1 条不答复不能结账"]
    assert titles(Office.SUPERVISOR) == []
    services.answer_alert(clerk.actor, clerk.village, only(clerk).key, text=SAID)
    assert titles(Office.BOOKKEEPER) == []
    assert titles(Office.SUPERVISOR) == titles(Office.AUDITOR) == ["1 条疑点的答复待核实"]


@pytest.mark.parametrize(
    "model", [Alert, AlertVoucher, AlertAnswer, AlertVerdict, VoucherPaper], ids=lambda one: one.__name__
)
def test_what_was_said_stays(clerk: Bookkeeper, township: Township, model: type[Alert]) -> None:
    services.state_paper(clerk.actor, clerk.village, OCTOBER, 1, paper=Paper(kind=PaperKind.INVOICE))
    services.answer_alert(clerk.actor, clerk.village, only(clerk).key, text=SAID)
    services.judge_alert(township.actor(Office.SUPERVISOR), clerk.village, only(clerk).key, accepted=True)
    row = model.select().first()
    with pytest.raises(PeeweeException, match="insert-only"), db.atomic():
        row.delete_instance()
    with pytest.raises(IntegrityError), db.atomic():
        model.create(**row.__data__)
