"""What is refused of paper votes entered by two officers."""

from __future__ import annotations

from portal.kernel.errors import ConflictError, DomainError, NotAllowedError, NotFoundError


class OwnPaperError(NotAllowedError):
    """Nobody enters or confirms their own paper, or one of their household."""

    def __init__(self) -> None:
        super().__init__("不能代录本人或者本户家人的纸质票，请由另外两名工作人员办理。")


class SamePaperOfficerError(NotAllowedError):
    """Whoever entered a paper does not confirm it."""

    def __init__(self) -> None:
        super().__init__("纸质票须由另一名工作人员复核，不能自己录入、自己复核。")


class PapersNotReadyError(ConflictError):
    """The ballot was opened before papers could be entered."""

    def __init__(self) -> None:
        super().__init__("这次表决开始时还不能代录纸质票，请让到会的人在网上投票，或在下一次表决代录。")


class PapersWaitingError(ConflictError):
    """A ballot does not end early over a paper that waits for its second officer."""

    def __init__(self) -> None:
        super().__init__("还有录入了没有复核的纸质票，请先请另一名工作人员复核，再提前结束。")


class VoterUnknownError(NotFoundError):
    """The roster has no such line."""

    def __init__(self) -> None:
        super().__init__("应到名册上没有这个序号，请从名单里选择。")


class VoterAbsentError(DomainError):
    """A paper counts only of somebody signed in as present."""

    def __init__(self) -> None:
        super().__init__("这名投票人还没有签到，请先登记签到，再录入纸质票。")


class NoPaperError(NotFoundError):
    """No paper of that voter waits to be confirmed."""

    def __init__(self) -> None:
        super().__init__("这名投票人没有等待复核的纸质票，请先录入。")


class PaperConfirmedError(ConflictError):
    """The paper of that voter is confirmed."""

    def __init__(self) -> None:
        super().__init__("这名投票人的纸质票已经复核过，不能再录。")


class PaperDiffersError(ConflictError):
    """The second officer read another choice from the paper."""

    def __init__(self) -> None:
        super().__init__("两次读到的选择不一致，没有生效。请两人一起看原票；录错的，由一人重新录入后再复核。")


class PaperCountedFirstError(ConflictError):
    """The person's paper was counted before they voted online."""

    def __init__(self) -> None:
        super().__init__(
            "您的纸质票已由两名工作人员代录，先生效的有效，刚才的网上投票已作废并留下记录；如代录有误，请在本页提出异议。"
        )


class NoPaperOfMineError(NotFoundError):
    """Nobody entered a paper for the person asking."""

    def __init__(self) -> None:
        super().__init__("没有为您代录纸质票，不需要提出异议。")


class PaperObjectedError(ConflictError):
    """The voter has objected already."""

    def __init__(self) -> None:
        super().__init__("您已经对代录的纸质票提出过异议，会同结果一起公布。")


class PaperObjectionLateError(ConflictError):
    """The count is published: what is wrong with it is objected to as with any decision."""

    def __init__(self) -> None:
        super().__init__("结果已经公布，对代录的纸质票有异议的，请在公示期内对决议提出异议。")
