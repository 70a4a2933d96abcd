"""Forms of councils: the shape of input, with Chinese labels."""

from __future__ import annotations

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from deliberation.rules.councils import Outcome, Rhythm
from portal.web.fields import DayField, MonthField, YuanField, options
from portal.web.forms import BaseForm

_MOST = 10_000


class RhythmForm(BaseForm):
    """How often a council meets."""

    rhythm = RadioField(
        "多久开一次",
        [InputRequired("请选择多久开一次。")],
        choices=options([(Rhythm.WEEKLY, "每周一次"), (Rhythm.MONTHLY, "每月一次"), (Rhythm.STOPPED, "不再定期召开")]),
    )
    day = IntegerField(
        "哪一天开",
        [Optional()],
        description="每周的填 1 到 7，1 是星期一，7 是星期日；每月的填 1 到 28。不再定期召开的不用填。",
    )
    since = DayField("从哪天起执行", [InputRequired()], description="最早从明天起；从那天以后的第一个整周、整月算起。")


class MissForm(BaseForm):
    """Why a council was not held."""

    reason = StringField(
        "为什么没有召开", [InputRequired(), Length(max=200)], description="会公布，例如：抢收水稻，与会的人抽不出身。"
    )


class ItemForm(BaseForm):
    """What came of one suggestion at a meeting."""

    said = TextAreaField(
        "怎么议的",
        [InputRequired("请写明怎么议的。"), Length(max=500)],
        description="几句话写清楚。会和这件建议一起公布，村民的姓名会隐去；建议的原文还没有公开的，不要照抄。",
        render_kw={"rows": 4},
    )
    outcome = RadioField(
        "议的结果",
        [InputRequired("请选择议的结果。")],
        choices=options([(one.value, one.title) for one in Outcome]),
        description="当场答复、转为议题的，保存以后接着办；下次再议的，接着列入下一次会议。",
    )
    handed_to = StringField("交给谁办", [Length(max=40)], description="只有“交办”填写，例如：村委会委员、三组组长。")
    due_on = DayField("哪天以前办好", [Optional()], description="只有“交办”填写。")
    reason = StringField("为什么更正", [Length(max=200)], description="原来的记录会保留。")


class SidesForm(BaseForm):
    """How many of the other sides came."""

    firm = IntegerField("物业公司到会几人", [InputRequired(), NumberRange(min=0, max=_MOST)])
    owners = IntegerField("业主委员会到会几人", [InputRequired(), NumberRange(min=0, max=_MOST)])
    reason = StringField("为什么更正", [Length(max=200)], description="原来的记录会保留。")


class CollectionForm(BaseForm):
    """What was due and paid for one month."""

    month = MonthField("哪个月", [InputRequired()])
    households_due = IntegerField("应交的户数", [InputRequired(), NumberRange(min=1, max=_MOST * 10)])
    households_paid = IntegerField("已交的户数", [InputRequired(), NumberRange(min=0, max=_MOST * 10)])
    due_fen = YuanField("应收金额（元）", [InputRequired()])
    collected_fen = YuanField("实收金额（元）", [InputRequired()])
    reason = StringField(
        "为什么更正", [Length(max=200)], description="这个月登记过的才填写；原来的数会保留，原因会公布。"
    )
