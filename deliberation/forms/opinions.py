"""Forms of what is said to a plan before the vote: say it, enter it for somebody, answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from deliberation.forms.suggestions import BroughtForm, withheld_box
from deliberation.rules.opinions import REPLIES, OpinionKind
from portal.web.fields import PickField, options
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deliberation.queries.opinion_screens import ListedOpinion

WAITING, ANSWERED = "waiting", "answered"

_LONGEST = 1000
_SHORTEN = 18


class OpinionForm(BaseForm):
    """An opinion or a question."""

    text = TextAreaField(
        "您想说的",
        [InputRequired("请写下您想说的。"), Length(max=_LONGEST)],
        description="用自己的话写就行。请不要写身份证号、电话、银行卡号，也不要写别人家的私事。",
        render_kw={"rows": 5},
    )


class AmendmentForm(BaseForm):
    """How one paragraph of the plan should read, on the version it was written on."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    paragraph = PickField("改方案的哪一段", [InputRequired("请选择改哪一段。")])
    wording = TextAreaField(
        "改成什么样",
        [InputRequired("请写明这一段改成什么样。"), Length(max=_LONGEST)],
        description="框里是现在的写法，直接改成您希望的写法。",
        render_kw={"rows": 5},
    )
    text = TextAreaField(
        "为什么这样改",
        [InputRequired("请写明为什么这样改。"), Length(max=_LONGEST)],
        description="请不要写身份证号、电话、银行卡号，也不要写别人家的私事。",
        render_kw={"rows": 3},
    )

    def offer(self, paragraphs: Iterable[tuple[int, str]]) -> None:
        """Let one of the paragraphs be picked."""
        self.paragraph.offer(_shortened(paragraphs))


class BroughtOpinionForm(BroughtForm):
    """What a villager brought on paper, by phone or spoken; wording and paragraph belong to an amendment."""

    kind = RadioField(
        "是什么", [InputRequired("请选一项。")], choices=options((one.value, one.title) for one in OpinionKind)
    )
    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    paragraph = PickField("改方案的哪一段", [Optional()], description="只有修改建议要选。")
    wording = TextAreaField(
        "改成什么样", [Length(max=_LONGEST)], description="只有修改建议要写。", render_kw={"rows": 3}
    )
    text = TextAreaField(
        "意见、问题，或者为什么这样改",
        [InputRequired("请写下提的是什么。"), Length(max=_LONGEST)],
        description="照原话登记。请不要写身份证号、电话、银行卡号。",
        render_kw={"rows": 5},
    )

    def offer(self, paragraphs: Iterable[tuple[int, str]]) -> None:
        """Let one of the paragraphs be picked."""
        self.paragraph.offer(_shortened(paragraphs))


class QuestionAnswerForm(BaseForm):
    """How a question is answered."""

    text = TextAreaField(
        "答复",
        [InputRequired("请写下答复。"), Length(max=_LONGEST)],
        description="答复和问题一起公布，提问人的姓名不公布。",
        render_kw={"rows": 6},
    )
    withheld = withheld_box("不公布问题的原文", "只公布有这样一条和答复。")


class OpinionAnswerForm(BaseForm):
    """How an opinion or an amendment is answered."""

    reply = RadioField(
        "采纳不采纳",
        [InputRequired("请选择采纳不采纳。")],
        choices=options((one.value, one.title) for one in REPLIES[OpinionKind.OPINION]),
    )
    taken_up_in = PickField(
        "写进了方案的哪一版", [Optional()], description="采纳、部分采纳的，先修改方案，再在这里选择写进了哪一版。"
    )
    text = TextAreaField(
        "答复",
        [InputRequired("请写下答复。"), Length(max=_LONGEST)],
        description="写清怎样采纳；不采纳的写明理由。答复会公布，提出人的姓名不公布。",
        render_kw={"rows": 6},
    )
    withheld = withheld_box("不公布原文", "只公布有这样一条和答复，不公布内容。")


class OpinionFilter(FilterForm):
    """Which of what was said to plans is asked for."""

    state = SelectField("答复情况", choices=options([("", "全部"), (WAITING, "待答复"), (ANSWERED, "已答复")]))
    kind = SelectField("是什么", choices=options([("", "全部"), *((one.value, one.title) for one in OpinionKind)]))

    def keeps(self, one: ListedOpinion) -> bool:
        """Tell whether one is asked for."""
        row = one.shown.row
        state, kind = self.value("state"), self.value("kind")
        return kind in {None, row.kind.value} and state in {None, WAITING if row.waiting else ANSWERED}


def _shortened(paragraphs: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return [
        (number, f"第 {number} 段：{text[:_SHORTEN]}{'…' if len(text) > _SHORTEN else ''}")
        for number, text in paragraphs
    ]
