"""Forms of a request for payment: asked for, approved, returned, paid; and of the ladder a township adopts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from disclosure.books.chart import MoneyAccount
from disclosure.books.forms.alerts import PAPER_KINDS
from disclosure.books.forms.funds import FundField
from disclosure.books.forms.items import item_fields, rows_of
from disclosure.books.ladders import Spending
from disclosure.books.rules.approvals import RequestNumber
from disclosure.books.rules.papers import PaperKind, paper_of
from portal.web.fields import DayField, PickField, UploadsField, YuanField, options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from disclosure.books.forms.items import ItemFields
    from disclosure.books.rules.items import Item
    from disclosure.books.rules.papers import Paper

_ID_PARTS = 4
_AMOUNT = "amount_"


class RequestForm(BaseForm):
    """What somebody asks to be paid."""

    amount_fen = YuanField("金额（元）", [InputRequired("请填写金额。")])
    purpose = StringField("为了什么", [InputRequired("请写明为了什么。"), Length(max=200)])
    payee = StringField("付给谁", [InputRequired("请填写付给谁。"), Length(max=80)])
    spending = RadioField(
        "哪一种支出",
        [InputRequired("请选择。")],
        choices=options((one.value, one.title) for one in Spending),
        default=Spending.NON_PRODUCTION.value,
    )
    category = SelectField("算哪一类支出", [InputRequired("请选择类别。")])
    matter_number = PickField("依据哪项决议", description="要经过四议两公开的大额支出要选；只列出已经通过的决议。")
    fund = FundField("用哪一笔资金", description="用登记过的专项资金、一事一议资金付时选。")
    receipts = UploadsField("票据、报价单或照片")
    token = HiddenField(validators=[InputRequired(), Length(max=32)])

    def line(self, name: str) -> str:
        """Return what a field says, on one line."""
        return " ".join((self[name].data or "").split())


class ApproveForm(BaseForm):
    """A yes to the step that was shown."""

    seen = HiddenField(validators=[InputRequired("页面打开得太久了，请刷新再办。")])
    meeting = PickField(
        "哪一次会议同意的",
        [InputRequired("请选一次会议。")],
        description="只列出已经开过、签过到、写了记录的会议；没有的，请先在“会议”里登记。",
    )


class ReturnForm(BaseForm):
    """Why a request is sent back."""

    seen = HiddenField(validators=[InputRequired("页面打开得太久了，请刷新再办。")])
    reason = TextAreaField(
        "退回的原因，要改什么", [InputRequired("请写明为什么退回。"), Length(max=200)], description="经手人看得到。"
    )


class PayForm(BaseForm):
    """That an approved request was paid."""

    paid_on = DayField("付款日期", [InputRequired("请填写付款日期。")])
    money = RadioField(
        "从哪里付的",
        [InputRequired("请选择。")],
        choices=options((one.value, one.value) for one in reversed(MoneyAccount)),
        default=MoneyAccount.BANK.value,
    )
    receipts = UploadsField("发票、收据或回单")
    paper_kind = SelectField("票据种类", choices=[SelectChoice("", "以后再登记"), *PAPER_KINDS], default="")
    invoice_number = StringField("发票号码", [Length(max=40)])
    really_two = BooleanField("确实是两笔，不是重复记账")
    rows = HiddenField(default="0")

    @classmethod
    def of(cls, *, rows: int, paid_on: date) -> PayForm:
        """Return the form with ``rows`` rows for items; all of them are paid under the category that was approved."""
        made = type(cls.__name__, (cls,), item_fields(rows))
        form: PayForm = made(paid_on=paid_on)
        form.rows.data = str(rows)
        for row in form.item_rows:
            row.category.choices = [SelectChoice("", "")]
        return form

    @property
    def item_rows(self) -> tuple[ItemFields, ...]:
        """The rows for items, in order."""
        return rows_of(self._fields, int(self.rows.data))

    @property
    def items(self) -> tuple[Item, ...]:
        """What the rows say; empty ones say nothing."""
        return tuple(row.item() for row in self.item_rows if not row.empty)

    def paper(self) -> Paper | None:
        """Return what is said of the paper, or nothing where nobody said.

        :raise InvoiceNumberError: the number has another form.
        """
        kind = self.paper_kind.data
        return paper_of(PaperKind(kind), self.invoice_number.data or "") if kind else None


class LadderForm(BaseForm):
    """Which ladder a township decided on."""

    ladder = RadioField("采纳哪一种审批阶梯", [InputRequired("请选一种。")])
    decided_on = DayField("哪天决定的", [InputRequired("请填写文件上的日期。")])
    since = DayField(
        "从哪天起执行", [InputRequired("请填写日期。")], description="最早从明天起；已经报的付款申请按原来的办完。"
    )
    document = TextAreaField(
        "文件名称、文号和原文",
        [InputRequired("请写明依据的文件。"), Length(max=4000)],
        description="照抄乡镇文件里关于审批权限的规定。",
        render_kw={"rows": 6},
    )

    @property
    def amounts(self) -> dict[str, int]:
        """What the chosen ladder leaves to the township, in fen, as far as it was filled in."""
        of_ladder = f"{_AMOUNT}{self.ladder.data}_"
        asked = {name: one.data for name, one in self._fields.items() if name.startswith(of_ladder)}
        return {name.removeprefix(of_ladder): fen for name, fen in asked.items() if fen is not None}


def ladder_form(asked: Iterable[tuple[str, str, str, str]]) -> LadderForm:
    """Return the form with a field for each amount a ladder asks for: its id, the amount's id and name, its title."""
    fields = {
        f"{_AMOUNT}{ladder}_{amount}": YuanField(f"{name}从多少元起", [], description=f"选“{title}”的才填，整元。")
        for ladder, amount, name, title in asked
    }
    made: LadderForm = type("LadderFormOfAmounts", (LadderForm,), fields)()
    return made


def seen_in(text: str) -> tuple[RequestNumber, int, int] | None:
    """Return which request, version and step a form had shown; nothing where the text says none."""
    parts = text.split("-")
    if len(parts) != _ID_PARTS or not all(part.isdecimal() for part in parts):
        return None
    year, number, revision, position = map(int, parts)
    return RequestNumber(year, number), revision, position


def shown_before(form: RequestForm, values: Mapping[str, object]) -> RequestForm:
    """Fill a form that was not sent yet with what the version before said."""
    if not form.is_submitted():
        for name, value in values.items():
            form[name].data = value
    return form
