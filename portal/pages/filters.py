"""What the portal's own lists can be asked for, and which rows that keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import SelectField, StringField
from wtforms.validators import Length

from portal.kernel.clock import local_day
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.models import AttendanceManner
from portal.org.offices import PARTY_STANDINGS, TOWNSHIP_OFFICES, Office
from portal.web.fields import DayField, options
from portal.web.lists import FilterForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.meetings.queries import LineRow, MeetingRow
    from portal.org.queries import HouseholdRow, PersonRow

_ALL = ("", "不限")
#: Any office or any standing, and none.
_ANY, _NONE = "any", "none"

_VILLAGE_OFFICES = tuple(office for office in Office if office not in {*TOWNSHIP_OFFICES, *PARTY_STANDINGS})


class _GroupFilter(FilterForm):
    group: SelectField

    def __init__(self, groups: Iterable[str]) -> None:
        super().__init__()
        self.group.choices = options([_ALL, *((name, name) for name in groups)])


class PeopleFilter(_GroupFilter):
    """Which people of the register."""

    q = StringField("找人", [Length(max=40)], render_kw={"placeholder": "姓名或编号", "autocomplete": "off"})
    office = SelectField(
        "职务",
        choices=options([_ALL, (_ANY, "担任职务的"), *((office.value, office.title) for office in _VILLAGE_OFFICES)]),
    )
    standing = SelectField(
        "政治面貌",
        choices=options(
            [_ALL, (_ANY, "党员"), *((one.value, one.title) for one in PARTY_STANDINGS), (_NONE, "群众")],
        ),
    )
    group = SelectField("小组")
    household = StringField("户号", [Length(max=20)], render_kw={"autocomplete": "off"})

    def keeps(self, row: PersonRow) -> bool:
        """Tell whether the person is asked for."""
        return (
            _found(self.value("q"), within=(row.name, row.code))
            and _found(self.value("household"), exactly=(row.household,))
            and self.value("group") in {None, row.group}
            and _holds(self.value("office"), [one for one in row.offices if one not in PARTY_STANDINGS])
            and _holds(self.value("standing"), [one for one in row.offices if one in PARTY_STANDINGS])
        )


class HouseholdFilter(_GroupFilter):
    """Which households of the register."""

    q = StringField("找户", [Length(max=40)], render_kw={"placeholder": "户号或户主", "autocomplete": "off"})
    group = SelectField("小组")

    def keeps(self, row: HouseholdRow) -> bool:
        """Tell whether the household is asked for."""
        group = self.value("group")
        return group in {None, row.group} and _found(self.value("q"), within=(row.head,), exactly=(row.number,))


class MeetingFilter(FilterForm):
    """Which meetings."""

    q = StringField("找会议", [Length(max=40)], render_kw={"placeholder": "会议名称", "autocomplete": "off"})
    body = SelectField("会议种类", choices=options([_ALL, *((body.value, COMPOSITIONS[body].name) for body in Body)]))
    since = DayField("从哪天起")
    until = DayField("到哪天止")

    def keeps(self, row: MeetingRow) -> bool:
        """Tell whether the meeting is asked for."""
        since, until, day = self.value("since"), self.value("until"), local_day(row.starts_at)
        return (
            _found(self.value("q"), within=(row.title,))
            and self.value("body") in {None, row.body.value}
            and (since is None or since <= day)
            and (until is None or day <= until)
        )


class RosterFilter(FilterForm):
    """Which lines of a meeting's roster."""

    q = StringField("找人", [Length(max=40)], render_kw={"placeholder": "姓名、序号或户号", "autocomplete": "off"})
    presence = SelectField(
        "到会",
        choices=options(
            [
                _ALL,
                ("present", "到会的"),
                ("absent", "没到的"),
                ("online", "线上的"),
                ("by_proxy", "书面委托的"),
                ("leave", "请假的"),
            ]
        ),
    )

    def keeps(self, row: LineRow) -> bool:
        """Tell whether the line is asked for."""
        kept = {
            None: True,
            "present": row.present_at is not None,
            "absent": row.present_at is None,
            "online": row.manner is AttendanceManner.ONLINE,
            "by_proxy": row.manner is AttendanceManner.BY_PROXY,
            "leave": row.present_at is None and bool(row.leave),
        }
        found = _found(self.value("q"), within=(row.name,), exactly=(str(row.number), row.household))
        return kept[self.value("presence")] and found


class JournalFilter(FilterForm):
    """Which acts."""

    action = SelectField("办了什么")
    office = SelectField("谁办的", choices=options([_ALL, *((office.value, office.title) for office in Office)]))
    since = DayField("从哪天起")
    until = DayField("到哪天止")

    def offer_acts(self, acts: Iterable[tuple[str, str]]) -> None:
        """Let one of the named acts be picked, by its name; looking for those done here would read the whole log."""
        self.action.choices = options([_ALL, *sorted(acts, key=lambda act: act[1])])


def _found(asked: str | None, *, within: Iterable[str] = (), exactly: Iterable[str] = ()) -> bool:
    if asked is None:
        return True
    text = asked.strip()
    return any(text in one for one in within) or text in exactly


def _holds(asked: str | None, held: list[Office]) -> bool:
    if asked is None:
        return True
    if asked in {_ANY, _NONE}:
        return bool(held) is (asked == _ANY)
    return asked in held
