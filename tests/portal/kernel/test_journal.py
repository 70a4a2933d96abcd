from __future__ import annotations

import hashlib
import json

from portal.kernel import journal
from portal.kernel.db import database as db
from portal.kernel.journal import JournalCheckpoint, JournalEntry, JournalLog
from portal.kernel.merkle import Frontier, leaf_hash
from portal.kernel.notes import SigningKey, open_checkpoint
from portal.kernel.work import unit_of_work
from portal.org.offices import Office
from portal.org.permissions import Permission
from tests.factories import NOW, Township


def _act(township: Township, number: int) -> None:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.PEOPLE_EDIT, township.village) as work:
        work.seal("test.act", about=("place", "qingshan"), facts={"n": number})


def test_fixed_sql_writes_what_the_models_read(township: Township) -> None:
    _act(township, 1)
    entry = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    log = JournalLog.get_by_id(township.village.log_id)
    assert (entry.seq, log.last_at) == (log.size - 1, NOW)
    assert entry.digest == hashlib.sha256(bytes.fromhex(entry.salt) + entry.content.encode()).hexdigest()
    assert journal.lock(log.id).frontier.to_text() == log.frontier
    assert journal.lock(log.id).next_seq == log.size


def test_a_public_leaf_says_day_digest_and_number_and_nothing_else(township: Township) -> None:
    _act(township, 1)
    entry = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    leaf = journal.leaf_data(seq=entry.seq, day=entry.day, digest=entry.digest)
    assert leaf == json.dumps(json.loads(leaf), sort_keys=True, separators=(",", ":")).encode()
    assert json.loads(leaf) == {"seq": entry.seq, "day": "2026-10-15", "digest": entry.digest}


def test_the_frontier_is_the_tree_over_all_leaves(township: Township) -> None:
    for number in range(5):
        _act(township, number)
    log = JournalLog.get_by_id(township.village.log_id)
    grown = Frontier()
    for entry in JournalEntry.select().where(JournalEntry.log == log.id).order_by(JournalEntry.seq):
        grown = grown.append(leaf_hash(journal.leaf_data(seq=entry.seq, day=entry.day, digest=entry.digest)))
    assert grown.to_text() == log.frontier


def test_a_checkpoint_is_issued_once_for_each_size(township: Township) -> None:
    log = township.village.log
    key = SigningKey.generate(log.origin)
    with db.atomic():
        first = journal.issue_checkpoint(log.id, key)
        assert journal.issue_checkpoint(log.id, key) == first
    _act(township, 1)
    with db.atomic():
        second = journal.issue_checkpoint(log.id, key)
    sizes = [open_checkpoint(note, key.vkey, origin=log.origin).size for note in (first, second)]
    assert sizes == [sizes[0], sizes[0] + 1]
    assert JournalCheckpoint.select().where(JournalCheckpoint.log == log.id).count() == 2
