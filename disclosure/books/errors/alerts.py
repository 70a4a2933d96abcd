"""What answering and closing alerts, and saying what paper stands behind a voucher, refuse."""

from __future__ import annotations

from portal.kernel.errors import BadValueError, ConflictError, NotAllowedError


class AlertAnsweredError(ConflictError):
    """An alert is answered once, until somebody else has looked at the answer."""

    def __init__(self) -> None:
        super().__init__("这条疑点已经答复，正等监督委员会或乡镇审核员核实；要补充的，请等退回后再答复。")


class AlertClosedError(ConflictError):
    """A closed alert stays closed; new facts are a new alert."""

    def __init__(self) -> None:
        super().__init__("这条疑点已经核销，不能再答复或退回；以后账上有新的情况，会作为新的疑点列出。")


class AlertNotAnsweredError(ConflictError):
    """Only an answer is looked at."""

    def __init__(self) -> None:
        super().__init__("这条疑点还没有答复，请先由报账员或经手人答复，再来核销。")


class AlertOutdatedError(ConflictError):
    """The facts have changed since: there is another alert about the same."""

    def __init__(self) -> None:
        super().__init__("账上的情况变了，这条疑点已经换成新的一条，请回到疑点列表打开新的那条。")


class OwnAlertError(NotAllowedError):
    """Who answered, or recorded what it is about, does not close it."""

    def __init__(self) -> None:
        super().__init__(
            "您答复了这条疑点，或者记了它涉及的账，不能自己核销；请由监督委员会的另一位成员或乡镇审核员核实。"
        )


class AlertReasonError(BadValueError):
    """Who sends an answer back says what is still to be said."""

    def __init__(self) -> None:
        super().__init__("退回的，请在核实意见里写明还要说清什么，村里才知道怎样再答复。")


class InvoiceNumberError(BadValueError):
    """An invoice number of another form."""

    def __init__(self) -> None:
        super().__init__("发票号码请照票面填写 4 到 30 位数字或字母，例如 24312000000012345678。")


class PaperKnownError(ConflictError):
    """What paper stands behind a voucher is said once."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第{number}号凭证的票据种类已经登记过，不能再改；登记错的，请在疑点的答复里写明。")
