"""What is refused of indicative polls: asking, answering, counting on paper. Moments arrive in China's time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_moment
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import datetime


class PollNotFoundError(NotFoundError):
    """The village has no such poll, whatever other villages have."""

    def __init__(self) -> None:
        super().__init__("本村没有这次意向征询，请从意向征询的列表进入。")


class PollOptionsError(BadValueError):
    """Too few or too many options, an empty one, or one twice."""

    def __init__(self, *, least: int, most: int) -> None:
        super().__init__(f"选项应有 {least} 到 {most} 个，一行一个，不能重复，请重新填写。")


class PollMostChoicesError(BadValueError):
    """More may be chosen than there are options, or nothing."""

    def __init__(self, options: int) -> None:
        super().__init__(f"每人最多选几项应在 1 到 {options} 之间，只能选一项的填 1。")


class PollLastDayError(BadValueError):
    """The last day is over, or too far away."""

    def __init__(self, longest_days: int) -> None:
        super().__init__(f"截止日不能早于今天，也不能晚于 {longest_days} 天以后，请重新填写。")


class PollMatterError(ConflictError):
    """The matter is being voted on, decided or over: it is too late to ask."""

    def __init__(self, state: str) -> None:
        super().__init__(f"这个议题现在是“{state}”，只能就还没有表决的议题征询意向；也可以不选议题。")


class MalformedPollAnswerError(BadValueError):
    """No option, too many, one twice, or one that is not asked."""

    def __init__(self, most_choices: int) -> None:
        super().__init__("请选一项。" if most_choices == 1 else f"请选 1 到 {most_choices} 项。")


class PollClosedError(ConflictError):
    """The last day is over."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(f"这次意向征询已于{chinese_moment(closes_at)}截止，不能再填，也不能再登记纸质问卷。")


class PollStillOpenError(ConflictError):
    """A poll is counted after its last day, after its sheets, and not while its matter is voted on."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(f"意向征询最迟{chinese_moment(due_at)}统计，要等征询截止、纸质问卷清点一致、议题的表决结束。")


class PollSheetsTooEarlyError(ConflictError):
    """Sheets may still be handed in: they are counted when no more can come."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(f"征询{chinese_moment(closes_at)}截止，在这以前还可以交纸质问卷；请截止以后再清点。")


class PollSheetsTooLateError(ConflictError):
    """The days in which sheets are counted are over."""

    def __init__(self, count_until: datetime) -> None:
        super().__init__(f"清点纸质问卷的时间已于{chinese_moment(count_until)}结束，没有清点一致的不计入。")


class PollOfOthersError(NotAllowedError):
    """A poll asks the people of its village."""

    def __init__(self) -> None:
        super().__init__("意向征询只问本村村民，请回到您所在的村填写。")


class PollAgeError(NotAllowedError):
    """A poll asks those who are grown up."""

    def __init__(self, age: int) -> None:
        super().__init__(f"意向征询由 {age} 周岁以上的村民填写；名册上的出生日期有误的，请联系村党支部书记更正。")


class PollSheetHandedInError(ConflictError):
    """The person handed in a sheet, and nobody is counted twice."""

    def __init__(self) -> None:
        super().__init__("工作人员已登记您交来的纸质问卷，一人只算一份，不能再在网上填；登记有误的，请联系村委会。")


class PollAnsweredOnlineError(ConflictError):
    """The person answered online, and nobody is counted twice."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}已经在网上填过，一人只算一份，请不要把这张纸质问卷放进票箱。")


class OwnPollSheetError(NotAllowedError):
    """Whoever has an account here answers with it."""

    def __init__(self) -> None:
        super().__init__("不能登记自己的纸质问卷，请用自己的账号在网上填。")


class PollSheetsCountedError(ConflictError):
    """Two officers have counted the sheets alike."""

    def __init__(self) -> None:
        super().__init__("纸质问卷已由两名工作人员清点一致，不能重新录入。")


class NoPollSheetsError(DomainError):
    """Nobody handed in a sheet."""

    def __init__(self) -> None:
        super().__init__("还没有人交来纸质问卷，请先登记交来的人，再清点。")


class PollFiguresError(BadValueError):
    """The figures do not fit the sheets handed in."""

    def __init__(self, *, sheets: int, most_choices: int) -> None:
        each = "每张只有一个选择" if most_choices == 1 else f"每张有 1 到 {most_choices} 个选择"
        super().__init__(f"数字和登记的 {sheets} 张问卷对不上：除去空白的，{each}，每个选项不超过张数，请重新清点。")


class PollPersonUnknownError(BadValueError):
    """The register has nobody of this name or code."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"本村名册里没有“{typed}”，请填写交问卷的人的姓名或者编号。")


class PollPersonAmbiguousError(BadValueError):
    """Several people have this name."""

    def __init__(self, typed: str, codes: str) -> None:
        super().__init__(f"本村有几位“{typed}”，请填写编号：{codes}。")
