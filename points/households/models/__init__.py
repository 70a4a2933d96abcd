"""What household points remember: rules, entries, two ledgers (points and stock), exchanges, lists; insert-only.

A household's balance is the sum of its movements, a prize's stock the sum of its own; neither is kept anywhere else.
"""

from points.households.models.balances import HouseholdMovement, HouseholdYearEnd, HouseholdYearNotice
from points.households.models.entries import HouseholdDecision, HouseholdEntry, HouseholdReversal, HouseholdScheme
from points.households.models.lists import HouseholdAnswer, HouseholdList, HouseholdObjection
from points.households.models.pilots import HouseholdPilot, PilotDecision, PilotFeedback
from points.households.models.prizes import (
    Prize,
    PrizeBudget,
    PrizeDeliveryReversal,
    PrizeExchange,
    PrizeExchangeStep,
    PrizeOffer,
    PrizeStock,
)

__all__ = [
    "HouseholdAnswer",
    "HouseholdDecision",
    "HouseholdEntry",
    "HouseholdList",
    "HouseholdMovement",
    "HouseholdObjection",
    "HouseholdPilot",
    "HouseholdReversal",
    "HouseholdScheme",
    "HouseholdYearEnd",
    "HouseholdYearNotice",
    "PilotDecision",
    "PilotFeedback",
    "Prize",
    "PrizeBudget",
    "PrizeDeliveryReversal",
    "PrizeExchange",
    "PrizeExchangeStep",
    "PrizeOffer",
    "PrizeStock",
]
