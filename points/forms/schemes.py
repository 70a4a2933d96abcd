"""Forms about a scheme, the draft of one, and the members it applies to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from points.errors import LostTableError
from portal.web.fields import DayField, PickField, options
from portal.web.forms import BaseForm, carried, uncarried, uploaded

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_REASON, _LONGEST_RESOLUTION, _LONGEST_FILING = 200, 120, 80
_TABLE = "Excel 或 CSV，列名与示例相同。"


class AdoptForm(BaseForm):
    """From which day a scheme applies, and by what it was adopted."""

    effective_from = DayField("从哪天起施行", [InputRequired()], description="这天以前发生的事仍按原来的办法记分。")
    meeting = PickField("哪次支部党员大会通过的", [Optional()], description="会议在系统里开的就选上；没有的不选。")
    resolution = StringField(
        "决议的名称",
        [InputRequired(), Length(max=_LONGEST_RESOLUTION)],
        description="例如：2026年1月5日支部党员大会决议。",
    )
    filed_as = StringField("镇党委备案", [Length(max=_LONGEST_FILING)], description="备案的文号或日期，没有就不填。")
    group_check = BooleanField("党员自己申报的，先由党小组核实，再由支委会审核")
    compared = BooleanField("上面几处已经对照决议核对，确实是这样通过的")

    @property
    def was_compared(self) -> bool:
        """Whether what is adopted was shown with its contradictions and compared."""
        return bool(self.compared.data)

    def ask_to_compare(self, *, needed: bool) -> None:
        """Ask whether what contradicts itself was compared with the resolution, where something does."""
        if not needed:
            del self.compared


class AdoptFileForm(AdoptForm):
    """The same, with the scheme's file: once shown it travels in the form until it is adopted."""

    file = FileField("积分办法文件", description=_TABLE)
    name = HiddenField()
    content = HiddenField()

    @property
    def was_compared(self) -> bool:
        """Whether the file that was shown was compared; one chosen now was not."""
        return super().was_compared and not self.file.data

    def validate_file(self, field: FileField) -> None:
        """Ask for the file where none was shown before."""
        if not field.data and not self.content.data:
            raise ValidationError("请选择文件。")

    def carry(self, name: str, data: bytes) -> None:
        """Keep the file that was shown: it need not be chosen again."""
        self.name.data, self.content.data = name, carried(data)
        self.file.description = f"已经选了“{name}”，改好了才重新选。"

    def chosen(self) -> tuple[str, bytes]:
        """Return the name and bytes of the file chosen now, or of the one that was shown.

        :raise BadValueError: it is too large, or did not come back whole.
        """
        if self.file.data:
            return self.file.data.filename or "", uploaded(self.file.data)
        try:
            return self.name.data or "", uncarried(self.content.data)
        except ValueError as error:
            raise LostTableError from error


class DraftForm(BaseForm):
    """A changed table in the place of a draft."""

    file = FileField("改好的草案", [FileRequired("请选择文件。")], description=_TABLE)


class ClassForm(BaseForm):
    """Which class a member has for a time."""

    person = PickField("哪位党员", [InputRequired()])
    member_class = SelectField("类别")
    since = DayField("从哪天起", [InputRequired()])
    until = DayField("到哪天为止", [Optional()], description="不知道到什么时候的不填。")
    reason = StringField(
        "理由",
        [InputRequired(), Length(max=_LONGEST_REASON)],
        description="例如：外出务工六个月以上。不要写病情等隐私。",
    )

    def offer_classes(self, classes: Iterable[tuple[str, str]]) -> None:
        """Let one of ``classes`` be picked, or what the register says."""
        self.member_class.choices = options([("", "按名册"), *classes])


class CheckerForm(BaseForm):
    """Who leads a party group."""

    person = PickField("哪位党员", [InputRequired()])
    group = SelectField("哪个党小组", description="只核实这个党小组党员的申报；不选的核实整个支部的。")
    since = DayField("从哪天起", [InputRequired()])
    until = DayField("到哪天为止", [Optional()], description="卸任时再登记一次，写上截止日期。")

    def offer_groups(self, groups: Iterable[str]) -> None:
        """Let one of ``groups`` be picked, or the whole branch."""
        self.group.choices = options([("", "整个支部"), *((one, one) for one in groups)])
