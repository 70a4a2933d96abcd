"""What setting a year's budget refuses."""

from __future__ import annotations

from portal.kernel.errors import BadValueError


class EmptyBudgetError(BadValueError):
    """A budget in which nothing is planned."""

    def __init__(self) -> None:
        super().__init__("没有填写任何预算金额，请至少填一个收入或支出类别；没有预算的类别不用填。")


class BudgetAmountError(BadValueError):
    """An amount nobody plans."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”的预算金额要大于 0、不超过一千亿元，没有预算的请空着。")


class BudgetSourceError(BadValueError):
    """A budget that does not say who decided it."""

    def __init__(self) -> None:
        super().__init__("请写明预算依据什么文件或会议，例如：2026年1月12日村民代表会议通过的收支预算。")


class BudgetYearError(BadValueError):
    """A year that is neither running, nor the one before or after."""

    def __init__(self, year: int, *, this: int) -> None:
        super().__init__(f"{year}年的预算不能填写，请填写 {this - 1} 年、{this} 年或 {this + 1} 年的。")


class NoBudgetAccountError(BadValueError):
    """A budget for something that is neither income nor expense."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”不是收入或支出类别，不列预算。")
