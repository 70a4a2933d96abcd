"""What is not accepted between the decision and the published result: one class per fact, with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from datetime import date


class NotResolvedError(DomainError):
    """Nothing has been decided, so nothing can follow."""

    def __init__(self) -> None:
        super().__init__("这个议题还没有通过的决议，请等表决通过并公布以后再办理。")


class PublicityRunningError(DomainError):
    """The decision has not been public for its lawful days."""

    def __init__(self, last_day: date, article: str) -> None:
        super().__init__(f"决议公示到{chinese_day(last_day)}，公示期满且没有异议才能开始实施。依据：{article}。")


class ObjectionOpenError(DomainError):
    """An objection waits for its answer."""

    def __init__(self, due_on: date) -> None:
        super().__init__(f"还有异议没有答复（应在{chinese_day(due_on)}前答复），请先答复，再办理下一步。")


class ObjectionUpheldError(DomainError):
    """An objection was upheld: the matter is to be decided again."""

    def __init__(self) -> None:
        super().__init__("异议已经成立，原决议不能实施，请重新提交村民会议或者村民代表会议表决。")


class NothingPlannedError(DomainError):
    """There is no milestone by which implementation could be followed."""

    def __init__(self) -> None:
        super().__init__("还没有安排实施进度，请先填写至少一个节点和完成日期。")


class MilestonesMissingError(DomainError):
    """Milestones have not been reported."""

    def __init__(self, titles: str) -> None:
        super().__init__(f"还有节点没有报告完成：{titles}。请先报告，再验收。")


class NothingMendedError(DomainError):
    """The work was sent back and nothing has been reported since."""

    def __init__(self) -> None:
        super().__init__("上次验收已退回整改，请先报告整改情况，再验收。")


class AcceptedAlreadyError(ConflictError):
    """The work has been accepted: nothing is planned or reported any more."""

    def __init__(self) -> None:
        super().__init__("这件事已经验收，不能再改动实施进度，请查看结果公开。")


class NotAcceptedError(DomainError):
    """Nothing has been accepted, so there is no result to publish."""

    def __init__(self) -> None:
        super().__init__("这件事还没有通过村务监督委员会验收，验收以后才能公布实施结果。")


class ResultPublishedError(ConflictError):
    """The result is public."""

    def __init__(self) -> None:
        super().__init__("实施结果已经公布，不用重复公布；公示中断的，请登记中断并重新公示。")


class ObjectionWindowError(DomainError):
    """Nothing of the matter was on display on that day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{chinese_day(day)}不在公示期内，公示期内才能提出异议；其他问题可以向村务监督委员会反映。")


class ObjectionNotFoundError(NotFoundError):
    """The matter has no such objection."""

    def __init__(self) -> None:
        super().__init__("这个议题没有这条异议，请从异议列表进入。")


class AnsweredAlreadyError(ConflictError):
    """An objection is answered once."""

    def __init__(self) -> None:
        super().__init__("这条异议已经答复，一条异议只答复一次，请查看答复内容。")


class OwnObjectionError(NotAllowedError):
    """Nobody answers an objection of their own."""

    def __init__(self) -> None:
        super().__init__("这条异议是您本人提出的，请由其他负责人答复。")


class ObjectionLapsedError(ConflictError):
    """The resolution it was about has been voted on again."""

    def __init__(self) -> None:
        super().__init__("这条异议针对的决议已经重新表决，不用再答复；对新的决议有意见的，请在新的公示期内提出。")


class RecordedObjectionError(NotAllowedError):
    """Whoever entered an objection for somebody does not answer it."""

    def __init__(self) -> None:
        super().__init__("这条异议是您代为登记的，请由其他负责人答复。")


class OwnAnswerError(NotAllowedError):
    """Who answered somebody does not judge what the same person objects next."""

    def __init__(self) -> None:
        super().__init__("您已答复过这位村民对同一议题的异议，再次提出的异议请由其他负责人答复。")


class FilerUnknownError(BadValueError):
    """The register has nobody of this name or code."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"本村名册里没有“{typed}”，请填写提出人的姓名或者编号。")


class FilerAmbiguousError(BadValueError):
    """Several people have this name."""

    def __init__(self, typed: str, codes: str) -> None:
        super().__init__(f"本村有几位“{typed}”，请填写编号：{codes}。")


class NotOfVillageError(NotAllowedError):
    """Objections are for the people of the village."""

    def __init__(self) -> None:
        super().__init__("只有本村村民可以在这里提出异议，请回到您所在的村办理。")


class InterruptionDayError(BadValueError):
    """On that day the notice did not have to be up."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"中断的日子应在公示期内，即{chinese_day(first)}到{chinese_day(last)}之间，并且不晚于今天。")


class InterruptionTooLateError(DomainError):
    """The work is accepted: the resolution is not put up again."""

    def __init__(self) -> None:
        super().__init__("这件事已经验收，决议不再重新公示，请把当时的中断情况写进实施结果一并公布。")


class NothingOnDisplayError(NotFoundError):
    """Nothing of the kind was ever put up."""

    def __init__(self) -> None:
        super().__init__("这个议题还没有公布过这一项，请从议题页面进入。")


class CutShortError(DomainError):
    """The notice would come down before its lawful days have passed."""

    def __init__(self, text: str, article: str, from_day: date) -> None:
        super().__init__(f"{text}{chinese_day(from_day)}起才能撤下。依据：{article}。")


class TakenDownError(ConflictError):
    """The notice has been taken down."""

    def __init__(self) -> None:
        super().__init__("这一项公示已经登记撤下，不用重复登记。")


class FutureDayError(BadValueError):
    """What has not happened yet cannot be recorded."""

    def __init__(self) -> None:
        super().__init__("日期不能晚于今天，请填写实际发生的日期。")


class PastDueDayError(BadValueError):
    """A milestone is planned for a day to come."""

    def __init__(self) -> None:
        super().__init__("完成日期不能早于今天，请填写计划完成的日期。")


class DoneTooEarlyError(BadValueError):
    """Work was finished before the resolution could be carried out."""

    def __init__(self, last_day: date) -> None:
        super().__init__(f"决议公示到{chinese_day(last_day)}，完成日期应在这一天以后，请填写实际完成的日期。")


class InspectedTooEarlyError(BadValueError):
    """Work was inspected before it was finished."""

    def __init__(self, finished: date) -> None:
        super().__init__(f"报告的完成日期是{chinese_day(finished)}，验收日期不能早于这一天，请填写到现场看的日期。")


class MilestoneNotFoundError(NotFoundError):
    """The matter has no such milestone."""

    def __init__(self) -> None:
        super().__init__("这个议题没有这个节点，请从议题页面进入。")


class OwnWorkError(NotAllowedError):
    """Who implemented or reported does not accept."""

    def __init__(self) -> None:
        super().__init__("您参与了这件事的实施或者报告，请由村务监督委员会其他成员验收。")
