"""What is done with household points: one function for each verb, each one unit of work."""

from points.households.services.answers import Objecting, answer_objection, file_objection
from points.households.services.deliveries import take_back_delivery
from points.households.services.entries import Recording, confirm_entries, record_entries, reject_entry, reverse_entry
from points.households.services.exchanges import (
    Reserving,
    cancel_exchange,
    hand_over,
    reserve_prize,
    sign_by_code,
    sign_on_paper,
    sign_oneself,
)
from points.households.services.lists import publish_month
from points.households.services.pilots import (
    Beginning,
    Concluding,
    Saying,
    begin_pilot,
    decide_pilot,
    record_feedback,
)
from points.households.services.prizes import (
    Delivering,
    NewPrize,
    Offering,
    correct_stock,
    enter_prize,
    receive_delivery,
    set_budget,
    set_offer,
)
from points.households.services.schemes import Adopting, adopt_scheme
from points.households.services.year_end import end_year, give_notice

__all__ = [
    "Adopting",
    "Beginning",
    "Concluding",
    "Delivering",
    "NewPrize",
    "Objecting",
    "Offering",
    "Recording",
    "Reserving",
    "Saying",
    "adopt_scheme",
    "answer_objection",
    "begin_pilot",
    "cancel_exchange",
    "confirm_entries",
    "correct_stock",
    "decide_pilot",
    "end_year",
    "enter_prize",
    "file_objection",
    "give_notice",
    "hand_over",
    "publish_month",
    "receive_delivery",
    "record_entries",
    "record_feedback",
    "reject_entry",
    "reserve_prize",
    "reverse_entry",
    "set_budget",
    "set_offer",
    "sign_by_code",
    "sign_on_paper",
    "sign_oneself",
    "take_back_delivery",
]
