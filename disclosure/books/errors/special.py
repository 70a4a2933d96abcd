"""What preparing and signing a disclosure on a topic of its own refuses."""

from __future__ import annotations

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError


class SpecialRowError(BadValueError):
    """A line of the list of receivers has another form."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"名单第 {line} 行{what}。")


class TooManyReceiversError(BadValueError):
    """The list is longer than a village has households."""

    def __init__(self, most: int) -> None:
        super().__init__(f"名单最多 {most} 行，请分成几次公开。")


class SpecialVoucherError(BadValueError):
    """A voucher is written in another form, or there is none of that number."""

    def __init__(self, text: str) -> None:
        super().__init__(f"没有“{text}”这张凭证，请照凭证号写成 2026-10-3 的样子，一行一张。")


class SpecialKindError(BadValueError):
    """There is no such kind of topic."""

    def __init__(self) -> None:
        super().__init__("请从列出的专项里选一类。")


class SpecialMatterError(BadValueError):
    """No resolution stands on the matter it is to follow."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第{number}号议题没有通过并有效的决议，请从列出的决议里选，或者不选。")


class SpecialPaperError(BadValueError):
    """A paper is to stay that is not there."""

    def __init__(self) -> None:
        super().__init__("请从这份专项公开现有的附件里选要保留的。")


class SpecialPapersHiddenError(BadValueError):
    """Where only groups are public, papers with names stay inside."""

    def __init__(self) -> None:
        super().__init__("补贴补助和困难救助只公布各组合计，附件不能公开；请去掉“附件可以公开”的勾，附件仍会留存。")


class SpecialPreparedError(ConflictError):
    """Somebody prepared it meanwhile."""

    def __init__(self) -> None:
        super().__init__("这份专项公开刚才已经重新编制过，请看过现在的这一份再提交。")


class SpecialSignedError(ConflictError):
    """A version is signed once."""

    def __init__(self) -> None:
        super().__init__("这份专项公开已经签字公布，不能重复签字；有错请由报账员写明理由重新编制。")


class OwnSpecialError(NotAllowedError):
    """Who prepared it does not sign it."""

    def __init__(self) -> None:
        super().__init__("这份专项公开是您编制的，不能自己签字；请由村务监督委员会的成员签字。")


class SpecialReasonError(BadValueError):
    """A version after a public one says why; others have nothing to be corrected."""

    def __init__(self, *, wanted: bool) -> None:
        super().__init__("已经公开过，重新编制请写明更正的理由。" if wanted else "还没有公开过，不用写更正的理由。")


class SpecialWithdrawnError(ConflictError):
    """A version that was withdrawn is neither signed nor withdrawn again."""

    def __init__(self) -> None:
        super().__init__("这份专项公开已经撤回；要公开的，请报账员重新编制。")


class SpecialPublicError(ConflictError):
    """What is public stays."""

    def __init__(self) -> None:
        super().__init__("这份专项公开已经签字公布，不能撤回；有错请由报账员写明更正的理由重新编制。")


class SpecialWithdrawerError(NotAllowedError):
    """Somebody else prepared it."""

    def __init__(self) -> None:
        super().__init__("只有编制的人和支部书记可以撤回；请他们处理。")


class SpecialWithdrawalReasonError(BadValueError):
    """A version is withdrawn with a reason."""

    def __init__(self) -> None:
        super().__init__("请写明为什么撤回，1 到 200 个字，例如：同一件事编了两份。")
