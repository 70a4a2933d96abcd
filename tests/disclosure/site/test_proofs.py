import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.site.errors import LeakError, UnsealedBulletinError, UnsealedLogError
from disclosure.site.proofs import ProofTree, require_sealed
from disclosure.site.stranger import FalseDocumentError, check_document
from portal.kernel.merkle import inclusion_proof, leaf_hash, root_of
from portal.kernel.published import IssuedCheckpoint, PublishedBulletin
from tests.disclosure.site.hand_made import Log, bulletins_of, document_of, published_of, world


@given(st.integers(min_value=1, max_value=70), st.data())
def test_proofs_from_the_tree_are_those_of_rfc_6962(size: int, data: st.DataObject) -> None:
    log = Log("liuxi", "柳溪村")
    log.leaves = [str(number).encode() for number in range(size)]
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    hashes = [leaf_hash(leaf) for leaf in log.leaves]
    tree = ProofTree(log.leaves)
    assert tree.inclusion(index, size=size) == inclusion_proof(hashes, index)
    assert tree.root == root_of(hashes)


@given(st.integers(min_value=1, max_value=70), st.data())
def test_proofs_in_an_earlier_tree_are_those_it_gave_then(size: int, data: st.DataObject) -> None:
    leaves = [str(number).encode() for number in range(size)]
    earlier = data.draw(st.integers(min_value=1, max_value=size))
    index = data.draw(st.integers(min_value=0, max_value=earlier - 1))
    hashes = [leaf_hash(leaf) for leaf in leaves[:earlier]]
    assert ProofTree(leaves).inclusion(index, size=earlier) == inclusion_proof(hashes, index)
    assert ProofTree(leaves).root_at(earlier) == root_of(hashes)


def test_an_empty_log_has_the_empty_root() -> None:
    assert ProofTree([]).root == root_of([])


def test_every_document_passes_the_strangers_check() -> None:
    published = world().published
    for bulletin in bulletins_of(published):
        found = check_document(document_of(published, bulletin))
        told = bulletin.names is not None or bulletin.names_withheld
        assert len(found) == 4 + told
        assert ("这份文件的姓名已经隐去，姓名和名册没有核对" in found) == bulletin.names_withheld


def test_a_document_with_anything_else_in_its_file_is_false() -> None:
    published = world().published
    for bulletin in bulletins_of(published):
        document = document_of(published, bulletin)
        for changed in ({"说明": "作废", **document}, {**document, "entry": {**document["entry"], "x": 1}}):
            with pytest.raises(FalseDocumentError, match="不属于公开件"):
                check_document(changed)
        with pytest.raises(FalseDocumentError, match="姓名是不是隐去"):
            check_document({**document, "names_withheld": not document["names_withheld"]})


def test_what_is_sealed_may_go_out_and_only_from_its_own_place() -> None:
    published = world().published
    records = {place.slug: published.record(place.slug) for place in published.places}
    for place in published.places:
        require_sealed(place, records[place.slug])
        for other in records.keys() - {place.slug}:
            with pytest.raises(UnsealedLogError):
                require_sealed(place, records[other])


@pytest.mark.parametrize(
    "leaking",
    [
        pytest.param(lambda log: log.publish("a", "电话 138\u30001234\u30005678"), id="text"),
        pytest.param(lambda log: log.publish("a", names=("张三丰", "13812345678")), id="name"),
        pytest.param(lambda log: log.publish("a", about=(("matter", "13812345678"),)), id="subject"),
        pytest.param(lambda log: in_the_entry(log.publish("a"), "110101 19900101 1234"), id="entry"),
    ],
)
def test_a_document_goes_out_without_a_private_number_in_any_part(
    leaking: Callable[[Log], PublishedBulletin],
) -> None:
    log = Log("liuxi", "柳溪村")
    found = leaking(log)
    with pytest.raises(LeakError, match="note/a"):
        document_of(published_of(log), found)


def in_the_entry(bulletin: PublishedBulletin, text: str) -> PublishedBulletin:
    content = json.dumps(json.loads(bulletin.seal.content) | {"facts": {"reason": text}})
    return replace(bulletin, seal=replace(bulletin.seal, content=content))


CHANGES: dict[str, Callable[[PublishedBulletin], PublishedBulletin]] = {
    "envelope": lambda one: replace(one, digest="0" * 64),
    "names": lambda one: replace(one, names=("张三",)),
    "names without salt": lambda one: replace(one, names_salt=None),
    "content": lambda one: replace(one, seal=replace(one.seal, content=one.seal.content.replace("demo", "domo"))),
    "salt": lambda one: replace(one, seal=replace(one.seal, salt="00" * 16)),
    "another entry": lambda one: replace(one, seal=replace(one.seal, seq=0)),
    "no entry": lambda one: replace(one, seal=replace(one.seal, seq=99)),
    "entry digest": lambda one: replace(one, seal=replace(one.seal, digest="0" * 64)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_document_that_is_not_what_was_sealed_stays_inside(change: str) -> None:
    log = world().liuxi
    record = log.record()
    first, *others = record.bulletins
    with pytest.raises(UnsealedBulletinError):
        require_sealed(log.place(), replace(record, bulletins=(CHANGES[change](first), *others)))


def test_a_log_that_is_not_what_was_signed_stays_inside() -> None:
    made = world()
    liuxi, record, shiqiao = made.liuxi.place(), made.liuxi.record(), made.shiqiao.place()
    leaves, checkpoints = record.log.leaves, record.log.checkpoints
    for place, log in (
        (liuxi, replace(record.log, leaves=leaves[:-1])),
        (liuxi, replace(record.log, leaves=(b"{}", *leaves[1:]))),
        (liuxi, replace(record.log, checkpoints=(IssuedCheckpoint(2, checkpoints[0].note), *checkpoints))),
        (liuxi, replace(record.log, checkpoints=made.shiqiao.record().log.checkpoints)),
        (replace(liuxi, checkpoint=shiqiao.checkpoint), record.log),
        (replace(liuxi, vkey=shiqiao.vkey), record.log),
        (replace(liuxi, checkpoint=None), record.log),
    ):
        with pytest.raises(UnsealedLogError):
            require_sealed(place, replace(record, log=log))


def test_a_false_claim_is_found() -> None:
    published = world().published
    text = json.dumps(document_of(published, published.documents("liuxi")[0]))
    with pytest.raises(FalseDocumentError):
        check_document(json.loads(text.replace("1,234.50", "1,234.51")))
