"""Forms of the books: the shape of input, with Chinese labels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from disclosure.books import chart
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import LostFilesError, TooManyFilesError
from disclosure.books.rules.entries import Entry
from disclosure.books.rules.vouchers import VoucherKind
from disclosure.books.sheets.table import NamedFile
from portal.web.fields import DayField, MonthField, PickField, UploadsField, YuanField, options
from portal.web.forms import MOST_UPLOADS, BaseForm, carried, uncarried, uploaded
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.rules.entries import Category

#: One cash journal and one itemised list.
MOST_FILES = MOST_UPLOADS

_CHARTS = [("", "按月份自动选"), *((key, chart.chart(key).title) for key in chart.KEYS)]
_MONEY = [(money.value, money.value) for money in MoneyAccount]


class ImportForm(BaseForm):
    """A month's files as they come from the bookkeeper."""

    month = MonthField("哪个月的账", [InputRequired()])
    files = MultipleFileField(
        "账目文件",
        [FileRequired("请选择文件。")],
        description="现金日记账，或收支明细表，或两份一起选。Excel（.xlsx、.xls）或 CSV 文件。",
    )
    money = RadioField(
        "只有收支明细表时，钱走的是",
        choices=options([("", "表里有现金日记账，不用选"), *_MONEY]),
        default="",
        validate_choice=True,
    )
    chart_key = SelectField("科目名称照哪一套制度", choices=options(_CHARTS), default="")

    def named_files(self) -> list[NamedFile]:
        """Return what was sent.

        :raise UploadTooLargeError: one of them is too large.
        :raise TooManyFilesError: more than one cash journal and one itemised list can be.
        """
        sent = self.files.data or []
        if len(sent) > MOST_FILES:
            raise TooManyFilesError(MOST_FILES)
        return [NamedFile(name=one.filename, data=uploaded(one)) for one in sent]


class ConfirmForm(BaseForm):
    """The files that were shown, sent back whole, so that nothing need be kept between looking and deciding."""

    month = HiddenField(validators=[InputRequired()])
    money = HiddenField(validators=[AnyOf(["", *MoneyAccount])])
    chart_key = HiddenField(validators=[AnyOf(["", *chart.KEYS])])
    content = HiddenField(validators=[InputRequired()])

    def named_files(self) -> list[NamedFile]:
        """Return the files that were shown.

        :raise LostFilesError: they did not arrive whole.
        """
        try:
            files = [
                NamedFile(name=str(one["name"]), data=uncarried(one["data"])) for one in json.loads(self.content.data)
            ]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise LostFilesError from error
        if not 0 < len(files) <= MOST_FILES:
            raise LostFilesError
        return files


def packed(files: Sequence[NamedFile]) -> str:
    """Return ``files`` as the text a ``ConfirmForm`` carries."""
    return json.dumps([{"name": one.name, "data": carried(one.data)} for one in files])


class OpeningForm(BaseForm):
    """What a money account held when the village's books begin."""

    money = RadioField("哪个账户", [InputRequired("请选择账户。")], choices=options(_MONEY))
    amount_fen = YuanField("期初余额（元）", [InputRequired()], description="账上开始时的余额；没有钱就填 0。")


class CloseForm(BaseForm):
    """The decision to close."""

    explanation = TextAreaField(
        "对上面各项的说明",
        [Length(max=500)],
        description="会随本月的账一起公开，写给村民看；不写，公开时就注明“没有说明”。",
    )


class SignOffForm(BaseForm):
    """The declaration of whoever signs off."""

    examined = BooleanField("我已逐笔看过本月的凭证，收支属实，同意公布。", [InputRequired("请先看完再勾选。")])


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
    fund = StringField(
        "用的哪笔资金", [Length(max=120)], description="和决议批准的不是同一笔资金时才填，会标出来提醒。"
    )
    really_two = BooleanField("确实是两笔，不是重复录入")
    token = HiddenField(validators=[InputRequired(), Length(max=32)])

    @classmethod
    def of(cls, kind: VoucherKind, *, token: str = "") -> EntryForm:
        """Return the form of one kind of entry: fields it does not have are gone, labels say what is meant."""
        form = cls() if not token else cls(token=token)
        missing, labels = _KINDS[kind]
        for name in missing:
            del form[name]
        for name, label in labels.items():
            form[name].label.text = label
        if kind is VoucherKind.TRANSFER:
            form["money"].choices = options(_MOVES)
        return form

    def entry(self, kind: VoucherKind, category: Category | None) -> Entry:
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
        )

    def _said(self, name: str) -> Any:
        return self[name].data or "" if name in self else ""


class BookForm(EntryForm):
    """The entry that was shown, sent back whole, now with its receipts."""

    receipts = UploadsField("票据照片或 PDF")


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


class VoucherFilterForm(FilterForm):
    """Which vouchers are asked for."""

    q = StringField("摘要或对方", [Length(max=40)])
    month = MonthField("月份")
    account = SelectField("科目")
    receipt = SelectField("票据", choices=options([("", "全部"), ("yes", "有票据"), ("no", "没有票据")]))
    matter = IntegerField("议题号", [Optional()])


class LedgerFilterForm(FilterForm):
    """Which account's ledger of which year."""

    account = SelectField("科目")
    year = IntegerField("年份", [Optional(), NumberRange(min=1949, max=2999)])


_MOVES = [(MoneyAccount.CASH.value, "现金存入银行"), (MoneyAccount.BANK.value, "从银行取出现金")]

#: What a kind of entry does not ask, and what the rest is called.
_KINDS: dict[VoucherKind, tuple[tuple[str, ...], dict[str, str]]] = {
    VoucherKind.RECEIPT: (
        ("matter_number", "fund"),
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
