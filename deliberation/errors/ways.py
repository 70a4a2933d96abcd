"""What is not accepted of local procedures and of steps without a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class AdoptionDayError(BadValueError):
    """A rule holds for matters to come: nothing that has begun is changed by it."""

    def __init__(self, earliest: date) -> None:
        super().__init__(
            f"新的程序最早从{chinese_day(earliest)}起执行，已经提出的议题按原来的程序办完，请重新填写日期。"
        )


class AdoptionInFutureError(BadValueError):
    """Nobody has decided yet."""

    def __init__(self) -> None:
        super().__init__("作出决定的日期不能晚于今天，请填写实际开会的日期。")


class AdoptionTakenError(ConflictError):
    """Another procedure was recorded for the same day."""

    def __init__(self, day: date, title: str) -> None:
        super().__init__(f"从{chinese_day(day)}起执行“{title}”已经登记，请另选一天。")


class RecordedOnlyError(DomainError):
    """The stage is written down by an officer; no meeting decides it."""

    def __init__(self, name: str, offices: Sequence[str]) -> None:
        super().__init__(f"“{name}”不开会表决，由{'或'.join(offices)}填写。")


class NotYoursToRecordError(NotAllowedError):
    """Another office writes this step down."""

    def __init__(self, name: str, offices: Sequence[str]) -> None:
        super().__init__(f"“{name}”由{'或'.join(offices)}填写。")


class NoRecordDueError(ConflictError):
    """The matter waits for no such step now."""

    def __init__(self) -> None:
        super().__init__("这个议题现在没有要填写的环节，请刷新页面看它走到哪一步。")


class NothingReturnedError(BadValueError):
    """The step cannot send a matter back."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”只写意见，不能退回。有不同意见请写在意见里，会照原文公布。")


class RecordDayError(BadValueError):
    """It was written down of a day before what it follows."""

    def __init__(self, day: date) -> None:
        super().__init__(f"前一个环节是{chinese_day(day)}办完的，请填写{chinese_day(day)}或以后的日期。")


class RecordMissingError(DomainError):
    """What follows waits for a step without a vote."""

    def __init__(self, name: str, text: str, article: str) -> None:
        super().__init__(f"还缺“{name}”。{text}依据：{article}。")
