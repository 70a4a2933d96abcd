from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError
from portal.web.fields import options
from portal.web.forms import LARGEST_FORM, LARGEST_UPLOAD, MOST_UPLOADS, BaseForm, carried, uncarried

if TYPE_CHECKING:
    from collections.abc import Iterator


class Small(BaseForm):
    name = StringField("姓名", [InputRequired(), Length(min=2, max=4)])
    again = StringField("再写一遍", [EqualTo("name")])
    way = RadioField("方式", [InputRequired()], choices=options([("a", "甲"), ("b", "乙")]))


class Kept(Small):
    seen = HiddenField(validators=[Length(max=1, message="页面打开得太久了，请刷新再办。")])


class OwnMatterError(NotAllowedError):
    def __init__(self) -> None:
        super().__init__("不能审核自己的积分，请由另一位委员审核。")


@pytest.fixture(autouse=True)
def request_of_a_form() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="invented", WTF_CSRF_ENABLED=False)
    with app.test_request_context(method="POST"):
        yield


def small(**typed: str) -> Small:
    return Small(formdata=MultiDict(typed))


def test_problems_stand_in_the_order_of_the_page_and_lead_to_their_fields() -> None:
    form = small(name="甲", again="乙")
    assert not form.validate()
    assert [(one.anchor, one.label, one.sentence) for one in form.problems] == [
        ("name", "姓名", "请填写 2 到 4 个字。"),
        ("again", "再写一遍", "两次填写的不一样，请重新填写。"),
        ("way-0", "方式", "请填写这一项。"),
    ]
    assert form.status == HTTPStatus.UNPROCESSABLE_ENTITY


class Ticked(BaseForm):
    people = SelectMultipleField("哪些人", coerce=int, choices=options([(1, "甲"), (2, "乙")]))
    one = SelectField("哪一个", choices=options([("a", "甲")]), default="a")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"people": "5644", "one": "a"}, "选的有些已经不在名单里了，名单已经更新，请再看一遍。"),
        ({"people": "甲", "one": "a"}, "请从列出的选项中选择。"),
        ({"people": "1", "one": "b"}, "请从列出的选项中选择。"),
    ],
)
def test_what_is_not_in_a_list_is_said_in_chinese(typed: dict[str, str], sentence: str) -> None:
    form = Ticked(formdata=MultiDict(typed))
    assert not form.validate()
    assert [one.sentence for one in form.problems] == [sentence]


@pytest.mark.parametrize("blank", [" ", "\r\n", "\u3000\t"])
def test_blanks_alone_are_an_empty_field(blank: str) -> None:
    form = small(name=blank, way="a")
    assert not form.validate()
    assert (form.problems[0].anchor, form.problems[0].sentence) == ("name", "请填写这一项。")


def test_what_is_wrong_with_a_field_nobody_sees_has_no_name() -> None:
    form = Kept(formdata=MultiDict({"name": "张三", "again": "张三", "way": "a", "seen": "12"}))
    assert not form.validate()
    assert [(one.anchor, one.label, one.sentence) for one in form.problems] == [
        ("", "", "页面打开得太久了，请刷新再办。")
    ]


def test_an_untouched_form_answers_200() -> None:
    assert small().status == HTTPStatus.OK


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (BadValueError("请换一个。"), HTTPStatus.UNPROCESSABLE_ENTITY),
        (ConflictError("已经有人办了。"), HTTPStatus.CONFLICT),
        (OwnMatterError(), HTTPStatus.FORBIDDEN),
    ],
)
def test_a_refusal_is_shown_above_the_form_with_its_status(refusal: BadValueError, status: HTTPStatus) -> None:
    form = small(name="张三")
    with form.refusals():
        raise refusal
    assert form.problems[0].sentence == refusal.sentence
    assert form.status == status
    assert form.name.data == "张三"


@pytest.mark.parametrize("refusal", [NotFoundError(), NotAllowedError()])
def test_what_is_not_there_or_not_permitted_stays_a_page_of_its_own(refusal: NotFoundError) -> None:
    form = small()
    with pytest.raises(type(refusal)), form.refusals():
        raise refusal


def test_a_fault_of_the_program_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError), small().refusals():
        raise ZeroDivisionError


@pytest.mark.parametrize("filling", [b"\x00", b"\xff", b"\xfb\xef\xbe"])
def test_as_many_of_the_largest_files_as_are_taken_fit_the_form_they_travel_in(filling: bytes) -> None:
    data = (filling * LARGEST_UPLOAD)[:LARGEST_UPLOAD]
    sent = urlencode({"content": json.dumps([{"name": "账" * 80, "data": carried(data)}] * MOST_UPLOADS)})
    assert len(sent) < LARGEST_FORM
    assert uncarried(carried(data)) == data


@pytest.mark.parametrize("text", ["不是编码", "abc", "YW Jj"])
def test_what_did_not_arrive_whole_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        uncarried(text)
