"""Publishing a quarter's figures: what will be public, before it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from points.duties import queries, services
from points.duties.bulletins import quarter_content
from points.duties.forms import PublishForm
from points.duties.views.root import asked_quarter, blueprint, done, quarters_back
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from portal.kernel.months import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """What will be public of a quarter."""

    quarter: Quarter
    over: bool
    revision: int  # of what is public already; 0: nothing
    content: Mapping[str, Any]
    others: tuple[Quarter, ...]


@blueprint.route("/publish", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def publish() -> ResponseReturnValue:
    """Show and publish a quarter's figures."""
    village, today, form = current_village(), clock.today(), PublishForm()
    quarter = asked_quarter() if "quarter" in request.args else quarters_back(2)[1]
    if form.validate_on_submit():
        with form.refusals():
            services.publish_duties(current_actor(), village, quarter, reason=form.reason.data or "")
            return done(f"{quarter.chinese}已公布，下一次生成公开网站时上网。", ".index")
    before = queries.published_quarter(village, quarter)
    page = PublishPage(
        quarter=quarter,
        over=quarter.last_day < today,
        revision=before.revision if before else 0,
        content=quarter_content(village, quarter, today=today),
        others=tuple(one for one in quarters_back()[1:] if one != quarter),
    )
    return render_template("points/duties/publish.html", page=page, form=form), form.status
