"""Column types that read the same on SQLite and PostgreSQL.

Moments are text ``2026-10-01T08:00:00.000000Z`` (fixed width, so text order is time order), months
``2026-10``, quarters ``2026-Q3``, enumerations their value, JSON its canonical text, money integer fen.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from peewee import BigIntegerField, Field

from portal.kernel.canonical import Json, canonical_json
from portal.kernel.months import Month, Quarter

_E = TypeVar("_E", bound=StrEnum)

# The stubs make peewee's fields generic, the library does not.
if TYPE_CHECKING:
    _DatetimeField = Field[datetime]
    _MonthBase = Field[Month]
    _QuarterBase = Field[Quarter]
    _AnyField = Field[Any]

    class _EnumBase(Field[_E]):
        pass
else:
    _DatetimeField = _MonthBase = _QuarterBase = _AnyField = Field

    class _EnumBase(Field, Generic[_E]):
        pass


FenField = BigIntegerField


def moment_text(moment: datetime) -> str:
    """Return ``moment`` (aware) as the fixed-width UTC text that is stored and sealed."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_moment(text: str) -> datetime:
    """Read what ``moment_text`` wrote."""
    return datetime.fromisoformat(text)


class MomentField(_DatetimeField):
    """An aware moment."""

    field_type = "VARCHAR(27)"

    def db_value(self, value: datetime | None) -> str | None:
        """Write the fixed-width text."""
        return None if value is None else moment_text(value)

    def python_value(self, value: str | None) -> datetime | None:
        """Read the fixed-width text."""
        return None if value is None else parse_moment(value)


class MonthField(_MonthBase):
    """A calendar month."""

    field_type = "VARCHAR(7)"

    def db_value(self, value: Month | None) -> str | None:
        """Write ``2026-10``."""
        return None if value is None else str(value)

    def python_value(self, value: str | None) -> Month | None:
        """Read ``2026-10``."""
        return None if value is None else Month.parse(value)


class QuarterField(_QuarterBase):
    """A quarter."""

    field_type = "VARCHAR(7)"

    def db_value(self, value: Quarter | None) -> str | None:
        """Write ``2026-Q3``."""
        return None if value is None else str(value)

    def python_value(self, value: str | None) -> Quarter | None:
        """Read ``2026-Q3``."""
        return None if value is None else Quarter.parse(value)


class EnumField(_EnumBase[_E]):
    """One of the values of a ``StrEnum``, stored as its value."""

    field_type = "VARCHAR(40)"

    def __init__(self, choices_of: type[_E], **options: Any) -> None:
        self.choices_of = choices_of
        self._members = {one.value: one for one in choices_of}  # asked for every row read
        super().__init__(**options)

    def db_value(self, value: _E | str | None) -> str | None:
        """Write the value; a text that is none of them is a programming error."""
        return None if value is None else self.choices_of(value).value

    def python_value(self, value: str | None) -> _E | None:
        """Read the member."""
        return None if value is None else self._members.get(value) or self.choices_of(value)


class JsonField(_AnyField):
    """A JSON value, stored as its canonical text."""

    field_type = "TEXT"

    def db_value(self, value: Json) -> str:
        """Write the canonical text."""
        return canonical_json(value).decode()

    def python_value(self, value: str | None) -> Any:
        """Read the value."""
        return None if value is None else json.loads(value)
