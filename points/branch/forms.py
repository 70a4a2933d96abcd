"""Forms of branch life: the shape of input, with Chinese labels."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from points.branch.life import Form, practices, ties
from portal.web.fields import DayField, MomentField, PickField, UploadsField, options
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

ACCEPTED, SENT_BACK = "accepted", "sent_back"
_MANNERS = ("当面", "电话", "微信", "家属转告")


class ConveneForm(BaseForm):
    """A notice of a branch's meeting, or a meeting that is over."""

    kind = SelectField("开什么会", [InputRequired()])
    group = SelectField("哪个党小组", description="只有党小组会要选。")
    title = StringField("会议名称", [InputRequired(), Length(max=120)], description="例如：10月主题党日。")
    starts_at = MomentField(
        "开会时间", [InputRequired()], description="已经开过的会也可以登记，会标明补录几天；支委会不能补录。"
    )
    place = StringField("地点", [InputRequired(), Length(max=120)])
    agenda = TextAreaField(
        "议程",
        [InputRequired(), Length(max=2000)],
        description="要学什么、议什么、做什么，逐条写清楚。",
        render_kw={"rows": 5},
    )
    chair = PickField("主持人", [InputRequired()])
    recorder = PickField("记录人", [InputRequired()])
    why_late = StringField(
        "补录的，写明为什么现在才登记", [Length(max=200)], description="会已经开过的才填写，会和会议记录放在一起。"
    )


class _SaidForm(BaseForm):
    """What a meeting was."""

    text = TextAreaField("会议记录", [Length(max=20000)], render_kw={"rows": 12})
    form = RadioField(
        "这次活动是",
        [InputRequired("请选择是室内学习、会议，还是实践活动。")],
        choices=[],
    )
    practice = SelectField("实践活动做了什么", choices=[], description="实践活动才选。")
    tie = SelectField("党建+：结合办哪件事", choices=[], description="没有结合具体事项的不用选。")
    tie_key = StringField(
        "编号或者名称", [Length(max=80)], description="议题、建议填编号，例如 3；项目、网格事项填名称。"
    )

    def offer(self) -> None:
        """Let what the data file names be picked."""
        self.form.choices = options((one.value, one.title) for one in Form)
        self.practice.choices = options([("", "不是实践活动"), *practices()])
        self.tie.choices = options([("", "没有"), *((one.id, one.name) for one in ties())])


class RecordForm(_SaidForm):
    """The minutes of a meeting, what it was, and photos."""

    photos = UploadsField("现场照片")
    unsigned = BooleanField("还没有登记签到，仍要封存", description="没有人签到的会不算开过；会写明封存时没有签到。")


class AddendumForm(_SaidForm):
    """An addendum beside sealed minutes."""

    reason = StringField("为什么更正或者补充", [InputRequired(), Length(max=200)])


class PhotosForm(BaseForm):
    """Photos of a meeting."""

    photos = UploadsField("现场照片", [InputRequired("请选择至少一张现场照片。")])


class ContactForm(BaseForm):
    """That a member was got in touch with."""

    contacted_on = DayField("哪天联系的", [InputRequired()])
    manner = SelectField("怎么联系的", [InputRequired()], choices=options((one, one) for one in _MANNERS))
    said = TextAreaField(
        "联系的情况",
        [InputRequired(), Length(max=300)],
        description="为什么没有来、有什么困难、下一步怎么安排；不要写病情等个人隐私。",
        render_kw={"rows": 4},
    )


class AnswerForm(BaseForm):
    """An explanation of something odd."""

    text = TextAreaField("说明", [InputRequired(), Length(max=500)], render_kw={"rows": 5})


class JudgeForm(BaseForm):
    """What another person finds of an explanation."""

    verdict = RadioField(
        "核实结果",
        [InputRequired("请选择核实结果。")],
        choices=options([(ACCEPTED, "属实，可以了"), (SENT_BACK, "退回，再说明")]),
    )
    reason = StringField("退回的理由", [Length(max=200)], description="退回的必须写明还要说明什么。")


_STATES = (("", "全部"), ("open", "待说明"), ("answered", "等核实"), ("closed", "已核实"), ("stale", "情况已变"))


class OddityFilter(FilterForm):
    """Which of the oddities."""

    state = SelectField(
        "状态",
        choices=options(
            [("", "全部"), ("open", "待说明"), ("answered", "等核实"), ("closed", "已核实"), ("stale", "情况已变")]
        ),
    )
