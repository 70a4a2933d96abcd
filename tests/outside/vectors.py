"""Published values that prove the verifier, and then our own code, before either is believed.

Only values are carried over, each with its source; the texts around them are ours.
"""

from __future__ import annotations

# The reference tree of the Certificate Transparency tests, with the hashes of all its complete subtrees
# and the proofs published for it. Source: github.com/transparency-dev/merkle, testonly/constants.go and
# testonly/reference_test.go (the inclusion and consistency cases), commit 417fb0c3.
LEAVES = tuple(
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
)
LEAF_HASHES = tuple(
    bytes.fromhex(text)
    for text in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
    )
)
PAIR_HASHES = tuple(
    bytes.fromhex(text)
    for text in (
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    )
)
HALF_HASHES = tuple(
    bytes.fromhex(text)
    for text in (
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    )
)
ROOTS = tuple(  # by size, from 0
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
)
INCLUSION_PROOFS = (  # index, size, proof
    (0, 1, ()),
    (0, 2, (LEAF_HASHES[1],)),
    (1, 2, (LEAF_HASHES[0],)),
    (2, 3, (PAIR_HASHES[0],)),
    (1, 5, (LEAF_HASHES[0], PAIR_HASHES[1], LEAF_HASHES[4])),
    (0, 8, (LEAF_HASHES[1], PAIR_HASHES[1], HALF_HASHES[1])),
    (5, 8, (LEAF_HASHES[4], PAIR_HASHES[3], HALF_HASHES[0])),
)
CONSISTENCY_PROOFS = (  # old size, new size, proof
    (1, 1, ()),
    (1, 8, (LEAF_HASHES[1], PAIR_HASHES[1], HALF_HASHES[1])),
    (2, 5, (PAIR_HASHES[1], LEAF_HASHES[4])),
    (6, 7, (PAIR_HASHES[2], LEAF_HASHES[6], HALF_HASHES[0])),
    (6, 8, (PAIR_HASHES[2], PAIR_HASHES[3], HALF_HASHES[0])),
)

# Signed notes. Sources: C2SP signed-note.md, "Example"; golang.org/x/mod sumdb/note, example_test.go and
# note_test.go; the keys with an adjusted hash are from TestNewVerifier there.
SPECIFICATION_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFICATION_NOTE = (
    "This is an example message.\n"
    "\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
PETER_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
PETER_NOTE = f"{PETER_TEXT}\n{PETER_LINE}"
ENOCH_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
WRONG_LENGTH_VKEY = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="
UNKNOWN_TYPE_VKEY = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

# A whole published log in the tlog-tiles layout, with checkpoints of its earlier sizes.
# Source: github.com/transparency-dev/tessera, testdata/build_log.sh and testdata/log, commit 1811ae1a.
LOG_VKEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
LOG_PRIVATE_KEY = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
LOG_CHECKPOINTS = {
    0: "example.com/log/testdata\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
    "— example.com/log/testdata "
    "M9e0lhxJACzE1KoUdqKuPa+9p6R7dSW8BlEvrg/noo8FkGg6PbJoRNOcdjqjOq89wVvTA60eubCc4oufo5BvIVEgtQc=\n",
    7: "example.com/log/testdata\n7\nIrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U=\n\n"
    "— example.com/log/testdata "
    "M9e0luA5JhTRUki/BBQD0QNiH6AEJ2pdtsA5CQjqJErViuuKrN6513RCTL2640wXJv0dCed3neRGI6dMzBq9uANf2Qc=\n",
    14: "example.com/log/testdata\n14\nSvCd38yNade7xEPY1a/aAc1M3A2AHYVF8lIiUnsH1ao=\n\n"
    "— example.com/log/testdata "
    "M9e0lu8roIpjC+NXEG7JDkajIahoYDYWgxDtxfx/6rzLoztU9t/PvivZ48xt8ygJpjzaboSpkbVv3Jb+D3NdXWQf5wo=\n",
    15: "example.com/log/testdata\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n\n"
    "— example.com/log/testdata "
    "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=\n",
}
LOG_ENTRIES = tuple(
    word.encode()
    for word in "one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()  # noqa: SIM905 - as published
)
LOG_BUNDLE = bytes.fromhex(  # tile/entries/000.p/15
    "00036f6e65000374776f000574687265650004666f75720004666976650003736978"
    "0005736576656e000365697400046e61696e000374656e0006696c6576656e000574"
    "77656c660008746872656574656e0007666f757274656e000666697674656e"
)
LOG_TILE = bytes.fromhex(  # tile/0/000.p/15
    "d0d7360ab79f58ab1e1e3fe64ad77e2ea0bc07e36b5f46ed2223edd9298df9e9"
    "ab1ab7f07c7c8fe0eff4ba6faa53c7e4412e91a599153e8aa4e01beece5b7825"
    "671f146c5e471e8a1a83a3c214ce4ba907b8f3a5888d14cc8cd3ce75bb12ef94"
    "f715ab3faa5d071e6e2ac4bb994d5bf735943dcc3799da0d085e7980cfb9336a"
    "ccc29ae0e02a77b0f4578c1ac17493d79cf4262104929ac804f91fc4e7ac5af0"
    "ca233e7a26b8c35c2c93f524c7b905e7a2105640d6dcc594694cff56d26efb25"
    "d90d0fe63491f93764c1d5d6cb1f866c1597d0a65b359916cc28f24cf4a8cecc"
    "4e1720a15d8361c2be542c4150358094dc662f2dabeddabb74aefe3a5810296b"
    "f751d0a9a3f35a56c1b140e4dc9bd2a4e4caec173889f646c576737c004e9ae5"
    "1d397d3d1902b011c12620ec8276f13ccf813f9a15dc7b077db2e2f0ca09077d"
    "bb2d8c46edf697d5733185e694b4ee2c1d04b84222c9fcb4d8a5d0a2fecfed33"
    "3bad5c1c0eb3037ca7261ecfcdd10fadf07c684d580560819c970d22979478fb"
    "a5f4fecc9f63c361fe39bd564bc86137bc23637e77194d6682680c84a7eb9ad5"
    "b6c94e61bdb317e092f2f4d4494ae0ea49069def34864e39e5c8cf65779a495f"
    "3786dc18e75f450d499f119c1eaee20dd8293f21fc9d08714a18d72b1cd60eb5"
)

# Tile addresses. Sources: C2SP tlog-tiles.md (1234067, and the shape of a tree of 70,000);
# github.com/transparency-dev/tessera, api/layout/paths_test.go.
TILE_PATHS = (  # level, index, width, path
    (0, 0, 256, "tile/0/000"),
    (0, 0, 255, "tile/0/000.p/255"),
    (1, 0, 256, "tile/1/000"),
    (0, 1234067, 256, "tile/0/x001/x234/067"),
    (0, 1234067, 8, "tile/0/x001/x234/067.p/8"),
    (15, 455667, 256, "tile/15/x455/667"),
    (15, 123456789, 41, "tile/15/x123/x456/789.p/41"),
    (None, 255, 253, "tile/entries/255.p/253"),
    (None, 123456789, 256, "tile/entries/x123/x456/789"),
)
WRONG_TILE_PATHS = (
    "tile/0/x001/x234/067.p/",
    "tile/0/x001/x234/067.p",
    "tile/0/x001/x234/",
    "tile/0/x001/x234",
    "tile/0/x001",
    "tile/1/x001/.p/abc",
    "tile/64/x001/002",
    "tile/-1/x001/002",
    "tile/abc/x001/002",
    "tile/8/001/002",
    "tile/8/x001/0002",
    "tile/8/x001/-002",
    "tile/8/x001/002.p/256",
)
TILES_OF_70000 = {"0": (273, 112), "1": (1, 17), "2": (0, 1)}  # level: full tiles, width of the partial one
