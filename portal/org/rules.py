"""Decisions about offices, addresses, codes, signing in and passwords; pure.

Source: the articles beside each rule; product decision D-09 (paper activation, throttling) and the OWASP password
storage minimum.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.org.errors import (
    ExclusiveOfficesError,
    NotOfTheBranchError,
    OfficeHeldError,
    OfficeTakenError,
    PasswordTooWeakError,
    PersonCodeError,
    PrivateCodeError,
    SignInThrottledError,
    TermError,
)
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

#: Those that only one person of a place holds at a time: the director is the village committee's one legal
#: representative (村民委员会组织法（2025修正）第13条).
SINGLE = frozenset({Office.DIRECTOR})
#: Those that only full members hold: who is on probation cannot be elected (中国共产党章程第7条).
OF_THE_BRANCH = frozenset({Office.SECRETARY, Office.BRANCH_COMMITTEE})
#: Pairs that one person does not hold at the same time, with the article.
EXCLUSIVE = (
    (Office.SUPERVISOR, Office.DIRECTOR, "村民委员会组织法（2025修正）第37条"),
    (Office.SUPERVISOR, Office.COMMITTEE, "村民委员会组织法（2025修正）第37条"),
)

PASSWORD_LEAST = 8

#: What is tried first against any account; compared without case.
_COMMON = frozenset(
    {"12345678", "123456789", "1234567890", "87654321", "11223344", "12341234", "abcd1234", "abc12345", "a1234567"}
    | {"aa123456", "password", "password1", "qwertyui", "qwerty123", "1qaz2wsx", "asdfghjk", "iloveyou", "88888888a"}
    | {"woaini520", "woaini1314", "5201314520", "admin123", "admin888", "cunshi123", "cunshi2026"}
)

#: Addresses the portal and the public site keep for themselves; no village may take them.
RESERVED_SLUGS = frozenset(
    {"account", "activate", "bootstrap", "feed", "healthz", "pagefind", "password", "search", "sign-in", "sign-out"}
    | {"sign-out-everywhere", "static", "township", "verify"}
)
#: A slug, a hyphen and a code make a login, which has room for forty characters.
LONGEST_SLUG, LONGEST_CODE = 20, 18

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE = re.compile(rf"[0-9A-Za-z]{{1,{LONGEST_CODE}}}")
_PRIVATE_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}|1[3-9]\d{9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """One office held from a day until a day, both included; without ``since`` from before anybody asks.

    ``holder`` is one person and is shown: 林晚照（0007）, or 第 3 行 in a file.
    """

    holder: str
    office: Office
    since: date | None
    until: date | None

    def overlaps(self, other: Tenure) -> bool:
        """Tell whether there is a day that both cover."""
        return (self.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
            self.until or date.max
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """How many failures within ``window`` make the next attempt wait until the window has passed."""

    failures: int
    window: timedelta


def require_compatible(term: Tenure, beside: Iterable[Tenure]) -> None:
    """Refuse a term that cannot stand beside others of the same place.

    ``beside`` holds at least every other term of the same person and of the same office.

    :raise TermError: it would end before it begins.
    :raise OfficeHeldError: the person holds that office on some of its days already.
    :raise ExclusiveOfficesError: the person holds an office that excludes it.
    :raise OfficeTakenError: somebody else holds an office that only one person holds.
    :raise NotOfTheBranchError: the office asks for a full member of the party.
    """
    if term.since and term.until and term.until < term.since:
        raise TermError(term.since)
    together = [other for other in beside if term.overlaps(other)]
    held = {other.office for other in together if other.holder == term.holder}
    if term.office in held:
        raise OfficeHeldError(term.office.title)
    for one, other_office, article in EXCLUSIVE:
        if term.office in {one, other_office} and held & {one, other_office}:
            raise ExclusiveOfficesError(one.title, other_office.title, article)
    taken = next((other for other in together if other.office == term.office and term.office in SINGLE), None)
    if taken:
        raise OfficeTakenError(term.office.title, taken.holder)
    if term.office in OF_THE_BRANCH and Office.MEMBER not in held:
        raise NotOfTheBranchError(term.office.title)


def require_not_throttled(failed_at: Sequence[datetime], throttle: Throttle, *, now: datetime) -> None:
    """Refuse an attempt after too many failures; ``failed_at`` are the newest failures, in any order.

    :raise SignInThrottledError: it says after how many minutes the next attempt is heard.
    """
    recent = sorted(moment for moment in failed_at if moment > now - throttle.window)
    if len(recent) >= throttle.failures:
        free_at = recent[-throttle.failures] + throttle.window
        raise SignInThrottledError(max(1, math.ceil((free_at - now).total_seconds() / 60)))


def require_strong(password: str, *, login: str) -> None:
    """Refuse a password that is short, common, or the login itself.

    :raise PasswordTooWeakError: it is.
    """
    folded = password.casefold()
    if len(password) < PASSWORD_LEAST or folded in _COMMON or login.casefold() in folded or len(set(folded)) == 1:
        raise PasswordTooWeakError(PASSWORD_LEAST)


def usable_slug(slug: str) -> bool:
    """Tell whether ``slug`` may be a place's address."""
    return len(slug) <= LONGEST_SLUG and bool(_SLUG.fullmatch(slug)) and slug not in RESERVED_SLUGS


def require_person_code(code: str) -> None:
    """Refuse a code that would not fit a login or tells more of a person than it should.

    :raise PrivateCodeError: it looks like an identity or telephone number.
    :raise PersonCodeError: it is not made of digits and Latin letters, or is too long.
    """
    if _PRIVATE_NUMBER.fullmatch(code):
        raise PrivateCodeError
    if not _CODE.fullmatch(code):
        raise PersonCodeError(code, LONGEST_CODE)


def login_of(slug: str, code: str) -> str:
    """Return the login of the person ``code`` of the place ``slug``.

    No two people share one: a code has no hyphen, and codes of a place differ by more than case.
    """
    return f"{slug}-{code}".lower()
