import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from disclosure.site import stranger
from disclosure.site.public import STRANGER
from disclosure.site.stranger import FalseDocumentError, check_document
from portal.kernel.notes import SigningKey
from tests.disclosure.site.hand_made import document_of, world


@pytest.fixture
def document() -> Any:
    published = world().published
    return document_of(published, published.documents("liuxi")[0])


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(STRANGER), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_needs_nothing_but_python_and_says_what_it_found(document: Any, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(document))
    answer = run(str(file))
    assert answer.returncode == 0
    assert answer.stdout.count("√") == 5
    assert "1,234.50" in answer.stdout


def test_a_changed_file_is_refused_with_exit_code_1(document: Any, tmp_path: Path) -> None:
    document["names"]["list"] = ["李四"]
    file = tmp_path / "one.json"
    file.write_text(json.dumps(document))
    answer = run(str(file))
    assert answer.returncode == 1
    assert "姓名" in answer.stdout
    assert not answer.stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"v": 1}', "not json", '{"envelope": 3, "digest": 1}'])
def test_what_is_no_document_is_refused_without_a_trace(text: str, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(text)
    answer = run(str(file))
    assert (answer.returncode, answer.stderr) == (1, "")


def test_wrong_usage_is_exit_code_2_and_a_missing_file_1(tmp_path: Path) -> None:
    assert run().returncode == 2
    assert run(str(tmp_path / "none.json")).returncode == 1


def _replaced(document: Any, path: str, value: Any) -> Any:
    *steps, last = path.split(".")
    inner = document
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("digest", "0" * 64),
        ("entry.salt", "00"),
        ("entry.seq", 0),
        ("entry.digest", "0" * 64),
        ("entry.leaf", '{"day":"2026-11-02","digest":"00","seq":1}'),
        ("inclusion.size", 9),
        ("inclusion.hashes", []),
        ("log.origin", "qinghe.example/other"),
        ("log.vkey", SigningKey(name="qinghe.example/liuxi", seed=bytes(32)).vkey),
        ("log.vkey", "nonsense"),
        ("checkpoint", "nonsense"),
    ],
)
def test_every_claim_is_checked(document: Any, path: str, value: Any) -> None:
    with pytest.raises(FalseDocumentError):
        check_document(_replaced(document, path, value))


def test_a_signature_by_another_key_under_the_same_name_is_false(document: Any) -> None:
    text, _, lines = document["checkpoint"].partition("\n\n")
    mark, name, raw = lines.strip().split(" ")
    swapped = raw[:-8] + ("AAAAAA" if raw[-8:-2] != "AAAAAA" else "BBBBBB") + raw[-2:]
    document["checkpoint"] = f"{text}\n\n{mark} {name} {swapped}\n"
    with pytest.raises(FalseDocumentError, match="签名是假的"):
        check_document(document)


# RFC 8032, section 7.1: tests 1 to 3 (public key, message, signature).
_VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), _VECTORS, ids=["1", "2", "3"])
def test_ed25519_agrees_with_rfc_8032(public: str, message: str, signature: str) -> None:
    parts = [bytes.fromhex(part) for part in (public, message, signature)]
    assert stranger._signed(*parts)
    assert not stranger._signed(parts[0], parts[1] + b"x", parts[2])
    assert not stranger._signed(parts[0], parts[1], parts[2][:-1])
    assert not stranger._signed(b"\xff" * 32, parts[1], parts[2])
