"""The words claims, reviews and objections are told apart by; their values are stored."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """How a claim came in."""

    DECLARED = "declared"
    RECORDED = "recorded"
    BATCH = "batch"
    IMPORTED = "imported"

    @property
    def chinese(self) -> str:
        """The way as people say it."""
        return {"declared": "本人申报", "recorded": "支委登记", "batch": "整批登记", "imported": "表格导入"}[self.value]


class Verdict(StrEnum):
    """What a review says of a claim."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


class Finding(StrEnum):
    """What an examination says of an objection."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Mending(StrEnum):
    """What came of the talk after a card."""

    MENDED = "mended"
    NOT_MENDED = "not_mended"

    @property
    def chinese(self) -> str:
        """The outcome as people say it."""
        return "已整改" if self is Mending.MENDED else "没有整改"
