"""The words entries, prizes and exchanges are told apart by; their values are stored."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """How an entry came in."""

    SINGLE = "single"
    GRID = "grid"

    @property
    def chinese(self) -> str:
        """The way as people say it."""
        return {"single": "逐户登记", "grid": "整批登记"}[self.value]


class Verdict(StrEnum):
    """What a second person says of an entry."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class MovementKind(StrEnum):
    """Why a household's balance changed."""

    EARNED = "earned"
    REVERSED = "reversed"
    EXCHANGED = "exchanged"
    RETURNED = "returned"
    EXPIRED = "expired"

    @property
    def chinese(self) -> str:
        """The change as people say it."""
        return {
            "earned": "得分",
            "reversed": "冲销",
            "exchanged": "兑换",
            "returned": "取消兑换退回",
            "expired": "到期清零",
        }[self.value]


class StockKind(StrEnum):
    """Why a prize's stock changed."""

    DELIVERED = "delivered"
    CORRECTED = "corrected"
    RESERVED = "reserved"
    RETURNED = "returned"

    @property
    def chinese(self) -> str:
        """The change as people say it."""
        return {"delivered": "进货", "corrected": "盘点更正", "reserved": "兑换", "returned": "取消兑换退回"}[
            self.value
        ]


class Step(StrEnum):
    """What followed a reservation."""

    HANDED = "handed"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class ExchangeState(StrEnum):
    """How an exchange stands."""

    RESERVED = "reserved"
    HANDED = "handed"
    SIGNED = "signed"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        """The state as people say it."""
        return {"reserved": "已预留，待领取", "handed": "已交付，待签收", "signed": "已签收", "cancelled": "已取消"}[
            self.value
        ]

    @property
    def sign(self) -> str:
        """The status mark of the macro."""
        return {"reserved": "wait", "handed": "warn", "signed": "done", "cancelled": "off"}[self.value]


class Manner(StrEnum):
    """How a household signed for what it got."""

    PHONE = "phone"
    CODE = "code"
    PAPER = "paper"

    @property
    def chinese(self) -> str:
        """The manner as people say it."""
        return {"phone": "本户在手机上签收", "code": "本户报领取码签收", "paper": "纸上签字，附照片"}[self.value]


class Finding(StrEnum):
    """What an answer says of an objection."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class YearMode(StrEnum):
    """What becomes of points that were not spent in their year."""

    CARRY = "carry"
    EXPIRE = "expire"

    @property
    def chinese(self) -> str:
        """The rule as people say it."""
        return {"carry": "余额结转到下一年", "expire": "没有用完的到期清零"}[self.value]


class FeedbackKind(StrEnum):
    """What somebody says of a pilot."""

    GOOD = "good"
    PROBLEM = "problem"
    IDEA = "idea"

    @property
    def chinese(self) -> str:
        """The kind as people say it."""
        return {"good": "有效果", "problem": "有问题", "idea": "建议"}[self.value]


class PilotOutcome(StrEnum):
    """What was decided after a pilot."""

    GO = "go"
    AGAIN = "again"
    STOP = "stop"

    @property
    def chinese(self) -> str:
        """The decision as people say it."""
        return {"go": "全村推开", "again": "改进后再试", "stop": "停止"}[self.value]


def plain_points(points_x100: int) -> str:
    """Return hundredths of a point as people write them: ``4.5``, ``12``, ``-3``."""
    whole, rest = divmod(abs(points_x100), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if points_x100 < 0 else text
