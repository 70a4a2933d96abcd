"""Forms of quarters and years: what the bookkeeper says beside the figures, and the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from disclosure.books.rules.periodic import Answer, AnswerState
from portal.web.fields import options
from portal.web.forms import BaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from disclosure.books.disclosure_items import DisclosureItem

_STATE, _TEXT = "state_", "text_"
_STATES = options([(one.value, one.title) for one in AnswerState])


class PrepareForm(BaseForm):
    """What is said beside the figures; ``prepare_form`` adds two fields for each item that no account fills."""

    explanation = TextAreaField(
        "总的说明", [Length(max=500)], description="会随公开表一起公布，写给村民看；不要写身份证号、电话、银行卡号。"
    )
    reason = StringField(
        "更正的理由", [Length(max=200)], description="已经公开过、现在重新编制的，写明更正了什么、为什么。"
    )
    after = HiddenField(validators=[InputRequired(), Length(max=4)])

    @property
    def answers(self) -> dict[str, Answer]:
        """What was said, by item."""
        keys = [name.removeprefix(_STATE) for name in self._fields if name.startswith(_STATE)]
        return {
            key: Answer(state=AnswerState(self[f"{_STATE}{key}"].data), text=(self[f"{_TEXT}{key}"].data or "").strip())
            for key in keys
        }

    @property
    def version(self) -> int:
        """The version that was looked at; a text that is no number is of no version."""
        text = self.after.data or ""
        return int(text) if text.isascii() and text.isdigit() else -1

    def fields_of(self, key: str) -> tuple[Any, Any]:
        """Return the two fields of an item."""
        return self[f"{_STATE}{key}"], self[f"{_TEXT}{key}"]


class SignPeriodForm(BaseForm):
    """The declaration of whoever signs."""

    revision = HiddenField(validators=[InputRequired(), Length(max=4)])
    examined = BooleanField(
        "我已核对这张公开表，各项数字与各月公布的账一致，内容属实，同意公布。", [InputRequired("请先看完再勾选。")]
    )

    @property
    def version(self) -> int:
        """The version that was looked at; a text that is no number is of no version."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() else -1


def prepare_form(
    items: Iterable[DisclosureItem], *, before: Mapping[str, Answer], version: int, may_correct: bool
) -> PrepareForm:
    """Return the form with the fields of each item, filled in with what was said ``before``."""
    fields: dict[str, Any] = {}
    for item in items:
        fields[f"{_STATE}{item.key}"] = SelectField(item.name, [InputRequired("请选择。")], choices=_STATES)
        fields[f"{_TEXT}{item.key}"] = TextAreaField(f"内容：{item.name}", [Length(max=500)])
    known = {f"{_STATE}{key}": answer.state.value for key, answer in before.items()}
    known |= {f"{_TEXT}{key}": answer.text for key, answer in before.items()}
    pending = {name: AnswerState.PENDING.value for name in fields if name.startswith(_STATE)}
    made: PrepareForm = type("PrepareFormOfItems", (PrepareForm,), fields)(
        data={**pending, **known, "after": str(version)}
    )
    if not may_correct:
        del made.reason
    return made
