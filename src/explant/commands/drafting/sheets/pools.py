"""Columns that have the same heading in all tables, and which rows they tell apart."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.vocabulary_of_drafts import (
    MIDDLES,
    SAMPLE_FACTORS,
    SPREADS,
    heading_kind,
    level_name,
    words,
)
from explant.commands.drafting.words_of_headings import NUMBERING
from explant.config.names.spellings import folded, natural_key, squeezed
from explant.spreadsheet.sheet.cells import Cell, column_letter
from explant.spreadsheet.structure.headings import unit_of

MOST_LEVELS, MOST_NUMBERS = 24, 10
MOST_SCALES = 6
EVERYWHERE = 0.8
"""Share of the patients at whom each dose has to stand."""
CONCENTRATION = re.compile(
    r"(?:k?i?u|[npuµμmk]?g|[npuµμm]?mol|[npuµμm]m)(?:/(?:m?l|µl|kg))?|ppm|moi"
)
FEWEST_RANKS = 8
"""Different numbers in the same order in two columns by no chance."""
FEWEST_NUMBERED = 4
"""Patients whose samples are numbered alike by no chance."""
AGE = {"age", "alter", "edad", "âge", "età", "idade", "leeftijd", "ålder", "alder", "ikä", "wiek"}
AGE |= {"yaş", "年龄", "年齢", "나이"}
SPREADS_OF_COLUMNS = SPREADS | {"variance"}
MIDDLES_OF_COLUMNS = MIDDLES | {"avg", "geomean"}
"""Beside a column of the same name, words that alone may be a sheet's own."""


@dataclass
class Pool:
    """Columns of all tables that have the same heading."""

    text: str
    columns: list[SheetColumn]
    kind: str
    by_row: dict[tuple[int, int], str] = field(default_factory=dict)
    """Text by number of the table and row."""

    @cached_property
    def spellings(self) -> dict[str, list[tuple[str, Cell]]]:
        """Patients and cells of each text, once all columns are there."""
        if len(self.columns) == 1:
            return self.columns[0].spellings
        found: dict[str, list[tuple[str, Cell]]] = {}
        for column in self.columns:
            for text, cells in column.spellings.items():
                found.setdefault(text, []).extend(cells)
        return found

    @property
    def numeric(self) -> bool:
        """Numbers stand in most of its cells."""
        filled = [column for column in self.columns if column.filled]
        return bool(filled) and all(column.numeric for column in filled)

    @cached_property
    def varying(self) -> float:
        """Share of the patients with several cells in whom these differ."""
        own: dict[str, list[str]] = {}
        if all(len(cells) == 1 for cells in self.spellings.values()):
            # No text stands twice, as of most numbers that were measured.
            patients = {squeezed(cells[0][0]) for cells in self.spellings.values()}
            return 1.0 if len(patients) < len(self.spellings) else 0.0
        for text, cells in self.spellings.items():
            for patient, _ in cells:
                own.setdefault(squeezed(patient), []).append(text)
        several = [texts for texts in own.values() if len(texts) > 1]
        return sum(len(set(texts)) > 1 for texts in several) / max(len(several), 1)

    @property
    def shared(self) -> bool:
        """Each of a few texts stands at several patients."""
        spellings = self.spellings
        most = MOST_NUMBERS if self.numeric else MOST_LEVELS
        if not 2 <= len(spellings) <= most:
            return False
        patients = {squeezed(p) for cells in spellings.values() for p, _ in cells}
        own = [len({p for p, _ in cells}) for cells in spellings.values()]
        return sum(own) / len(own) >= max(0.3 * len(patients), 1.5)

    @property
    def counts_rows(self) -> bool:
        """A number of its own in each row, under a heading that says number or one by one."""
        texts = self.spellings
        cells = sum(map(len, texts.values()))
        if len(texts) < cells or not all(text.isdecimal() for text in texts):
            return False
        in_order = [self.by_row[row] for row in sorted(self.by_row)]
        one_by_one = in_order == [str(number) for number in range(1, cells + 1)]
        return one_by_one or bool(NUMBERING & set(words(self.text)))

    @property
    def counts_samples(self) -> bool:
        """Each patient has the numbers from 1 on, each once: a period, a lane, a visit."""
        if len(self.spellings) > MOST_NUMBERS or not all(t.isdecimal() for t in self.spellings):
            return False
        own: dict[str, list[str]] = {}
        for text, cells in self.spellings.items():
            for patient, _ in cells:
                own.setdefault(squeezed(patient), []).append(text)
        known = [sorted(texts, key=natural_key) for texts in own.values()]
        running = [str(number) for number in range(1, len(max(known, key=len, default=[])) + 1)]
        alone = self.kind in ("", "value") and len(known) >= FEWEST_NUMBERED
        return alone and len(running) > 1 and all(texts == running for texts in known)

    @property
    def age(self) -> bool:
        """Heading of the age of a person, which no question measures."""
        return bool(AGE & set(words(self.text)))

    @property
    def usual(self) -> bool:
        """Heading or levels are usual ones of a factor."""
        known = [level_name(text) != text for text in self.spellings]
        return self.kind in SAMPLE_FACTORS or all(known)


def pools_of(tables: Sequence[Table], remarks: list[str]) -> list[Pool]:
    """Columns by heading; what identifies people is left out, and said without its heading."""
    pools: dict[str, Pool] = {}
    for number, table in enumerate(tables):
        for column in table.columns:
            if usable(column, table, remarks):
                pool = pools.setdefault(
                    folded(column.text), Pool(column.text, [], heading_kind(column.text))
                )
                pool.columns.append(column)
                for row, text in zip(table.rows, column.texts, strict=True):
                    pool.by_row[number, row.row] = text
    for pool in pools.values():
        if not pool.kind and _is_dose(pool):
            pool.kind = "dose"
    return list(pools.values())


def _is_dose(pool: Pool) -> bool:
    """Whether a few concentrations of what the heading names stand at all patients, 0 among them.

    ``IL-2 (ng/ml)`` over 0, 1 and 10 was given: what is measured differs between patients.
    """
    if not (pool.numeric and CONCENTRATION.fullmatch(folded(unit_of(pool.text)))):
        return False
    patients = {squeezed(p) for cells in pool.spellings.values() for p, _ in cells}
    own = [len({squeezed(p) for p, _ in cells}) for cells in pool.spellings.values()]
    zero = any(text.strip("0.,") == "" for text in pool.spellings)
    few = 2 <= len(own) <= MOST_NUMBERS
    return zero and few and min(own) >= EVERYWHERE * len(patients) > EVERYWHERE


def usable(column: SheetColumn, table: Table, remarks: list[str]) -> bool:
    """Whether a column may stand in a draft; else the reason goes to the remarks."""
    own = column.own.origin
    letter = f"Column {column_letter(own.column)} of {own.sheet}"
    if column.personal:
        remarks.append(f"{letter} holds {column.personal}, which identify people: it is not read.")
    elif column.dates:
        remarks.append(f"{letter} holds dates: it is not read.")
    elif of := summed_up_by(column, table):
        remarks.append(f'{letter}, "{column.text}", sums up "{of}": it is not read.')
        return False
    return not column.personal and not column.dates and bool(column.filled)


def summed_up_by(column: SheetColumn, table: Table) -> str:
    """The other heading of a table whose spread, mean or number a column holds; empty if none.

    Parameters
    ----------
    column
        A column, such as that of ``CD25 SD`` beside ``CD25 mean``, or of ``Ct mean`` beside ``Ct``.
    table
        Its table.
    """
    said = re.findall(r"\w+", folded(column.text))
    spread = [word for word in said if word not in SPREADS_OF_COLUMNS]
    middle = [word for word in said if word not in MIDDLES_OF_COLUMNS]
    number = [word for word in said if word != "n"] if column.numeric else said
    if len(said) == len(spread) == len(middle) == len(number):
        return ""
    whole = all(r.value is None or r.value == int(r.value) for _, r in column.readings)
    for other in table.columns:
        if not other.numeric or other is column:
            continue
        own = re.findall(r"\w+", folded(other.text))
        bare = [word for word in own if word not in MIDDLES_OF_COLUMNS]
        if len(spread) < len(said) and spread and bare == spread:
            return other.text
        if len(middle) < len(said) and middle and own == middle:
            return other.text
        if len(number) < len(said) and number and whole and bare == number and bare != own:
            return other.text
    return ""


def on_another_scale(pools: Sequence[Pool], remarks: list[str]) -> list[Pool]:
    """Columns of numbers that say on another scale what one before them says: 2^-dCt beside dCt.

    Parameters
    ----------
    pools
        Columns of numbers.
    remarks
        Receives a sentence for each.
    """
    found: list[Pool] = []
    for one, other in itertools.combinations(pools, 2) if len(pools) <= MOST_SCALES else ():
        if one in found or other in found or one.kind == "replicate":
            continue
        rows = [row for row in one.by_row if one.by_row[row] and other.by_row.get(row)]
        own, theirs = (_numbers([pool.by_row[row] for row in rows]) for pool in (one, other))
        pairs = sorted(zip(own, theirs, strict=False))
        back = sorted((number, -their) for number, their in pairs)
        # Numbers that are rounded away from each other may be alike on the other scale.
        same = any([t for _, t in each] == sorted(t for _, t in each) for each in (pairs, back))
        if same and min(len(set(own)), len(set(theirs))) >= FEWEST_RANKS:
            found.append(other)
            place = other.columns[0].own.place
            remarks.append(
                f'"{other.text}" ({place}) says the same as "{one.text}" on another scale: it is '
                "not read."
            )
    return found


def _numbers(texts: Sequence[str]) -> list[float]:
    """Numbers of texts; none where one of them is no number."""
    try:
        return [float(text.replace(",", ".")) for text in texts]
    except ValueError:
        return []


Row = tuple[int, int, str]


def told_apart(rows: Sequence[Row], pools: Sequence[Pool]) -> int:
    """Number of samples that columns tell apart within patients and tables."""
    return len(
        {
            (table, patient, *(pool.by_row.get((table, row), "") for pool in pools))
            for table, row, patient in rows
        }
    )
