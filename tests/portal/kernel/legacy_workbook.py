"""A minimal .xls (BIFF8 in a compound file), because nothing we depend on still writes one."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def legacy_workbook(rows: Sequence[Sequence[str | int]]) -> bytes:
    """Return an .xls whose one sheet holds ``rows``."""
    return compound_file(workbook_stream(rows))


def compound_file(stream: bytes) -> bytes:
    """Return a compound file that holds ``stream`` under the name ``Workbook``."""
    stream += bytes(max(4096, -(-len(stream) // _SECTOR) * _SECTOR) - len(stream))
    sectors = len(stream) // _SECTOR
    fat = [_FAT, _END, *range(3, sectors + 2), _END]
    assert len(fat) <= _SECTOR // 4, "one sector of table is enough for a test"
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *([_FREE] * 108))
    directory = (
        _entry("Root Entry", 5, 1, _END, 0)
        + _entry("Workbook", 2, _FREE, 2, len(stream))
        + 2 * _entry("", 0, _FREE, 0, 0)
    )
    return header + struct.pack("<128I", *fat) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2 if name else 0, kind, 1, _FREE, _FREE, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, content: bytes) -> bytes:
    """Return one BIFF record."""
    return struct.pack("<HH", kind, len(content)) + content


def workbook_stream(rows: Sequence[Sequence[str | int]], *, extra: bytes = b"") -> bytes:
    """Return the workbook stream, with the records ``extra`` at the end of its sheet."""
    name = "名册"
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + record(0x42, struct.pack("<H", 1200))
    begin += record(0xE0, bytes(20))
    bound = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    position = len(begin) + 4 + 6 + len(bound) + 4
    book = begin + record(0x85, struct.pack("<IBB", position, 0, 0) + bound) + record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            where = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                sheet += record(0x204, where + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
            else:
                sheet += record(0x203, where + struct.pack("<d", cell))
    return book + sheet + extra + record(0x0A, b"")
