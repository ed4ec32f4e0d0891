"""Which characters the bytes of a text stand for, and what shows it.

Unicode says what it is. Of the older encodings two are told apart, Windows-1252 (western Europe)
and Windows-1256 (Arabic and Persian): nearly every byte is a character in both, so letters and
their neighbors have to show which it is.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from explant.spreadsheet.files.safety import Refusal

WESTERN = "cp1252"
ARABIC = "cp1256"
NAMES = {WESTERN: "Windows-1252", ARABIC: "Windows-1256"}
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]*[\x80-\xff][A-Za-z0-9\x80-\xff]*")
HIGH = re.compile(rb"[\x80-\xff]+")
MARKED = re.compile(rb"[A-Za-z0-9]+\xfe|[A-Za-z0-9]*[0-9]\xfd|[\xfd\xfe][0-9][A-Za-z0-9]*")
"""ASCII with a mark of the direction of writing, as it is in Windows-1256.

In Windows-1252 the two are a y with an accent, which no number has, and a thorn, which ends no
word.
"""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
SAVE_AS_UTF_8 = 'Open it in Excel or LibreOffice, and save it as "CSV UTF-8" or as .xlsx.'


@dataclass(frozen=True)
class Decoded:
    """A text, and how sure its encoding is.

    Parameters
    ----------
    text
        The text.
    encoding, other
        What it was read as, and what else it could be; empty where nothing would differ.
    sure
        The letters fit only the encoding that was taken.
    """

    text: str
    encoding: str = ""
    other: str = ""
    sure: bool = True

    @property
    def name(self) -> str:
        """Name of the encoding that was taken."""
        return NAMES[self.encoding]

    @property
    def other_name(self) -> str:
        """Name of the encoding that it could be."""
        return NAMES[self.other]

    def in_other_encoding(self, part: str) -> str:
        """How a part of the text would read in the other encoding."""
        if part.isascii():
            return part
        return part.encode(self.encoding).decode(self.other, errors="replace")


def decoded(content: bytes) -> Decoded:
    """Text of a table.

    Raises
    ------
    Refusal
        For bytes that are no text, or whose encoding cannot be told.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            text = _strictly(content, encoding)
            if text is None:
                raise Refusal("The text is damaged: it breaks off within a character.")
            return Decoded(_printable(text))
    if b"\0" in content:
        return Decoded(_utf_16(content))
    text = _strictly(content, "utf-8")
    if text is not None:
        return Decoded(_printable(text))
    _refuse_broken_utf_8(content)
    return _of_windows(content)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _printable(text: str) -> str:
    if CONTROL.search(text):
        raise Refusal("This is neither a workbook nor a table as text.")
    return text


def _utf_16(content: bytes) -> str:
    """Text in UTF-16 without its mark: separators and digits have a zero byte on one side."""
    low, high = content[1::2].count(0), content[0::2].count(0)
    text = _strictly(content, "utf-16-le" if low > high else "utf-16-be")
    if text is None:
        raise Refusal("This is neither a workbook nor a table as text.")
    if any(unicodedata.category(character) in ("Cn", "Co") for character in set(text)):
        raise Refusal("This is neither a workbook nor a table as text.")
    return _printable(text)


def _refuse_broken_utf_8(content: bytes) -> None:
    text = content.decode("utf-8", errors="surrogateescape")
    bad = re.findall("[\udc80-\udcff]", text)
    # In an older encoding hardly ever two bytes in a row are a character of UTF-8.
    good = sum(character > "\x7f" for character in text) - len(bad)
    if good > 2 * len(bad):
        line = text[: text.index(bad[0])].count("\n") + 1
        raise Refusal(
            f"The text is in UTF-8, but line {line} has a byte that is not: the file was cut off, "
            "or put together from files in two encodings.",
            SAVE_AS_UTF_8,
        )


def _of_windows(content: bytes) -> Decoded:
    western, arabic = _strictly(content, WESTERN), content.decode(ARABIC)
    if western is not None and western == arabic:
        return Decoded(_printable(western))
    words = Counter(
        _kind_of_word(word)
        for word in set(WORD.findall(content))
        if _strictly(word, WESTERN) != word.decode(ARABIC)
    )
    fitting = max(words["western"], words["arabic"])
    if words["neither"] > fitting or (western is None and not words["arabic"]):
        raise Refusal(
            "The table is neither in Unicode nor in Windows-1252 or Windows-1256, so its letters "
            "cannot be told.",
            SAVE_AS_UTF_8,
        )
    sure = words.total() == fitting
    if western is None or words["arabic"] > words["western"]:
        return Decoded(_printable(arabic), ARABIC, WESTERN, sure)
    return Decoded(_printable(western), WESTERN, ARABIC, sure)


def _kind_of_word(word: bytes) -> str:
    """What the letters of a word show: western, arabic, neither, or unclear.

    In a western word others stand alone among the letters of ASCII, or two of them together. An
    Arabic word has two Arabic letters or more, and three of them together beside any of ASCII.
    """
    if MARKED.fullmatch(word):
        return "arabic"
    western, arabic = _strictly(word, WESTERN), word.decode(ARABIC)
    plain = sum(character.isascii() and character.isalpha() for character in arabic)
    run = max(len(run) for run in HIGH.findall(word))
    if run > (2 if plain else 1) and all(
        "\u0600" <= character <= "\u06ff" or not character.isalpha() or character.isascii()
        for character in arabic
    ):
        return "arabic"
    others = sum(character.isalpha() for character in western or "") - plain
    if western is not None and plain and (run == 1 or (run == 2 and plain >= others)):
        return "western"
    return "neither" if western is None or others > 1 else "unclear"
