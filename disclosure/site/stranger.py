"""Check one published document of a village, with nothing but Python: ``python3 verify.py FILE.json``.

This file is given away on the public site as ``/verify/verify.py`` and imports nothing of ours. It goes the
whole way: names and envelope → digest → sealed entry → leaf → inclusion → checkpoint → signature.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]

_USAGE = 2


class FalseDocumentError(Exception):
    """What the file claims is not so; the text says which claim."""


def check_document(document: dict[str, Any]) -> list[str]:
    """Return what was found to be true, in the order it was checked.

    :raise FalseDocumentError: a claim is false, or missing.
    """
    try:
        found = [_check_content(document)]
        if document["names"] is not None:
            found.append(_check_names(document))
        found += [_check_entry(document), _check_inclusion(document), _check_signature(document)]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise FalseDocumentError(f"文件的格式不对：{error}") from error
    return found


def _check_content(document: dict[str, Any]) -> str:
    digest = hashlib.sha256(document["envelope"].encode()).hexdigest()
    _require(digest == document["digest"], "内容和指纹不符")
    _require(json.loads(document["envelope"])["log"] == document["log"]["origin"], "文件不属于这个日志")
    return f"内容和指纹相符：{digest}"


def _check_names(document: dict[str, Any]) -> str:
    names = json.dumps(document["names"]["list"], ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(bytes.fromhex(document["names"]["salt"]) + names).hexdigest()
    _require(digest == json.loads(document["envelope"])["names_digest"], "姓名和姓名的指纹不符")
    return "姓名和姓名的指纹相符"


def _check_entry(document: dict[str, Any]) -> str:
    entry = document["entry"]
    content, leaf = json.loads(entry["content"]), json.loads(entry["leaf"])
    digest = hashlib.sha256(bytes.fromhex(entry["salt"]) + entry["content"].encode()).hexdigest()
    _require(digest == entry["digest"] == leaf["digest"], "日志记录的内容和日志公开的指纹不符")
    _require(document["digest"] in content["bulletins"], "日志记录里没有这份文件的指纹")
    _require(content["log"] == document["log"]["origin"], "日志记录属于另一个日志")
    _require(entry["seq"] == leaf["seq"] == content["seq"], "日志记录的序号不符")
    return f"日志第 {entry['seq']} 条（{leaf['day']}）记着这个指纹"


def _check_inclusion(document: dict[str, Any]) -> str:
    index, size = document["entry"]["seq"], document["inclusion"]["size"]
    node = hashlib.sha256(b"\x00" + document["entry"]["leaf"].encode()).digest()
    root = _climb(node, index, size, [bytes.fromhex(step) for step in document["inclusion"]["hashes"]])
    origin, written_size, written_root = document["checkpoint"].split("\n")[:3]
    _require(origin == document["log"]["origin"], "检查点属于另一个日志")
    _require(int(written_size) == size, "检查点的条数和证明不符")
    _require(base64.b64decode(written_root) == root, "从这条记录算不到检查点的树根")
    return f"这条记录在日志里，日志共 {size} 条"


def _climb(node: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Return the root reached from the leaf hash ``node`` (RFC 9162, section 2.1.3.2)."""
    last = size - 1
    _require(0 <= index <= last, "日志里没有这个序号")
    for step in proof:
        _require(last > 0, "证明太长")
        if index & 1 or index == last:
            node = hashlib.sha256(b"\x01" + step + node).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + step).digest()
        index, last = index >> 1, last >> 1
    _require(last == 0, "证明太短")
    return node


def _check_signature(document: dict[str, Any]) -> str:
    text, _, signatures = document["checkpoint"].partition("\n\n")
    name, key_id, key = document["log"]["vkey"].split("+", 2)
    public = base64.b64decode(key)
    _require(public[:1] == b"\x01", "公钥不是 Ed25519 公钥")
    _require(hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex() == key_id, "公钥的编号不符")
    for line in signatures.splitlines():
        mark, signer, signature = line.split(" ")
        raw = base64.b64decode(signature)
        if (mark, signer, raw[:4].hex()) == ("—", name, key_id):
            _require(_signed(public[1:], text.encode() + b"\n", raw[4:]), "检查点的签名是假的")
            return f"检查点的签名是真的，公钥：{document['log']['vkey']}"
    raise FalseDocumentError("检查点没有这个公钥的签名")


def _require(true: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence: require this, otherwise say that
    if not true:
        raise FalseDocumentError(otherwise)


# Ed25519 as in RFC 8032, section 5.1; points in extended coordinates.

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


def _signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` was made with the key whose public half is ``public``."""
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or commitment is None or scalar >= _ORDER:  # noqa: PLR2004 - RFC 8032: 64 bytes
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    return _same(_times(scalar, _BASE), _sum(commitment, _times(challenge, key)))


def _point(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    x = _x_of(y, raw[-1] >> 7) if y < _P else None
    return None if x is None else (x, y, 1, x * y % _P)


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return x if x & 1 == sign else _P - x


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(scalar: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _sum(result, point)
        point, scalar = _sum(point, point), scalar >> 1
    return result


def _same(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % _P == 0 and (one[1] * other[2] - other[1] * one[2]) % _P == 0


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE: Point = (_x_of(_BASE_Y, 0) or 0, _BASE_Y, 1, (_x_of(_BASE_Y, 0) or 0) * _BASE_Y % _P)


def main(arguments: list[str]) -> int:
    """Check the file named on the command line: 0 true, 1 false, 2 wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if len(arguments) != 1:
        sys.stdout.write("用法：python3 verify.py 下载的文件.json\n")
        return _USAGE
    try:
        document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        for line in check_document(document):
            sys.stdout.write(f"√ {line}\n")
    except OSError as error:
        sys.stdout.write(f"× 打不开文件：{error}\n")
        return 1
    except (FalseDocumentError, ValueError) as error:
        sys.stdout.write(f"× 核对不通过：{error}\n")
        return 1
    sys.stdout.write("核对通过。文件内容如下：\n")
    sys.stdout.write(json.dumps(json.loads(document["envelope"]), ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
