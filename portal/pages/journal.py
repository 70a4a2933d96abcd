"""The screen of a village's journal: every act, who did it and when, as it was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from portal.kernel.paging import Page
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.pages.filters import JournalFilter
from portal.pages.queries import (
    EntryRow,
    JournalAsked,
    journal_entry,
    journal_page,
    journal_rows,
)
from portal.pages.sheets import JOURNAL_COLUMNS
from portal.web.context import current_village
from portal.web.downloads import table_response
from portal.web.guards import require
from portal.web.lists import asked_page
from portal.web.mounted import mounted_areas
from portal.web.templating import moment

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response

    from portal.kernel.sheet_output import Cell

blueprint = Blueprint("journal", __name__, url_prefix="/<village>/journal")

#: What the ground's own acts are called; an area names its own.
_ACTS = {
    "account.activated": "激活账号",
    "account.demo.opened": "开通演示账号",
    "account.deactivated": "停用账号",
    "account.mail.chosen": "填写收提醒的邮箱",
    "account.mail.confirmed": "确认收提醒的邮箱",
    "account.mail.removed": "不再用邮件提醒",
    "account.password.changed": "更换密码",
    "account.sessions.ended": "退出所有设备",
    "account.slip.issued": "发激活单",
    "meeting.attendance.confirmed": "本人扫码签到",
    "meeting.attendance.recorded": "登记签到",
    "meeting.convened": "召集会议",
    "meeting.leave.recorded": "登记请假",
    "meeting.minutes.sealed": "封存会议记录",
    "meeting.notice.acknowledged": "确认看到会议通知",
    "meeting.notice.delivered": "登记通知送达",
    "meeting.roster.answered": "答复对应到名单的异议",
    "meeting.online.joined": "确认线上参加",
    "meeting.proxy.recorded": "登记书面委托",
    "meeting.roster.frozen": "固定应到名单",
    "meeting.roster.objected": "对应到名单提出异议",
    "office.ended": "结束任期",
    "office.given": "登记职务",
    "people.roster.imported": "导入人员名册",
    "person.registered": "登记人员",
    "place.township.created": "建立乡镇",
    "place.village.created": "建立村",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEntry:
    """One act in words."""

    seq: int
    at: datetime
    act: str
    actor: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """The entries asked for, newest first, by pages."""

    entries: Page[ShownEntry]
    filters: JournalFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One entry with everything sealed in it."""

    entry: EntryRow
    act: str


@blueprint.get("/")
@require(Permission.JOURNAL_VIEW)
def index() -> str:
    """List the entries asked for, newest first."""
    village = current_village()
    filters = _filter()
    found = journal_page(village, _asked(filters), number=asked_page())
    entries = Page(
        rows=tuple(_shown(row) for row in found.rows), number=found.number, pages=found.pages, total=found.total
    )
    return render_template("portal/journal/index.html", page=JournalPage(entries=entries, filters=filters))


@blueprint.get("/table.xlsx")
@require(Permission.JOURNAL_VIEW)
def table() -> Response:
    """Hand out the entries asked for as a table."""
    village, filters = current_village(), _filter()
    filters.require_readable()
    rows = [_shown(row) for row in journal_rows(village, _asked(filters))]
    cells: list[list[Cell]] = [[row.seq, moment(row.at), row.act, row.actor, row.digest] for row in rows]
    return table_response(f"{village.name}日志", JOURNAL_COLUMNS, cells)


@blueprint.get("/<int:seq>/")
@require(Permission.JOURNAL_VIEW)
def show(seq: int) -> str:
    """Show one entry."""
    entry = journal_entry(current_village(), seq)
    return render_template("portal/journal/show.html", page=EntryPage(entry=entry, act=act_title(entry.action)))


def act_title(action: str) -> str:
    """Return what an act is called: 登记签到; one that nobody named is shown as it was sealed."""
    return _named_acts().get(action, action)


def _named_acts() -> dict[str, str]:
    return {**_ACTS, **{act: title for area in mounted_areas() for act, title in area.acts.items()}}


def _filter() -> JournalFilter:
    filters = JournalFilter()
    filters.offer_acts(_named_acts().items())
    return filters


def _asked(filters: JournalFilter) -> JournalAsked:
    office = filters.value("office")
    return JournalAsked(
        action=filters.value("action"),
        since=filters.value("since"),
        until=filters.value("until"),
        office=Office(office) if office else None,
    )


def _shown(row: EntryRow) -> ShownEntry:
    return ShownEntry(seq=row.seq, at=row.at, act=act_title(row.action), actor=row.actor or "系统", digest=row.digest)
