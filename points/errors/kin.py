"""What is refused when near relatives are declared or ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date


class NoKinshipError(NotFoundError):
    """The village has no such declaration."""

    def __init__(self) -> None:
        super().__init__("没有这条近亲属登记，请从近亲属列表中打开。")


class OwnRelativeError(BadValueError):
    """Nobody is their own relative."""

    def __init__(self) -> None:
        super().__init__("两个人选成了同一个人，请选两名不同的人。")


class UnconcernedError(BadValueError):
    """Somebody who has no points and reviews none: their family is none of this book's business."""

    def __init__(self) -> None:
        super().__init__("近亲属只在本村党员和支委之间登记，请从列表中选择。")


class KinKindError(BadValueError):
    """A kind that is no near relative by law."""

    def __init__(self) -> None:
        super().__init__("请从列表中选择是什么关系。")


class KinDayError(BadValueError):
    """A day to come, or an end before the beginning."""

    def __init__(self, earliest: date | None, today: date) -> None:
        begun = f"不早于 {earliest.isoformat()}、" if earliest else ""
        super().__init__(f"日期应{begun}不晚于今天（{today.isoformat()}），请核对。")


class SameKinshipError(ConflictError):
    """The two are declared near relatives already."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first}和{second}已经登记为近亲属，不用再登记。")


class OthersKinError(NotAllowedError):
    """Members speak for themselves; of others, the branch committee."""

    def __init__(self) -> None:
        super().__init__("您只能登记自己的近亲属；其他人的，请本人或支委登记。")


class OwnKinshipError(NotAllowedError):
    """Neither of the two ends it: nobody frees themselves to review a relative's points."""

    def __init__(self) -> None:
        super().__init__("这条登记和您有关，要由其他支委登记解除。")


class EndedKinshipError(ConflictError):
    """It was ended before."""

    def __init__(self) -> None:
        super().__init__("这条近亲属登记已经解除，不用再办。")
