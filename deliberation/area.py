"""What deliberation brings to the house."""

from __future__ import annotations

from portal.areas import Area
from portal.org.permissions import Permission

area = Area(
    name="deliberation",
    title="四议两公开",
    menu="deliberation.index",
    views="deliberation.views:blueprint",
    commands="deliberation.cli:matters_group",
    tasks="deliberation.queries:tasks",
    settle="deliberation.services:settle",
    unsettled="deliberation.queries:unsettled",
    panels="deliberation.queries:panels",
    demo="deliberation.demo:events",
    county="deliberation.demo:county",
    states="deliberation.queries:states",
    public="deliberation.public:public_part",
    package="deliberation",
    attachments={
        "matter": Permission.MATTER_VIEW,
        "progress": Permission.MATTER_VIEW,
        "progress-public": Permission.MATTER_VIEW,
    },
    acts={
        "deliberation.authorisation.recorded": "登记授权决议",
        "deliberation.ballot.closed": "计票并公布结果",
        "deliberation.ballot.opened": "开始表决",
        "deliberation.hands.confirmed": "复核举手结果",
        "deliberation.hands.entered": "录入举手结果",
        "deliberation.hands.taken_back": "收回举手结果的录入",
        "deliberation.matter.proposed": "提出议题",
        "deliberation.matter.revised": "修改方案",
        "deliberation.matter.withdrawn": "撤回议题",
        "deliberation.milestone.reported": "报告实施进度",
        "deliberation.milestones.planned": "安排实施进度",
        "deliberation.objection.answered": "答复异议",
        "deliberation.objection.filed": "提出异议",
        "deliberation.paper.entered": "录入纸质票",
        "deliberation.paper.objected": "对代录纸质票提出异议",
        "deliberation.paper.voided": "纸质票作废",
        "deliberation.procedure.adopted": "登记采纳的程序",
        "deliberation.publicity.ended": "撤下公示",
        "deliberation.publicity.interrupted": "公示中断，重新公示",
        "deliberation.result.published": "公布实施结果",
        "deliberation.stage.adjourned": "记录流会",
        "deliberation.step.recorded": "填写审核、监督等意见",
        "deliberation.vote.cast": "投票",
        "deliberation.vote.voided": "网上投票作废",
        "deliberation.work.inspected": "验收",
    },
)
