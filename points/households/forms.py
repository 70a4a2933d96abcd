"""Forms of household points: shape and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from points.households.values import FeedbackKind, Finding, PilotOutcome, YearMode
from portal.web.fields import (
    CheckboxesField,
    DayField,
    PickField,
    PointsField,
    UploadsField,
    YuanField,
    grouped_options,
    options,
)
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE, _TEXT, _MOST_TIMES, _MOST_PIECES = 200, 500, 31, 100_000
_BELATED = "这个月的名单已经公布时，补记到本月"


class AdoptForm(BaseForm):
    """A file of rules, from when, who decided, and what becomes of unspent points."""

    file = FileField("积分办法文件", [FileRequired("请选择文件。")], description="Excel 或 CSV，列名与示例相同。")
    resolution = StringField(
        "哪次会议通过的",
        [InputRequired("请写明通过它的决议。"), Length(max=_LINE)],
        description="例如：2026年3月5日村民代表会议第2号决议。",
    )
    effective_from = DayField(
        "从哪天起施行", [InputRequired("请填写日期。")], description="以前的积分仍按原来的办法计。"
    )
    mode = RadioField(
        "年底没有用完的积分",
        [InputRequired("请选择。")],
        choices=options((one.value, one.chinese) for one in YearMode),
        default=YearMode.CARRY.value,
    )
    month = IntegerField("清零或结转在第二年几月", [InputRequired(), NumberRange(min=1, max=12)], default=3)
    day = IntegerField("几日", [InputRequired(), NumberRange(min=1, max=31)], default=31)
    notice_days = IntegerField("至少提前几天通知", [InputRequired()])


class _RuleForm(BaseForm):
    """Whatever asks for a rule."""

    rule = SelectField("做了什么", [InputRequired("请选择。")])

    def offer_rules(self, rules: Iterable[tuple[str, str, str]]) -> None:
        """Let one of ``rules`` be picked: kind, code and what is shown."""
        self.rule.choices = grouped_options(rules)


class RecordForm(_RuleForm):
    """One household: what, when, how often, with a photo."""

    household = PickField("哪一户", [InputRequired("请选择。")])
    happened_on = DayField("哪天", [InputRequired("请填写日期。")])
    times = IntegerField("次数", [InputRequired(), NumberRange(min=1, max=_MOST_TIMES)], default=1)
    note = StringField("说明", [Length(max=_LINE)], description="例如：10月第2周检查。不要写身份证号、电话。")
    photos = UploadsField("照片或登记表")
    belated = BooleanField(_BELATED)


class GridForm(BaseForm):
    """Many households at once: the day and a word about it; the numbers stand in the grid itself."""

    happened_on = DayField("哪天", [InputRequired("请填写日期。")])
    note = StringField("说明", [Length(max=_LINE)], description="例如：10月第2周检查。")
    photos = UploadsField("登记表照片")
    belated = BooleanField(_BELATED)


class ConfirmForm(BaseForm):
    """Which entries are confirmed."""

    entries = CheckboxesField("确认哪些", coerce=int)


class ReasonForm(BaseForm):
    """Why something is sent back, taken back or cancelled."""

    reason = StringField("原因", [InputRequired("请写明原因。"), Length(max=_LINE)], description="会留在记录里。")


class PrizeForm(BaseForm):
    """A prize entering the catalogue."""

    name = StringField(
        "名称", [InputRequired("请填写名称。"), Length(max=40)], description="写上规格，例如：洗衣液 2 千克。"
    )
    unit = StringField("单位", [InputRequired("请填写单位。"), Length(max=10)], description="例如：瓶、袋、次。")
    price = PointsField("要多少积分", [InputRequired("请填写积分。")], description="以 0.5 分为最小单位。")
    most_each = IntegerField(
        "每户每年最多换几件", [Optional(), NumberRange(min=1, max=1000)], description="不限的不填。"
    )
    detail = StringField("说明", [Length(max=_LINE)])


class OfferForm(BaseForm):
    """What a prize costs from now on."""

    price = PointsField("要多少积分", [InputRequired("请填写积分。")])
    most_each = IntegerField(
        "每户每年最多换几件", [Optional(), NumberRange(min=1, max=1000)], description="不限的不填。"
    )
    on_offer = BooleanField("可以兑换")
    reason = StringField("为什么改", [InputRequired("请写明原因。"), Length(max=_LINE)])


class DeliverForm(BaseForm):
    """A delivery."""

    quantity = IntegerField("数量", [InputRequired("请填写数量。"), NumberRange(min=1, max=_MOST_PIECES)])
    cost_fen = YuanField(
        "一共花了多少钱（元）", [Optional()], description="捐赠的不填。钱由报账员在账上记，这里只写明。"
    )
    voucher = StringField("凭证号", [Length(max=80)], description="例如：2026-10 第12号。")
    delivered_on = DayField("哪天到的", [InputRequired("请填写日期。")])


class CountForm(BaseForm):
    """What was counted, and why it differs."""

    counted = IntegerField(
        "架上盘点到的数量",
        [InputRequired("请填写数量。"), NumberRange(min=0, max=_MOST_PIECES)],
        description="包括已预留还没有领走的。",
    )
    reason = StringField(
        "为什么与库存不同", [InputRequired("请写明原因。"), Length(max=_LINE)], description="例如：受潮报废 2 袋。"
    )


class BudgetForm(BaseForm):
    """A year's budget for prizes."""

    year = IntegerField("哪一年", [InputRequired(), NumberRange(min=2020, max=2099)])
    amount_fen = YuanField("预算（元）", [InputRequired("请填写金额。")])
    document = StringField(
        "依据", [InputRequired("请写明依据。"), Length(max=_LINE)], description="例如：村民代表会议第2号决议。"
    )


class ReserveForm(BaseForm):
    """How many; the token lets a form sent twice be one exchange."""

    token = HiddenField(validators=[InputRequired(), Length(max=40)])
    quantity = IntegerField("数量", [InputRequired(), NumberRange(min=1, max=100)], default=1)


class CodeForm(BaseForm):
    """The six digits of the household."""

    code = StringField(
        "领取码", [InputRequired("请填写六位数字。"), Length(max=6)],
        description="请本户打开“我家积分”里这次兑换，念出六位数字。",
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )  # fmt: skip


class PaperForm(BaseForm):
    """A signature on paper with its photo."""

    signed_by = StringField("谁签的字", [InputRequired("请填写姓名。"), Length(max=40)])
    photos = UploadsField("签字的照片", description="拍清楚签名那一行；拍摄地点会自动去掉。")


class PublishForm(BaseForm):
    """A later revision says why."""

    reason = StringField("更正理由", [Length(max=_LINE)], description="第一次公布不用填；重新公布时必填，会一起公开。")


class ObjectionForm(BaseForm):
    """What is said against a list or an entry."""

    text = TextAreaField(
        "哪里不对，应该怎样",
        [InputRequired("请写清楚。"), Length(max=_TEXT)],
        description="答复的人看得到，不会公开；是谁提出的也不公开。不要写身份证号、电话。",
    )


class PaperObjectionForm(ObjectionForm):
    """An objection that came on paper."""

    behalf = StringField("代谁提出", [Length(max=40)], description="纸上的异议填写的人的姓名或人员编号；自己提的不填。")


class AnswerForm(BaseForm):
    """The answer to an objection."""

    finding = RadioField(
        "结论",
        [InputRequired("请选择。")],
        choices=options(
            [(Finding.UPHELD.value, "异议成立，冲销这一笔"), (Finding.DISMISSED.value, "异议不成立，维持原来的分")]
        ),
    )
    answer = TextAreaField(
        "答复",
        [InputRequired("请写明答复。"), Length(max=_TEXT)],
        description="查了什么、依据哪一条；会公开，姓名自动隐去。",
    )


class PilotForm(BaseForm):
    """What is tried before the whole village does it."""

    title = StringField("试什么", [InputRequired("请填写。"), Length(max=60)], description="例如：定时定点投放加积分。")
    scope = StringField(
        "在哪里试", [InputRequired("请填写。"), Length(max=_LINE)], description="例如：第1组、第2组，共 96 户。"
    )
    goal = StringField("想达到什么", [Length(max=_LINE)], description="例如：三个月内合格率达到八成。")
    since = DayField("从哪天开始", [InputRequired("请填写日期。")])
    resolution = StringField(
        "谁定的", [InputRequired("请写明依据。"), Length(max=_LINE)], description="例如：村两委联席会议。"
    )


class FeedbackForm(BaseForm):
    """What somebody said of a pilot."""

    kind = RadioField(
        "怎么说", [InputRequired("请选择。")], choices=options((one.value, one.chinese) for one in FeedbackKind)
    )
    said_by = StringField(
        "谁说的", [InputRequired("请填写。"), Length(max=40)], description="写身份，不写姓名，例如：农户、保洁员。"
    )
    text = TextAreaField("内容", [InputRequired("请填写。"), Length(max=_TEXT)])
    given_on = DayField("哪天", [InputRequired("请填写日期。")])


class DecideForm(BaseForm):
    """Go, again, or stop."""

    outcome = RadioField(
        "结论", [InputRequired("请选择。")], choices=options((one.value, one.chinese) for one in PilotOutcome)
    )
    reason = TextAreaField("理由", [InputRequired("请写明理由。"), Length(max=_TEXT)])
    document = StringField(
        "写在哪里", [InputRequired("请写明。"), Length(max=_LINE)], description="例如：村民代表会议第5号决议。"
    )
    decided_on = DayField("哪天定的", [InputRequired("请填写日期。")])


class BoardFilter(FilterForm):
    """What the board of households is asked for."""

    group = SelectField("村民小组")
    q = StringField("户主或户号", [Length(max=40)], render_kw={"autocomplete": "off"})


class EntryFilter(FilterForm):
    """What the list of entries is asked for."""

    period = SelectField("月份")
    state = SelectField("状态")


class CounterFilter(FilterForm):
    """Which household stands at the counter."""

    q = StringField("户主姓名或户号", [Length(max=40)], render_kw={"autocomplete": "off"})
