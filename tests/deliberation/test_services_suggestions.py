"""A suggestion from its filing to what came of it: who may do what, when, and what everybody is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deliberation import services
from deliberation.errors import (
    AgendaPastError,
    FilerUnknownError,
    FutureDayError,
    KeptBackWordsError,
    MergedAlreadyError,
    NotYourSuggestionError,
    OwnSuggestionError,
    SameMatterError,
    SuggestionClosedError,
    SuggestionDayError,
    SuggestionForVillagersError,
    SuggestionNotFoundError,
    TooManyWaitingError,
    UnknownCategoryError,
)
from deliberation.models import Matter, Suggestion, SuggestionAnswer, SuggestionListing, SuggestionSorting
from deliberation.queries import looking, matter_page, panels, tasks, unsettled
from deliberation.queries.suggestions import origin_of, suggestion
from deliberation.rules.suggestions import Channel, Reply, SuggestionState
from deliberation.services import suggestions
from deliberation.services.filers import Brought
from deliberation.services.suggestions import Origin, Replying, Suggesting
from portal.cli import packages
from portal.kernel import clock as kernel_clock
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.courses import convene

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

DUE = date(2026, 10, 30)
TEXT = "晚上小学门口黑，孩子放学看不见路。"


@dataclass(slots=True)
class Council:
    """The village, and those who act in it; the day is 2026-10-15."""

    township: Township
    clock: SettableClock

    @property
    def village(self) -> Place:
        return self.township.village

    @property
    def secretary(self) -> Actor:
        return self.township.actor(Office.SECRETARY)

    @property
    def director(self) -> Actor:
        return self.township.actor(Office.DIRECTOR)

    def villager(self, number: int = 7) -> Actor:
        return self.township.actor(Office.REPRESENTATIVE, number=number)

    def file(self, text: str = TEXT, *, by: Actor | None = None, title: str = "校门口装路灯") -> Suggestion:
        suggesting = Suggesting(category="roads_water", title=title, text=text)
        return suggestions.file_suggestion(by or self.villager(), self.village, suggesting)

    def answer(self, number: int, *, by: Actor | None = None, withheld: bool = False) -> SuggestionAnswer:
        replying = Replying(reply=Reply.ADOPTED, text="本月装两盏。", withheld=withheld)
        return suggestions.answer_suggestion(by or self.secretary, self.village, number, replying)

    def propose(self, origin: Origin, *, title: str = "校门口安装路灯", by: Actor | None = None) -> Matter:
        proposal = services.Proposal(
            matter_type="collective_income_use",
            title=title,
            plan="装两盏太阳能路灯。",
            budget_fen=600_000,
            fund="村集体经营收入",
            origin=origin,
        )
        return services.propose_matter(by or self.secretary, self.village, proposal)

    def shown(self, meeting_id: int, title: str) -> list[str]:
        """Return what a meeting's screen says under one title."""
        return [line for one in panels(self.village, "meeting", meeting_id) if one.title == title for line in one.lines]

    def state(self, number: int) -> SuggestionState:
        return suggestion(self.village, number).state

    def told(self, number: int) -> list[dict[str, Any]]:
        """What was published of a suggestion, step by step."""
        asked = (Bulletin.kind == "suggestion") & (Bulletin.log == self.village.log_id)
        found = (json.loads(one.envelope)["content"] for one in Bulletin.select().where(asked).order_by(Bulletin.id))
        return [one for one in found if one["number"] == number]


@pytest.fixture
def council(township: Township, clock: SettableClock) -> Council:
    return Council(township, clock)


def test_only_that_there_is_one_is_public_until_it_is_answered(council: Council) -> None:
    name = Person.get_by_id(council.villager(3).person_id).name
    filed = council.file(f"{name}家门口的沟堵了。")
    assert (filed.number, filed.due_on, filed.channel) == (1, DUE, Channel.ONLINE)
    (before,) = council.told(1)
    assert (before["title"], before["text"], before["due_on"]) == (None, None, "2026-10-30")
    assert (before["category"]["name"], before["reply_within"]["confidence"]) == ("道路水利", "design")
    council.answer(1)
    after = council.told(1)[-1]
    assert after["answer"] == {"reply": "adopted", "text": "本月装两盏。", "on": "2026-10-15", "late_days": 0}
    assert after["title"] == "校门口装路灯"
    assert name not in after["text"]
    assert "家门口的沟堵了。" in after["text"]


def test_nobody_who_suggests_is_found_in_what_is_published(council: Council) -> None:
    council.file()
    suggestions.withdraw_suggestion(council.villager(), council.village, 1, reason="已经修好")
    entries = [json.loads(one.content) for one in JournalEntry.select() if "deliberation.suggestion" in one.content]
    assert [one["actor"] for one in entries] == [{"villager": 1}] * 2
    name = Person.get_by_id(council.villager().person_id).name
    published = "".join(one.envelope for one in Bulletin.select())
    assert name not in published
    assert "已经修好" not in published
    assert TEXT not in published


def test_words_may_be_kept_back_and_the_rest_is_told(council: Council) -> None:
    council.file()
    council.answer(1, withheld=True)
    told = council.told(1)[-1]
    assert (told["title"], told["text"], told["withheld"]) == (None, None, True)
    assert told["answer"]["text"] == "本月装两盏。"


def test_two_clicks_file_one_suggestion_and_the_same_words_later_another(council: Council) -> None:
    first, again = council.file(), council.file(title="另一个标题")
    assert (first.id, Suggestion.select().count()) == (again.id, 1)
    council.answer(1)
    assert council.file().number == 2


def test_a_hundred_copies_stop_at_the_limit_with_its_rule(council: Council) -> None:
    for copy in range(5):
        council.file(f"{TEXT}{copy}")
    for copy in range(5, 100):
        with pytest.raises(TooManyWaitingError, match="一人同时待办不超过五件"):
            council.file(f"{TEXT}{copy}")
    assert Suggestion.select().count() == 5
    assert council.file(by=council.villager(8)).number == 6
    council.answer(1)
    assert council.file("再提一件。").number == 7


def test_the_limit_holds_also_for_what_officers_enter_for_somebody(council: Council) -> None:
    for copy in range(5):
        council.file(f"{TEXT}{copy}")
    code = Person.get_by_id(council.villager().person_id).code
    with pytest.raises(TooManyWaitingError):
        record(council, filer=code)


def record(council: Council, *, filer: str, filed_on: date = date(2026, 10, 12), by: Actor | None = None) -> Suggestion:
    suggesting = Suggesting(category="sanitation", title="垃圾清运", text="三组垃圾两天没有清。")
    brought = Brought(filer=filer, channel=Channel.PHONE, filed_on=filed_on)
    return suggestions.record_suggestion(by or council.secretary, council.village, suggesting, brought)


def test_what_is_brought_is_entered_in_the_villagers_name_and_says_so(council: Council) -> None:
    person = Person.get_by_id(council.villager().person_id)
    made, again = record(council, filer=person.name), record(council, filer=person.code)
    assert made.id == again.id
    assert (made.filed_by_id, made.recorded_by_id) == (person.id, council.secretary.person_id)
    (told,) = council.told(1)
    assert (told["channel"], told["filed_on"], told["recorded_on"]) == ("phone", "2026-10-12", "2026-10-15")
    suggestions.withdraw_suggestion(council.villager(), council.village, 1, reason="清走了")
    assert council.state(1) is SuggestionState.WITHDRAWN


def test_an_officer_who_enters_what_is_their_own_enters_it_for_nobody(council: Council) -> None:
    own = Person.get_by_id(council.secretary.person_id)
    assert record(council, filer=own.code).recorded_by_id is None


@pytest.mark.parametrize(
    ("filer", "filed_on", "refusal"),
    [
        ("查无此人", date(2026, 10, 12), FilerUnknownError),
        ("0009", date(2026, 10, 16), FutureDayError),
        ("0009", date(2010, 3, 1), SuggestionDayError),
    ],
)
def test_what_is_brought_names_a_villager_and_a_day_that_has_come(
    council: Council, filer: str, filed_on: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        record(council, filer=filer, filed_on=filed_on)
    assert Suggestion.select().count() == 0


def test_refusals_at_filing_write_nothing(council: Council) -> None:
    suggesting = Suggesting(category="nothing", title="题", text="文")
    with pytest.raises(UnknownCategoryError):
        suggestions.file_suggestion(council.villager(), council.village, suggesting)
    with pytest.raises(PrivateNumberError):
        council.file("请打13812345678")
    with pytest.raises(PrivateNumberError):
        council.file(title="身份证110101199003071234")
    stranger = council.township.actor(Office.REPRESENTATIVE, village=council.township.other_village)
    with pytest.raises(SuggestionForVillagersError):
        council.file(by=stranger)
    with pytest.raises(NotAllowedError):
        record(council, filer="0009", by=council.villager())
    assert (Suggestion.select().count(), council.told(1)) == (0, [])


def test_another_category_says_why_and_the_same_changes_nothing(council: Council) -> None:
    council.file()
    for _ in range(2):
        suggestions.sort_suggestion(council.secretary, council.village, 1, category="welfare", reason="属于公共设施")
    assert SuggestionSorting.select().count() == 1
    assert council.told(1)[-1]["sorted"] == [
        {"before": "道路水利", "after": "公益福利", "reason": "属于公共设施", "on": "2026-10-15"}
    ]


def test_it_is_put_on_the_agenda_of_a_meeting_to_come_once(council: Council) -> None:
    council.file()
    held = convene(council.township, Body.VILLAGER_REPS_MEETING)
    council.clock.set_day(date(2026, 10, 16))
    with pytest.raises(AgendaPastError):
        suggestions.list_suggestion(council.secretary, council.village, 1, meeting_id=held)
    with pytest.raises(NotFoundError):
        suggestions.list_suggestion(council.secretary, council.village, 1, meeting_id=99)
    coming = convene(council.township, Body.TWO_COMMITTEES)
    for _ in range(2):
        row = suggestions.list_suggestion(council.secretary, council.village, 1, meeting_id=coming)
    assert (row.state, SuggestionListing.select().count()) == (SuggestionState.LISTED, 1)
    assert council.told(1)[-1]["agenda"][0]["body"] == "村“两委”会议"
    assert council.shown(coming, "群众建议")[0] == "第 1 号建议：校门口装路灯"
    assert council.shown(held, "群众建议") == []


def merge(council: Council, number: int, into: int, *, withheld: bool = False) -> None:
    suggestions.merge_suggestion(council.secretary, council.village, number, into=into, withheld=withheld)


def test_one_answer_answers_those_that_are_handled_together(council: Council) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8), title="路灯坏了")
    council.file("路灯，还有谁谁的私事。", by=council.villager(9))
    merge(council, 2, into=1)
    merge(council, 2, into=1)
    merge(council, 3, into=1, withheld=True)
    assert council.told(1)[-1]["followers"] == [2, 3]
    assert council.told(2)[-1]["title"] is None
    council.clock.set_day(date(2026, 11, 3))
    council.answer(1)
    assert [council.state(one) for one in (1, 2, 3)] == ["answered", "merged", "merged"]
    second, third = council.told(2)[-1], council.told(3)[-1]
    assert (second["merged"]["into"], second["ended_on"], second["title"]) == (1, "2026-11-03", "路灯坏了")
    assert (third["title"], third["withheld"]) == (None, True)
    with pytest.raises(SuggestionClosedError):
        council.answer(2)


def test_merged_by_mistake_it_is_answered_by_itself(council: Council) -> None:
    council.file()
    council.file("修水渠。", by=council.villager(8))
    merge(council, 2, into=1)
    with pytest.raises(MergedAlreadyError):
        suggestions.sort_suggestion(council.secretary, council.village, 2, category="welfare", reason="改")
    council.answer(2)
    assert council.told(1)[-1]["followers"] == []
    assert (council.state(1), council.state(2)) == (SuggestionState.WAITING, SuggestionState.ANSWERED)


def test_when_the_one_it_was_merged_into_is_taken_back_it_waits_again(council: Council) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8))
    merge(council, 2, into=1)
    suggestions.withdraw_suggestion(council.villager(), council.village, 1, reason="不提了")
    assert council.state(2) is SuggestionState.WAITING
    assert council.told(2)[-1]["merged"] is None
    council.answer(2)


def test_nobody_answers_or_merges_their_own_and_only_the_filer_takes_it_back(council: Council) -> None:
    council.file(by=council.secretary)
    council.file("修水渠。")
    with pytest.raises(OwnSuggestionError):
        council.answer(1)
    with pytest.raises(OwnSuggestionError):
        merge(council, 1, into=2)
    with pytest.raises(NotYourSuggestionError):
        suggestions.withdraw_suggestion(council.secretary, council.village, 2, reason="不办")
    assert [one.title for one in tasks(council.secretary, council.village, date(2026, 10, 15))] == [
        "办理群众建议：第 2 号 校门口装路灯"
    ]
    council.answer(1, by=council.director)


def test_nobody_decides_what_becomes_of_their_own_handled_with_another(council: Council) -> None:
    council.file()
    council.file("修水渠。", by=council.secretary)
    suggestions.merge_suggestion(council.director, council.village, 2, into=1)
    with pytest.raises(OwnSuggestionError, match="合并办理的第 2 号建议是您本人提出的"):
        council.answer(1)
    with pytest.raises(OwnSuggestionError, match="第 2 号"):
        council.propose(Origin(suggestion=1))
    assert list(tasks(council.secretary, council.village, date(2026, 10, 15))) == []
    assert (SuggestionAnswer.select().count(), Matter.select().count()) == (0, 0)
    council.answer(1, by=council.director)


def test_nobody_turns_their_own_into_a_matter(council: Council) -> None:
    council.file(by=council.secretary)
    with pytest.raises(OwnSuggestionError, match="这件建议是您本人提出的"):
        council.propose(Origin(suggestion=1))
    council.propose(Origin(suggestion=1), by=council.director)


@pytest.mark.parametrize("said", ["村主任占了我家的地", " 村主任占了，我家的地！", "主任占地二十平。"])
def test_a_matter_does_not_say_the_very_words_that_are_kept_back(council: Council, said: str) -> None:
    council.file("主任占地二十平。", title="村主任占了我家的地")
    with pytest.raises(KeptBackWordsError, match="请用村里自己的话另写"):
        council.propose(Origin(suggestion=1, withheld=True), title=said)
    assert (Matter.select().count(), len(council.told(1))) == (0, 1)
    council.propose(Origin(suggestion=1, withheld=True), title="核实宅基地边界")
    with pytest.raises(KeptBackWordsError):
        services.revise_plan(council.secretary, council.village, 1, revised(title=said))
    assert not any("占" in one.envelope for one in Bulletin.select())


def revised(*, title: str) -> services.Revision:
    return services.Revision(title=title, plan="重做。", budget_fen=600_000, fund="村集体经营收入", reason="补充")


def test_nor_those_of_one_that_is_handled_with_it(council: Council) -> None:
    council.file()
    council.file("还有谁谁的私事。", by=council.villager(8), title="谁谁的私事")
    merge(council, 2, into=1, withheld=True)
    with pytest.raises(KeptBackWordsError):
        council.propose(Origin(suggestion=1), title="谁谁的私事")
    council.propose(Origin(suggestion=1), title="校门口装路灯")


def test_answered_it_takes_no_further_step(council: Council) -> None:
    council.file()
    council.answer(1)
    for act in (
        lambda: council.answer(1),
        lambda: suggestions.withdraw_suggestion(council.villager(), council.village, 1, reason="撤"),
        lambda: council.propose(Origin(suggestion=1)),
    ):
        with pytest.raises(SuggestionClosedError):
            act()
    assert Matter.select().count() == 0
    with pytest.raises(SuggestionNotFoundError):
        council.answer(2)


def test_a_matter_comes_of_it_and_both_say_so(council: Council) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8))
    merge(council, 2, into=1)
    made, again = council.propose(Origin(suggestion=1)), council.propose(Origin(suggestion=1))
    assert (made.id, Matter.select().count()) == (again.id, 1)
    origin = origin_of(made.id)
    assert origin is not None
    assert (origin.number, origin.title) == (1, "校门口装路灯")
    told = council.told(1)[-1]
    assert (told["state"], told["matters"][0]["number"], told["text"]) == ("proposed", 1, TEXT)
    assert council.told(2)[-1]["text"] == "路灯坏了。"
    row = suggestion(council.village, 1)
    assert row.matter is not None
    assert row.matter.title == "校门口安装路灯"
    assert matter_origin(council, made.number) == 1


def matter_origin(council: Council, number: int) -> int | None:
    today = date(2026, 10, 15)
    who = looking(council.secretary, council.village, today=today)
    origin = matter_page(council.village, number, who=who, today=today).origin
    return origin.number if origin else None


def test_the_same_proposal_without_the_suggestion_is_not_the_first_and_no_second(council: Council) -> None:
    council.file()
    made = council.propose(Origin(suggestion=1))
    proposal = services.Proposal(
        matter_type=made.matter_type,
        title=made.title,
        plan=made.plan,
        budget_fen=made.budget_fen,
        fund=made.fund,
    )
    with pytest.raises(SameMatterError):  # not taken for the first, and not a second one
        services.propose_matter(council.secretary, council.village, proposal)


def test_when_the_matter_is_taken_back_the_suggestion_waits_again(council: Council) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8))
    merge(council, 2, into=1)
    council.propose(Origin(suggestion=1))
    services.withdraw_matter(council.secretary, council.village, 1, reason="方案要重做")
    assert council.state(1) is SuggestionState.WAITING
    assert council.told(1)[-1]["matters"] == [{"number": 1, "on": "2026-10-15", "withdrawn_on": "2026-10-15"}]
    assert council.told(2)[-1]["ended_on"] is None
    assert council.propose(Origin(suggestion=1)).number == 2


def test_late_is_urgent_and_is_told_once_when_the_day_has_passed(council: Council) -> None:
    council.file()
    council.file("修水渠。", by=council.villager(8))
    council.answer(2)
    village = council.village
    assert unsettled(DUE) == set()
    council.clock.set_day(DUE)
    assert services.settle(village) == 0
    day_after = DUE + timedelta(days=1)
    council.clock.set_day(day_after)
    assert unsettled(day_after) == {village.id}
    assert (services.settle(village), services.settle(village), unsettled(day_after)) == (1, 0, set())
    assert council.told(1)[-1]["overdue"]
    (task,) = tasks(council.secretary, village, day_after)
    assert (task.due, task.urgent) == (DUE, True)
    assert list(tasks(council.villager(), village, day_after)) == []
    council.answer(1)
    assert council.told(1)[-1]["answer"]["late_days"] == 1


def test_a_suggestion_that_ends_with_another_is_not_told_to_be_late(council: Council) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8))
    merge(council, 2, into=1)
    council.answer(1)
    council.clock.set_day(date(2026, 12, 1))
    assert services.settle(council.village) == 0


def test_every_step_is_sealed_and_verifies(council: Council, config: Config) -> None:
    council.file()
    council.file("路灯坏了。", by=council.villager(8))
    suggestions.sort_suggestion(council.secretary, council.village, 1, category="welfare", reason="设施")
    meeting_id = convene(council.township, Body.TWO_COMMITTEES)
    suggestions.list_suggestion(council.secretary, council.village, 1, meeting_id=meeting_id)
    merge(council, 2, into=1)
    council.propose(Origin(suggestion=1))
    council.file("撤回的。")
    suggestions.withdraw_suggestion(council.villager(), council.village, 3, reason="撤")
    council.file("拖着的。")
    council.clock.set_day(date(2026, 11, 20))
    kernel_clock.install(council.clock)
    services.settle(council.village)
    council.answer(4)
    assert verify_all(packages(config)) == []
