from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from wtforms.validators import InputRequired

from portal.kernel.months import Month
from portal.web.fields import DayField, MomentField, MonthField, PickField, PointsField, YuanField
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterator


class Everything(BaseForm):
    day = DayField("日期")
    moment = MomentField("时间")
    month = MonthField("月份")
    yuan = YuanField("金额", [InputRequired()])
    points = PointsField("分值")
    person = PickField("人")


@pytest.fixture(autouse=True)
def request_of_a_form() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="invented", WTF_CSRF_ENABLED=False)
    with app.test_request_context(method="POST"):
        yield


def filled(**typed: str) -> Everything:
    from werkzeug.datastructures import MultiDict

    form = Everything(formdata=MultiDict({"yuan": "1", **typed}))
    form.person.offer([(7, "甲"), (8, "乙")])
    form.validate()
    return form


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("day", "2026-10-03", date(2026, 10, 3)),
        ("day", "2026年10月3日", date(2026, 10, 3)),
        ("day", "２０２５．１０．５", date(2025, 10, 5)),
        ("moment", "2026-10-03T09:30", datetime(2026, 10, 3, 1, 30, tzinfo=UTC)),
        ("moment", "2026年10月3日 9:30", datetime(2026, 10, 3, 1, 30, tzinfo=UTC)),
        ("month", "2026-10", Month(2026, 10)),
        ("yuan", "１，２５０．５", 125050),
        ("yuan", "0", 0),
        ("points", "4.5", 450),
        ("points", "-0.25", -25),
        ("person", "8", 8),
    ],
)
def test_what_people_type_is_read(field: str, typed: str, read: Any) -> None:
    form = filled(**{field: typed})
    assert not form.errors
    assert form[field].data == read


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("day", "2026-02-30", "请填写日期，例如 2026-10-03。"),
        ("day", "明天", "请填写日期，例如 2026-10-03。"),
        ("moment", "2026-10-03", "请填写日期和时间，例如 2026-10-03 09:30。"),
        ("moment", "2026-10-03T24:00", "请填写日期和时间，例如 2026-10-03 09:30。"),
        ("month", "2026年", "“2026年”不是月份，请写成 2026-10 的样子。"),
        ("yuan", "1.005", "金额“1.005”的小数超过两位，请精确到分，例如 1234.50。"),
        ("yuan", "", "请填写这一项。"),
        ("points", "NaN", "“NaN”不是分值，请填写数字，例如 4.5。"),
        ("points", "1e9", "“1e9”不是分值，请填写数字，例如 4.5。"),
        ("points", "4.555", "“4.555”不是分值，请填写数字，例如 4.5。"),
        ("person", "9", "请从列出的选项中选择。"),
        ("person", "甲", "请从列出的选项中选择。"),
    ],
)
def test_a_refused_text_says_what_would_be_accepted_and_stays(field: str, typed: str, sentence: str) -> None:
    form = filled(**{field: typed})
    assert form[field].errors[0] == sentence
    if field != "person" and typed:
        assert f'value="{typed}"' in str(form[field]())


def test_a_value_from_the_database_fills_the_field_as_it_is_typed() -> None:
    form = Everything(
        formdata=None,
        day=date(2026, 10, 3),
        moment=datetime(2026, 10, 3, 1, 30, tzinfo=UTC),
        month=Month(2026, 10),
        yuan=123450,
        points=450,
    )
    shown = [str(form[name]()) for name in ("day", "moment", "month", "yuan", "points")]
    for text, value in zip(shown, ("2026-10-03", "2026-10-03T09:30", "2026-10", "1234.50", "4.5"), strict=True):
        assert f'value="{value}"' in text


def test_nothing_typed_in_an_optional_field_is_nothing() -> None:
    form = filled(day="", points="", person="")
    assert not form.errors
    assert (form.day.data, form.points.data, form.person.data) == (None, None, None)
