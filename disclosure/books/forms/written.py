"""The form of a voucher written line by line (分录方式)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from disclosure.books.forms.entries import WithPapers
from disclosure.books.forms.funds import FundField
from portal.web.fields import DayField, PickField, YuanField
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms.fields.choices import SelectChoice

_Written = TypeVar("_Written", bound="WrittenForm")

#: With how many rows the form begins, and how many it has at most.
FIRST_ROWS, MOST_ROWS = 4, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """The fields of one row."""

    number: int
    account: Any
    debit: Any
    credit: Any


class WrittenForm(BaseForm):
    """A voucher; ``written_form`` adds its rows."""

    happened_on = DayField("日期", [InputRequired("请填写日期。")], description="事情发生的那一天，不是录入的这天。")
    summary = StringField("摘要", [InputRequired("请写明为了什么。"), Length(max=200)])
    party = StringField("对方", [Length(max=80)], description="收谁的、付给谁；没有对方的不填。")
    matter_number = PickField("依据哪项决议")
    fund = FundField("哪一笔资金")
    really_two = BooleanField("确实是两笔，不是重复录入")
    rows = HiddenField()
    token = HiddenField(validators=[InputRequired(), Length(max=32)])

    @property
    def written(self) -> tuple[RowFields, ...]:
        """The rows, in order."""
        return tuple(
            RowFields(
                number=number,
                account=self[f"account_{number}"],
                debit=self[f"debit_{number}"],
                credit=self[f"credit_{number}"],
            )
            for number in range(1, int(self.rows.data) + 1)
        )


class BookWrittenForm(WrittenForm, WithPapers):
    """The voucher that was shown, sent back whole, now with its receipts."""


def written_form(kind: type[_Written], accounts: Sequence[SelectChoice], *, rows: int, **values: Any) -> _Written:
    """Return the form with ``rows`` rows, each offering ``accounts``, and what else it begins with."""
    fields = {name: field for number in range(1, rows + 1) for name, field in _row(number, accounts).items()}
    made: _Written = type(kind.__name__, (kind,), fields)(**values)
    made.rows.data = str(rows)
    return made


def _row(number: int, accounts: Sequence[SelectChoice]) -> dict[str, Any]:
    return {
        f"account_{number}": SelectField(f"第{number}行科目", choices=list(accounts), default=""),
        f"debit_{number}": YuanField(f"第{number}行借方（元）", render_kw={"data-side": "debit"}),
        f"credit_{number}": YuanField(f"第{number}行贷方（元）", render_kw={"data-side": "credit"}),
    }
