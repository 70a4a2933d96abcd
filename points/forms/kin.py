"""Forms about near relatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.web.fields import DayField, PickField, options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_REASON = 200


class KinForm(BaseForm):
    """Who is what to whom, and since when."""

    person = PickField("哪位党员", [InputRequired()])
    relative = PickField("和谁是近亲属", [InputRequired()])
    kind = SelectField("后一位是前一位的", [InputRequired()])
    since = DayField("从哪天起", [InputRequired()], description="一直是的，写今天就可以。")

    def offer_kinds(self, names: Mapping[str, str]) -> None:
        """Let one of these kinds be picked."""
        self.kind.choices = options(names.items())


class EndKinForm(BaseForm):
    """Until when, and why."""

    until = DayField("到哪天为止", [InputRequired()])
    reason = StringField(
        "为什么解除",
        [InputRequired(), Length(max=_LONGEST_REASON)],
        description="例如：登记错了人；已经离婚。两个人都看得到，不要写其他隐私。",
    )
