"""The form that states what every account stood at; its fields are the accounts of the village."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms.validators import InputRequired

from portal.web.fields import YuanField
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIELD = "account_"
_HINTS = {"借": "", "贷": "贷方余额", "双向": "借方余额填正数，贷方余额填负数"}
_SIDES = {"借": "debit", "贷": "credit", "双向": "debit"}


class OpeningsForm(BaseForm):
    """What the accounts stood at, each on its own side; ``openings_form`` adds a field for each."""

    @property
    def by_code(self) -> Mapping[str, Any]:
        """The fields by the code of their account."""
        return {code_of(name): one for name, one in self._fields.items() if name.startswith(_FIELD)}

    @property
    def amounts(self) -> dict[str, int]:
        """What was filled in, by the code of its account."""
        return {code: one.data for code, one in self.by_code.items() if one.data is not None}


def openings_form(accounts: Iterable[tuple[str, str, str, bool]]) -> OpeningsForm:
    """Return the form with a field for each account: its code, title, side, and whether it must be filled in."""
    fields = {
        f"{_FIELD}{code.replace('-', '_')}": YuanField(
            title,
            [InputRequired("请填写，没有钱就填 0。")] if needed else [],
            description="账上开始时的钱；没有钱就填 0。" if needed else _HINTS[side],
            render_kw={"data-side": _SIDES[side]},
        )
        for code, title, side, needed in accounts
    }
    made: OpeningsForm = type("OpeningsFormOfAccounts", (OpeningsForm,), fields)()
    return made


def code_of(name: str) -> str:
    """Return the code of the account a field is about."""
    return name.removeprefix(_FIELD).replace("_", "-")
