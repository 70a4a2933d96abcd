"""Forms of alerts: which are asked for, the answer, the verdict; and what paper stands behind a voucher."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.papers import Paper, PaperKind, paper_of
from portal.web.fields import MonthField, UploadsField, options
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

#: What a payment may rest on, for forms.
PAPER_KINDS = options([(one.value, one.title) for one in PaperKind])

ACCEPTED, SENT_BACK = "accepted", "sent_back"


class AlertFilterForm(FilterForm):
    """Which alerts are asked for."""

    state = SelectField("进度", choices=options([("", "全部"), *((one.value, one.title) for one in AlertState)]))
    check = SelectField("哪一种")
    month = MonthField("月份")


class AnswerAlertForm(BaseForm):
    """What the village says to an alert."""

    text = TextAreaField(
        "答复",
        [InputRequired("请写明情况。"), Length(max=500)],
        description="会随本月的账公开，写给村民看；不要写身份证号、电话、银行卡号。",
    )
    papers = UploadsField("证明材料照片或 PDF")


class JudgeAlertForm(BaseForm):
    """What another person finds of an answer."""

    verdict = RadioField(
        "核实结果",
        [InputRequired("请选择。")],
        choices=options([(ACCEPTED, "情况属实，核销"), (SENT_BACK, "说不清楚，退回再答复")]),
    )
    text = TextAreaField("核实意见", [Length(max=500)], description="退回的请写明还要说清什么；会随账目公开。")


class PaperForm(BaseForm):
    """What paper stands behind a voucher."""

    kind = RadioField("票据种类", [InputRequired("请选择。")], choices=PAPER_KINDS)
    invoice_number = StringField("发票号码", [Length(max=40)], description="有号码的照票面填，用来查重复报销。")

    def paper(self) -> Paper:
        """Return what the form says.

        :raise InvoiceNumberError: the number has another form.
        """
        return paper_of(PaperKind(self.kind.data), self.invoice_number.data or "")
