"""The screens of branch life."""

from points.branch.views import meetings, members, oddities, years
from points.branch.views.root import blueprint

__all__ = ["blueprint", "meetings", "members", "oddities", "years"]
