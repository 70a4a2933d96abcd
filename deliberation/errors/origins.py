"""What is refused of where matters come from: joint proposals, initiators, records of consultations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence


class UnknownInitiatorError(BadValueError):
    """Nobody of that kind proposes matters here by themselves."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"由谁提议，请从{'、'.join(names)}里选一个；村民、村民代表联名的，从“联名提议”转为议题。")


class SameMatterError(ConflictError):
    """An open matter has the same plan."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号议题的方案一模一样，还没有办结；请到那件议题办理，要改的在那里修改方案。")


class JointNotFoundError(NotFoundError):
    """The village has no such joint proposal."""

    def __init__(self) -> None:
        super().__init__("本村没有这件联名提议，请从联名提议的列表进入。")


class NoJointShareError(BadValueError):
    """The law has this kind of matter proposed by others than these."""

    def __init__(self, name: str, article: str) -> None:
        super().__init__(f"“{name}”由谁联名另有规定，不能在这里联名，请选择别的事项类别。依据：{article}。")


class NotEntitledToJoinError(NotAllowedError):
    """The person is none of those who may join."""

    def __init__(self, base: str) -> None:
        super().__init__(f"这件联名只有{base}可以参加，名册上您不在其中；名册有误的，请联系村委会更正。")


class SameJointError(ConflictError):
    """An open joint proposal says the same."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 件联名提议的内容一样，还没有办结，请到那里支持。")


class TooManyJointError(ConflictError):
    """As many joint proposals of one person are open as may."""

    def __init__(self, most: int, article: str) -> None:
        super().__init__(f"您发起的联名提议已有 {most} 件没有办结，办结一件以后可以再发起。依据：{article}。")


class JointReachedError(ConflictError):
    """Enough support the proposal, so the count is sealed."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 件联名提议的人数已经够了并已封存，不再增加、减少，等待列入议题。")


class JointClosedError(ConflictError):
    """There is nothing left to be done with the proposal."""

    def __init__(self, number: int, state: str) -> None:
        super().__init__(f"第 {number} 件联名提议{state}，不能再办理；有新的事，请另外发起。")


class JointGatheringError(ConflictError):
    """The share that binds is not reached."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"第 {number} 件联名提议的人数还不够，够了以后列为议题；村里想先议的，可以由村党组织另行提议。"
        )


class JointMustBeListedError(ConflictError):
    """A share that binds is reached: an answer is not enough."""

    def __init__(self, number: int, article: str) -> None:
        super().__init__(f"第 {number} 件联名提议按规定应当列为议题，不能只作答复，请转为议题。依据：{article}。")


class OwnJointError(NotAllowedError):
    """Nobody answers or proposes what they started themselves."""

    def __init__(self) -> None:
        super().__init__("这件联名提议是您本人发起的，请由其他负责人办理。")


class NotYourJointError(NotAllowedError):
    """Only whoever started a joint proposal takes it back."""

    def __init__(self) -> None:
        super().__init__("只有发起人可以撤回联名提议；只想退出的，请收回自己的支持。")


class JointWordsKeptError(BadValueError):
    """The words of a proposal that are kept back would be published as a matter's own."""

    def __init__(self) -> None:
        super().__init__("提议的原文不公布，议题的名称和方案会公布：请用村里自己的话另写，不要照抄。")


class SheetNameError(BadValueError):
    """A name on a sheet is not one person who may join."""

    def __init__(self, unknown: Sequence[str], ambiguous: Sequence[str], *, base: str) -> None:
        said = [f"{base}里没有：{'、'.join(unknown)}"] if unknown else []
        said += [f"同名的有几个，请改填编号：{'、'.join(ambiguous)}"] if ambiguous else []
        super().__init__(f"{'；'.join(said)}。每行一个姓名或者编号，照签名表填写。")


class SheetEmptyError(BadValueError):
    """A sheet without a name, or without its photo."""

    def __init__(self, what: str) -> None:
        super().__init__(f"请{what}。")


class OwnNameOnSheetError(NotAllowedError):
    """Nobody enters or checks a sheet that they signed."""

    def __init__(self) -> None:
        super().__init__("签名表上有您本人，请由没有在上面签名的工作人员录入和核对。")


class SheetNotFoundError(NotFoundError):
    """No sheet of that number waits to be checked."""

    def __init__(self) -> None:
        super().__init__("没有等待核对的这张签名表，请从联名提议的页面进入。")


class OwnSheetError(NotAllowedError):
    """Whoever entered a sheet does not check it."""

    def __init__(self) -> None:
        super().__init__("签名表须由另一名工作人员核对，不能自己录入、自己核对。")


class SheetReasonError(BadValueError):
    """A sheet is sent back without a reason."""

    def __init__(self) -> None:
        super().__init__("不一致的，请写明哪里不一致。")


class ConsultationMissingError(DomainError):
    """The decision waits for a record of those concerned having been heard."""

    def __init__(self, text: str, article: str) -> None:
        super().__init__(f"{text.rstrip('。')}。依据：{article}。")


class ConsultationSidesError(BadValueError):
    """Fewer than two sides sat at the table."""

    def __init__(self) -> None:
        super().__init__("至少要有两方的人到场，请填写各方到了几个人。")


class ConsultationFiguresError(BadValueError):
    """More households agreed than were asked."""

    def __init__(self) -> None:
        super().__init__("同意的户数不能多于征求意见的户数，请核对。")


class ConsultationLateError(ConflictError):
    """The matter is decided or taken back: nothing is talked over before it any more."""

    def __init__(self) -> None:
        super().__init__("这件议题已经表决或者撤回，不能再补登会前协商的记录。")
