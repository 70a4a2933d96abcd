"""Every kind of act, named ``scope:verb``; which office may do it stands in ``portal.org.offices``."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """A kind of act. Whether the act is valid now is decided by rules; no permission skips them."""

    ACCOUNTS_ISSUE = "accounts:issue"
    BALLOT_CAST = "ballot:cast"
    BALLOT_CLOSE = "ballot:close"
    BALLOT_OPEN = "ballot:open"
    BOOKS_CLOSE = "books:close"
    BOOKS_RECORD = "books:record"
    BOOKS_SIGN_OFF = "books:sign-off"
    BOOKS_VIEW = "books:view"
    JOURNAL_VIEW = "journal:view"
    MATTER_EDIT = "matter:edit"
    MATTER_VIEW = "matter:view"
    MEETING_CONVENE = "meeting:convene"
    MEETING_RECORD = "meeting:record"
    MEETING_VIEW = "meeting:view"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_VIEW = "people:view"
    PLACE_CREATE = "place:create"
    POINTS_PUBLISH = "points:publish"
    POINTS_RECORD = "points:record"
    POINTS_VIEW = "points:view"
    SETTLE = "settle:passed-dates"
    SIGNED_IN = "account:own"
