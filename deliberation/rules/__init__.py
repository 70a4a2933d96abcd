"""What the law decides about a vote: pure functions over plain values, each with its source."""

from deliberation.rules.authority import AuthorisationTerm, Authority, authorisation, outlasts_term
from deliberation.rules.ballots import is_closed, plan_digest, receipt_code
from deliberation.rules.course import MatterState
from deliberation.rules.terms import (
    Base,
    Body,
    Choice,
    Confidence,
    Finding,
    Light,
    MatterType,
    Share,
    SpecialMajority,
    SpecialQuorum,
    Threshold,
    Unit,
)
from deliberation.rules.votes import (
    Opening,
    Outcome,
    Procedure,
    Quorum,
    Turnout,
    may_open,
    needed,
    outcome,
    procedure,
    quorum,
)

__all__ = [
    "AuthorisationTerm",
    "Authority",
    "Base",
    "Body",
    "Choice",
    "Confidence",
    "Finding",
    "Light",
    "MatterState",
    "MatterType",
    "Opening",
    "Outcome",
    "Procedure",
    "Quorum",
    "Share",
    "SpecialMajority",
    "SpecialQuorum",
    "Threshold",
    "Turnout",
    "Unit",
    "authorisation",
    "is_closed",
    "may_open",
    "needed",
    "outcome",
    "outlasts_term",
    "plan_digest",
    "procedure",
    "quorum",
    "receipt_code",
]
