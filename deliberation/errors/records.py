"""What a file of paper records is refused for."""

from __future__ import annotations

from portal.kernel.errors import BadValueError


class NotRecordsError(BadValueError):
    """The file is not a JSON list of records."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}，文件应是一个 JSON 列表，每一项是一次表决的记录。")


class RecordFieldError(BadValueError):
    """One field of one record cannot be read; ``number`` counts records from one."""

    def __init__(self, number: int, record_id: object, field: str, wanted: str) -> None:
        known = isinstance(record_id, str | int) and not isinstance(record_id, bool)
        named = f"（编号 {record_id}）" if known else ""
        super().__init__(f"第 {number} 条记录{named}的“{field}”{wanted}。")
