"""Columns whose texts say one thing together: a drug with its dose, a marker with its statistic."""

import itertools
import re
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from explant.commands.drafting.combined_names import parts_of
from explant.commands.drafting.conditions.crossed_texts import NOT_SAID
from explant.commands.drafting.conditions.headed_columns import replicate_in
from explant.commands.drafting.conditions.marked_columns import meant_by_blank
from explant.commands.drafting.conditions.unknown_words import MEASURED_WORDS
from explant.commands.drafting.sheets.pools import Pool, Row
from explant.commands.drafting.sheets.recognised_tables import SheetColumn
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    PATTERNS,
    STATISTIC,
    is_reference,
    level_name,
)
from explant.config.names.spellings import folded
from explant.spreadsheet.layouts.replicate_columns import are_running
from explant.spreadsheet.sheet.cells import MovedCell, cell_text

VALUE = "reading.value"
"""Place of the answer to which column holds the values."""
CYCLES = re.compile(r"(?i)\bc[tqp]\b|\bquantity\b|\brq\b|expression")
NORMALISED = re.compile(r"(?i)2\^|(?:d|δ|delta)[ -]?c[tqp]|\bfold\b|relative")
"""Headings of cycles, and of what is computed from them."""
ANOTHER_SCALE = 30.0
"""Ratio of medians above which columns of numbers are on different scales."""
SEEN = 0.5
"""Share of the patients in whom a combination has to be seen."""


def joined(pools: Sequence[Pool], kind: str) -> Pool:
    """Columns as one whose cells hold the texts of all of them.

    Parameters
    ----------
    pools
        Columns of the same tables.
    kind
        What they are together.
    """
    whole = Pool(" ".join(pool.text for pool in pools), [], kind)
    for columns in zip(*(pool.columns for pool in pools), strict=True):
        first = columns[0]
        cells = []
        for own in zip(*(column.cells for column in columns), strict=True):
            filled = [cell for cell in own if not cell.blank]
            text = " ".join(cell_text(cell) for cell in filled)
            source = filled[0] if filled else own[0]
            cells.append(
                MovedCell(source.sheet, source.row, source.column, text or None, source=source)
            )
        whole.columns.append(
            SheetColumn(first.headings, tuple(cells), first.patients, first.written)
        )
    for row in pools[0].by_row:
        whole.by_row[row] = " ".join(filter(None, (pool.by_row[row] for pool in pools)))
    return whole


def nested(rows: Sequence[Row], pools: Sequence[Pool]) -> tuple[Pool, Pool] | None:
    """Two factors of which some combinations never occur, and all others do in most patients.

    Parameters
    ----------
    rows
        Rows of the tables.
    pools
        Columns of the factors.
    """
    for one, other in itertools.combinations(pools, 2):
        if len(one.columns) != len(other.columns):
            continue
        seen: dict[tuple[str, str], set[str]] = {}
        for table, row, patient in rows:
            pair = one.by_row.get((table, row), ""), other.by_row.get((table, row), "")
            seen.setdefault(pair, set()).add(patient)
        patients = len({patient for _, _, patient in rows})
        whole = len({first for first, _ in seen}) * len({last for _, last in seen})
        often = [pair for pair, own in seen.items() if len(own) >= SEEN * patients]
        references = [pair for pair in often if _is_control(*pair)]
        if len(often) == len(seen) < whole and len(seen) > 2 and len(references) == 1:
            alone = references[0]
            # The control has nothing to be crossed with.
            if all((alone[0] == first) == (alone[1] == last) for first, last in seen):
                return one, other
    return None


def _is_control(first: str, last: str) -> bool:
    return is_reference(first) and (not last or is_reference(last))


def control_of(pool: Pool) -> str:
    """Text of joined columns in which each part is a reference; empty if there is not one."""
    found = [
        cell_text(cells[0][1])
        for cells in pool.spellings.values()
        if all(is_reference(part) for part in cell_text(cells[0][1]).split(" "))
    ]
    return found[0] if len(found) == 1 else ""


def crossed_but_for(pool: Pool, control: str) -> bool:
    """Whether two joined columns are crossed in all rows but those of the control.

    Parameters
    ----------
    pool
        The columns together.
    control
        Text of the control.
    """
    others = [cell_text(cells[0][1]) for cells in pool.spellings.values()]
    pairs = [text.rsplit(" ", maxsplit=1) for text in others if text != control]
    if any(len(pair) < 2 for pair in pairs):
        return False
    firsts, lasts = ({pair[place] for pair in pairs} for place in (0, 1))
    return min(len(firsts), len(lasts)) > 1 and len(pairs) == len(firsts) * len(lasts)


def parts_of_markers(pools: Sequence[Pool], values: Pool) -> list[Pool]:
    """Columns that say together what was measured, where one of them changes the scale.

    Parameters
    ----------
    pools
        Columns that differ between the rows of a patient.
    values
        The only column of numbers.
    """
    scales = [pool for pool in pools if pool.kind == "statistic" or _statistics(pool, values)]
    if len(scales) != 1 or any(len(p.columns) != len(values.columns) for p in pools):
        return []
    named = [p for p in pools if p.kind in ("population", "marker") and p is not scales[0]]
    return sorted([*named, *scales], key=lambda pool: pool.columns[0].own.column)


def _statistics(pool: Pool, values: Pool) -> bool:
    """Whether texts are names of statistics, the numbers of each on a scale of their own."""
    named = [STATISTIC.search(text) is not None for text in pool.spellings]
    # A stimulus may change numbers a hundredfold as well.
    return 2 * sum(named) > len(named) and _changes_scale(pool, values)


def _changes_scale(pool: Pool, values: Pool) -> bool:
    by_text: dict[str, list[float]] = {}
    for column, own in zip(values.columns, pool.columns, strict=False):
        texts = {cell.row: cell_text(cell) for cell in own.cells}
        for cell, reading in column.readings:
            if reading.value is not None and reading.value > 0 and texts.get(cell.row):
                by_text.setdefault(texts[cell.row], []).append(reading.value)
    medians = [median(numbers) for numbers in by_text.values() if len(numbers) > 2]
    return len(medians) > 1 and max(medians) > ANOTHER_SCALE * min(medians)


def with_blanks_named(pools: Sequence[Pool]) -> tuple[list[Pool], dict[str, str]]:
    """Columns in which blank cells are a level, with its name in them; and the level by heading.

    A column of treatments in which half the rows of each patient are blank, and no cell says
    control.

    Parameters
    ----------
    pools
        Columns of the tables.
    """
    named: list[Pool] = []
    implied: dict[str, str] = {}
    for pool in pools:
        level = _meant_by_blank(pool)
        if level:
            implied[pool.text] = level
            columns = [_filled(column, level) for column in pool.columns]
            by_row = {row: text or level for row, text in pool.by_row.items()}
            named.append(Pool(pool.text, columns, pool.kind, by_row))
        else:
            named.append(pool)
    return named, implied


def _meant_by_blank(pool: Pool) -> str:
    if own := meant_by_blank(pool):
        return own
    blank = sum(not text for text in pool.by_row.values())
    if pool.numeric or not blank:
        return ""
    names = {level_name(text) for text in pool.spellings}
    family = pool.kind if pool.kind in NOT_SAID else ""
    if not family:
        family = next((f for f, levels in LEVELS.items() if names and names <= levels.keys()), "")
    level = NOT_SAID.get(family, "")
    if not level or level in names or len(names) > 4:
        return ""
    blanks: dict[str, list[bool]] = {}
    for column in pool.columns:
        for patient, cell in zip(column.patients, column.cells, strict=True):
            blanks.setdefault(patient, []).append(cell.blank)
    both = sum(any(cells) and not all(cells) for cells in blanks.values())
    return level if both >= 0.8 * len(blanks) else ""


def _filled(column: SheetColumn, text: str) -> SheetColumn:
    cells = tuple(
        MovedCell(cell.sheet, cell.row, cell.column, text, source=cell) if cell.blank else cell
        for cell in column.cells
    )
    return SheetColumn(column.headings, cells, column.patients, column.written)


def numbered_as_one(pools: Sequence[Pool]) -> list[Pool]:
    """Columns of values that differ by a running number as one: replicates of each row's marker.

    Parameters
    ----------
    pools
        Columns beside a column of markers.
    """
    groups: dict[str, list[tuple[str, str, Pool]]] = {}
    for pool in pools:
        if pool.numeric and (parted := replicate_in(pool.text)):
            groups.setdefault(folded(parted[0]), []).append((*parted, pool))
    whole: dict[int, Pool] = {}
    for group in groups.values():
        if are_running([number for _, number, _ in group]):
            base, _, first = group[0]
            columns = [column for _, _, pool in group for column in pool.columns]
            one = Pool(base, columns, first.kind, first.by_row)
            whole |= {id(pool): one for _, _, pool in group}
    return list({id(own): own for own in (whole.get(id(pool), pool) for pool in pools)}.values())


def names_markers(pool: Pool) -> bool:
    """Whether the texts of a column, whose heading says nothing, are names of markers."""
    texts = [cell_text(cells[0][1]) for cells in pool.spellings.values()]
    given = all(is_reference(t) or PATTERNS["treatment"].fullmatch(folded(t)) for t in texts)
    usual = any(map(is_reference, texts)) or (given and folded(pool.text) != "name")
    return not (pool.kind or pool.numeric or usual) and all(map(MEASURED_WORDS.search, texts))


def was_added(pool: Pool) -> bool:
    """Whether a column of cytokines says what the cells were given, not what was measured.

    A control stands among them, or two together, and all others are usual treatments.
    """
    names = [level_name(text) for text in pool.spellings]
    others = [
        text
        for text, name in zip(pool.spellings, names, strict=True)
        if name != "control" and len(parts_of(name)) == 1
    ]
    usual = all(PATTERNS["treatment"].fullmatch(folded(text)) for text in others)
    return len(others) < len(names) and usual


def chosen_value(numbers: Sequence[Pool], given: Mapping[str, Any]) -> Pool | None:
    """Which of several columns of a real-time PCR holds the values.

    Parameters
    ----------
    numbers
        Columns of numbers beside a column of genes.
    given
        What a person has answered, by the places of the questions.

    Returns
    -------
    Pool or None
        The column; None if they are not such columns.
    """
    said = [pool for pool in numbers if pool.text == given.get(VALUE)]
    normalised = [pool for pool in numbers if NORMALISED.search(pool.text)]
    cycles = [pool for pool in numbers if CYCLES.search(pool.text)]
    if len({*map(id, normalised), *map(id, cycles)}) < len(numbers):
        return None
    return (*said, *normalised, *cycles)[0]
