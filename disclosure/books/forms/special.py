"""Forms of topics: what is disclosed, and the signature."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from disclosure.books.rules.special import Topic, read_receivers, read_vouchers
from disclosure.books.special_kinds import special_kinds
from portal.web.fields import CheckboxesField, DayField, PickField, UploadsField, options
from portal.web.forms import BaseForm


def _number(text: str | None) -> int:
    """Return the version a hidden field names; a text that is no number is of no version."""
    return int(text) if text and text.isascii() and text.isdigit() else -1


class SpecialForm(BaseForm):
    """One topic."""

    kind = RadioField(
        "哪一类", [InputRequired("请选择。")], choices=options([(one.id, one.name) for one in special_kinds().values()])
    )
    title = StringField(
        "标题", [InputRequired("请填写标题。"), Length(max=80)], description="例如：2026年高速公路征地补偿分配。"
    )
    happened_on = DayField(
        "事情发生的日期",
        [InputRequired("请填写日期。")],
        description="发放、签约、开标的那一天；公开的期限从这天算起。",
    )
    text = TextAreaField(
        "内容",
        [InputRequired("请写明是什么钱、怎么定的、怎么用的。"), Length(max=2000)],
        description="会公开，写给村民看；不要写身份证号、电话、银行卡号。",
    )
    vouchers = TextAreaField("涉及的凭证", [Length(max=2000)], description="照凭证号写，一行一张，例如 2026-10-3。")
    matter_number = PickField("依据哪项决议", description="按哪项通过的决议办的；没有的不选。")
    receivers = TextAreaField(
        "名单",
        [Length(max=200_000)],
        render_kw={"rows": 8},
        description="每行：组别，姓名或单位，金额；可以从 Excel 粘贴。公开时姓名隐去一部分，补贴救助只公开各组合计。",
    )
    kept = CheckboxesField("原有的附件", description="去掉勾的，这一份不再附上；以前的一份里仍留着。")
    papers = UploadsField("附件（扫描或拍照的纸质材料）")
    papers_public = BooleanField(
        "附件的图片可以公开（没有身份证号、电话、银行卡号和不该公开的姓名）",
        description="勾选后，图片缩小成一份副本，签字后放上公开网站；不勾选的和 PDF 只公布指纹。补贴救助的附件不公开。",
    )
    reason = StringField(
        "更正的理由", [Length(max=200)], description="已经公开过、现在重新编制的，写明更正了什么、为什么。"
    )
    after = HiddenField(default="0", validators=[InputRequired(), Length(max=4)])
    token = HiddenField(validators=[InputRequired(), Length(max=32)])

    def topic(self) -> Topic:
        """Return what the form says.

        :raise SpecialRowError: a line of the list has another form.
        :raise SpecialVoucherError: a voucher has another form.
        """
        return Topic(
            kind=self.kind.data,
            title=" ".join(self.title.data.split()),
            happened_on=self.happened_on.data,
            text=self.text.data.strip(),
            token=self.token.data,
            vouchers=read_vouchers(self.vouchers.data or ""),
            receivers=read_receivers(self.receivers.data or ""),
            reason=" ".join((self.reason.data or "").split()) if self.reason else "",
            after=_number(self.after.data),
            matter_number=self.matter_number.data,
            kept=tuple(self.kept.data or ()) if self.kept else (),
            papers_public=self.papers_public.data,
        )


class SignSpecialForm(BaseForm):
    """The declaration of whoever signs."""

    revision = HiddenField(validators=[InputRequired(), Length(max=4)])
    examined = BooleanField("我已核对内容、凭证和名单，属实，同意公布。", [InputRequired("请先看完再勾选。")])

    @property
    def version(self) -> int:
        """The version that was looked at."""
        return _number(self.revision.data)


class WithdrawSpecialForm(BaseForm):
    """Why a version is taken back before it is signed."""

    revision = HiddenField(validators=[InputRequired(), Length(max=4)])
    reason = TextAreaField(
        "撤回的理由",
        [InputRequired("请写明为什么撤回。"), Length(max=200)],
        description="例如：同一件事编了两份。",
    )

    @property
    def version(self) -> int:
        """The version that was looked at."""
        return _number(self.revision.data)
