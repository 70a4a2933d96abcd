"""One of everything an address can name, in a village of its own: what another village must never see.

Keys are the names of arguments in addresses. A new kind of thing needs its maker here before its routes pass.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from deliberation.models import Milestone
from deliberation.rules.joint import Signatories
from deliberation.services import Proposal, Recusing, propose_matter, record_recusal
from deliberation.services.joint import Starting, start_joint
from deliberation.services.joint_sheets import enter_sheet
from deliberation.services.objections import file_objection as object_to_decision
from deliberation.services.polls import Asking, open_poll
from deliberation.services.suggestions import Suggesting, file_suggestion
from points.queries import scheme_on
from points.schemes import example_scheme
from points.services import Judgement, Objecting, Recording, adopt_scheme, file_objection, publish_list
from points.services import record_claim as record_points
from points.services import review_claim as review_points
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import attach, read_upload
from portal.kernel.months import Month
from portal.kernel.work import unit_of_work
from portal.meetings.bodies import Body
from portal.meetings.models import RosterQuestion
from portal.meetings.queries import meeting, roster_line
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.meetings.services.rosters import Objecting as RosterDoubt
from portal.meetings.services.rosters import file_roster_objection
from portal.org.models import Branch, Person
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.queries import people
from portal.pages.tickets import Ticket, code_of
from tests.deliberation.decisions import decide_today
from tests.deliberation.waiting import (
    ballot_to_void,
    ballot_with_paper,
    ballot_with_proxy,
    council_sat,
    count_to_confirm,
    plan_with_opinion,
    step_to_record,
)
from tests.factories import NOW, SECRET_KEY, SettableClock
from tests.portal.web import things_books, things_duties
from tests.portal.web.things_branch import branch_id, branch_meeting, oddity, unrecorded_meeting
from tests.portal.web.things_households import HOUSEHOLD_MAKERS, household_month, household_year
from tests.portal.web.things_year import YEAR_MAKERS, YEAR_OPENED_BY
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import Township

    Maker = Callable[[Township], int | str]

#: Stands in everything made here that has a text of its own.
SECRET = "不外传"

#: Arguments that name nothing of a village: a login typed by a stranger, numbers counted in each village.
NO_THING = frozenset({"village", "code", "login", "seq", "period", "stage", "line", "hall", "due_on"})


def person_id(township: Township) -> int:
    return people(township.other_village, on=NOW.date())[0].id


def meeting_id(township: Township) -> int:
    village = township.other_village
    secretary = township.actor(Office.SECRETARY, village=village)
    chair = person_id(township)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title=f"{SECRET}的会议",
        place="河西村会议室",
        starts_at=NOW + timedelta(hours=1),
        notice=f"{SECRET}的事项",
        chair_id=chair,
        recorder_id=chair,
    )
    convened = convene_meeting(secretary, village, convening)
    freeze_roster(secretary, village, convened.id)
    return convened.id


def slip(township: Township) -> str:
    ticket = Ticket(meeting_id=meeting_id(township), person_id=person_id(township))
    return code_of(ticket, key=SECRET_KEY)


def entry_id(township: Township) -> int:
    return _reviewed(township, _claim(township, day=NOW.date(), note="笔记"))


def claim_id(township: Township) -> int:
    return _claim(township, day=NOW.date(), note="申报")


def objection_id(township: Township) -> int:
    village, september = township.other_village, Month(2026, 9)
    entry = _reviewed(township, _claim(township, day=september.last_day, note="月底"))
    publish_list(township.actor(Office.SECRETARY, village=village), village, september)
    objecting = Objecting(month=september, text=f"{SECRET}的异议", entry_id=entry)
    return file_objection(township.actor(Office.REPRESENTATIVE, village=village), village, objecting).id


def _claim(township: Township, *, day: date, note: str) -> int:
    village = township.other_village
    secretary = township.actor(Office.SECRETARY, village=village)
    branch = Branch.get(Branch.village == village.id)
    if scheme_on(village, branch.id, day) is None:
        adopt_scheme(secretary, village, branch.id, example_scheme(), effective_from=Month(2026, 9).first_day)
    member = township.actor(Office.FLOATING, village=village)
    recording = Recording(person_id=member.person_id, item_code="B02", happened_on=day, note=f"{SECRET}的{note}")
    return record_points(secretary, village, recording).id


def _reviewed(township: Township, claim: int) -> int:
    village = township.other_village
    reviewer = township.actor(Office.BRANCH_COMMITTEE, village=village)
    return review_points(reviewer, village, Judgement(claim_id=claim)).entry_id or 0


def number(township: Township) -> int:
    village = township.other_village
    proposal = Proposal(
        matter_type="collective_income_use",
        title=f"{SECRET}的议题",
        plan=f"{SECRET}的方案",
        budget_fen=100_00,
        fund="村集体经营收入",
    )
    return propose_matter(township.actor(Office.SECRETARY, village=village), village, proposal).number


def suggestion(township: Township) -> int:
    """Two, so that one can be handled with the other."""
    village = township.other_village
    for number in (0, 1):
        suggesting = Suggesting(category="roads_water", title=f"{SECRET}的建议", text=f"{SECRET}的内容{number}")
        file_suggestion(township.actor(Office.REPRESENTATIVE, number=number, village=village), village, suggesting)
    return 1


def poll(township: Township) -> int:
    village = township.other_village
    asking = Asking(
        question=f"{SECRET}的问题",
        explanation=f"{SECRET}的说明",
        options=(f"{SECRET}的选项", "另一个选项"),
        most_choices=1,
        last_on=kernel_clock.today() + timedelta(days=30),
    )
    return open_poll(township.actor(Office.SECRETARY, village=village), village, asking).number


def recusal(township: Township) -> int:
    village = township.other_village
    villager = township.actor(Office.REPRESENTATIVE, village=village)
    recusing = Recusing(kind="other", reason=f"{SECRET}的原因")
    secretary = township.actor(Office.SECRETARY, village=village)
    code = Person.get_by_id(villager.person_id).code
    return record_recusal(secretary, village, number(township), recusing, person=code).number


def joint(township: Township) -> int:
    village = township.other_village
    starting = Starting(
        side=Signatories.REPRESENTATIVES,
        matter_type="village_planning",
        title=f"{SECRET}的提议",
        plan=f"{SECRET}的内容",
    )
    return start_joint(township.actor(Office.REPRESENTATIVE, village=village), village, starting).number


def sheet(township: Township) -> int:
    village, number = township.other_village, joint(township)
    code = Person.get_by_id(township.actor(Office.REPRESENTATIVE, number=1, village=village).person_id).code
    photo = read_upload(f"{SECRET}.png", picture())
    secretary = township.actor(Office.SECRETARY, village=village)
    return enter_sheet(secretary, village, number, names=[code], uploads=[photo]).number


def digest(township: Township) -> str:
    village = township.other_village
    with unit_of_work(township.actor(Office.SECRETARY, village=village), Permission.MATTER_EDIT, village) as work:
        (kept,) = attach(work, about=("matter", 1), uploads=[read_upload(f"{SECRET}.png", picture())])
        work.seal("matter.photo.added", about=("matter", 1), facts={"photo": kept.digest})
    return kept.digest


def list_to_agree_on(township: Township) -> dict[str, int | str]:
    """A meeting to come whose list somebody objects to."""
    village = township.other_village
    secretary, chair = township.actor(Office.SECRETARY, village=village), person_id(township)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title=f"{SECRET}的下次会议",
        place="河西村会议室",
        starts_at=kernel_clock.now() + timedelta(days=30),
        notice=f"{SECRET}的事项",
        chair_id=chair,
        recorder_id=chair,
    )
    meeting = convene_meeting(secretary, village, convening)
    doubt = RosterDoubt(question=RosterQuestion.OTHER, about=f"{SECRET}的人", text=f"{SECRET}的原因")
    file_roster_objection(township.actor(Office.REPRESENTATIVE, village=village), village, meeting.id, doubt)
    return {"meeting_id": meeting.id, "objection": 1}


MAKERS: dict[str, Maker] = {
    "slip": slip,
    **YEAR_MAKERS,
    "digest": digest,
    "person_id": person_id,
    "meeting_id": meeting_id,
    "entry_id": entry_id,
    "claim_id": claim_id,
    "objection_id": objection_id,
    "number": number,
    "objection": lambda _township: 1,
    "milestone": lambda _township: 1,
    "opinion": lambda _township: 1,
    "suggestion": suggestion,
    "year": lambda _township: kernel_clock.today().year,
    "poll": poll,
    "recusal": recusal,
    "joint": joint,
    "sheet": sheet,
    "branch_id": branch_id,
    "oddity": oddity,
    **things_books.MAKERS,
    **things_duties.MAKERS,
    **HOUSEHOLD_MAKERS,
}


def on_display(township: Township) -> dict[str, int | str]:
    """A resolution in its days of publicity with an objection and a milestone; made once."""
    village = township.other_village
    made = Milestone.get_or_none(Milestone.village == village.id)
    if made is None:
        source, clock = kernel_clock._source, SettableClock()
        kernel_clock.install(clock)
        decision = decide_today(township, village, clock)
        filed = object_to_decision(decision.villager, village, decision.number, text=f"{SECRET}的异议")
        made = Milestone.create(
            village=village,
            matter=filed.matter_id,
            number=1,
            title=f"{SECRET}的节点",
            due_on=NOW.date(),
            planned_by=decision.director.person_id,
            planned_at=NOW,
            bulletin=filed.bulletin_id,
        )
        kernel_clock.install(source)
    return {"number": made.matter.number, "objection": 1, "milestone": 1}


def present_here(township: Township) -> dict[str, int | str]:
    """A meeting at which a representative is signed in: whatever code they scan, they are told since when."""
    village, held = township.other_village, meeting_id(township)
    person = township.actor(Office.REPRESENTATIVE, village=village).person_id
    line = roster_line(meeting(village, held).roster_id or 0, person)
    record_attendance(township.actor(Office.SECRETARY, village=village), village, held, [line.id] if line else [])
    return {"meeting_id": held, "code": "scanned"}


#: Screens that need a thing in a certain state: endpoint → what makes one and returns the arguments of its address.
#: Each maker runs once, in the order of this table.
OPENED_BY: dict[str, Callable[[Township], dict[str, int | str]]] = {
    **YEAR_OPENED_BY,
    "meetings.answer_list_objection": list_to_agree_on,
    "meetings.list_objections": list_to_agree_on,
    "meetings.notice": list_to_agree_on,
    "meetings.scanned": present_here,
    "branch.addendum": branch_meeting,
    "branch.meeting": branch_meeting,
    "branch.photos": branch_meeting,
    "branch.record": unrecorded_meeting,
    "households.month": household_month,
    "households.object_to": household_month,
    "households.objection": household_month,
    "households.year_end": household_year,
    "deliberation.confirm_count": count_to_confirm,
    "deliberation.take_back_count": count_to_confirm,
    "deliberation.confirm_paper": ballot_with_paper,
    "deliberation.object_paper": ballot_with_paper,
    "deliberation.paper_slips": ballot_with_paper,
    "deliberation.papers": ballot_with_paper,
    "deliberation.photo_of_paper": ballot_with_paper,
    "deliberation.close_early": ballot_with_paper,
    "deliberation.vote": ballot_with_paper,
    "deliberation.answer_opinion": plan_with_opinion,
    "deliberation.file_amendment": plan_with_opinion,
    "deliberation.file_opinion": plan_with_opinion,
    "deliberation.file_question": plan_with_opinion,
    "deliberation.opinions": plan_with_opinion,
    "deliberation.record_opinion": plan_with_opinion,
    "deliberation.council": council_sat,
    "deliberation.council_miss": council_sat,
    "deliberation.council_rhythm": council_sat,
    "deliberation.council_sides": council_sat,
    "deliberation.fee_collection": council_sat,
    "deliberation.minute_item": council_sat,
    "deliberation.vote_by_proxy": ballot_with_proxy,
    "meetings.record_proxy": ballot_with_proxy,
    **things_books.OPENED_BY,
    **things_duties.OPENED_BY,
    # what moves the time on comes last
    "deliberation.void_ballot": ballot_to_void,
    "deliberation.accept_work": on_display,
    "deliberation.answer_objection": on_display,
    "deliberation.checkup": on_display,
    "deliberation.dossier": on_display,
    "deliberation.end_publicity": on_display,
    "deliberation.file_objection": on_display,
    "deliberation.filed_objection": on_display,
    "deliberation.plan_work": on_display,
    "deliberation.publish_result": on_display,
    "deliberation.record_interruption": on_display,
    "deliberation.record_objection": on_display,
    "deliberation.report_milestone": on_display,
    "deliberation.write_remark": on_display,
    # what changes how later matters are decided comes at the very end
    "deliberation.record_stage": step_to_record,
}


def make_all(township: Township) -> dict[str, int | str]:
    """Make one of each thing in the other village and return what names it."""
    return {name: make(township) for name, make in MAKERS.items()}
