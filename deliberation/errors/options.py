"""What is refused of ballots between several options."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence


class OptionsError(BadValueError):
    """Too few or too many options, one twice, an empty one or one too long to stand on a phone."""

    def __init__(self, *, least: int, most: int, longest: int) -> None:
        super().__init__(
            f"可选的方案应有 {least} 到 {most} 个，一行一个，不能重复，每个不超过 {longest} 个字；"
            "只有一个方案的不用填，直接表决赞成或者反对。"
        )


class OptionsStageError(DomainError):
    """Before the decision the whole plan is talked over; between its options the last stage chooses."""

    def __init__(self, name: str) -> None:
        super().__init__(f"在几个方案中选一个，在“{name}”表决；现在这个环节请对整个方案表决赞成或者反对。")


class OptionsNarrowedError(BadValueError):
    """After a ballot in which no option was resolved, the next is held between fewer of the strongest ones."""

    def __init__(self, strongest: Sequence[str]) -> None:
        named = "、".join(f"“{one}”" for one in strongest)
        super().__init__(
            f"上一次没有方案通过，再次表决要比上一次的方案少，只能留票多的、去掉票少的，原来的名称不改：可以留{named}。"
        )


class OptionsByHandsError(DomainError):
    """What was put to the vote with several options is decided between them, in a ballot."""

    def __init__(self) -> None:
        super().__init__("上一次是在几个方案中选，没有方案通过；请发起表决，在票多的方案里再选，不能按赞成、反对录入。")


class MalformedPickError(BadValueError):
    """What was sent is none of the options, nor none of them, nor abstention; the right to vote is not used up."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self) -> None:
        super().__init__("没有读懂您的选择，请在列出的方案、“都不赞成”、“弃权”中选一项；您的票还没有用掉。")
