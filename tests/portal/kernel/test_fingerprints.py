"""Digests in groups, for people who compare or copy them."""

from __future__ import annotations

import hashlib

from portal.kernel.fingerprints import grouped, short_digest


def test_a_digest_is_grouped_so_that_a_person_can_copy_it() -> None:
    digest = hashlib.sha256(b"").hexdigest()
    first, second = grouped(digest)
    assert first.split() == [digest[at : at + 4] for at in range(0, 32, 4)]
    assert (first + second).replace(" ", "") == digest
    assert grouped("") == ()


def test_a_short_digest_is_its_first_sixteen_characters() -> None:
    assert short_digest(hashlib.sha256(b"").hexdigest()) == "e3b0 c442 98fc 1c14"
