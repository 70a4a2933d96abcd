"""Forms of the points area: shape and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.web.fields import DayField, PickField, PointsField
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_NOTE = 200
_MOST_TIMES = 100


class RecordForm(BaseForm):
    """One entry: what, who, when, how often or how much."""

    item = SelectField(
        "什么事", [InputRequired()], description="括号里是每次的分值和上限；超过上限的部分不计，会写明原因。"
    )
    person = PickField("哪位党员", [InputRequired()])
    happened_on = DayField("哪天发生的", [InputRequired()], description="不是今天的事会标明补录几天。")
    times = IntegerField("次数", [InputRequired(), NumberRange(min=1, max=_MOST_TIMES)], default=1)
    value = PointsField("认定分值", [Optional()], description="只有分值是一个范围的项目才填，精确到 0.5 分。")
    note = StringField("说明", [Length(max=_LONGEST_NOTE)], description="例如：10月主题党日。")

    def offer_items(self, items: Iterable[tuple[str, str, str]]) -> None:
        """Let one of ``items`` be picked: category, code and what is shown."""
        groups: dict[str, list[tuple[str, str]]] = {"": [("", "请选择")]}
        for category, code, text in items:
            groups.setdefault(category, []).append((code, text))
        self.item.choices = groups


class ReverseForm(BaseForm):
    """Why an entry is taken back."""

    reason = StringField(
        "为什么冲销",
        [InputRequired(), Length(max=_LONGEST_NOTE)],
        description="例如：同一次会议重复登记。不要写他人隐私。",
    )


class AdoptForm(BaseForm):
    """A scheme file and the day from which it applies."""

    file = FileField("积分办法文件", [FileRequired("请选择文件。")], description="Excel 或 CSV，列名与示例相同。")
    effective_from = DayField("从哪天起施行", [InputRequired()], description="这天以前发生的事仍按原来的办法记分。")


class PublishForm(BaseForm):
    """Publish a quarter's list; a later revision says why."""

    reason = StringField(
        "更正理由", [Length(max=_LONGEST_NOTE)], description="第一次公示不用填；重新公示时必填，会一起公开。"
    )
