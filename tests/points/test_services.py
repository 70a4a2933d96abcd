from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from peewee import DatabaseError, IntegrityError

from points import queries, services
from points.errors import (
    AlreadyReversedError,
    FutureDateError,
    NoEntryError,
    NoItemError,
    NoMemberError,
    NoSchemeError,
    NotForThisMemberError,
    OwnPointsError,
    ReasonNeededError,
    ReversalReversedError,
    SameEntryError,
    SchemeDateError,
    SchemeUnchangedError,
    ValueNeededError,
)
from points.errors.steps import OnceADayError
from points.models import PointsEntry, PointsScheme
from points.rules import counted_before
from points.schemes import SchemeFile, example_scheme
from points.services import Batch, Declaration, Judgement, Recording
from portal.kernel import migrate
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import database as db
from portal.kernel.db import dicts_of
from portal.kernel.errors import NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month, Quarter
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import Branch
from portal.org.offices import Office
from portal.org.queries import people_in_office
from portal.terminal import packages
from tests.factories import NOW
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from points.queries import EntryRow
    from portal.config import Config
    from tests.factories import Township

THIRD = Quarter(2026, 3)
TODAY = NOW.date()


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


def test_the_migration_makes_the_tables_the_models_describe(database: str, config: Config) -> None:
    assert migrate.schema_differences(packages(config)) == []


def shown(work: Branchwork, entry_id: int) -> EntryRow:
    return queries.entry(work.village, entry_id, today=TODAY)


# Recording


def test_an_entry_keeps_when_it_happened_apart_from_when_it_was_recorded(work: Branchwork) -> None:
    entry = shown(work, work.record("A02", happened_on=date(2026, 10, 10), note="第二党小组").id)
    assert (entry.awarded_x100, entry.happened_on, entry.late_days) == (50, date(2026, 10, 10), 5)
    assert (entry.item, entry.category, entry.note) == ("参加党小组会", "组织生活与学习", "第二党小组")
    assert entry.explanation == "记 0.5 分，本年上限 6 分，已计 0 分"
    assert (entry.submitted_by, entry.recorded_by) == (work.secretary.name, work.colleague.name)
    assert shown(work, work.record(happened_on=date(2026, 10, 15)).id).late_days == 0


def test_a_cap_cuts_what_counts_and_explains_it(work: Branchwork) -> None:
    days = ((date(2026, 10, day), times) for day, times in ((12, 3), (13, 3), (14, 1)))
    assert [work.record("A01", happened_on=day, times=times).awarded_x100 for day, times in days] == [300, 100, 0]
    last = PointsEntry.select().order_by(PointsEntry.id.desc()).first()
    assert last.explanation == "应记 1 分，实记 0 分：本年上限 4 分，已计 4 分"


def test_a_category_cap_holds_across_items(work: Branchwork) -> None:
    for code in ("C01", "C02", "C04"):
        work.record(code, times=10)
    assert work.total_x100() == 1500


def test_a_cap_counts_anew_for_each_member_and_each_year(work: Branchwork) -> None:
    services.adopt_scheme(
        work.secretary, work.village, work.branch.id, example_scheme(), effective_from=date(2025, 6, 1)
    )
    work.record("A01", times=4)
    assert work.record("A01", times=4, person_id=work.member(1)).awarded_x100 == 400
    assert work.record("A01", times=4, happened_on=date(2025, 12, 31)).awarded_x100 == 400


@pytest.mark.parametrize(
    ("recording", "refusal"),
    [
        ({"happened_on": date(2026, 10, 16)}, FutureDateError),
        ({"code": "Z99"}, NoItemError),
        ({"code": "C07"}, ValueNeededError),
        ({"code": "B06"}, NotForThisMemberError),
        ({"happened_on": date(2025, 12, 31)}, NoSchemeError),
        ({"happened_on": date(2024, 12, 31)}, NoMemberError),
    ],
)
def test_what_cannot_be_recorded_writes_nothing(
    work: Branchwork, recording: dict[str, Any], refusal: type[Exception]
) -> None:
    before = JournalEntry.select().count()
    with pytest.raises(refusal):
        work.record(**recording)
    assert PointsEntry.select().count() == 0
    assert JournalEntry.select().count() == before


def test_a_floating_member_earns_what_floating_members_earn(work: Branchwork) -> None:
    assert work.record("B06", person_id=work.member(office=Office.FLOATING)).awarded_x100 == 100


def test_nobody_records_for_themselves_or_for_people_who_are_no_members(work: Branchwork) -> None:
    with pytest.raises(OwnPointsError):
        work.record(person_id=work.secretary.person_id)
    villager = people_in_office(work.village, Office.REPRESENTATIVE, on=date(2026, 10, 1))[0]
    with pytest.raises(NoMemberError):
        work.record(person_id=villager.id)
    stranger = people_in_office(work.other_village, Office.MEMBER, on=date(2026, 10, 1))[0]
    with pytest.raises(NotFoundError):
        work.record(person_id=stranger.id)


def test_another_member_of_the_committee_records_the_secretarys_points(work: Branchwork) -> None:
    recording = Recording(person_id=work.secretary.person_id, item_code="A01", happened_on=date(2026, 10, 14))
    claim = services.record_claim(work.colleague, work.village, recording)
    with pytest.raises(OwnPointsError):
        services.review_claim(work.secretary, work.village, Judgement(claim_id=claim.id))


def test_members_and_other_villages_secretaries_may_not_record(work: Branchwork) -> None:
    outsider = work.township.actor(Office.SECRETARY, village=work.other_village)
    for actor in (work.township.actor(Office.MEMBER, number=5), outsider):
        recording = Recording(person_id=work.member(), item_code="A01", happened_on=date(2026, 10, 14))
        with pytest.raises(NotAllowedError):
            services.record_claim(actor, work.village, recording)


def test_the_database_itself_refuses_ones_own_points_and_quarter_points(work: Branchwork) -> None:
    (fields,) = dicts_of(PointsEntry.select().where(PointsEntry.id == work.record().id))
    del fields["id"]
    for change in ({"recorded_by": fields["person"]}, {"awarded_x100": 25}, {"awarded_x100": 150}, {"late_days": -1}):
        with pytest.raises(IntegrityError), db.atomic():
            PointsEntry.create(**{**fields, **change})


def test_entries_are_never_changed_or_deleted(work: Branchwork) -> None:
    entry = work.record()
    with pytest.raises(DatabaseError), db.atomic():
        PointsEntry.update(awarded_x100=0).where(PointsEntry.id == entry.id).execute()
    with pytest.raises(DatabaseError), db.atomic():
        entry.delete_instance()
    assert PointsEntry.get_by_id(entry.id).awarded_x100 == 100


def test_the_same_entry_twice_is_one_entry(work: Branchwork) -> None:
    first = work.record("B02", note="代办医保")
    with pytest.raises(SameEntryError, match="第 1 号申报"):
        work.record("B02", note=" 代办医保 ")
    assert work.record("B02", note="代办养老认证").awarded_x100 == 50
    services.reverse_entry(work.secretary, work.village, first.id, reason="日期不对")
    assert work.record("B02", note="代办医保").awarded_x100 == 50


def test_what_meetings_bring_in_counts_once_a_day_however_it_comes_in(work: Branchwork) -> None:
    first = work.record("A04", note="10月主题党日", happened_on=TODAY)
    recording = Recording(person_id=work.member(), item_code="A04", happened_on=TODAY, note="10月主题党日。")
    with pytest.raises(OnceADayError, match=r"“参加主题党日”已经有了（第 1 号申报）"):
        services.record_claim(work.secretary, work.village, recording)
    assert "已经有了" in services.refused_claims(work.secretary, work.village, [recording], today=TODAY)[0]
    with pytest.raises(OnceADayError):
        services.import_claims(work.secretary, work.village, [recording])
    other = work.member(1)
    batch = Batch(item_code="A04", happened_on=TODAY, person_ids=(work.member(), other), note="又记一遍")
    made = services.record_batch(work.colleague, work.village, batch)
    assert ([one.person_id for one in made.claims], made.had_ids) == ([other], (work.member(),))
    declarer = work.township.actor(Office.MEMBER, number=-1)
    work.record("A04", person_id=declarer.person_id, happened_on=TODAY)
    with pytest.raises(OnceADayError):
        services.declare_points(
            declarer, work.village, Declaration(item_code="A04", happened_on=TODAY, note="我也来了")
        )
    services.reverse_entry(work.secretary, work.village, first.id, reason="没有来")
    assert services.record_claim(work.secretary, work.village, recording).happened_on == TODAY


def test_a_second_deed_of_a_day_is_shown_to_the_reviewer(work: Branchwork) -> None:
    first = work.record("B02", note="代办医保", happened_on=TODAY)
    again = Recording(person_id=work.member(), item_code="B02", happened_on=TODAY, note="代办养老认证")
    claims = [
        services.record_claim(work.secretary, work.village, one)
        for one in (again, replace(again, person_id=work.member(1)))
    ]
    rows = [queries.claim(work.village, one.id) for one in claims]
    assert queries.same_day(work.village, rows) == {claims[0].id: ("第 1 号申报",)}
    assert first.awarded_x100 == 50


# Reversing


def test_an_entry_and_its_reversal_add_up_to_nothing_and_free_the_cap(work: Branchwork) -> None:
    first = work.record("A01", times=4)
    reversal = services.reverse_entry(work.secretary, work.village, first.id, reason="重复登记")
    assert work.total_x100() == 0
    taken = shown(work, first.id)
    assert (taken.reversed_by_id, taken.stands) == (reversal.id, False)
    assert (reversal.reverses_id, reversal.reason, reversal.happened_on) == (first.id, "重复登记", first.happened_on)
    assert work.record("A01", times=4).awarded_x100 == 400


def test_an_entry_is_reversed_once_and_a_reversal_never(work: Branchwork) -> None:
    first = work.record()
    reversal = services.reverse_entry(work.secretary, work.village, first.id, reason="重复登记")
    with pytest.raises(AlreadyReversedError):
        services.reverse_entry(work.secretary, work.village, first.id, reason="重复登记")
    with pytest.raises(ReversalReversedError):
        services.reverse_entry(work.secretary, work.village, reversal.id, reason="又要了")
    assert PointsEntry.select().count() == 2


@pytest.mark.parametrize("reason", ["", "  ", "字" * 201])
def test_a_reversal_needs_its_reason(work: Branchwork, reason: str) -> None:
    with pytest.raises(ReasonNeededError):
        services.reverse_entry(work.secretary, work.village, work.record().id, reason=reason)


def test_no_note_or_reason_holds_a_number_of_a_person(work: Branchwork) -> None:
    numbered = "见身份证 11010119900307001X"
    entry = work.record("A01", happened_on=date(2026, 7, 3))
    for refused in (
        lambda: work.record("A02", note=numbered),
        lambda: services.reverse_entry(work.secretary, work.village, entry.id, reason=numbered),
        lambda: services.publish_list(work.secretary, work.village, Month(2026, 7), reason=numbered),
    ):
        with pytest.raises(PrivateNumberError):
            refused()
    assert (PointsEntry.select().count(), Bulletin.select().count()) == (1, 0)


def test_nobody_reverses_their_own_points_or_another_villages(work: Branchwork) -> None:
    recording = Recording(person_id=work.secretary.person_id, item_code="E02", happened_on=date(2026, 10, 14))
    claim = services.record_claim(work.colleague, work.village, recording)
    third = work.township.actor(Office.BRANCH_COMMITTEE, number=1)
    entry_id = services.review_claim(third, work.village, Judgement(claim_id=claim.id)).entry_id or 0
    with pytest.raises(OwnPointsError):
        services.reverse_entry(work.secretary, work.village, entry_id, reason="不服")
    outsider = work.township.actor(Office.SECRETARY, village=work.other_village)
    with pytest.raises(NoEntryError):
        services.reverse_entry(outsider, work.other_village, entry_id, reason="试试")


# Schemes


def test_a_new_version_leaves_earlier_entries_as_they_are(work: Branchwork) -> None:
    first = work.record("A01", happened_on=date(2026, 5, 1))
    doubled = SchemeFile(
        items=tuple(replace(item, points_x100=2 * item.points_x100) for item in example_scheme().items)
    )
    services.adopt_scheme(work.secretary, work.village, work.branch.id, doubled, effective_from=date(2026, 7, 1))
    assert PointsEntry.get_by_id(first.id).awarded_x100 == 100
    assert work.record("A01", happened_on=date(2026, 6, 30)).awarded_x100 == 100
    assert work.record("A01", happened_on=date(2026, 7, 1)).awarded_x100 == 200
    assert shown(work, first.id).item == "参加支部党员大会"


def test_a_scheme_is_adopted_once_and_versions_follow_each_other(work: Branchwork) -> None:
    def adopt(scheme: SchemeFile, day: date) -> PointsScheme:
        return services.adopt_scheme(work.secretary, work.village, work.branch.id, scheme, effective_from=day)

    shorter = SchemeFile(items=example_scheme().items[:3])
    with pytest.raises(SchemeUnchangedError):
        adopt(example_scheme(), date(2026, 6, 1))
    with pytest.raises(SchemeDateError, match="2026-01-01"):
        adopt(shorter, date(2026, 1, 1))
    assert adopt(shorter, date(2026, 6, 1)).version == 2
    assert adopt(example_scheme(), date(2027, 1, 1)).version == 1


def test_a_scheme_is_adopted_by_the_secretary_for_a_branch_of_the_village(work: Branchwork) -> None:
    shorter = SchemeFile(items=example_scheme().items[:3])
    with pytest.raises(NotAllowedError):
        services.adopt_scheme(work.colleague, work.village, work.branch.id, shorter, effective_from=date(2026, 6, 1))
    foreign = Branch.get(Branch.village == work.other_village.id)
    with pytest.raises(NotFoundError):
        services.adopt_scheme(work.secretary, work.village, foreign.id, shorter, effective_from=date(2026, 6, 1))


# Reading and verifying


def test_a_branch_list_adds_up_by_member_and_can_be_one_members_own(work: Branchwork) -> None:
    work.record("A01", happened_on=date(2026, 10, 2))
    work.record("E02", happened_on=date(2026, 10, 3))
    work.record("A02", happened_on=date(2026, 10, 4), person_id=work.member(1))
    whole = queries.branch_list(work.village, work.branch, Month(2026, 10), today=TODAY)
    totals = {row.person_id: (row.additions_x100, row.deductions_x100, row.total_x100) for row in whole.members}
    assert totals[work.member()] == (100, -50, 50)
    assert len(whole.members) == 12
    assert [entry.item_code for entry in whole.entries] == ["A02", "E02", "A01"]
    own = queries.branch_list(work.village, work.branch, Month(2026, 10), today=TODAY, person_id=work.member(1))
    assert ([row.person_id for row in own.members], len(own.entries)) == ([work.member(1)], 1)
    quarter = queries.branch_list(work.village, work.branch, THIRD, today=TODAY)
    assert quarter.entries == ()


def test_what_counted_is_read_back_as_the_rules_need_it(work: Branchwork) -> None:
    entry = work.record("A01", times=3)
    services.reverse_entry(work.secretary, work.village, entry.id, reason="重复登记")
    work.record("A01")
    past = queries.past_of(work.village, [work.member()], [2026])[work.member(), 2026]
    item = example_scheme().items[0]
    assert set(counted_before(item, happened_on=date(2026, 10, 14), past=past).values()) == {100}


def test_the_journal_seals_every_entry(work: Branchwork, config: Config) -> None:
    entry = work.record()
    services.reverse_entry(work.secretary, work.village, entry.id, reason="重复登记")
    assert verify_all(packages(config)) == []
