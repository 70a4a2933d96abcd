"""What is done with members' duties: what is refused writes nothing, what changes hands keeps its history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from points.duties import errors, queries, services
from points.duties.models import DutyPost, DutyVisit, DutyWithdrawal, HouseholdLink, StudyEntry
from points.duties.queries import Source
from points.duties.queries.overview import figures_of
from points.duties.queries.tasks import tasks
from points.duties.services import Achieving, Assigning, Beginning, Joining, Leaving, Reporting, Settling, Studying
from points.duties.values import Outcome, Record, Verdict
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month, Quarter
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.errors import BeforeBranchError
from portal.terminal import packages
from tests.points.duties.dutywork import TODAY, Dutywork

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from portal.config import Config
    from tests.factories import SettableClock, Township

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)


@pytest.fixture
def work(township: Township) -> Dutywork:
    return Dutywork(township)


def test_a_post_changes_hands_and_everybody_who_held_it_stays_in_its_history(work: Dutywork) -> None:
    number = work.post().number
    with pytest.raises(errors.NameTakenError):
        work.post()
    first = Assigning(person_id=work.members[0], since=date(2026, 2, 1))
    services.assign_post(work.secretary, work.village, number, first)
    with pytest.raises(errors.PostHeldError, match="已经担任"):
        services.assign_post(work.secretary, work.village, number, first)
    handed = Assigning(person_id=work.members[1], since=date(2026, 9, 1), replaces=True)
    with pytest.raises(errors.ReasonNeededError):
        services.assign_post(work.secretary, work.village, number, handed)
    handed = Assigning(person_id=work.members[1], since=date(2026, 9, 1), replaces=True, reason="外出")
    services.assign_post(work.secretary, work.village, number, handed)
    found = queries.post(work.village, number)
    assert [(one.person_id, one.since, one.until) for one in found.holdings] == [
        (work.members[1], date(2026, 9, 1), None),
        (work.members[0], date(2026, 2, 1), date(2026, 8, 31)),
    ]
    assert [one.person_id for one in found.holders(date(2026, 8, 31))] == [work.members[0]]
    assert found.holdings[0].late_days == 44  # entered on the 15th of October
    with pytest.raises(errors.PostHeldError, match="还有人担任"):
        services.close_post(work.secretary, work.village, number, until=TODAY, reason="并组")
    holding = found.holdings[0].id
    services.end_holding(work.secretary, work.village, holding, until=TODAY, reason="并组")
    with pytest.raises(errors.HoldingEndedError):
        services.end_holding(work.secretary, work.village, holding, until=TODAY, reason="并组")
    services.close_post(work.secretary, work.village, number, until=TODAY, reason="并组")
    with pytest.raises(errors.ClosedPostError):
        services.assign_post(work.secretary, work.village, number, handed)
    with pytest.raises(NotAllowedError):
        services.close_post(work.actor(), work.village, number, until=TODAY, reason="并组")
    assert work.post().number == number + 1  # the name is free again, numbers go on
    assert DutyPost.select().count() == 2


def test_a_household_has_one_member_at_a_time_and_what_was_visited_before_stays(work: Dutywork) -> None:
    work.link(0, 0, 1, 2)
    visit = work.visit(0, 0, date(2026, 8, 1), need="水沟堵了")
    with pytest.raises(errors.SameLinkError, match="001"):
        work.link(0, 0)
    with pytest.raises(errors.LinkReasonError, match="001、002"):
        work.link(1, 0, 1)
    with pytest.raises(errors.OwnHouseholdError, match="012"):
        work.link(0, 11)
    with pytest.raises(errors.NoHouseholdError):
        work.link(0)
    with pytest.raises(errors.FutureDayError):
        work.link(1, 3, since=date(2026, 10, 16))
    assert HouseholdLink.select().count() == 3  # nothing of what was refused
    work.link(1, 0, 1, since=date(2026, 9, 1), reason="搬家")
    assert work.links(date(2026, 8, 31)) == dict.fromkeys(("001", "002", "003"), work.members[0])
    assert work.links() == {"001": work.members[1], "002": work.members[1], "003": work.members[0]}
    with pytest.raises(errors.EndBeforeBeginError):
        work.link(2, 2, since=date(2026, 1, 1), reason="更早")
    assert services.end_links(work.secretary, work.village, [work.households[2]], until=TODAY, reason="迁出") == 1
    (here,) = figures_of([work.village], Q4, today=date(2026, 10, 16))
    assert (here.households, here.sum("linked"), here.unlinked) == (12, 2, 10)
    # the open need went with the household: the new member sees it, may settle it, and the finder keeps it
    waiting = [queries.open_needs(work.village, person_id=work.members[one], today=TODAY) for one in (0, 1, 2)]
    assert [[one.id for one in needs] for needs in waiting] == [[visit.id], [visit.id], []]
    settling = Settling(outcome=Outcome.SOLVED, note="请人疏通了", settled_on=TODAY)
    with pytest.raises(errors.NoDutyError):
        services.settle_need(work.actor(2), work.village, visit.id, settling)
    services.settle_need(work.actor(1), work.village, visit.id, settling)
    with pytest.raises(errors.NeedSettledError):
        services.settle_need(work.secretary, work.village, visit.id, settling)
    assert queries.open_needs(work.village, today=TODAY) == []


def test_a_visit_is_entered_by_its_member_or_named_as_entered_on_behalf(work: Dutywork, config: Config) -> None:
    work.link(0, 0, 1)
    own = work.visit(0, 0, date(2026, 10, 12), note="问了医保")
    assert (own.linked, own.late_days) == (True, 3)
    with pytest.raises(errors.SameVisitError):
        work.visit(0, 0, date(2026, 10, 12))
    with pytest.raises(errors.NotOwnHouseholdError):
        work.visit(0, 5)
    with pytest.raises(errors.FutureDayError):
        work.visit(0, 1, date(2026, 10, 16))
    with pytest.raises(PrivateNumberError):
        work.visit(0, 1, need="电话 13800001234")
    visiting = services.Visiting(household_id=work.households[5], visited_on=TODAY)
    behalf = services.enter_visit(work.colleague, work.village, work.members[0], visiting)
    rows = {one.id: one for one in queries.visits(work.village)}
    assert rows[own.id].on_behalf_by == ""
    assert rows[behalf.id].on_behalf_by == work.colleague.name
    assert not rows[behalf.id].linked
    with pytest.raises(errors.NoNeedError):
        services.settle_need(
            work.secretary, work.village, own.id, Settling(outcome=Outcome.SOLVED, note="好了", settled_on=TODAY)
        )
    services.withdraw(work.secretary, work.village, Record.VISIT, own.id, reason="记错了户")
    with pytest.raises(errors.WithdrawnError):
        services.withdraw(work.secretary, work.village, Record.VISIT, own.id, reason="再来一次")
    assert work.visit(0, 0, date(2026, 10, 12)).id != own.id  # what was taken back may be entered anew
    assert DutyVisit.select().count() == 3
    year = queries.visit_count(work.village, work.branch.id, date(2026, 1, 1), date(2026, 12, 31))
    assert year == 2  # what was taken back does not count
    assert DutyWithdrawal.select().count() == 1
    assert verify_all(packages(config)) == []


def test_dues_are_recorded_by_another_for_what_is_due_and_not_beforehand(work: Dutywork) -> None:
    with pytest.raises(errors.NotLedgerError):
        work.pay(Q3, 0)
    work.rhythm()
    with pytest.raises(errors.RhythmOrderError):
        work.rhythm()
    with pytest.raises(errors.RhythmQuarterError):
        work.rhythm(Month(2026, 11))
    services.set_rate(
        work.secretary, work.village, work.members[0], since=Month(2026, 7), monthly_fen=100, basis="支委会核定"
    )
    assert work.pay(Q3, 0, 1, on=date(2026, 9, 30)) == 6
    with pytest.raises(errors.NothingDueError, match=work.names[0]):
        work.pay(Q3, 0)
    with pytest.raises(errors.NotDueYetError):
        work.pay(Quarter(2027, 1), 2)
    with pytest.raises(errors.NothingPickedError):
        work.pay(Q3)
    with pytest.raises(errors.OwnDuesError):
        services.record_dues(
            work.secretary,
            work.village,
            services.Paying(period=Q3, person_ids=(work.secretary.person_id,), paid_on=TODAY),
        )
    book = queries.ledger([work.village], through=Month(2026, 12))
    july = book.months[work.members[0]][Month(2026, 7)]
    assert (july.due_fen, july.agreed, july.paid_fen) == (100, True, 100)
    assert book.months[work.members[0]][Month(2026, 6)].due_fen == 20  # what was before keeps its amount
    (here,) = figures_of([work.village], Q3, today=TODAY)
    assert (here.sum("dues_paid"), here.sum("dues_due"), here.sum("dues_late")) == (6, 36, 12)
    payment = july.payment_id or 0
    services.withdraw(work.colleague, work.village, Record.DUES, payment, reason="记错了人")
    assert work.pay(Month(2026, 7), 0) == 1  # late now, and it says so
    assert (
        queries.ledger([work.village], through=Month(2026, 12)).months[work.members[0]][Month(2026, 7)].paid_on == TODAY
    )


def test_what_members_study_by_themselves_counts_once_another_has_confirmed_it(work: Dutywork) -> None:
    studying = Studying(kind="self", studied_on=TODAY, hours_x10=15, title="读党章")
    own = services.record_study(work.actor(0), work.village, studying)
    with pytest.raises(errors.SameStudyError, match=work.names[0]):
        services.record_study(work.actor(0), work.village, studying)
    work.study(0, 1)
    assert queries.hours_by_member([work.village], TODAY) == {work.members[0]: 4, work.members[1]: 4}
    mine = services.record_study(work.secretary, work.village, studying)
    with pytest.raises(errors.OwnStudyError):
        services.check_study(work.secretary, work.village, [own.id, mine.id], verdict=Verdict.CONFIRMED)
    with pytest.raises(errors.ReasonNeededError):
        services.check_study(work.colleague, work.village, [mine.id], verdict=Verdict.REJECTED)
    services.check_study(work.colleague, work.village, [own.id, mine.id], verdict=Verdict.CONFIRMED)
    with pytest.raises(errors.StudyCheckedError):
        services.check_study(work.colleague, work.village, [own.id], verdict=Verdict.CONFIRMED)
    assert queries.hours_by_member([work.village], TODAY)[work.members[0]] == 7
    services.withdraw(work.secretary, work.village, Record.STUDY, own.id, reason="重复")
    assert queries.hours_by_member([work.village], TODAY)[work.members[0]] == 4
    assert StudyEntry.select().count() == 4


def test_a_day_has_no_more_hours_than_it_has_over_all_entries(work: Dutywork) -> None:
    work.study(0, hours_x10=200)
    own = services.record_study(
        work.actor(0), work.village, Studying(kind="self", studied_on=TODAY, hours_x10=35, title="读党章")
    )
    with pytest.raises(errors.DayFullError, match=rf"{work.names[0]}这一天已经登记了 23\.5 学时"):
        work.study(1, 0, hours_x10=10, title="讨论")
    assert StudyEntry.select().count() == 2  # nobody's where one is refused
    services.check_study(work.colleague, work.village, [own.id], verdict=Verdict.REJECTED, reason="没有学")
    work.study(1, 0, hours_x10=40, title="讨论")
    work.study(0, on=date(2026, 10, 14), hours_x10=240)


def test_nothing_of_a_branch_begins_before_the_register_has_it(work: Dutywork) -> None:
    early = date(1900, 1, 1)
    beginning = Beginning(branch_id=work.branch.id, kind="prosper", name="带富", goal="", begins_on=early)
    with pytest.raises(BeforeBranchError, match="2025-01-01"):
        work.post(opened_on=early)
    with pytest.raises(BeforeBranchError):
        services.begin_campaign(work.secretary, work.village, beginning)
    with pytest.raises(BeforeBranchError):
        work.rhythm(Month(1900, 1))
    with pytest.raises(errors.NoMemberError):
        work.visit(0, 0, early)


@pytest.mark.parametrize("said", ["无", "没有", "暂无。", " 无需求 "])
def test_who_writes_that_nothing_is_needed_leaves_no_need(work: Dutywork, said: str) -> None:
    work.link(0, 0)
    assert work.visit(0, 0, need=said).need == ""
    assert queries.visits(work.village)[0].need == ""


def test_a_member_away_reports_each_quarter_and_only_the_contact_answers(work: Dutywork) -> None:
    leaving = Leaving(
        person_id=work.floating.person_id, destination="广东佛山", since=date(2026, 2, 1), contact_id=work.members[0]
    )
    with pytest.raises(errors.OwnContactError):
        services.register_absence(
            work.secretary,
            work.village,
            Leaving(
                person_id=work.floating.person_id,
                destination="佛山",
                since=TODAY,
                contact_id=work.floating.person_id,
            ),
        )
    away = services.register_absence(work.secretary, work.village, leaving)
    with pytest.raises(errors.AwayAlreadyError):
        services.register_absence(work.secretary, work.village, leaving)
    reporting = Reporting(quarter=Q3, text="在厂里上班", reported_on=TODAY)
    with pytest.raises(errors.NoDutyError):
        services.file_report(work.actor(1), work.village, away.id, reporting)
    report = services.file_report(work.floating, work.village, away.id, reporting)
    with pytest.raises(errors.ReportedError):
        services.file_report(work.secretary, work.village, away.id, reporting)
    with pytest.raises(errors.NoReportDueError):
        early = Reporting(quarter=Quarter(2025, 4), text="更早", reported_on=TODAY)
        services.file_report(work.secretary, work.village, away.id, early)
    told = Reporting(quarter=Quarter(2026, 1), text="电话里说的", reported_on=TODAY)
    services.file_report(work.secretary, work.village, away.id, told)
    with pytest.raises(errors.NotContactError):
        services.answer_report(work.actor(1), work.village, report.id, text="收到")
    services.change_contact(work.secretary, work.village, away.id, person_id=work.members[1], since=TODAY)
    services.answer_report(work.actor(1), work.village, report.id, text="收到")
    with pytest.raises(errors.AnsweredError):
        services.answer_report(work.actor(1), work.village, report.id, text="收到")
    row = queries.absence(work.village, away.id)
    assert [(one.quarter, one.on_behalf_by, bool(one.answer)) for one in row.reports] == [
        (Q3, "", True),
        (Quarter(2026, 1), work.secretary.name, False),
    ]
    assert row.missing(TODAY) == (Quarter(2026, 2),)
    assert [one.person_id for one in row.contacts] == [work.members[1], work.members[0]]
    services.register_return(work.secretary, work.village, away.id, returned_on=TODAY)
    with pytest.raises(errors.BackAlreadyError):
        services.register_return(work.secretary, work.village, away.id, returned_on=TODAY)


def test_a_campaign_adds_up_what_is_proven_and_forgets_what_was_taken_back(work: Dutywork) -> None:
    beginning = Beginning(
        branch_id=work.branch.id, kind="prosper", name="种茶", goal="五十亩", begins_on=date(2026, 3, 1)
    )
    number = services.begin_campaign(work.secretary, work.village, beginning).number
    joining = Joining(person_id=work.members[0], project="八亩", joined_on=date(2026, 3, 2))
    with pytest.raises(errors.NoDutyError):
        services.join_campaign(work.actor(1), work.village, number, joining)
    part = services.join_campaign(work.actor(0), work.village, number, joining)
    with pytest.raises(errors.JoinedError):
        services.join_campaign(work.secretary, work.village, number, joining)

    def achieve(quantity: int, **more: Any) -> int:
        fields: dict[str, Any] = {"measure": "mu", "achieved_on": TODAY, "evidence": "地块图", **more}
        achieving = Achieving(quantity=quantity, **fields)
        return int(services.record_result(work.actor(0), work.village, part.id, achieving).id)

    wrong, _ = achieve(80), achieve(8)
    for refused, more in (
        (errors.QuantityError, {}),
        (errors.ReasonNeededError, {"evidence": " "}),
        (errors.NoKindError, {"measure": "stars"}),
        (errors.BeforeItBeganError, {"achieved_on": date(2026, 3, 1)}),
    ):
        with pytest.raises(refused):
            achieve(0 if refused is errors.QuantityError else 1, **more)
    with pytest.raises(errors.SameResultError):
        achieve(8)
    with pytest.raises(errors.SameCampaignError):
        services.begin_campaign(work.secretary, work.village, beginning)
    services.withdraw(work.secretary, work.village, Record.RESULT, wrong, reason="多写一个零")
    (found,) = queries.campaigns(work.village)
    assert [(measure.id, total) for measure, total in found.totals] == [("mu", 8)]


def test_credits_are_the_same_each_time_and_leave_out_what_was_taken_back(work: Dutywork, clock: SettableClock) -> None:
    number = work.post().number
    assigning = Assigning(person_id=work.members[0], since=date(2026, 2, 1))
    holding = services.assign_post(work.secretary, work.village, number, assigning)
    work.link(0, 0, 1)
    kept, taken = work.visit(0, 0, date(2026, 8, 3)), work.visit(0, 1, date(2026, 8, 3))
    services.withdraw(work.secretary, work.village, Record.VISIT, taken.id, reason="没有去")
    unlinked = services.Visiting(household_id=work.households[5], visited_on=date(2026, 8, 4))
    services.enter_visit(work.secretary, work.village, work.members[0], unlinked)
    work.rhythm()
    work.pay(Q3, 0, on=date(2026, 9, 20))
    work.pay(Q3, 1, on=date(2026, 10, 2))  # late
    for day in range(1, 16):
        work.study(0, on=date(2026, 9, day), hours_x10=20, title=f"{day} 日党课")
    work.study(0, on=date(2026, 9, 16), hours_x10=20, title="第 16 次")
    found = queries.credits(work.village, date(2026, 7, 1), date(2026, 9, 30))
    person = work.members[0]
    assert [(one.source, one.source_id, one.on, one.person_id, one.quantity) for one in found] == [
        (Source.VISIT, str(kept.id), date(2026, 8, 3), person, 1),
        (Source.STUDY, f"2026/{person}", date(2026, 9, 16), person, 1),
        (Source.DUES, f"2026-Q3/{person}", date(2026, 9, 20), person, 1),
        (Source.POST, f"{holding.id}/2026-Q3", date(2026, 9, 30), person, 1),
    ]
    halves = [(date(2026, 7, 1), date(2026, 8, 15)), (date(2026, 8, 16), date(2026, 9, 30))]
    assert [one for begin, end in halves for one in queries.credits(work.village, begin, end)] == found
    assert queries.credits(work.township.other_village, date(2026, 1, 1), TODAY) == []


def test_what_waits_is_on_the_list_of_whoever_owes_it_until_it_is_done(
    work: Dutywork, clock: SettableClock, count_queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    member = work.actor(0)
    assert tasks(member, work.village, TODAY) == tasks(work.secretary, work.village, TODAY) == []
    work.link(0, 0, 1)
    work.rhythm()
    work.visit(0, 0, date(2026, 9, 1), need="路灯不亮")
    services.record_study(member, work.village, Studying(kind="self", studied_on=TODAY, hours_x10=10, title="自学"))
    services.register_absence(
        work.secretary,
        work.village,
        Leaving(
            person_id=work.floating.person_id, destination="佛山", since=date(2026, 2, 1), contact_id=work.members[0]
        ),
    )
    clock.set_day(date(2026, 12, 20))
    today = date(2026, 12, 20)
    own = [one.title for one in tasks(member, work.village, today)]
    assert own == ["走访联系户：本季还有 2 户没有走到", "农户需求等结果：1 件", "交党费：有 9 个月过了应交日期"]
    away = [one.title for one in tasks(work.floating, work.village, today)]
    assert away[1:] == ["向支部汇报：2026年第一季度", "向支部汇报：2026年第二季度", "向支部汇报：2026年第三季度"]
    branch = {one.title: one for one in tasks(work.secretary, work.village, today)}
    assert {
        "农户需求等结果：1 件", "催交党费：12 人过了应交日期", "核学时：1 条", "流动党员还有 3 份汇报没有交",
        "还有 10 户没有党员联系", "公布党员履职数字：2026年第三季度",
    } <= branch.keys()  # fmt: skip
    assert branch["农户需求等结果：1 件"].urgent
    township = work.township
    with count_queries() as one:
        figures_of([work.village], Q4, today=today)
    with count_queries() as two:
        figures_of([work.village, township.other_village], Q4, today=today)
    assert one.count == two.count


def test_one_act_is_one_sealed_entry_and_all_of_it_is_sealed(work: Dutywork, config: Config) -> None:
    before = JournalEntry.select().count()
    work.post()
    work.link(0, 0, 1)
    work.rhythm()
    work.pay(Q3, 0, 1, 2)
    work.study(0, 1, 2)
    assert JournalEntry.select().count() == before + 5
    assert verify_all(packages(config)) == []
