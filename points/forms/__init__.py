"""Forms of the points area: shape and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.web.fields import DayField, PickField, PointsField, UploadsField, grouped_options, options
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_NOTE, _LONGEST_TEXT = 200, 500
_MOST_TIMES = 100
_BELATED = "这个月已经锁定时，补记到本月"


class _ItemForm(BaseForm):
    """Whatever asks for an item of the scheme."""

    item = SelectField("做了什么", [InputRequired()])

    def offer_items(self, items: Iterable[tuple[str, str, str]]) -> None:
        """Let one of ``items`` be picked: category, code and what is shown."""
        self.item.choices = grouped_options(items)


class DeclareForm(_ItemForm):
    """A member's own: what, a word about it, a photo; the day is today unless it is changed."""

    note = StringField("一句话说明", [Length(max=_LONGEST_NOTE)], description="例如：给李家湾张大爷代办医保。")
    photos = UploadsField("拍照或选照片", description="拍摄地点会自动去掉。")
    happened_on = DayField("哪天做的", [InputRequired()])
    belated = BooleanField(_BELATED)


class RecordForm(_ItemForm):
    """One claim for somebody: what, who, when, how often or how much."""

    item = SelectField("什么事", [InputRequired()], description="括号里是每次的分值和上限；超过上限的部分审核时不计。")
    person = PickField("哪位党员", [InputRequired()])
    happened_on = DayField("哪天发生的", [InputRequired()], description="不是今天的事会标明补录几天。")
    times = IntegerField("次数", [InputRequired(), NumberRange(min=1, max=_MOST_TIMES)], default=1)
    value = PointsField("认定分值", [Optional()], description="只有分值是一个范围的项目才填，精确到 0.5 分。")
    note = StringField("说明", [Length(max=_LONGEST_NOTE)], description="例如：10月主题党日。")
    photos = UploadsField("照片或文件")
    belated = BooleanField(_BELATED)


class BatchForm(_ItemForm):
    """One item for everybody ticked, of a meeting or a day."""

    item = SelectField("什么事", [InputRequired()])
    happened_on = DayField("哪天", [InputRequired()])
    note = StringField("说明", [Length(max=_LONGEST_NOTE)], description="例如：10月主题党日。")
    people = SelectMultipleField("哪些党员", coerce=int)
    belated = BooleanField(_BELATED)

    def offer_people(self, people: Iterable[tuple[int, str]]) -> None:
        """Let any of ``people`` be ticked."""
        self.people.choices = options(people)


class ImportForm(BaseForm):
    """A table of claims."""

    file = FileField(
        "积分表格", [FileRequired("请选择文件。")], description="Excel（.xlsx、.xls）或 CSV，列名与示例相同。"
    )


class ConfirmForm(BaseForm):
    """The table that was shown, sent back whole."""

    name = HiddenField(validators=[InputRequired()])
    content = HiddenField(validators=[InputRequired()])


class ReviewForm(BaseForm):
    """What the reviewer says of one claim."""

    verdict = RadioField(
        "审核意见",
        [InputRequired("请选择审核意见。")],
        choices=options([("accepted", "通过"), ("changed", "改分后通过"), ("rejected", "不通过")]),
    )
    value = PointsField("改为多少分", [Optional()], description="改分时填写；扣分填负数。")
    reason = StringField(
        "理由", [Length(max=_LONGEST_NOTE)], description="改分和不通过都要写，本人看得到。不要写他人隐私。"
    )

    def ask_value(self, worth: str) -> None:
        """Ask for the value of what a member declared, by what such an occasion is worth."""
        self.value.label.text = "认定多少分"
        self.value.description = f"支委会认定的分值（{worth}），通过时必填。"


class ReverseForm(BaseForm):
    """Why an entry is taken back."""

    reason = StringField(
        "为什么冲销",
        [InputRequired(), Length(max=_LONGEST_NOTE)],
        description="例如：同一次会议重复登记。不要写他人隐私。",
    )


class PublishForm(BaseForm):
    """Publish a list; a later revision says why."""

    reason = StringField(
        "更正理由", [Length(max=_LONGEST_NOTE)], description="第一次公示不用填；重新公示时必填，会一起公开。"
    )


class TakeDownForm(BaseForm):
    """Why a list is taken down."""

    reason = StringField("为什么撤下", [InputRequired(), Length(max=_LONGEST_NOTE)], description="会一起公开。")


class ObjectionForm(BaseForm):
    """What is said against an entry, or missed in a list."""

    text = TextAreaField(
        "哪里不对，应该怎样",
        [InputRequired(), Length(max=_LONGEST_TEXT)],
        description="复核的人和当事党员看得到，不会公开；是谁提出的，只有复核的人知道。不要写身份证号、电话。",
    )


class PaperObjectionForm(ObjectionForm):
    """An objection that came on paper, entered by an officer."""

    behalf = StringField(
        "代谁提出", [Length(max=40)], description="别人写在纸上的异议，填他的姓名或人员编号；自己提的不填。"
    )


class ExamineForm(BaseForm):
    """The answer to an objection."""

    finding = RadioField(
        "复核结论",
        [InputRequired("请选择复核结论。")],
        choices=options([("upheld", "异议成立，冲销这一笔"), ("dismissed", "异议不成立，维持原来的分")]),
    )
    answer = TextAreaField(
        "答复",
        [InputRequired(), Length(max=_LONGEST_TEXT)],
        description="查了什么、依据哪一条。下一版公示里会公开，姓名自动隐去中间的字。",
    )


class BoardFilter(FilterForm):
    """What a board is asked for."""

    period = SelectField("哪段时间")
    branch = SelectField("支部")
    q = StringField("找党员", [Length(max=40)], render_kw={"autocomplete": "off"})
    category = SelectField("类别")
    state = SelectField("状态")
