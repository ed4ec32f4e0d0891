"""Why it is not sure that a column says what differs between samples, and what it may be else."""

import re
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from explant.commands.drafting.conditions.unknown_words import MEASURED_TOO
from explant.commands.drafting.sheets.computed_columns import WAYS, fits
from explant.commands.drafting.sheets.pools import Pool
from explant.commands.drafting.sheets.recognised_tables import Table
from explant.commands.drafting.sheets.sheets_apart import READ
from explant.commands.drafting.study import Factor
from explant.commands.drafting.vocabulary import TITLE
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, SAMPLE_FACTORS, level_name
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.models.sheet_layout import NAME_OF_THE_SHEET, SECTION_ABOVE
from explant.config.names.spellings import folded, listed, squeezed
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import cell_text
from explant.spreadsheet.structure.joined_headings import is_derived

TITLES, OTHERS = "reading.titles", "others"
"""Place of the answer to whether the same numbers under titles are other patients."""
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
FEWEST_COMPUTED, MOST_COMPUTED, MOST_ROWS = 5, 8, 20_000
"""Samples in which the arithmetic has to hold, levels among which any two may make a third."""
Numbers = dict[tuple[str, ...], tuple[float, float]]
"""Number and half of its last digit, by patient and the other levels."""
BLOCK = "reading.block"
"""Place of the answer to whether pieces are compared, or averaged."""


def ask_of_factor(factor: Factor, pool: Pool) -> None:
    """Note what a person has to say of a factor.

    Parameters
    ----------
    factor
        The factor.
    pool
        The column that says its levels.
    """
    if pool.numeric and pool.kind not in SAMPLE_FACTORS:
        factor.unsure = "its cells are numbers: is it a factor, a replicate or a marker"
        factor.otherwise = (Otherwise("pieces, to be averaged", BLOCK, pool.text),)
    if computed := [level.name for level in factor.levels if is_derived(level.name)]:
        factor.unsure = (
            f"{listed(computed)} seems to be computed from other rows: if so, delete its rows, "
            "and draft again"
        )
    named = [level_name(text) for text in pool.spellings]
    if not pool.kind and all(map(MEASURED_TOO.match, named)):
        texts = listed(level.name for level in factor.levels)
        factor.unsure = (
            f"{texts} were given to the cells, or measured: if they were measured, write the "
            "heading Marker over them, and draft again"
        )
    if pool.numeric and pool.kind in ("tissue", "treatment"):
        codes = listed(level.name for level in factor.levels)
        factor.unsure = f"its cells are numbers, and nothing says what {codes} mean"
    _ask_of_places(factor, pool)


def ask_of_titles(
    factors: Sequence[Factor], tables: Sequence[Table], given: Mapping[str, Any]
) -> None:
    """Ask whether IDs that begin again with 1 under each title are the same patients.

    Parameters
    ----------
    factors
        The factors.
    tables
        The tables under the titles.
    given
        What a person has answered.

    Raises
    ------
    ProblemsError
        If they are other patients: then a column has to say so.
    """
    ids = [{squeezed(row.patient) for row in table.rows} for table in tables]
    numbered = all(own == {str(n) for n in range(1, len(own) + 1)} for own in ids)
    for factor in factors if numbered and len(tables) > 1 else ():
        if factor.family != TITLE:
            continue
        names = listed(level.name for level in factor.levels)
        if given.get(TITLES) == OTHERS:
            raise ProblemsError(
                [
                    Problem(
                        "error",
                        " ".join(table.block.patient.place for table in tables),
                        f"The numbers under {names} begin again, and are other patients in each.",
                        "Write one table, with the title in a column of its own under the heading "
                        '"Group", and draft again.',
                    )
                ]
            )
        factor.unsure = (
            f"{names} are titles over the same numbers 1 to {max(map(len, ids))}, which were taken "
            "for the same patients"
        )
        factor.otherwise = (Otherwise("other patients in each table", TITLES, OTHERS),)


def refuse_computed_levels(pool: Pool, others: Sequence[Pool], values: Sequence[Pool]) -> None:
    """Refuse rows that were computed from two others of the patient, as a level T/N is.

    Parameters
    ----------
    pool
        The column of a factor.
    others
        The columns of the other factors.
    values
        Columns of numbers.

    Raises
    ------
    ProblemsError
        If the numbers of a level are what two other levels give, in every row.
    """
    names = {text: cell_text(cells[0][1]) for text, cells in pool.spellings.items()}
    if not values or not 3 <= len(names) <= MOST_COMPUTED or len(pool.by_row) > MOST_ROWS:
        return
    owners = _owners(pool)
    value = max(values, key=lambda each: len(each.spellings))
    found: dict[str, Numbers] = {text: {} for text in names}
    for place, text in pool.by_row.items():
        own = value.by_row.get(place, "").replace(",", ".")
        key = (owners.get(place, ""), *(other.by_row.get(place, "") for other in others))
        if place in owners and folded(text) in found and NUMBER.fullmatch(own):
            half = 0.5 * 10.0 ** -len(own.partition(".")[2])
            found[folded(text)][key] = float(own), half
    for made, one, other in permutations(names, 3):
        numbers, a, b = found[made], found[one], found[other]
        keys = [key for key in numbers if key in a and key in b]
        if len(keys) < FEWEST_COMPUTED or len(keys) < len(numbers):
            continue
        spread = [value for value, _ in numbers.values()]
        most = (max(spread) - min(spread)) / 4
        for words, way in WAYS.items():
            if _usual(names[made]) or not all(
                fits(numbers[key], a[key], b[key], way, most) for key in keys
            ):
                continue
            said = words.format(a=names[one], b=names[other])
            raise ProblemsError(
                [
                    Problem(
                        "error",
                        pool.columns[0].where,
                        f'"{names[made]}" of "{pool.text}" is {said} in every row: it was '
                        "computed, and is no sample.",
                        "Delete its rows, and draft again: the study computes its own differences.",
                    )
                ]
            )


def _owners(pool: Pool) -> dict[tuple[int, int], str]:
    """Patient of each row of a column, by number of the table and row."""
    found = {}
    for number, column in enumerate(pool.columns):
        for patient, cell in zip(column.patients, column.cells, strict=True):
            found[number, cell.row] = squeezed(patient)
    return found


def _usual(text: str) -> bool:
    return any(level_name(text) in levels for levels in LEVELS.values())


def _ask_of_places(factor: Factor, pool: Pool) -> None:
    """Texts that stand alone in rows are levels if the same IDs stand under each; or remarks."""
    if pool.text == NAME_OF_THE_SHEET and not pool.usual:
        texts = listed(level.name for level in factor.levels)
        factor.unsure = (
            f"{texts} are names of sheets with the same IDs in each: they were taken for what "
            "differs between the samples"
        )
        names = [level.name for level in factor.levels]
        without = (Otherwise(f'without "{n}"', f"{READ}.{n}", False) for n in names)
        factor.otherwise = tuple(without)
    if pool.text != SECTION_ABOVE:
        return
    known = {level_name(text) for text in pool.spellings}
    factor.family = next((f for f, own in LEVELS.items() if known <= own.keys()), "")
    if not factor.family:
        texts = listed(level.name for level in factor.levels)
        factor.unsure = (
            f"{texts} stand alone in rows, with the same IDs under each: they were taken for what "
            "differs between the samples"
        )
