"""The screens of points, by what they are about; each module adds its own to the one blueprint."""

from points.views import boards, claims, lists, members, objections, reviews, schemes, steps, tables
from points.views.root import blueprint

__all__ = [
    "blueprint",
    "boards",
    "claims",
    "lists",
    "members",
    "objections",
    "reviews",
    "schemes",
    "steps",
    "tables",
]
