"""What asking for a payment, approving it, paying it and adopting a ladder refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError
from portal.kernel.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.kernel.months import Month


class OwnRequestError(NotAllowedError):
    """Nobody approves what they asked for themselves."""

    def __init__(self, step: str) -> None:
        super().__init__(f"这笔付款是您经手的，不能自己审批；“{step}”这一步请由别的任职人员办理。")


class ActedBeforeError(NotAllowedError):
    """One person takes one step of a request."""

    def __init__(self, step: str) -> None:
        super().__init__(f"您已经办过这笔申请的一步，一个人只能办一步；“{step}”这一步请由别的任职人员办理。")


class RelativeRequestError(NotAllowedError):
    """Whoever is paid, or lives in one household with them or with the handler, stands back."""

    def __init__(self, step: str) -> None:
        super().__init__(f"您是收款人，或者和收款人、经手人是一户，要回避；“{step}”这一步请由别的任职人员办理。")


class NotYourStepError(NotAllowedError):
    """Another office takes this step."""

    def __init__(self, step: str, offices: Sequence[str]) -> None:
        super().__init__(f"“{step}”这一步由{'或'.join(offices)}办理。")


class KeptForLaterError(NotAllowedError):
    """Whoever a later step needs does not take one that others can take."""

    def __init__(self, step: str, *, later: str) -> None:
        super().__init__(f"后面“{later}”这一步要由您办理，一个人只能办一步；“{step}”请由别的干部办理。")


class RequestNotWaitingError(ConflictError):
    """The request waits for no approval now."""

    def __init__(self, state: str) -> None:
        super().__init__(f"这笔付款申请现在是“{state}”，不在等审批，没有再办；请刷新页面看最新进度。")


class StepTakenError(ConflictError):
    """Another step is due than the one that was shown."""

    def __init__(self, *, due: str) -> None:
        super().__init__(f"您看到的这一步已经由别人办过，现在等的是“{due}”；请刷新页面看最新进度再办。")


class NothingTickedError(BadValueError):
    """Nothing was chosen to be approved."""

    def __init__(self) -> None:
        super().__init__("还没有勾选，请勾选看过、没有问题的付款申请。")


class ReturnReasonError(BadValueError):
    """A request is returned with what is to be mended."""

    def __init__(self) -> None:
        super().__init__("请写明为什么退回、要改什么，最多 200 个字。")


class MeetingNotHeldError(BadValueError):
    """The step rests on a meeting of one body that was held and minuted."""

    def __init__(self, body: str) -> None:
        super().__init__(f"请选一次已经开过、签过到、写了记录的{body}；还没有的，请先在“会议”里登记。")


class ResolutionMissingError(DomainError):
    """So much is paid only under a resolution."""

    def __init__(self, amount_fen: int, step: str, *, ladder: str) -> None:
        super().__init__(
            f"{format_yuan(amount_fen)} 元的支出要有“{step}”（本镇采纳的{ladder}）；"
            "请先把这件事提成议题，表决通过、公示期满以后，再写明议题号报付款申请。"
        )


class ResolutionTooSmallError(DomainError):
    """The resolution allows less than what is asked for."""

    def __init__(self, number: int, *, left_fen: int | None) -> None:
        left = (
            "的决议没有批准金额"
            if left_fen is None
            else f"批准的金额减去已付的和正在申请的，还剩 {format_yuan(left_fen)} 元"
        )
        super().__init__(f"第{number}号议题{left}，不够付这一笔；请减少金额，或者换一项够用的决议。")


class WrongFundError(DomainError):
    """The resolution names another fund."""

    def __init__(self, number: int, *, decided: str, used: str) -> None:
        allowed = f"批准用“{decided}”" if decided else "没有写明用哪笔资金"
        super().__init__(f"第{number}号议题{allowed}，不能用“{used}”付；请用批准的资金，或者换一项决议。")


class NotReturnedError(ConflictError):
    """Only a returned request is answered by a new version."""

    def __init__(self, state: str) -> None:
        super().__init__(f"这笔付款申请现在是“{state}”，没有退回，不能重报；要付别的钱，请另报一笔。")


class NotYourRequestError(NotAllowedError):
    """Only who asked answers, or takes back, a request."""

    def __init__(self) -> None:
        super().__init__("只有经手人自己能修改重报或者收回这笔付款申请，请和经手人联系。")


class NotApprovedError(ConflictError):
    """What is not approved to the end is not paid."""

    def __init__(self, state: str) -> None:
        super().__init__(f"这笔付款申请现在是“{state}”，全部批完才能付款记账。")


class RequestPaidError(ConflictError):
    """A request is paid once."""

    def __init__(self, month: Month, number: int) -> None:
        super().__init__(f"这笔付款申请已经付款，记在{month.chinese}第{number}号凭证；要再付一笔，请另报一笔申请。")


class PaidTooEarlyError(BadValueError):
    """Money goes out after the approval, not before it."""

    def __init__(self, approved_on: date) -> None:
        super().__init__(f"这笔申请{chinese_day(approved_on)}才批完，付款日期请填那天或以后。")


class RequestFirstError(DomainError):
    """A payment is approved before it is booked, where the township has adopted a ladder."""

    def __init__(self, ladder: str) -> None:
        super().__init__(f"本镇采纳了{ladder}，支出要先报付款申请，批完以后从申请上付款记账；请从“付款申请”里报一笔。")


class RequestFormUsedError(ConflictError):
    """A form that made a request comes back with something else in it."""

    def __init__(self, title: str) -> None:
        super().__init__(f"这张表单已经报成{title}付款申请，没有再报；要报另一笔，请重新打开“报付款申请”。")


class UnknownLadderError(BadValueError):
    """No file has such a ladder."""

    def __init__(self) -> None:
        super().__init__("没有这个审批阶梯，请从列出的几种中选择。")


class LadderAmountError(BadValueError):
    """The ladder leaves an amount to the township, which does not say it, or not one after the other."""

    def __init__(self, name: str) -> None:
        super().__init__(f"这种阶梯的金额由乡镇定：请填写{name}从多少元起，填整元，后一项要比前一项大。")


class LadderDayError(BadValueError):
    """A ladder holds for requests to come."""

    def __init__(self, earliest: date) -> None:
        super().__init__(f"审批阶梯最早从{chinese_day(earliest)}起执行，已经报的付款申请按原来的办完，请重新填写日期。")


class LadderDecidedLaterError(BadValueError):
    """Nobody has decided yet."""

    def __init__(self) -> None:
        super().__init__("作出决定的日期不能晚于今天，请填写文件上的日期。")


class LadderTakenError(ConflictError):
    """Another ladder was adopted for the same day."""

    def __init__(self, day: date, title: str) -> None:
        super().__init__(f"从{chinese_day(day)}起执行“{title}”已经登记，请另选一天。")
