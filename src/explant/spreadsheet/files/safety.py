"""How much of a file is read at most: a spreadsheet is data, and may be made to do harm."""

import gc
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from explant.problems import Problem
from explant.spreadsheet.sheet.cells import Area, Sheet, column_letter, sheet_prefix

LARGEST_FILE = 200_000_000
"""Bytes of a file."""
LARGEST_UNPACKED = 300_000_000
"""Bytes that a workbook may unpack to: about five million cells."""
MOST_MEMBERS = 10_000
"""Files inside a workbook."""
MOST_SHEETS = 1_000
MOST_CELLS = 2_000_000
"""Cells with content in all sheets: the memory that they take is about 500 bytes each."""
LONGEST_TEXT = 32_767
"""Characters of one cell, as in Excel."""
MOST_CHARACTERS = 50_000_000
"""Characters of all texts."""
LARGEST_MERGED = 1_000_000
"""Cells that the merged areas of a workbook may span."""
MOST_ELEMENTS = 12_000_000
"""XML elements of a workbook: some seconds' work."""
DEEPEST = 100
"""XML elements within each other; spreadsheets need about fifteen."""
LONGEST_BRANCH = 1_000_000
"""Signs < within one row of a sheet."""

NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]

SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx."
ALONE = "Keep the table alone in a workbook of its own, without pictures and empty rows."


class Refusal(Exception):  # noqa: N818
    """A file that is not read: what it is, and what to do about it."""

    def __init__(self, what: str, how_to_fix: str = SAVE_AS) -> None:
        super().__init__(what)
        self.what = what
        self.how_to_fix = how_to_fix


class Damaged(Refusal):
    """A file that is not what it should be in its format."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"The workbook is damaged and cannot be read ({detail}).")
        self.detail = detail


def why_damaged(error: Exception) -> str:
    """Why a file or a part of it cannot be read, in words of this program.

    A damaged file fails in a dozen ways, and what a library says of them helps nobody.
    """
    if isinstance(error, Damaged):
        return error.detail
    if isinstance(error, expat.ExpatError):
        return "a part of it breaks off or is no XML"
    if isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError)):
        return "its bytes are not those that were saved"
    return "a part of it is not written as its format has it"


def raise_if_memory(error: Exception) -> None:
    """Raise ``MemoryError`` for one, by whichever library: it says nothing of the file's form."""
    no_memory = isinstance(error, expat.ExpatError) and error.code == NO_MEMORY
    if isinstance(error, MemoryError) or no_memory:
        raise MemoryError from error


def damaged_sheet(name: str, error: Exception, *, hidden: bool = False) -> Sheet:
    """A sheet that is there and cannot be read; it stops only a study that reads it.

    Parameters
    ----------
    name
        Its name.
    error
        What was raised.
    hidden
        Whether it is hidden.

    Raises
    ------
    Refusal
        Again, if the file as a whole is not to be read.
    """
    if isinstance(error, Refusal) and not isinstance(error, Damaged):
        raise error
    raise_if_memory(error)
    what = f"The sheet is damaged and cannot be read ({why_damaged(error)})."
    return Sheet(name, {}, hidden=hidden, problems=(Problem("error", name, what, SAVE_AS),))


def too_many_elements() -> Refusal:
    """The refusal of a workbook with more XML elements than are read."""
    return Refusal(f"The workbook has more than {MOST_ELEMENTS:,} XML elements.", ALONE)


def too_many_characters() -> Refusal:
    """The refusal of a workbook with more or longer texts than are read."""
    return Refusal(f"The texts of the file have more than {MOST_CHARACTERS:,} characters.", ALONE)


class Budget:
    """What may still be read of one file. Each method refuses the file when it is used up."""

    def __init__(self) -> None:
        self._cells = MOST_CELLS
        self._characters = MOST_CHARACTERS
        self._elements = MOST_ELEMENTS
        self._merged = LARGEST_MERGED
        self._sheets = MOST_SHEETS

    def sheet(self) -> None:
        """Take one sheet."""
        self._sheets -= 1
        if self._sheets < 0:
            raise Refusal(
                f"The workbook has more than {MOST_SHEETS:,} sheets.",
                "Keep the sheets of this study in a workbook of their own.",
            )

    def cells(self, count: int, sheet: str, row: int, column: int) -> None:
        """Take cells with content, the first of them at the given place."""
        self._cells -= count
        if self._cells >= 0:
            return
        place = f"{sheet_prefix(sheet)}{column_letter(column)}{row}"
        if count > 1:
            what = f"The content of {place} is repeated over {count:,} cells"
        else:
            what = f"There are cells beyond {place}"
        raise Refusal(
            f"{what}; the most that is read is {MOST_CELLS:,} cells with content.",
            "Delete the cells that are no data, and save the workbook again.",
        )

    def text(self, text: str) -> str:
        """Take the text of a cell; what is more than a cell may have is left away."""
        self.characters(len(text))
        return text[:LONGEST_TEXT]

    def characters(self, count: int) -> None:
        """Take characters of any text."""
        self._characters -= count
        if self._characters < 0:
            raise too_many_characters()

    def merged(self, area: Area, sheet: str, repeated: int = 1) -> None:
        """Take a merged area."""
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1) * repeated
        self._merged -= size
        if self._merged < 0:
            corner = f"{column_letter(area.right)}{area.bottom}"
            place = f"{sheet_prefix(sheet)}{column_letter(area.left)}{area.top}:{corner}"
            raise Refusal(
                f"{place} is one merged cell."
                if size > LARGEST_MERGED
                else f"The merged cells up to {place} span more than {LARGEST_MERGED:,} cells.",
                "Unmerge it and save the workbook again.",
            )

    def elements(self) -> int:
        """XML elements that are left; :meth:`take_elements` says how many were used."""
        return self._elements

    def take_elements(self, count: int) -> None:
        """Take XML elements."""
        self._elements -= count


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Leave out the search for cycles, of which cells have none: a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
