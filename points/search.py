"""What can be looked for among a village's points: every list that was published, without anybody's name.

Names leave the pages when their days are over; a search index must not know them longer, so it never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.public_shapes import KIND, period_of, sound
from portal.areas import SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.published import Published, PublishedBulletin

LIST = "积分"
CORRECTION = "更正"


def records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield a village's lists, the newest first.

    :raise NotFoundError: there is no such village.
    """
    found = [one for one in published.of(published.village(village).slug, KIND) if sound(one)]
    for bulletin in sorted(found, key=lambda one: one.key, reverse=True):
        yield _record(bulletin, title=f"{period_of(bulletin).chinese}党员积分", text=_said(bulletin), kind=LIST)
        for again in published.revisions(bulletin.place_slug, bulletin.kind, bulletin.key)[1:]:
            yield _record(
                bulletin,
                title=f"更正：{period_of(bulletin).chinese}党员积分",
                text=f"{chinese_day(again.published_on)}，第 {again.revision} 版。理由：{again.reason}",
                kind=CORRECTION,
            )


def _said(bulletin: PublishedBulletin) -> str:
    if bulletin.content.get("taken_down_on"):
        return "公示期满，已经撤下。"
    branches = bulletin.content["branches"]
    people = sum(len(branch["people"]) for branch in branches)
    items = {line["item"] for branch in branches for person in branch["people"] for line in person["lines"]}
    names = "、".join(branch["name"] for branch in branches)
    return f"{names}，{people} 名党员有加分。事项：{'、'.join(sorted(items)) or '无'}。"


def _record(bulletin: PublishedBulletin, *, title: str, text: str, kind: str) -> SearchRecord:
    period = period_of(bulletin)
    return SearchRecord(
        title=title,
        text=text,
        endpoint="points.period",
        values={"village": bulletin.place_slug, "period": bulletin.key},
        kind=kind,
        month=str(Month.of(period.last_day)),
    )
