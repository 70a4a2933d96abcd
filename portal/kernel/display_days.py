"""Whether the days of a published document are over, as far as published documents tell it: no page asks the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.kernel.published import PublishedBulletin


def is_over(bulletin: PublishedBulletin, until: date, *, beside: Iterable[PublishedBulletin] = ()) -> bool:
    """Tell whether ``until``, the last day of a document's display, has certainly passed.

    It has where the document's names are withheld, which the daily build does when their days are over, or where the
    document itself or one ``beside`` it was published later. Otherwise it may have passed: who asks gives the day.
    """
    return bulletin.names_withheld or any(one.published_on > until for one in (bulletin, *beside))
