"""A topic of its own: prepared by one, signed by another, public without full names, corrected with a reason."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import queries as deliberation
from disclosure.books import queries, services
from disclosure.books.errors import (
    FutureDayError,
    OwnSpecialError,
    SpecialKindError,
    SpecialMatterError,
    SpecialPaperError,
    SpecialPapersHiddenError,
    SpecialPreparedError,
    SpecialPublicError,
    SpecialSignedError,
    SpecialVoucherError,
    SpecialWithdrawalReasonError,
    SpecialWithdrawnError,
)
from disclosure.books.models import SpecialDisclosure
from disclosure.books.public import public_part
from disclosure.books.rules.special import Topic, read_receivers
from disclosure.site.app import create_public_app
from portal.kernel.attachments import Attachment, read_upload, stored_content
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.months import Month
from portal.kernel.pictures import public_copy
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.published import read_bulletin
from portal.kernel.verify import verify_all
from portal.org.models import OfficeTerm
from portal.org.offices import Office
from portal.terminal import packages
from tests.disclosure.books.published_months import SEAL, client_of, published_of
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from portal.kernel.published import PublishedBulletin
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

TODAY = date(2026, 11, 3)
LAND = Topic(
    kind="land",
    title="高速公路征地补偿分配",
    happened_on=date(2026, 10, 30),
    text="按村民会议决议分配到户",
    token="one",
    receivers=read_receivers("一组，赵铁柱，1200\n二组，清河水产合作社，300.50"),
)
WELFARE = replace(
    LAND,
    kind="welfare",
    title="困难救助",
    token="two",
    receivers=read_receivers("五保，钱小花，900\n低保，孙大山，500\n低保，李秀英，600\n残疾，周有福，100"),
)

DECIDED = deliberation.SpendableMatter(
    number=7,
    title="征地补偿分配方案",
    budget_fen=None,
    fund="",
    resolved_on=date(2026, 10, 12),
    publicity_ended_on=date(2026, 10, 27),
    decided_by="村民会议",
    present=60,
    approve=55,
)


@pytest.fixture(autouse=True)
def in_november(clock: SettableClock) -> None:
    clock.set_day(TODAY)


def _published() -> list[dict[str, Any]]:
    rows = Bulletin.select().where(Bulletin.kind == "special").order_by(Bulletin.id)
    return [json.loads(one.envelope) for one in rows]


def test_prepared_by_one_signed_by_another_and_published_masked(
    bookkeeper: Actor, supervisor: Actor, village: Place, config: Config
) -> None:
    made = services.prepare_special(bookkeeper, village, LAND)
    again = services.prepare_special(bookkeeper, village, LAND)  # sent twice
    assert (made.number, again.id, SpecialDisclosure.select().count()) == (1, made.id, 1)
    assert [one.title for one in queries.tasks(supervisor, village, TODAY)] == [
        "专项公开：高速公路征地补偿分配，签字公布"
    ]
    services.sign_special(supervisor, village, 1, revision=1)
    (envelope,) = _published()
    content = envelope["content"]
    assert content["rows"] == [
        {"group": "一组", "name": "赵*柱", "amount_fen": 120_000},
        {"group": "二组", "name": "清河水产合作社", "amount_fen": 30_050},
    ]
    assert (content["total_fen"], content["due"]["on"]) == (150_050, "2026-11-09")
    assert "赵铁柱" not in json.dumps(envelope, ensure_ascii=False)
    assert verify_all(packages(config)) == []


def test_what_was_prepared_by_mistake_is_withdrawn_before_it_is_signed(
    township: Township, bookkeeper: Actor, supervisor: Actor, village: Place, config: Config
) -> None:
    secretary = township.actor(Office.SECRETARY)
    for number, token in enumerate(("one", "two", "three"), start=1):
        services.prepare_special(bookkeeper, village, replace(LAND, token=token))
        taken_back = partial(services.withdraw_special, village=village, number=number, revision=1)
        if number < 3:
            with pytest.raises(SpecialWithdrawalReasonError):
                taken_back(bookkeeper, reason=" ")
            with pytest.raises(SpecialPreparedError):
                taken_back(bookkeeper, reason="编重了", revision=2)
            taken_back(bookkeeper if number == 1 else secretary, reason="编重了")
            with pytest.raises(SpecialWithdrawnError):
                taken_back(bookkeeper, reason="编重了")
            with pytest.raises(SpecialWithdrawnError):
                services.sign_special(supervisor, village, number, revision=1)
    assert len(queries.tasks(supervisor, village, TODAY)) == 1
    services.sign_special(supervisor, village, 3, revision=1)
    with pytest.raises(SpecialPublicError):
        services.withdraw_special(secretary, village, 3, revision=1, reason="写错")
    states = [one.state for one in queries.special_list(village, may_follow=True)]
    assert states == ["已签字公布", "已撤回", "已撤回"]
    assert [one.number for one in queries.special_list(village)] == [3]  # what is not signed is for those who follow
    services.prepare_special(bookkeeper, village, replace(LAND, token="four", after=1), number=1)
    assert queries.special_list(village, may_follow=True)[-1].state == "已编制，等签字"
    assert len(_published()) == 1
    assert verify_all(packages(config)) == []


def test_help_for_people_in_need_is_public_only_in_groups(bookkeeper: Actor, supervisor: Actor, village: Place) -> None:
    services.prepare_special(bookkeeper, village, WELFARE)
    services.sign_special(supervisor, village, 1, revision=1)
    services.prepare_special(bookkeeper, village, replace(WELFARE, token="three", receivers=WELFARE.receivers[:1]))
    services.sign_special(supervisor, village, 2, revision=1)
    whole, alone = (one["content"] for one in _published())
    assert whole["groups"] == [{"name": "五保、低保、残疾", "people": 4, "amount_fen": 210_000}]
    assert (alone["groups"], alone["total_fen"]) == ([{"name": "五保", "people": 1, "amount_fen": None}], None)
    assert "90000" not in json.dumps([whole, alone])
    assert whole["rows"] == alone["rows"] == []


def test_a_correction_is_a_new_version_with_its_reason(bookkeeper: Actor, supervisor: Actor, village: Place) -> None:
    services.prepare_special(bookkeeper, village, LAND)
    with pytest.raises(SpecialPreparedError):
        services.prepare_special(bookkeeper, village, replace(LAND, token="x"), number=1)
    with pytest.raises(SpecialPreparedError):
        services.sign_special(supervisor, village, 1, revision=2)
    services.sign_special(supervisor, village, 1, revision=1)
    with pytest.raises(SpecialSignedError):
        services.sign_special(supervisor, village, 1, revision=1)
    again = replace(LAND, token="y", after=1, text="按决议分配，更正一户", reason="二组金额写错")
    services.prepare_special(bookkeeper, village, again, number=1)
    services.sign_special(supervisor, village, 1, revision=2)
    assert [(one["revision"], one["reason"]) for one in _published()] == [(1, ""), (2, "二组金额写错")]


def test_a_reason_names_nobody_of_an_earlier_version(bookkeeper: Actor, supervisor: Actor, village: Place) -> None:
    services.prepare_special(bookkeeper, village, LAND)
    services.sign_special(supervisor, village, 1, revision=1)
    again = replace(LAND, token="y", after=1, reason="赵铁柱不该领", receivers=read_receivers("一组，钱小花，1200"))
    services.prepare_special(bookkeeper, village, again, number=1)
    assert queries.special_page(village, 1, today=TODAY, may_follow=True).public.reason == "赵*柱不该领"
    services.sign_special(supervisor, village, 1, revision=2)
    assert [one["reason"] for one in _published()] == ["", "赵*柱不该领"]


def test_a_title_in_the_list_names_whoever_receives_to_those_who_follow_alone(
    bookkeeper: Actor, supervisor: Actor, village: Place
) -> None:
    services.prepare_special(bookkeeper, village, replace(LAND, title="赵铁柱等户的补偿"))
    services.sign_special(supervisor, village, 1, revision=1)
    assert [one.title for one in queries.special_list(village)] == ["赵*柱等户的补偿"]
    assert [one.title for one in queries.special_list(village, may_follow=True)] == ["赵铁柱等户的补偿"]


def test_a_withdrawn_correction_leaves_the_signed_version_standing(
    bookkeeper: Actor, supervisor: Actor, village: Place
) -> None:
    photo = read_upload("协议.png", picture())
    services.prepare_special(bookkeeper, village, LAND, uploads=[photo])
    services.sign_special(supervisor, village, 1, revision=1)
    again = replace(LAND, token="y", after=1, title="另一个标题", reason="标题写错")
    services.prepare_special(bookkeeper, village, again, number=1)
    shown = queries.special_page(village, 1, today=TODAY)
    assert (shown.row.revision, shown.newest.revision) == (1, 1)  # to whoever reads what is published
    services.withdraw_special(bookkeeper, village, 1, revision=2, reason="没有写错")
    page = queries.special_page(village, 1, today=TODAY, may_sign=True, may_withdraw=True, may_follow=True)
    assert (page.row.title, page.row.state, page.newest.withdrawal_reason) == (LAND.title, "已签字公布", "没有写错")
    assert (page.may_sign, page.may_withdraw) == (False, False)
    (listed,) = queries.special_list(village, may_follow=True)
    assert (listed.revision, listed.state) == (1, "已签字公布")
    third = replace(LAND, token="z", after=2, reason="再更正", kept=(photo.digest,))  # papers of the one that stands
    assert services.prepare_special(bookkeeper, village, third, number=1).revision == 3


def test_a_topic_that_is_not_signed_is_for_those_who_follow(bookkeeper: Actor, village: Place) -> None:
    services.prepare_special(bookkeeper, village, LAND)
    services.prepare_special(bookkeeper, village, replace(LAND, token="two", after=1, title="改过"), number=1)
    services.withdraw_special(bookkeeper, village, 1, revision=2, reason="编重了")
    assert queries.special_list(village) == ()
    with pytest.raises(NotFoundError):
        queries.special_page(village, 1, today=TODAY)
    page = queries.special_page(village, 1, today=TODAY, may_follow=True)
    assert (page.row.revision, page.row.state) == (2, "已撤回")  # what was replaced does not come back


def test_what_is_refused(bookkeeper: Actor, supervisor: Actor, village: Place) -> None:
    refused = (
        (replace(LAND, kind="none"), SpecialKindError),
        (replace(LAND, happened_on=date(2026, 11, 4)), FutureDayError),
        (replace(LAND, vouchers=((Month(2026, 10), 7),)), SpecialVoucherError),
        (replace(LAND, text="电话 13800138000"), PrivateNumberError),
        (replace(LAND, receivers=read_receivers("一组，张三13800138000，1")), PrivateNumberError),
    )
    for topic, error in refused:
        with pytest.raises(error):
            services.prepare_special(bookkeeper, village, topic)
    with pytest.raises(NotAllowedError):
        services.prepare_special(supervisor, village, LAND)
    with pytest.raises(NotFoundError):
        services.prepare_special(bookkeeper, village, LAND, number=9)
    assert SpecialDisclosure.select().count() == 0
    services.prepare_special(bookkeeper, village, LAND)
    OfficeTerm.create(place=village, person=bookkeeper.person_id, office=Office.SUPERVISOR, since=date(2026, 1, 1))
    with pytest.raises(OwnSpecialError):
        services.sign_special(bookkeeper, village, 1, revision=1)


def test_papers_are_kept_for_those_who_sign_and_copied_for_all_only_where_allowed(
    bookkeeper: Actor, supervisor: Actor, village: Place, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliberation, "spendable_matter", lambda _place, number, **_: DECIDED if number == 7 else None)
    monkeypatch.setattr(deliberation, "spendable_matters", lambda *_, **__: [DECIDED])
    photo, paper = read_upload("协议.png", picture()), read_upload("赵铁柱签收表.png", picture(colour="red"))
    with pytest.raises(SpecialMatterError, match="第8号"):
        services.prepare_special(bookkeeper, village, replace(LAND, matter_number=8))
    with pytest.raises(SpecialPapersHiddenError):
        services.prepare_special(bookkeeper, village, replace(WELFARE, papers_public=True), uploads=[photo])
    with pytest.raises(SpecialPaperError):
        services.prepare_special(bookkeeper, village, replace(LAND, kept=("0" * 64,)))
    assert SpecialDisclosure.select().count() == 0
    assert Attachment.select().count() == 0

    first = replace(LAND, matter_number=7)
    services.prepare_special(bookkeeper, village, first, uploads=[photo, paper])
    services.sign_special(supervisor, village, 1, revision=1)
    kept = replace(first, token="b", after=1, reason="公开协议", kept=(photo.digest,), papers_public=True)
    services.prepare_special(bookkeeper, village, kept, number=1)
    services.sign_special(supervisor, village, 1, revision=2)
    one, two = (envelope["content"] for envelope in _published())
    assert [(row["title"], row["digest"], row["public"]) for row in one["attachments"]] == [
        ("协议.png", photo.digest, None),
        ("赵*柱签收表.png", paper.digest, None),
    ]
    (row,) = two["attachments"]
    copy = row["public"]
    assert (row["digest"], copy["alt"]) == (photo.digest, "高速公路征地补偿分配，附件 1")
    assert stored_content(copy["digest"]) == public_copy(photo).content
    assert one["resolution"] == {
        "matter": 7, "title": "征地补偿分配方案", "resolved_on": "2026-10-12", "decided_by": "村民会议",
        "present": 60, "approve": 55,
    }  # fmt: skip
    assert ["matter", "7"] in _published()[0]["about"]
    assert verify_all(packages(config)) == []

    newest = Bulletin.select().where(Bulletin.kind == "special").order_by(Bulletin.id.desc()).get()
    public = client_of(_read(newest))
    page = public.get("/liuxi/finance/special/1/").text
    assert "第7号议题“征地补偿分配方案”的决议：2026年10月12日村民会议，到会 60 人，赞成 55 人" in page
    assert f'图片暂缺（指纹 <span class="mono">{copy["digest"]}' in page  # the hand-made site has no files
    with pytest.raises(NotFoundError):
        public.get(f"/liuxi/finance/special/1/photos/{copy['digest']}.jpg")
    with_file = published_of(_read(newest), file=lambda digest: b"jpeg" if digest == copy["digest"] else None)
    part = public_part(with_file)
    named = {"village": "liuxi", "number": "1", "digest": copy["digest"]}
    assert ("finance.special_photo", named) in list(part.pages("liuxi"))
    shown = create_public_app(with_file, [public_part]).test_client()
    assert shown.get(f"/liuxi/finance/special/1/photos/{copy['digest']}.jpg").data == b"jpeg"
    with pytest.raises(NotFoundError):
        shown.get(f"/liuxi/finance/special/1/photos/{photo.digest}.jpg")


def _read(row: Bulletin) -> PublishedBulletin:
    return read_bulletin(row.envelope, place_slug="liuxi", seal=SEAL, names=["甲一", "乙二"], names_salt="00")


class TestScreens:
    @pytest.fixture(params=["sqlite"])
    def database_kind(self, request: pytest.FixtureRequest) -> str:
        """Screens show the same on every database; the services are tested on both."""
        return str(request.param)

    def test_from_the_form_to_the_public_page(
        self, app: Flask, township: Township, sign_in: Callable[..., FlaskClient]
    ) -> None:
        folder = "/qingshan/books/special/"
        bookkeeper, supervisor, reader = (
            sign_in(app.test_client(), township.login(office))
            for office in (Office.BOOKKEEPER, Office.SUPERVISOR, Office.REPRESENTATIVE)
        )
        data = {
            "kind": "welfare", "title": "困难救助", "happened_on": "2026-10-30", "text": "救助四户", "token": "form",
            "after": "0", "receivers": "五保，钱小花，900\n低保，孙大山",
        }  # fmt: skip
        answer = bookkeeper.post(f"{folder}new", data=data)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "名单第 2 行要有组别" in answer.text
        assert "钱小花" in answer.text  # what was typed is kept
        data["receivers"] = "五保，钱小花，900\n低保，孙大山，500\n低保，李秀英，600"
        files = {"papers": (io.BytesIO(picture()), "签收表.png")}
        form: dict[str, Any] = {"content_type": "multipart/form-data"}
        hidden = bookkeeper.post(f"{folder}new", data={**data, **files, "papers_public": "y"}, **form)
        assert "附件不能公开" in hidden.text
        files = {"papers": (io.BytesIO(picture()), "签收表.png")}
        assert bookkeeper.post(f"{folder}new", data={**data, **files}, **form).status_code == HTTPStatus.FOUND
        (digest,) = [one.digest for one in Attachment.select()]
        paper = f"/qingshan/attachments/{digest}"
        opened = [client.get(paper).status_code for client in (bookkeeper, supervisor, reader)]
        assert opened == [HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.NOT_FOUND]
        assert reader.get(f"{folder}1/").status_code == HTTPStatus.NOT_FOUND  # nothing is signed
        assert "困难救助" not in reader.get(folder).text
        assert digest in supervisor.get(f"{folder}1/sign-off").text
        assert digest in bookkeeper.get(f"{folder}1/prepare").text  # it may stay in the next version
        assert "钱小花" in bookkeeper.get(f"{folder}1/").text
        form_page = supervisor.get(f"{folder}1/sign-off").text
        assert "钱小花" in form_page
        assert "五保、低保" in form_page  # as it will be public
        signed = supervisor.post(f"{folder}1/sign-off", data={"revision": "1", "examined": "y"}, follow_redirects=True)
        assert "已签字公布" in signed.text
        read = reader.get(f"{folder}1/").text
        assert "只有编制和签字的人能打开" in read
        assert "钱小花" not in read
        row = Bulletin.get(Bulletin.kind == "special")
        public = client_of(_read(row))
        page = public.get("/liuxi/finance/special/1/").text
        for text in ("困难救助", "五保、低保", "2,000.00", "甲一", "乙二", "按时公开"):
            assert text in page
        for text in ("钱小花", "900.00", "1,100.00"):
            assert text not in page
        assert "困难救助" in public.get("/liuxi/finance/special/").text

    def test_papers_are_public_where_somebody_says_so_and_whoever_signs_sees_the_copies(
        self, app: Flask, township: Township, sign_in: Callable[..., FlaskClient]
    ) -> None:
        folder = "/qingshan/books/special/"
        bookkeeper, supervisor = (
            sign_in(app.test_client(), township.login(office)) for office in (Office.BOOKKEEPER, Office.SUPERVISOR)
        )
        data = {
            "kind": "land", "title": "征地补偿", "happened_on": "2026-10-30", "text": "分给赵铁柱一户", "token": "form",
            "after": "0", "receivers": "一组，赵铁柱，900", "papers_public": "y",
            "papers": (io.BytesIO(picture()), "协议.png"),
        }  # fmt: skip
        assert bookkeeper.post(f"{folder}new", data=data).status_code == HTTPStatus.FOUND
        (copy,) = [one.digest for one in Attachment.select() if one.about_kind == "special-public"]
        page = supervisor.get(f"{folder}1/sign-off").text
        assert f"/qingshan/attachments/{copy}" in page
        assert "分给赵*柱一户" in page
        assert supervisor.get(f"/qingshan/attachments/{copy}").status_code == HTTPStatus.OK
        again = bookkeeper.get(f"{folder}1/prepare").text
        (ticked,) = [one for one in again.split("<input") if 'name="papers_public"' in one]
        assert "checked" not in ticked.partition(">")[0]
