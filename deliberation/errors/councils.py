"""What is not accepted of councils, their agenda and the fees they look after: one class per fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, NotFoundError

if TYPE_CHECKING:
    from datetime import date


class CouncilSinceError(BadValueError):
    """A rhythm holds for days to come."""

    def __init__(self, earliest: date) -> None:
        super().__init__(f"会期从以后的日子起执行，最早写{chinese_day(earliest)}；已经开始的周、月按原来的会期。")


class CouncilDayError(BadValueError):
    """A week or month has no such day."""

    def __init__(self, *, weekly: bool) -> None:
        super().__init__(
            "每周召开的，请选星期一到星期日中的一天。" if weekly else "每月召开的，请填 1 到 28 之间的日子。"
        )


class CouncilTakenError(ConflictError):
    """Another rhythm was set for that day."""

    def __init__(self, since: date, words: str) -> None:
        super().__init__(f"{chinese_day(since)}起的会期已经登记为“{words}”，要改的请写以后的日子。")


class CouncilNotSetError(NotFoundError):
    """The place has not set this council up."""

    def __init__(self, name: str) -> None:
        super().__init__(f"本村还没有设{name}，请先定会期。")


class NotMissedError(NotFoundError):
    """Only a period that passed without a meeting needs a reason."""

    def __init__(self) -> None:
        super().__init__("只有过了会期还没有召开的，才需要写明原因；请从列出的“未按期召开”进入。")


class SameReasonError(ConflictError):
    """The same reason stands there already."""

    def __init__(self) -> None:
        super().__init__("这个原因已经登记；要更正的，请写新的原因。")


class NotOnAgendaError(NotFoundError):
    """The suggestion is not on the agenda of that meeting."""

    def __init__(self) -> None:
        super().__init__("这件建议不在这次会议的议程上，请先列入议程。")


class CouncilNotBegunError(ConflictError):
    """What was said at a meeting is written down after it began."""

    def __init__(self) -> None:
        super().__init__("会议还没有开始签到，请在开会当天签到以后再填写。")


class ItemOutcomeError(BadValueError):
    """Handed on means to somebody by a day; everything else has neither."""

    def __init__(self, *, handed: bool) -> None:
        super().__init__(
            "交办的，请写明交给谁、哪天以前办好，日子不早于开会那天。"
            if handed
            else "只有“交办”才填写交给谁、哪天以前办好，请改选“交办”，或者清空这两项。"
        )


class CorrectionReasonError(BadValueError):
    """What was recorded is changed with a reason only."""

    def __init__(self) -> None:
        super().__init__("已经登记过，更正请写明原因，原来的记录会保留。")


class NoSidesError(NotFoundError):
    """Only a council of several sides records who of the others came."""

    def __init__(self) -> None:
        super().__init__("这次会议不用登记三方到会，请从红色议事厅进入。")


class CollectionMonthError(BadValueError):
    """The figures of a month are entered after its end."""

    def __init__(self, latest: str) -> None:
        super().__init__(f"这个月还没有过完，请填写{latest}或者更早的月份。")


class CollectionFiguresError(BadValueError):
    """Nothing was due, or more was paid than was due."""

    def __init__(self) -> None:
        super().__init__("应收的户数、金额要大于零，实收的不能多于应收的；预收、补收以前月份的不计在内，请核对。")
