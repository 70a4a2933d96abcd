"""What closing a month and signing it off refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.months import Month


class CloseStoppedError(ConflictError):
    """Something stops the close of a month."""

    def __init__(self, month: Month, sentences: Sequence[str]) -> None:
        super().__init__(f"{month.chinese}还不能结账：{'；'.join(sentences)}。")
        self.sentences = tuple(sentences)


class MonthNotClosedError(ConflictError):
    """Only a closed month is signed off."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}还没有结账，请先由报账员结账，再由村务监督委员会签字。")


class MonthSignedOffError(ConflictError):
    """A month is signed off once."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month.chinese}已经签字公布，不能重复签字。")


class OwnWorkError(NotAllowedError):
    """Who recorded or closed a month does not sign it off."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"您参与了{month.chinese}的记账或结账，不能自己签字；请由村务监督委员会的另一位成员签字。")


class RefusalReasonError(BadValueError):
    """Who does not sign a month says why."""

    def __init__(self) -> None:
        super().__init__("请写明为什么退回，1 到 500 个字，例如：3号凭证的误工补贴没有名单。")


class MonthRefusedError(ConflictError):
    """A member sends a month back once."""

    def __init__(self, month: Month) -> None:
        super().__init__(
            f"您已经退回过{month.chinese}的账，理由已经留下，不用再退；还有别的问题，请在签字时写进审查意见。"
        )


class CloseTextError(BadValueError):
    """What is said of a month is short enough to be published with it."""

    def __init__(self, what: str, *, most: int) -> None:
        super().__init__(f"{what}最多 {most} 个字，请写得短一些。")
