"""What branch life refuses: one class per fact, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date


class KindUnknownError(BadValueError):
    """No rule of that day knows such a kind of meeting."""

    def __init__(self) -> None:
        super().__init__("开会的那一天没有这种会的规定，请核对日期，或者从列出的会里选择。")


class GroupNeededError(BadValueError):
    """A meeting of a group was convened without saying which, or another kind with one."""

    def __init__(self, kind: str, *, needed: bool) -> None:
        super().__init__(f"{kind}要选是哪个党小组。" if needed else f"{kind}是整个支部的会，不用选党小组。")


class GroupUnknownError(BadValueError):
    """The branch has no such group."""

    def __init__(self, group: str) -> None:
        super().__init__(f"支部里没有“{group}”的党员，请从列出的党小组里选择。")


class NotEnteredLateError(BadValueError):
    """A kind of meeting that decides by vote cannot be entered afterwards."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind}要表决事项，不能事后补录；开会时间请填写现在以后的时间。")


class WhyLateError(BadValueError):
    """A meeting that is over was entered without saying why only now."""

    def __init__(self, days: int) -> None:
        super().__init__(f"这次会是 {days} 天前开的，属于补录，请写明为什么现在才登记。")


class TooFarAheadError(BadValueError):
    """A meeting convened for a day that lies too far ahead."""

    def __init__(self, last: date, months: int) -> None:
        super().__init__(f"通知最多提前 {months} 个月发（到 {last.isoformat()}），请核对开会的日期，特别是年份。")


class NotRegisteredError(BadValueError):
    """Chair or recorder stands in no office of the village's register on the day of the meeting."""

    def __init__(self, what: str, name: str, day: date) -> None:
        super().__init__(f"{what}{name}在 {day.isoformat()} 还不在（或者已不在）名册里，请核对日期，或者另选一位。")


class NotLateError(BadValueError):
    """A reason for entering late, for a meeting that is still to come."""

    def __init__(self) -> None:
        super().__init__("会还没有开，不用写补录原因。")


class NotBranchMeetingError(NotFoundError):
    """The meeting is none of a branch's."""

    def __init__(self) -> None:
        super().__init__("这次会不是支部组织生活，请从会议页面查看。")


class MinutesNeededError(BadValueError):
    """What a meeting was is said by its minutes, and there are none."""

    def __init__(self) -> None:
        super().__init__("请写会议记录：写清议了什么、做了什么。")


class MinutesThereError(BadValueError):
    """The minutes were written already."""

    def __init__(self) -> None:
        super().__init__("会议记录已经封存，这里不用再写；要补充的，请写更正或补充。")


class NobodySignedError(BadValueError):
    """A record would be sealed of a meeting at which nobody signed in, and nobody said that it is meant."""

    def __init__(self) -> None:
        super().__init__("还没有登记签到，仍要封存？请先登记谁来了；仍要封存的，请勾选“还没有登记签到，仍要封存”。")


class RecordedError(ConflictError):
    """What the meeting was is recorded already."""

    def __init__(self) -> None:
        super().__init__("这次会已经登记过了，要改的请写更正或补充，原来的会保留。")


class NotRecordedError(BadValueError):
    """Nothing is recorded yet to which something could be added."""

    def __init__(self) -> None:
        super().__init__("还没有会议记录，请先写会议记录。")


class PracticeNeededError(BadValueError):
    """Practice without saying which."""

    def __init__(self) -> None:
        super().__init__("实践活动请选择做的是什么，例如志愿服务。")


class PracticeIndoorError(BadValueError):
    """A kind of practice for what was indoors."""

    def __init__(self) -> None:
        super().__init__("室内学习、会议不用选实践内容；做了实践的，请选“实践活动”。")


class TieKeyError(BadValueError):
    """A tie without a number or name, with one too many, or one that is no number."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class NoPhotoGivenError(BadValueError):
    """No photo was chosen."""

    def __init__(self) -> None:
        super().__init__("请选择至少一张现场照片。")


class ContactDayError(BadValueError):
    """A contact that has not happened yet."""

    def __init__(self, today: date) -> None:
        super().__init__(f"联系的日期不能晚于今天（{today.isoformat()}）。")


class OwnContactError(NotAllowedError):
    """Somebody records that they got in touch with themselves."""

    def __init__(self) -> None:
        super().__init__("不能登记联系自己，请由别的支委联系。")


class NotOfBranchError(NotFoundError):
    """The person is no member of the branch."""

    def __init__(self) -> None:
        super().__init__("这个支部没有这名党员，请从出勤页面进入。")


class OddityAnsweredError(ConflictError):
    """Something odd was answered and waits for a verdict."""

    def __init__(self) -> None:
        super().__init__("已经有人说明了，正在等别的人核实。")


class OddityOverError(ConflictError):
    """Something odd was answered and judged."""

    def __init__(self) -> None:
        super().__init__("已经说明并核实过了，不用再办。")


class OddityStaleError(ConflictError):
    """Something is no longer so."""

    def __init__(self) -> None:
        super().__init__("情况已经变了（例如照片补上了），不用再说明。")


class OddityNotAnsweredError(ConflictError):
    """A verdict on what nobody has answered."""

    def __init__(self) -> None:
        super().__init__("还没有人说明，先由支部说明，再由别的人核实。")


class OwnOddityError(NotAllowedError):
    """The judge answered it, or chaired or recorded one of the meetings."""

    def __init__(self) -> None:
        super().__init__("说明的人、这次会的主持人和记录人不能自己核实，请由别的人核实。")


class VerdictReasonError(BadValueError):
    """An answer was sent back without saying why."""

    def __init__(self) -> None:
        super().__init__("退回的，请写明还要说明什么。")
