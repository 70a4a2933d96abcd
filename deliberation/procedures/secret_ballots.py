"""When a secret ballot is offered and advised, as dated data: ``secret_ballots.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.texts import cited, confidence, dated, texts
from deliberation.rules import Advice, SecretBallotRule

if TYPE_CHECKING:
    from datetime import date

    from deliberation.procedures.texts import Dated, Table

_KIND = "secret_ballot"


def secret_ballot_on(day: date) -> SecretBallotRule:
    """Return the rule of that day.

    :raise UnknownProcedureError: no text in force on that day says anything of secret ballots.
    """
    for one in _rules():
        if one.covers(day):
            return one.rule
    raise UnknownProcedureError("无记名投票", day)


@cache
def _rules() -> tuple[Dated[SecretBallotRule], ...]:
    return tuple(dated(text, entry, _rule(text, entry)) for text in texts() for entry in text.get(_KIND, ()))


def _rule(text: Table, entry: Table) -> SecretBallotRule:
    return SecretBallotRule(
        least_present=entry["least_present"],
        few_present=entry["few_present"],
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
        advised=tuple(
            Advice(
                matter_type=one["matter_type"],
                text=one["text"],
                article=cited(text, one["article"]),
                confidence=confidence(text, one),
            )
            for one in entry["advised"]
        ),
    )
