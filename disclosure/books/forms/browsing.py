"""Forms that ask for vouchers and ledgers."""

from __future__ import annotations

from wtforms import (
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import Length, NumberRange, Optional

from portal.web.fields import MonthField, options
from portal.web.lists import FilterForm


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
