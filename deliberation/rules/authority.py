"""Who may decide: the representatives' assembly decides what the villagers' assembly has handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.rules.terms import Body, Confidence, Finding, Light, MatterType, light
from portal.kernel.days import chinese_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationTerm:
    """What the villagers' assembly has handed on: matter types, from ``since`` to ``until``, both included."""

    id: int
    matter_types: tuple[str, ...]
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Whether a body may decide a matter; ``record`` is the id of the authorisation it rests on."""

    findings: tuple[Finding, ...]
    record: int | None

    @property
    def blocked(self) -> bool:
        """Whether anything red stands against deciding."""
        return any(finding.light is Light.RED for finding in self.findings)


def authorisation(
    matter_type: MatterType, *, body: Body, grantor: Body, records: Sequence[AuthorisationTerm], on: date
) -> Authority:
    """Decide whether ``body`` may decide ``matter_type`` on the day ``on``.

    A body that decides only what another has authorised needs a record that names the matter type and
    covers the day. ``grantor`` is the body the law names first for this type.
    Source: 村民委员会组织法（2025修正）第28条第二款、第29条；农村集体经济组织法第26、28条.
    """
    stated = competence(matter_type, body=body, grantor=grantor)
    if not needs_authorisation(matter_type, body) or stated.code != "body_competent":
        return Authority(findings=(stated,), record=None)
    naming = [record for record in records if matter_type.id in record.matter_types]
    covering = [record for record in naming if record.since <= on <= record.until]
    if not covering:
        return Authority(findings=(_unauthorised(body, grantor, naming, on),), record=None)
    best = max(covering, key=lambda record: (record.until, record.id))
    return Authority(findings=(_authorised(body, grantor, best), *_term(body, best)), record=best.id)


def competence(matter_type: MatterType, *, body: Body, grantor: Body) -> Finding:
    """Say whether ``body`` is one that may decide ``matter_type``, authorised or not.

    Source: 村民委员会组织法（2025修正）第28条；农村集体经济组织法第26、28条.
    """
    if body.id == matter_type.body:
        code, colour, text = "body_competent", Light.GREEN, f"“{matter_type.name}”由{body.name}决定。"
    elif body.id == matter_type.may_delegate_to:
        code, colour = "body_competent", Light.GREEN
        text = f"“{matter_type.name}”由{grantor.name}决定，可以授权{body.name}决定。"
    elif body.id in matter_type.disputed_bodies:
        code, colour, text = "body_disputed", Light.AMBER, f"待核：{matter_type.note}"
    else:
        code, colour = "body_not_competent", light(matter_type.confidence, ok=False)
        text = f"“{matter_type.name}”应由{grantor.name}决定，不能由{body.name}决定。"
    return Finding(code=code, text=text, article=matter_type.article, light=colour, confidence=matter_type.confidence)


def needs_authorisation(matter_type: MatterType, body: Body) -> bool:
    """Tell whether ``body`` decides ``matter_type`` only once another body has handed it on."""
    return body.id != matter_type.body and body.authorised_by is not None


def outlasts_term(body: Body, *, since: date, until: date) -> bool:
    """Tell whether an authorisation runs longer than one term of the body it is given to.

    Source: 村民委员会组织法（2025修正）第14、29条 (term); that an authorisation ends with it is 待核.
    """
    if body.term_years is None:
        return False
    return (until.year - since.year, until.month, until.day) >= (body.term_years, since.month, since.day)


def _authorised(body: Body, grantor: Body, record: AuthorisationTerm) -> Finding:
    return Finding(
        code="authorised",
        text=f"{grantor.name}已授权{body.name}决定这类事项，期限自{chinese_day(record.since)}起至{chinese_day(record.until)}止。",
        article=body.authority_article,
        light=Light.GREEN,
        confidence=body.confidence,
    )


def _unauthorised(body: Body, grantor: Body, naming: Sequence[AuthorisationTerm], on: date) -> Finding:
    if not naming:
        code, why = "authorisation_missing", f"没有登记{grantor.name}对这类事项的授权"
    elif all(record.since > on for record in naming):
        code, why = (
            "authorisation_not_begun",
            f"{grantor.name}的授权自{chinese_day(min(r.since for r in naming))}起才生效",
        )
    else:
        code, why = "authorisation_ended", f"{grantor.name}的授权已于{chinese_day(max(r.until for r in naming))}到期"
    return Finding(
        code=code,
        text=f"{body.name}只能决定{grantor.name}授权的事项：{why}，请先登记授权决议，再提交表决。",
        article=body.authority_article,
        light=light(body.confidence, ok=False),
        confidence=body.confidence,
    )


def _term(body: Body, record: AuthorisationTerm) -> tuple[Finding, ...]:
    if not outlasts_term(body, since=record.since, until=record.until):
        return ()
    return (
        Finding(
            code="authorisation_outlasts_term",
            text=f"待核：授权期限超过{body.name}一届任期（{body.term_years} 年），换届后是否继续有效请由村民会议确认。",
            article=body.term_article,
            light=Light.AMBER,
            confidence=Confidence.DESIGN,
        ),
    )
