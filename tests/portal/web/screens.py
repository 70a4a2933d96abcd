"""Every screen of the portal with an address that opens: found in the address map, filled with ``things``.

A new screen is looked at without being listed. Where the general things do not open it, because it needs one in
a certain state, ``things.OPENED_BY`` names a maker for its endpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.org.offices import Office
from tests.portal.web.doors import DOORS, EVERYBODY
from tests.portal.web.things import OPENED_BY, make_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from werkzeug.routing import Rule

    from tests.factories import Township

#: What stands for arguments that name no thing.
_PLAIN: Mapping[str, int | str] = {
    "village": "hexi",
    "login": "nobody",
    "seq": 1,
    "period": "2026-09",
    "stage": "s1_propose",
    "code": "scanned",
}
#: Who is asked first to open a screen: those who may do most.
_FIRST = (Office.SECRETARY, Office.BOOKKEEPER, Office.TOWNSHIP_ADMIN, Office.REPRESENTATIVE, Office.MEMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One view with an address, and the offices that may open it, the likeliest first; ``None``: anybody."""

    endpoint: str
    address: str
    seers: tuple[Office, ...] | None

    @property
    def advice(self) -> str:
        """What to do where nobody can open it."""
        return (
            f"{self.endpoint} ({self.address}) opens for none of {[one.value for one in self.seers or ()]}: bring a "
            f'thing into the state it needs in tests/portal/web/things.py, OPENED_BY["{self.endpoint}"]'
        )


def all_screens(app: Flask, township: Township) -> Iterator[Screen]:
    """Make one of each thing in the other village and yield every view that answers GET."""
    things = {**_PLAIN, **make_all(township)}
    in_state = {maker: maker(township) for maker in dict.fromkeys(OPENED_BY.values())}
    addresses = app.url_map.bind("localhost")
    who = {door.endpoint: door.who for door in DOORS if door.method == "GET"}
    for rule in app.url_map.iter_rules():
        if not _is_screen(rule):
            continue
        opened_by = OPENED_BY.get(rule.endpoint)
        values = {**things, **in_state[opened_by]} if opened_by else things
        missing = rule.arguments - values.keys()
        if missing:
            raise LookupError(f"{rule.endpoint}: neither things.MAKERS nor screens has anything for {sorted(missing)}")
        address = addresses.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method="GET")
        allowed = who[rule.endpoint]
        seers = None if allowed is EVERYBODY else _in_order(allowed)
        yield Screen(endpoint=rule.endpoint, address=address, seers=seers)


def _is_screen(rule: Rule) -> bool:
    return "GET" in (rule.methods or set()) and not rule.endpoint.endswith("static")


def _in_order(allowed: frozenset[Office]) -> tuple[Office, ...]:
    return tuple(sorted(allowed, key=lambda one: (_FIRST.index(one) if one in _FIRST else len(_FIRST), one.value)))
