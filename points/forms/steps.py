"""Forms of the steps before a review: the party group's word, and what records say."""

from __future__ import annotations

from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import Length

from portal.web.forms import BaseForm

_LONGEST_REMARK = 200


class CheckForm(BaseForm):
    """What the party group says of what is ticked; without a doubt it confirms."""

    #: What another did meanwhile is no longer listed; the service tells it from what never was.
    claims = SelectMultipleField("哪些申报", coerce=int, validate_choice=False)
    doubt = StringField(
        "有疑问的写明（不写就是核实无误）",
        [Length(max=_LONGEST_REMARK)],
        description="例如：那天没有看到他。支委会审核时看得到，不要写他人隐私。",
    )


class ReviewManyForm(BaseForm):
    """What is ticked in the list of claims; a reason where all of it is rejected."""

    reason = StringField(
        "为什么不通过", [Length(max=_LONGEST_REMARK)], description="勾选的每一笔都写这一条，本人看得到。"
    )


class DraftsForm(BaseForm):
    """Whom records name, ticked."""

    #: What another did meanwhile is no longer listed; the service tells it from what is gone.
    people = SelectMultipleField("哪些人", validate_choice=False)
    belated = BooleanField("这个月已经锁定，补记到本月")
