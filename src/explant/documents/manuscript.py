"""``manuscript.docx``: methods, results, tables, legends and figures, to write a paper around."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import docx
from docx.shared import Cm, Pt

from explant.characters import shown
from explant.figures.alternative_text import legend_parts

FIXED = datetime(2000, 1, 1, tzinfo=UTC)
WIDEST = Cm(16)


@dataclass(frozen=True)
class Figure:
    """A figure with its title and legend."""

    title: str
    text: str
    png: bytes


@dataclass(frozen=True)
class Table:
    """A table of texts with its caption."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def manuscript(
    title: str,
    passages: Mapping[str, Sequence[str]],
    tables: Sequence[Table],
    figures: Sequence[Figure],
) -> bytes:
    """The bytes of the document, the same for the same content.

    Parameters
    ----------
    title
        Title of the study.
    passages
        Paragraphs by their heading.
    tables
        Tables, after the passages.
    figures
        Figures with title and legend, the legend as alternative text, too.
    """
    document: Any = docx.Document()
    document.core_properties.author = "Explant"
    document.core_properties.title = shown(title)
    for name in ("created", "modified"):
        setattr(document.core_properties, name, FIXED)
    document.core_properties.last_modified_by = "Explant"
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10)
    document.add_heading(shown(title), 0)
    for heading, paragraphs in passages.items():
        if paragraphs:
            document.add_heading(heading, 1)
        for paragraph in paragraphs:
            document.add_paragraph(shown(paragraph))
    for number, table in enumerate(tables, start=1):
        _add_table(document, f"Table {number}. {table.caption}", table)
    for number, figure in enumerate(figures, start=1):
        document.add_picture(io.BytesIO(figure.png), width=WIDEST)
        drawn = document.inline_shapes[-1]._inline.docPr
        drawn.set("descr", shown(figure.text))
        drawn.set("title", shown(figure.title))
        legend = document.add_paragraph()
        head, rest = legend_parts(figure.title, figure.text)
        legend.add_run(f"Figure {number}. {shown(head)}").bold = True
        legend.add_run(shown(rest))
    target = io.BytesIO()
    document.save(target)
    return _with_fixed_times(target.getvalue())


def _add_table(document: Any, caption: str, table: Table) -> None:
    document.add_paragraph().add_run(shown(caption)).bold = True
    made = document.add_table(rows=1, cols=len(table.headings))
    made.style = "Light List"
    for cell, text in zip(made.rows[0].cells, table.headings, strict=True):
        cell.text = shown(text)
    for row in table.rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = shown(text)


def _with_fixed_times(content: bytes) -> bytes:
    """The same parts in the same order, none with a time of its own."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as read,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            # Pictures are packed already.
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            )
            written.writestr(entry, read.read(name))
    return target.getvalue()
