"""The screens of members' duties, by what they are about; each module adds its own to the one blueprint."""

from points.duties.views import campaigns, dues, floating, overview, own, posts, publishing, study, visits
from points.duties.views.root import blueprint

__all__ = [
    "blueprint", "campaigns", "dues", "floating", "overview", "own", "posts", "publishing", "study", "visits",
]  # fmt: skip
