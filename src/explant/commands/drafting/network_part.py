"""Files of a network study: what of the section ``network`` stands for one."""

from pathlib import Path

from explant.config.yaml_files.written_values import UNANSWERED
from explant.network.lists.gene_list import known_export
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Workbook
from explant.spreadsheet.sheet.opening import bytes_of

_SOURCE = (
    ("version", "the database's release, as it calls it"),
    ("retrieved", "the day on which it was downloaded, as 2026-11-22"),
)
_STRING = (b"#node1\t", b"node1\t")


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
    content = bytes_of(path)
    file = path.as_posix()
    if path.suffix.lower() == ".gmt":
        entry = ["gene_sets:", f"  {path.stem}:", f"    file: {file}", *_open("    ")]
        return _section("a collection of gene sets", entry)
    if content.removeprefix(b"\xef\xbb\xbf").startswith(_STRING):
        entry = ["interactions:", f"  file: {file}", *_open("  "), "  at_least: 0.7"]
        return _section("STRING's interactions", entry)
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
    if not found:
        return None
    export = found[0][0]
    if export.refused:
        what = f"This is an export of {export.name}, no sheet of measurements. {export.refused}"
        raise ProblemsError([Problem("error", path.name, what)])
    entry = [
        f"{UNANSWERED}:  # targets: the treatment's genes; disease: the disease's",
        f"  {path.stem}:",
        f"    file: {file}",
        f"    database: {export.name.split()[0]}",
        *_open("    "),
    ]
    return _section(f"a list of genes ({export.name})", entry)


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
