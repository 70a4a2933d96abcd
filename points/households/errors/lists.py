"""Refusals about published months, a year's end and pilots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month


class MonthNotOverError(BadValueError):
    """A month is published when it is over."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}还没有结束，请在 {month.last_day.isoformat()} 之后公布。")


class OpenDraftsError(ConflictError):
    """A month is not closed over entries nobody has judged."""

    def __init__(self, month: Month, count: int) -> None:
        super().__init__(f"{month.chinese}还有 {count} 笔没有确认，请先确认或退回，再公布。")


class NothingNewError(ConflictError):
    """The list says the same already."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}的名单没有变化，不用重新公布。")


class NotOpenToObjectionError(BadValueError):
    """An objection to what is not, or no longer, on display."""

    def __init__(self, until: date | None) -> None:
        when = f"公示到 {until.isoformat()} 已满" if until else "这个月还没有公布"
        super().__init__(f"{when}，异议在公示期内提出；之后发现差错，请告诉村委会，核实后冲销。")


class ObjectionWordsError(BadValueError):
    """An objection or an answer without words, or with too many."""

    def __init__(self, most: int) -> None:
        super().__init__(f"请写清楚内容，不超过 {most} 个字。")


class SameHouseholdObjectionError(ConflictError):
    """The same person has an open objection to the same thing."""

    def __init__(self, number: int) -> None:
        super().__init__(f"同样的异议已经收到（第 {number} 号），会按期答复，不用再提。")


class NoHouseholdObjectionError(NotFoundError):
    """The village has no such objection, or it is not one's own."""

    def __init__(self) -> None:
        super().__init__("没有找到这件异议，请从列表重新进入。")


class AnsweredObjectionError(ConflictError):
    """It was answered before."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号异议已经答复，不能再次答复。")


class NotTheAnswererError(NotAllowedError):
    """Who entered, confirmed or objected does not answer."""

    def __init__(self) -> None:
        super().__init__("录入、确认过这一笔的人和提出、代录异议的人要回避，请由其他人答复。")


class NobodyOfThatNameError(BadValueError):
    """A name or number the register does not have, or has more than once."""

    def __init__(self, text: str) -> None:
        super().__init__(f"名册里没有找到唯一的“{text}”，请填写姓名或人员编号；重名的请填人员编号。")


class NotAYearError(NotFoundError):
    """An address that names no year."""


class YearGoesOnError(BadValueError):
    """A year's notice or end before its time."""

    def __init__(self, year: int, on: date) -> None:
        super().__init__(f"{year}年的余额要到 {on.isoformat()} 才办理，请到时再来。")


class NoticeGivenError(ConflictError):
    """The notice was given before."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的年底通知已经发过，不用再发。")


class NoticeMissingError(ConflictError):
    """A year would end without anybody having been told."""

    def __init__(self, year: int) -> None:
        super().__init__(f"还没有发{year}年的年底通知，请先通知，到期以后再办理。")


class YearEndedError(ConflictError):
    """The year was ended before."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的余额已经办理过，不能再办一次。")


class NoPilotError(NotFoundError):
    """The village has no such pilot."""

    def __init__(self) -> None:
        super().__init__("没有找到这次试点，请从试点列表重新进入。")


class SamePilotError(ConflictError):
    """A pilot of that name began on that day, or somebody's words about it stand there already."""

    def __init__(self) -> None:
        super().__init__("同样的内容已经登记过，不用再登记；确是另一项的，请写明区别。")


class PilotDecidedError(ConflictError):
    """The pilot was decided before."""

    def __init__(self) -> None:
        super().__init__("这次试点已经有结论，不能再改；要再试的，请另立一次试点。")


class PilotEarlyError(BadValueError):
    """A pilot is judged by what was said of it."""

    def __init__(self) -> None:
        super().__init__("还没有一条反馈，请先把群众和保洁员怎么说的记下来，再作结论。")
