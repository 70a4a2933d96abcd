"""The screens of villagers' suggestions: list, file, record, show, and each thing that is done with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation.errors import SuggestionForVillagersError
from deliberation.forms.suggestions import (
    AgendaForm,
    BroughtSuggestionForm,
    MergeForm,
    ReplyForm,
    SortForm,
    SuggestedMatterForm,
    SuggestionFilter,
    SuggestionForm,
    WithdrawSuggestionForm,
)
from deliberation.procedures import categories_on, matter_types_on, suggestion_rule_on
from deliberation.queries import suggestion_screens as screens
from deliberation.rules.suggestions import Channel, Reply
from deliberation.services import suggestions
from deliberation.services.filers import Brought
from deliberation.sheets.suggestions import SUGGESTIONS, suggestion_rows
from deliberation.views.follow_up import viewer
from deliberation.views.matters import propose_from
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from deliberation.forms.suggestions import BroughtForm
    from deliberation.queries.suggestion_screens import ShownSuggestion
    from deliberation.rules.suggestions import SuggestionRule
    from portal.kernel.paging import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionListPage:
    """The viewer's own suggestions, and those asked for by pages."""

    mine: tuple[ShownSuggestion, ...]
    suggestions: Page[ShownSuggestion]
    filters: SuggestionFilter
    rule: SuggestionRule
    may_file: bool
    may_record: bool


@blueprint.get("/suggestions/")
@require(SIGNED_IN)
def suggestions_list() -> str:
    """List one's own suggestions with what became of them, then everybody's."""
    filters, found, every = _asked()
    page = SuggestionListPage(
        mine=tuple(one for one in every if one.own),
        suggestions=page_of(found, number=asked_page()),
        filters=filters,
        rule=suggestion_rule_on(clock.today()),
        may_file=current_actor().home_id == current_village().id,
        may_record=may(Permission.SUGGESTION_RECORD),
    )
    return render_template("deliberation/suggestions/index.html", page=page)


@blueprint.get("/suggestions/table.xlsx")
@require(SIGNED_IN)
def suggestions_list_table() -> Response:
    """Hand out the suggestions asked for as a table."""
    filters, found, _ = _asked()
    filters.require_readable()
    return table_response(f"{current_village().name}群众建议", SUGGESTIONS, suggestion_rows(found))


@blueprint.route("/suggestions/new", methods=["GET", "POST"])
@require(SIGNED_IN)
def file_suggestion() -> ResponseReturnValue:
    """File a suggestion of one's own, at home."""
    if current_actor().home_id != current_village().id:
        raise SuggestionForVillagersError
    form = SuggestionForm()
    form.offer(_categories())
    if form.validate_on_submit():
        with form.refusals():
            filed = suggestions.file_suggestion(current_actor(), current_village(), _suggesting(form))
            return redirect(url_for(".suggestion", suggestion=filed.number))
    rule = suggestion_rule_on(clock.today())
    return render_template("deliberation/suggestions/file.html", form=form, rule=rule), form.status


@blueprint.route("/suggestions/record", methods=["GET", "POST"])
@require(Permission.SUGGESTION_RECORD)
def record_suggestion() -> ResponseReturnValue:
    """Enter what a villager brought on paper, by phone or spoken."""
    form = BroughtSuggestionForm(filed_on=clock.today())
    form.offer(_categories())
    if form.validate_on_submit():
        with form.refusals():
            made = suggestions.record_suggestion(current_actor(), current_village(), _suggesting(form), brought(form))
            flash(f"已登记为第 {made.number} 号建议，答复期限从提出那天算起。", "good")
            return _to(made.number)
    return render_template("deliberation/suggestions/record.html", form=form), form.status


@blueprint.get("/suggestions/<int:suggestion>/")
@require(SIGNED_IN)
def suggestion(suggestion: int) -> str:
    """Show one suggestion and what was done with it."""
    page = screens.suggestion_page(current_village(), suggestion, viewer(), today=clock.today())
    return render_template("deliberation/suggestions/show.html", page=page)


@blueprint.route("/suggestions/<int:suggestion>/category", methods=["GET", "POST"])
@require(Permission.SUGGESTION_ANSWER)
def sort_suggestion(suggestion: int) -> ResponseReturnValue:
    """Give a suggestion another category."""
    page = screens.handling_page(current_village(), suggestion, viewer(), today=clock.today())
    form = SortForm(category=page.shown.row.category)
    form.category.choices = _categories()
    if form.validate_on_submit():
        with form.refusals():
            suggestions.sort_suggestion(
                current_actor(),
                current_village(),
                suggestion,
                category=form.category.data,
                reason=form.reason.data,
            )
            flash("分类已保存。", "good")
            return _to(suggestion)
    return render_template("deliberation/suggestions/sort.html", page=page, form=form), form.status


@blueprint.route("/suggestions/<int:suggestion>/agenda", methods=["GET", "POST"])
@require(Permission.SUGGESTION_ANSWER)
def list_suggestion(suggestion: int) -> ResponseReturnValue:
    """Put a suggestion on the agenda of a meeting."""
    page = screens.agenda_page(current_village(), suggestion, viewer(), today=clock.today())
    form = AgendaForm()
    form.meeting.offer(page.offered)
    if form.validate_on_submit():
        with form.refusals():
            suggestions.list_suggestion(current_actor(), current_village(), suggestion, meeting_id=form.meeting.data)
            flash("已列入会议议程。", "good")
            return _to(suggestion)
    return render_template("deliberation/suggestions/list.html", page=page, form=form), form.status


@blueprint.route("/suggestions/<int:suggestion>/merge", methods=["GET", "POST"])
@require(Permission.SUGGESTION_ANSWER)
def merge_suggestion(suggestion: int) -> ResponseReturnValue:
    """Handle a suggestion with another one."""
    page = screens.merging_page(current_village(), suggestion, viewer(), today=clock.today())
    form = MergeForm()
    form.into.offer(page.offered)
    if form.validate_on_submit():
        with form.refusals():
            suggestions.merge_suggestion(
                current_actor(), current_village(), suggestion, into=form.into.data, withheld=form.withheld.data
            )
            flash(f"已与第 {form.into.data} 号合并办理，答复一件，两件都算答复。", "good")
            return _to(suggestion)
    return render_template("deliberation/suggestions/merge.html", page=page, form=form), form.status


@blueprint.route("/suggestions/<int:suggestion>/answer", methods=["GET", "POST"])
@require(Permission.SUGGESTION_ANSWER)
def answer_suggestion(suggestion: int) -> ResponseReturnValue:
    """Answer a suggestion in public."""
    page = screens.replying_page(current_village(), suggestion, viewer(), today=clock.today())
    form = ReplyForm()
    if form.validate_on_submit():
        with form.refusals():
            replying = suggestions.Replying(
                reply=Reply(form.reply.data), text=form.text.data, withheld=form.withheld.data
            )
            suggestions.answer_suggestion(current_actor(), current_village(), suggestion, replying)
            flash("已答复，会在下一次生成公开网站时公开。", "good")
            return _to(suggestion)
    return render_template("deliberation/suggestions/answer.html", page=page, form=form), form.status


@blueprint.route("/suggestions/<int:suggestion>/propose", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def propose_suggestion(suggestion: int) -> ResponseReturnValue:
    """Turn a suggestion into a matter."""
    page = screens.proposing_page(current_village(), suggestion, viewer(), today=clock.today())
    form = SuggestedMatterForm(title=page.title)
    form.offer((kind.id, kind.name) for kind in matter_types_on(clock.today()))
    if form.validate_on_submit():
        with form.refusals():
            origin = suggestions.Origin(suggestion=suggestion, withheld=form.withheld.data)
            number = propose_from(form, origin=origin)
            flash(f"已转为第 {number} 号议题，接下来按“{page.procedure}”办理。", "good")
            return redirect(url_for(".show", number=number))
    return render_template("deliberation/suggestions/propose.html", page=page, form=form), form.status


@blueprint.route("/suggestions/<int:suggestion>/withdraw", methods=["GET", "POST"])
@require(SIGNED_IN)
def withdraw_suggestion(suggestion: int) -> ResponseReturnValue:
    """Take a suggestion of one's own back."""
    page = screens.taking_back_page(current_village(), suggestion, viewer(), today=clock.today())
    form = WithdrawSuggestionForm()
    if form.validate_on_submit():
        with form.refusals():
            suggestions.withdraw_suggestion(current_actor(), current_village(), suggestion, reason=form.reason.data)
            flash("建议已撤回。", "good")
            return _to(suggestion)
    return render_template("deliberation/suggestions/withdraw.html", page=page, form=form), form.status


def brought(form: BroughtForm) -> Brought:
    """Return who brought what is entered, how and when."""
    return Brought(filer=form.filer.data, channel=Channel(form.channel.data), filed_on=form.filed_on.data)


def _asked() -> tuple[SuggestionFilter, list[ShownSuggestion], list[ShownSuggestion]]:
    """Return the filter of the list, the suggestions it keeps, and all of them."""
    every = screens.suggestion_list(current_village(), viewer(), today=clock.today())
    filters = SuggestionFilter(sorted({one.row.category: one.row.category_name for one in every}.items()))
    return filters, [one for one in every if filters.keeps(one)], every


def _categories() -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in categories_on(clock.today())]


def _suggesting(form: SuggestionForm) -> suggestions.Suggesting:
    return suggestions.Suggesting(
        category=form.category.data, title=form.title.data.strip(), text=form.text.data.strip()
    )


def _to(number: int) -> ResponseReturnValue:
    return redirect(url_for(".suggestion", suggestion=number))
