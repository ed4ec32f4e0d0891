"""XML inside a zip file, read as a stream within what may be read of it."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from explant.spreadsheet.files.safety import (
    ALONE,
    DEEPEST,
    LARGEST_UNPACKED,
    LONGEST_BRANCH,
    MOST_CHARACTERS,
    MOST_MEMBERS,
    SAVE_AS,
    Budget,
    Damaged,
    Refusal,
    too_many_characters,
    too_many_elements,
)

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


def _normalized(name: str) -> str:
    # Names of parts do not depend on case; some programs write them with backslashes.
    return name.replace("\\", "/").lstrip("/").casefold()


def _refuse_doctype(*_: object) -> None:
    # Entities are declared in it, and no program that saves spreadsheets writes one.
    raise Refusal(
        "The workbook's XML declares a document type (DOCTYPE), which can hold entities that "
        "expand without end or read other files."
    )


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
            raise too_many_elements() if left < 0 else _too_deep()
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
        if size > MOST_CHARACTERS:
            raise too_many_characters()
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
            raise too_many_elements()
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
