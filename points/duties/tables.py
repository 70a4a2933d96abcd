"""Lists as rows of cells: what stands on a screen stands in the file made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties.rules.study import plain_hours
from portal.kernel.money import plain_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from points.duties.queries import (
        AbsenceRow,
        CampaignRow,
        HouseholdName,
        LinkRow,
        MemberRow,
        PostRow,
        StudyRow,
        VillageFigures,
        VisitRow,
    )
    from points.duties.rules.dues import DuesMonth

POST_COLUMNS = ("名称", "种类", "支部", "担任的党员", "现状")
LINK_COLUMNS = ("户", "组", "联系的党员", "从哪天起", "本季走访")
VISIT_COLUMNS = ("农户", "党员", "日期", "需求", "结果", "录入")
DUES_COLUMNS = ("党员", "支部", "月份", "应交（元）", "应交日期", "交纳")
STUDY_COLUMNS = ("党员", "日期", "学习", "种类", "学时", "现状")
PROGRESS_COLUMNS = ("党员", "支部", "今年学时", "还差")
AWAY_COLUMNS = ("党员", "去向", "从哪天起", "联系人", "汇报", "现状")
CAMPAIGN_COLUMNS = ("名称", "种类", "开始", "参加", "结果合计")
VILLAGE_COLUMNS = (
    "村", "党员", "没有联系的户", "本季走访到的联系户", "没有结果的需求", "欠交党费的党员", "缺的汇报",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its text, how it is marked (a status of the macro), how late it was entered."""

    text: str
    mark: str = ""
    late_days: int = 0

    @property
    def plain(self) -> str:
        """The cell as a file holds it."""
        return f"{self.text}（补录 {self.late_days} 天）" if self.late_days else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; ``key`` names its thing in an address, ``None`` where it has no page."""

    key: int | str | None
    cells: tuple[Cell, ...]


def post_rows(posts: Iterable[PostRow], *, today: date) -> list[Row]:
    """Return areas and posts, in the order of ``POST_COLUMNS``."""
    return [
        _row(
            one.number,
            one.name,
            one.kind.title,
            one.branch,
            "、".join(holder.person for holder in one.holders(today)) or "—",
            _post_state(one, today),
        )
        for one in posts
    ]


def link_rows(
    households: Iterable[HouseholdName], links: Sequence[LinkRow], visited: set[tuple[int, int]]
) -> list[Row]:
    """Return households with who keeps in touch, in the order of ``LINK_COLUMNS``."""
    by_household = {one.household_id: one for one in links}
    return [_link_row(one, by_household.get(one.id), visited) for one in households]


def visit_rows(visits: Iterable[VisitRow], labels: dict[int, str]) -> list[Row]:
    """Return visits, in the order of ``VISIT_COLUMNS``."""
    return [
        _row(
            one.id,
            labels[one.household_id],
            one.person,
            Cell(text=one.visited_on.isoformat(), late_days=one.late_days),
            one.need or "—",
            visit_state(one),
            f"{one.on_behalf_by}代录" if one.on_behalf_by else "本人",
        )
        for one in visits
    ]


def visit_state(one: VisitRow) -> Cell:
    """Return how a visit stands."""
    if one.withdrawn:
        return Cell(text="已撤销", mark="off")
    if not one.need:
        return Cell(text="没有需求", mark="done")
    if one.outcome is None:
        return Cell(text="等结果", mark="wait")
    return Cell(text=one.outcome.chinese, mark="done")


def dues_rows(months: Iterable[DuesMonth], members: dict[int, MemberRow], *, today: date) -> list[Row]:
    """Return months of members, in the order of ``DUES_COLUMNS``."""
    return [
        _row(
            one.person_id,
            members[one.person_id].name,
            members[one.person_id].branch,
            one.month.chinese,
            plain_yuan(one.due_fen) + ("" if one.agreed else "（没有核定，按最低）"),
            one.due_on.isoformat(),
            dues_state(one, today),
        )
        for one in months
    ]


def dues_state(one: DuesMonth, today: date) -> Cell:
    """Return how a month stands."""
    state = one.state(today)
    paid = f" {one.paid_on.isoformat()}" if one.paid_on else ""
    return Cell(text=state.chinese + paid, mark=state.sign, late_days=one.late_days)


def study_rows(entries: Iterable[StudyRow]) -> list[Row]:
    """Return study, in the order of ``STUDY_COLUMNS``."""
    return [
        _row(
            one.id,
            one.person,
            Cell(text=one.studied_on.isoformat(), late_days=one.late_days),
            one.title,
            one.kind.title,
            one.hours,
            study_state(one),
        )
        for one in entries
    ]


def study_state(one: StudyRow) -> Cell:
    """Return how an entry stands."""
    if one.withdrawn:
        return Cell(text="已撤销", mark="off")
    if one.waits:
        return Cell(text="等支委核", mark="wait")
    return Cell(text="已计入", mark="done") if one.counts else Cell(text="不计入", mark="stop")


def progress_rows(members: Iterable[MemberRow], hours: dict[int, int], *, goal_hours: int) -> list[Row]:
    """Return how far members have come, in the order of ``PROGRESS_COLUMNS``."""
    return [_progress(one, hours.get(one.id, 0), goal_hours * 2) for one in members]


def away_rows(absences: Iterable[AbsenceRow], *, today: date) -> list[Row]:
    """Return members away, in the order of ``AWAY_COLUMNS``."""
    return [
        _row(
            one.id,
            one.person,
            one.destination,
            Cell(text=one.since.isoformat(), late_days=one.late_days),
            one.contact.person if one.contact else "—",
            _reports(one, today),
            Cell(text="在外", mark="wait") if one.is_away(today) else Cell(text="已返回", mark="done"),
        )
        for one in absences
    ]


def campaign_rows(campaigns: Iterable[CampaignRow]) -> list[Row]:
    """Return campaigns, in the order of ``CAMPAIGN_COLUMNS``."""
    return [
        _row(
            one.number,
            one.name,
            one.kind.title,
            one.begins_on.isoformat(),
            f"{len(one.joinings)} 人",
            "；".join(f"{measure.title} {total} {measure.unit}" for measure, total in one.totals) or "—",
        )
        for one in campaigns
    ]


def village_rows(villages: Iterable[VillageFigures]) -> list[Row]:
    """Return villages side by side, in the order of ``VILLAGE_COLUMNS``."""
    return [
        _row(
            one.village.slug,
            one.village.name,
            str(one.sum("members")),
            f"{one.unlinked}（共 {one.households} 户）",
            f"{one.sum('visited')}（共 {one.sum('linked')} 户）",
            str(one.open_needs),
            str(one.sum("dues_late")),
            str(one.missing_reports),
        )
        for one in villages
    ]


def _row(key: int | str | None, *cells: str | Cell) -> Row:
    return Row(key=key, cells=tuple(one if isinstance(one, Cell) else Cell(text=one) for one in cells))


def _post_state(one: PostRow, today: date) -> Cell:
    if not one.is_open(today):
        return Cell(text="已撤销", mark="off")
    return Cell(text="有人担任", mark="done") if one.holders(today) else Cell(text="空着", mark="warn")


def _link_row(one: HouseholdName, link: LinkRow | None, visited: set[tuple[int, int]]) -> Row:
    if link is None:
        return _row(None, one.label, one.group or "—", Cell(text="没有党员联系", mark="warn"), "—", "—")
    there = (link.person_id, one.id) in visited
    seen = Cell(text="已走访", mark="done") if there else Cell(text="还没有", mark="wait")
    since = Cell(text=link.since.isoformat(), late_days=link.late_days)
    return _row(None, one.label, one.group or "—", link.person, since, seen)


def _progress(one: MemberRow, halves: int, goal: int) -> Row:
    left = goal - halves
    state = Cell(text="已学满", mark="done") if left <= 0 else Cell(text=f"还差 {plain_hours(left)} 学时", mark="wait")
    return _row(None, one.name, one.branch, plain_hours(halves), state)


def _reports(one: AbsenceRow, today: date) -> Cell:
    missing = one.missing(today)
    if missing:
        return Cell(text="缺 " + "、".join(quarter.chinese for quarter in missing), mark="stop")
    return Cell(text=f"已交 {len(one.reports)} 份", mark="done")
