"""What the points area remembers: ``records`` first; ``year`` stands beside them."""

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
from points.models.year import (
    PointsAppraisal,
    PointsAward,
    PointsBranchFigure,
    PointsCard,
    PointsMending,
    PointsSnapshot,
    PointsTalk,
    PointsVeto,
    PointsYearDecision,
    PointsYearSeal,
)

__all__ = [
    "PointsAppraisal",
    "PointsAward",
    "PointsBranchFigure",
    "PointsCard",
    "PointsClaim",
    "PointsDisplay",
    "PointsEntry",
    "PointsExamination",
    "PointsMending",
    "PointsMonthLock",
    "PointsObjection",
    "PointsReview",
    "PointsScheme",
    "PointsSnapshot",
    "PointsTakeDown",
    "PointsTalk",
    "PointsVeto",
    "PointsYearDecision",
    "PointsYearSeal",
]
