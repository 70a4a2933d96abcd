"""What came of the decisions of the invented township: objections, work on time and late, results.

Decisions are found as they come: at every tick each decided matter takes the next step its story asks for, if the
rules let it, so that the stories hold whenever a matter was decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.demo.matters import APPRAISAL
from deliberation.demo.photos import site_photo
from deliberation.procedures import S4_RESOLVE
from deliberation.queries import matters
from deliberation.queries.objections import objections
from deliberation.rules.follow_up import (
    Inspection,
    Target,
    Verdict,
    on_display,
    ready_to_inspect,
)
from deliberation.services.implementation import (
    Inspecting,
    Reporting,
    Step,
    accept_work,
    plan_milestones,
    report_milestone,
)
from deliberation.services.objections import (
    Answering,
    PaperFiling,
    answer_objection,
    file_objection,
    record_objection,
)
from deliberation.services.publicity import (
    Interruption,
    TakingDown,
    end_publicity,
    publish_result,
    record_interruption,
)
from deliberation.services.stages import Figures, confirm_hand_count, record_hand_count
from portal.demo import Event, at
from portal.meetings.bodies import Body
from portal.meetings.queries import roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance, write_minutes
from portal.org.offices import Office
from portal.org.queries import person as person_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from deliberation.queries import MatterRow
    from deliberation.rules.follow_up import FollowUp
    from portal.demo import Scene
    from portal.org.actors import Actor
    from portal.org.models import Place

_WEEK, _CLOSE_LOOK = timedelta(days=7), timedelta(days=24)
#: How matters decided long ago ended, and how far later ones have come, turn about.
_ENDED, _ON_THE_WAY = ("done", "mended", "done", "overdue"), ("result", "implementing", "accepted")
_LONG_AGO = timedelta(days=120)
_SOON = timedelta(days=4)
_OBJECTIONS = (
    ("方案里没有写清楚由谁验收，请补充。", "由村务监督委员会验收，方案第三段已写明，验收结论会公布。"),
    ("施工会不会挡住下地的路？", "施工期间留出三米宽的便道，农忙时停工。"),
    ("报价只有一家，应当公开询价。", "已补充三家报价，选最低价，比价表在村务公开栏。"),
)
_THIRD = 2  # village and matter, counted from 0


@dataclass(slots=True, kw_only=True)
class _Stories:
    """One village's decisions on their way; ``told`` keeps what happens once."""

    scene: Scene
    village: Place
    place: int
    dice: Random
    told: set[tuple[int, str]] = field(default_factory=set)
    meetings: dict[int, int] = field(default_factory=dict)

    def tick(self, day: date) -> None:
        """Let every decided matter take its next step."""
        decided = [row for row in reversed(matters(self.village)) if row.outcome is not None and row.outcome.carried]
        for turn, row in enumerate(decided):
            if row.matter_type == APPRAISAL.matter_type:
                continue  # nothing is built
            if row.follow_up is not None and row.follow_up.upheld:
                self._decide_again(row, day=day)
            elif row.follow_up is not None:
                since = self.scene.today - row.follow_up.resolution.first_on
                stories = _ENDED if since > _LONG_AGO else _ON_THE_WAY
                self._step(row, row.follow_up, stories[(turn + self.place) % len(stories)], turn=turn, day=day)

    def reply(self, day: date) -> None:
        """Answer in time what was filed at the last tick; one village is late with its answers."""
        waiting = {one.matter_id for one in objections(self.village) if one.waiting}
        if waiting and self.place != 1:
            for row in matters(self.village):
                if row.id in waiting:
                    self._answer(row, day=day)

    def _step(self, row: MatterRow, facts: FollowUp, story: str, *, turn: int, day: date) -> None:
        if any(facts.waiting(target) for target in Target):
            self._answer(row, day=day)
        elif on_display(facts, today=day) is Target.RESOLUTION:
            self._display(row, facts, turn=turn, day=day)
        elif facts.accepted_on is None:
            self._work(row, facts, story, day=day)
        elif facts.result is None:
            if story != "accepted" or day - facts.accepted_on > timedelta(days=30):
                text = f"“{row.title}”已按方案完成，质量合格，支出没有超过预算。"
                publish_result(self._secretary, self.village, row.number, text=text)
        elif facts.result.over(day) and facts.result.ended_on is None and self._once(row, "taken down"):
            end_publicity(self._secretary, self.village, row.number, TakingDown(target=Target.RESULT, ended_on=day))

    def _display(self, row: MatterRow, facts: FollowUp, *, turn: int, day: date) -> None:
        """While a resolution is on display: some object, once a notice falls down."""
        left = self.scene.today - day
        if self.place == _THIRD and left <= timedelta(days=3) and self._once(row, "open objection"):
            file_objection(self._villager(turn), self.village, row.number, text="路灯的间距太大，背街照不到。")
            return
        if left < _WEEK:
            return
        if (turn + self.place) % 4 == 1 and self._once(row, "objection"):
            text = _OBJECTIONS[(turn + self.place) % len(_OBJECTIONS)][0]
            if self.place == 0:
                file_objection(self._villager(turn), self.village, row.number, text=text)
            else:
                filer = self._villager(turn)
                filing = PaperFiling(filer=self._code(filer), filed_on=day, text=text)
                record_objection(self._secretary, self.village, row.number, filing)
        elif turn == _THIRD and self.place == 1 and facts.resolution.covers(day) and self._once(row, "interrupted"):
            fallen = Interruption(target=Target.RESOLUTION, happened_on=day, reason="公示栏被大风吹倒")
            record_interruption(self._secretary, self.village, row.number, fallen)

    def _answer(self, row: MatterRow, *, day: date) -> None:
        """Answer what waits, but for what was filed in the last days; in one village once against the resolution."""
        for one in objections(self.village, matter_id=row.id):
            if not one.waiting or self.scene.today - one.filed_on <= timedelta(days=3) or one.filed_on == day:
                continue
            upheld = self.place == _THIRD and (0, "upheld") not in self.told
            if upheld:
                self.told.add((0, "upheld"))
            answering = Answering(
                objection=one.number,
                verdict=Verdict.UPHELD if upheld else Verdict.DISMISSED,
                text="异议属实：报价确实只有一家，应当重新询价后再表决。"
                if upheld
                else dict(_OBJECTIONS).get(one.text, "已经核对，按方案办理。"),
            )
            answer_objection(self._supervisor, self.village, row.number, answering)

    def _work(self, row: MatterRow, facts: FollowUp, story: str, *, day: date) -> None:
        left = self.scene.today - day
        if not facts.milestones:
            later = self.scene.today + timedelta(days=30)
            last = later if story == "implementing" else day + timedelta(days=28)
            steps = [
                Step(title="备料进场", due_on=day + timedelta(days=10)),
                Step(title="完工清场", due_on=last),
            ]
            plan_milestones(self._director, self.village, row.number, steps)
            return
        waiting = [one for one in facts.milestones if one.reported is None]
        if waiting:
            held = story == "overdue" or (story == "implementing" and len(waiting) == 1 and left < 6 * _WEEK)
            near = waiting[0].due_on - day <= _WEEK and (len(waiting) > 1 or not held)
            if near:
                self._report(row, waiting[0].number, day=day, text="已按计划完成，现场照片附后。")
            return
        if not ready_to_inspect(facts):
            self._report(row, facts.milestones[-1].number, day=day, text="已按验收意见整改。")
            return
        wanted = {"accepted": timedelta(days=6), "result": timedelta(days=12)}.get(story)
        if wanted is None or left <= wanted:
            self._inspect(row, story, day=day)

    def _inspect(self, row: MatterRow, story: str, *, day: date) -> None:
        back = story == "mended" and self._once(row, "sent back")
        inspecting = Inspecting(
            verdict=Inspection.SENT_BACK if back else Inspection.ACCEPTED,
            inspected_on=day,
            text="护栏漆面不匀，请补刷后再验收。" if back else "现场逐项核对，与方案一致，质量合格。",
        )
        accept_work(self._supervisor, self.village, row.number, inspecting)

    def _decide_again(self, row: MatterRow, *, day: date) -> None:
        """Call the representatives for the next tick; there, let them carry the matter by a show of hands."""
        if row.number not in self.meetings:
            held_on = _next(day, self.scene.today)
            convening = Convening(
                body=Body.VILLAGER_REPS_MEETING,
                title=f"{held_on.year}年{held_on.month}月村民代表会议（重新表决）",
                place="村委会二楼会议室",
                starts_at=at(held_on, 14),
                notice=f"“{row.title}”异议成立，重新表决，三家报价比价表见村务公开栏。",
                chair_id=self._director.person_id,
                recorder_id=self._secretary.person_id,
            )
            self.meetings[row.number] = convene_meeting(self._secretary, self.village, convening).id
            return
        meeting_id = self.meetings[row.number]
        roster = freeze_roster(self._secretary, self.village, meeting_id)
        lines = [line.id for line in roster_lines(roster.id)][:-2]
        record_attendance(self._secretary, self.village, meeting_id, lines)
        figures = Figures(approve=len(lines) - 3, against=2, abstain=1)
        record_hand_count(
            self._secretary, self.village, row.number, stage=S4_RESOLVE, meeting_id=meeting_id, figures=figures
        )
        confirm_hand_count(self._director, self.village, row.number, stage=S4_RESOLVE, figures=figures)
        write_minutes(self._secretary, self.village, meeting_id, "听取三家报价比价说明，举手重新表决，结果已当场宣布。")

    def _report(self, row: MatterRow, milestone: int, *, day: date, text: str) -> None:
        photo = site_photo(self.dice, finished=milestone > 1)
        reporting = Reporting(milestone=milestone, done_on=day, text=text, uploads=[photo], photos_public=True)
        report_milestone(self._director, self.village, row.number, reporting)

    def _once(self, row: MatterRow, what: str) -> bool:
        """Tell whether this has not been told of the matter yet, and remember that it now is."""
        new = (row.number, what) not in self.told
        self.told.add((row.number, what))
        return new

    def _villager(self, turn: int) -> Actor:
        return self.scene.actor(self.village, Office.REPRESENTATIVE, 3 + turn % 20)

    def _code(self, person: Actor) -> str:
        return person_row(self.village, person.person_id, on=self.scene.today).code

    @property
    def _secretary(self) -> Actor:
        return self.scene.actor(self.village, Office.SECRETARY)

    @property
    def _director(self) -> Actor:
        return self.scene.actor(self.village, Office.DIRECTOR)

    @property
    def _supervisor(self) -> Actor:
        return self.scene.actor(self.village, Office.SUPERVISOR)


def events(scene: Scene) -> Iterator[Event]:
    """Yield the ticks at which decided matters go on: every week, and in the last weeks every day."""
    for place, village in enumerate(scene.villages):
        stories = _Stories(scene=scene, village=village, place=place, dice=scene.chance(village, "follow-up"))
        day = scene.months[0].first_day
        while day < scene.today:
            yield Event(at=at(day, 16, 40), act=partial(stories.tick, day))
            if _next(day, scene.today) - day == _WEEK:
                yield Event(at=at(day + _SOON, 10), act=partial(stories.reply, day + _SOON))
            day = _next(day, scene.today)


def _next(day: date, today: date) -> date:
    """Return the day of the tick after the one on ``day``."""
    return day + (timedelta(days=1) if today - day <= _CLOSE_LOOK else _WEEK)
