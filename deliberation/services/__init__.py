"""What is done in deliberation, one function per verb: propose, hold the stages, open, vote, close, settle."""

from deliberation.services.assembly import Opening, close_ballot, close_early, open_ballot
from deliberation.services.ballots import Receipt, cast_vote, cast_vote_by_proxy
from deliberation.services.matters import (
    Authorising,
    Proposal,
    Revision,
    propose_matter,
    record_authorisation,
    revise_plan,
    withdraw_matter,
)
from deliberation.services.paper import confirm_paper_vote, object_to_paper, record_paper_vote
from deliberation.services.records import Recording, record_stage
from deliberation.services.recusals import (
    Recusing,
    declare_recusal,
    record_recusal,
    take_back_own_recusal,
    take_back_recusal,
)
from deliberation.services.secret_ballots import void_ballot
from deliberation.services.settling import settle
from deliberation.services.stages import (
    Figures,
    confirm_hand_count,
    record_adjournment,
    record_hand_count,
    take_back_hand_count,
)
from deliberation.services.ways import Adopting, adopt_procedure

__all__ = [
    "Adopting",
    "Authorising",
    "Figures",
    "Opening",
    "Proposal",
    "Receipt",
    "Recording",
    "Recusing",
    "Revision",
    "adopt_procedure",
    "cast_vote",
    "cast_vote_by_proxy",
    "close_ballot",
    "close_early",
    "confirm_hand_count",
    "confirm_paper_vote",
    "declare_recusal",
    "object_to_paper",
    "open_ballot",
    "propose_matter",
    "record_adjournment",
    "record_authorisation",
    "record_hand_count",
    "record_paper_vote",
    "record_recusal",
    "record_stage",
    "revise_plan",
    "settle",
    "take_back_hand_count",
    "take_back_own_recusal",
    "take_back_recusal",
    "void_ballot",
    "withdraw_matter",
]
