"""What is refused of votes cast for somebody else by a written proxy."""

from __future__ import annotations

from portal.kernel.errors import ConflictError, NotAllowedError


class NotYourPrincipalError(NotAllowedError):
    """Nobody on that line gave the person a proxy for this meeting."""

    def __init__(self, article: str) -> None:
        super().__init__(f"名册上的这个人没有书面委托您参加这次会议，不能代投，请由本人投票（{article}）。")


class ProxyOverError(ConflictError):
    """The person who gave the proxy takes part themselves."""

    def __init__(self, name: str, article: str) -> None:
        super().__init__(f"{name}已经本人参加会议，书面委托不再有效，请由本人投票（{article}）。")


class RepresentedError(ConflictError):
    """Who is represented votes only once they take part themselves."""

    def __init__(self, delegate: str, article: str) -> None:
        super().__init__(
            f"您已书面委托{delegate}代为参加和投票；要自己投票，请先到会场签到，或者在会议页确认线上参加（{article}）。"
        )


class ProxyVotedError(ConflictError):
    """The delegate has voted: that vote stands."""

    def __init__(self, delegate: str, article: str) -> None:
        super().__init__(f"{delegate}受您书面委托已经代您投了票，一人一票，这一票有效，您不用再投（{article}）。")


class DelegateRecusedError(ConflictError):
    """Who stands back from a matter does not decide it with somebody else's vote either."""

    def __init__(self, name: str, article: str) -> None:
        super().__init__(
            f"您已回避这个议题，也不能代{name}投票；请{name}本人参加，或者交纸质票由两名工作人员代录（{article}）。"
        )


class ProxyInSecretBallotError(ConflictError):
    """Whoever casts somebody else's vote knows the choice: there is no such thing in a secret ballot."""

    def __init__(self, article: str) -> None:
        super().__init__(
            f"无记名投票不能代投，否则受托人就知道委托人投了什么；请委托人到现场或者线上本人参加（{article}）。"
        )


class ProxiesInSecretBallotError(ConflictError):
    """A secret ballot is not opened where some would have no vote in it."""

    def __init__(self, count: int, article: str) -> None:
        super().__init__(
            f"有 {count} 人由家人书面委托代为参加（{article}），无记名投票不能代投；"
            "请改用记名投票，或者整场用纸质票，由两人当场唱票、计票。"
        )
