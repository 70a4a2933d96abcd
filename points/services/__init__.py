"""What is done with points, one function per verb: adopt, declare, record, review, publish, object, examine, lock."""

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
from points.services.imports import import_claims
from points.services.lists import lock_month, publish_list, take_down_list
from points.services.objections import Objecting, examine_objection, file_objection
from points.services.reviews import Judgement, reverse_entry, review_claim, review_claims
from points.services.schemes import adopt_scheme
from points.services.sums import recount

__all__ = [
    "Batch",
    "Batched",
    "Declaration",
    "Judgement",
    "Objecting",
    "Recording",
    "adopt_scheme",
    "declare_points",
    "examine_objection",
    "file_objection",
    "import_claims",
    "lock_month",
    "publish_list",
    "record_batch",
    "record_claim",
    "recount",
    "refused_claims",
    "reverse_entry",
    "review_claim",
    "review_claims",
    "take_down_list",
]
