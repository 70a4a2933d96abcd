"""A matter in a few lines of plain text, to be sent to the villagers' group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.public.kinds import RESOLUTION
from portal.kernel.days import chinese_day
from portal.kernel.fingerprints import SHORT, short_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deliberation.public.pages import MatterPage
    from portal.kernel.published import Published

_INVITATION = "有不同意见，请在这一天以前（含当天）在村务系统提出，或者到村委会交书面异议。"


def group_text(published: Published, village: str, page: MatterPage, *, address: str) -> str:
    """Return what is sent to the group: result, counts, money, until when, where to read on, the short fingerprint."""
    return "\n".join(_lines(published, village, page, address=address)) + "\n"


def _lines(published: Published, village: str, page: MatterPage, *, address: str) -> Iterator[str]:
    yield f"【{published.village(village).name}村务公开】{_one_line(page.title)}"
    for one in page.answers:
        yield f"{one.question}：{_one_line(one.answer)}{f'（{_one_line(one.more)}）' if one.more else ''}"
    notice = next((one.notice for one in reversed(page.steps) if one.notice), None)
    if notice is not None and not notice.fallen:
        yield f"公示到{chinese_day(notice.until)}。{_INVITATION if notice.contestable else ''}"
    yield f"全部经过和每一笔账：{address}"
    newest = next((one for one in page.documents if one.kind == RESOLUTION), page.documents[-1])
    yield f"文件指纹（前 {SHORT} 位）：{short_digest(newest.digest)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
