"""The order of a village decision: four deliberations, implementation, two publications, and what each must reach.

A stage's thresholds are its body's (the law), its own (usual practice) and the province's; all of them stand side
by side, and ``deliberation.rules.votes`` says which decide and which only warn. Where several say a number of days,
the stricter one is returned. A village that has adopted a local way goes that way: ``variants`` says what is different.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from deliberation.errors import UnknownProcedureError
from deliberation.procedures.local import Days, local_days, local_notice, local_thresholds
from deliberation.procedures.texts import (
    Dated,
    Publication,
    asking,
    body_on,
    cited,
    confidence,
    dated,
    matter_type_on,
    national_publication_on,
    texts,
    threshold,
)
from deliberation.procedures.variants import AnswersFirst, RecordedStage, Variant, variant_on
from deliberation.rules.terms import Confidence, Threshold
from deliberation.rules.votes import Procedure, procedure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from deliberation.procedures.texts import Table
    from deliberation.rules.terms import Asking, MatterType

S1_PROPOSE = "s1_propose"
S2_DISCUSS = "s2_discuss"
S3_PARTY_REVIEW = "s3_party_review"
S4_RESOLVE = "s4_resolve"
P1_PUBLISH_RESOLUTION = "p1_publish_resolution"
I_IMPLEMENT = "i_implement"
P2_PUBLISH_RESULT = "p2_publish_result"

USUAL = "siyi_lianggongkai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The procedure a matter goes through, as it was on the day the matter began.

    ``adopted``: the village or township has made the procedure its rule, so that usual practice decides like law.
    """

    id: str = USUAL
    begun_on: date | None = None  # None: as it is on the day asked about
    adopted: bool = False

    def version(self, day: date) -> date:
        """Return the day whose files hold, when something is asked about ``day``."""
        return self.begun_on or day


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One deliberation. ``body`` is None where it depends on the type of matter.

    ``quorum`` and ``passing`` are what the stage asks beside its body's own rules (usual practice); empty and None
    where it asks nothing more. ``gate_text`` says what waits for this stage; ``notice`` names days by body.
    ``lasting``: once passed it counts for every later text.
    """

    id: str
    name: str
    body: str | None
    default_body: str
    quorum: tuple[Threshold, ...]
    passing: Threshold | None
    notice: Mapping[str, Days]
    merge_with: str | None
    lasting: bool
    initiators: tuple[Asking, ...]
    evidence: tuple[str, ...]
    vote_forms: tuple[str, ...]
    principle: str
    gate_text: str
    article: str
    confidence: Confidence

    def body_for(self, matter_type: MatterType | None) -> str:
        """Return the body that decides this stage of a matter of that type, when nobody has chosen another."""
        return self.body or (matter_type.body if matter_type else self.default_body)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationStage:
    """One publication: within how many days it begins, how long it lasts (the law of the day asked about)."""

    id: str
    name: str
    about: str
    start: Days
    lasting: Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """Who carries a resolution out, and who watches."""

    id: str
    name: str
    owner: str
    supervisor: str
    progress: str
    article: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """The whole way of a matter, as it is on one day. ``discussion`` is advice: more days only warn.

    ``records`` are the steps without a vote that a variant puts before stages; ``words`` say what it does differently.
    """

    id: str
    title: str
    words: str
    article: str
    confidence: Confidence
    stages: tuple[Stage, ...]
    records: tuple[RecordedStage, ...]
    publications: tuple[PublicationStage, ...]
    implementation: Implementation
    discussion: Days
    answers_first: AnswersFirst | None = None  # what was said to the plan is answered before the vote

    def stage(self, stage_id: str) -> Stage:
        """Return the deliberation called ``stage_id``.

        :raise KeyError: there is none.
        """
        return {one.id: one for one in self.stages}[stage_id]

    def after(self, stage_id: str) -> Stage | None:
        """Return the deliberation that follows, None after the last."""
        ids = [one.id for one in self.stages]
        place = ids.index(stage_id) + 1
        return self.stages[place] if place < len(ids) else None

    def record(self, stage_id: str) -> RecordedStage | None:
        """Return the step without a vote called ``stage_id``, if there is one."""
        return next((one for one in self.records if one.id == stage_id), None)

    def recorded_before(self, stage_id: str) -> tuple[RecordedStage, ...]:
        """Return the steps without a vote that ``stage_id`` waits for."""
        return tuple(one for one in self.records if one.before == stage_id)

    def publication(self, publication_id: str) -> PublicationStage:
        """Return the publication called ``publication_id``.

        :raise KeyError: there is none.
        """
        return {one.id: one for one in self.publications}[publication_id]


def procedure_on(day: date, jurisdiction: str = "", way: str = USUAL) -> Workflow:
    """Return the procedure that a matter proposed on ``day`` goes through: the usual one, or a variant of it.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    return _workflow(day, jurisdiction, way)


def deliberations() -> tuple[Dated[Stage], ...]:
    """Return every deliberation of every text, for checks over all of them."""
    return _stages()


def stages_without_vote() -> dict[str, str]:
    """Return the names of the stages that decide nothing, by their ids: publications and implementation."""
    text = _text()
    return {one["id"]: one["name"] for one in (*text["publication"], text["implementation"])}


def stage_rule(
    stage: str | None, body: str, matter_type: str | None, *, on: date, jurisdiction: str = "", way: Way | None = None
) -> Procedure:
    """Return everything ``body`` must reach in ``stage`` on a matter of that type: law, practice and province.

    ``stage`` None asks about the body alone. Where the way is adopted, the stricter decides whatever its source;
    otherwise practice warns where there is law. Law is that of ``on``, practice that of the day the matter began.

    :raise UnknownProcedureError: no text in force on that day knows the stage, the body or the type.
    """
    way = way or Way()
    ruling = body_on(body, on)
    kind = matter_type_on(matter_type, on) if matter_type else None
    quorums = [(one,) for one in local_thresholds("quorum", body, on, jurisdiction)]
    passing = list(local_thresholds("passing", body, on, jurisdiction))
    asked = _stage_on(stage, way.version(on)) if stage else None
    if asked is not None and asked.body in {None, body}:
        quorums += [(one,) for one in asked.quorum]
        passing += [asked.passing] if asked.passing else []
    variant = _variant_on(way.id, way.version(on))
    for one in variant.asked_of(stage, body) if variant else ():
        quorums += [(each,) for each in one.quorum]
        passing += one.passing
    return procedure(ruling, kind, quorums=tuple(quorums), passing=tuple(passing), adopted=way.adopted)


def notice_on(body: str, day: date, *, stage: str | None = None, jurisdiction: str = "") -> Days | None:
    """Return how many days before ``body`` meets it must be called; None where nothing says so.

    The day of the meeting minus the day of the notice must not be less.
    """
    ruling = body_on(body, day)
    asked = _stage_on(stage, day).notice.get(body) if stage else None
    law = ruling.notice_days and Days(days=ruling.notice_days, article=ruling.article, confidence=ruling.confidence)
    found = [one for one in (law or None, local_notice(body, day, jurisdiction), asked) if one]
    return max(found, key=lambda one: (one.days, one.confidence is Confidence.QUOTED), default=None)


def publication_on(day: date, jurisdiction: str = "") -> Publication:
    """Return how long a resolution published on ``day`` must stay public: the longer of nation and province.

    :raise UnknownProcedureError: no text in force on that day says so.
    """
    nation, local = national_publication_on(day), local_days("publication", day, jurisdiction)
    if local is None or local.days < nation.days:
        return nation
    return Publication(id=nation.id, days=local.days, article=local.article, confidence=local.confidence)


def objection_reply_on(day: date, jurisdiction: str = "") -> Days:
    """Return within how many days an objection is answered: the fewer of usual practice and province."""
    return _fewest_days(_text()["objection"], "objection", day, jurisdiction, name="reply_days")


def comment_on(day: date, jurisdiction: str = "") -> Days | None:
    """Return how long a plan is posted for comment before the vote, where the province says so."""
    return local_days("comment", day, jurisdiction)


def _fewest_days(entry: Table, kind: str, day: date, jurisdiction: str, *, name: str) -> Days:
    text = _text()
    usual = Days(days=entry[name], article=cited(text, entry["article"]), confidence=confidence(text, entry))
    local = local_days(kind, day, jurisdiction, name=name)
    return local if local is not None and local.days <= usual.days else usual


def _stage_on(stage_id: str, day: date) -> Stage:
    found = next((one for one in _stages() if one.rule.id == stage_id and one.covers(day)), None)
    if found is None:
        raise UnknownProcedureError(stage_id, day)
    return found.rule


def _variant_on(way: str, day: date) -> Variant | None:
    return None if way == USUAL else variant_on(way, day)


@cache
def _workflow(day: date, jurisdiction: str, way: str) -> Workflow:
    text = _text()
    entry, work = text["procedure"], text["implementation"]
    if not dated(text, entry, None).covers(day):
        raise UnknownProcedureError(entry["title"], day)
    variant = _variant_on(way, day)
    stages = tuple(one.rule for one in _stages() if one.covers(day))
    return Workflow(
        id=way,
        title=variant.title if variant else entry["title"],
        words=variant.words if variant else "",
        article=variant.article if variant else cited(text, entry["article"]),
        confidence=variant.confidence if variant else confidence(text, entry),
        stages=variant.applied(stages) if variant else stages,
        records=variant.records if variant else (),
        publications=tuple(_publication_stage(text, one, day, jurisdiction) for one in text["publication"]),
        implementation=Implementation(
            **{name: work[name] for name in ("id", "name", "owner", "supervisor", "progress")},
            article=cited(text, work["article"]),
            confidence=confidence(text, work),
        ),
        discussion=Days(
            days=entry["discussion_days"],
            article=cited(text, entry["article"]),
            confidence=Confidence(entry["discussion_confidence"]),
        ),
        answers_first=variant.answers_first if variant else None,
    )


def _publication_stage(text: Table, entry: Table, day: date, jurisdiction: str) -> PublicationStage:
    usual = Days(
        days=entry["start_within_days"],
        article=cited(text, entry["start_article"]),
        confidence=Confidence(entry["start_confidence"]),
    )
    local = local_days("start", day, jurisdiction)
    return PublicationStage(
        id=entry["id"],
        name=entry["name"],
        about=entry["about"],
        start=local if local is not None and local.days <= usual.days else usual,
        lasting=publication_on(day, jurisdiction),
    )


def _text() -> Table:
    return next(text for text in texts() if "procedure" in text)


@cache
def _stages() -> tuple[Dated[Stage], ...]:
    text = _text()
    return tuple(dated(text, entry, _stage(text, entry)) for entry in text["stage"])


def _stage(text: Table, entry: Table) -> Stage:
    body = entry.get("body")
    return Stage(
        id=entry["id"],
        name=entry["name"],
        body=body,
        default_body=body or entry["default_body"],
        quorum=tuple(threshold(text, one) for one in entry.get("quorum", ())),
        passing=threshold(text, entry["passing"]) if "passing" in entry else None,
        notice={
            one["body"]: Days(days=one["days"], article=cited(text, one["article"]), confidence=confidence(text, one))
            for one in entry.get("notice", ())
        },
        merge_with=entry.get("merge_with"),
        lasting=entry.get("lasting", False),
        initiators=asking(entry.get("initiator", ())),
        evidence=tuple(entry.get("evidence", ())),
        vote_forms=tuple(entry.get("vote_forms", ())),
        principle=entry.get("principle", ""),
        gate_text=entry["gate_text"],
        article=cited(text, entry["article"]),
        confidence=confidence(text, entry),
    )
