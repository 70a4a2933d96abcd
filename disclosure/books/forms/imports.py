"""Forms of a month's import, and of the openings no file brought forward."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
)
from wtforms.validators import AnyOf, InputRequired

from disclosure.books import chart
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import LostFilesError, TooManyFilesError
from disclosure.books.sheets.table import NamedFile
from portal.web.fields import MonthField, YuanField, options
from portal.web.forms import MOST_UPLOADS, BaseForm, carried, uncarried, uploaded

if TYPE_CHECKING:
    from collections.abc import Sequence


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
