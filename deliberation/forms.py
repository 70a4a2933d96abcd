"""Forms of deliberation: the shape of input, with Chinese labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web.fields import DayField, MomentField, PickField, YuanField
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_PLAN = 8000


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of several, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms calls it so
        """Refuse what is none of the boxes."""
        offered = {value for value, *_ in self.choices}
        if not set(self.data or ()) <= offered:
            raise ValidationError(self.gettext("Not a valid choice."))


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
        description="写清做什么、怎么做、谁来做、多久做完。提交以后不能改。",
        render_kw={"rows": 12},
    )
    budget_fen = YuanField(
        "预算（元）", [Optional(), NumberRange(min=0, message="预算不能是负数，请填写金额，例如 86000.00。")]
    )
    fund = StringField("资金来源", [Length(max=120)], description="例如：村集体经营收入。")

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        """Let one of the matter types be picked."""
        self.matter_type.choices = [("", "请选择"), *kinds]


class BallotForm(BaseForm):
    """In which meeting, on which question and until when."""

    meeting = PickField("在哪次会议上表决", [InputRequired()])
    question = StringField("表决什么", [InputRequired(), Length(max=200)], description="代表看到的就是这一句。")
    closes_at = MomentField("什么时候截止", [InputRequired()], description="到点自动截止，截止以前谁也看不到结果。")
