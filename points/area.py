"""What points bring to the house."""

from __future__ import annotations

from portal.areas import Area
from portal.org.permissions import Permission

area = Area(
    name="points",
    title="党员积分",
    menu="points.index",
    open_menu="points.months",
    views="points.views:blueprint",
    commands="points.cli:points_group",
    tasks="points.queries.tasks:tasks",
    demo="points.demo:events",
    county="points.demo.county:events",
    states="points.queries:states",
    attachments={"points_claim": Permission.POINTS_REVIEW},
    owners={"points_claim": "points.queries:owner"},
    public="points.public:public_part",
    package="points",
    acts={
        "points.award.recommended": "推荐评优评先",
        "points.batch.recorded": "整批登记积分",
        "points.checker.appointed": "登记党小组长",
        "points.card.issued": "发提醒卡",
        "points.claim.declared": "申报积分",
        "points.claim.recorded": "登记积分",
        "points.claim.reviewed": "审核积分",
        "points.claims.checked": "党小组核实申报",
        "points.claims.reviewed": "整批审核积分",
        "points.class.given": "认定党员类别",
        "points.drafts.recorded": "由记录起草积分",
        "points.entry.recorded": "记积分",
        "points.entry.reversed": "冲销积分",
        "points.figure.entered": "登记支部成绩单的数字",
        "points.list.published": "公示积分",
        "points.list.taken_down": "撤下积分公示",
        "points.mending.recorded": "登记整改结果",
        "points.month.locked": "锁定一个月的积分",
        "points.objection.examined": "答复积分异议",
        "points.objection.filed": "提出积分异议",
        "points.scheme.adopted": "采用积分办法",
        "points.scheme.drafted": "起草积分办法",
        "points.table.imported": "导入积分表格",
        "points.talk.recorded": "登记约谈",
        "points.veto.recorded": "登记一票否决事项",
        "points.year.decided": "登记等次决定",
        "points.year.published": "公开优秀名单",
        "points.year.reckoned": "计算等次建议",
        "points.year.sealed": "封存等次决定",
    },
)
