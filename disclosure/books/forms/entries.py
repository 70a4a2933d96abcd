"""Forms of one voucher: entered, given its receipts, taken back; and of an account of the village's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from disclosure.books.chart import MoneyAccount
from disclosure.books.forms.alerts import PAPER_KINDS
from disclosure.books.forms.funds import FundField
from disclosure.books.forms.items import item_fields, rows_of
from disclosure.books.rules.entries import Entry
from disclosure.books.rules.papers import PaperKind, paper_of
from disclosure.books.rules.vouchers import VoucherKind
from portal.web.fields import DayField, PickField, UploadsField, YuanField, options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from disclosure.books.forms.items import ItemFields
    from disclosure.books.rules.entries import Category
    from disclosure.books.rules.items import Item
    from disclosure.books.rules.papers import Paper

_MONEY = [(money.value, money.value) for money in MoneyAccount]


class EntryForm(BaseForm):
    """What happened with money, in plain words; ``EntryForm.of`` leaves out what the kind does not have."""

    happened_on = DayField(
        "日期", [InputRequired("请填写日期。")], description="钱收到或付出的那一天，不是录入的这天。"
    )
    amount_fen = YuanField("金额（元）", [InputRequired("请填写金额。")])
    category = SelectField("类别", [InputRequired("请选择类别。")])
    money = RadioField("钱走的是", [InputRequired("请选择。")], choices=options(_MONEY))
    party = StringField("对方", [InputRequired("请填写对方。"), Length(max=80)])
    summary = StringField("摘要", [InputRequired("请写明为了什么。"), Length(max=200)])
    matter_number = PickField("依据哪项决议")
    fund = FundField("哪一笔资金")
    really_two = BooleanField("确实是两笔，不是重复录入")
    rows = HiddenField(default="0")
    token = HiddenField(validators=[InputRequired(), Length(max=32)])

    @classmethod
    def of(cls, kind: VoucherKind, *, rows: int = 0, given: MultiDict[str, str] | None = None) -> EntryForm:
        """Return the form of one kind of entry: fields it does not have are gone, labels say what is meant.

        It has ``rows`` rows for items; ``given`` is filled in beforehand.
        """
        made = type(cls.__name__, (cls,), item_fields(rows))
        form: EntryForm = made() if given is None else made(formdata=given)
        form.rows.data = str(rows)
        missing, labels = _KINDS[kind]
        for name in missing:
            del form[name]
        for name, label in labels.items():
            form[name].label.text = label
        if kind is VoucherKind.TRANSFER:
            form["money"].choices = options(_MOVES)
        return form

    @property
    def item_rows(self) -> tuple[ItemFields, ...]:
        """The rows for items, in order."""
        return rows_of(self._fields, int(self.rows.data))

    def entry(self, kind: VoucherKind, category: Category | None, *, items: tuple[Item, ...] = ()) -> Entry:
        """Return what the form says."""
        return Entry(
            kind=kind,
            happened_on=self.happened_on.data,
            amount_fen=self.amount_fen.data,
            money=MoneyAccount(self.money.data),
            category=category,
            summary=_line(self.summary.data),
            party=_line(self._said("party")),
            matter_number=self._said("matter_number") or None,
            fund=_line(self._said("fund")),
            really_two=bool(self.really_two.data),
            token=self.token.data,
            items=items,
        )

    def _said(self, name: str) -> Any:
        return self[name].data or "" if name in self else ""


class WithPapers(BaseForm):
    """What is sent with a voucher that was shown: its receipts, and what kind of paper they are."""

    receipts = UploadsField("票据照片或 PDF")
    paper_kind = SelectField("票据种类", choices=[SelectChoice("", "以后再登记"), *PAPER_KINDS], default="")
    invoice_number = StringField("发票号码", [Length(max=40)])

    def paper(self) -> Paper | None:
        """Return what is said of the paper, or nothing where nobody said.

        :raise InvoiceNumberError: the number has another form.
        """
        return (
            paper_of(PaperKind(self.paper_kind.data), self.invoice_number.data or "") if self.paper_kind.data else None
        )


class BookForm(EntryForm, WithPapers):
    """The entry that was shown, sent back whole, now with its receipts."""


class ReceiptsForm(BaseForm):
    """Receipts that come after the voucher."""

    receipts = UploadsField("票据照片或 PDF", [InputRequired("请选择照片或 PDF。")])


class ReverseForm(BaseForm):
    """Why a voucher is taken back."""

    reason = TextAreaField(
        "冲销理由",
        [InputRequired("请写明为什么冲销。"), Length(max=200)],
        description="会公开，写清楚原来错在哪里，例如：金额看错，应为 320 元。",
    )


class SubAccountForm(BaseForm):
    """An account of the village's own."""

    code = SelectField("开在哪个科目下面", [InputRequired("请选择科目。")])
    name = StringField("名称", [InputRequired("请填写名称。"), Length(max=40)], description="例如：办公费、卫生保洁。")


_MOVES = [(MoneyAccount.CASH.value, "现金存入银行"), (MoneyAccount.BANK.value, "从银行取出现金")]


#: What a kind of entry does not ask, and what the rest is called.
_KINDS: dict[VoucherKind, tuple[tuple[str, ...], dict[str, str]]] = {
    VoucherKind.RECEIPT: (
        ("matter_number",),
        {"party": "谁交来的", "summary": "收的什么钱", "money": "钱收到哪里", "category": "算哪一类收入"},
    ),
    VoucherKind.PAYMENT: (
        (),
        {"party": "付给谁", "summary": "为了什么", "money": "从哪里付的", "category": "算哪一类支出"},
    ),
    VoucherKind.TRANSFER: (
        ("matter_number", "fund", "category", "party"),
        {"money": "怎么转", "summary": "说明"},
    ),
}


def _line(text: str) -> str:
    """Return ``text`` on one line."""
    return " ".join(text.split())
