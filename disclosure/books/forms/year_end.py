"""Forms at the end of a year: what wears, and that it is carried over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from portal.web.fields import YuanField
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms.fields.choices import SelectChoice

#: With how many things the form begins, and how many it has at most.
FIRST_THINGS, MOST_THINGS = 3, 40
_MOST_MONTHS = 12


class EndYearForm(BaseForm):
    """The decision to end the year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingFields:
    """The fields of one thing that wears."""

    number: int
    name: Any
    monthly: Any
    months: Any
    account: Any

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.name.data and self.monthly.data is None


class DepreciationForm(BaseForm):
    """What wears; ``depreciation_form`` adds a row for each thing."""

    rows = HiddenField()

    @property
    def things(self) -> tuple[ThingFields, ...]:
        """The rows, in order."""
        return tuple(
            ThingFields(
                number=number,
                **{name: self[f"thing_{number}_{name}"] for name in ("name", "monthly", "months", "account")},
            )
            for number in range(1, int(self.rows.data) + 1)
        )


def depreciation_form(accounts: Sequence[SelectChoice], *, rows: int, months: int) -> DepreciationForm:
    """Return the form with ``rows`` rows; each may be borne by one of ``accounts``, for ``months`` unless told."""
    fields = {
        name: field for number in range(1, rows + 1) for name, field in _row(number, accounts, months=months).items()
    }
    made: DepreciationForm = type("DepreciationFormOfThings", (DepreciationForm,), fields)()
    made.rows.data = str(rows)
    return made


def _row(number: int, accounts: Sequence[SelectChoice], *, months: int) -> dict[str, Any]:
    return {
        f"thing_{number}_name": StringField(f"第{number}行资产名称", [Length(max=30)]),
        f"thing_{number}_monthly": YuanField(f"第{number}行每月折旧额（元）"),
        f"thing_{number}_months": IntegerField(
            f"第{number}行提几个月", [Optional(), NumberRange(min=1, max=_MOST_MONTHS)], default=months
        ),
        f"thing_{number}_account": SelectField(f"第{number}行记到哪个支出", choices=list(accounts)),
    }
