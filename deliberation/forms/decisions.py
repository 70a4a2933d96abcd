"""Forms of deliberation: the shape of input, with Chinese labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from deliberation.rules import BallotManner, CountManner, MatterState
from portal.web.fields import (
    CheckboxesField,
    DayField,
    MomentField,
    PickField,
    UploadField,
    UploadsField,
    YuanField,
    options,
)
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deliberation.queries import MatterRow
    from deliberation.rules import OptionCount, OptionRule, Pick

_LONGEST_PLAN = 8000
_MOST_PEOPLE = 100_000


class AuthorisationForm(BaseForm):
    """What the minutes of a villagers' assembly say it handed on."""

    met_on = DayField("村民会议哪天召开", [InputRequired()])
    matter_types = CheckboxesField("授权村民代表会议决定哪些事项", [InputRequired("请至少勾选一类事项。")])
    since = DayField("授权从哪天起", [InputRequired()])
    until = DayField("授权到哪天止", [InputRequired()], description="这一天仍在授权期内。")
    evidence = TextAreaField(
        "授权决议原文",
        [InputRequired(), Length(max=4000)],
        description="照抄会议记录里的授权决议，写明决议编号。",
        render_kw={"rows": 6},
    )


class MatterForm(BaseForm):
    """A matter and its plan."""

    matter_type = SelectField("属于哪类事项", [InputRequired()])
    title = StringField("议题名称", [InputRequired(), Length(max=120)], description="例如：修缮村口便民桥。")
    plan = TextAreaField(
        "方案",
        [InputRequired(), Length(max=_LONGEST_PLAN)],
        description="写清做什么、怎么做、谁来做、多久做完。表决开始以后不能再改。",
        render_kw={"rows": 12},
    )
    budget_fen = YuanField(
        "预算（元）", [Optional(), NumberRange(min=0, message="预算不能是负数，请填写金额，例如 86000.00。")]
    )
    fund = StringField("资金来源", [Length(max=120)], description="例如：村集体经营收入。")
    uploads = UploadsField("图纸、照片或文件")

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        """Let one of the matter types be picked."""
        self.matter_type.choices = [("", "请选择"), *kinds]


class RevisionForm(BaseForm):
    """A matter's text as it shall be from now on."""

    title = StringField("议题名称", [InputRequired(), Length(max=120)])
    plan = TextAreaField("方案", [InputRequired(), Length(max=_LONGEST_PLAN)], render_kw={"rows": 12})
    budget_fen = YuanField(
        "预算（元）", [Optional(), NumberRange(min=0, message="预算不能是负数，请填写金额，例如 86000.00。")]
    )
    fund = StringField("资金来源", [Length(max=120)])
    kept = CheckboxesField("保留哪些附件")
    uploads = UploadsField("再加图纸、照片或文件")
    reason = StringField("为什么修改", [InputRequired(), Length(max=200)], description="例如：代表建议改用钢护栏。")


class WithdrawForm(BaseForm):
    """Why a matter is taken back."""

    reason = StringField("为什么撤回", [InputRequired(), Length(max=200)], description="撤回的原因会公布。")


class FiguresForm(BaseForm):
    """What was counted in a show of hands, or of papers without names."""

    manner = RadioField(
        "怎样表决的",
        [DataRequired("请选一项。")],
        default=CountManner.HANDS.value,
        choices=options([(CountManner.HANDS.value, "举手"), (CountManner.PAPERS.value, "纸质票无记名投票，当场唱票")]),
    )
    approve = IntegerField("赞成（人）", [InputRequired(), NumberRange(min=0, max=_MOST_PEOPLE)])
    against = IntegerField("反对（人）", [InputRequired(), NumberRange(min=0, max=_MOST_PEOPLE)])
    abstain = IntegerField("弃权（人）", [InputRequired(), NumberRange(min=0, max=_MOST_PEOPLE)])


class TakeBackForm(BaseForm):
    """Why figures are taken back before anybody confirmed them."""

    reason = StringField("为什么收回", [InputRequired(), Length(max=200)], description="例如：录错了会议。")


class PaperChoiceForm(BaseForm):
    """What the second officer reads from the same paper."""

    choice = RadioField("票上选的是", [InputRequired("请选一项。")])

    def offer(self, picks: Iterable[Pick]) -> None:
        """Let one of what stands on the paper be chosen."""
        self.choice.choices = options((one.word, one.title) for one in picks)


class PaperForm(PaperChoiceForm):
    """What one officer reads from one voter's paper."""

    line = PickField("谁的纸质票", [InputRequired()])
    choice = RadioField("票上选的是", [InputRequired("请选一项。")])
    photo = UploadField(
        "原票的照片",
        [InputRequired("请拍一张原票的照片。")],
        description="同录入一起封存。计票以前只有投票人本人看得到。",
    )


class PaperObjectionForm(BaseForm):
    """What a voter says of the paper entered for them."""

    text = TextAreaField("哪里不对", [InputRequired(), Length(max=400)], render_kw={"rows": 4})


class MatterFilter(FilterForm):
    """Which matters are listed."""

    q = StringField("找议题", [Length(max=40)], render_kw={"placeholder": "议题名称", "autocomplete": "off"})
    state = SelectField("进展", choices=options([("", "不限"), *((one.value, one.title) for one in MatterState)]))
    kind = SelectField("事项类别")

    def __init__(self, kinds: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.kind.choices = options([("", "不限"), *kinds])

    def keeps(self, row: MatterRow) -> bool:
        """Tell whether the matter is asked for."""
        asked = str(self.value("q") or "").strip()
        return (
            (not asked or asked in row.title)
            and self.value("state") in {None, row.state.value}
            and self.value("kind") in {None, row.matter_type}
        )


class VoidForm(BaseForm):
    """Why a ballot is declared void."""

    reason = TextAreaField(  # of several lines, in which the enter key does not send the form past its question
        "为什么作废",
        [InputRequired(), Length(max=200)],
        description="例如：服务器损坏，从备份恢复以后票箱打不开。",
        render_kw={"rows": 2},
    )


class BallotForm(BaseForm):
    """In which meeting, on which question, in which manner and until when."""

    meeting = PickField("在哪次会议上表决", [InputRequired()])
    question = StringField("表决什么", [InputRequired(), Length(max=200)], description="投票的人看到的就是这一句。")
    options = TextAreaField("在几个方案中选一个", [Optional(), Length(max=1000)], render_kw={"rows": 4})
    manner = RadioField(
        "记名还是无记名",
        [DataRequired("请选一项。")],
        default=BallotManner.RECORDED.value,
        description="表决开始以后不能更改。",
    )
    closes_at = MomentField("什么时候截止", [InputRequired()], description="到点自动截止，截止以前谁也看不到结果。")

    def offer_manners(self, *, secret: bool) -> None:
        """Let a secret ballot be chosen, where so many are there that it can be one."""
        recorded = (BallotManner.RECORDED.value, "记名投票：截止后公布谁投了什么")
        secretly = (BallotManner.SECRET.value, "无记名投票：截止后只公布票数和谁参加了，不保存谁投了什么")
        self.manner.choices = options([recorded, secretly] if secret else [recorded])

    def offer_options(self, rule: OptionRule, *, before: OptionCount | None) -> None:
        """Say what may be written there: options for the first time, or the strongest of those voted on before."""
        if before is None:
            self.options.description = (
                f"一行一个，{rule.least} 到 {rule.most} 个，每个不超过 {rule.longest_title} 个字，例如投标的施工队；"
                "表决什么也要改成“选哪一个”。只表决赞成、反对的，这里空着。"
            )
        else:
            self.options.description = (
                "上一次没有方案通过。这里留下了票多的，可以增减，但要比上一次少，只能留票多的、去掉票少的。"
            )

    @property
    def option_lines(self) -> tuple[str, ...]:
        """The options as they were typed, one a line; none where the form does not ask for them."""
        lines = (self.options.data or "").splitlines() if self.options else ()
        return tuple(line.strip() for line in lines if line.strip())
