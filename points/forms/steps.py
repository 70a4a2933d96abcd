"""Forms of the steps before a review: the party group's word, and what records say."""

from __future__ import annotations

from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import Length

from portal.web.fields import options
from portal.web.forms import BaseForm

_LONGEST_REMARK = 200


class CheckForm(BaseForm):
    """What the party group says of what is ticked; without a doubt it confirms."""

    claims = SelectMultipleField("哪些申报", coerce=int)
    doubt = StringField(
        "有疑问的写明（不写就是核实无误）",
        [Length(max=_LONGEST_REMARK)],
        description="例如：那天没有看到他。支委会审核时看得到，不要写他人隐私。",
    )

    def offer(self, claim_ids: list[int]) -> None:
        """Let any of these be ticked."""
        self.claims.choices = options((one, str(one)) for one in claim_ids)


class ReviewManyForm(BaseForm):
    """What is ticked in the list of claims; a reason where all of it is rejected."""

    reason = StringField(
        "为什么不通过", [Length(max=_LONGEST_REMARK)], description="勾选的每一笔都写这一条，本人看得到。"
    )


class DraftsForm(BaseForm):
    """Whom records name, ticked."""

    people = SelectMultipleField("哪些人")
    belated = BooleanField("这个月已经锁定，补记到本月")

    def offer(self, picks: list[str]) -> None:
        """Let any of these be ticked."""
        self.people.choices = options((one, one) for one in picks)
