"""What a village's home and the township's pages say of points: the newest lists, and what was corrected in them.

Nobody is named here: these pages stay when the days of a list are over.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from points.public_shapes import KIND, period_of, sound
from portal.areas import Correction, Glance, Point
from portal.kernel.days import chinese_day
from portal.kernel.display_days import is_over
from portal.web.figures import points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.kernel.published import Published, PublishedBulletin


def glance(published: Published, slug: str) -> Glance | None:
    """Return the newest month on display and the newest quarter in force; ``None`` where there is no list."""
    shown = [one for one in published.of(slug, KIND) if sound(one) and not one.content.get("taken_down_on")]
    months = [one for one in shown if "Q" not in one.key]
    quarters = [one for one in shown if "Q" in one.key]
    newest = [max(some, key=lambda one: one.key) for some in (months, quarters) if some]
    return Glance(title="党员积分", points=tuple(_point(one, shown) for one in newest)) if newest else None


def _point(one: PublishedBulletin, shown: Sequence[PublishedBulletin]) -> Point:
    last_day = date.fromisoformat(one.content["publicity"]["until"])
    until = chinese_day(last_day)
    averages = "；".join(
        f"{branch['name']}人均加 {points(branch['average_x100'])} 分" for branch in one.content["branches"]
    )
    if "counts" in one.content:
        mark, text = "done", f"{period_of(one).chinese}已生效：{averages}"
    elif is_over(one, last_day, beside=shown):
        mark, text = "done", f"{period_of(one).chinese}加分公示期满（到{until}）"
    else:
        mark, text = "wait", f"{period_of(one).chinese}加分公示到{until}，有意见请在这一天以前（含当天）向党支部提出"
    return Point(mark=mark, text=text, endpoint="points.period", values={"village": one.place_slug, "period": one.key})


def corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Yield every list that was published again with other figures; one taken down is none."""
    for key in published.keys(slug, KIND):
        series = [one for one in published.revisions(slug, KIND, key) if sound(one)]
        for before, after in pairwise(series):
            if not after.content.get("taken_down_on"):
                yield correction(before, after)


def correction(before: PublishedBulletin, after: PublishedBulletin) -> Correction:
    """Return what a revision of a list changed, branch by branch."""
    was, now = _said(before), _said(after)
    names = dict.fromkeys((*was, *now))
    changes = ((name, was.get(name, "没有"), now.get(name, "没有")) for name in names)
    return Correction(
        title=f"{period_of(after).chinese}党员积分",
        corrected_on=after.published_on,
        reason=after.reason,
        changes=tuple(one for one in changes if one[1] != one[2]),
        endpoint="points.period",
        values={"village": after.place_slug, "period": after.key},
        anchor="corrections",
    )


def _said(one: PublishedBulletin) -> dict[str, str]:
    """Return what a list says, without anybody's name."""
    said: dict[str, str] = {}
    for branch in one.content["branches"]:
        lines = sum(len(person["lines"]) for person in branch["people"])
        said[f"{branch['name']}，加分"] = (
            f"{len(branch['people'])} 人 {lines} 笔，共 {points(branch['additions_x100'])} 分"
        )
        said[f"{branch['name']}，人均加分"] = f"{points(branch['average_x100'])} 分"
    said["异议"] = f"{len(one.content.get('objections') or ())} 条已答复"
    said["公示到"] = chinese_day(date.fromisoformat(one.content["publicity"]["until"]))
    return said
