"""Sheets that are no study table, named for what they are, with what to do instead."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    MIDDLES,
    SPREADS,
    heading_kind,
    id_rank,
    level_name,
)
from explant.config.names.spellings import folded, listed
from explant.problems import Problem
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text, places
from explant.spreadsheet.structure.plates import grids, is_number

MEAN_AND_SPREAD = re.compile(r"-?[\d.,]+\s*(?:±|\+/-|\+-)\s*[\d.,]+")
SUMMARIES = MIDDLES | SPREADS | {"n", "min", "max"}
RESULTS = frozenset(
    re.split(
        " ",
        "log2foldchange logfc log2fc lfcse basemean pvalue p.value pval padj adj.p.val fdr qvalue "
        "p_val p_val_adj avg_log2fc stat t.statistic aveexpr b",
    )
)
WELLS = frozenset(["well", "pos", "position", "location"]) | {"well position", "sample pos"}
CYCLES = re.compile(r"c[tqpт](?:\b.*)?|crossing point|quantification cycle", re.IGNORECASE)
KNOWN_LEVELS = frozenset(name for levels in LEVELS.values() for name in levels)
Headers = Sequence[tuple[int, list[Cell]]]
"""Rows that may be a table's header: number and cells."""
SUBCOLUMN = re.compile(r"(?<=\w)(?:[\s_:]+(?:y|rep ?)?)[0-9]{1,2}$", re.IGNORECASE)
"""Number of a subcolumn: ``Control:Y1``, ``Control_1``."""
NUMBERED_ID = re.compile(r"[^\W\d]{1,8}[ _-]?[0-9]{1,5}")
FEWEST_IDS = 4
MORE = re.compile(r"[0-9.,]+(?:(?:\s*[/;|]\s*[0-9.,]+)+| ?[^\W\d_]{1,3}(?:/[^\W\d_]{1,3}[²³]?)?)")
MOST_SHOWN = 4
MOST_ROWS, MOST_CELLS = 60, 5000
"""Rows in which a header is looked for, and cells that are looked at for means."""


@dataclass(frozen=True)
class Named:
    """What a sheet is.

    Parameters
    ----------
    problem
        What it is, where, and what to do instead.
    certain
        No reading as a study table can be right; else it is told only where none is found.
    """

    problem: Problem
    certain: bool


def named_shape(book: Workbook, *, certain: bool) -> Problem | None:
    """What a workbook holds, if no sheet of it is a study table.

    Parameters
    ----------
    book
        The workbook.
    certain
        Only if no other reading can be right.
    """
    every = [(sheet, _named(sheet)) for sheet in book.sheets]
    # A sheet of nothing but words says nothing of what the others are.
    found = [n for s, n in every if n is not None or any(map(is_number, s.cells.values()))]
    known = [each for each in found if each is not None and (each.certain or not certain)]
    return known[0].problem if known and len(known) == len(found) else None


def _named(sheet: Sheet) -> Named | None:
    headers = list(_headers(sheet))
    for shape in SHAPES:
        if (named := shape(sheet, headers)) is not None:
            return named
    return None


def _told(cells: Sequence[Cell], what: str, instead: str, *, certain: bool) -> Named:
    return Named(Problem("error", places(cells), what, instead), certain)


def _plate(sheet: Sheet, headers: Headers) -> Named | None:
    """A grid of wells, of which nothing says what was in each."""
    found = [grid for grid in grids(sheet) if not id_rank(grid.title)]
    found = [grid for grid in found if heading_kind(grid.title) not in ("time", "dose")]
    if not found or any(not grid.numeric for grid in found):
        return None
    return _told(
        list(found[0].wells.values()),
        f"This is a plate ({found[0].size}): nothing says which patient and sample was in each "
        "well.",
        "Put a plate map below it or into a sheet of its own: the same grid with the patient in "
        'each well under the title "Patient", and another for each factor, such as "Tissue". Or '
        "export the results as a list: a row a well, with columns for patient, sample and value.",
        certain=True,
    )


def _blocks_of_statistics(sheet: Sheet, headers: Headers) -> Named | None:
    """Luminex: a block of wells for each statistic, below each other."""
    first = sheet.columns[0] if sheet.columns else 1
    cells = [sheet.at(row, first) for row in sheet.rows]
    cells = [cell for cell in cells if folded(cell_text(cell)).rstrip(":") == "datatype"]
    if len(cells) < 2:
        return None
    kinds = [cell_text(sheet.at(cell.row, cell.column + 1)) for cell in cells]
    return _told(
        cells[:MOST_SHOWN],
        f"This is a Luminex reader's export (xPONENT): a block of wells for each of "
        f"{listed(kinds[:MOST_SHOWN])}.",
        "Copy the one block that you analyse (the concentrations, or Net MFI) into a sheet of its "
        "own, its row of headings first, and write patient and condition of each sample into "
        "columns.",
        certain=True,
    )


def _correlations(sheet: Sheet, headers: Headers) -> Named | None:
    """The same names across and down, and ones on the diagonal."""
    for row, header in headers:
        names = [folded(cell_text(cell)) for cell in header]
        first = header[0].column
        down = [folded(cell_text(sheet.at(row + n, first - 1))) for n in range(1, len(names) + 1)]
        if len(names) < 3 or down != names:
            continue
        diagonal = [sheet.at(row + 1 + n, first + n) for n in range(len(names))]
        if all(is_number(cell) and float(cell_text(cell)) == 1 for cell in diagonal):
            return _told(
                header,
                "This is a correlation matrix: the same names stand across and down, with ones on "
                "the diagonal.",
                "Draft from the table it was computed from, with the values of each patient.",
                certain=True,
            )
    return None


def _means(sheet: Sheet, headers: Headers) -> Named | None:
    """Means with their spread, and no patients."""
    instead = (
        "Draft from the table it was computed from, with the values of each patient: a row a "
        "patient or a sample, and the patient's ID in it."
    )
    cells = list(itertools.islice(sheet.cells.values(), MOST_CELLS))
    texts = [cell for cell in cells if MEAN_AND_SPREAD.fullmatch(cell_text(cell))]
    numbers = [cell for cell in cells if is_number(cell)]
    if len(texts) > max(3, len(numbers)):
        what = f'This is a table of means and their spread (such as "{cell_text(texts[0])}").'
        return _told(texts[:MOST_SHOWN], what, instead, certain=True)
    for row, header in headers:
        below = [c for c in header if is_number(sheet.at(row + 1, c.column))]
        said = {folded(cell_text(cell)) for cell in below}
        if len(said) > 1 and said <= SUMMARIES and said & MIDDLES:
            what = f"This is a table of summaries: {listed(sorted(said))} of groups."
            return _told(below, what, instead, certain=True)
    return None


def _results(sheet: Sheet, headers: Headers) -> Named | None:
    """What an analysis gave for each gene."""
    for _, header in headers:
        own = [c for c in header if folded(cell_text(c)).replace(" ", "") in RESULTS]
        if len(own) > 2 and not any(id_rank(cell_text(cell)) for cell in header):
            return _told(
                own,
                f"This is a table of results ({listed(cell_text(c) for c in own[:MOST_SHOWN])}), "
                "as an analysis of differential expression gives them.",
                "Draft from the table that was analysed, with the values of each patient and "
                "sample, such as normalised expression.",
                certain=True,
            )
    return None


def _cycles_by_well(sheet: Sheet, headers: Headers) -> Named | None:
    """A list of Ct values, a row a well."""
    for row, header in headers:
        texts = {folded(cell_text(cell)): cell for cell in header}
        cycles = [cell for cell in header if CYCLES.fullmatch(cell_text(cell))]
        if not cycles or not WELLS & texts.keys():
            continue
        above = f"delete the lines above row {row}, " if any(r < row for r in sheet.rows) else ""
        kind = cell_text(cycles[0])
        return _told(
            header,
            f"This is a list of {kind} values by well, as a machine for real-time PCR exports it.",
            f"In a copy, {above}write patient and condition of each sample into columns of their "
            f"own, and draft again: the column of genes names the markers, {kind} their values, "
            "the well the replicate.",
            certain=False,
        )
    return None


def _subcolumns(sheet: Sheet, headers: Headers) -> Named | None:
    """Prism's grouped tables: conditions across and down, and nobody's values side by side."""
    for row, header in headers:
        # A merged heading is one cell over several columns.
        header = list(dict.fromkeys(header))
        timed = heading_kind(cell_text(header[0])) in ("time", "dose")
        across = _under_each(header[1:] if timed else header, sheet)
        if across is None:
            continue
        names, width = across
        first = (header[1] if timed else header[0]).column
        rows = [each for each in sheet.rows if each > row]
        titles = [sheet.at(each, first - 1) for each in rows]
        values = [c for each in rows for c in sheet.filled(each, range(first, first + 2 * width))]
        if first == 1 or not rows or not values or not all(map(is_number, values)):
            continue
        if any(id_rank(cell_text(sheet.at(above, first - 1))) for above in sheet.rows):
            continue
        levels = [cell for cell in titles if level_name(cell_text(cell)) in KNOWN_LEVELS]
        certain = len(levels) == len(titles) or timed
        down = listed(cell_text(cell) for cell in titles[:MOST_SHOWN])
        what = (
            f"This is a grouped table with {width} subcolumns: nothing says whose the values "
            f"side by side are ({down} and {listed(names[:MOST_SHOWN])} are conditions)."
        )
        instead = (
            "Write a row a patient, or a row a sample, with the patient's ID in it. Samples are "
            "paired by this ID, never by their order."
        )
        if not certain:
            what = what.replace(" are conditions", " seem to be conditions")
            instead += (
                f' If {down} are patients, write "Patient" over them: the values side by side are '
                "then replicates."
            )
        return _told(header, what, instead, certain=certain)
    return None


def _under_each(header: Sequence[Cell], sheet: Sheet) -> tuple[list[str], int] | None:
    """Headings over several columns each, and over how many; None if it is not the same number.

    A heading stands once over its columns, again over each of them, or with a number.
    """
    texts = [SUBCOLUMN.sub("", cell_text(cell)) for cell in header]
    groups = [(name, len(list(own))) for name, own in itertools.groupby(texts, key=folded)]
    widths = {width for _, width in groups}
    if widths == {1}:
        gaps = {b.column - a.column for a, b in itertools.pairwise(header)}
        last = sum(1 for column in sheet.columns if column >= header[-1].column)
        widths = gaps if len(gaps) == 1 and gaps == {last} else set()
    elif len({cell.column for cell in header}) != header[-1].column - header[0].column + 1:
        return None
    if len(groups) < 2 or len(widths) != 1 or widths == {1}:
        return None
    if len({name for name, _ in groups}) < len(groups):
        return None
    return list({folded(text): text for text in texts}.values()), widths.copy().pop()


def _blocks_of_columns(sheet: Sheet, headers: Headers) -> Named | None:
    """Tables below each other, of which each has the same IDs across and names its marker."""
    by_ids: dict[tuple[str, ...], list[Cell]] = {}
    for _, header in headers:
        corner, *ids = header
        names = tuple(folded(cell_text(cell)) for cell in ids)
        alike = len(ids) >= FEWEST_IDS and all(NUMBERED_ID.fullmatch(name) for name in names)
        first = corner.column == sheet.columns[0] and not id_rank(cell_text(corner))
        if alike and first and len({name.rstrip("0123456789") for name in names}) == 1:
            by_ids.setdefault(names, []).append(corner)
    for names, corners in by_ids.items():
        said = {folded(cell_text(cell)) for cell in corners}
        if len(corners) < 2 or len(said) < len(corners) or len(set(names)) < len(names):
            continue
        down = [folded(cell_text(sheet.at(row, corners[0].column))) for row in sheet.rows]
        if names[0].startswith("cd") or any(map(NUMBERED_ID.fullmatch, set(down) - said)):
            # Names of markers across, and the IDs below.
            continue
        return _told(
            corners,
            f"These are {len(corners)} tables below each other, in which patients seem to stand in "
            f"columns and {listed(cell_text(cell) for cell in corners[:MOST_SHOWN])} is what was "
            "measured.",
            "Write one table: what was measured in a first column with the heading Marker, the "
            "condition in a second, and then a column for each patient. Or a row a patient.",
            certain=True,
        )
    return None


def _nobody(sheet: Sheet, headers: Headers) -> Named | None:
    """Columns of numbers without IDs."""
    for row, header in headers:
        if row != sheet.rows[0] or any(id_rank(cell_text(cell)) for cell in header):
            return None
        below = [each for each in sheet.rows if each > row]
        cells = [cell for each in below for cell in sheet.filled(each, sheet.columns)]
        columns = {cell.column for cell in cells}
        firsts = [c for c in cells if c.column == min(columns)] if cells else []
        broken = [cell for cell in firsts if is_number(cell) and "." in cell_text(cell)]
        if len(cells) < 4 or not all(map(is_number, cells)) or 2 * len(broken) < len(firsts):
            return None
        if columns != {cell.column for cell in header}:
            return None
        return _told(
            header,
            f"Every column holds numbers ({listed(cell_text(c) for c in header[:MOST_SHOWN])}): "
            "nothing says whose they are.",
            "If a row is one patient, write the IDs into a first column under the heading "
            "Patient. If each column is a group of other patients, write a row a patient: ID, "
            "group, value. Rows are never paired by their order.",
            certain=True,
        )
    return None


def _list_of_gates(sheet: Sheet, headers: Headers) -> Named | None:
    """FlowJo's statistics as a list: each gate of each sample in a row of its own, indented."""
    for _, header in headers:
        texts = {folded(cell_text(cell)) for cell in header}
        if {"depth", "name", "statistic"} <= texts:
            return _told(
                header,
                "This is FlowJo's list of statistics (Depth, Name, Statistic): gates stand below "
                "each other, indented under their samples.",
                "Export a table from the Table Editor of FlowJo instead: a row a sample, a column "
                "a statistic.",
                certain=True,
            )
    return None


def _time_course(sheet: Sheet, headers: Headers) -> Named | None:
    """Times or doses down, and an animal or patient in each column."""
    for _, header in headers:
        first, *others = header
        names = [cell_text(cell) for cell in others]
        numbered = len(names) > 2 and all(re.fullmatch(r"[^\d\s]+[ _-]?\d+", n) for n in names)
        if heading_kind(cell_text(first)) in ("time", "dose") and numbered:
            return _told(
                header,
                f"{listed(names[:MOST_SHOWN])} seem to be patients or animals, which stand in "
                f"columns, and {cell_text(first)} in rows.",
                f"Transpose the table: a row for each of them under the heading Patient, and a "
                f"column for each {cell_text(first)}, such as {cell_text(first)} 0; or write a row "
                "a measurement.",
                certain=False,
            )
    return None


def _list_of_samples(sheet: Sheet, headers: Headers) -> Named | None:
    """A list of samples with no numbers but those that count or store them."""
    for row in sheet.rows[:MOST_ROWS]:
        header = sheet.filled(row, sheet.columns)
        if not any(id_rank(cell_text(cell)) in (1, 2) for cell in header) or len(header) < 2:
            continue
        cells = [sheet.at(r, cell.column) for r in sheet.rows if r > row for cell in header]
        if any(map(is_number, cells)):
            return None
        if more := [cell for cell in cells if MORE.fullmatch(cell_text(cell))]:
            what = f'Cells hold more than a number, such as "{cell_text(more[0])}".'
            how = "Write each number into a column of its own (Tumor 1, Tumor 2), units above them."
            return _told(more[:1], what, how, certain=False)
        return _told(
            header,
            "This is a list of samples: no column of it holds numbers, and so no measurement.",
            "Draft from the sheet with the measurements; a column for each marker, or a row for "
            "each measurement, beside the patient's ID.",
            certain=False,
        )
    return None


def _headers(sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
    """Rows of several texts and no number, a number somewhere in the row below."""
    for row, below in itertools.pairwise((*sheet.rows[: MOST_ROWS + 1], 0)):
        cells = sheet.filled(row, sheet.columns)
        texts = len(cells) > 1 and not any(map(is_number, cells))
        if texts and any(map(is_number, sheet.filled(below, sheet.columns))):
            yield row, cells


SHAPES: Sequence[Callable[[Sheet, Headers], Named | None]] = (
    _plate,
    _blocks_of_statistics,
    _correlations,
    _means,
    _results,
    _cycles_by_well,
    _subcolumns,
    _blocks_of_columns,
    _nobody,
    _list_of_gates,
    _time_course,
    _list_of_samples,
)
