"""Forms of bank statements, of matching by hand, of explanations, and of counting cash."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from disclosure.books import bank
from disclosure.books.errors import LostFilesError
from disclosure.books.sheets.bank import Asked, chosen_columns
from disclosure.books.sheets.table import NamedFile
from portal.kernel.months import Month
from portal.web.fields import DayField, MonthField, YuanField, options
from portal.web.forms import BaseForm, carried, uncarried, uploaded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disclosure.books.sheets.bank import StatementReading

_REASON = 200


class StatementForm(BaseForm):
    """A statement as the bank hands it out."""

    file = FileField(
        "对账单文件",
        [FileRequired("请选择文件。")],
        description="网银导出的 Excel（.xlsx、.xls）或 CSV 文件，哪家银行的都可以。",
    )
    first_on = DayField("从哪天", [InputRequired("请填写对账单开始的日期。")])
    last_on = DayField("到哪天", [InputRequired("请填写对账单结束的日期。")], description="最晚是昨天。")
    ending = StringField(
        "账号后四位",
        [Optional(), Regexp(r"\d{4}", message="请填写四位数字，例如 6789。"), Length(max=4)],
        description="表里写有账号的不用填。系统只保存后四位。",
        filters=[lambda text: (text or "").strip()],
    )
    closing_fen = YuanField("最后的余额（元）", description="表里没有余额一列时填写。")

    def said(self) -> tuple[NamedFile, Asked]:
        """Return the file and what was said of it.

        :raise UploadTooLargeError: the file is too large.
        """
        file = NamedFile(name=self.file.data.filename, data=uploaded(self.file.data))
        return file, Asked(
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            ending=self.ending.data or "",
            closing_fen=self.closing_fen.data,
        )


class StatementConfirmForm(BaseForm):
    """The statement that was shown, sent back whole with what was said of it."""

    content = HiddenField(validators=[InputRequired()])

    def said(self) -> tuple[NamedFile, Asked, dict[str, int]]:
        """Return the file that was shown, what was said of it, and its columns.

        :raise LostFilesError: they did not arrive whole.
        """
        try:
            kept = json.loads(self.content.data)
            closing = kept["closing_fen"]
            asked = Asked(
                first_on=date.fromisoformat(kept["first_on"]),
                last_on=date.fromisoformat(kept["last_on"]),
                ending=str(kept["ending"]),
                closing_fen=None if closing is None else int(closing),
            )
            columns = {str(key): int(place) for key, place in kept["columns"].items()}
            return NamedFile(name=str(kept["name"]), data=uncarried(kept["data"])), asked, columns
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise LostFilesError from error


class ImportStatementForm(StatementConfirmForm):
    """A statement that was looked at; one of an account nobody saw before is confirmed apart."""

    new_account = BooleanField("村里确实新开了这个账户，从这份对账单起另立一个账户")


class ColumnsForm(StatementConfirmForm):
    """Which column says what; the fields are those of ``bank.columns()``."""

    def chosen(self, headings: Sequence[str]) -> dict[str, int]:
        """Return the columns that were picked.

        :raise SameColumnTwiceError: one was picked twice.
        :raise StatementColumnsError: they do not say when or how much.
        """
        places = {one.key: self[one.key].data for one in bank.columns()}
        return chosen_columns({key: int(text) if text else None for key, text in places.items()}, headings)

    def offer(self, headings: Sequence[str]) -> None:
        """Let every column of the file be picked."""
        named = [(str(at), name or f"第 {at + 1} 列") for at, name in enumerate(headings)]
        for one in bank.columns():
            self[one.key].choices = options([("", "没有这一列"), *named])


for _column in bank.columns():
    setattr(ColumnsForm, _column.key, SelectField(_column.title, validate_choice=False))


class MatchForm(BaseForm):
    """What was ticked on both sides."""

    lines = SelectMultipleField("银行流水", coerce=int, validate_choice=False)
    vouchers = SelectMultipleField("凭证", coerce=int, validate_choice=False)


class UnmatchForm(BaseForm):
    """Why a match is taken back."""

    reason = StringField(
        "为什么取消",
        [InputRequired("请写明为什么取消。"), Length(max=_REASON)],
        description="例如：勾错了，金额相同的另一笔才是。",
    )


class WithdrawForm(BaseForm):
    """Why a statement is taken back."""

    reason = StringField(
        "为什么收回",
        [InputRequired("请写明为什么收回。"), Length(max=_REASON)],
        description="例如：选错了文件，是另一个账户的。",
    )


class ExplainForm(BaseForm):
    """Why each outstanding item, or the difference, is there; ``of`` adds a line for each."""

    @classmethod
    def of(cls, asked: Iterable[tuple[str, str, str]]) -> ExplainForm:
        """Return the form for ``asked``: key, what it is, and what was said so far."""
        fields = {
            key: StringField(label, [Length(max=_REASON)], default=said, filters=[_line]) for key, label, said in asked
        }
        made: ExplainForm = type(cls.__name__, (cls,), fields)()
        return made

    @property
    def texts(self) -> Mapping[str, str]:
        """What was written, by key."""
        return {one.name: one.data or "" for one in self.shown_fields}


class BankRuleForm(BaseForm):
    """What a place decided on reconciling before the close."""

    required = RadioField(
        "怎样决定的",
        [InputRequired("请选择。")],
        choices=options([("yes", "结账前必须和银行对账单对账"), ("no", "不再要求结账前对账")]),
    )
    since = MonthField("从哪个月的账起", [InputRequired()], description="最早从本月的账起。")
    met_on = DayField("哪天决定的", [InputRequired()])
    title = StringField("依据的文件或会议", [InputRequired("请填写。"), Length(max=80)])
    evidence = TextAreaField("决定的原文", [InputRequired(), Length(max=4000)], render_kw={"rows": 6})


class CashCountForm(BaseForm):
    """What was counted in the cash box."""

    counted_on = DayField("哪天盘点的", [InputRequired("请填写盘点的日期。")])
    counted_fen = YuanField("盘到的现金（元）", [InputRequired("请填写盘到的金额，没有就填 0。")])
    text = StringField("和账上不一样时，原因", [Length(max=_REASON)], filters=[lambda text: _line(text or "")])


class CashConfirmForm(BaseForm):
    """The second person's word."""

    counting = HiddenField(validators=[InputRequired(), Regexp(r"\d{1,9}")])
    counted = BooleanField("我一起盘点了，数目属实。", [InputRequired("请先看清数目再勾选。")])


def packed_statement(reading: StatementReading, file: NamedFile) -> str:
    """Return what a ``StatementConfirmForm`` carries."""
    asked = reading.asked
    return json.dumps(
        {
            "name": file.name,
            "data": carried(file.data),
            "first_on": asked.first_on.isoformat(),
            "last_on": asked.last_on.isoformat(),
            "ending": asked.ending,
            "closing_fen": asked.closing_fen,
            "columns": dict(reading.columns),
        }
    )


def statement_form(first_on: date | None, *, yesterday: date) -> StatementForm:
    """Return the form, from a day to the end of its month where one is known, as far as its days have passed."""
    if first_on is None or first_on > yesterday:
        return StatementForm()
    return StatementForm(first_on=first_on, last_on=min(Month.of(first_on).last_day, yesterday))


def _line(text: str | None) -> str:
    """Return ``text`` on one line."""
    return " ".join((text or "").split())
