"""Fonts in a PDF: a whole alphabet instead of the letters that stand there, made once.

matplotlib has fontTools open each font anew for each figure, which took half of the time that a PDF
needs. With the same letters in every figure, the second one of a step takes the fonts of the first;
a file has 15 to 30 kB more.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO

from fontTools import subset
from matplotlib.backends import _backend_pdf_ps
from matplotlib.font_manager import FontPath, get_font

ALPHABETS = (
    "".join(map(chr, range(0x20, 0x7F))) + "±°µ·×²³¹",
    "−–’…≤≥→√αβγδκΔ†‡▲▼▽⁰⁴⁵⁶⁷⁸⁹⁺⁻" + "ﬀﬁﬂﬃﬄ",
)
"""Letters, signs and ligatures of figures: Latin-1 is a font of its own to matplotlib."""

# They say how letters combine and kern. Text in a PDF is placed glyph by glyph, so that no viewer
# reads them there; thinning them out took four fifths of the time that a font needs.
_LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF")

# What it has of its own has no types.
_matplotlib: Any = _backend_pdf_ps
_embedded_by_matplotlib = _matplotlib.get_glyphs_subset


@dataclass(frozen=True)
class _Embedded:
    """Part of a font, in the place of matplotlib's own ``SubsetResults`` and of its ``font``."""

    content: bytes
    glyph_index_map: Mapping[int, int]

    @property
    def font(self) -> "_Embedded":
        return self

    def save(self, file: BinaryIO, reorderTables: bool = False) -> None:  # noqa: N803 (fontTools' name)
        """Write the font."""
        file.write(self.content)


@contextmanager
def whole_alphabets() -> Iterator[None]:
    """Let matplotlib embed each font with the whole alphabet, opened once and lighter.

    Before version 3.11 it embeds the letters that are there, as it would by itself.
    """
    if hasattr(_matplotlib, "SubsetResults"):
        _matplotlib.get_glyphs_subset = _with_alphabet
    try:
        yield
    finally:
        _matplotlib.get_glyphs_subset = _embedded_by_matplotlib


@contextmanager
def _with_alphabet(font: FontPath, glyphs: Iterable[int]) -> Iterator[_Embedded]:
    used = set(glyphs)
    whole = (alphabet for alphabet in _alphabets(font) if alphabet & used)
    yield _embedded(font, frozenset(used.union(*whole)))


@lru_cache
def _alphabets(font: FontPath) -> tuple[frozenset[int], ...]:
    index = get_font(font).get_char_index
    return tuple(frozenset(map(index, map(ord, each))) - {0} for each in ALPHABETS)


@lru_cache(maxsize=16)
def _embedded(font: FontPath, glyphs: frozenset[int]) -> _Embedded:
    with _without_layout_tables(), _embedded_by_matplotlib(font, glyphs) as part:
        content = _matplotlib.font_as_file(part.font).getvalue()
        return _Embedded(content, dict(part.glyph_index_map))


@contextmanager
def _without_layout_tables() -> Iterator[None]:
    load = subset.load_font

    def lighter(*arguments: Any, **settings: Any) -> Any:
        font = load(*arguments, **settings)
        for table in _LAYOUT_TABLES:
            if table in font:
                del font[table]
        return font

    subset.load_font = lighter
    try:
        yield
    finally:
        subset.load_font = load
