"""What preparing and signing a quarter's or a year's disclosure refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.kernel.months import Month


class PeriodNotOverError(ConflictError):
    """A quarter or year is prepared after its last day."""

    def __init__(self, name: str, last_day: date) -> None:
        super().__init__(f"{name}还没有过完，{chinese_day(last_day)}以后才能编制公开表。")


class PeriodMonthsError(ConflictError):
    """A month of it is not public yet."""

    def __init__(self, name: str, months: Sequence[Month]) -> None:
        listed = "、".join(month.chinese for month in months)
        super().__init__(f"{listed}还没有签字公布；各月都签字公布以后，才能编制{name}的公开表。")


class AnswerMissingError(BadValueError):
    """An item no account fills was left without an answer."""

    def __init__(self, item: str) -> None:
        super().__init__(f"“{item}”请写上内容；没有就选“本期没有”，以后再填就选“待补”。")


class AnswerNotWantedError(BadValueError):
    """There are words for an item that is said not to be there."""

    def __init__(self, item: str, said: str) -> None:
        super().__init__(f"“{item}”选了“{said}”，又写了内容；有内容请选“有，写在下面”。")


class PeriodPreparedError(ConflictError):
    """Somebody prepared it meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的公开表刚才已经重新编制过，请看过现在的这一份再提交。")


class PeriodNotPreparedError(ConflictError):
    """Only what was prepared is signed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的公开表还没有编制，请先由报账员编制，再由村务监督委员会签字。")


class PeriodSignedError(ConflictError):
    """A version is signed once."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的公开表已经签字公布，不能重复签字；有错请由报账员写明理由重新编制。")


class OwnDisclosureError(NotAllowedError):
    """Who prepared it does not sign it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的公开表是您编制的，不能自己签字；请由村务监督委员会的成员签字。")


class ReasonWantedError(BadValueError):
    """What is public is only followed by a version that says why."""

    def __init__(self) -> None:
        super().__init__("已经公开过，重新编制请写明更正的理由。")


class ReasonNotWantedError(BadValueError):
    """Nothing was public yet that could be corrected."""

    def __init__(self) -> None:
        super().__init__("还没有公开过，不用写更正的理由。")
