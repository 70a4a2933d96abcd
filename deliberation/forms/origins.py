"""Forms of joint proposals and of what is talked over before a decision: the shape of input, with Chinese labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from deliberation.forms.decisions import MatterForm
from deliberation.rules.consultations import ConsultationKind, Settlement
from portal.web.fields import DayField, UploadsField, options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deliberation.procedures import Initiator, Side
    from deliberation.rules.joint import Signatories

_LONGEST_TITLE = 40
_LONGEST = 2000
_LONGEST_SHEET = 4000
_MOST_PEOPLE = 100_000
_SIDE = "side_"


def _withheld() -> BooleanField:
    """Return the box that keeps a proposal's words back when the rest is published."""
    return BooleanField(
        "不公布提议的原文",
        description="原文点名指责别人、说到别人家私事的，请勾选：只公布类别、人数和经过，不公布标题和内容。",
    )


class InitiatedMatterForm(MatterForm):
    """A matter that somebody proposes who may by themselves."""

    initiator = SelectField("由谁提议", default="party")

    def offer_initiators(self, offered: Iterable[Initiator]) -> None:
        """Let one of those be picked who may propose by themselves."""
        self.initiator.choices = [(one.asking.id, one.asking.who) for one in offered]


class StartJointForm(BaseForm):
    """What shall be proposed together."""

    side = RadioField("以谁的名义联名", [InputRequired("请选择以谁的名义联名。")])
    matter_type = SelectField("属于哪类事项", [InputRequired("请选择属于哪类事项。")])
    title = StringField(
        "一句话说提议什么",
        [InputRequired("请用一句话说提议什么。"), Length(max=_LONGEST_TITLE)],
        description="例如：修通三组到后山的机耕路。",
    )
    plan = TextAreaField(
        "提议的内容",
        [InputRequired("请写下提议的内容。"), Length(max=_LONGEST)],
        description="写清做什么、为什么、想怎么办。请不要写身份证号、电话、银行卡号，也不要写别人家的私事。",
        render_kw={"rows": 8},
    )

    def offer(self, sides: Iterable[Signatories], kinds: Iterable[tuple[str, str]]) -> None:
        """Let one of the sides and one of the kinds of matter be picked."""
        self.side.choices = options([(one.value, one.title) for one in sides])
        self.matter_type.choices = [("", "请选择"), *kinds]


class SheetForm(BaseForm):
    """Who signed a sheet, with its photo."""

    names = TextAreaField(
        "签名的人",
        [InputRequired("请照签名表填写姓名，每行一个。"), Length(max=_LONGEST_SHEET)],
        description="每行一个姓名或者编号。已经在网上支持的照样填，系统不会重复计算。",
        render_kw={"rows": 10},
    )
    uploads = UploadsField("签名表的照片或者扫描件", [InputRequired("请上传签名表的照片或者扫描件。")])

    @property
    def lines(self) -> list[str]:
        """The names, one a line."""
        return str(self.names.data or "").splitlines()


class SheetCheckForm(BaseForm):
    """What a second officer finds on the sheet."""

    verdict = RadioField(
        "照片和录入的名单一样吗",
        [InputRequired("请逐个核对以后选一项。")],
        choices=options([("alike", "一样，计入"), ("differs", "不一样，退回")]),
    )
    reason = StringField("不一样的，写明哪里不一样", [Optional(), Length(max=200)])


class JointMatterForm(MatterForm):
    """A matter that comes of a joint proposal."""

    withheld = _withheld()


class JointAnswerForm(BaseForm):
    """Why a joint proposal does not become a matter."""

    text = TextAreaField(
        "答复",
        [InputRequired("请写下答复。"), Length(max=_LONGEST)],
        description="写清为什么不列为议题、以后怎么办。答复会公布，发起人和支持的人的姓名不公布。",
        render_kw={"rows": 6},
    )
    withheld = _withheld()


class WithdrawJointForm(BaseForm):
    """Why a joint proposal is taken back."""

    reason = StringField(
        "为什么撤回", [InputRequired(), Length(max=200)], description="理由只有您和村干部看得到，不公布。"
    )


class ConsultationForm(BaseForm):
    """A hearing, talk or negotiation as it was written down; the sides are added by ``consultation_form``."""

    kind = RadioField(
        "是什么形式",
        [InputRequired("请选一项。")],
        choices=options([(one.value, one.title) for one in ConsultationKind]),
    )
    held_on = DayField("哪天谈的", [InputRequired()])
    place = StringField("在哪里谈的", [InputRequired(), Length(max=120)])
    attended = TextAreaField(
        "到场的人", [InputRequired(), Length(max=_LONGEST)], description="写明姓名和代表哪一方；只在系统里看，不公布。"
    )
    offered = TextAreaField(
        "提出的条件", [InputRequired(), Length(max=_LONGEST)], description="例如：每亩每年租金 900 元。"
    )
    asked = TextAreaField("对方的要求", [InputRequired(), Length(max=_LONGEST)])
    households_asked = IntegerField(
        "征求了多少户的意见", [InputRequired(), NumberRange(min=0, max=_MOST_PEOPLE)], description="涉及到的户。"
    )
    households_agreed = IntegerField("其中多少户同意", [InputRequired(), NumberRange(min=0, max=_MOST_PEOPLE)])
    settlement = RadioField(
        "谈成没有",
        [InputRequired("请选一项。")],
        choices=options([(one.value, one.title) for one in Settlement]),
    )
    result = TextAreaField(
        "结果", [InputRequired(), Length(max=_LONGEST)], description="谈定了什么，没有谈定的怎么办。会公布。"
    )
    uploads = UploadsField("记录的照片或者扫描件")

    @property
    def ordered(self) -> list[Any]:
        """The fields as they are asked for: who came stands after the place."""
        shown = list(self.shown_fields)
        sides = [one for one in shown if one.name.startswith(_SIDE)]
        rest = [one for one in shown if not one.name.startswith(_SIDE)]
        after = 1 + [one.name for one in rest].index("place")
        return [*rest[:after], *sides, *rest[after:]]

    @property
    def sides(self) -> dict[str, int]:
        """How many of each side came."""
        return {name.removeprefix(_SIDE): one.data or 0 for name, one in self._fields.items() if name.startswith(_SIDE)}


def consultation_form(sides: Iterable[Side], **values: Any) -> ConsultationForm:
    """Return the form with a field for how many of each side came."""
    fields = {
        f"{_SIDE}{one.id}": IntegerField(
            f"{one.name}到场几个人", [Optional(), NumberRange(min=0, max=_MOST_PEOPLE)], default=0
        )
        for one in sides
    }
    made: ConsultationForm = type("ConsultationFormOfSides", (ConsultationForm,), fields)(**values)
    return made
