"""Forms of suggestions: the shape of input, with Chinese labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from deliberation.forms.decisions import MatterForm
from deliberation.rules.suggestions import Channel, Reply, SuggestionState
from portal.web.fields import DayField, PickField, options
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deliberation.queries.suggestion_screens import ShownSuggestion

_LONGEST_TITLE = 40
_LONGEST = 1000
_BROUGHT = tuple(one for one in Channel if one is not Channel.ONLINE)


def withheld_box(label: str, published: str) -> BooleanField:
    """Return the box that keeps a villager's words back when the rest is published."""
    return BooleanField(
        label, description=f"原文点名指责别人、说到别人家的私事，或者提出人不愿公开的，请勾选：{published}"
    )


def _withheld() -> BooleanField:
    return withheld_box("不公布建议的原文", "只公布分类、经过和答复，不公布标题和内容。")


class SuggestionForm(BaseForm):
    """What a villager suggests."""

    title = StringField(
        "一句话说是什么事",
        [InputRequired("请用一句话说是什么事。"), Length(max=_LONGEST_TITLE)],
        description="例如：村小门口装一盏路灯。",
    )
    category = SelectField("属于哪一类", [InputRequired("请选择属于哪一类。")])
    text = TextAreaField(
        "具体情况和您的建议",
        [InputRequired("请写下您的建议。"), Length(max=_LONGEST)],
        description="用自己的话写就行。请不要写身份证号、电话、银行卡号，也不要写别人家的私事。",
        render_kw={"rows": 6},
    )

    def offer(self, categories: Iterable[tuple[str, str]]) -> None:
        """Let one of the categories be picked."""
        self.category.choices = [("", "请选择"), *categories]


class BroughtForm(BaseForm):
    """Who brought something on paper, by phone or spoken, how, and when."""

    filer = StringField(
        "谁提的（姓名或者编号）", [InputRequired(), Length(max=40)], description="提出人须在本村名册里。"
    )
    channel = RadioField(
        "怎么提的",
        [InputRequired("请选择怎么提的。")],
        choices=options([(one.value, one.title) for one in _BROUGHT]),
    )
    filed_on = DayField("哪天提的", [InputRequired()])


class BroughtSuggestionForm(BroughtForm, SuggestionForm):
    """What a villager brought on paper, by phone or spoken."""


class SortForm(BaseForm):
    """Another category, and why."""

    category = SelectField("改为哪一类", [InputRequired()])
    reason = StringField("为什么调整", [InputRequired(), Length(max=200)], description="调整和理由会公布。")


class AgendaForm(BaseForm):
    """On the agenda of which meeting."""

    meeting = PickField("列入哪次会议", [InputRequired("请选择一次会议。")])


class MergeForm(BaseForm):
    """With which suggestion it is handled."""

    into = PickField("与哪件合并办理", [InputRequired("请选择一件建议。")])
    withheld = _withheld()


class ReplyForm(BaseForm):
    """How a suggestion is answered."""

    reply = RadioField(
        "采纳不采纳",
        [InputRequired("请选择采纳不采纳。")],
        choices=options([(one.value, one.title) for one in Reply]),
    )
    text = TextAreaField(
        "答复",
        [InputRequired("请写下答复。"), Length(max=_LONGEST)],
        description="写清怎么办、什么时候办、不办的为什么。答复会公布，提出人的姓名不公布。",
        render_kw={"rows": 6},
    )
    withheld = _withheld()


class SuggestedMatterForm(MatterForm):
    """A matter that comes of a suggestion."""

    withheld = _withheld()


class WithdrawSuggestionForm(BaseForm):
    """Why a suggestion is taken back."""

    reason = StringField(
        "为什么撤回", [InputRequired(), Length(max=200)], description="理由只有您和村干部看得到，不公布。"
    )


class SuggestionFilter(FilterForm):
    """Which suggestions are asked for."""

    state = SelectField(
        "办理情况", choices=options([("", "全部"), *((one.value, one.title) for one in SuggestionState)])
    )
    category = SelectField("分类")

    def __init__(self, categories: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.category.choices = options([("", "全部"), *categories])

    def keeps(self, one: ShownSuggestion) -> bool:
        """Tell whether a suggestion is among those asked for."""
        state, category = self.value("state"), self.value("category")
        return state in {None, one.row.state.value} and category in {None, one.row.category}
