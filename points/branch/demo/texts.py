"""What the invented branches talked about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme day: what it was about, and what was done."""

    title: str
    text: str
    practice: str = ""  # empty: indoors
    project: str = ""  # what it was tied to


_THEMES = (
    Theme(
        title="清河护岸",
        text="上午集中学习一小时，随后分三组清理河岸垃圾和倒伏树枝，装运十一车；第二组发现一处涵管堵塞，已报村委会。",
        practice="labour",
    ),
    Theme(
        title="医保政策进家门",
        text="学习城乡居民医保缴费办法，党员按联系户分头上门讲解，走访四十七户，记下三户缴费有困难，交村委会核实。",
        practice="policy_talk",
    ),
    Theme(title="重温入党誓词", text="集体重温入党誓词，学习党章总纲，七名党员谈了体会，老党员讲了修水渠时的旧事。"),
    Theme(
        title="春灌前修渠",
        text="党员和村民一起清淤支渠六百米，修补分水口两处，调解了两家争水的口角，当场签字和好。",
        practice="labour",
        project="支渠清淤",
    ),
    Theme(
        title="学习纪律处分条例", text="逐条学习六大纪律，对照检查婚丧事宜报备情况，一名党员作了说明，支部提出提醒。"
    ),
    Theme(
        title="邻里纠纷调解",
        text="把会开到院坝里，请当事的三家坐下来谈排水沟走向，党员讲法讲情，定下共用一沟、轮流清理的办法。",
        practice="mediation",
    ),
    Theme(
        title="防汛值守演练",
        text="分六个哨位演练预警和转移，检查避险点物资，补充手电和雨衣，明确夜间值班表，逐户告知转移路线。",
        practice="volunteering",
    ),
    Theme(title="学习民法典继承编", text="请司法所讲遗嘱和继承的几种情形，讨论村里三个案例，整理常见问题贴到公示栏。"),
    Theme(
        title="走访老党员",
        text="分组看望八名年老体弱党员，送学上门，听取对村里道路和饮水的意见，记下十二条，列入下次议事。",
        practice="visiting",
    ),
    Theme(
        title="秸秆禁烧巡查",
        text="划片巡查田块，劝阻两处准备焚烧的秸秆，联系打捆机统一清运，登记二十三亩，宣传综合利用补助。",
        practice="volunteering",
        project="秸秆综合利用",
    ),
    Theme(title="学习全会精神", text="通读公报要点，围绕乡村产业讨论一个半小时，提出合作社账目按季向党员通报的建议。"),
    Theme(
        title="现场看项目",
        text="到机耕路工地现场察看路基和排水，请监理讲验收标准，党员提出加两处会车道，记入会议意见。",
        practice="site_visit",
        project="机耕路硬化",
    ),
)
_COMMITTEE = (
    "研究本月主题党日安排和党费收缴进度，讨论一名入党积分子考察情况，同意按期听取思想汇报。",
    "听取网格走访汇总，研究低保动态核查分工，明确每名支委联系的户数和完成时间。",
    "讨论村集体机动地发包方案，提交支部大会审议；研究防火期值班。",
    "研究农村饮水管网改造的群众工作，明确党员包片，确定公示地点。",
    "听取合作社第一季度运行情况，研究党员带头订单种植，安排法律讲座。",
    "讨论人居环境评比办法，研究流动党员联系方式更新，明确由组织委员负责。",
    "研究汛期安全检查清单，听取困难户危房排查情况，确定两户先行转移。",
    "讨论助学金申请名单，研究道德评议小组人选，安排村规民约宣传。",
    "听取积分申报审核情况，研究对不参加组织生活党员的谈话安排。",
    "研究秋收机械调度，讨论粮食烘干点排队办法，安排党员志愿服务。",
    "讨论年度民主评议准备工作，研究组织生活会征求意见的方式。",
    "研究冬季用电用火安全，听取村卫生室药品情况，安排走访慰问。",
)
_LECTURES = (
    "书记讲《党支部工作条例》，重点讲支部七项职责，党员提问五个，当场答复，课后测试平均八十六分。",
    "请镇党校老师讲乡村治理，介绍外地四个村的做法，分组讨论可以学哪一条。",
    "驻村第一书记讲集体经济，算清三笔账，讨论土地流转后的用工问题。",
    "老支书讲村史，从修路讲到通水，年轻党员写了学习体会。",
)
_YEARLY = {
    "members_meeting": (
        "报告上季度支部工作和党费收缴，审议本季度计划，表决通过发展对象名单，通报积分办法修改意见，党员发言九人次。",
        "听取支委会工作报告，讨论集体收入使用的意见，审议党员积分季度公示结果，一致通过。",
        "通报上级要求，讨论村庄规划意见，选出民主评议工作小组，党员提出建议六条。",
    ),
    "org_life": (
        "支委会通报征求意见情况，书记带头作自我批评，党员逐一发言，互相提出批评意见四十一条，列出整改清单九项。",
    ),
    "appraisal": ("党员个人自评、互评，发放测评表，当场计票，测评结果交支委会研究，预备党员参加评议不定等次。",),
    "group_meeting": (
        "小组学习两个文件，讨论院坝改造意见，联系户近况逐户过一遍，记下两户需要帮忙秋收。",
        "小组讨论发展对象意见，每人谈一条村里最该办的事，推选两名党员参加防火值守。",
        "小组走完六家联系户后碰头，汇总用水和看病的困难，分头报给支委会。",
    ),
}


def theme_of(number: int) -> Theme:
    """Return the theme of a month by its number in the scene."""
    theme, earlier = _THEMES[number % len(_THEMES)], number // len(_THEMES)
    again = "".join(_COMMITTEE[(number + step) % len(_COMMITTEE)] for step in range(earlier))
    return Theme(title=theme.title, text=theme.text + again, practice=theme.practice, project=theme.project)


def committee_text(number: int) -> str:
    """Return a committee's minutes."""
    first = _COMMITTEE[number % len(_COMMITTEE)]
    return first + _COMMITTEE[(number * 5 + 3 + number // len(_COMMITTEE)) % len(_COMMITTEE)]


def lecture_text(number: int) -> str:
    """Return a lecture's minutes."""
    return _LECTURES[number // 3 % len(_LECTURES)]


def yearly_text(kind: str, number: int) -> str:
    """Return the minutes of what is held less often."""
    texts = _YEARLY[kind]
    return texts[number // 3 % len(texts)] + _COMMITTEE[number % len(_COMMITTEE)]
