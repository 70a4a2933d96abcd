"""What is refused of rating finished work."""

from __future__ import annotations

from portal.kernel.errors import BadValueError, ConflictError, DomainError


class RatingReasonError(BadValueError):
    """A reason stands beside another answer than 不满意."""

    def __init__(self) -> None:
        super().__init__("只有选“不满意”的才写原因，请改选，或者把原因删去。")


class RevisitNotNeededError(DomainError):
    """The rating is not counted, or not so many are dissatisfied."""

    def __init__(self) -> None:
        super().__init__("评议公布结果、不满意的人数超过规定的比例以后，才需要公布回访整改情况。")


class RatingRepliedError(ConflictError):
    """It was answered already, and what is published stays."""

    def __init__(self) -> None:
        super().__init__("回访整改情况已经公布，不能重写；还有要说的，请另提议题或者在会上说明。")
