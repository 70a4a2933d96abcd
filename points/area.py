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
    checks="points.queries.sum_check:differences",
    package="points",
    acts={
        "points.batch.recorded": "整批登记积分",
        "points.claim.declared": "申报积分",
        "points.claim.recorded": "登记积分",
        "points.claim.reviewed": "审核积分",
        "points.claims.reviewed": "整批审核积分",
        "points.entry.recorded": "记积分",
        "points.entry.reversed": "冲销积分",
        "points.list.published": "公示积分",
        "points.list.taken_down": "撤下积分公示",
        "points.month.locked": "锁定一个月的积分",
        "points.objection.examined": "答复积分异议",
        "points.objection.filed": "提出积分异议",
        "points.scheme.adopted": "采用积分办法",
        "points.sums.recounted": "重新合计积分",
        "points.table.imported": "导入积分表格",
    },
)
