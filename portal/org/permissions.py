"""Every kind of act, named ``scope:verb``; which office may do it stands in ``portal.org.offices``."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """A kind of act. Whether the act is valid now is decided by rules; no permission skips them."""

    ACCOUNTS_ISSUE = "accounts:issue"
    BALLOT_CLOSE = "ballot:close"
    BALLOT_ENTER_PAPER = "ballot:enter-paper"
    BALLOT_OPEN = "ballot:open"
    BOOKS_CLOSE = "books:close"
    BOOKS_RECORD = "books:record"
    BOOKS_SIGN_OFF = "books:sign-off"
    BOOKS_VIEW = "books:view"
    JOURNAL_VIEW = "journal:view"
    MATTER_ACCEPT = "matter:accept"
    MATTER_EDIT = "matter:edit"
    MATTER_IMPLEMENT = "matter:implement"
    MATTER_PUBLISH = "matter:publish"
    MATTER_RECORD_VOTE = "matter:record-vote"
    MATTER_VIEW = "matter:view"
    MEETING_CONVENE = "meeting:convene"
    MEETING_RECORD = "meeting:record"
    MEETING_VIEW = "meeting:view"
    OBJECTION_ANSWER = "objection:answer"
    OBJECTION_RECORD = "objection:record"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_VIEW = "people:view"
    PLACE_CREATE = "place:create"
    POINTS_DECLARE = "points:declare"
    POINTS_EXAMINE = "points:examine"
    POINTS_PUBLISH = "points:publish"
    POINTS_RECORD = "points:record"
    POINTS_REVIEW = "points:review"
    POINTS_VIEW = "points:view"
    SETTLE = "settle:passed-dates"
    SIGNED_IN = "account:own"
    SUGGESTION_ANSWER = "suggestion:answer"
    SUGGESTION_RECORD = "suggestion:record"
