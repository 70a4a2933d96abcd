"""What is not accepted of suggestions and their handling: one class per fact, with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date


class SuggestionNotFoundError(NotFoundError):
    """The village has no such suggestion, or it is not the viewer's to see."""

    def __init__(self) -> None:
        super().__init__("本村没有这件建议，请从建议列表进入。")


class SuggestionForVillagersError(NotAllowedError):
    """Suggestions are for the people of the village."""

    def __init__(self) -> None:
        super().__init__("只有本村村民可以在这里提建议，请回到您所在的村办理。")


class UnknownCategoryError(BadValueError):
    """No category of that name is offered on the day."""

    def __init__(self) -> None:
        super().__init__("没有这个分类，请从列出的分类中选择。")


class SuggestionDayError(BadValueError):
    """Nothing was usual with suggestions yet on the day one was made."""

    def __init__(self, day: date) -> None:
        super().__init__(f"哪天提的写的是{chinese_day(day)}，那时还没有现在的办理做法，请核对年份。")


class TooManyWaitingError(ConflictError):
    """As many suggestions of one person wait as may."""

    def __init__(self, most: int, article: str) -> None:
        super().__init__(
            f"同一位村民已有 {most} 件建议在办理，有一件办结以后可以再提；急事请直接找村干部。依据：{article}。"
        )


class SuggestionClosedError(ConflictError):
    """There is nothing left to be done with the suggestion."""

    def __init__(self, number: int, state: str) -> None:
        super().__init__(f"第 {number} 号建议{state}，不能再办理；有新的意见，请另提一件。")


class MergedAlreadyError(ConflictError):
    """The suggestion is handled with another."""

    def __init__(self, number: int, into: int) -> None:
        super().__init__(f"第 {number} 号建议已与第 {into} 号合并办理，请到第 {into} 号办理。")


class MergedIntoItselfError(BadValueError):
    """A suggestion is merged into another one."""

    def __init__(self) -> None:
        super().__init__("一件建议不能和自己合并，请选择另一件。")


class HasFollowersError(ConflictError):
    """Others are handled with the suggestion, so it leads."""

    def __init__(self, number: int, target: int) -> None:
        super().__init__(
            f"已有别的建议与第 {number} 号合并办理，请反过来，打开第 {target} 号，与第 {number} 号合并办理。"
        )


class AgendaPastError(DomainError):
    """The meeting was held on an earlier day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"这次会议{chinese_day(day)}已经开过，请选择还没有开的会议。")


class OwnSuggestionError(NotAllowedError):
    """Nobody answers, merges or proposes a suggestion of their own, nor one with which their own is handled."""

    def __init__(self, merged: int | None = None) -> None:
        which = "这件建议" if merged is None else f"与它合并办理的第 {merged} 号建议"
        super().__init__(f"{which}是您本人提出的，请由其他负责人办理。")


class KeptBackWordsError(BadValueError):
    """The words of a suggestion that are kept back would be published as a matter's own."""

    def __init__(self) -> None:
        super().__init__("建议的原文不公布，议题的名称和方案会公布：请用村里自己的话另写，不要照抄建议的标题和内容。")


class NotYourSuggestionError(NotAllowedError):
    """Only whoever made a suggestion takes it back."""

    def __init__(self) -> None:
        super().__init__("只有提出人可以撤回自己的建议；不采纳的，请写明理由答复。")
