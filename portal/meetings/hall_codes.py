"""The code on the hall's screen: whoever sees it now is there. It changes by itself and belongs to one meeting.

Nothing of it is stored: it follows from the installation's key, the meeting and the time, as in RFC 6238. The long
one is scanned and cannot be guessed; the six digits are typed, so that guesses are limited where they are read.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

#: For so long one code is shown: enough for an old phone to read it, and short enough that a photo of it sent home
#: is worth nothing by the time it is opened.
PERIOD = timedelta(seconds=30)
#: So many codes before the one shown now are taken as well: a slow phone scans, loads the page, and taps.
_EARLIER = 1

_PURPOSE = "hall code"
_DIGITS = 6
_TYPED, _SCANNED = slice(0, 8), slice(8, 26)


@dataclass(frozen=True, slots=True, kw_only=True)
class HallCode:
    """What the screen shows at one moment."""

    scanned: str  # fits in an address
    typed: str


def hall_code(meeting_id: int, *, key: str, now: datetime) -> HallCode:
    """Return the code of a meeting's hall at that moment."""
    return _code(meeting_id, key=key, step=_step(now))


def shown_lately(sent: str, meeting_id: int, *, key: str, now: datetime) -> bool:
    """Tell whether ``sent`` is the code of that meeting's hall now, or was the one before; scanned or typed."""
    codes = [_code(meeting_id, key=key, step=_step(now) - back) for back in range(_EARLIER + 1)]
    given = sent.encode()
    return any(hmac.compare_digest(given, known.encode()) for one in codes for known in (one.scanned, one.typed))


def is_typed(sent: str) -> bool:
    """Tell whether somebody typed this: whoever types may guess."""
    return len(sent) <= _DIGITS


def _step(now: datetime) -> int:
    return int(now.timestamp()) // int(PERIOD.total_seconds())


def _code(meeting_id: int, *, key: str, step: int) -> HallCode:
    digest = hmac.digest(key.encode(), f"{_PURPOSE} {meeting_id} {step}".encode(), hashlib.sha256)
    number = int.from_bytes(digest[_TYPED]) % 10**_DIGITS
    return HallCode(scanned=urlsafe_b64encode(digest[_SCANNED]).decode(), typed=f"{number:0{_DIGITS}}")
