"""Workbooks of Excel before 2007 (.xls): records of BIFF8 in a compound file.

Formats: [MS-XLS] and [MS-CFB].
"""

import datetime
import re
import struct
from collections.abc import Sequence

from tests.spreadsheets.grid import Cell, Sheet

SECTOR = 512
FREE, END_OF_CHAIN, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST_STREAM = 4096
GENERAL, PERCENT, DATE = 0, 10, 14
FORMATS = (GENERAL, PERCENT, DATE)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Bytes of an .xls file."""
    return compound_file({"Workbook": _stream(sheets)})


def _record(code: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def _text(text: str, *, short: bool = False) -> bytes:
    length = struct.pack("<B" if short else "<H", len(text))
    return length + b"\x01" + text.encode("utf-16-le")


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<4H2I", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _stream(sheets: Sequence[Sheet]) -> bytes:
    font = struct.pack("<5H4B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text("Arial", short=True)
    # The first is the style that the others refer to.
    styles = [(GENERAL, 0xFFF5), *((number, 0x0001) for number in FORMATS)]
    shared = _begin(0x0005) + _record(0x0042, struct.pack("<H", 1200)) + _record(0x0031, font)
    for number, flags in styles:
        shared += _record(0x00E0, struct.pack("<3H14x", 0, number, flags))
    end = _record(0x000A)
    listed = [_text(sheet.name, short=True) for sheet in sheets]
    written = [_sheet(sheet) for sheet in sheets]
    start = len(shared) + sum(4 + 6 + len(name) for name in listed) + len(end)
    for sheet, name, data in zip(sheets, listed, written, strict=True):
        shared += _record(0x0085, struct.pack("<IBB", start, int(sheet.hidden), 0) + name)
        start += len(data)
    return shared + end + b"".join(written)


def _sheet(sheet: Sheet) -> bytes:
    data = _begin(0x0010)
    for column in sheet.hidden_columns:
        data += _record(0x007D, struct.pack("<6H", column - 1, column - 1, 2304, 1, 1, 0))
    for row in sheet.hidden_rows:
        data += _record(0x0208, struct.pack("<6HI", row - 1, 0, 256, 255, 0, 0, 0x20))
    for row, column, cell in sheet.cells():
        data += _cell(row - 1, column - 1, cell)
    areas = [re.fullmatch(r"([A-Z])(\d+):([A-Z])(\d+)", area) for area in sheet.merged]
    corners = [
        (int(area[2]) - 1, int(area[4]) - 1, ord(area[1]) - 65, ord(area[3]) - 65)
        for area in areas
        if area is not None
    ]
    if corners:
        packed = b"".join(struct.pack("<4H", *corner) for corner in corners)
        data += _record(0x00E5, struct.pack("<H", len(corners)) + packed)
    return data + _record(0x000A)


def _cell(row: int, column: int, cell: Cell) -> bytes:
    value = cell.value
    if value is None:
        return b""
    shown = PERCENT if "%" in cell.shown else GENERAL
    if isinstance(value, datetime.date):
        shown, value = DATE, (value - datetime.date(1899, 12, 30)).days
    place = struct.pack("<3H", row, column, 1 + FORMATS.index(shown))
    if isinstance(value, str):
        return _record(0x0204, place + _text(value))
    if isinstance(value, bool):
        return _record(0x0205, place + struct.pack("<BB", value, 0))
    return _record(0x0203, place + struct.pack("<d", value))


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Container of old Office files with the given streams."""
    padded = {
        name: data + bytes(max(SMALLEST_STREAM - len(data), -len(data) % SECTOR))
        for name, data in streams.items()
    }
    chains: list[int] = []
    starts = []
    for data in padded.values():
        starts.append(len(chains))
        count = len(data) // SECTOR
        chains += [*range(len(chains) + 1, len(chains) + count), END_OF_CHAIN]
    directory = len(chains)
    chains += [END_OF_CHAIN, TABLE]
    assert len(chains) <= SECTOR // 4
    chains += [FREE] * (SECTOR // 4 - len(chains))
    entries = [_entry("Root Entry", 5, 1, END_OF_CHAIN, 0)]
    for number, (name, data) in enumerate(padded.items(), start=1):
        beside = number + 1 if number < len(padded) else FREE
        entries.append(_entry(name, 2, FREE, starts[number - 1], len(data), beside))
    entries += [_entry("", 0, FREE, 0, 0)] * (4 - len(entries))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, directory, 0, SMALLEST_STREAM, END_OF_CHAIN, 0, *(
        END_OF_CHAIN, 0,
    ))  # fmt: skip
    header += struct.pack("<109I", directory + 1, *[FREE] * 108)
    table = struct.pack(f"<{SECTOR // 4}I", *chains)
    return header + b"".join(padded.values()) + b"".join(entries) + table


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(text) + 2 if name else 0, kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
