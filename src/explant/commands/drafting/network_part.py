"""Files of a network study: what of the section ``network`` stands for one."""

import gzip
import re
import zlib
from pathlib import Path

from explant.config.yaml_files.written_values import UNANSWERED
from explant.network.lists.exports import GENE_HEADINGS
from explant.network.lists.gene_interactions import SCORE
from explant.network.lists.opened_exports import PACKED, exported_table
from explant.network.lists.recognised_lists import heading_key, known_export
from explant.network.lists.written_scores import as_number
from explant.network.symbols import written
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Workbook

_SOURCE = (
    ("version", "the database's release, as it calls it"),
    ("retrieved", "the day on which it was downloaded, as 2026-11-22"),
)
_STRING = (b"#node1\t", b"node1\t")
MOST_COLUMNS_OF_OWN, FEWEST_OF_OWN = 2, 3
"""Columns and rows of a list that somebody wrote down."""
_SYMBOL = re.compile(r"[A-Z][A-Za-z0-9.@/-]{1,14}")
_LINKS = (b"protein1 protein2 ",)
_PROTEINS = (b"#string_protein_id\t", b"protein_external_id\t")


def no_sheet_of_measurements(path: Path) -> str | None:
    """Part of a config for a file of a network study that is no spreadsheet at all.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str or None
        Lines of YAML with what is open as questions; None for any other file.

    Raises
    ------
    ProblemsError
        When the file cannot be opened.
    """
    file = path.as_posix()
    if path.name.lower().removesuffix(".gz").removesuffix(".zip").endswith(".gmt"):
        name = path.name.partition(".")[0]
        entry = ["gene_sets:", f"  {name}:", f"    file: {file}", *_open("    ")]
        return _section("a collection of gene sets", entry)
    begun = _begun(path)
    if begun.startswith(_STRING):
        return _interactions(path)
    if begun.startswith(_LINKS):
        proteins = f"  proteins: {UNANSWERED}  # protein.info of the same release"
        entry = ["interactome:", f"  file: {file}", proteins, *_open("  "), "  at_least: 700"]
        return _section("STRING's interactions of a whole organism", entry)
    if begun.startswith(_PROTEINS):
        entry = ["interactome:", f"  file: {UNANSWERED}  # protein.links of the same release"]
        entry += [f"  proteins: {file}", *_open("  "), "  at_least: 700"]
        return _section("STRING's table of proteins", entry)
    return None


def list_of_genes(path: Path, book: Workbook) -> str | None:
    """Part of a config for a spreadsheet that holds genes, not measurements.

    Parameters
    ----------
    path
        The file.
    book
        What it holds.

    Returns
    -------
    str or None
        Lines of YAML with what is open as questions; None for any other spreadsheet.

    Raises
    ------
    ProblemsError
        When it is an export from which no genes can be taken.
    """
    file = path.as_posix()
    found = [known for sheet in book.sheets if sheet.rows and (known := known_export(sheet))]
    if not found and _own_list(book):
        return _list(path, "a list of genes of your own", UNANSWERED)
    if not found:
        return None
    export = found[0].export
    if export.name == "STRING interactions":
        return _interactions(path)
    if export.name == "HGNC":
        return _section("HGNC's table of symbols", ["symbols:", f"  file: {file}", *_open("  ")])
    if export.refused:
        what = f"This is an export of {export.name}, no sheet of measurements. {export.refused}"
        raise ProblemsError([Problem("error", path.name, what)])
    return _list(path, f"a list of genes ({export.name})", export.name.split()[0])


def _list(path: Path, what: str, database: str) -> str:
    entry = [
        f"{UNANSWERED}:  # targets: the treatment's genes; disease: the disease's",
        f"  {path.name.partition('.')[0]}:",
        f"    file: {path.as_posix()}",
        f"    database: {database}",
        *_open("    "),
    ]
    return _section(what, entry)


def _begun(path: Path) -> bytes:
    """The first bytes of a file, also of a packed one, however large that is."""
    try:
        with path.open("rb") as file:
            begun = file.read(2)
        with gzip.open(path) if begun == PACKED else path.open("rb") as file:
            return file.read(200).removeprefix(b"\xef\xbb\xbf")
    except (OSError, EOFError, zlib.error):
        # Where a file cannot be read, its reader says so.
        return b""


def _interactions(path: Path) -> str:
    scores = exported_table(path, "")[SCORE]
    # A draft says 700 where the file counts in thousandths.
    thousandths = any((as_number(text) or 0) > 1 for text in scores)
    entry = ["interactions:", f"  file: {path.as_posix()}", *_open("  ")]
    return _section("STRING's interactions", [*entry, f"  at_least: {700 if thousandths else 0.7}"])


def _own_list(book: Workbook) -> bool:
    """Whether a workbook is nothing but genes: one column, or one beside it, each gene once."""
    sheets = [sheet for sheet in book.sheets if sheet.rows]
    if len(sheets) != 1 or len(sheets[0].columns) > MOST_COLUMNS_OF_OWN:
        return False
    (sheet,) = sheets
    headings = {heading_key(written(sheet.at(sheet.rows[0], c).value)): c for c in sheet.columns}
    column = next((headings[name] for name in GENE_HEADINGS if name in headings), None)
    if column is None:
        return False
    names = [written(sheet.at(row, column).value) for row in sheet.rows[1:]]
    return (
        len(names) >= FEWEST_OF_OWN
        and len(set(names)) == len(names)
        and all(_SYMBOL.fullmatch(name) for name in names)
    )


def _open(indent: str) -> list[str]:
    return [f"{indent}{key}: {UNANSWERED}  # {what}" for key, what in _SOURCE]


def _section(what: str, entry: list[str]) -> str:
    lines = [
        f"# This file is {what}, no sheet of measurements. It belongs to a network study:",
        "# add these lines to the section network of a study's config (docs/network.md).",
        "network:",
        *(f"  {line}" for line in entry),
    ]
    return "\n".join(lines)
