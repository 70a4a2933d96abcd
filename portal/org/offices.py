"""The offices people hold in a village or township, and what each may do: one table."""

from __future__ import annotations

from enum import StrEnum

from portal.org.permissions import Permission

_P = Permission


class Office(StrEnum):
    """An office or standing, held for a term; the value is stored."""

    SECRETARY = "secretary"
    BRANCH_COMMITTEE = "branch_committee"
    DIRECTOR = "director"
    COMMITTEE = "committee"
    SUPERVISOR = "supervisor"
    REPRESENTATIVE = "representative"
    MEMBER = "member"
    PROBATIONARY = "probationary"
    FLOATING = "floating"
    BOOKKEEPER = "bookkeeper"
    AUDITOR = "auditor"
    TOWNSHIP_ADMIN = "township_admin"
    TOWNSHIP_LEADER = "township_leader"
    TOWNSHIP_HEAD = "township_head"
    COOP_MEMBER = "coop_member"
    COOP_REPRESENTATIVE = "coop_representative"
    COOP_BOARD = "coop_board"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The office as it is called: 支部书记."""
        return _TITLES[self]

    @classmethod
    def named(cls, title: str) -> Office | None:
        """Return the office called ``title``, if there is one."""
        return next((office for office, name in _TITLES.items() if name == title), None)


_TITLES = {
    Office.SECRETARY: "支部书记",
    Office.BRANCH_COMMITTEE: "支委",
    Office.DIRECTOR: "村委会主任",
    Office.COMMITTEE: "村委会委员",
    Office.SUPERVISOR: "村务监督委员会成员",
    Office.REPRESENTATIVE: "村民代表",
    Office.MEMBER: "正式党员",
    Office.PROBATIONARY: "预备党员",
    Office.FLOATING: "流动党员",
    Office.BOOKKEEPER: "报账员",
    Office.AUDITOR: "乡镇审核员",
    Office.TOWNSHIP_ADMIN: "镇管理员",
    Office.TOWNSHIP_LEADER: "乡镇分管领导",
    Office.TOWNSHIP_HEAD: "乡镇主要领导",
    Office.COOP_MEMBER: "集体经济组织成员",
    Office.COOP_REPRESENTATIVE: "成员代表",
    Office.COOP_BOARD: "理事会成员",
}

#: Held in the township, these reach every village of it.
TOWNSHIP_OFFICES = frozenset({Office.AUDITOR, Office.TOWNSHIP_ADMIN, Office.TOWNSHIP_LEADER, Office.TOWNSHIP_HEAD})

#: Those who belong to the party branch.
PARTY_STANDINGS = (Office.MEMBER, Office.FLOATING, Office.PROBATIONARY)

#: 组成人员 of the representatives' assembly: village committee members and representatives
#: (村民委员会组织法（2025修正）第29条).
ASSEMBLY_OFFICES = (Office.DIRECTOR, Office.COMMITTEE, Office.REPRESENTATIVE)

_READ_ALL = frozenset({_P.MEETING_VIEW, _P.MATTER_VIEW, _P.BOOKS_VIEW})
_PARTY = frozenset({_P.POINTS_VIEW, _P.POINTS_DECLARE, _P.MEETING_VIEW, _P.MATTER_VIEW})
#: What is still under way in the books (requests, alerts, lines of the bank) names private people; whoever holds no
#: office reads what is published.
_READ_BOOKS = _READ_ALL | {_P.BOOKS_FOLLOW}
#: What any officer of the village does: minute meetings, enter with a second officer what was decided on paper.
_OFFICER = _READ_BOOKS | {
    _P.PEOPLE_VIEW,
    _P.MEETING_RECORD,
    _P.MATTER_RECORD_VOTE,
    _P.BALLOT_ENTER_PAPER,
    _P.BOOKS_COUNT,
    _P.OBJECTION_RECORD,
    _P.SUGGESTION_RECORD,
    _P.OPINION_RECORD,
    _P.JOURNAL_VIEW,
    _P.ALERT_ANSWER,
    _P.BOOKS_REQUEST,
    _P.BOOKS_APPROVE,
    _P.HOUSEHOLDS_VIEW,
    _P.HOUSEHOLDS_RECORD,
}
_STEERING = frozenset(
    {
        _P.MEETING_CONVENE,
        _P.MATTER_EDIT,
        _P.MATTER_PUBLISH,
        _P.MATTER_IMPLEMENT,
        _P.MATTER_RECORD_STEP,
        _P.PROCEDURE_ADOPT,
        _P.BANK_ADOPT,
        _P.BALLOT_OPEN,
        _P.BALLOT_CLOSE,
        _P.OBJECTION_ANSWER,
        _P.SUGGESTION_ANSWER,
        _P.OPINION_ANSWER,
        _P.HOUSEHOLDS_MANAGE,
    }
)

GRANTS: dict[Office, frozenset[Permission]] = {
    Office.SECRETARY: _OFFICER
    | _STEERING
    | {
        _P.PEOPLE_EDIT,
        _P.ACCOUNTS_ISSUE,
        _P.SPECIAL_WITHDRAW,
        _P.BRANCH_CONVENE,
        _P.BRANCH_JUDGE,
        _P.POINTS_VIEW,
        _P.POINTS_RECORD,
        _P.POINTS_REVIEW,
        _P.POINTS_EXAMINE,
        _P.POINTS_PUBLISH,
    },
    Office.BRANCH_COMMITTEE: _OFFICER
    | {_P.POINTS_VIEW, _P.POINTS_RECORD, _P.POINTS_REVIEW, _P.POINTS_EXAMINE, _P.BRANCH_CONVENE, _P.BRANCH_JUDGE},
    Office.DIRECTOR: _OFFICER | _STEERING,
    Office.COMMITTEE: _OFFICER | {_P.MATTER_IMPLEMENT},
    Office.SUPERVISOR: _READ_BOOKS
    | {
        _P.BOOKS_COUNT,
        _P.BOOKS_SIGN_OFF,
        _P.MATTER_ACCEPT,
        _P.MATTER_RECORD_STEP,
        _P.MATTER_RECORD_VOTE,
        _P.BALLOT_ENTER_PAPER,
    }
    | {_P.OBJECTION_RECORD, _P.OBJECTION_ANSWER, _P.SUGGESTION_RECORD, _P.JOURNAL_VIEW}
    | {_P.OPINION_RECORD, _P.BOOKS_APPROVE, _P.ALERT_CLOSE, _P.HOUSEHOLDS_VIEW},
    Office.REPRESENTATIVE: _READ_ALL,
    Office.MEMBER: _PARTY,
    Office.PROBATIONARY: _PARTY,
    Office.FLOATING: _PARTY,
    Office.BOOKKEEPER: frozenset(
        {_P.BOOKS_VIEW, _P.BOOKS_RECORD, _P.BOOKS_CLOSE, _P.BOOKS_COUNT, _P.BOOKS_REQUEST, _P.ALERT_ANSWER}
        | {_P.BOOKS_FOLLOW, _P.SPECIAL_WITHDRAW}
    ),
    Office.AUDITOR: _READ_BOOKS | {_P.JOURNAL_VIEW, _P.MATTER_RECORD_STEP, _P.BOOKS_APPROVE, _P.ALERT_CLOSE},
    Office.TOWNSHIP_ADMIN: _READ_BOOKS
    | {_P.PLACE_CREATE, _P.PEOPLE_VIEW, _P.PEOPLE_EDIT, _P.ACCOUNTS_ISSUE, _P.JOURNAL_VIEW, _P.POINTS_VIEW}
    | {_P.MATTER_RECORD_STEP, _P.PROCEDURE_ADOPT, _P.BANK_ADOPT, _P.LADDER_ADOPT, _P.BRANCH_JUDGE}
    | {_P.HOUSEHOLDS_VIEW},
    Office.TOWNSHIP_LEADER: _READ_BOOKS | {_P.BOOKS_APPROVE},
    Office.TOWNSHIP_HEAD: _READ_BOOKS | {_P.BOOKS_APPROVE},
    Office.COOP_MEMBER: _READ_ALL,
    Office.COOP_REPRESENTATIVE: _READ_ALL,
    Office.COOP_BOARD: _READ_ALL,
}


def granted(office: Office) -> frozenset[Permission]:
    """Return what holding ``office`` allows, in the place where it is held (township offices: in all its villages)."""
    return GRANTS[office]
