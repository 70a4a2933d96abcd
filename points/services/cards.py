"""Cards by rule with the talk that follows and what came of it; vetoes, awards, figures of the branch's scorecard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from points.appraisal import figures, talk_on
from points.errors.steps import NearRelativeError
from points.errors.year import (
    CardClosedError,
    FigureError,
    MendDayError,
    NoAwardError,
    NoOccasionError,
    NoTalkError,
    NotOfBranchError,
    OwnCardError,
    SameAwardError,
    SameCardError,
    SameFigureError,
    SameVetoError,
    TalkDayError,
    TalkHeldError,
)
from points.models import PointsAward, PointsBranchFigure, PointsCard, PointsMending, PointsTalk, PointsVeto
from points.queries.cards import card, dues, next_card_number, veto_items, vetoes
from points.queries.kin import near_ones
from points.queries.schemes import members
from points.queries.scorecards import scorecard
from points.queries.years import awards, red_cards
from points.services.words import stated
from portal.kernel.errors import NotFoundError
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id

if TYPE_CHECKING:
    from datetime import date

    from points.periods import Year
    from points.values import Mending
    from portal.org.actors import Actor
    from portal.org.models import Branch, Place

_LONGEST_TEXT, _LONGEST_WORDS, _LONGEST_TITLE = 500, 200, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Talking:
    """A talk as it was held."""

    held_on: date
    held_by: int
    text: str
    mend_by: date


def issue_card(
    actor: Actor, village: Place, branch_id: int, year: Year, *, person_id: int, occasion: str
) -> PointsCard:
    """Issue the card an occasion calls for by the rules of today, once; a talk is due within the days set for it.

    :raise NotFoundError: the village has no such branch.
    :raise OwnCardError: it would be the actor's own.
    :raise NearRelativeError: it would be that of somebody near to the actor.
    :raise SameCardError: the occasion had its card.
    :raise NoOccasionError: nothing calls for it.
    """
    with unit_of_work(actor, Permission.POINTS_REVIEW, village) as work:
        branch = branch_by_id(village, branch_id)
        _require_apart(actor, village, person_id, on=work.today)
        before = PointsCard.get_or_none(
            (PointsCard.village == village.id) & (PointsCard.person == person_id) & (PointsCard.occasion == occasion)
        )
        if before is not None:
            raise SameCardError(before.number)
        called_for = dues(village, branch, year.year, today=work.today)
        found = next((one for one in called_for if (one.person_id, one.occasion.key) == (person_id, occasion)), None)
        if found is None:
            raise NoOccasionError
        row = PointsCard.create(
            village=village,
            branch=branch,
            year=year.year,
            number=next_card_number(village),
            person=person_id,
            kind=found.occasion.kind,
            occasion=found.occasion.key,
            because=found.occasion.because,
            issued_on=work.today,
            talk_by=work.today + timedelta(days=talk_on(work.today).within_days),
            issued_by=actor.person_id,
            issued_at=work.now,
        )
        work.seal(
            "points.card.issued",
            about=("points_card", row.id),
            facts={"number": row.number, "kind": row.kind.value, "person": person_id},
            rows=[row],
        )
        return row


def record_talk(actor: Actor, village: Place, card_id: int, talking: Talking) -> PointsTalk:
    """Record the talk that follows a card: when, who held it, what was said, by when things are to be mended.

    :raise NoCardError: the village has no such card.
    :raise OwnCardError: it is the actor's own, or the talk was held by the one concerned.
    :raise NearRelativeError: it is that of somebody near to the actor.
    :raise TalkHeldError: it was recorded before.
    :raise TalkDayError: the day is before the card or to come.
    :raise MendDayError: there is no time to mend things.
    :raise NotOfBranchError: whoever held it is no member of the branch.
    :raise WordsNeededError: there are no words, or too many.
    :raise PrivateNumberError: the words have what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_REVIEW, village) as work:
        found = card(village, card_id)
        if found.person_id == talking.held_by:
            raise OwnCardError
        _require_apart(actor, village, found.person_id, on=work.today)
        if found.held_on is not None:
            raise TalkHeldError(found.number)
        _require_day(talking.held_on, earliest=found.issued_on, today=work.today)
        if talking.mend_by < talking.held_on:
            raise MendDayError(talking.held_on)
        _require_member(village, branch_by_id(village, found.branch_id), talking.held_by, on=talking.held_on)
        row = PointsTalk.create(
            village=village,
            card=found.id,
            held_on=talking.held_on,
            held_by=talking.held_by,
            text=stated(talking.text, "谈了什么", longest=_LONGEST_TEXT),
            mend_by=talking.mend_by,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "points.talk.recorded",
            about=("points_card", found.id),
            facts={"number": found.number, "mend_by": talking.mend_by.isoformat()},
            rows=[row],
            happened_on=talking.held_on,
        )
        return row


def record_mending(
    actor: Actor, village: Place, card_id: int, *, outcome: Mending, text: str, seen_on: date
) -> PointsMending:
    """Record what came of a talk, once.

    :raise NoCardError: the village has no such card.
    :raise OwnCardError: it is the actor's own.
    :raise NearRelativeError: it is that of somebody near to the actor.
    :raise NoTalkError: there was no talk yet.
    :raise CardClosedError: it was recorded before.
    :raise TalkDayError: the day is before the talk or to come.
    :raise WordsNeededError: there are no words, or too many.
    :raise PrivateNumberError: the words have what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_REVIEW, village) as work:
        found = card(village, card_id)
        _require_apart(actor, village, found.person_id, on=work.today)
        if found.held_on is None:
            raise NoTalkError(found.number)
        if found.outcome is not None:
            raise CardClosedError(found.number)
        _require_day(seen_on, earliest=found.held_on, today=work.today)
        row = PointsMending.create(
            village=village,
            card=found.id,
            outcome=outcome,
            text=stated(text, "看到了什么", longest=_LONGEST_TEXT),
            seen_on=seen_on,
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "points.mending.recorded",
            about=("points_card", found.id),
            facts={"number": found.number, "outcome": outcome.value},
            rows=[row],
            happened_on=seen_on,
        )
        return row


def record_veto(
    actor: Actor, village: Place, branch_id: int, year: Year, *, person_id: int, code: str, paper: str
) -> PointsVeto:
    """Record something that decides a member's year whatever the points say, with the paper that says so.

    :raise NotFoundError: the village has no such branch, or there is no such item.
    :raise OwnCardError: it would be the actor's own.
    :raise NotOfBranchError: the person is no member of the branch.
    :raise SameVetoError: it was recorded before.
    :raise WordsNeededError: the paper is missing, or its name too long.
    :raise PrivateNumberError: the words have what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        if code not in veto_items(village, branch.id, year.year):
            raise NotFoundError
        _require_other(actor, village, branch, person_id, on=min(year.last_day, work.today))
        known = vetoes(village, year=year.year)
        if any((one.person_id, one.code) == (person_id, code) for one in known):
            raise SameVetoError
        row = PointsVeto.create(
            village=village,
            branch=branch,
            year=year.year,
            person=person_id,
            code=code,
            paper=stated(paper, "依据的文件和文号", longest=_LONGEST_WORDS),
            recorded_by=actor.person_id,
            recorded_at=work.now,
        )
        work.seal(
            "points.veto.recorded",
            about=("points_veto", row.id),
            facts={"year": year.year, "code": code, "person": person_id},
            rows=[row],
        )
        return row


def recommend_award(
    actor: Actor, village: Place, branch_id: int, year: Year, *, person_id: int, title: str, reason: str
) -> PointsAward:
    """Recommend a member for an award on the strength of a year.

    :raise NotFoundError: the village has no such branch.
    :raise OwnCardError: the actor would recommend themselves.
    :raise NotOfBranchError: the person is no member of the branch.
    :raise NoAwardError: the person has a red card or a veto that year.
    :raise SameAwardError: it was recommended before.
    :raise WordsNeededError: title or reason are missing or too long.
    :raise PrivateNumberError: the words have what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        named = stated(title, "推荐什么表彰", longest=_LONGEST_TITLE)
        _require_other(actor, village, branch, person_id, on=min(year.last_day, work.today))
        if person_id in red_cards(village, year.year):
            raise NoAwardError("有红牌")
        if any(one.person_id == person_id for one in vetoes(village, year=year.year)):
            raise NoAwardError("有一票否决事项")
        if any((one.person_id, one.title) == (person_id, named) for one in awards(village, branch.id, year.year)):
            raise SameAwardError
        row = PointsAward.create(
            village=village,
            branch=branch,
            year=year.year,
            person=person_id,
            title=named,
            reason=stated(reason, "推荐的理由", longest=_LONGEST_WORDS),
            recommended_by=actor.person_id,
            recommended_at=work.now,
        )
        work.seal(
            "points.award.recommended",
            about=("points_award", row.id),
            facts={"year": year.year, "person": person_id},
            rows=[row],
        )
        return row


def enter_figure(
    actor: Actor, village: Place, branch_id: int, year: Year, *, code: str, value: int, source: str
) -> PointsBranchFigure:
    """Enter a figure of the branch's scorecard with where it comes from; entered again it stands beside the first.

    :raise NotFoundError: the village has no such branch, or there is no such figure.
    :raise FigureError: it is negative.
    :raise SameFigureError: it stands like that already.
    :raise WordsNeededError: the source is missing or too long.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        if code not in {one.code for one in figures()}:
            raise NotFoundError
        if value < 0:
            raise FigureError
        said = stated(source, "数字的出处", longest=_LONGEST_WORDS)
        shown = scorecard(village, branch, year, today=work.today).figures
        before = next(one for one in shown if one.code == code)
        if (before.value, before.source) == (value, said):
            raise SameFigureError
        row = PointsBranchFigure.create(
            village=village,
            branch=branch,
            year=year.year,
            code=code,
            revision=before.revision + 1,
            value=value,
            source=said,
            entered_by=actor.person_id,
            entered_at=work.now,
        )
        work.seal(
            "points.figure.entered",
            about=("points_figure", row.id),
            facts={"year": year.year, "branch": branch.id, "code": code, "revision": row.revision},
            rows=[row],
        )
        return row


def _require_apart(actor: Actor, village: Place, person_id: int, *, on: date) -> None:
    if person_id == actor.person_id:
        raise OwnCardError
    if person_id in near_ones(village, actor.person_id, on=on):
        raise NearRelativeError


def _require_other(actor: Actor, village: Place, branch: Branch, person_id: int, *, on: date) -> None:
    if person_id == actor.person_id:
        raise OwnCardError
    _require_member(village, branch, person_id, on=on)


def _require_member(village: Place, branch: Branch, person_id: int, *, on: date) -> None:
    if person_id not in {row.id for row in members(village, branch.id, on=on)}:
        raise NotOfBranchError


def _require_day(day: date, *, earliest: date, today: date) -> None:
    if not earliest <= day <= today:
        raise TalkDayError(earliest, today)
