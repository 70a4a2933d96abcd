import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.site.errors import UnsealedBulletinError, UnsealedLogError
from disclosure.site.proofs import ProofTree, bulletin_document, require_sealed
from disclosure.site.stranger import FalseDocumentError, check_document
from portal.kernel.merkle import inclusion_proof, leaf_hash, root_of
from portal.kernel.published import Published, PublishedBulletin
from tests.disclosure.site.hand_made import Log, world


@given(st.integers(min_value=1, max_value=70), st.data())
def test_proofs_from_the_tree_are_those_of_rfc_6962(size: int, data: st.DataObject) -> None:
    log = Log("liuxi", "柳溪村")
    log.leaves = [str(number).encode() for number in range(size)]
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    hashes = [leaf_hash(leaf) for leaf in log.leaves]
    tree = ProofTree(log.place())
    assert tree.inclusion(index) == inclusion_proof(hashes, index)
    assert tree.root == root_of(hashes)


def test_an_empty_log_has_the_empty_root() -> None:
    assert ProofTree(Log("liuxi", "柳溪村").place()).root == root_of([])


def test_every_document_passes_the_strangers_check() -> None:
    published = world().published
    for bulletin in published.bulletins:
        place = published.place(bulletin.place_slug)
        found = check_document(json.loads(bulletin_document(bulletin, place=place, tree=ProofTree(place))))
        assert len(found) == (5 if bulletin.names else 4)


def test_what_is_sealed_may_go_out() -> None:
    require_sealed(world().published)


def with_first(published: Published, changed: PublishedBulletin) -> Published:
    return replace(published, bulletins=(changed, *published.bulletins[1:]))


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
    published = world().published
    with pytest.raises(UnsealedBulletinError):
        require_sealed(with_first(published, CHANGES[change](published.bulletins[0])))


def test_a_log_that_is_not_what_was_signed_stays_inside() -> None:
    published = world().published
    township, liuxi, shiqiao = published.places
    for changed in (
        replace(liuxi, leaves=liuxi.leaves[:-1]),
        replace(liuxi, leaves=(b"{}", *liuxi.leaves[1:])),
        replace(liuxi, checkpoint=shiqiao.checkpoint),
        replace(liuxi, vkey=shiqiao.vkey),
        replace(liuxi, checkpoint=None),
    ):
        with pytest.raises(UnsealedLogError):
            require_sealed(replace(published, places=(township, changed, shiqiao)))


def test_a_false_claim_is_found() -> None:
    published = world().published
    place = published.place("liuxi")
    text = bulletin_document(published.bulletins[0], place=place, tree=ProofTree(place)).decode()
    with pytest.raises(FalseDocumentError):
        check_document(json.loads(text.replace("1,234.50", "1,234.51")))
