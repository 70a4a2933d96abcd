"""Forms of what follows a decision: the shape of input, with Chinese labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from deliberation.rules.follow_up import Inspection, Verdict
from portal.web.fields import DayField, UploadsField, options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_LONGEST = 1000
_STEPS = 5


class ObjectionForm(BaseForm):
    """What a villager objects."""

    text = TextAreaField(
        "您不同意什么，为什么",
        [InputRequired("请写下您的异议。"), Length(max=_LONGEST)],
        description="用自己的话写就行。请不要写身份证号、电话、银行卡号。",
        render_kw={"rows": 6},
    )


class PaperObjectionForm(BaseForm):
    """What a villager handed in on paper."""

    filer = StringField("提出人的姓名或者编号", [InputRequired(), Length(max=40)], description="提出人须在本村名册里。")
    filed_on = DayField("哪天交来的", [InputRequired()])
    text = TextAreaField(
        "异议的内容", [InputRequired(), Length(max=_LONGEST)], description="照原文抄录。", render_kw={"rows": 6}
    )


class AnswerForm(BaseForm):
    """How an objection is answered."""

    verdict = RadioField(
        "异议是否成立",
        [InputRequired("请选择异议是否成立。")],
        choices=options([(one.value, one.title) for one in Verdict]),
    )
    text = TextAreaField(
        "答复",
        [InputRequired(), Length(max=_LONGEST)],
        description="写清查了什么、依据是什么、怎么处理。答复和异议一起公布，提出人的姓名不公布。",
        render_kw={"rows": 6},
    )


class PlanForm(BaseForm):
    """By when each step of the work should be done; lines left empty are no steps."""

    @property
    def steps(self) -> Iterator[tuple[str, date]]:
        """What was filled in."""
        for title, due_on in self.pairs:
            if title.data and title.data.strip() and due_on.data:
                yield title.data.strip(), due_on.data

    @property
    def pairs(self) -> list[tuple[StringField, DayField]]:
        """The two fields of each line."""
        return [(self[f"title_{line}"], self[f"due_on_{line}"]) for line in range(1, _STEPS + 1)]

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for the other half of a line that has one."""
        valid = bool(super().validate(extra_validators))
        for title, due_on in self.pairs:
            typed = bool(title.data and title.data.strip())
            if typed and due_on.data is None and not due_on.errors:
                due_on.errors = [*due_on.errors, "请填写这一步计划哪天完成。"]
                valid = False
            if due_on.data is not None and not typed:
                title.errors = [*title.errors, "请填写这一步做什么。"]
                valid = False
        return valid


for _line in range(1, _STEPS + 1):
    _needed = [InputRequired()] if _line == 1 else []
    setattr(PlanForm, f"title_{_line}", StringField(f"第 {_line} 步做什么", [*_needed, Length(max=60)]))
    setattr(PlanForm, f"due_on_{_line}", DayField(f"第 {_line} 步计划哪天完成", [*_needed]))


class ReportForm(BaseForm):
    """That a step is done."""

    done_on = DayField("哪天完成的", [InputRequired()])
    text = TextAreaField("说明", [Length(max=_LONGEST)], render_kw={"rows": 4})
    photos = UploadsField("现场照片")
    photos_public = BooleanField(
        "这些照片可以公开（没有人脸、证件、车牌、孩子）",
        description="勾选后，照片缩小成一份副本放上公开网站；不勾选，只公布照片的指纹。公开以后收不回来，请逐张看过再勾选。",
    )


class AcceptanceForm(BaseForm):
    """What the supervision committee found."""

    verdict = RadioField(
        "验收结论",
        [InputRequired("请选择验收结论。")],
        choices=options([(one.value, one.title) for one in Inspection]),
    )
    inspected_on = DayField("哪天到现场看的", [InputRequired()])
    text = TextAreaField(
        "看到的情况",
        [InputRequired(), Length(max=_LONGEST)],
        description="退回整改的，写清要改什么。",
        render_kw={"rows": 5},
    )


class RemarkForm(BaseForm):
    """What the supervision committee remarks."""

    text = TextAreaField(
        "监督意见",
        [InputRequired(), Length(max=_LONGEST)],
        description="写清查看了什么、有没有问题。意见和署名一起公布。请不要写身份证号、电话、银行卡号。",
        render_kw={"rows": 5},
    )


class ResultForm(BaseForm):
    """What came of the matter."""

    text = TextAreaField(
        "实施结果",
        [InputRequired(), Length(max=4000)],
        description="写清做成了什么、和方案有什么不同、花了多少钱、剩下多少。",
        render_kw={"rows": 8},
    )


class InterruptionForm(BaseForm):
    """That a notice was down."""

    happened_on = DayField("哪天发现公示中断", [InputRequired()])
    reason = StringField("怎么中断的", [InputRequired(), Length(max=100)], description="例如：公示栏被风吹倒。")


class TakingDownForm(BaseForm):
    """That a notice was taken down."""

    ended_on = DayField("哪天撤下的", [InputRequired()])
