"""Forms of a meeting's notice and of its list: who was told, what is wrong with the list, what was answered."""

from __future__ import annotations

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.meetings.models import QuestionChannel, RosterQuestion, Telling
from portal.web.fields import DayField, PickField, options
from portal.web.forms import BaseForm

_ENTERED = tuple(one for one in Telling if one is not Telling.PORTAL)
_BROUGHT = tuple(one for one in QuestionChannel if one is not QuestionChannel.ONLINE)
UPHELD, REJECTED = "upheld", "rejected"


class DeliveryForm(BaseForm):
    """Whom somebody told of a meeting, how and when."""

    people = SelectMultipleField("告知了谁", [InputRequired("请至少勾选一个人。")], coerce=int)
    manner = SelectField("怎么告知的", [InputRequired()], choices=options((one.value, one.title) for one in _ENTERED))
    told_on = DayField("哪天告知的", [InputRequired()])
    messenger = PickField("通知条是谁送的", description="送达通知条的才要选。")


class RosterObjectionForm(BaseForm):
    """What is wrong with the list."""

    question = RadioField(
        "哪里不对",
        [InputRequired("请选择哪里不对。")],
        choices=options((one.value, one.title) for one in RosterQuestion),
    )
    about = StringField(
        "说的是谁", [InputRequired(), Length(max=40)], description="写姓名，例如：王秀兰；说自己的，写自己的姓名。"
    )
    text = TextAreaField(
        "具体情况",
        [InputRequired("请写明具体情况。"), Length(max=200)],
        description="例如：我是三组选的代表，名单上没有我。请不要写身份证号和电话。",
        render_kw={"rows": 4},
    )


class BroughtRosterObjectionForm(RosterObjectionForm):
    """What somebody said on paper, by telephone or spoken."""

    channel = SelectField("怎么提的", [InputRequired()], choices=options((one.value, one.title) for one in _BROUGHT))
    filer = StringField("谁提的", [InputRequired(), Length(max=40)], description="写姓名。姓名不公布。")


class RosterAnswerForm(BaseForm):
    """What was found of an objection to the list."""

    verdict = RadioField(
        "核对的结果",
        [InputRequired("请选择核对的结果。")],
        choices=options([(UPHELD, "说得对，名册已经更正"), (REJECTED, "名单没有错")]),
    )
    reason = TextAreaField(
        "理由",
        [InputRequired("请写明理由。"), Length(max=200)],
        description="写清怎么核对的、结果怎样，提出的人看得到。",
        render_kw={"rows": 4},
    )
