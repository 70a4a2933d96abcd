"""What is refused of secret ballots."""

from __future__ import annotations

from portal.kernel.errors import ConflictError, DomainError


class TooFewForSecrecyError(DomainError):
    """So few may vote there that the result tells each voter what the others chose."""

    def __init__(self, *, present: int, least: int, article: str) -> None:
        super().__init__(
            f"现在到会能投票的有 {present} 人，至少 {least} 人才能用无记名投票，否则从票数就能算出别人投了什么；"
            f"请改用记名投票，或者等人到齐。依据：{article}。"
        )


class TooFewVotedError(ConflictError):
    """So few took part that the counts would tell who chose what: the ballot is void by rule, and stays so."""

    def __init__(self) -> None:
        super().__init__(
            "投票的人太少，公布票数就等于公布谁投了什么：这次表决已经作废，不计票，原因会公布。请另行召集会议重新表决。"
        )


class VotedSecretlyError(ConflictError):
    """The person has taken part; nobody knows with which choice, so every repetition is answered alike."""

    def __init__(self) -> None:
        super().__init__("您已经投过票，一人一票，先投的有效；无记名投票不保存谁投了什么，不能改投，也不用再投。")


class PaperInSecretBallotError(ConflictError):
    """Whoever enters somebody's paper knows the choice: there is no such thing in a secret ballot."""

    def __init__(self) -> None:
        super().__init__(
            "无记名投票不能代录纸质票，否则代录的人就知道谁投了什么。请本人用手机或者会场的电脑投票；"
            "需要用纸质票的，整场改用纸质票，由两人当场唱票、计票，再在这个环节录入总数。"
        )


class BoxUncountableError(ConflictError):
    """The box of a secret ballot cannot be opened, or does not hold as many votes as took part; ``what`` says which."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"这次无记名投票不能计票：{what}；请在截止以后由会议召集人写明原因，作废这次表决，再开会重新表决。"
        )


class BoxSoundError(DomainError):
    """Only a ballot whose box cannot be counted is declared void."""

    def __init__(self) -> None:
        super().__init__("这次表决的票箱完好，不能作废，请公布结果；对结果有不同意见的，可以在公示期内提出异议。")


class BallotVoidError(ConflictError):
    """The ballot was declared void."""

    def __init__(self) -> None:
        super().__init__("这次表决已经作废，没有计票，请另行召集会议重新表决。")
