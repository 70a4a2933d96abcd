"""Forms of a month's and a year's end: shape and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.web.fields import DayField, PickField, options
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from points.queries.years import GradeLine

_LONGEST, _LONGEST_TEXT, _LONGEST_MEETING, _LONGEST_TITLE = 200, 500, 120, 80
_MOST = 1_000_000
_GRADES = options(
    [
        ("excellent", "优秀"),
        ("qualified", "合格"),
        ("basic", "基本合格"),
        ("failed", "不合格"),
        ("ungraded", "不评定等次"),
    ]
)


class RankingFilter(FilterForm):
    """What a branch's board is asked for."""

    period = SelectField("哪段时间")
    branch = SelectField("支部")
    group = SelectField("村民小组")
    q = StringField("找党员", [Length(max=40)], render_kw={"autocomplete": "off"})
    everybody = BooleanField("显示全部党员")


class ChartFilter(FilterForm):
    """Which charts are asked for."""

    year = SelectField("年度")
    branch = SelectField("支部")


class ReckonForm(BaseForm):
    """By which bands a year's suggestions are reckoned."""

    bands = SelectField("用哪套等次线", [InputRequired()])


class DecideForm(BaseForm):
    """What a meeting decided for everybody; grades and reasons are a pair of fields for each member."""

    decided_on = DayField("哪天开会决定的", [InputRequired()])
    meeting = StringField(
        "哪次会议", [InputRequired(), Length(max=_LONGEST_MEETING)], description="例如：2026年度民主评议党员大会。"
    )
    over_quota = StringField(
        "优秀超过名额的理由", [Length(max=_LONGEST)], description="不超过名额的不填。写明上级怎样答复。"
    )
    unsettled = StringField(
        "还有没生效的积分，为什么现在就决定",
        [Length(max=_LONGEST)],
        description="例如：都是公示中的加分，没有人提出异议，镇里要求月底前报。",
    )
    reason = StringField("为什么重新登记", [Length(max=_LONGEST)], description="第一次登记不用填。")


class SealForm(BaseForm):
    """Nothing but the act."""


class TalkForm(BaseForm):
    """A talk as it was held."""

    held_on = DayField("哪天谈的", [InputRequired()])
    held_by = SelectField("谁谈的", [InputRequired()], coerce=int)
    text = TextAreaField(
        "谈了什么，本人怎么说", [InputRequired(), Length(max=_LONGEST_TEXT)], description="只在支部内看得到。"
    )
    mend_by = DayField("整改到哪天", [InputRequired()])


class MendingForm(BaseForm):
    """What came of a talk."""

    outcome = RadioField(
        "整改结果",
        [InputRequired("请选择整改结果。")],
        choices=options([("mended", "已整改"), ("not_mended", "没有整改")]),
    )
    seen_on = DayField("哪天看的", [InputRequired()])
    text = TextAreaField("看到了什么", [InputRequired(), Length(max=_LONGEST_TEXT)])


class IssueForm(BaseForm):
    """A card for one occasion that calls for it."""

    person = HiddenField(validators=[InputRequired()])
    occasion = HiddenField(validators=[InputRequired()])
    year = HiddenField(validators=[InputRequired()])


class VetoForm(BaseForm):
    """Something that decides a year whatever the points say."""

    person = PickField("哪位党员", [InputRequired("请选择党员。")])
    code = SelectField("什么事项", [InputRequired("请选择事项。")])
    paper = StringField(
        "依据的文件和文号", [InputRequired(), Length(max=_LONGEST)], description="例如：镇纪委〔2026〕3号决定。"
    )


class AwardForm(BaseForm):
    """A member recommended for an award."""

    person = PickField("推荐谁", [InputRequired("请选择党员。")])
    title = StringField(
        "推荐什么表彰", [InputRequired(), Length(max=_LONGEST_TITLE)], description="例如：镇优秀共产党员。"
    )
    reason = StringField("推荐的理由", [InputRequired(), Length(max=_LONGEST)])


class FigureForm(BaseForm):
    """A figure of the branch's scorecard with its source."""

    code = SelectField("哪个数字", [InputRequired()])
    value = IntegerField("数字", [InputRequired(), NumberRange(min=0, max=_MOST)])
    source = StringField("数字的出处", [InputRequired(), Length(max=_LONGEST)], description="例如：调解台账第1至12号。")


def decide_form(lines: Iterable[GradeLine]) -> tuple[DecideForm, list[tuple[GradeLine, str, str]]]:
    """Return the form with a grade and a reason for each member, and the names of those fields line by line."""
    fields: dict[str, Any] = {}
    named = []
    for one in lines:
        grade, reason = f"grade_{one.person_id}", f"reason_{one.person_id}"
        fields[grade] = SelectField(
            f"{one.name}的等次", [InputRequired()], choices=_GRADES, default=(one.decided or one.suggested).value
        )
        fields[reason] = StringField(f"{one.name}为什么不同", [Length(max=_LONGEST)], default=one.reason)
        named.append((one, grade, reason))
    form: DecideForm = type("DecideEverybodyForm", (DecideForm,), fields)()
    return form, named
