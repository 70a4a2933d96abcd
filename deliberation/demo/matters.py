"""What the invented township decides about, turn about, and how it appraises its committee; nothing of it exists."""

from __future__ import annotations

from deliberation.services import Proposal

_ROWS = (
    (
        "collective_income_use",
        "修缮村口便民桥",
        "拆除旧桥面，重做桥面板和护栏，公开询价选定施工队，四十天完工。",
        8_600_000,
        "村集体经营收入",
    ),
    (
        "public_welfare_levy",
        "安装主路太阳能路灯",
        "沿主路安装太阳能路灯四十盏，质保三年，由各组组长验收。",
        12_000_000,
        "村集体经营收入和上级补助",
    ),
    (
        "work_loss_subsidy",
        "调整护林员误工补贴标准",
        "护林员误工补贴由每天八十元调整为每天一百元，从下月起执行。",
        3_600_000,
        "村集体经营收入",
    ),
    (
        "village_planning",
        "村文化广场改造",
        "平整场地，增设健身器材和遮阳棚，保留原有戏台。",
        24_000_000,
        "村集体经营收入",
    ),
    (
        "collective_income_use",
        "清淤整修大塘",
        "抽水清淤，加固塘坝，修放水闸一座，枯水期施工。",
        9_800_000,
        "村集体经营收入",
    ),
    (
        "coop_land_comp",
        "变电站占地补偿费分配办法",
        "占地补偿费八成按承包地面积分给被占地成员，两成留作公积公益金。",
        42_000_000,
        "土地补偿费",
    ),
    (
        "public_welfare_levy",
        "硬化三组入户路",
        "硬化入户路一千二百米，宽三米，每户投工两天。",
        18_600_000,
        "一事一议资金和上级奖补",
    ),
    (
        "collective_income_use",
        "购置村卫生室诊疗床",
        "购置诊疗床两张、观察椅六把，由村务监督委员会验收。",
        1_280_000,
        "村集体经营收入",
    ),
    (
        "assistance_targets",
        "本年重点帮扶人员和帮扶方案",
        "按入户核查结果确定帮扶户，逐户明确帮扶人和措施，按季度回访。",
        None,
        "",
    ),
    (
        "collective_income_use",
        "改造自来水主管",
        "更换主管两千三百米，加装分户水表，停水不超过三天。",
        16_400_000,
        "村集体经营收入和上级补助",
    ),
    (
        "work_loss_subsidy",
        "村组干部误工补贴年度标准",
        "各组组长误工补贴每年六百元，按考勤发放。",
        480_000,
        "村集体经营收入",
    ),
    (
        "collective_income_use",
        "翻修敬老点屋面",
        "翻修屋面三百平方米，更换檐沟，雨季前完工。",
        5_200_000,
        "村集体经营收入",
    ),
    ("other_interest", "调整红白理事会办事标准", "宴席桌数和随礼标准写入办事规程，由红白理事会监督。", None, ""),
    (
        "collective_income_use",
        "建村民晾晒场",
        "硬化闲置场地八百平方米，划分到组，收割季轮流使用。",
        7_600_000,
        "村集体经营收入",
    ),
)

MATTERS = tuple(
    Proposal(matter_type=kind, title=title, plan=plan, budget_fen=budget, fund=fund)
    for kind, title, plan, budget, fund in _ROWS
)

APPRAISAL = Proposal(
    matter_type="annual_report",
    title="评议村民委员会成员年度工作",
    plan="听取村民委员会成员年度述职，由村务监督委员会主持评议，整体评议为“称职”。",
    budget_fen=None,
    fund="",
)
