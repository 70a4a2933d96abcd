"""What is not accepted of opinions, amendments and questions on a plan: one class per fact, with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class OpinionNotFoundError(NotFoundError):
    """The matter has no such opinion, amendment or question."""

    def __init__(self) -> None:
        super().__init__("这个议题没有这一条意见，请从议题的“意见和提问”进入。")


class OpinionsForVillagersError(NotAllowedError):
    """A plan is answered to by the people of the village."""

    def __init__(self) -> None:
        super().__init__("只有本村村民可以对方案提意见、提问，请回到您所在的村办理。")


class OpinionsNotYetError(DomainError):
    """The step before the vote is not decided, or was not on the day something was said."""

    def __init__(self, step: str, opened_on: date | None) -> None:
        since = f"{chinese_day(opened_on)}通过" if opened_on else "通过"
        super().__init__(f"“{step}”{since}以后才收对方案的意见和提问，以前提的请作为群众建议提出。")


class OpinionsClosedError(ConflictError):
    """The vote on the plan has begun."""

    def __init__(self, closed_on: date) -> None:
        super().__init__(f"{chinese_day(closed_on)}方案已经提交表决，不再收意见和提问；决议公示期内，可以提出异议。")


class TooManyOpinionsError(ConflictError):
    """As many of one person wait on the matter as may."""

    def __init__(self, most: int, article: str) -> None:
        super().__init__(f"同一位村民在这个议题上已有 {most} 条等着答复，有一条答复以后可以再提。依据：{article}。")


class PlanChangedError(ConflictError):
    """The plan was changed while an amendment to it was written."""

    def __init__(self) -> None:
        super().__init__("方案刚刚改过，请回到“意见和提问”看新的方案，按新的段落重新写。")


class ParagraphMissingError(BadValueError):
    """The plan has no such paragraph."""

    def __init__(self, last: int) -> None:
        super().__init__(f"请选择要改方案的哪一段，从第 1 段到第 {last} 段。")


class WordingUnchangedError(BadValueError):
    """An amendment says what the paragraph says already."""

    def __init__(self) -> None:
        super().__init__("这一段还和方案里写的一样，请把它改成您希望的写法；只想说看法的，请提意见。")


class WordingMissingError(BadValueError):
    """An amendment does not say what the paragraph should say."""

    def __init__(self) -> None:
        super().__init__("请写明这一段改成什么样。")


class OpinionReplyError(BadValueError):
    """What was said is not answered in this way."""

    def __init__(self, kind: str, replies: Sequence[str]) -> None:
        super().__init__(f"对{kind}的答复请选择：{'、'.join(replies)}。")


class NotTakenUpError(BadValueError):
    """Something is said to be adopted, and no later version of the plan takes it up."""

    def __init__(self, reply: str) -> None:
        super().__init__(f"{reply}的，请先修改方案，再选择写进了方案的哪一版；不改方案的，请选择不采纳并写明理由。")


class OpinionAnsweredError(ConflictError):
    """It is answered already."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号已经答复，不能再答复；村民还有话说的，请另提一条。")


class OwnOpinionError(NotAllowedError):
    """Nobody answers what they said themselves, nor its copies."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号是您本人提的，请由其他负责人答复。")


class OpinionsUnansweredError(DomainError):
    """The adopted way asks that everything is answered before the vote."""

    def __init__(self, text: str, article: str) -> None:
        super().__init__(f"{text}请先逐条答复，再提交表决。依据：{article}。")
