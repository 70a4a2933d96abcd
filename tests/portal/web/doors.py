"""Every door of the portal: who may pass, and what they find behind it when they bring nothing.

One row per endpoint and method. ``who`` is written here by hand, apart from the program's own table of
offices, so that neither can change unnoticed. ``then`` is what somebody who may pass is answered when the
address names things that do not exist and the form is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.org.offices import TOWNSHIP_OFFICES, Office

if TYPE_CHECKING:
    from collections.abc import Mapping

O = Office  # noqa: E741 - the table is read by its columns

EVERYBODY = None  # without signing in
ANY_ACCOUNT = frozenset(Office)

LEADERS = frozenset({O.SECRETARY, O.BRANCH_COMMITTEE, O.DIRECTOR, O.COMMITTEE})
PEOPLE_READERS = LEADERS | {O.TOWNSHIP_ADMIN}
PEOPLE_EDITORS = frozenset({O.SECRETARY, O.TOWNSHIP_ADMIN})
CONVENERS = frozenset({O.SECRETARY, O.DIRECTOR})
JOURNAL_READERS = LEADERS | {O.SUPERVISOR, O.AUDITOR, O.TOWNSHIP_ADMIN}
MEETING_READERS = ANY_ACCOUNT - {O.BOOKKEEPER}
MATTER_READERS = ANY_ACCOUNT - {O.BOOKKEEPER}
POINTS_RECORDERS = frozenset({O.SECRETARY, O.BRANCH_COMMITTEE})
PARTY_MEMBERS = frozenset({O.MEMBER, O.PROBATIONARY, O.FLOATING})
POINTS_READERS = POINTS_RECORDERS | PARTY_MEMBERS | {O.TOWNSHIP_ADMIN}
POINTS_PUBLISHERS = frozenset({O.SECRETARY})
BOOKS_READERS = LEADERS | {O.SUPERVISOR, O.REPRESENTATIVE, O.BOOKKEEPER} | TOWNSHIP_OFFICES
BOOKKEEPERS = frozenset({O.BOOKKEEPER})
SUPERVISORS = frozenset({O.SUPERVISOR})
ALERT_ANSWERERS = LEADERS | BOOKKEEPERS
ALERT_JUDGES = SUPERVISORS | {O.AUDITOR}
CASH_COUNTERS = LEADERS | SUPERVISORS | BOOKKEEPERS
REQUESTERS = LEADERS | BOOKKEEPERS
APPROVERS = LEADERS | SUPERVISORS | TOWNSHIP_OFFICES - {O.TOWNSHIP_ADMIN}
STEP_RECORDERS = CONVENERS | SUPERVISORS | {O.AUDITOR, O.TOWNSHIP_ADMIN}

OK, MOVED, MISSING, TO_MEND = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Door:
    """One endpoint and method."""

    endpoint: str
    method: str
    who: frozenset[Office] | None
    then: HTTPStatus
    sending: Mapping[str, str]  # what is posted where an empty form is refused before anything is looked up


def _row(
    endpoint: str, who: frozenset[Office] | None, sending: Mapping[str, str] = MappingProxyType({}), **then: HTTPStatus
) -> list[Door]:
    return [Door(endpoint, method, who, status, sending) for method, status in then.items()]


DOORS: tuple[Door, ...] = (
    *_row("account.sign_in", EVERYBODY, GET=OK, POST=TO_MEND),
    *_row("account.activate", EVERYBODY, GET=OK, POST=TO_MEND),
    *_row("account.settings", ANY_ACCOUNT, GET=OK),
    *_row("account.mail", ANY_ACCOUNT, {"address": "no address"}, GET=OK, POST=TO_MEND),
    *_row("account.confirm_mail", ANY_ACCOUNT, GET=OK, POST=TO_MEND),
    *_row("account.password", ANY_ACCOUNT, GET=OK, POST=TO_MEND),
    *_row("account.sign_out", ANY_ACCOUNT, POST=MOVED),
    *_row("account.sign_out_everywhere", ANY_ACCOUNT, POST=MOVED),
    *_row("home.dashboard", ANY_ACCOUNT, GET=OK),
    *_row("home.village", ANY_ACCOUNT, GET=OK),
    *_row("people.index", PEOPLE_READERS, GET=OK),
    *_row("people.table", PEOPLE_READERS, GET=OK),
    *_row("people.households", PEOPLE_READERS, GET=OK),
    *_row("people.households_table", PEOPLE_READERS, GET=OK),
    *_row("people.show", PEOPLE_READERS, GET=MISSING),
    *_row("people.appoint", PEOPLE_EDITORS, GET=MISSING, POST=MISSING),
    *_row("people.end_term", PEOPLE_EDITORS, GET=MISSING, POST=MISSING),
    *_row("people.issue_slip", PEOPLE_EDITORS, POST=MISSING),
    *_row("people.deactivate", PEOPLE_EDITORS, POST=MISSING),
    *_row("people.slips", PEOPLE_EDITORS, GET=OK, POST=TO_MEND),
    *_row("roster.upload", PEOPLE_EDITORS, GET=OK, POST=TO_MEND),
    *_row("roster.confirm", PEOPLE_EDITORS, POST=TO_MEND),
    *_row("roster.template", PEOPLE_EDITORS, GET=OK),
    *_row("meetings.index", MEETING_READERS, GET=OK),
    *_row("meetings.table", MEETING_READERS, GET=OK),
    *_row("meetings.show", MEETING_READERS, GET=MISSING),
    *_row("meetings.roster", MEETING_READERS, GET=MISSING),
    *_row("meetings.roster_table", MEETING_READERS, GET=MISSING),
    *_row("meetings.leave", LEADERS, GET=MISSING, POST=MISSING),
    *_row("meetings.join_online", ANY_ACCOUNT, POST=MISSING),
    *_row("meetings.record_proxy", LEADERS, GET=MISSING, POST=MISSING),
    *_row("meetings.check_in", ANY_ACCOUNT, GET=MISSING),
    *_row("meetings.here", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("meetings.scanned", ANY_ACCOUNT, GET=MISSING),
    *_row("meetings.confirm_here", ANY_ACCOUNT, POST=MISSING),
    *_row("meetings.admit", LEADERS, POST=MISSING),
    *_row("meetings.notices", LEADERS, GET=MISSING),
    *_row("meetings.calendar", MEETING_READERS, GET=MISSING),
    *_row("meetings.notice", ANY_ACCOUNT, GET=MISSING),
    *_row("meetings.acknowledge", ANY_ACCOUNT, POST=MISSING),
    *_row("meetings.deliveries", LEADERS, GET=MISSING, POST=MISSING),
    *_row("meetings.delivery_sheet", LEADERS, GET=MISSING),
    *_row("meetings.object_to_list", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("meetings.list_objections", LEADERS | SUPERVISORS, GET=MISSING),
    *_row("meetings.record_list_objection", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("meetings.answer_list_objection", CONVENERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("meetings.list_sheet", LEADERS, GET=MISSING),
    *_row("meetings.sheet", LEADERS, GET=MISSING),
    *_row("meetings.minutes_sheet", MEETING_READERS, GET=MISSING),
    *_row("meetings.convene", CONVENERS, GET=OK, POST=TO_MEND),
    *_row("meetings.begin", LEADERS, POST=MISSING),
    *_row("meetings.sign_in", LEADERS, GET=MISSING, POST=MISSING),
    *_row("meetings.minute", LEADERS, GET=MISSING, POST=MISSING),
    *_row("journal.index", JOURNAL_READERS, GET=OK),
    *_row("journal.table", JOURNAL_READERS, GET=OK),
    *_row("journal.show", JOURNAL_READERS, GET=MISSING),
    *_row("attachments.show", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.index", MATTER_READERS, GET=OK),
    *_row("deliberation.authorisations", MATTER_READERS, GET=OK),
    *_row("deliberation.authorise", CONVENERS, GET=OK, POST=TO_MEND),
    *_row("deliberation.procedure", MATTER_READERS, GET=OK),
    *_row("deliberation.adopt", CONVENERS | {O.TOWNSHIP_ADMIN}, GET=OK, POST=TO_MEND),
    *_row("deliberation.record_stage", STEP_RECORDERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.propose", CONVENERS, GET=OK, POST=TO_MEND),
    *_row("deliberation.show", MATTER_READERS, GET=MISSING),
    *_row("deliberation.open_ballot", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.vote", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.void_ballot", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.cast_vote", ANY_ACCOUNT, {"choice": "approve"}, POST=MISSING),
    *_row("deliberation.vote_by_proxy", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.cast_vote_by_proxy", ANY_ACCOUNT, {"choice": "approve"}, POST=MISSING),
    *_row("deliberation.close_ballot", CONVENERS, POST=MISSING),
    *_row("deliberation.close_early", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.screen", LEADERS, GET=MISSING),
    *_row("deliberation.index_table", MATTER_READERS, GET=OK),
    *_row("deliberation.revise", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.versions", MATTER_READERS, GET=MISSING),
    *_row("deliberation.withdraw", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.hold", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.adjourn", LEADERS | SUPERVISORS, POST=MISSING),
    *_row("deliberation.take_back_count", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.confirm_count", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.papers", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.confirm_paper", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.object_paper", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.paper_slips", LEADERS | SUPERVISORS, GET=MISSING),
    *_row("deliberation.photo_of_paper", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.record_recusal", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.own_recusal", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.take_back_own_recusal", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.take_back_recusal", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.polls", ANY_ACCOUNT, GET=OK),
    *_row("deliberation.open_poll", CONVENERS, GET=OK, POST=TO_MEND),
    *_row("deliberation.poll", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.poll_sheets", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.count_sheets", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.opinions_list", MATTER_READERS, GET=OK),
    *_row("deliberation.opinions_list_table", MATTER_READERS, GET=OK),
    *_row("deliberation.opinions", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.file_opinion", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.file_question", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.file_amendment", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.record_opinion", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.answer_opinion", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.reply_to_rating", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.stalled_list", MATTER_READERS, GET=OK),
    *_row("deliberation.objections_list", MATTER_READERS, GET=OK),
    *_row("deliberation.objections_list_table", MATTER_READERS, GET=OK),
    *_row("deliberation.progress_list", MATTER_READERS, GET=OK),
    *_row("deliberation.progress_list_table", MATTER_READERS, GET=OK),
    *_row("deliberation.checkups", MATTER_READERS, GET=OK),
    *_row("deliberation.checkups_table", MATTER_READERS, GET=OK),
    *_row("deliberation.checkup", MATTER_READERS, GET=MISSING),
    *_row("deliberation.dossier", MATTER_READERS, GET=MISSING),
    *_row("deliberation.file_objection", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.filed_objection", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.record_objection", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.answer_objection", CONVENERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.plan_work", CONVENERS | {O.COMMITTEE}, GET=MISSING, POST=MISSING),
    *_row("deliberation.report_milestone", CONVENERS | {O.COMMITTEE}, GET=MISSING, POST=MISSING),
    *_row("deliberation.accept_work", SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.write_remark", SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.publish_result", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.record_interruption", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.end_publicity", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.suggestions_list", ANY_ACCOUNT, GET=OK),
    *_row("deliberation.suggestions_list_table", ANY_ACCOUNT, GET=OK),
    *_row("deliberation.file_suggestion", ANY_ACCOUNT - TOWNSHIP_OFFICES, GET=OK, POST=TO_MEND),
    *_row("deliberation.record_suggestion", LEADERS | SUPERVISORS, GET=OK, POST=TO_MEND),
    *_row("deliberation.suggestion", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.sort_suggestion", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.list_suggestion", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.merge_suggestion", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.answer_suggestion", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.propose_suggestion", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.withdraw_suggestion", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.joint_list", ANY_ACCOUNT, GET=OK),
    *_row("deliberation.start_joint", ANY_ACCOUNT - TOWNSHIP_OFFICES, GET=OK, POST=TO_MEND),
    *_row("deliberation.joint", ANY_ACCOUNT, GET=MISSING),
    *_row("deliberation.support_joint", ANY_ACCOUNT, POST=MISSING),
    *_row("deliberation.take_back_support", ANY_ACCOUNT, POST=MISSING),
    *_row("deliberation.withdraw_joint", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("deliberation.enter_sheet", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.check_sheet", LEADERS | SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("deliberation.propose_joint", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.answer_joint", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.record_consultation", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.council", MEETING_READERS, GET=MISSING),
    *_row("deliberation.council_rhythm", CONVENERS | {O.TOWNSHIP_ADMIN}, GET=MISSING, POST=MISSING),
    *_row("deliberation.council_miss", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.council_sides", LEADERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.fee_collection", LEADERS, GET=MISSING, POST=MISSING),
    *_row("deliberation.minute_item", CONVENERS, GET=MISSING, POST=MISSING),
    *_row("points.index", POINTS_READERS, GET=OK),
    *_row("points.index_table", POINTS_READERS, GET=OK),
    *_row("points.member", POINTS_READERS, GET=MISSING),
    *_row("points.declare", PARTY_MEMBERS, GET=OK, POST=TO_MEND),
    *_row("points.record", POINTS_RECORDERS, GET=OK, POST=TO_MEND),
    *_row("points.record_batch", POINTS_RECORDERS, GET=OK, POST=TO_MEND),
    *_row("points.upload", POINTS_RECORDERS, GET=OK, POST=TO_MEND),
    *_row("points.confirm", POINTS_RECORDERS, POST=TO_MEND),
    *_row("points.template", POINTS_RECORDERS, GET=OK),
    *_row("points.review_list", POINTS_RECORDERS, GET=OK, POST=TO_MEND),
    *_row("points.claim", POINTS_READERS, GET=MISSING),
    *_row("points.review", POINTS_RECORDERS, POST=MISSING),
    *_row("points.entry", POINTS_READERS, GET=MISSING),
    *_row("points.reverse", POINTS_RECORDERS, GET=MISSING, POST=MISSING),
    *_row("points.scheme", POINTS_READERS, GET=OK),
    *_row("points.scheme_table", POINTS_READERS, GET=MISSING),
    *_row("points.copy_scheme", POINTS_PUBLISHERS, POST=MISSING),
    *_row("points.draft", POINTS_PUBLISHERS, GET=OK, POST=TO_MEND),
    *_row("points.adopt", POINTS_PUBLISHERS, GET=OK, POST=TO_MEND),
    *_row("points.classes", POINTS_PUBLISHERS, GET=OK),
    *_row("points.class_member", POINTS_PUBLISHERS, GET=OK, POST=TO_MEND),
    *_row("points.appoint_checker", POINTS_PUBLISHERS, GET=OK, POST=TO_MEND),
    *_row("points.check_list", PARTY_MEMBERS, GET=OK, POST=TO_MEND),
    *_row("points.drafts", POINTS_RECORDERS, GET=OK, POST=TO_MEND),
    *_row("points.example", POINTS_PUBLISHERS, GET=OK),
    *_row("points.publish", POINTS_PUBLISHERS, GET=MISSING, POST=MISSING),
    *_row("points.months", ANY_ACCOUNT, GET=OK),
    *_row("points.month", ANY_ACCOUNT, GET=MISSING),
    *_row("points.take_down", POINTS_PUBLISHERS, GET=MISSING, POST=MISSING),
    *_row("points.lock", POINTS_PUBLISHERS, POST=MISSING),
    *_row("points.object_to", ANY_ACCOUNT, GET=MISSING, POST=MISSING),
    *_row("points.objections", ANY_ACCOUNT, GET=OK),
    *_row("points.objection", ANY_ACCOUNT, GET=MISSING),
    *_row("points.examine", POINTS_RECORDERS, POST=MISSING),
    *_row("public_site.show", JOURNAL_READERS, GET=OK),
    *_row("books.index", BOOKS_READERS, GET=OK),
    *_row("books.show", BOOKS_READERS, GET=MISSING),
    *_row("books.upload", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.confirm", BOOKKEEPERS, POST=TO_MEND),
    *_row("books.state_opening", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.close", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.sign_off", SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("books.openings", BOOKS_READERS, GET=MISSING),
    *_row("books.state_openings", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.record", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.book", BOOKKEEPERS, POST=TO_MEND),
    *_row("books.write", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.book_written", BOOKKEEPERS, POST=TO_MEND),
    *_row("books.voucher", BOOKS_READERS, GET=MISSING),
    *_row("books.add_receipts", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.reverse", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.end_year", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.depreciate", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.accounts", BOOKS_READERS, GET=OK),
    *_row("books.open_account", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.vouchers", BOOKS_READERS, GET=OK),
    *_row("books.vouchers_table", BOOKS_READERS, GET=OK),
    *_row("books.ledger", BOOKS_READERS, GET=OK),
    *_row("books.ledger_table", BOOKS_READERS, GET=OK),
    *_row("books.alerts", BOOKS_READERS, GET=OK),
    *_row("books.alerts_table", BOOKS_READERS, GET=OK),
    *_row("books.alerts_everywhere", BOOKS_READERS, GET=OK),
    *_row("books.alert", BOOKS_READERS, GET=MISSING),
    *_row("books.answer_alert", ALERT_ANSWERERS, GET=MISSING, POST=MISSING),
    *_row("books.judge_alert", ALERT_JUDGES, GET=MISSING, POST=MISSING),
    *_row("books.state_paper", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.timeliness", BOOKS_READERS, GET=OK),
    *_row("books.calendar", BOOKS_READERS, GET=OK),
    *_row("books.calendar_file", BOOKS_READERS, GET=OK),
    *_row("books.period", BOOKS_READERS, GET=MISSING),
    *_row("books.prepare_period", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.sign_period", SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("books.specials", BOOKS_READERS, GET=OK),
    *_row("books.new_special", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.special", BOOKS_READERS, GET=MISSING),
    *_row("books.prepare_special", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.sign_special", SUPERVISORS, GET=MISSING, POST=MISSING),
    *_row("books.bank", BOOKS_READERS, GET=OK),
    *_row("books.bank_upload", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.bank_columns", BOOKKEEPERS, POST=TO_MEND),
    *_row("books.bank_confirm", BOOKKEEPERS, POST=TO_MEND),
    *_row("books.withdraw_statement", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.bank_rule", CONVENERS | {O.TOWNSHIP_ADMIN}, GET=OK, POST=TO_MEND),
    *_row("books.bank_month", BOOKS_READERS, GET=MISSING),
    *_row("books.bank_sheet", BOOKS_READERS, GET=MISSING),
    *_row("books.match_bank", BOOKKEEPERS, POST=MISSING),
    *_row("books.match_by_hand", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.unmatch", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.explain_bank", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.count_cash", CASH_COUNTERS, GET=MISSING, POST=MISSING),
    *_row("books.confirm_cash_count", CASH_COUNTERS, POST=MISSING),
    *_row("books.funds", BOOKS_READERS, GET=OK),
    *_row("books.open_fund", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.fund", BOOKS_READERS, GET=MISSING),
    *_row("books.close_fund", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.reports", BOOKS_READERS, GET=OK),
    *_row("books.budget", BOOKS_READERS, GET=OK),
    *_row("books.budget_table", BOOKS_READERS, GET=OK),
    *_row("books.set_budget", BOOKKEEPERS, GET=OK, POST=TO_MEND),
    *_row("books.comparison", BOOKS_READERS, GET=OK),
    *_row("books.comparison_table", BOOKS_READERS, GET=MISSING),
    *_row("books.balance_sheet", BOOKS_READERS, GET=MISSING),
    *_row("books.income", BOOKS_READERS, GET=MISSING),
    *_row("books.trial_balance", BOOKS_READERS, GET=MISSING),
    *_row("books.statements_table", BOOKS_READERS, GET=MISSING),
    *_row("books.cash_journal", BOOKS_READERS, GET=MISSING),
    *_row("books.cash_journal_table", BOOKS_READERS, GET=MISSING),
    *_row("books.requests", BOOKS_READERS, GET=OK),
    *_row("books.new_request", REQUESTERS, GET=OK, POST=TO_MEND),
    *_row("books.payment_request", BOOKS_READERS, GET=MISSING),
    *_row("books.approve_request", APPROVERS, POST=MISSING),
    *_row("books.return_request", APPROVERS, GET=MISSING, POST=MISSING),
    *_row("books.answer_request", REQUESTERS, GET=MISSING, POST=MISSING),
    *_row("books.withdraw_request", REQUESTERS, POST=MISSING),
    *_row("books.pay_request", BOOKKEEPERS, GET=MISSING, POST=MISSING),
    *_row("books.review_requests", APPROVERS, GET=OK, POST=TO_MEND),
    *_row("books.ladder", BOOKS_READERS, GET=OK),
    *_row("books.adopt_ladder", frozenset({O.TOWNSHIP_ADMIN}), GET=OK, POST=TO_MEND),
)
