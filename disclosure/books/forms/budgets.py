"""The form that says what a year is planned to bring and cost; its fields are the village's accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from disclosure.books.forms.openings import code_of
from portal.web.fields import UploadsField, YuanField
from portal.web.forms import BaseForm
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIELD = "account_"


class BudgetYearForm(FilterForm):
    """Which year's budget."""

    year = IntegerField("年份", [Optional(), NumberRange(min=1949, max=2999)])


class BudgetForm(BaseForm):
    """What is planned under each account, and where that is written; ``budget_form`` adds a field for each."""

    source = StringField(
        "依据",
        [InputRequired("请写明预算依据什么文件或会议。"), Length(max=200)],
        description="例如：2026年1月12日村民代表会议通过的收支预算。",
    )
    papers = UploadsField("文件照片或 PDF")

    @property
    def by_code(self) -> Mapping[str, Any]:
        """The fields by the code of their account."""
        return {code_of(name): one for name, one in self._fields.items() if name.startswith(_FIELD)}

    @property
    def amounts(self) -> dict[str, int]:
        """What was filled in, by the code of its account."""
        return {code: one.data for code, one in self.by_code.items() if one.data is not None}


def budget_form(accounts: Iterable[tuple[str, str, int | None]]) -> BudgetForm:
    """Return the form with a field for each account: its code, title, and what is planned so far."""
    fields = {
        f"{_FIELD}{code.replace('-', '_')}": YuanField(title, [], default=planned_fen)
        for code, title, planned_fen in accounts
    }
    made: BudgetForm = type("BudgetFormOfAccounts", (BudgetForm,), fields)()
    return made
