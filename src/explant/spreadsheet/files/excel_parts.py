"""Parts of an Excel workbook besides its sheets: the list of these, styles, texts, relations."""

import posixpath
import re

from explant.spreadsheet.files import number_formats as numbers
from explant.spreadsheet.files.safety import SAVE_AS, Budget, Damaged, Refusal
from explant.spreadsheet.files.zipped_xml import Archive, Handler

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRUE = frozenset({"1", "true"})


def local_name(name: str) -> str:
    """Name of an element without its namespace."""
    return name[name.rfind(" ") + 1 :]


def main_part(archive: Archive) -> str:
    """Path of the part that lists the sheets."""
    if "_rels/.rels" in archive:
        part = Relations(archive, "").of_type("officeDocument")
        if part and part in archive:
            return part
    if "xl/workbook.xml" in archive:
        return "xl/workbook.xml"
    raise Refusal("This is no workbook.", SAVE_AS)


class Relations(Handler):
    """Which part of the archive an id of another part stands for."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._folder, name = posixpath.split(part)
        self._by_id: dict[str, tuple[str, str]] = {}
        path = posixpath.join(self._folder, "_rels", f"{name}.rels")
        if path in archive:
            archive.parse(path, self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take what an element's attributes say."""
        # What lies outside of the file is never read.
        if local_name(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self._by_id[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

    def of_type(self, kind: str) -> str:
        """Path of the first part of a type, empty if there is none."""
        for each, target in self._by_id.values():
            if each == kind:
                return self._path(target)
        return ""

    def type_of(self, relation: str) -> str:
        """Type of the part that an id stands for."""
        if relation not in self._by_id:
            raise Damaged("no part of the file belongs to it")
        return self._by_id[relation][0]

    def target(self, relation: str) -> str:
        """Path of the part that an id stands for."""
        return self._path(self._by_id[relation][1])

    def _path(self, target: str) -> str:
        target = target.replace("\\", "/")
        return posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")


class Contents(Handler):
    """The workbook's list of sheets: name, state and id of each."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False
        self._namespace: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take what an element's attributes say."""
        local = local_name(name)
        namespace = name[: -len(local)]
        if self._namespace is None:
            self._namespace = namespace
        if namespace != self._namespace:
            # Extensions have elements of the same names, which say something else.
            return
        if local == "sheet":
            relation = next((value for key, value in attributes.items() if key[-3:] == " id"), "")
            state = attributes.get("state", "")
            self.sheets.append((unescaped(attributes.get("name", "")), state, relation))
        elif local == "workbookPr":
            self.from_1904 = attributes.get("date1904") in TRUE


class Styles(Handler):
    """How numbers of each cell style are shown."""

    def __init__(self) -> None:
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        self._within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take what an element's attributes say."""
        local = local_name(name)
        if local in ("numFmts", "cellXfs"):
            # Conditional formats and named styles have elements of the same names.
            self._within = local
        elif local == "numFmt" and self._within == "numFmts":
            self._formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif local == "xf" and self._within == "cellXfs":
            self._styles.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if local_name(name) == self._within:
            self._within = ""

    def kinds(self) -> list[str]:
        """What a number of each style is: percent, date, duration or nothing of these."""
        return [self._kind(style) for style in self._styles]

    def _kind(self, style: int) -> str:
        if (code := self._formats.get(style)) is not None:
            return numbers.kind_of_format(code)
        return numbers.BUILT_IN.get(style, "")


class Strings(Handler):
    """The workbook's texts, to which cells refer by number."""

    def __init__(self, budget: Budget) -> None:
        self.strings: list[str] = []
        self._budget = budget
        self._parts: list[str] = []
        self._in_text = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take what an element's attributes say."""
        local = local_name(name)
        if local == "si":
            self._parts = []
        elif local == "rPh":
            self._phonetic = True
        elif local == "t":
            self._in_text = not self._phonetic

    def end(self, name: str) -> None:
        """Take the end of an element."""
        local = local_name(name)
        if local == "si":
            text = "".join(self._parts)
            self._budget.characters(len(text))
            self.strings.append(unescaped(text))
        elif local == "rPh":
            self._phonetic = False
        elif local == "t":
            self._in_text = False

    def text(self, text: str) -> None:
        """Take a piece of a text that is shown."""
        if self._in_text:
            self._parts.append(text)


def unescaped(text: str) -> str:
    """Text with its escaped characters: ``_x000D_`` is a carriage return."""
    if "_x" not in text:
        return text
    text = ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    # Halves of a pair that are escaped one by one are one character; half of one is none.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
