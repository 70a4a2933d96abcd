"""The steps of a matter on its page, its photos and lists, what a home says of it, and documents nobody can read."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from deliberation import services
from deliberation.bulletins.follow_up import PROGRESS
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S4_RESOLVE
from deliberation.public import public_part
from deliberation.public.course import Phase
from deliberation.public.findings import findings_of
from deliberation.public.glances import NAMED, corrections, dues, glance
from deliberation.public.lists import matter_list
from deliberation.public.pages import matter_page
from deliberation.public.shapes import sound
from deliberation.rules.follow_up import Inspection, Target, Verdict
from deliberation.services.implementation import (
    Inspecting,
    Reporting,
    Step,
    accept_work,
    plan_milestones,
    report_milestone,
)
from deliberation.services.objections import Answering, answer_objection, file_objection
from deliberation.services.publicity import Interruption, publish_result, record_interruption
from disclosure.site.app import create_public_app
from portal.kernel.attachments import Attachment, Upload, stored_path
from portal.kernel.canonical import sha256_hex
from portal.kernel.errors import NotFoundError
from portal.kernel.published import Published
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise, propose
from tests.deliberation.courses import decide as decide_by_hands
from tests.deliberation.courses import figures, hold, pass_before, pass_stage
from tests.deliberation.decisions import AFTER, Decision, decide, vote
from tests.deliberation.test_public import published_now
from tests.deliberation.test_services_stages import revision
from tests.disclosure.site.hand_made import addresses_of, bulletins_of, with_bulletins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.testing import FlaskClient

    from portal.kernel.published import PublishedBulletin
    from tests.factories import SettableClock, Township

PAGE = "/qingshan/matters/1/"


@pytest.fixture
def decision(township: Township, clock: SettableClock) -> Decision:
    return decide(township, clock)


def reader(published: Published | None = None) -> FlaskClient:
    return create_public_app(published or published_now(), [public_part]).test_client()


def is_missing(client: FlaskClient, path: str) -> bool:
    with pytest.raises(NotFoundError):
        client.get(path)
    return True


def picture(colour: str = "gray", size: tuple[int, int] = (2000, 1000)) -> Upload:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    content = stream.getvalue()
    return Upload(title="桥面.png", media_type="image/png", content=content, digest=sha256_hex(content))


def report(decision: Decision, *, public: bool, uploads: tuple[Upload, ...] = ()) -> dict[str, Any]:
    """Report the one step of the work, and return what was published of it."""
    decision.on(AFTER)
    plan_milestones(decision.director, decision.village, 1, [Step(title="桥面完工", due_on=date(2026, 11, 6))])
    reporting = Reporting(
        milestone=1, done_on=AFTER, text="好了", uploads=uploads or (picture(),), photos_public=public
    )
    report_milestone(decision.director, decision.village, 1, reporting)
    (one,) = published_now().of("qingshan", PROGRESS)
    return dict(one.content)


def main_of(path: str) -> str:
    """Return what a page itself says, without what every revision of the past said."""
    return reader().get(path).text.partition('<details id="course">')[0]


def steps(published: Published | None = None) -> list[tuple[int | None, str, str]]:
    page = matter_page(published or published_now(), "qingshan", "1")
    return [(one.number, one.name, one.word) for one in page.steps]


def uphold(decision: Decision) -> None:
    file_objection(decision.villager, decision.village, 1, text="报价只有一家。")
    answering = Answering(objection=1, verdict=Verdict.UPHELD, text="应当重新询价。")
    answer_objection(decision.supervisor(), decision.village, 1, answering)


def interrupt(decision: Decision, reason: str) -> None:
    """Have the notice of the decision down today."""
    today = decision.clock.moment.date()
    fallen = Interruption(target=Target.RESOLUTION, happened_on=today, reason=reason)
    record_interruption(decision.secretary, decision.village, 1, fallen)


def finish(decision: Decision) -> None:
    """Do the work and publish what came of it."""
    report(decision, public=False)
    inspecting = Inspecting(verdict=Inspection.ACCEPTED, inspected_on=AFTER, text="合格。")
    accept_work(decision.supervisor(), decision.village, 1, inspecting)
    publish_result(decision.secretary, decision.village, 1, text="桥已通行。")


def changed(published: Published, kind: str, **content: object) -> Published:
    """Return what would be public if the newest document of a kind said this."""
    return with_bulletins(
        published,
        *(
            replace(one, content={**one.content, **content}) if one.kind == kind else one
            for one in bulletins_of(published)
        ),
    )


def test_every_step_is_named_reached_or_not(decision: Decision) -> None:
    assert steps() == [
        (1, "村党组织提议", "没有公开的记录"),
        (2, "村“两委”会商议", "没有公开的记录"),
        (3, "党员大会审议", "没有公开的记录"),
        (4, "村民会议或者村民代表会议决议", "通过"),
        (5, "决议公开", "公示到2026年11月3日"),
        (None, "组织实施与村务监督", "还没有公开"),
        (6, "实施结果公开", "还没有公开"),
    ]


def test_the_deliberations_are_those_the_documents_name(decision: Decision) -> None:
    named = changed(published_now(), "resolution", steps=[{"id": "a", "name": "议一次"}, {"id": "b", "name": "定下来"}])
    assert [(number, name) for number, name, _ in steps(named)] == [
        (1, "议一次"), (2, "定下来"), (3, "决议公开"), (None, "组织实施与村务监督"), (4, "实施结果公开")
    ]  # fmt: skip


def test_the_margin_is_the_published_one(decision: Decision) -> None:
    published = published_now()
    outcome = published.of("qingshan", "resolution")[0].content["outcome"]
    page = matter_page(changed(published, "resolution", outcome={**outcome, "margin": 12}), "qingshan", "1")
    assert page.answers[1].more.endswith("多出 12 人")
    assert page.steps[3].rounds[0].needs.endswith("多出 12 人。")


def test_what_was_met_is_no_warning_though_its_text_was_not_read(township: Township, clock: SettableClock) -> None:
    authorise(township)
    number = propose(township)
    meeting_id = hold(township, Body.PARTY_BRANCH_COMMITTEE)
    decide_by_hands(township, number, S1_PROPOSE, meeting_id, figures(2, 1))
    (held,) = matter_page(published_now(), "qingshan", "1").steps[0].rounds
    met = next(one for one in held.findings if "赞成 2 人，刚好达到" in one.text)
    assert (met.mark, met.word, met.quoted) == ("done", "符合", False)
    text = main_of(PAGE)
    assert '<span class="quiet">依据待核</span>' in text
    assert "请留意" not in text


def test_what_was_not_met_is_a_warning_where_its_text_was_not_read() -> None:
    short = {
        "code": "majority_missed",
        "text": "还差 1 人。",
        "article": "惯例",
        "light": "amber",
        "confidence": "memory",
    }
    (shown,) = findings_of([short])
    assert (shown.mark, shown.word, shown.quoted) == ("warn", "请留意", False)


def test_a_matter_taken_back_waits_for_no_meeting(township: Township, clock: SettableClock) -> None:
    authorise(township)
    number, secretary, village = propose(township), township.actor(Office.SECRETARY), township.village
    pass_before(township, number)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING, present=1)
    services.record_adjournment(secretary, village, number, stage=S4_RESOLVE, meeting_id=meeting_id)
    services.revise_plan(secretary, village, number, revision())
    pass_stage(township, number, S2_DISCUSS)
    assert [word for _, _, word in steps()][2:4] == ["方案修改过，须重新开会", "流会，等再次开会"]
    services.withdraw_matter(secretary, village, number, reason="上级已安排资金")
    assert [word for _, _, word in steps()] == ["通过", "通过", "通过", "流会", *["已撤回，不再进行"] * 3]
    why = "2026年10月15日，原因：上级已安排资金"
    assert [one.more for one in matter_page(published_now(), "qingshan", "1").answers if one.answer == "已撤回"] == [
        why
    ]
    assert all(why in main_of(path) for path in (PAGE, f"{PAGE}wechat.txt"))


def test_the_first_answers_say_decision_votes_money_and_standing(decision: Decision) -> None:
    page = matter_page(published_now(), "qingshan", "1")
    assert [(one.question, one.answer) for one in page.answers] == [
        ("决定", "表决通过"), ("票数", "赞成 27 人"), ("花钱", "预算 86,000.00 元"), ("现在", "已通过")
    ]  # fmt: skip
    assert page.answers[1].more == "应到 40 人，实到 27 人，反对 0 人，弃权 0 人；须赞成 14 人，多出 13 人"


def test_a_decision_made_again_shows_both_meetings_and_stands_among_corrections(decision: Decision) -> None:
    uphold(decision)
    assert steps()[3][2] == "异议成立，须重新表决"
    decision.on(date(2026, 11, 9))
    vote(decision, round_number=2, choices=["approve"] * 20 + ["against"] * 7)
    page = matter_page(published_now(), "qingshan", "1")
    assert [one.figures for one in page.steps[3].rounds] == [
        "应到 40 人，实到 27 人，赞成 27 人，反对 0 人，弃权 0 人",
        "应到 40 人，实到 27 人，赞成 20 人，反对 7 人，弃权 0 人",
    ]
    (again,) = corrections(published_now(), "qingshan")
    assert "异议成立后重新表决" in again.reason
    assert ("赞成", "27 人", "20 人") in again.changes


INVITATION = re.compile("在村务系统提出|公示自|公示到|公布期")


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}a4/", f"{PAGE}wechat.txt"])
def test_a_decision_that_fell_is_up_no_longer_and_invites_nobody(decision: Decision, path: str) -> None:
    assert INVITATION.search(main_of(path))
    uphold(decision)
    text = main_of(path)
    assert "异议成立" in text
    assert not INVITATION.search(text)


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}a4/", f"{PAGE}wechat.txt"])
def test_an_invitation_names_its_last_day_and_stays_true(decision: Decision, path: str) -> None:
    said = main_of(path)
    assert re.search("(2026年11月3日|这一天)以前（含当天）在村务系统提出", said)
    assert "2026年11月3日" in said
    assert "公示期内" not in said
    assert decision.number == 1


def test_nothing_is_waited_for_after_a_vote_that_failed(township: Township, clock: SettableClock) -> None:
    decide(township, clock, approving=3)
    assert [word for _, _, word in steps()][-2:] == ["没有通过，不再进行"] * 2
    for path in (PAGE, f"{PAGE}a4/", f"{PAGE}wechat.txt"):
        assert "在村务系统提出" not in main_of(path)
        assert "2026年11月3日" in main_of(path)


def test_the_steps_say_what_fell(decision: Decision) -> None:
    uphold(decision)
    assert [word for _, _, word in steps()][3:5] == ["异议成立，须重新表决", "异议成立，不再公示"]
    decision.on(date(2026, 11, 9))
    vote(decision, round_number=2)
    assert [word for _, _, word in steps()][3:5] == ["通过", "公示到2026年11月24日"]


def test_a_result_that_fell_waits_for_its_correction(decision: Decision) -> None:
    finish(decision)
    uphold(decision)
    assert steps()[-1][2] == "异议成立，待更正"
    assert "公示到" not in reader().get(f"{PAGE}wechat.txt").text
    publish_result(decision.secretary, decision.village, 1, text="桥已通行，花了八万六千元。")
    assert steps()[-1][2] == "公示到2026年11月19日"


def test_an_interruption_is_a_correction_of_the_days(decision: Decision) -> None:
    decision.on(date(2026, 10, 27))
    fallen = Interruption(target=Target.RESOLUTION, happened_on=date(2026, 10, 25), reason="公示栏被风吹倒")
    record_interruption(decision.secretary, decision.village, 1, fallen)
    (again,) = corrections(published_now(), "qingshan")
    assert again.changes == (("公示到", "2026年11月3日", "2026年11月11日"),)
    assert "公示栏被风吹倒" in reader().get(PAGE).text


def test_a_new_decision_has_none_of_the_interruptions_of_the_old_one(decision: Decision) -> None:
    decision.on(date(2026, 10, 27))
    interrupt(decision, "公示栏被风吹倒")
    interrupt(decision, "公示栏又倒了")
    (notice,) = [one.notice for one in matter_page(published_now(), "qingshan", "1").steps if one.notice]
    assert [one.reason for one in notice.interruptions] == ["公示栏被风吹倒", "公示栏又倒了"]
    uphold(decision)
    decision.on(date(2026, 11, 9))
    vote(decision, round_number=2)
    (notice,) = [one.notice for one in matter_page(published_now(), "qingshan", "1").steps if one.notice]
    assert notice.interruptions == ()


def test_dues_are_those_the_documents_name(decision: Decision) -> None:
    (published,) = dues(published_now(), "qingshan")
    assert (published.title, published.due_on, published.in_time) == (
        "第1号 修缮村口便民桥：决议", date(2026, 10, 22), True
    )  # fmt: skip
    file_objection(decision.villager, decision.village, 1, text="护栏太矮。")
    assert len(list(dues(published_now(), "qingshan"))) == 1  # nobody can tell yet
    decision.on(date(2026, 10, 29))
    answering = Answering(objection=1, verdict=Verdict.DISMISSED, text="按规范做。")
    answer_objection(decision.supervisor(), decision.village, 1, answering)
    _, answer = dues(published_now(), "qingshan")
    assert (answer.due_on, answer.published_on, answer.in_time) == (date(2026, 10, 26), date(2026, 10, 29), False)


def test_an_objection_without_answer_is_late_once_something_later_is_public(decision: Decision) -> None:
    file_objection(decision.villager, decision.village, 1, text="护栏太矮。")
    interrupt(decision.on(date(2026, 10, 28)), "公示栏被风吹倒")
    *_, late = dues(published_now(), "qingshan")
    assert (late.due_on, late.published_on, late.in_time) == (date(2026, 10, 26), None, False)


def test_a_home_names_what_waits_first_and_not_everything(decision: Decision) -> None:
    shown = glance(published_now(), "qingshan")
    assert shown is not None
    assert shown.figures == (("正在议", "0 件"), ("正在办", "1 件"))
    assert [(one.mark, one.text) for one in shown.points] == [
        ("wait", "第1号 修缮村口便民桥：已通过，公示到2026年11月3日")
    ]
    many = glance(_copies(published_now(), NAMED + 2), "qingshan")
    assert many is not None
    assert [one.text for one in many.points][-1] == "还有 2 件正在议、正在办"
    assert glance(published_now(), "hexi") is None


def test_a_list_says_of_which_numbers_no_step_is_public(decision: Decision) -> None:
    assert "还没有公开过任何一步" not in reader().get("/qingshan/matters/").text
    (one, *_, last) = _copies(published_now(), 4).of("qingshan", "resolution")
    text = reader(with_bulletins(published_now(), one, last)).get("/qingshan/matters/").text
    assert "第2号、第3号还没有公开过任何一步" in text
    assert decision.number == 1


def _copies(published: Published, count: int) -> Published:
    """Return what would be public if the village had decided the same matter so often."""
    (one,) = published.of("qingshan", "resolution")
    copies = (
        replace(
            one,
            key=str(number),
            about=(("matter", str(number)),),
            content={**one.content, "matter": {**one.content["matter"], "number": number}},
        )
        for number in range(1, count + 1)
    )
    return with_bulletins(published, *copies)


def test_lists_group_by_phase_and_lead_to_years_and_types(decision: Decision) -> None:
    page = matter_list(published_now(), "qingshan")
    assert [(group.id, len(group.matters)) for group in page.groups] == [(Phase.WORKED.value, 1)]
    assert [(way.key, way.count) for way in (*page.years, *page.types)] == [("2026", 1), ("collective_income_use", 1)]
    client = reader()
    for path in ("year/2026/", "type/collective_income_use/"):
        assert 'href="../../1/index.html"' in client.get(f"/qingshan/matters/{path}").text
    for path in ("year/2025/", "type/village_planning/"):
        assert is_missing(client, f"/qingshan/matters/{path}")


def test_a_photo_that_may_be_seen_is_published_small_and_shown(decision: Decision) -> None:
    (file,) = report(decision, public=True)["attachments"]
    copy = file["public"]
    assert (copy["width"], copy["height"], copy["alt"]) == (1280, 640, "桥面完工，现场照片 1")
    client = reader()
    answer = client.get(f"{PAGE}photos/{copy['digest']}.jpg")
    assert (answer.content_type, sha256_hex(answer.data), len(answer.data)) == (
        "image/jpeg", copy["digest"], copy["size"]
    )  # fmt: skip
    assert f'src="photos/{copy["digest"]}.jpg" width="1280" height="640"' in client.get(PAGE).text
    assert is_missing(client, f"{PAGE}photos/{file['digest']}.jpg")
    kinds = {row.about_kind for row in Attachment.select().where(Attachment.digest == copy["digest"])}
    assert kinds == {"progress-public"}


def test_a_photo_nobody_released_is_a_fingerprint(decision: Decision) -> None:
    (file,) = report(decision, public=False)["attachments"]
    assert file["public"] is None
    text = reader().get(PAGE).text
    assert file["digest"] in text
    assert "<img" not in text


def test_a_paper_beside_released_photos_stays_inside(decision: Decision) -> None:
    paper = Upload(title="验收单.pdf", media_type="application/pdf", content=b"%PDF-", digest=sha256_hex(b"%PDF-"))
    told = report(decision, public=True, uploads=(paper, picture()))
    assert [one["public"] is None for one in told["attachments"]] == [True, False]


def test_the_same_report_with_another_word_about_its_photos_is_another_report(decision: Decision) -> None:
    report(decision, public=False)
    reporting = Reporting(milestone=1, done_on=AFTER, text="好了", uploads=[picture()], photos_public=True)
    for _ in range(2):
        report_milestone(decision.director, decision.village, 1, reporting)
    assert len(published_now().of("qingshan", PROGRESS)) == 2


def test_a_missing_photo_is_said_and_the_rest_of_the_site_stands(decision: Decision) -> None:
    digest = report(decision, public=True)["attachments"][0]["public"]["digest"]
    published = published_now()
    before = published.answer(("bytes", "qingshan", digest))
    stored_path(digest).write_bytes(b"not a picture any more")
    app = create_public_app(published, [public_part])
    assert "matters.photo" not in {one.endpoint for one in addresses_of(app, published)}
    with published.noted() as notes:
        text = app.test_client().get(PAGE).text
    assert f'照片暂缺（指纹 <span class="mono">{digest}</span>）' in text
    assert (before, notes[("bytes", "qingshan", digest)]) == (digest, "")
    assert is_missing(app.test_client(), f"{PAGE}photos/{digest}.jpg")


def _without(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != name}


BROKEN = {
    "no outcome": lambda one: replace(one, content=_without(one.content, "outcome")),
    "another number": lambda one: replace(
        one, content={**one.content, "matter": {**one.content["matter"], "number": 9}}
    ),
    "no day": lambda one: replace(one, content={**one.content, "meeting": {**one.content["meeting"], "held_on": "?"}}),
    "a text": lambda one: replace(one, content={"matter": "便民桥"}),
    "nothing": lambda one: replace(one, content={}),
    "names short": lambda one: replace(one, names=one.names[:1]),
    "true for a number": lambda one: replace(
        one, content={**one.content, "outcome": {**one.content["outcome"], "approve": True}}
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_document_nobody_can_read_is_left_out_and_stands_in_the_log(decision: Decision, how: str) -> None:
    published = published_now()
    (one,) = published.of("qingshan", "resolution")
    broken: PublishedBulletin = BROKEN[how](one)
    assert (sound(one), sound(broken)) == (True, False)
    other = replace(broken, kind="minutes", key="7")
    app = create_public_app(with_bulletins(published, broken, other), [public_part])
    client = app.test_client()
    for address in addresses_of(app, published):
        assert client.get(address.path).status_code == HTTPStatus.OK, address.path
    log = client.get("/qingshan/log/").text
    assert "bulletins/resolution/1.r1.json" in log
    assert "bulletins/minutes/7.r1.json" in log
    assert is_missing(client, PAGE)


def test_a_page_says_what_of_its_matter_it_cannot_read(decision: Decision) -> None:
    report(decision, public=False)
    text = reader(changed(published_now(), PROGRESS, done_on="昨天")).get(PAGE).text
    assert "还有 1 份文件，格式是本页读不懂的" in text
    assert "表决通过" in text


def test_markup_in_any_text_is_shown_as_text(decision: Decision) -> None:
    evil = "<script>alert(1)</script><b>x"
    report(decision, public=False)
    published = published_now()
    matter = {**published.of("qingshan", "resolution")[0].content["matter"], "title": evil, "plan": evil, "fund": evil}
    client = reader(changed(changed(published, "resolution", matter=matter), PROGRESS, text=evil, matter=matter))
    for path in (PAGE, "/qingshan/matters/", f"{PAGE}a4/", "/qingshan/"):
        text = client.get(path).text
        assert evil not in text, path
        assert "&lt;b&gt;x" in text, path


def test_the_text_for_the_group_says_the_whole_in_a_few_lines(decision: Decision) -> None:
    answer = reader().get(f"{PAGE}wechat.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0].endswith("村务公开】修缮村口便民桥")
    assert "票数：赞成 27 人（应到 40 人，实到 27 人，反对 0 人，弃权 0 人；须赞成 14 人，多出 13 人）" in lines
    assert "全部经过和每一笔账：https://cunshi.example/qingshan/matters/1/" in lines
    digest = published_now().of("qingshan", "resolution")[0].digest
    assert lines[-1].replace(" ", "").endswith(digest[:16])
    assert "公示到2026年11月3日" in answer.text


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_sheet_for_the_notice_board_has_what_the_wall_needs(decision: Decision, paper: str) -> None:
    text = reader().get(f"{PAGE}{paper}/").text
    for said in (
        "修缮村口便民桥：表决通过", "40 人", "27 人", "86,000.00 元", "拆除旧桥面", "第30条",
        "公示自2026年10月19日起，到2026年11月3日止", "主持人", "记录人", "村务监督委员会", "<svg",
    ):  # fmt: skip
        assert said in text, said
    assert reader().get("/qingshan/matters/1/a5/").status_code == HTTPStatus.NOT_FOUND
