"""What is done with points, one function per verb: adopt, declare, record, check, review, publish, object, lock."""

from points.services.checks import check_claims
from points.services.claims import (
    Batch,
    Batched,
    Declaration,
    Recording,
    declare_points,
    record_batch,
    record_claim,
    refused_claims,
)
from points.services.drafts import record_drafts
from points.services.imports import import_claims
from points.services.kin import Kin, declare_kin, end_kin
from points.services.lists import lock_month, publish_list, take_down_list
from points.services.members import Classing, appoint_checker, class_member
from points.services.objections import Objecting, examine_objection, file_objection
from points.services.reviews import Judgement, reverse_entry, review_claim, review_claims
from points.services.schemes import Adopting, adopt_scheme, copy_scheme, draft_scheme
from points.services.sums import recount

__all__ = [
    "Adopting",
    "Batch",
    "Batched",
    "Classing",
    "Declaration",
    "Judgement",
    "Kin",
    "Objecting",
    "Recording",
    "adopt_scheme",
    "appoint_checker",
    "check_claims",
    "class_member",
    "copy_scheme",
    "declare_kin",
    "declare_points",
    "draft_scheme",
    "end_kin",
    "examine_objection",
    "file_objection",
    "import_claims",
    "lock_month",
    "publish_list",
    "record_batch",
    "record_claim",
    "record_drafts",
    "recount",
    "refused_claims",
    "reverse_entry",
    "review_claim",
    "review_claims",
    "take_down_list",
]
