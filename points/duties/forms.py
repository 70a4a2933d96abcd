"""Forms of members' duties: shape and labels."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from points.duties.values import Outcome, Rhythm
from portal.web.fields import (
    CheckboxesField,
    DayField,
    ExactField,
    MonthField,
    PickField,
    UploadsField,
    YuanField,
    options,
)
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

_LONGEST_NOTE, _LONGEST_TEXT, _LONGEST_NAME = 200, 500, 60
_PLACE = "写到市县就行，例如：广东佛山；不要写详细住址、电话。"


class ReasonForm(BaseForm):
    """Why something is taken back."""

    reason = StringField(
        "原因", [InputRequired(), Length(max=_LONGEST_NOTE)], description="本人看得到，不要写他人隐私。"
    )


class EndForm(BaseForm):
    """The last day of something, and why."""

    until = DayField("最后一天", [InputRequired()])
    reason = StringField(
        "原因", [InputRequired(), Length(max=_LONGEST_NOTE)], description="例如：换届，由别的党员接手。"
    )


class PostForm(BaseForm):
    """An area or post to open."""

    branch = SelectField("哪个支部", [InputRequired()], coerce=int)
    kind = RadioField("种类", [InputRequired("请选择种类。")])
    name = StringField(
        "名称", [InputRequired(), Length(max=_LONGEST_NAME)], description="例如：第三组责任区、村口先锋岗。"
    )
    duties = TextAreaField("职责", [Length(max=_LONGEST_TEXT)], description="不填就用这一种类的通用职责；会公开。")
    opened_on = DayField("从哪天起设立", [InputRequired()])


class AssignForm(BaseForm):
    """Who holds it."""

    person = PickField("哪位党员", [InputRequired()])
    since = DayField("从哪天起", [InputRequired()])
    replaces = BooleanField("接替现在担任的人（他们的任职到前一天为止，记录都保留）")
    reason = StringField("接替的原因", [Length(max=_LONGEST_NOTE)], description="勾了接替才填。")


class LinkForm(BaseForm):
    """Which households a member keeps in touch with."""

    person = PickField("由哪位党员联系", [InputRequired()])
    households = CheckboxesField("联系哪些户", [InputRequired("请至少勾选一户。")], coerce=int)
    since = DayField("从哪天起", [InputRequired()])
    reason = StringField(
        "改由这位联系的原因",
        [Length(max=_LONGEST_NOTE)],
        description="原来由别的党员联系的户才填，以前的走访记录都保留。",
    )


class UnlinkForm(EndForm):
    """Households nobody keeps in touch with any more."""

    households = CheckboxesField("哪些户不再联系", [InputRequired("请至少勾选一户。")], coerce=int)


class VisitForm(BaseForm):
    """A member's own visit: whom, what is needed; the day is today unless it is changed."""

    household = RadioField("走访了哪一户", [InputRequired("请选一户。")], coerce=int)
    need = StringField(
        "户里有什么需求",
        [Length(max=_LONGEST_NOTE)],
        description="没有就空着；写了会一直留在名单上，直到填写结果。不要写病情、电话。",
    )
    note = StringField("聊了什么", [Length(max=_LONGEST_NOTE)])
    photos = UploadsField("照片", description="可以不拍；拍摄地点会自动去掉，不会公开。")
    visited_on = DayField("哪天走访的", [InputRequired()])


class EnterVisitForm(BaseForm):
    """A visit entered for a member who has no phone."""

    person = PickField("哪位党员走访的", [InputRequired()])
    household = PickField("走访了哪一户", [InputRequired()])
    visited_on = DayField("哪天走访的", [InputRequired()], description="不是今天的会标明补录几天。")
    need = StringField("户里有什么需求", [Length(max=_LONGEST_NOTE)], description="没有就空着。不要写病情、电话。")
    note = StringField("聊了什么", [Length(max=_LONGEST_NOTE)])
    photos = UploadsField("照片")


class SettleForm(BaseForm):
    """What came of a need."""

    outcome = RadioField(
        "结果", [InputRequired("请选择结果。")], choices=options((one.value, one.chinese) for one in Outcome)
    )
    note = StringField("怎么办的", [InputRequired(), Length(max=_LONGEST_NOTE)], description="例如：已代办医保缴费。")
    settled_on = DayField("哪天有的结果", [InputRequired()])


class DuesForm(BaseForm):
    """Who paid for a month or quarter."""

    paid_on = DayField("哪天交的", [InputRequired()])
    people = CheckboxesField("谁交了", [InputRequired("请至少勾选一名党员。")], coerce=int)


class RateForm(BaseForm):
    """What a member pays."""

    person = PickField("哪位党员", [InputRequired()])
    since = MonthField("从哪个月起", [InputRequired()])
    monthly = YuanField("每月交多少（元）", [InputRequired()])
    basis = StringField(
        "依据", [InputRequired(), Length(max=_LONGEST_NOTE)], description="例如：支委会核定；生活困难。"
    )
    sure = BooleanField("金额没有写错")


class RhythmForm(BaseForm):
    """From when and how often a branch takes dues."""

    branch = SelectField("哪个支部", [InputRequired()], coerce=int)
    since = MonthField("从哪个月起", [InputRequired()], description="第一次登记的月份就是这里党费记录的开头。")
    rhythm = RadioField(
        "怎么交", [InputRequired("请选择。")], choices=options((one.value, one.chinese) for one in Rhythm)
    )
    basis = StringField(
        "谁同意的", [InputRequired(), Length(max=_LONGEST_NOTE)], description="例如：2026年1月支部党员大会同意按季交。"
    )


class StudyForm(BaseForm):
    """A member's own study."""

    kind = RadioField("哪一种学习", [InputRequired("请选择。")])
    hours = ExactField("几学时", [InputRequired()], decimals=1, description="精确到半小时，例如 1.5。")
    title = StringField("学了什么", [InputRequired(), Length(max=100)])
    source = StringField("在哪里学的", [Length(max=100)], description="例如：镇党校、学习平台。")
    studied_on = DayField("哪天学的", [InputRequired()])
    papers = UploadsField("证明", description="笔记、证书的照片，可以不传。")


class EnterStudyForm(StudyForm):
    """Study entered for several members at once."""

    people = CheckboxesField("哪些党员", [InputRequired("请至少勾选一名党员。")], coerce=int)


class CheckStudyForm(BaseForm):
    """What an officer says of hours members entered."""

    entries = CheckboxesField("勾选要核的", [InputRequired("请至少勾选一条。")], coerce=int)
    verdict = RadioField(
        "核下来", [InputRequired("请选择。")], choices=options([("confirmed", "属实，计入"), ("rejected", "不计入")])
    )
    reason = StringField("不计入的原因", [Length(max=_LONGEST_NOTE)], description="不计入才填，本人看得到。")


class AbsenceForm(BaseForm):
    """A member who goes away."""

    person = PickField("哪位党员外出", [InputRequired()])
    destination = StringField("去了哪里", [InputRequired(), Length(max=_LONGEST_NAME)], description=_PLACE)
    since = DayField("从哪天起", [InputRequired()])
    contact = PickField("由谁专门联系", [InputRequired()], description="在村的另一名党员。")


class ContactForm(BaseForm):
    """Another member to keep in touch."""

    person = PickField("改由谁联系", [InputRequired()])
    since = DayField("从哪天起", [InputRequired()])


class ReturnForm(BaseForm):
    """The day of the return."""

    returned_on = DayField("哪天回来的", [InputRequired()])


class ReportForm(BaseForm):
    """What a member away tells of a quarter."""

    quarter = SelectField("汇报哪个季度", [InputRequired()])
    text = TextAreaField(
        "思想、工作和生活情况",
        [InputRequired(), Length(max=_LONGEST_TEXT)],
        description="在哪里参加了组织生活，有什么困难要支部帮忙。不要写电话、住址。",
    )
    reported_on = DayField("哪天汇报的", [InputRequired()])


class AnswerForm(BaseForm):
    """What the contact person answers."""

    text = TextAreaField("答复", [InputRequired(), Length(max=_LONGEST_TEXT)])


class CampaignForm(BaseForm):
    """A campaign to begin."""

    branch = SelectField("哪个支部", [InputRequired()], coerce=int)
    kind = RadioField("哪一种活动", [InputRequired("请选择。")])
    name = StringField("名称", [InputRequired(), Length(max=_LONGEST_NAME)], description="例如：2026年茶园提质。")
    goal = TextAreaField("目标", [InputRequired(), Length(max=300)])
    begins_on = DayField("哪天开始", [InputRequired()])


class JoinForm(BaseForm):
    """A member's own part in a campaign."""

    project = StringField("做什么项目", [InputRequired(), Length(max=100)], description="例如：带三户种茶二十亩。")
    joined_on = DayField("哪天参加的", [InputRequired()])


class EnterJoinForm(JoinForm):
    """A member's part entered by an officer."""

    person = PickField("哪位党员", [InputRequired()])


class ResultForm(BaseForm):
    """What came of it."""

    measure = RadioField("哪一项结果", [InputRequired("请选择。")])
    quantity = IntegerField("多少", [InputRequired(), NumberRange(min=1, max=100_000_000)])
    achieved_on = DayField("哪天有的结果", [InputRequired()])
    evidence = StringField(
        "凭什么", [InputRequired(), Length(max=_LONGEST_NOTE)], description="例如：合作社用工名单、收购单据。"
    )
    papers = UploadsField("照片或文件")


class PublishForm(BaseForm):
    """Publish a quarter's figures."""

    reason = StringField(
        "更正理由", [Length(max=_LONGEST_NOTE)], description="第一次公布不用填；重新公布必填，会一起公开。"
    )


class PersonFilter(FilterForm):
    """Whose, and how it stands."""

    q = StringField("姓名或名称", [Length(max=40)])
    state = SelectField("状态")


class VisitFilter(PersonFilter):
    """Which visits."""

    quarter = SelectField("季度")
