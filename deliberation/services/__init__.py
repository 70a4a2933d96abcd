"""What is done in deliberation, one function per verb: authorise, propose, open, vote, close, settle."""

from deliberation.services.assembly import Opening, close_ballot, open_ballot, settle
from deliberation.services.ballots import Receipt, cast_vote
from deliberation.services.matters import Authorising, Proposal, propose_matter, record_authorisation

__all__ = [
    "Authorising",
    "Opening",
    "Proposal",
    "Receipt",
    "cast_vote",
    "close_ballot",
    "open_ballot",
    "propose_matter",
    "record_authorisation",
    "settle",
]
