"""Which column holds the units of the study: one that repeats as patients do, no condition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explant.commands.drafting.vocabulary_of_drafts import (
    SAMPLE_FACTORS,
    heading_kind,
    id_rank,
    is_reference,
)
from explant.config.names.personal_headings import identifies
from explant.config.names.spellings import squeezed
from explant.numbers import counted
from explant.spreadsheet.places.stated_columns import shape_of
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.headings import header_cells
from explant.spreadsheet.structure.rows import is_summary_word

FEWEST_ROWS = 4
FEWEST_UNITS = 3


@dataclass(frozen=True)
class Unit:
    """A column that may be that of the units, and its texts row by row."""

    heading: str
    texts: tuple[str, ...]

    @property
    def number(self) -> int:
        """Different texts."""
        return len({text for text in self.texts if text})

    @property
    def words(self) -> str:
        """Units × samples, as ``6 units × 4 samples``."""
        each = len(self.texts) / max(self.number, 1)
        samples = f"{each:g}" if each == int(each) else f"about {each:.1f}"
        return f'"{self.heading}": {counted(self.number, "unit")} × {samples} samples'


def columns_of_texts(sheet: Sheet, heading: Cell) -> list[Unit]:
    """Columns beside a heading, with their texts in the rows under it."""
    rows = [row for row in sheet.rows if row > heading.row]
    rows = [row for row in rows if not is_summary_word(cell_text(sheet.at(row, heading.column)))]
    found = []
    for cell in header_cells(sheet, heading.row):
        texts = tuple(squeezed(cell_text(sheet.through_merge(row, cell.column))) for row in rows)
        found.append(Unit(cell_text(cell), texts))
    return found


def same_split(one: Unit, other: Unit) -> bool:
    """Whether each text of one column has one of the other, and the other way around."""
    pairs = set(zip(one.texts, other.texts, strict=True))
    return len(pairs) == one.number == other.number


def other_units(sheet: Sheet, heading: Cell) -> tuple[list[str], str]:
    """Headings that may be that of the units, likelier first, and their numbers.

    A column that names the same conditions as another column is a code of them: the units are then
    what tells its rows apart.

    Parameters
    ----------
    sheet
        The sheet.
    heading
        Heading that words take for that of the units.

    Returns
    -------
    tuple
        The headings, empty if nothing speaks against the words; and what each would mean.
    """
    columns = columns_of_texts(sheet, heading)
    own = next(unit for unit in columns if unit.heading == cell_text(heading))
    if len(own.texts) < FEWEST_ROWS or own.number in (1, len(own.texts)):
        return [], ""
    others = [unit for unit in columns if unit is not own and _repeats(unit)]
    names = [name for name in own.texts if name]
    if own.number < FEWEST_UNITS or any(map(is_reference, names)):
        # The texts under the heading are conditions.
        units = [unit for unit in others if _like_ids(unit.texts)]
        why = "; ".join(unit.words for unit in (*units, own))
        return ([*(unit.heading for unit in units), own.heading], why) if units else ([], "")
    # A number of a patient, such as an age, is no condition.
    coded = [unit for unit in others if same_split(own, unit) and not _numbers(unit.texts)]
    if not coded:
        return [], ""
    units = [
        unit
        for unit in others
        if unit not in coded
        and (id_rank(unit.heading) or _like_ids(unit.texts))
        and _unique(zip(unit.texts, own.texts, strict=True), len(own.texts))
        and not identifies(unit.heading)
        and heading_kind(unit.heading) not in SAMPLE_FACTORS
    ]
    units.sort(key=lambda unit: (not id_rank(unit.heading), not _like_ids(unit.texts)))
    if not units:
        return [], ""
    names = [unit.heading for unit in units]
    why = "; ".join(unit.words for unit in (*units, own))
    same = " and ".join(f'"{unit.heading}"' for unit in coded)
    return [*names, own.heading], f'{why}. "{own.heading}" says the same as {same}'


def _repeats(unit: Unit) -> bool:
    return 1 < unit.number <= len(unit.texts) / 2 and all(unit.texts)


def _unique(pairs: Iterable[tuple[str, str]], rows: int) -> bool:
    return len(set(pairs)) == rows


def _numbers(texts: Sequence[str]) -> bool:
    return all(text.replace(".", "").replace(",", "").isdecimal() for text in texts if text)


def _like_ids(texts: Sequence[str]) -> bool:
    shapes = {shape_of(text) for text in texts}
    return len(shapes) == 1 and "0" in shapes.copy().pop()
