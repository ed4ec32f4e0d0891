"""Zip archives that are the same to the byte wherever they are written."""

import io
import struct
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Archive of the given members, not compressed: programs compress to different bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = 0
            file.writestr(entry, content)
    return stream.getvalue()


def bomb(times: int, count: int) -> bytes:
    """Archive whose list names the same small member again and again, each of many megabytes.

    Parameters
    ----------
    times
        Number of runs of 258 spaces that the member unpacks to.
    count
        How often it is listed.
    """
    packed, size, check = _spaces(times), 1 + 258 * times, 0
    name = b"xl/worksheets/sheet1.xml"
    shared = struct.pack("<5H3I2H", 20, 0, 8, 0, 33, check, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + shared + name + packed
    listed = b""
    for number in range(count):
        own = name.replace(b"1", str(number + 1).encode())
        fields = struct.pack("<5H3I2H", 20, 0, 8, 0, 33, check, len(packed), size, len(own), 0)
        listed += (
            b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<3H2I", 0, 0, 0, 0, 0)
        )
        listed += own
    return (
        local
        + listed
        + b"PK\x05\x06"
        + struct.pack("<4H2IH", 0, 0, count, count, len(listed), len(local), 0)
    )


def _spaces(times: int) -> bytes:
    """Deflated spaces: one, and runs of 258 (RFC 1951, 3.2.6: fixed Huffman codes)."""
    bits = "1" + "10"  # The last block, with fixed codes; numbers begin at the lowest bit.
    bits += format(0x30 + ord(" "), "08b")
    bits += (format(0xC0 + 285 - 280, "08b") + "00000") * times
    bits += "0000000"
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[start : start + 8][::-1], 2) for start in range(0, len(bits), 8))
