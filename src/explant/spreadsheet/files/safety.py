"""How much of a file is read at most: a spreadsheet is data, and may be made to do harm."""

import gc
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
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

SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx."
ALONE = "Keep the table alone in a workbook of its own, without pictures and empty rows."

CHUNK = 1 << 16
MEMBER_MAGIC = b"PK\x01\x02"


class Handler:
    """Receives the elements and texts of an XML file; each method does nothing by itself.

    Names of elements and attributes are the namespace, a space, and the local name.
    """

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the begin of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str, /) -> None:
        """Take a piece of text."""


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
    what = f"The sheet is damaged and cannot be read ({why_damaged(error)})."
    return Sheet(name, {}, hidden=hidden, problems=(Problem("error", name, what, SAVE_AS),))


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
            raise Refusal(
                f"The texts of the file have more than {MOST_CHARACTERS:,} characters.", ALONE
            )

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


class Archive:
    """The members of a zipped workbook. None is unpacked beyond the size that it declares.

    Parameters
    ----------
    content
        Bytes of the file.
    budget
        What may be read of it.

    Raises
    ------
    Refusal
        When it would unpack to too much, or is locked.
    """

    def __init__(self, content: bytes, budget: Budget) -> None:
        if content.count(MEMBER_MAGIC) > MOST_MEMBERS:
            raise Refusal(f"The workbook consists of more than {MOST_MEMBERS:,} files.", ALONE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            # The list of what is in an archive stands at its end.
            raise Refusal(
                "The workbook is damaged or cut off: its end is missing.",
                f"Copy it again. {SAVE_AS}",
            ) from error
        self._budget = budget
        entries = self._zip.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > LARGEST_UNPACKED:
            raise Refusal(
                f"The workbook unpacks to {unpacked / 1e6:,.0f} MB; the most that is read is "
                f"{LARGEST_UNPACKED / 1e6:,.0f} MB.",
                ALONE,
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refusal("The workbook is locked with a password.", "Save it without a password.")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _normalized(entry.filename)
            if name in self._members:
                raise Damaged(f"it has {entry.filename} twice")
            self._members[name] = entry

    def __contains__(self, name: str) -> bool:
        return _normalized(name) in self._members

    def parse(self, name: str, handler: Handler) -> None:
        """Parse an XML member; see :func:`parse_xml`."""
        with self.member(name) as stream:
            parse_xml(stream, handler, self._budget)

    def branches(self, name: str) -> Iterator[tuple[str, Element]]:
        """Parse an XML member that is a long list; see :func:`parse_branches`."""
        with self.member(name) as stream:
            yield from parse_branches(stream, self._budget)

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """Open a member for reading."""
        entry = self._members.get(_normalized(name))
        if entry is None:
            raise Damaged(f"{name} is missing")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged(f"{name} is compressed in an unknown way")
        with self._zip.open(entry) as stream:
            yield stream


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


def _normalized(name: str) -> str:
    # Names of parts do not depend on case; some programs write them with backslashes.
    return name.replace("\\", "/").lstrip("/").casefold()


def _refuse_doctype(*_: object) -> None:
    # Entities are declared in it, and no program that saves spreadsheets writes one.
    raise Refusal(
        "The workbook's XML declares a document type (DOCTYPE), which can hold entities that "
        "expand without end or read other files."
    )


def _too_many_elements() -> Refusal:
    return Refusal(f"The workbook has more than {MOST_ELEMENTS:,} XML elements.", ALONE)


def _too_deep() -> Refusal:
    return Refusal(f"The workbook's XML is nested more than {DEEPEST} levels deep.")


def parse_xml(stream: IO[bytes], handler: Handler, budget: Budget) -> None:
    """Parse XML as a stream, without entities of its own, depth or length that do harm.

    Parameters
    ----------
    stream
        The bytes.
    handler
        Is called for each element and each piece of text.
    budget
        What may still be read.

    Raises
    ------
    Refusal
        For a document type declaration, and when a limit is passed.
    xml.parsers.expat.ExpatError
        For what is no XML.
    """
    start, end = handler.start, handler.end
    depth = 0
    left = before = budget.elements()

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, left
        depth += 1
        left -= 1
        if depth > DEEPEST or left < 0:
            raise _too_many_elements() if left < 0 else _too_deep()
        start(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for chunk in _pieces(stream, parser):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    budget.take_elements(before - left)


def _pieces(stream: IO[bytes], parser: expat.XMLParserType) -> Iterator[bytes]:
    """Bytes of an XML file in pieces, each of which the caller parses before the next.

    An attribute or a comment that goes on is looked at again from its beginning with each further
    piece: pieces that double then keep the work in proportion to its length.
    """
    size = CHUNK
    position = -1
    while chunk := stream.read(size):
        yield chunk
        size = 2 * size if parser.CurrentByteIndex == position else CHUNK
        position = parser.CurrentByteIndex


def parse_branches(stream: IO[bytes], budget: Budget) -> Iterator[tuple[str, Element]]:
    """Elements of the third level of an XML file, each with all that it holds, one by one.

    This is how the rows of a sheet are read: no function of Python is called for an element, and
    no more than a few rows are in memory.

    Parameters
    ----------
    stream
        The bytes.
    budget
        What may still be read.

    Yields
    ------
    tuple of str and Element
        Name of the element of the second level, with its prefix, and the element.

    Raises
    ------
    Refusal, xml.parsers.expat.ExpatError
        As of :func:`parse_xml`.
    """
    builder = TreeBuilder()
    root = builder.start("file", {})
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    unfinished = 0
    for chunk in _pieces(stream, parser):
        parser.Parse(chunk, False)
        # An element has at least one of these signs; most have two.
        signs = chunk.count(b"<")
        budget.take_elements(signs // 2)
        if budget.elements() < 0:
            raise _too_many_elements()
        unfinished += signs
        for branch in _finished(root):
            unfinished = signs
            yield branch
        _check_depth(root)
        if unfinished > LONGEST_BRANCH:
            raise Refusal(
                f"A row of a sheet has more than {LONGEST_BRANCH // 2:,} XML elements.", ALONE
            )
    parser.Parse(b"", True)
    builder.end("file")
    root.append(Element("end"))
    yield from _finished(root)


def _finished(root: Element) -> Iterator[tuple[str, Element]]:
    """Take the elements of the third level out of a tree, but for one that may go on."""
    for document in root[:1]:
        while len(document):
            part = document[0]
            # The last element may not be complete until another one follows it.
            is_last = len(document) == 1 and len(root) == 1
            branches = part[:-1] if is_last else part[:]
            for branch in branches:
                yield part.tag, branch
            if is_last:
                del part[:-1]
                return
            del document[0]


def _check_depth(root: Element) -> None:
    depth = 0
    while len(root):
        root = root[-1]
        depth += 1
        if depth > DEEPEST:
            raise _too_deep()
