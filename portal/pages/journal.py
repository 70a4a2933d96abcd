"""The screen of a village's journal: every act, who did it and when, as it was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from portal.org.permissions import Permission
from portal.pages.queries import PAGE_SIZE, EntryRow, journal_entries, journal_entry
from portal.web.context import current_village
from portal.web.guards import require
from portal.web.mounted import mounted_areas

if TYPE_CHECKING:
    from datetime import datetime

blueprint = Blueprint("journal", __name__, url_prefix="/<village>/journal")

#: What the ground's own acts are called; an area names its own.
_ACTS = {
    "account.activated": "激活账号",
    "account.demo.opened": "开通演示账号",
    "account.deactivated": "停用账号",
    "account.password.changed": "更换密码",
    "account.sessions.ended": "退出所有设备",
    "account.slip.issued": "发激活单",
    "meeting.attendance.recorded": "登记签到",
    "meeting.convened": "召集会议",
    "meeting.minutes.sealed": "封存会议记录",
    "meeting.roster.frozen": "固定应到名单",
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
    """Some entries, newest first."""

    entries: tuple[ShownEntry, ...]
    older: int | None  # where the next screen begins


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One entry with everything sealed in it."""

    entry: EntryRow
    act: str


@blueprint.get("/")
@require(Permission.JOURNAL_VIEW)
def index() -> str:
    """List entries, newest first, fifty at a time."""
    rows = journal_entries(current_village(), before=request.args.get("before", type=int))
    entries = tuple(
        ShownEntry(seq=row.seq, at=row.at, act=act_title(row.action), actor=row.actor or "系统", digest=row.digest)
        for row in rows
    )
    older = rows[-1].seq if len(rows) == PAGE_SIZE and rows[-1].seq > 0 else None
    return render_template("portal/journal/index.html", page=JournalPage(entries=entries, older=older))


@blueprint.get("/<int:seq>/")
@require(Permission.JOURNAL_VIEW)
def show(seq: int) -> str:
    """Show one entry."""
    entry = journal_entry(current_village(), seq)
    return render_template("portal/journal/show.html", page=EntryPage(entry=entry, act=act_title(entry.action)))


def act_title(action: str) -> str:
    """Return what an act is called: 登记签到; one that nobody named is shown as it was sealed."""
    named = {**_ACTS, **{act: title for area in mounted_areas() for act, title in area.acts.items()}}
    return named.get(action, action)
