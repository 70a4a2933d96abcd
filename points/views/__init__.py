"""The screens of points, by what they are about; each module adds its own to the one blueprint."""

from points.views import (
    boards,
    cards,
    claims,
    kin,
    lists,
    members,
    objections,
    rankings,
    reviews,
    schemes,
    steps,
    tables,
    year_ends,
)
from points.views.root import blueprint

__all__ = [
    "blueprint",
    "boards",
    "cards",
    "claims",
    "kin",
    "lists",
    "members",
    "objections",
    "rankings",
    "reviews",
    "schemes",
    "steps",
    "tables",
    "year_ends",
]
