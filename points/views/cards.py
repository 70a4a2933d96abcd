"""Cards: what calls for one, those issued, their talks and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points.appraisal import cards_on, talk_on
from points.forms.year import IssueForm, MendingForm, TalkForm
from points.periods import Year, parse_stretch
from points.queries.cards import card as card_of
from points.queries.cards import cards as cards_of
from points.queries.cards import dues
from points.queries.kin import near_ones
from points.queries.schemes import members
from points.services.cards import Talking, issue_card, record_mending, record_talk
from points.values import Mending
from points.views.periods import year_of
from points.views.root import asked_branch, blueprint, may, whose
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.appraisal import CardRules, TalkRule
    from points.queries.cards import CardRow, Due


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsPage:
    """What calls for a card in a year, and the cards of the branch."""

    branch_id: int
    branch: str
    year: Year
    dues: tuple[tuple[Due, bool], ...]  # and whether the one looking may issue it
    cards: tuple[CardRow, ...]
    rules: CardRules
    talk: TalkRule
    today: date
    before: Year
    after: Year | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """One card with what can be done about it."""

    card: CardRow
    stands: tuple[str, str]
    may_talk: bool
    may_close: bool
    own: bool
    officer: bool


@blueprint.get("/cards/")
@require(Permission.POINTS_RECORD)
def cards() -> str:
    """List what calls for a card in a year, and the branch's cards."""
    text = request.args.get("year", "")
    asked = parse_stretch(text) if text else Year(clock.today().year)
    if not isinstance(asked, Year):
        raise NotFoundError
    return _cards_screen(asked, IssueForm(formdata=None))[0]


@blueprint.post("/cards/new")
@require(Permission.POINTS_REVIEW)
def issue() -> ResponseReturnValue:
    """Issue the card an occasion calls for."""
    form, branch = IssueForm(), asked_branch()
    if form.validate_on_submit():
        with form.refusals():
            year = year_of(form.year.data)
            person_id = int(form.person.data) if form.person.data.isdecimal() else 0
            made = issue_card(
                current_actor(),
                current_village(),
                branch.id,
                year,
                person_id=person_id,
                occasion=form.occasion.data,
            )
            flash(f"第 {made.number} 号提醒卡已发出，请按期约谈。", "good")
            return redirect(url_for(".card", card=made.id))
    return _cards_screen(Year(clock.today().year), form)


@blueprint.get("/cards/<int:card>/")
@require(Permission.POINTS_VIEW)
def card(card: int) -> str:
    """Show one card; members see their own."""
    found, today = card_of(current_village(), card), clock.today()
    if whose() not in {None, found.person_id}:
        raise NotFoundError
    own = found.person_id == current_actor().person_id
    near = near_ones(current_village(), current_actor().person_id, on=today)
    reviewer = may(Permission.POINTS_REVIEW) and not own and found.person_id not in near
    page = CardPage(
        card=found,
        stands=found.stands(today),
        may_talk=reviewer and found.held_on is None,
        may_close=reviewer and found.held_on is not None and found.outcome is None,
        own=own,
        officer=may(Permission.POINTS_RECORD),
    )
    return render_template("points/card.html", page=page)


@blueprint.route("/cards/<int:card>/talk", methods=["GET", "POST"])
@require(Permission.POINTS_REVIEW)
def talk(card: int) -> ResponseReturnValue:
    """Record the talk that follows a card."""
    village, today = current_village(), clock.today()
    found = card_of(village, card)
    form = TalkForm(held_on=today, mend_by=today + timedelta(days=talk_on(today).mend_days))
    people = members(village, found.branch_id, on=today)
    form.held_by.choices = options((row.id, row.name) for row in people if row.id != found.person_id)
    if request.method == "GET":
        form.held_by.data = current_actor().person_id
    if form.validate_on_submit():
        with form.refusals():
            talking = Talking(
                held_on=form.held_on.data,
                held_by=form.held_by.data,
                text=form.text.data,
                mend_by=form.mend_by.data,
            )
            record_talk(current_actor(), village, card, talking)
            flash("约谈已登记。", "good")
            return redirect(url_for(".card", card=card))
    return render_template("points/talk.html", page=found, form=form), form.status


@blueprint.route("/cards/<int:card>/mending", methods=["GET", "POST"])
@require(Permission.POINTS_REVIEW)
def mending(card: int) -> ResponseReturnValue:
    """Record what came of a talk."""
    found = card_of(current_village(), card)
    form = MendingForm(seen_on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            record_mending(
                current_actor(),
                current_village(),
                card,
                outcome=Mending(form.outcome.data),
                text=form.text.data,
                seen_on=form.seen_on.data,
            )
            flash("整改结果已登记。", "good")
            return redirect(url_for(".card", card=card))
    return render_template("points/mending.html", page=found, form=form), form.status


def _cards_screen(year: Year, form: IssueForm) -> tuple[str, int]:
    village, today, branch = current_village(), clock.today(), asked_branch()
    may_issue = may(Permission.POINTS_REVIEW)
    called_for = dues(village, branch, year.year, today=today)
    aside = near_ones(village, current_actor().person_id, on=today) | {current_actor().person_id}
    page = CardsPage(
        branch_id=branch.id,
        branch=branch.name,
        year=year,
        dues=tuple((one, may_issue and one.person_id not in aside) for one in called_for),
        cards=tuple(cards_of(village, branch_id=branch.id, year=year.year)),
        rules=cards_on(min(year.last_day, today)),
        talk=talk_on(today),
        today=today,
        before=Year(year.year - 1),
        after=Year(year.year + 1) if year.year < today.year else None,
    )
    return render_template("points/cards.html", page=page, form=form), form.status
