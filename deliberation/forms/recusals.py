"""Forms of standing back from a matter: the shape of input, with Chinese labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from portal.web.fields import options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 200


def _kind() -> RadioField:
    return RadioField("因为什么回避", [InputRequired("请选一项。")])


def _reason() -> StringField:
    return StringField(
        "具体情况",
        [InputRequired(), Length(max=_LONGEST)],
        description="例如：工程由弟弟家承包。只在村务系统里看得到，不公布。请不要写身份证号、电话、银行卡号。",
    )


class OwnRecusalForm(BaseForm):
    """Why one stands back oneself."""

    kind = _kind()
    reason = _reason()

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        """Let one of the kinds be picked."""
        self.kind.choices = options(kinds)


class RecusalForm(BaseForm):
    """Who stands back, and why."""

    person = StringField(
        "谁回避（姓名或者编号）", [InputRequired(), Length(max=40)], description="回避的人须在本村名册里。"
    )
    kind = _kind()
    reason = _reason()

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        """Let one of the kinds be picked."""
        self.kind.choices = options(kinds)


class RecusalTakenBackForm(BaseForm):
    """Why a recusal is taken back."""

    reason = StringField("为什么收回", [InputRequired(), Length(max=_LONGEST)], description="例如：登记错了人。")
