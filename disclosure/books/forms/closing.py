"""Forms of the close and of the sign-off."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from portal.web.forms import BaseForm


class CloseForm(BaseForm):
    """The decision to close."""

    explanation = TextAreaField(
        "对上面各项的说明",
        [Length(max=500)],
        description="会随本月的账一起公开，写给村民看；不写，公开时就注明“没有说明”。",
    )


class SignOffForm(BaseForm):
    """The declaration of whoever signs off."""

    opinion = TextAreaField(
        "审查意见",
        [Length(max=500)],
        description="看出的问题、要村里改进的事；会随本月的账一起公开。没有就不填。",
    )
    examined = BooleanField("我已逐笔看过本月的凭证，收支属实，同意公布。", [InputRequired("请先看完再勾选。")])


class RefuseMonthForm(BaseForm):
    """Why a member of the supervision committee does not sign a month."""

    reason = TextAreaField(
        "退回的理由",
        [InputRequired("请写明为什么退回。"), Length(max=500)],
        description="会告诉报账员；以后签字公布时，退回过几次、为什么，一起公开。",
    )
