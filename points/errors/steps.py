"""What is refused on a claim's way: the same event, missing evidence, near relatives, the party group's check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError

if TYPE_CHECKING:
    from datetime import date


class SameEventError(ConflictError):
    """A member declares what a record of the day says already."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"这一天的“{name}”已经按签到等记录登记了（{what}），同一件事只计一次，不用再报；"
            "确是另一件事的，请支委用“记一笔”登记并写明。"
        )


class OnceADayError(ConflictError):
    """A meeting's item that the member has of that day already, however it came in."""

    def __init__(self, name: str, day: date, what: str) -> None:
        super().__init__(
            f"{day.isoformat()} 的“{name}”已经有了（{what}），同一件事只计一次，换个说明也不能再记；"
            "原来那笔有误的，先由审核人不通过或冲销，再重新登记。"
        )


class GoneFromListError(ConflictError):
    """Something ticked that the list no longer has, and that nobody did meanwhile."""

    def __init__(self) -> None:
        super().__init__("选的有些已经不在名单里了，名单已经更新，请再看一遍。")


class EvidenceNeededError(BadValueError):
    """An item whose evidence must come with it."""

    def __init__(self, name: str, evidence: str) -> None:
        super().__init__(f"“{name}”要附凭据（{evidence or '照片或文件'}），请拍照或选好照片再报。")


class NearRelativeError(NotAllowedError):
    """Nobody checks, reviews, examines or reverses the points of those near to them."""

    def __init__(self) -> None:
        super().__init__("当事党员和您是一户或者近亲属，按回避规定，请由其他支部委员办理。")


class NotCheckedError(ConflictError):
    """A declaration that the party group has not checked yet."""

    def __init__(self, until: date, days: int) -> None:
        super().__init__(
            f"这一笔要先由党小组核实（{until.isoformat()} 为止）；"
            f"过了 {days} 天没有核实的，支委会可以直接审核，并会注明。"
        )


class NotTheCheckerError(NotAllowedError):
    """Only leaders of party groups check, each what members of their own group declare."""

    def __init__(self) -> None:
        super().__init__("核实申报的是登记的党小组长，各核实本党小组的；这一笔不归您核实，请找支部书记。")


class CheckedError(ConflictError):
    """The claim was checked or reviewed before, or needs no check."""

    def __init__(self, claim_id: int) -> None:
        super().__init__(f"第 {claim_id} 号申报不用核实，或已经核实、审核过了。")


class CheckerReviewsError(NotAllowedError):
    """Whoever checked a claim for the party group does not review it too."""

    def __init__(self) -> None:
        super().__init__("这一笔是您代党小组核实的，请由另一名支部委员审核。")
