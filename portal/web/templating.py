"""How values become text in templates: the same filters in the portal and on the public site.

Amounts arrive as fen, points as hundredths, moments as aware UTC; whatever is absent is shown as a dash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import StrictUndefined

from portal.kernel import clock
from portal.kernel.days import chinese_day, chinese_moment
from portal.kernel.money import format_yuan
from portal.kernel.names import mask_name
from portal.web.charts import share_bar
from portal.web.figures import ABSENT, percent, points

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from flask import Flask

    from portal.kernel.months import Month, Quarter


def init_app(app: Flask) -> None:
    """Give ``app`` the filters, and templates in which an unknown name is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)


def yuan(fen: int | None) -> str:
    """Return an amount as people read it: ``-1,234.50``."""
    return ABSENT if fen is None else format_yuan(fen)


def day(value: date | None) -> str:
    """Return a day: ``2026年10月3日``."""
    return ABSENT if value is None else chinese_day(value)


def moment(value: datetime | None) -> str:
    """Return a moment in China's time: ``2026年10月3日 09:30``."""
    if value is None:
        return ABSENT
    return chinese_moment(value.astimezone(clock.LOCAL))


def month(value: Month | Quarter | None) -> str:
    """Return a month or quarter: ``2026年10月``, ``2026年第三季度``."""
    return ABSENT if value is None else value.chinese


def masked(name: str | None) -> str:
    """Return a name with its middle hidden: ``张*丰``."""
    return ABSENT if name is None else mask_name(name)


#: Every filter a template may use beside Jinja's own.
FILTERS: dict[str, Callable[..., str]] = {
    "yuan": yuan,
    "percent": percent,
    "points": points,
    "day": day,
    "moment": moment,
    "month": month,
    "masked": masked,
    "share": share_bar,
}
