"""Every line of the law a vote can fall short of: the article, a record that sits on it, and the least that suffices.

The least numbers are worked out by hand from the articles, never by the code under test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

LAW_18, LAW_25 = "2025-12-31", "2026-01-01"
COOP = "2026-06-01"


@dataclass(frozen=True)
class Line:
    """``field`` is what is counted (a dot enters an object); ``least`` is the fewest that suffice."""

    article: str
    record: dict[str, Any]
    field: str
    least: int
    says: str = "quorum_met"  # the verdict that turns on it

    @property
    def needed(self) -> str:
        return "needed_present" if self.says == "quorum_met" else "needed_approve"

    def at(self, count: int) -> dict[str, Any]:
        record = {**self.record}
        outer, _, inner = self.field.partition(".")
        if inner:
            record[outer] = {**record.get(outer, {}), inner: count}
        else:
            record[outer] = count
        if self.says == "quorum_met":
            pool = record["households"] if record.get("votes_by") == "households" else record
            record["approve"] = pool["present"]
        return record


def vote(body: str, on: str, kind: str | None = None, **numbers: Any) -> dict[str, Any]:
    return {"body": body, "on": on, "matter_type": kind, "against": 0, "abstain": 0, **numbers}


def quorums(cite: str, articles: dict[str, str], on: str) -> list[Line]:
    persons = {"votes_by": "persons"}
    return [
        Line(
            f"{cite}{articles['villagers']} 人数过半",
            vote("villagers_meeting", on, entitled=1200, **persons),
            "present",
            601,
        ),
        Line(
            f"{cite}{articles['villagers']} 人数过半 单数", vote("villagers_meeting", on, entitled=1201), "present", 601
        ),
        Line(
            f"{cite}{articles['villagers']} 三分之二以上的户",
            vote("villagers_meeting", on, votes_by="households", households={"entitled": 400}),
            "households.present",
            267,
        ),
        Line(
            f"{cite}{articles['villagers']} 三分之二以上的户 整除",
            vote("villagers_meeting", on, votes_by="households", households={"entitled": 399}),
            "households.present",
            266,
        ),
        Line(f"{cite}{articles['reps']} 三分之二以上", vote("villager_reps_meeting", on, entitled=37), "present", 25),
        Line(
            f"{cite}{articles['reps']} 三分之二以上 整除", vote("villager_reps_meeting", on, entitled=36), "present", 24
        ),
        Line(f"{cite}{articles['reps']} 决议环节", vote("s4_resolve", on, entitled=40), "present", 27),
        Line(f"{cite}{articles['group']} 人数", vote("villager_group_meeting", on, entitled=100), "present", 67),
        Line(
            f"{cite}{articles['group']} 户",
            vote("villager_group_meeting", on, votes_by="households", households={"entitled": 30}),
            "households.present",
            20,
        ),
        Line(
            f"{cite}{articles['recall']} 罢免投票过半",
            vote("recall_vote", on, "recall_member", entitled=1000),
            "present",
            501,
        ),
        Line(
            f"{cite}{articles['recall']} 村民会议上罢免",
            vote("villagers_meeting", on, "recall_member", entitled=1000),
            "present",
            501,
        ),
    ]


def majorities(cite: str, articles: dict[str, str], on: str) -> list[Line]:
    def line(name: str, least: int, record: dict[str, Any]) -> Line:
        return Line(f"{cite}{name}", record, "approve", least, "passed")

    return [
        line(f"{articles['villagers']} 到会过半", 301, vote("villagers_meeting", on, entitled=1000, present=601)),
        line(f"{articles['villagers']} 到会过半 双数", 302, vote("villagers_meeting", on, entitled=1000, present=602)),
        line(
            f"{articles['villagers']} 到会的户过半",
            134,
            vote("villagers_meeting", on, votes_by="households", households={"entitled": 400, "present": 267}),
        ),
        line(f"{articles['reps']} 到会过半", 13, vote("villager_reps_meeting", on, entitled=37, present=25)),
        line(f"{articles['reps']} 到会过半 双数", 14, vote("villager_reps_meeting", on, entitled=37, present=26)),
        line(f"{articles['group']} 到会过半", 34, vote("villager_group_meeting", on, entitled=100, present=67)),
        line(
            f"{articles['recall']} 罢免须投票过半通过",
            251,
            vote("recall_vote", on, "recall_member", entitled=1000, present=501),
        ),
    ]


def village_law() -> list[Line]:
    old = {"villagers": "第22条", "reps": "第26条", "group": "第28条", "recall": "第16条"}
    new = {"villagers": "第26条", "reps": "第30条", "group": "第32条", "recall": "第19条"}
    cite_old, cite_new = "村民委员会组织法（2018修正）", "村民委员会组织法（2025修正）"
    return [
        *quorums(cite_old, old, LAW_18),
        *majorities(cite_old, old, LAW_18),
        *quorums(cite_new, new, LAW_25),
        *majorities(cite_new, new, LAW_25),
    ]


def party() -> list[Line]:
    rules, on = "中国共产党支部工作条例（试行）", LAW_25
    return [
        Line(f"{rules}第12条 委员半数以上", vote("party_branch_committee", on, entitled=7), "present", 4),
        Line(f"{rules}第12条 委员半数以上 双数", vote("s1_propose", on, entitled=6), "present", 3),
        Line(
            f"{rules}第12条 委员过半赞成",
            vote("s1_propose", on, entitled=6, present=6),
            "approve",
            4,
            "passed",
        ),
        Line(f"{rules}第11条 党员半数以上", vote("party_members_meeting", on, entitled=43), "present", 22),
        Line(f"{rules}第11条 党员半数以上 双数", vote("party_members_meeting", on, entitled=44), "present", 22),
        Line(
            f"{rules}第11条 应到过半赞成",
            vote("party_members_meeting", on, entitled=43, present=43),
            "approve",
            22,
            "passed",
        ),
        Line(
            f"{rules}第11条 应到过半赞成 双数",
            vote("party_members_meeting", on, entitled=44, present=44),
            "approve",
            23,
            "passed",
        ),
        Line("“四议两公开”审议环节 三分之二以上到会", vote("s3_party_review", on, entitled=43), "present", 29),
        Line(
            "“四议两公开”审议环节 应到过半赞成",
            vote("s3_party_review", on, entitled=43, present=43),
            "approve",
            22,
            "passed",
        ),
        Line("“四议两公开”地方通行做法商议环节 三分之二以上到会", vote("s2_discuss", on, entitled=9), "present", 6),
        Line(
            "“四议两公开”地方通行做法商议环节 到会过半",
            vote("s2_discuss", on, entitled=9, present=8),
            "approve",
            5,
            "passed",
        ),
    ]


def collective() -> list[Line]:
    law = "农村集体经济组织法"
    members, reps, on = "coop_members_assembly", "coop_reps_assembly", COOP
    two = [
        Line(f"{law}第27条 成员三分之二以上到会", vote(members, on, "coop_investment", entitled=900), "present", 600),
        Line(f"{law}第27条 首日", vote(members, "2025-05-01", "coop_investment", entitled=901), "present", 601),
        Line(f"{law}第28条 到会不能少于通过所需", vote(reps, on, "coop_investment", entitled=31), "present", 21),
        Line(
            f"{law}第64条 村委会代行",
            vote(members, "2025-12-31", "collective_property_by_committee", entitled=300, present=300),
            "approve",
            200,
            "passed",
        ),
        Line(f"{law}第31条 理事三分之二以上到会", vote("coop_board", on, entitled=7), "present", 5),
    ]
    three = [
        (f"{law}第27条 全体成员三分之二以上", members, "coop_budget_distribution", 900, 600),
        (f"{law}第26条第一款（十） 土地补偿费", members, "coop_land_comp", 901, 601),
        (f"{law}第26条第一款（八） 土地承包", members, "coop_land_share_plan", 899, 600),
        (f"{law}第26条第一款（一）（三） 章程和成员", members, "coop_charter_members", 300, 200),
        (
            "村民委员会组织法（2025修正）第28条第四款 村委会代行",
            members,
            "collective_property_by_committee",
            300,
            200,
        ),
        (f"{law}第15条 非成员权利 四分之三以上", members, "coop_outsider_benefit", 900, 675),
        (f"{law}第15条 非成员权利 四分之三以上 不整除", members, "coop_outsider_benefit", 901, 676),
        (f"{law}第28条 全体成员代表三分之二以上", reps, "coop_investment", 31, 21),
        ("浙江省农村集体资产管理条例第17条", members, "coop_investment", 900, 600),
        (f"{law}第31条 全体理事过半", "coop_board", None, 7, 4),
    ]
    return two + [
        Line(
            article,
            vote(
                body, on, kind, entitled=entitled, present=entitled, jurisdiction="浙江" if "浙江" in article else None
            ),
            "approve",
            least,
            "passed",
        )
        for article, body, kind, entitled, least in three
    ]


def land_and_levies() -> list[Line]:
    lines = []
    for article, kind in (
        ("农村土地承包法第52条", "land_to_outsider"),
        ("农村土地承包法第19条（三）、第28条", "land_adjust"),
        ("土地管理法第63条", "coop_construction_land"),
    ):
        for on in ("2024-06-01", COOP):
            lines += [
                Line(
                    f"{article} 村民会议 {on}",
                    vote("villagers_meeting", on, kind, entitled=1000, present=900),
                    "approve",
                    667,
                    "passed",
                ),
                Line(
                    f"{article} 村民代表 {on}",
                    vote("villager_reps_meeting", on, kind, entitled=37, present=37),
                    "approve",
                    25,
                    "passed",
                ),
            ]
    strict = [
        Line(
            f"农村集体经济组织法第27条 {kind} 取严",
            vote("s4_resolve", COOP, kind, entitled=900, present=900),
            "approve",
            600,
            "passed",
        )
        for kind in ("land_to_outsider", "land_adjust")
    ]
    households = {"entitled": 400}
    levy = [
        Line(
            f"国办发〔2007〕4号 代表三分之二以上的户 {on}",
            vote("villager_reps_meeting", on, "yishiyiyi", entitled=37, present=30, households=households),
            "households.represented",
            267,
        )
        for on in (LAW_18, LAW_25)
    ]
    levy += [
        Line(
            "国办发〔2007〕4号 村民过半", vote("villagers_meeting", LAW_25, "yishiyiyi", entitled=1200), "present", 601
        ),
        Line(
            "国办发〔2007〕4号 三分之二以上的户",
            vote("villagers_meeting", LAW_25, "yishiyiyi", votes_by="households", households=households),
            "households.present",
            267,
        ),
        Line(
            "国办发〔2007〕4号 村民代表会议组成人员到会",
            vote(
                "villager_reps_meeting", LAW_25, "yishiyiyi", entitled=37, households={**households, "represented": 300}
            ),
            "present",
            25,
        ),
    ]
    return lines + strict + levy


def provinces() -> list[Line]:
    shandong = vote("villager_reps_meeting", LAW_25, "village_planning", jurisdiction="山东")
    return [
        Line(
            "山东省实施村民委员会组织法办法第24条 妇女代表三分之二以上",
            {**shandong, "entitled": 37, "present": 30, "women": {"entitled": 13}},
            "women.present",
            9,
        ),
        Line(
            "山东省实施村民委员会组织法办法第24条 国家门槛同样适用",
            {**shandong, "entitled": 37, "women": {"entitled": 13, "present": 13}},
            "present",
            25,
        ),
        *(
            Line(
                f"村民委员会组织法（2025修正）第30条 {place}",
                vote("villager_reps_meeting", LAW_25, jurisdiction=place, entitled=37),
                "present",
                25,
            )
            for place in ("浙江", "重庆", "北京", "上海", "河南", "云南")
        ),
    ]


def every_line() -> list[Line]:
    found = [*village_law(), *party(), *collective(), *land_and_levies(), *provinces()]
    return [replace(line, record={"id": line.article, **line.record}) for line in found]
