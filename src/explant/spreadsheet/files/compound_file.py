"""The container of old Excel workbooks: sectors in chains, and a check that each chain ends.

xlrd follows a chain of sectors as long as it goes on; one that bites its tail goes on for ever.
Format: [MS-CFB], Compound File Binary File Format, sections 2.1 to 2.4.
"""

import struct

from explant.spreadsheet.files.safety import Damaged

HEADER = 512
LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on are no sectors: they mark the end of a chain, or what is free."""
LISTED_IN_HEADER = 109


def check_chains(content: bytes) -> None:
    """Refuse a compound file in which a chain of sectors leads back into itself.

    Raises
    ------
    Refusal
        For such a file, and for one without a whole header.
    """
    if len(content) < HEADER:
        raise Damaged("it has no whole header")
    (shift,) = struct.unpack_from("<H", content, 30)
    if not 7 <= shift <= 16:
        raise Damaged("its sectors have an impossible size")
    size = 1 << shift
    mini_start, _, more, _ = struct.unpack_from("<4I", content, 60)
    listed = list(struct.unpack_from(f"<{LISTED_IN_HEADER}I", content, 76))
    seen = set()
    while more < LAST_SECTOR and more not in seen:
        seen.add(more)
        *further, more = _entries(content, more, size) or (LAST_SECTOR,)
        listed += further
    # A table that lists a sector twice can be no larger than the file.
    most = len(content) // size + 1
    table: list[int] = []
    for sector in [number for number in listed if number < LAST_SECTOR][:most]:
        table += _entries(content, sector, size)
    _check(table)
    mini_table: list[int] = []
    while mini_start < len(table):
        mini_table += _entries(content, mini_start, size)
        mini_start = table[mini_start]
    _check(mini_table)


def _entries(content: bytes, sector: int, size: int) -> tuple[int, ...]:
    start = HEADER + sector * size
    count = min(size, max(len(content) - start, 0)) // 4
    return struct.unpack_from(f"<{count}I", content, start) if count else ()


def _check(following: list[int]) -> None:
    """Refuse a table in which some sectors follow each other in a circle."""
    walk_of = [0] * len(following)
    for walk, first in enumerate(range(len(following)), start=1):
        sector = first
        while sector < len(following) and not walk_of[sector]:
            walk_of[sector] = walk
            sector = following[sector]
        if sector < len(following) and walk_of[sector] == walk:
            raise Damaged("a chain of its sectors has no end")
