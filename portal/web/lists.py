"""Lists with a filter: a form in the address, kept through the pages and passed on to the Excel file.

    class MeetingFilter(FilterForm):
        q = StringField("找会议", [Length(max=40)])
        body = SelectField("会议种类")

    filters = MeetingFilter()
    filters.body.choices = options([("", "全部"), …])
    rows = queries.meetings(village, body=filters.value("body"))

The template says ``{{ filter_form(filters) }}`` above the table and ``{{ list_foot(page, filters, address) }}`` below
it (``_macros/lists.html``). What cannot be read filters nothing and is said beside its field; a file is then refused.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import request

from portal.kernel.errors import BadValueError
from portal.web.forms import BaseForm


class UnreadableFilterError(BadValueError):
    """A file would hold more than was asked for."""

    def __init__(self) -> None:
        super().__init__("筛选条件读不懂，所以没有生成文件；请回到列表，改好条件再下载。")


class FilterForm(BaseForm):
    """What a list is asked for. It changes nothing, so it carries no token; fields are optional by themselves."""

    class Meta(BaseForm.Meta):
        """Without a token."""

        csrf = False

    def __init__(self) -> None:
        super().__init__(formdata=request.args)

    @cached_property
    def readable(self) -> bool:
        """Whether everything asked could be read; ask only after choices are set. What is left empty asks nothing."""
        found = [field.validate(self) for field in self if field.name in self.asked]
        return all(found)

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, as the address has it."""
        fields = {field.name for field in self}
        given = {name: [text for text in values if text] for name, values in request.args.lists() if name in fields}
        return {name: values for name, values in given.items() if values}

    @property
    def query(self) -> str:
        """What was asked, for an address that goes on with ``page=…``: empty, or ``q=…&``."""
        return f"{urlencode(self.asked, doseq=True)}&" if self.asked else ""

    def value(self, name: str) -> Any:
        """Return what a field asks for; nothing where it is empty or cannot be read."""
        field = self[name]
        asked = name in self.asked and (self.readable or not field.errors)
        return field.data if asked else None

    def require_readable(self) -> None:
        """Refuse to make a file of more than was asked for.

        :raise UnreadableFilterError: a field could not be read.
        """
        if not self.readable:
            raise UnreadableFilterError


def asked_page() -> int:
    """Return the number of the page the address asks for, the first without one."""
    return request.args.get("page", 1, type=int)
