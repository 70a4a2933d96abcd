"""What the points area remembers: ``records`` first; the other modules stand beside them."""

from points.models.kin import PointsKinship, PointsKinshipEnd
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
from points.models.steps import PointsCheck, PointsChecker, PointsCheckerGroup, PointsClaimSource
from points.models.sums import PointsBranchMonth, PointsBranchYear, PointsMonthSum, PointsYearSum
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
    PointsYearUnsettled,
)

__all__ = [
    "PointsAdoption",
    "PointsAppraisal",
    "PointsAward",
    "PointsBranchFigure",
    "PointsBranchMonth",
    "PointsBranchYear",
    "PointsCard",
    "PointsCheck",
    "PointsChecker",
    "PointsCheckerGroup",
    "PointsClaim",
    "PointsClaimSource",
    "PointsDisplay",
    "PointsEntry",
    "PointsExamination",
    "PointsKinship",
    "PointsKinshipEnd",
    "PointsMemberClass",
    "PointsMending",
    "PointsMonthLock",
    "PointsMonthSum",
    "PointsObjection",
    "PointsReview",
    "PointsScheme",
    "PointsSchemeDraft",
    "PointsSnapshot",
    "PointsTakeDown",
    "PointsTalk",
    "PointsVeto",
    "PointsYearDecision",
    "PointsYearSeal",
    "PointsYearSum",
    "PointsYearUnsettled",
]
