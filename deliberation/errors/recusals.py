"""What is refused of those who stand back from deciding a matter, and of recording it."""

from __future__ import annotations

from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError


class RecusedError(NotAllowedError):
    """Whoever stands back from a matter casts no vote on it."""

    def __init__(self, article: str) -> None:
        super().__init__(
            f"您在这个议题上已经回避，不参加表决，没有记下任何投票；如果登记有误，请联系会议主持人。依据：{article}。"
        )


class VoterRecusedError(DomainError):
    """No paper is entered for somebody who stands back."""

    def __init__(self, article: str) -> None:
        super().__init__(f"这名投票人在这个议题上已经回避，不能录入纸质票，请从名单里选择别的人。依据：{article}。")


class RecusedCountError(BadValueError):
    """More votes than people present who do not stand back."""

    def __init__(self, *, present: int, recused: int, most: int, votes: int) -> None:
        super().__init__(
            f"实到 {present} 人，其中回避 {recused} 人，最多 {most} 票，录入的是 {votes} 票，对不上；"
            "请核对原始记录，回避的人不计票。"
        )


class RecusalFixedError(ConflictError):
    """Who votes is fixed while a stage is being decided."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”正在表决，谁投票从表决开始起固定，请等有了结果以后再登记或者收回回避。")


class RecusalLateError(ConflictError):
    """The matter is decided: nobody stands back from it any more."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经有结果，不能再登记或者收回回避；对结果有意见的，请在公示期内提出异议。")


class RecusalKindError(BadValueError):
    """No kind of that name is offered on the day."""

    def __init__(self) -> None:
        super().__init__("没有读懂回避的原因是哪一类，请从列表中选择。")


class NoRecusalError(NotFoundError):
    """The matter has no recusal of that number, or it no longer stands."""

    def __init__(self) -> None:
        super().__init__("这个议题没有这条回避，或者已经收回，请从议题页面进入。")


class OwnRecusalError(NotAllowedError):
    """What a person declared themselves, only they take back."""

    def __init__(self) -> None:
        super().__init__("这是本人提出的回避，只能由本人登录后收回。")
