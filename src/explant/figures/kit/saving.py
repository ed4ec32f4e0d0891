"""Files of a figure: SVG, PNG and PDF, the same bytes each time for the same figure.

Text in the SVG stays text: it can be searched, selected, read aloud and translated, a browser finds
fonts for letters that ours lacks, and the file is a third of the size. Its font family begins with
what journals ask for, Arial and Helvetica. Everything was measured in DejaVu Sans, which matplotlib
ships, so that bytes agree between machines; the others are narrower, and matplotlib anchors each
text at its alignment point, so no label moves or is cut. The PDF embeds TrueType (type 42), which
drawing programs can edit.
"""

import re
import struct
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.backends.backend_pdf import Op, PdfFile, PdfPages
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.characters import shown
from explant.figures.figure_names import FORMATS
from explant.figures.kit.embedded_fonts import whole_alphabets
from explant.figures.kit.paper import DOUBLE, FONT, Paper, drawn_on
from explant.figures.kit.style import settings

DOTS_PER_INCH = 300
"""Of a PNG, and of the marks of thousands of patients, an image in the other formats too."""
PUBLISHED_FONTS = ("Arial", "Helvetica")
"""Faces that a reader most likely has and journals ask for; none is wider than ours."""

_INCHES_PER_METER = 1 / 0.0254
# Drawings of this kind are mostly flat: higher levels take twice the time for a tenth of the size.
_COMPRESSION = 3
# Ids that matplotlib counts up in every file would repeat in a page that holds several figures.
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
_COUNTED_ID = re.compile(r'(<g) id="[A-Za-z][A-Za-z0-9.]*_\d+"')


def save(
    figure: Figure,
    directory: Path,
    stem: str,
    paper: Paper = DOUBLE,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write a figure as ``<stem>.svg``, ``<stem>.png`` (300 dpi) and ``<stem>.pdf``.

    Parameters
    ----------
    figure
        The figure. Its layout is final: nothing is moved or cropped.
    directory
        An existing folder.
    stem
        File name without its ending, from :mod:`explant.figures.figure_names`.
    paper
        What it was drawn for: files have the size that it has in print.
    formats
        Which files, of :data:`explant.figures.figure_names.FORMATS`.

    Returns
    -------
    list of Path
        The files.
    """
    paths = []
    with drawn_on(paper), settings():
        for ending in formats:
            path = directory / f"{stem}.{ending}"
            path.write_bytes(_WRITERS[ending](figure, stem, paper))
            paths.append(path)
    return paths


def _svg(figure: Figure, stem: str, paper: Paper = DOUBLE) -> bytes:
    buffer = BytesIO()
    # Marks and clipping paths are named by a hash: salted by the stem, they are a page's own.
    with matplotlib.rc_context({"svg.hashsalt": stem}):
        figure.savefig(
            buffer,
            format="svg",
            dpi=DOTS_PER_INCH,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    # A name may hold a control character, which would make the file no XML.
    text = shown(buffer.getvalue().decode("utf-8"))
    text = _COUNTED_ID.sub(r"\1", text)
    # The size in print stands in the root alone: all places are those of the layout.
    text = _SIZE.sub(lambda size: _shrunk(size, paper.scale), text, count=1)
    if paper.font == FONT:
        family = ", ".join(f"'{font}'" for font in (*PUBLISHED_FONTS, FONT))
        text = text.replace(f"font-family: '{FONT}'", f"font-family: {family}, sans-serif")
    return text.encode("utf-8")


def _shrunk(size: re.Match[str], scale: float) -> str:
    width, height = (float(number) * scale for number in size.groups())
    return f'width="{width:.2f}pt" height="{height:.2f}pt"'


class _ShrunkPages(PdfPages):
    """A PDF whose page is smaller than the figure's layout."""

    def __init__(self, buffer: BytesIO, scale: float) -> None:
        super().__init__(buffer, metadata={"CreationDate": None, "Creator": None, "Producer": None})
        self._scale = scale

    def _ensure_file(self) -> PdfFile:
        if self._file is None:
            self._file = _ShrunkFile(self._filename, self._metadata, self._scale)
        return self._file


class _ShrunkFile(PdfFile):
    def __init__(self, buffer: BytesIO, metadata: dict[str, None], scale: float) -> None:
        super().__init__(buffer, metadata=metadata)  # type: ignore[no-untyped-call]
        self._scale = scale

    def newPage(self, width: float, height: float) -> None:  # noqa: N802 (matplotlib's name)
        """Begin a page on which everything is drawn smaller."""
        scale = self._scale
        super().newPage(width * scale, height * scale)  # type: ignore[no-untyped-call]
        self.output(scale, 0, 0, scale, 0, 0, Op.concat_matrix)  # type: ignore[no-untyped-call]


def _pdf(figure: Figure, _stem: str, paper: Paper) -> bytes:
    buffer = BytesIO()
    with whole_alphabets(), _ShrunkPages(buffer, paper.scale) as pages:
        figure.savefig(pages, format="pdf", dpi=DOTS_PER_INCH)
    return buffer.getvalue()


def _png(figure: Figure, _stem: str, paper: Paper) -> bytes:
    buffer = BytesIO()
    dots = DOTS_PER_INCH * paper.scale
    figure.savefig(buffer, format="rgba", dpi=dots)
    width = int(figure.get_figwidth() * dots)
    pixels = np.frombuffer(buffer.getvalue(), dtype=np.uint8).reshape(-1, width, 4)
    return encode_png(pixels[:, :, :3], DOTS_PER_INCH)


_WRITERS: dict[str, Callable[[Figure, str, Paper], bytes]] = {"svg": _svg, "png": _png, "pdf": _pdf}


def encode_png(pixels: NDArray[np.uint8], dots_per_inch: float) -> bytes:
    """Encode an image as PNG without filtering its rows.

    Pillow weighs five filters for every row, which takes six times as long and makes flat drawings
    larger. Format: W3C, Portable Network Graphics (PNG) Specification, third edition.

    Parameters
    ----------
    pixels
        Shape (height, width, 3).
    dots_per_inch
        Resolution, kept in the file.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    per_meter = round(dots_per_inch * _INCHES_PER_METER)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_meter, per_meter, 1)),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), _COMPRESSION)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
