"""What points are worth and how they stand: pure decisions over plain values."""

from points.rules.awards import (
    MOST_TIMES,
    STEP_X100,
    Award,
    Cap,
    Item,
    MemberClass,
    Past,
    Period,
    average_x100,
    award,
    counted_before,
    late_days,
    parse_points,
    plain_points,
    requested_points,
    require_applies,
)

__all__ = [
    "MOST_TIMES",
    "STEP_X100",
    "Award",
    "Cap",
    "Item",
    "MemberClass",
    "Past",
    "Period",
    "average_x100",
    "award",
    "counted_before",
    "late_days",
    "parse_points",
    "plain_points",
    "requested_points",
    "require_applies",
]
