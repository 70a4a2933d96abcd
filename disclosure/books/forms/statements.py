"""The form that asks for months side by side."""

from __future__ import annotations

from portal.web.fields import MonthField
from portal.web.lists import FilterForm


class ComparisonForm(FilterForm):
    """From which month to which."""

    first = MonthField("从哪个月")
    last = MonthField("到哪个月")
