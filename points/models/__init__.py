"""What the points area remembers: ``records`` first; ``schemes`` and ``steps`` stand beside them."""

from points.models.records import (
    PointsClaim,
    PointsDisplay,
    PointsEntry,
    PointsExamination,
    PointsMonthLock,
    PointsObjection,
    PointsReview,
    PointsScheme,
    PointsTakeDown,
)
from points.models.schemes import PointsAdoption, PointsMemberClass, PointsSchemeDraft
from points.models.steps import PointsCheck, PointsChecker, PointsClaimSource

__all__ = [
    "PointsAdoption",
    "PointsCheck",
    "PointsChecker",
    "PointsClaim",
    "PointsClaimSource",
    "PointsDisplay",
    "PointsEntry",
    "PointsExamination",
    "PointsMemberClass",
    "PointsMonthLock",
    "PointsObjection",
    "PointsReview",
    "PointsScheme",
    "PointsSchemeDraft",
    "PointsTakeDown",
]
