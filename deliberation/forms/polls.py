"""Forms of indicative polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from deliberation.rules.polls import PollFigures
from portal.web.fields import CheckboxesField, DayField, PickField, options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wtforms.fields.choices import SelectChoice

    from deliberation.rules.polls import PollRule

_MOST_PEOPLE = 100_000
_OPTION = 100


class PollForm(BaseForm):
    """What is asked."""

    question = StringField("问什么", [InputRequired(), Length(max=200)], description="例如：村口的空地做什么用好？")
    explanation = TextAreaField(
        "说明",
        [InputRequired(), Length(max=2000)],
        description="写清为什么问、问完以后怎么办。开始以后不能再改。",
        render_kw={"rows": 5},
    )
    options = TextAreaField(
        "选项",
        [InputRequired(), Length(max=1200)],
        render_kw={"rows": 5},
    )
    most_choices = IntegerField(
        "每人最多选几项",
        [InputRequired(), NumberRange(min=1, max=_MOST_PEOPLE)],
        description="只能选一项的填 1。",
    )
    last_on = DayField("征询到哪天", [InputRequired()])
    matter = PickField("关于哪个议题", [Optional()], description="只列还没有表决的议题；和议题无关的不选。")

    def offer(self, matters: Iterable[tuple[int, str]], rule: PollRule) -> None:
        """Let one of the matters be picked, and say the limits."""
        self.matter.offer(matters)
        self.options.description = (
            f"一行一个，{rule.least_options} 到 {rule.most_options} 个，每个不超过 {_OPTION} 个字。"
        )
        self.last_on.description = (
            f"最长 {rule.longest_days} 天。这一天仍可以填、可以交纸质问卷，过了这一天自动截止；"
            f"有纸质问卷的，截止以后 {rule.count_days} 天内清点。"
        )

    @property
    def option_lines(self) -> tuple[str, ...]:
        """The options as they were typed, one a line."""
        return tuple(line.strip() for line in (self.options.data or "").splitlines() if line.strip())

    def validate_options(self, field: TextAreaField) -> None:  # noqa: ARG002 - WTForms calls it so
        """Refuse an option that is too long to stand on a phone."""
        if any(len(line) > _OPTION for line in self.option_lines):
            msg = f"每个选项请不要超过 {_OPTION} 个字。"
            raise ValidationError(msg)


class OneChoiceForm(BaseForm):
    """One option of several."""

    chosen = RadioField("您的意向", [InputRequired("请选一项。")])

    def offer(self, texts: Sequence[str]) -> None:
        """Let one of the options be chosen, by number."""
        self.chosen.choices = _numbered(texts)

    @property
    def sent(self) -> tuple[str, ...]:
        """The number of the option chosen."""
        return (self.chosen.data,) if self.chosen.data else ()


class RatingForm(OneChoiceForm):
    """How satisfied somebody is with finished work."""

    reason = TextAreaField(
        "为什么不满意",
        [Length(max=500)],
        description="选“不满意”的可以写，不写也行。评议公布以后，村党支部书记和村委会主任看得到原因，看不到是谁写的，也不公布。"
        "请不要写自己的姓名、电话。",
        render_kw={"rows": 3},
    )


class RatingReplyForm(BaseForm):
    """What came of visiting those who are not satisfied."""

    text = TextAreaField(
        "回访整改情况",
        [InputRequired(), Length(max=1000)],
        description="写清回访了多少户、问题在哪里、怎么改、什么时候改好。会公布，不要写是谁提的。",
        render_kw={"rows": 6},
    )


class SeveralChoicesForm(BaseForm):
    """Some options of several."""

    chosen = CheckboxesField("您的意向", [InputRequired("请至少选一项。")])

    def offer(self, texts: Sequence[str], *, most: int) -> None:
        """Let up to ``most`` of the options be chosen, by number."""
        self.chosen.choices = _numbered(texts)
        self.chosen.description = f"最多选 {most} 项。"

    @property
    def sent(self) -> tuple[str, ...]:
        """The numbers of the options chosen."""
        return tuple(self.chosen.data or ())


class SheetForm(BaseForm):
    """Who handed in a sheet of paper."""

    typed = StringField(
        "谁交来的（姓名或编号）",
        [InputRequired(), Length(max=40)],
        description="没有手机的人打电话口述的，请照他说的填一张纸，放进票箱，也登记在这里。",
    )


class SheetsForm(BaseForm):
    """What was counted on the sheets; the fields of the options are made for each poll."""

    blank = IntegerField("空白、看不清的（张）", [InputRequired(), NumberRange(min=0, max=_MOST_PEOPLE)])

    @property
    def counted(self) -> Iterable[IntegerField]:
        """The fields of the options, in order."""
        return [field for field in self if field.name.startswith(_COUNT)]

    @property
    def figures(self) -> PollFigures:
        """What was entered."""
        return PollFigures(counts=tuple(field.data for field in self.counted), blank=self.blank.data)


_COUNT = "count_"


def sheets_form(texts: Sequence[str]) -> SheetsForm:
    """Return the form in which the sheets of a poll with these options are counted."""
    rules = [InputRequired(), NumberRange(min=0, max=_MOST_PEOPLE)]
    fields = {f"{_COUNT}{number}": IntegerField(f"{text}（人）", rules) for number, text in enumerate(texts, start=1)}
    made: SheetsForm = type("SheetsForm", (SheetsForm,), fields)()
    return made


def _numbered(texts: Sequence[str]) -> list[SelectChoice]:
    return options((str(number), text) for number, text in enumerate(texts, start=1))
