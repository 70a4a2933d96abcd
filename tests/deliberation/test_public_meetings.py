"""What is published of a meeting beside its vote: composition in numbers, who was told, the list, a short notice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S4_RESOLVE
from deliberation.public.pages import matter_page
from deliberation.public.shapes import sound
from deliberation.queries.checkup import checkup
from deliberation.queries.dossier import dossier
from deliberation.queries.meeting_findings import compositions, convening_panels, meeting_panels
from deliberation.rules.checkup import CheckLight
from portal.kernel import clock as kernel_clock
from portal.kernel.bulletins import Bulletin
from portal.meetings.bodies import Body
from portal.meetings.models import RosterQuestion, Telling
from portal.meetings.queries import meeting
from portal.meetings.queries.notices import invited
from portal.meetings.services import Convening, convene_meeting
from portal.meetings.services.notices import Delivering, record_deliveries
from portal.meetings.services.rosters import Objecting, file_roster_objection
from portal.org.models import Person, Sex
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise, propose
from tests.deliberation.courses import begin, decide, figures, pass_before
from tests.deliberation.test_public import client_of, published_now
from tests.disclosure.site.hand_made import bulletins_of, with_bulletins
from tests.portal.meetings.test_services_rosters import house

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

MET, NOTE = CheckLight.MET, CheckLight.NOTE


@pytest.fixture
def resolved(township: Township, clock: SettableClock) -> int:
    """A matter resolved by hands: 12 of 40 women, two not told, an objection unanswered, called a day before."""
    house(township, women=12)
    authorise(township)
    number, secretary = propose(township), township.actor(Office.SECRETARY)
    pass_before(township, number)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title="抢修便民桥",
        place="村委会",
        starts_at=clock.moment + timedelta(days=1),
        notice="抢修便民桥。",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
        urgency=f"桥墩冲刷，{secretary.name}查看过",
    )
    held = convene_meeting(secretary, township.village, convening)
    people = invited(township.village, meeting(township.village, held.id))
    told = Delivering(manner=Telling.GROUP, told_on=kernel_clock.today())
    record_deliveries(secretary, township.village, held.id, told, to=[one.person_id for one in people[2:]])
    doubt = Objecting(question=RosterQuestion.MISSING, about="王秀兰", text="名单上没有。")
    file_roster_objection(township.actor(Office.REPRESENTATIVE), township.village, held.id, doubt)
    clock.moment += timedelta(days=1)
    begin(township, held.id)
    decide(township, number, S4_RESOLVE, held.id, figures(40))
    return number


def told_on_the_day(township: Township, clock: SettableClock) -> tuple[int, int]:
    """A matter resolved by hands, and its meeting: called ten days before, ten told then and the others on the day."""
    authorise(township)
    number, secretary = propose(township), township.actor(Office.SECRETARY)
    pass_before(township, number)
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title="村民代表会议",
        place="村委会",
        starts_at=clock.moment + timedelta(days=10),
        notice="修桥。",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
    )
    held = convene_meeting(secretary, township.village, convening)
    people = [one.person_id for one in invited(township.village, meeting(township.village, held.id))]
    for to in (people[:10], people):
        told = Delivering(manner=Telling.GROUP, told_on=kernel_clock.today())
        record_deliveries(secretary, township.village, held.id, told, to=to)
        clock.moment += timedelta(days=10 if to is not people else 0)
    begin(township, held.id)
    decide(township, number, S4_RESOLVE, held.id, figures(40))
    return number, held.id


def content_of(number: int) -> dict[str, Any]:
    found = Bulletin.select().where((Bulletin.kind == "resolution") & (Bulletin.key == str(number))).get()
    content: dict[str, Any] = json.loads(found.envelope)["content"]
    return content


def test_the_document_has_numbers_and_names_nobody(township: Township, resolved: int) -> None:
    held = content_of(resolved)["meeting"]
    assert held["told"] == {"entitled": 40, "told": 38}
    assert held["list_objections"] == {"filed": 1, "waiting": 1}
    composed = held["composition"]
    assert (composed["members"], composed["representatives"], composed["women"]) == (40, 35, 12)
    text = json.dumps(content_of(resolved), ensure_ascii=False)
    assert "王秀兰" not in text
    assert township.actor(Office.SECRETARY).name not in held["urgency"]
    assert "桥墩冲刷" in held["urgency"]
    assert "女" not in text.replace("妇女", "")


def test_the_page_has_one_line_for_each(resolved: int) -> None:
    page = matter_page(published_now(), "qingshan", str(resolved))
    (told,) = next(one for one in page.steps if one.decides).rounds
    assert told.composition == (
        "组成：组成人员 40 人，其中村民代表 35 人，妇女村民代表 12 人。代表占 87.5%，妇女代表占 30.0%。"
    )
    assert told.notice == "通知送达 38 人，2 人没有送达记录；开会前对应到名单的异议 1 条，1 条到固定名单时没有答复。"
    assert told.urgency.startswith("桥墩冲刷")
    said = content_of(resolved)["authority"]["findings"]
    assert [one["light"] for one in said if one["code"] == "women_too_few"] == ["amber"]


def test_documents_of_earlier_versions_are_still_read(resolved: int) -> None:
    published = published_now()
    (one,) = [found for found in bulletins_of(published) if found.kind == "resolution"]
    plain = {key: one.content["meeting"][key] for key in ("id", "body", "title", "held_on", "notice_days")}
    older = replace(one, content={**one.content, "meeting": plain})
    assert sound(older)
    others = [found for found in bulletins_of(published) if found.kind != one.kind]
    page = matter_page(with_bulletins(published, *others, older), "qingshan", str(resolved))
    (told,) = next(step for step in page.steps if step.decides).rounds
    assert (told.composition, told.notice, told.urgency) == ("", "", "")


def test_the_check_up_tells_it_amber_and_by_the_roster_of_the_day(township: Township, resolved: int) -> None:
    Person.update(sex=Sex.FEMALE).where(Person.village == township.village.id).execute()
    found = checkup(township.village, resolved, today=kernel_clock.today())
    told = {one.code: one for one in found.sections[3].checks}
    assert told["women_too_few"].light is told["not_all_told"].light is told["list_unanswered"].light is NOTE
    assert told["representatives_enough"].light is MET
    assert told["not_all_told"].text == "应到 40 人，已送达 38 人，2 人没有送达记录。"
    assert "写明了特殊情况" in told["notice_short"].text
    assert told["women_too_few"].where.meeting_id is not None
    (today,) = [one for one in compositions(township.village, today=kernel_clock.today()) if "村民" in one.name]
    assert "妇女村民代表 35 人" in today.words


def test_the_dossier_has_both(township: Township, resolved: int) -> None:
    sheets = [one for one in dossier(township.village, resolved).sheets if hasattr(one, "held")]
    assert sheets[-1].composition.startswith("组成人员 40 人")
    assert sheets[-1].delivery is not None
    assert (sheets[-1].delivery.told, sheets[0].composition) == (38, "")


def test_told_on_the_day_is_not_told_in_time(township: Township, clock: SettableClock) -> None:
    number, held = told_on_the_day(township, clock)
    found = checkup(township.village, number, today=kernel_clock.today())
    told = {one.code: one for one in found.sections[3].checks}
    assert told["notice_given"].light is MET
    assert (told["told_late"].light, told["told_late"].text) == (
        NOTE,
        "应到 40 人，已送达 40 人，其中 30 人告知时已不足 3 日。",
    )
    late = content_of(number)["meeting"]["told"]["late"]
    assert (late["people"], late["days"]) == (30, 3)
    published = published_now()
    assert "其中 30 人告知时已不足 3 日" in client_of(published).get(f"/qingshan/matters/{number}/").text
    (one,) = [found for found in bulletins_of(published) if found.kind == "resolution"]
    assert sound(one)
    sheets = [one for one in dossier(township.village, number).sheets if hasattr(one, "held")]
    assert sheets[-1].late.words == "其中 30 人告知时已不足 3 日"
    assert late["article"] in told["told_late"].basis.article
    township.village.jurisdiction = "山东省"
    (panel,) = [one for one in meeting_panels(township.village, held) if one.title == "告知的天数"]
    assert "其中 30 人告知时已不足 5 日" in panel.lines[0]


def test_stages_of_committees_have_no_composition(township: Township, resolved: int) -> None:
    page = matter_page(published_now(), "qingshan", str(resolved))
    for step in page.steps:
        if step.id in {S1_PROPOSE, S2_DISCUSS}:
            assert [one.composition for one in step.rounds] == [""]


def test_whoever_convenes_sees_days_and_composition(township: Township, resolved: int) -> None:
    notice, *bodies = convening_panels(township.village)
    assert any("村民会议：提前 10 日通知；遇有特殊情况的" in line for line in notice.lines)
    assert [one.title for one in bodies] == ["村民代表会议的组成", "成员代表大会的组成"]
    assert any("少 2 人" in line for line in bodies[0].lines)
    held = content_of(resolved)["meeting"]["id"]
    assert [one.title for one in meeting_panels(township.village, held)] == ["村民代表会议的组成"]
