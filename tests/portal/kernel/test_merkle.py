from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.merkle import (
    EMPTY_ROOT,
    Frontier,
    FrontierError,
    PositionError,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.outside import vectors

HASHES = [leaf_hash(number.to_bytes(2, "big")) for number in range(70)]
sizes = st.integers(min_value=1, max_value=len(HASHES))


def defined_root(hashes: list[bytes]) -> bytes:
    """MTH as RFC 6962 section 2.1 defines it."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = max(1 << bit for bit in range(len(hashes)) if 1 << bit < len(hashes))
    return node_hash(defined_root(hashes[:k]), defined_root(hashes[k:]))


def grown(hashes: list[bytes]) -> Frontier:
    frontier = Frontier()
    for leaf in hashes:
        frontier = frontier.append(leaf)
    return frontier


@st.composite
def indices_in_trees(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(sizes)
    return draw(st.integers(0, size - 1)), size


@st.composite
def pasts_of_trees(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(sizes)
    return draw(st.integers(0, size)), size


def flipped(data: bytes, bit: int) -> bytes:
    return (int.from_bytes(data, "big") ^ 1 << bit % (8 * len(data))).to_bytes(len(data), "big")


def test_leaf_hashes_are_the_published_ones() -> None:
    assert tuple(map(leaf_hash, vectors.LEAVES)) == vectors.LEAF_HASHES


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    leaves = list(vectors.LEAF_HASHES[:size])
    assert root_of(leaves) == grown(leaves).root() == vectors.ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), vectors.INCLUSION_PROOFS)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, proof: tuple[bytes, ...]) -> None:
    assert inclusion_proof(vectors.LEAF_HASHES[:size], index) == proof
    verify_inclusion(vectors.LEAF_HASHES[index], index=index, size=size, proof=proof, root=vectors.ROOTS[size])


@pytest.mark.parametrize(("old", "new", "proof"), vectors.CONSISTENCY_PROOFS)
def test_consistency_proofs_are_the_published_ones(old: int, new: int, proof: tuple[bytes, ...]) -> None:
    assert consistency_proof(vectors.LEAF_HASHES[:new], old) == proof
    verify_consistency(
        old_size=old, old_root=vectors.ROOTS[old], new_size=new, new_root=vectors.ROOTS[new], proof=proof
    )


@pytest.mark.parametrize("size", range(len(HASHES) + 1))
def test_frontier_and_levels_give_the_defined_root(size: int) -> None:
    assert grown(HASHES[:size]).root() == root_of(HASHES[:size]) == defined_root(HASHES[:size])


@given(st.integers(0, len(HASHES)))
def test_frontier_survives_its_text(size: int) -> None:
    frontier = grown(HASHES[:size])
    assert Frontier.from_text(frontier.to_text()) == frontier
    assert frontier.to_text().startswith(f"{size}:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        ":",
        "00:",
        "-1:",
        "1:",
        f"1:{'aa' * 31}",
        f"1:{'aa' * 33}",
        f"1:{'AA' * 32}",
        f"1:{'gg' * 32}",
        f"1: {'aa' * 32}",
        f"+1:{'aa' * 32}",
        f"１:{'aa' * 32}",
        f"1_0:{'aa' * 64}",
        f"2:{'aa' * 64}",
        f"3:{'aa' * 63}",
    ],
)
def test_a_text_that_is_no_frontier_is_refused(text: str) -> None:
    with pytest.raises(FrontierError):
        Frontier.from_text(text)


def test_a_frontier_has_one_peak_for_each_bit_of_its_size() -> None:
    with pytest.raises(FrontierError):
        Frontier(size=3, peaks=(HASHES[0],))


@given(indices_in_trees())
def test_every_leaf_proves_its_place(place: tuple[int, int]) -> None:
    index, size = place
    proof = inclusion_proof(HASHES[:size], index)
    verify_inclusion(HASHES[index], index=index, size=size, proof=proof, root=root_of(HASHES[:size]))


@given(indices_in_trees(), st.data())
def test_an_inclusion_proof_with_one_bit_changed_fails(place: tuple[int, int], data: st.DataObject) -> None:
    index, size = place
    parts = [HASHES[index], root_of(HASHES[:size]), *inclusion_proof(HASHES[:size], index)]
    changed = data.draw(st.integers(0, len(parts) - 1))
    parts[changed] = flipped(parts[changed], data.draw(st.integers(0, 255)))
    leaf, root, *proof = parts
    with pytest.raises(ProofError):
        verify_inclusion(leaf, index=index, size=size, proof=proof, root=root)


@given(indices_in_trees(), st.data())
def test_an_inclusion_proof_holds_for_no_other_index_and_no_other_length(
    place: tuple[int, int], data: st.DataObject
) -> None:
    index, size = place
    proof, root = inclusion_proof(HASHES[:size], index), root_of(HASHES[:size])
    other = data.draw(st.integers(-2, size + 2).filter(lambda other: other != index))
    for wrong_index, wrong_proof in (
        (other, proof),
        (index, (*proof, root)),
        (index, proof[:-1] if proof else (root,)),
    ):
        with pytest.raises(ProofError):
            verify_inclusion(HASHES[index], index=wrong_index, size=size, proof=wrong_proof, root=root)


@given(indices_in_trees(), sizes)
def test_an_inclusion_proof_holds_for_no_other_tree(place: tuple[int, int], other: int) -> None:
    index, size = place
    if other == size:
        return
    proof = inclusion_proof(HASHES[:size], index)
    with pytest.raises(ProofError):
        verify_inclusion(HASHES[index], index=index, size=size, proof=proof, root=root_of(HASHES[:other]))


@given(pasts_of_trees())
def test_every_tree_proves_its_past(sizes_of_trees: tuple[int, int]) -> None:
    old, new = sizes_of_trees
    verify_consistency(
        old_size=old,
        old_root=root_of(HASHES[:old]),
        new_size=new,
        new_root=root_of(HASHES[:new]),
        proof=consistency_proof(HASHES[:new], old),
    )


@given(pasts_of_trees(), st.data())
def test_a_consistency_proof_with_one_bit_changed_fails(sizes_of_trees: tuple[int, int], data: st.DataObject) -> None:
    old, new = sizes_of_trees
    parts = [root_of(HASHES[:old]), root_of(HASHES[:new]), *consistency_proof(HASHES[:new], old)]
    changed = data.draw(st.integers(0, len(parts) - 1).filter(lambda at: old > 0 or at != 1))
    parts[changed] = flipped(parts[changed], data.draw(st.integers(0, 255)))
    old_root, new_root, *proof = parts
    with pytest.raises(ProofError):
        verify_consistency(old_size=old, old_root=old_root, new_size=new, new_root=new_root, proof=proof)


@given(pasts_of_trees(), st.data())
def test_a_consistency_proof_holds_for_no_other_past_and_no_other_length(
    sizes_of_trees: tuple[int, int], data: st.DataObject
) -> None:
    old, new = sizes_of_trees
    proof, roots = consistency_proof(HASHES[:new], old), (root_of(HASHES[:old]), root_of(HASHES[:new]))
    other = data.draw(st.integers(-2, new + 2).filter(lambda other: other != old))
    longer, shorter = (*proof, roots[1]), proof[:-1] if proof else (roots[1],)
    for wrong_old, wrong_proof in ((other, proof), (old, longer), (old, shorter)):
        with pytest.raises(ProofError):
            verify_consistency(
                old_size=wrong_old, old_root=roots[0], new_size=new, new_root=roots[1], proof=wrong_proof
            )


@given(st.integers(2, len(HASHES)), st.data())
def test_a_changed_past_has_no_consistency_proof(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    rewritten = [*HASHES[:new]]
    rewritten[data.draw(st.integers(0, old - 1))] = leaf_hash(b"another past")
    with pytest.raises(ProofError):
        verify_consistency(
            old_size=old,
            old_root=root_of(HASHES[:old]),
            new_size=new,
            new_root=root_of(rewritten),
            proof=consistency_proof(rewritten, old),
        )


def test_a_proof_does_not_reach_above_the_root_of_the_size_it_speaks_of() -> None:
    above = node_hash(HASHES[1], HASHES[0])
    with pytest.raises(ProofError, match="longer"):
        verify_inclusion(HASHES[0], index=0, size=1, proof=(HASHES[1],), root=above)


def test_what_is_not_a_hash_is_no_part_of_a_proof() -> None:
    left, right = HASHES[0], HASHES[1]
    root = node_hash(left, right)
    with pytest.raises(ProofError):  # the same bytes, cut elsewhere
        verify_inclusion(left + right[:1], index=0, size=2, proof=(right[1:],), root=root)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(PositionError):
        inclusion_proof(HASHES[:3], index)


@pytest.mark.parametrize("old_size", [-1, 4])
def test_a_size_the_tree_never_had_has_no_proof(old_size: int) -> None:
    with pytest.raises(PositionError):
        consistency_proof(HASHES[:3], old_size)
