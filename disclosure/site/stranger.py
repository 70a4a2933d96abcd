"""Check published documents of a village, with nothing but Python: ``python3 verify.py FILE.json``.

Beside a list ``SHA256SUMS``, ``python3 verify.py`` alone checks all that the list names.

This file is given away on the public site as ``/verify/verify.py`` and imports nothing of ours. It goes the
whole way: names and envelope → digest → sealed entry → leaf → inclusion → checkpoint → signature. What a vote decided
is counted again: votes from the ballot's own log, then quorum, majority and the sentence that gives each reason.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]

_USAGE = 2

#: The list of a bundle's files, in the form of ``sha256sum``.
SUMS = "SHA256SUMS"
_NUMERALS = "零一二三四五六七八九十"
_CHOICES = ("approve", "against", "abstain")
_LETTERS = "甲乙丙丁戊己庚辛"


#: What a document's file holds, and each part of it.
_FORM = "checkpoint digest entry envelope inclusion log names names_withheld v"
_FORM_OF = {
    "entry": "content digest leaf salt seq",
    "log": "origin vkey",
    "inclusion": "hashes size",
    "names": "list salt",
}


class FalseDocumentError(Exception):
    """What the file claims is not so; the text says which claim."""


def check_document(document: dict[str, Any]) -> list[str]:
    """Return what was found to be true, in the order it was checked.

    :raise FalseDocumentError: a claim is false, or missing.
    """
    try:
        _check_form(document)
        found = [_check_content(document)]
        if document["names"] is not None:
            found += [_check_names(document), *_check_roster(document)]
        elif document["names_withheld"]:
            found.append("这份文件的姓名已经隐去，姓名和名册没有核对")
        found += [_check_entry(document), _check_inclusion(document), _check_signature(document)]
        found += recount(json.loads(document["envelope"])["content"])
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise FalseDocumentError(f"文件的格式不对：{error}") from error
    return found


def check_bundle(files: dict[str, bytes]) -> tuple[list[str], list[str]]:
    """Return what was found to be true of a bundle's ``files``, by their names, and what was found to be false."""
    true: list[str] = []
    false: list[str] = []
    listed: dict[str, str] = {}
    for line in files.get(SUMS, b"").decode(errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    documents = {name for name in files if name.endswith(".json")}  # other files may lie about; documents may not
    for name in sorted(documents | listed.keys()):
        if name not in files or name not in listed:
            false.append(f"{name}：{'不在清单里' if name in files else '清单里有，却没有这个文件'}")
            continue
        if hashlib.sha256(files[name]).hexdigest() != listed[name]:
            false.append(f"{name}：内容和清单里的指纹不符，文件或者清单被改动过")
        if name.endswith(".json"):
            try:
                found = check_document(json.loads(files[name].decode()))
                true += [f"{name}：{one}" for one in found]
            except (FalseDocumentError, ValueError) as error:
                false.append(f"{name}：{error}")
    if not true and not false:
        false.append(f"{SUMS}：清单里没有文件")
    return true, false


def _check_form(document: dict[str, Any]) -> None:
    parts = [(document, _FORM), *((document[name], form) for name, form in _FORM_OF.items() if document[name])]
    for part, form in parts:
        _require(sorted(part) == form.split(), "文件里有不属于公开件的内容")
    sealed = json.loads(document["envelope"])["names_digest"] is not None
    _require(document["names_withheld"] is (sealed and document["names"] is None), "文件没有说明姓名是不是隐去了")


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


def _check_roster(document: dict[str, Any]) -> list[str]:
    content, names = json.loads(document["envelope"])["content"], document["names"]
    named = [one for one in content.get("roster", {}).get("lines", ()) if "name" in one]
    if not named:
        return []
    lines = sorted([one["number"], names["list"][one["name"]["name"]], one["capacity"]] for one in named)
    text = _canonical({"v": 1, "meeting": content["meeting"]["id"], "lines": lines})
    digest = hashlib.sha256(bytes.fromhex(names["salt"]) + text).hexdigest()
    _require(digest == content["roster"]["fingerprint"], "名册和会前确定的名册指纹不符")
    return ["名册就是签到前确定的名册"]


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


def recount(content: dict[str, Any]) -> list[str]:
    """Count again what a published decision claims; return what was found to be true.

    :raise FalseDocumentError: votes, figures, decision or reasons are not what follows from the rest.
    """
    outcome = content.get("outcome")
    if not isinstance(outcome, dict) or "rule" not in outcome:
        return []
    found = [_check_plan(content)]
    if content["ballot"]:
        found += [_check_ballot_log(content), _check_cast(content, outcome)]
    found += _check_attendance(content, outcome)
    if "recused" in content:
        found.append(_check_recused(content, outcome))
    return [*found, _check_outcome(outcome)]


def _check_plan(content: dict[str, Any]) -> str:
    matter, vote = content["matter"], content["ballot"] or content["hands"]
    if "plan" not in matter:
        return f"表决的方案指纹：{vote['plan_digest']}"
    text = {name: matter[name] for name in ("number", "title", "plan", "budget_fen", "fund")}
    text["matter_type"] = matter["type"]["id"]
    if matter["attachments"]:
        text["attachments"] = sorted(one["digest"] for one in matter["attachments"])
    digest = hashlib.sha256(_canonical(text)).hexdigest()
    _require(digest == matter["plan_digest"] == vote["plan_digest"], "公布的方案不是表决的方案")
    return "公布的方案就是表决的方案"


def _check_ballot_log(content: dict[str, Any]) -> str:
    log, hashes = content["ballot"]["log"], []
    for seq, entry in enumerate(content["entries"]):
        digest = hashlib.sha256(bytes.fromhex(entry["salt"]) + entry["content"].encode()).hexdigest()
        inner = json.loads(entry["content"])
        _require(digest == entry["digest"] and seq == entry["seq"] == inner["seq"], f"表决记录第 {seq} 条被改动过")
        _require(inner["log"] == log["origin"], f"表决记录第 {seq} 条属于另一次表决")
        leaf = _canonical({"seq": seq, "day": entry["day"], "digest": digest})
        hashes.append(hashlib.sha256(b"\x00" + leaf).digest())
    _require(len(hashes) == log["size"] and _root(hashes).hex() == log["root"], "表决记录和计票时封存的树根不符")
    return f"表决记录共 {len(hashes)} 条，和计票时封存的一致"


def _check_cast(content: dict[str, Any], outcome: dict[str, Any]) -> str:
    """Count again: a recorded ballot vote by vote, a secret one by who took part and the choices added up."""
    sealed = _sealed_votes(content)
    listed = {
        one["line"]: (_picked(one), one["seq"], one["receipt"], one.get("manner") if _told(sealed, one) else None)
        for one in content["votes"]
    }
    _require(sealed == listed and len(content["votes"]) == len(sealed), "公布的投票和表决记录不符")
    there = {line["number"]: line["present"] for line in content["roster"]["lines"]}
    _require(all(there.get(line) for line in sealed), "有投票的人不在到会名册上")
    _require((len(there), sum(there.values())) == (outcome["entitled"], outcome["present"]), "应到、实到和名册不符")
    early = _check_ended_early(content, outcome) if content["ballot"].get("deadline") else ""
    secret = bool(content["ballot"].get("secret"))
    given = [choice for choice, _, _, _ in sealed.values()]
    _require(all((choice is None) is secret for choice in given), "记名和无记名的票混在一起")
    if outcome.get("options"):
        return _check_options(content["ballot"], outcome, given) + early
    counts = content["ballot"]["choices"] if secret else {choice: given.count(choice) for choice in _CHOICES}
    for choice in _CHOICES:
        _require(counts[choice] == outcome[choice], f"重数的票数和公布的不符：{choice} 应为 {counts[choice]}")
    told = f"赞成 {outcome['approve']}，反对 {outcome['against']}，弃权 {outcome['abstain']}"
    if not secret:
        return f"逐票重数：{told}{early}"
    _require(sum(counts[choice] for choice in _CHOICES) == len(sealed), "无记名投票的票数和参加投票的人数不符")
    return f"无记名投票：参加的 {len(sealed)} 人和票数相同：{told}{early}"


def _check_ended_early(content: dict[str, Any], outcome: dict[str, Any]) -> str:
    """Tell that a ballot that ended before its deadline was waited for by nobody who was there and could vote."""
    _require(content["ballot"]["closes_at"] < content["ballot"]["deadline"], "写着提前结束的表决没有提前")
    recused = sum(one["present"] for one in content.get("recused") or ())
    _require(outcome["not_voted"] == recused, "表决提前结束时，还有到会没有回避的人没有投票")
    return "；提前结束，到会没有回避的人都投了票"


def _told(sealed: dict[int, tuple[str | int | None, int, str, str | None]], vote: dict[str, Any]) -> bool:
    """Tell whether the ballot's log says how a vote was given: in a secret ballot it does not."""
    return vote["line"] in sealed and sealed[vote["line"]][3] is not None


def _check_attendance(content: dict[str, Any], outcome: dict[str, Any]) -> list[str]:
    """Tell that those who took part online or by a written proxy are as many as said, and who voted for whom may."""
    told = content.get("attendance", {"online": 0, "by_proxy": 0})
    online, by_proxy = told["online"], told["by_proxy"]
    _require(min(told.values()) >= 0 and online + by_proxy <= outcome["present"], "线上、书面委托的人数多于实到")
    said = f"实到 {outcome['present']} 人，其中线上 {online} 人、书面委托 {by_proxy} 人"
    if not content["ballot"]:
        return [said] if online + by_proxy else []
    lines = {one["number"]: one for one in content["roster"]["lines"]}
    manners = [one.get("manner") for one in lines.values() if one["present"]]
    _require(all(one["present"] or "manner" not in one for one in lines.values()), "没有到会的人写着怎样参加")
    _require(
        (manners.count("online"), manners.count("by_proxy")) == (online, by_proxy), "线上、书面委托的人数和名册不符"
    )
    given = [one["line"] for one in content.get("proxies", ())]
    named = "name" in content["roster"]["lines"][0]
    _require(len(given) == len(set(given)) and set(given) <= set(lines), "书面委托的人在名册上重复，或者不在名册上")
    represented = {number for number, one in lines.items() if one.get("manner") == "by_proxy"}
    cast = {vote["line"] for vote in content["votes"] if vote.get("manner") == "by_proxy"}
    _require(not named or set(given) == represented | cast, "受托参加、代投的票和书面委托不符")
    return [f"{said}；受书面委托代投 {len(cast)} 票"] if online + by_proxy + len(cast) else []


def _check_options(ballot: dict[str, Any], outcome: dict[str, Any], given: list[str | int | None]) -> str:
    """Count again who chose which option: the strongest one's votes are the approvals, everybody else's are not."""
    options = {one["number"]: one["votes"] for one in outcome["options"]}
    total, none, secret = sum(options.values()), _none_of_them(outcome), bool(ballot.get("secret"))
    _require(len(options) == len(outcome["options"]), "同一个方案列了两次")
    if secret:
        _require(all(ballot["choices"][one] == outcome[one] for one in _CHOICES), "公布的票数前后不符")
        _require(total + none + outcome["abstain"] == len(given), "无记名投票的票数和参加投票的人数不符")
    else:
        _require(set(given) <= {*options, "against", "abstain"}, "有的票投的不是列出的方案")
        for number, votes in options.items():
            _require(
                given.count(number) == votes, f"重数的票数和公布的不符：第 {number} 个方案应为 {given.count(number)}"
            )
        for choice, votes in (("against", none), ("abstain", outcome["abstain"])):
            _require(given.count(choice) == votes, f"重数的票数和公布的不符：{choice} 应为 {given.count(choice)}")
    _require(outcome["approve"] == max(options.values()), "作为赞成计算的不是票数最多的方案")
    _require(min(none, *options.values()) >= 0, "票数和人数对不上")
    told = "，".join(f"{_named(one)} {one['votes']} 人" for one in outcome["options"])
    how = f"无记名投票：参加的 {len(given)} 人和票数相同" if secret else "逐票重数"
    return f"{how}：{told}，都不赞成 {none}，弃权 {outcome['abstain']}"


def _none_of_them(outcome: dict[str, Any]) -> int:
    return int(outcome["against"] + outcome["approve"] - sum(one["votes"] for one in outcome["options"]))


def _picked(told: dict[str, Any]) -> str | int | None:
    """Return what was picked: an option by its number, else the choice; nothing is told of a secret vote."""
    option: int | None = told.get("option")
    choice: str | None = told.get("choice")
    _require(option is None or choice == "approve", "没有赞成，却选了方案")
    return choice if option is None else option


def _named(option: dict[str, Any]) -> str:
    return f"{_LETTERS[option['number'] - 1]}、{option['title']}"


def _chosen(outcome: dict[str, Any]) -> tuple[bool, list[dict[str, Any]]]:
    """Return whether the most votes are shared, and the reason that tells how many chose each option."""
    options = sorted(outcome["options"], key=lambda one: (-one["votes"], one["number"]))
    level = [one for one in options if one["votes"] == options[0]["votes"]]
    first, tied = _LETTERS[options[0]["number"] - 1], len(level) > 1
    told = "，".join(f"{_named(one)} {one['votes']} 人" for one in outcome["options"])
    end = f"选“{first}”的人数就是赞成的人数，选别的方案和都不赞成的，都没有赞成“{first}”。"
    if tied:
        letters = "、".join(f"“{_LETTERS[one['number'] - 1]}”" for one in level)
        end = f"{letters}的人数相同，谁都不算通过。"
    said = f"{told}，都不赞成 {_none_of_them(outcome)} 人；{end}"
    rule = outcome["rule"]["choosing"]
    light = ("red" if tied else "green") if rule["confidence"] == "quoted" else "amber"
    return tied, [_reason("options_tied" if tied else "options_counted", said, rule, light)]


def _check_recused(content: dict[str, Any], outcome: dict[str, Any]) -> str:
    """Tell that nobody who stood back voted, and that no more votes were cast than by the others present."""
    recused = {one["line"]: one["present"] for one in content["recused"]}
    _require(len(recused) == len(content["recused"]), "回避的人在名册上重复")
    _require(all(1 <= line <= outcome["entitled"] for line in recused), "回避的人不在名册上")
    if content["ballot"]:
        for line in _sealed_votes(content):
            _require(line not in recused, f"名册第 {line} 号已经回避，却投了票")
        there = {line["number"]: line["present"] for line in content["roster"]["lines"]}
        _require(all(there.get(line) is present for line, present in recused.items()), "回避的人是否到会和名册不符")
    votes, came = sum(outcome[choice] for choice in _CHOICES), sum(recused.values())
    most = outcome["present"] - came
    _require(votes <= most, f"票数多于到会没有回避的人：实到 {outcome['present']}，回避 {came}，投票 {votes}")
    return f"回避 {len(recused)} 人，都没有投票"


def _sealed_votes(content: dict[str, Any]) -> dict[int, tuple[str | int | None, int, str, str | None]]:
    """Return choice or option, entry, receipt and manner of every vote in the log, by line; a secret one tells less."""
    sealed: dict[int, tuple[str | int | None, int, str, str | None]] = {}
    for entry in content["entries"]:
        inner = json.loads(entry["content"])
        line = inner["facts"]["line"]
        _require(line not in sealed, f"名册第 {line} 号投了两次")
        _require(inner["at"] < content["ballot"]["closes_at"], f"名册第 {line} 号在截止以后投票")
        receipt = "-".join(entry["digest"][start : start + 4] for start in (0, 4, 8))
        manner = inner["facts"].get("manner")
        _require(("proxy_of" in inner.get("actor", ())) is (manner == "by_proxy"), f"名册第 {line} 号的票写错了由谁投")
        sealed[line] = (_picked(inner["facts"]), entry["seq"], receipt, manner)
    return sealed


def _check_outcome(outcome: dict[str, Any]) -> str:
    votes = outcome["approve"] + outcome["against"] + outcome["abstain"]
    possible = 0 <= votes <= outcome["present"] <= outcome["entitled"]
    _require(possible and min(outcome["approve"], outcome["against"], outcome["abstain"]) >= 0, "票数和人数对不上")
    needed_present, quorum_met, reasons = _quorum(outcome)
    majorities = [_majority(one, outcome) for one in outcome["rule"]["passing"]]
    law = [pair for pair in majorities if _decides(pair[1], outcome)] or majorities
    needed_approve = max(least for least, _ in law)
    level, chosen = _chosen(outcome) if outcome.get("options") else (False, [])
    again = {
        "carried": quorum_met and outcome["approve"] >= needed_approve and not level,
        "quorum_met": quorum_met,
        "needed_present": needed_present,
        "needed_approve": needed_approve,
        "margin": outcome["approve"] - needed_approve,
        "not_voted": outcome["present"] - votes,
        "reasons": [*reasons, *chosen, *(reason for _, reason in majorities)],
    }
    if chosen:
        several = len(outcome["options"]) > 1 and quorum_met and not again["carried"]
        again["split"] = several and _none_of_them(outcome) < needed_approve
    for name, value in again.items():
        _require(outcome[name] == value, f"按公布的规则重算，结论不符：{name}")
    return f"按公布的规则重算，结论和理由一致：{_verdict(outcome)}"


def _verdict(outcome: dict[str, Any]) -> str:
    """Say what a vote came to, of several options which one, or the two strongest."""
    if not outcome.get("options"):
        return "通过" if outcome["carried"] else "未通过"
    first, *rest = sorted(outcome["options"], key=lambda one: (-one["votes"], one["number"]))
    if outcome["carried"]:
        return f"通过“{_named(first)}”"
    told = "和".join(f"“{_named(one)}”（{one['votes']} 人）" for one in (first, *rest[:1]))
    return f"没有方案通过，人数最多的是{told}" if rest else f"没有通过{told}"


def _quorum(outcome: dict[str, Any]) -> tuple[int, bool, list[dict[str, Any]]]:
    """Return how many must be there, whether they are, and the reasons: of each quorum any one threshold suffices."""
    verdicts, unknown = [], []
    for any_of in outcome["rule"]["quorums"]:
        decides = outcome["rule"]["adopted"] or all(one["confidence"] == "quoted" for one in any_of)
        counted = [_quorum_of(one, outcome) for one in any_of if None not in _counts(one, outcome)]
        if counted:
            verdicts.append((decides, *next((one for one in counted if one[0]), counted[0])))
        else:
            unknown.append(_not_counted(any_of[0]))
    verdicts = verdicts or [(True, *_quorum_implied(outcome))]
    shown = min(verdicts, key=lambda one: (not one[0], one[1], -one[2]))
    met = all(one[1] for one in verdicts if one[0])
    return shown[2], met, [*(one[3] for one in verdicts), *unknown]


def _quorum_of(rule: dict[str, Any], outcome: dict[str, Any]) -> tuple[bool, int, dict[str, Any]]:
    entitled, present = _counts(rule, outcome)
    least, unit = _needed(rule, entitled), "户" if rule["unit"] in {"households", "represented"} else "人"
    met, light = present >= least, _light(rule, outcome, present >= least)
    short = f"还差 {least - present} {unit}，{'不能表决' if light == 'red' else '这一条是待核的通行做法，只作提示'}。"
    end = short if not met else "达到法定人数。" if light == "green" else "人数足够。"
    said = f"应到 {entitled} {unit}（{rule['counted']}），到会须{_words(rule)}，即至少 {least} {unit}；"
    said += f"实到 {present} {unit}，"
    return met, least, _reason("quorum_met" if met else "quorum_missing", said + end, rule, light)


def _quorum_implied(outcome: dict[str, Any]) -> tuple[bool, int, dict[str, Any]]:
    majorities = [(_majority(one, outcome), one) for one in outcome["rule"]["passing"]]
    law = [pair for pair in majorities if _decides(pair[1], outcome)] or majorities
    (least, _), rule = max(law, key=lambda pair: pair[0][0])
    least = least if rule["of"] == "entitled" else 1
    missing = max(0, least - outcome["present"])
    said = f"法律没有单列到会人数；应到 {outcome['entitled']} 人，通过至少要 {least} 人赞成，到会不能更少；实到 "
    said += f"{outcome['present']} 人，" + (f"还差 {missing} 人，不可能通过。" if missing else "人数足够。")
    code = "quorum_implied_missing" if missing else "quorum_implied"
    return not missing, least, _reason(code, said, rule, _light(rule, outcome, not missing))


def _majority(rule: dict[str, Any], outcome: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    word, base = ("应到", outcome["entitled"]) if rule["of"] == "entitled" else ("实到", outcome["present"])
    least = _needed(rule, base)
    over = outcome["approve"] - least
    end = f"多出 {over} 人" if over > 0 else "刚好达到" if over == 0 else f"还差 {-over} 人"
    said = f"{word} {base} 人（{rule['counted']}），通过须{_words(rule)}赞成，即至少 {least} 人；"
    said += f"赞成 {outcome['approve']} 人，{end}。"
    code = "majority_reached" if over >= 0 else "majority_missed"
    return least, _reason(code, said, rule, _light(rule, outcome, over >= 0))


def _not_counted(rule: dict[str, Any]) -> dict[str, Any]:
    said = f"{rule['counted']}还须{_words(rule)}；这个数没有登记，请核对并写进会议记录。"
    return _reason("quorum_not_counted", said, rule, "amber")


def _counts(rule: dict[str, Any], outcome: dict[str, Any]) -> tuple[Any, Any]:
    told = outcome["turnout"]
    return {
        "persons": (outcome["entitled"], outcome["present"]),
        "households": (told["households_entitled"], told["households_present"]),
        "represented": (told["households_entitled"], told["households_represented"]),
        "women": (told["women_entitled"], told["women_present"]),
    }[rule["unit"]]


def _needed(rule: dict[str, Any], base: int) -> int:
    """Return the least whole number: 以上 includes the number itself, 过半数 and 超过 do not (民法典第1259条)."""
    num, den = int(rule["num"]), int(rule["den"])
    return max(1, -(-num * base // den) if rule["inclusive"] else num * base // den + 1)


def _words(rule: dict[str, Any]) -> str:
    num, den = rule["num"], rule["den"]
    if (num, den) == (1, 2):
        return "半数以上" if rule["inclusive"] else "过半数"
    said = f"百分之{num}" if den == 100 else f"{_NUMERALS[den]}分之{_NUMERALS[num]}"  # noqa: PLR2004 - a percentage
    return f"{said}以上" if rule["inclusive"] else f"超过{said}"


def _decides(rule: dict[str, Any], outcome: dict[str, Any]) -> bool:
    return bool(outcome["rule"]["adopted"]) or rule["confidence"] == "quoted"


def _light(rule: dict[str, Any], outcome: dict[str, Any], ok: bool) -> str:  # noqa: FBT001 - the last word of a sentence
    return ("green" if ok else "red") if _decides(rule, outcome) else "amber"


def _reason(code: str, text: str, rule: dict[str, Any], light: str) -> dict[str, Any]:
    told = {"code": code, "text": text, "article": rule["article"]}
    return {**told, "light": light, "confidence": rule["confidence"]}


def _root(hashes: list[bytes]) -> bytes:
    """Return the root of a tree of leaf hashes (RFC 6962, section 2.1)."""
    if len(hashes) < 2:  # noqa: PLR2004 - a tree of one leaf is that leaf
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(hashes[:half]) + _root(hashes[half:])).digest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# Ed25519 as in RFC 8032, section 5.1; points in extended coordinates.

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


@cache
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
    """Check the file named on the command line, or else the bundle: 0 true, 1 false, 2 wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    here = Path(__file__).resolve().parent
    if len(arguments) > 1 or not (arguments or (here / SUMS).exists()):
        sys.stdout.write("用法：python3 verify.py 下载的文件.json\n或者把核对包解开，在里面运行：python3 verify.py\n")
        return _USAGE
    try:
        return _check_file(Path(arguments[0])) if arguments else _check_folder(here)
    except OSError as error:
        sys.stdout.write(f"× 打不开文件：{error}\n")
        return 1


def _check_file(file: Path) -> int:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        for line in check_document(document):
            sys.stdout.write(f"√ {line}\n")
    except (FalseDocumentError, ValueError) as error:
        sys.stdout.write(f"× 核对不通过：{error}\n")
        return 1
    sys.stdout.write("核对通过。文件内容如下：\n")
    sys.stdout.write(json.dumps(json.loads(document["envelope"]), ensure_ascii=False, indent=2) + "\n")
    return 0


def _check_folder(folder: Path) -> int:
    files = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    true, false = check_bundle(files)
    sys.stdout.writelines(f"√ {line}\n" for line in true)
    sys.stdout.writelines(f"× {line}\n" for line in false)
    count = sum(name.endswith(".json") for name in files)
    sys.stdout.write("× 核对不通过。\n" if false else f"核对通过，共 {count} 份文件。\n")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
