"""What is read of a branch's life. Other areas ask ``attended_meetings`` who came, and nothing else."""

from points.branch.queries.attended import AttendedRow, attended_meetings
from points.branch.queries.calendars import (
    BranchAttendance,
    BranchStanding,
    BranchYear,
    TownshipLife,
    branch_attendance,
    branch_year,
    township_life,
)
from points.branch.queries.contacts import (
    ContactRow,
    branch_member,
    branch_members,
    contacts_of,
    expected,
    party_groups,
)
from points.branch.queries.meetings import (
    BRANCH_MEETING,
    RecordRow,
    entry_of,
    meeting_fact,
    meeting_facts,
    records_of,
    tied_meetings,
)
from points.branch.queries.oddities import AnswerRow, OddityRow, answered_since, counted, oddities_of, oddity
from points.branch.queries.tasks import panels, states, tasks
from points.branch.queries.told import unsettled, untold_branches

__all__ = [
    "BRANCH_MEETING",
    "AnswerRow",
    "AttendedRow",
    "BranchAttendance",
    "BranchStanding",
    "BranchYear",
    "ContactRow",
    "OddityRow",
    "RecordRow",
    "TownshipLife",
    "answered_since",
    "attended_meetings",
    "branch_attendance",
    "branch_member",
    "branch_members",
    "branch_year",
    "contacts_of",
    "counted",
    "entry_of",
    "expected",
    "meeting_fact",
    "meeting_facts",
    "oddities_of",
    "oddity",
    "panels",
    "party_groups",
    "records_of",
    "states",
    "tasks",
    "tied_meetings",
    "township_life",
    "unsettled",
    "untold_branches",
]
