"""The roster template people download, fill in and send back."""

from __future__ import annotations

from portal.kernel.sheets import write_xlsx
from portal.org.roster import COLUMNS, EXAMPLE_MARK, PARTY_SINCE

TEMPLATE_NAME = "人员名册模板.xlsx"

#: Invented people who show how the columns are filled in; a roster that still has them is refused.
_EXAMPLES = (
    {
        "人员编号": "0001",
        "姓名": f"张{EXAMPLE_MARK}",
        "性别": "男",
        "出生日期": "1968-05-03",
        "户号": "001",
        "与户主关系": "户主",
        "组别": "一组",
        "政治面貌": "正式党员",
        "入党日期": "1995-07-01",
        "职务": "支部书记、村民代表",
        "任期起": "2021-03-01",
    },
    {
        "人员编号": "0002",
        "姓名": f"李{EXAMPLE_MARK}",
        "性别": "女",
        "出生日期": "1970年8月",
        "户号": "001",
        "与户主关系": "配偶",
        "组别": "一组",
        "政治面貌": "群众",
    },
)


def roster_template() -> bytes:
    """Return the template as .xlsx, with two invented people as an example."""
    columns = (*COLUMNS, PARTY_SINCE)
    return write_xlsx(columns, [[row.get(column) for column in columns] for row in _EXAMPLES], sheet="人员名册")
