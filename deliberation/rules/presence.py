"""What is to be said of those who took part in a deliberation from afar."""

from __future__ import annotations

from deliberation.rules.checkup import Check, CheckLight, basis
from deliberation.rules.terms import Confidence


def from_afar(attended: str, *, articles: tuple[tuple[str, str], ...]) -> Check:
    """Say how many took part online or by a written proxy, and by which rules: articles with their confidence.

    Rules that were not read only warn, like everything else.
    """
    doubted = [article for article, confidence in articles if confidence != Confidence.QUOTED]
    article = "、".join(dict.fromkeys(doubted or [article for article, _ in articles]))
    return Check(
        code="from_afar_doubted" if doubted else "from_afar",
        light=CheckLight.NOTE if doubted else CheckLight.MET,
        text=f"实到 {attended}；线上和书面委托参加的照算到会，票同样有效。",
        basis=basis(article, Confidence.MEMORY if doubted else Confidence.QUOTED),
    )
