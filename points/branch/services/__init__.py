"""What is done in a branch's life: convene, write down, correct, explain, get in touch; what passed months mean."""

from points.branch.services.contacts import Contacting, log_contact
from points.branch.services.convening import BranchConvening, convene
from points.branch.services.oddities import answer_oddity, judge_oddity
from points.branch.services.records import Recording, add_addendum, add_photos, record_meeting
from points.branch.services.told import settle

__all__ = [
    "BranchConvening",
    "Contacting",
    "Recording",
    "add_addendum",
    "add_photos",
    "answer_oddity",
    "convene",
    "judge_oddity",
    "log_contact",
    "record_meeting",
    "settle",
]
