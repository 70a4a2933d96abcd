"""What is refused of schemes, their drafts, and the classes of members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date


class SchemeTimeError(BadValueError):
    """A scheme that would begin before practice has its rules, or later than next year."""

    def __init__(self, earliest: date, latest: date) -> None:
        super().__init__(
            f"施行日期应在 {earliest.isoformat()} 到 {latest.isoformat()} 之间："
            "更早的没有积分制的规则可依，更晚的到那一年的上一年再登记。"
        )


class NoSchemeToCopyError(NotFoundError):
    """There is no scheme of the year that could be copied."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年没有登记过积分办法，没有可以复制的；请直接上传一份。")


class NoDraftError(NotFoundError):
    """The branch has no draft of a scheme for that year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年还没有积分办法草案，请先从上一年复制，或上传一份表格。")


class AlreadyAdoptedError(ConflictError):
    """The year has a scheme already; what changes in it is a new version."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的积分办法已经登记，不用再起草案；要改的，请登记新的一版。")


class ResolutionNeededError(BadValueError):
    """A scheme without the resolution it was adopted by."""

    def __init__(self, most: int) -> None:
        super().__init__(f"请写明通过这份办法的会议或决议，不超过 {most} 个字，例如“2026年1月5日支部党员大会决议”。")


class NotTheBranchsMeetingError(BadValueError):
    """A scheme adopted by a meeting that does not adopt schemes, or is yet to come."""

    def __init__(self) -> None:
        super().__init__("通过积分办法的应是已经开过的支部党员大会，请从列表中选择。")


class OwnClassError(NotAllowedError):
    """Nobody decides on their own class or makes themselves a checker."""

    def __init__(self) -> None:
        super().__init__("不能认定自己的党员类别，请由支部书记以外的支委提出、书记为他人登记；书记本人的按名册计。")


class NoPartyGroupError(BadValueError):
    """The branch has no such party group on that day."""

    def __init__(self, group: str) -> None:
        super().__init__(f"本支部的党员没有住在“{group}”的，请从列表中选择党小组，或者不选（整个支部）。")


class EndBeforeBeginError(BadValueError):
    """A time that would end before it begins."""

    def __init__(self, since: date) -> None:
        super().__init__(f"截止日期不能早于开始日期 {since.isoformat()}，请核对。")
