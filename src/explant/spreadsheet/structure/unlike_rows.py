"""Rows that do not look like the patients above them: means, or patients to ask about."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from explant.config.names.spellings import folded
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.summed_rows import SummedUp, is_named, summed_up
from explant.spreadsheet.values.written_numbers import (
    NotANumber,
    parse_number,
    plain_digits,
    shown,
)

Kind = Literal["number", "code", "initials", "word"]
Answer = Literal["leave_out", "patient"]
USUAL = 0.75
"""Share of the IDs above that are of one kind, for another kind to be unlike them."""
FEWEST_ABOVE = 2
MOST_CELLS = 200_000
"""Cells that are looked at for sums: a table has a few rows that are unlike, or is none."""
LAST = 12
"""Rows at the end of a table that may sum up although their IDs look like the others."""
LONGEST_INITIALS = 4
MOST_LEADING = 2
"""Rows right below the header that may hold a limit of detection, or a blank."""
STANDARD = re.compile(
    r"(?:standard|calibrator|blank|blk|qc|ntc|nrt|fmo|isotype|unstained|bead)s?"
    r"(?:[ ._#-]*(?:[0-9]{1,2}|[a-h]))?|"
    # Without a number it is a standard deviation.
    r"std[ ._#-]*[0-9]{1,2}"
)
"""IDs of what stands on each plate, beside the samples."""
LIMITS = frozenset(("lod", "llod", "loq", "lloq", "uloq", "lob", "nwg", "bg", "blank"))


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row of data, with the patient's ID."""

    row: int
    patient: str
    cell: Cell


def is_standard(text: str) -> bool:
    """Whether a label is that of a standard, a blank or a control of a plate.

    Examples
    --------
    >>> [is_standard(text) for text in ("Std 1", "STD_07", "Blank", "NTC", "P01", "Std")]
    [True, True, True, True, False, False]
    """
    return STANDARD.fullmatch(folded(text)) is not None


def kind_of(text: str) -> Kind:
    """What an ID looks like.

    Examples
    --------
    >>> [kind_of(text) for text in ("7", "P01", "AK", "Moyenne", "平均")]
    ['number', 'code', 'initials', 'word', 'word']
    """
    plain = plain_digits(text)
    if any(character.isdigit() for character in plain):
        try:
            parse_number(plain)
        except NotANumber:
            return "code"
        return "number"
    return "initials" if plain.isupper() and len(plain) <= LONGEST_INITIALS else "word"


@dataclass
class _Above:
    """The patients above a row."""

    rows: list[dict[int, Cell]] = field(default_factory=list)
    since: int = 0
    """Where those begin that no row has summed up yet."""
    ids: set[str] = field(default_factory=set)
    kinds: Counter[Kind] = field(default_factory=Counter)
    always_filled: set[int] | None = None
    """Columns of properties in which all of them have something."""

    def add(self, text: str, cells: dict[int, Cell], properties: Sequence[int]) -> None:
        if text not in self.ids:
            self.ids.add(text)
            self.kinds[kind_of(text)] += 1
        self.rows.append(cells)
        filled = {column for column in properties if column in cells}
        self.always_filled = filled if self.always_filled is None else self.always_filled & filled

    def usual(self) -> Kind | None:
        """Kind of nearly all IDs."""
        if len(self.ids) < FEWEST_ABOVE:
            return None
        kind, count = self.kinds.most_common(1)[0]
        return kind if count >= USUAL * len(self.ids) else None


@dataclass(frozen=True)
class _Doubt:
    """A row that may be no patient."""

    row: DataRow
    cells: dict[int, Cell]
    why: str
    certain: bool
    """It is asked about wherever it stands, not only below all patients."""


def without_unlike(
    found: Sequence[DataRow],
    sheet: Sheet,
    value_columns: Sequence[int],
    label_columns: Sequence[int],
    answers: Mapping[str, Answer],
    apart: frozenset[int],
    table: Table,
) -> list[DataRow]:
    """Rows of patients, without those that sum up others, and without those that are asked about.

    A row is left out, and said, if its ID is unlike those above it and its numbers are the mean,
    SD, SEM, median, n, CV or another such measure of the rows above, or of a group of them, in
    every column: in at least two columns, or under the name of such a row in any language. What
    only does not look like the patients above is a question.

    Parameters
    ----------
    found
        Rows with an ID, from top to bottom.
    sheet
        The sheet.
    value_columns, label_columns
        Columns that are read.
    answers
        What the plan says of rows by their ID.
    apart
        Rows above which a blank row, a remark or a sum stands.
    table
        Receives a note for each row left out, and one error for all that are asked about.
    """
    kept: list[DataRow] = []
    asked: list[_Doubt] = []
    doubts: list[_Doubt] = []
    above = _Above()
    looked_at = 0
    tail = {row.row for row in found[-LAST:]}
    separate = False
    columns = sorted({*value_columns, *label_columns})
    for row in found:
        if sheet.merged_in(row.row):
            shown_at = ((c, sheet.through_merge(row.row, c)) for c in columns)
            cells = {c: cell for c, cell in shown_at if not cell.blank}
        else:
            cells = {cell.column: cell for cell in sheet.filled(row.row, columns)}
        separate = separate or row.row in apart
        answer = answers.get(row.patient)
        if answer == "leave_out":
            table.report("note", row.cell, f"Row {row.row} ({shown(row.patient)}) is left out.")
            continue
        doubt: _Doubt | None = None
        if answer is None and row.patient not in above.ids:
            usual = above.usual()
            unlike = usual is not None and kind_of(row.patient) != usual
            named = is_named([row.patient])
            sums = None
            ends = separate and row.row in tail
            if (unlike or named or ends) and len(above.ids) > 1 and looked_at < MOST_CELLS:
                looked_at += len(above.rows) * len(cells)
                sums = _sums(row, cells, above, label_columns)
            if sums and unlike and (named or sums.precise > 1):
                _leave_out(row, sums, table)
                above.since = len(above.rows)
                separate = True
                continue
            if unlike or named or ends:
                doubt = _doubt(row, cells, above, sums, unlike=unlike, named=named, apart=separate)
        if doubt is not None:
            doubts.append(doubt)
            continue
        # A patient below shows that a row among them may be one as well.
        for earlier in doubts:
            if earlier.certain:
                asked.append(earlier)
            else:
                kept.append(earlier.row)
                above.add(earlier.row.patient, earlier.cells, label_columns)
        doubts = []
        separate = False
        kept.append(row)
        above.add(row.patient, cells, label_columns)
    asked += doubts
    top = kept[:MOST_LEADING]
    for row in (row for row in top if row.patient not in answers):
        why = ""
        if above.usual() in ("number", "code") and folded(row.patient) in LIMITS:
            why = "its ID is the name of a limit"
        elif row is top[0] and _explains(row, sheet, columns, above):
            why = "it holds texts where those below hold numbers"
        if why:
            asked.append(_Doubt(row, {}, why, certain=True))
            kept.remove(row)
    names = {row.patient for row in kept}
    standards = {name for name in names if name not in answers and is_standard(name)}
    if standards < names:
        why = "its ID is the name of a standard, a blank or a control"
        asked += [_Doubt(row, {}, why, certain=True) for row in kept if row.patient in standards]
        kept = [row for row in kept if row.patient not in standards]
    if asked:
        _ask(asked, table)
    return sorted(kept, key=lambda each: each.row)


def _explains(row: DataRow, sheet: Sheet, columns: Sequence[int], others: _Above) -> bool:
    """Whether a row says in words what the columns of numbers below it hold.

    A patient of whom all values are missing has an ID as the others have.
    """
    if others.usual() in (None, kind_of(row.patient)):
        return False
    own = {cell.column: cell for cell in sheet.filled(row.row, columns)}
    if len(own) < 2 or any(map(_number, own.values())):
        return False
    below = others.rows[MOST_LEADING:]
    for column in own:
        cells = [cells[column] for cells in below if column in cells]
        if len(cells) > len(below) / 2 and sum(map(_number, cells)) > USUAL * len(cells):
            return True
    return False


def _number(cell: Cell) -> bool:
    if not isinstance(cell.value, str):
        return True
    try:
        parse_number(plain_digits(cell.value))
    except NotANumber:
        return False
    return True


def _sums(
    row: DataRow, cells: dict[int, Cell], above: _Above, labels: Sequence[int]
) -> SummedUp | None:
    """What a row is of all rows above it, or of those since the last sum."""
    names = [row.patient]
    found = summed_up(cells, above.rows, names, labels)
    if found is None and above.since:
        found = summed_up(cells, above.rows[above.since :], names, labels)
    if found is not None and kind_of(row.patient) == "number":
        # The ID is no name here: it may be a number of its own, as n is.
        counts = {len(above.rows), len(above.ids), len(above.rows) - above.since}
        counts |= {len(rows) for rows in _of_groups(cells, above)}
        if row.patient in {str(count) for count in counts}:
            return SummedUp(found.what, found.columns + 1, found.precise + 1)
    return found


def _of_groups(cells: Mapping[int, Cell], above: _Above) -> list[list[dict[int, Cell]]]:
    return [
        [row for row in above.rows if column in row and cell_text(row[column]) == cell_text(cell)]
        for column, cell in cells.items()
        if isinstance(cell.value, str)
    ]


def _doubt(
    row: DataRow,
    cells: dict[int, Cell],
    above: _Above,
    sums: SummedUp | None,
    *,
    unlike: bool,
    named: bool,
    apart: bool,
) -> _Doubt | None:
    """Why a row may be no patient; None if it looks like one."""
    usual, kind = above.usual(), kind_of(row.patient)
    filled = above.always_filled or set()
    lacking = bool(filled) and not filled & cells.keys()
    reasons = []
    if unlike:
        what = {"number": "a number", "code": "a code", "initials": "letters", "word": "a word"}
        those = {
            "number": "numbers",
            "code": "letters with a number",
            "initials": "initials",
            "word": "words",
        }
        reasons.append(f"its ID is {what[kind]} and those above are {those[usual or 'word']}")
    if sums:
        reasons.append(f"its numbers are the {sums.what} of those above")
    if apart:
        reasons.append("it stands apart from the others")
    if lacking:
        reasons.append("it has no property that all others have")
    # A word among P01, P02 …, or a number among texts, is enough by itself; initials may be those
    # of a patient.
    strong = unlike and (kind == "number" or (kind == "word" and usual in ("number", "code")))
    proven = sums is not None and (named or sums.precise > 1)
    if not (strong or proven or (unlike and (apart or lacking or named)) or (apart and lacking)):
        return None
    return _Doubt(row, cells, ", ".join(reasons), certain=proven or (strong and named))


def _leave_out(row: DataRow, sums: SummedUp, table: Table) -> None:
    table.report(
        "note",
        row.cell,
        f"Row {row.row} ({shown(row.patient)}) sums up other rows and is left out: its numbers are "
        f"the {sums.what} of those above.",
    )


def _ask(asked: Sequence[_Doubt], table: Table) -> None:
    first = asked[0]
    texts = list(dict.fromkeys(each.row.patient for each in asked))
    table.partly_read = True
    table.odd_rows.update(dict.fromkeys(texts))
    more = ""
    if len(asked) > 1:
        rows = ", ".join(f"{each.row.row} ({shown(each.row.patient)})" for each in asked[1:9])
        more = (
            f" So with row{'s' if len(asked) > 2 else ''} {rows}{' …' if len(asked) > 9 else ''}."
        )
    answer = f"{{{shown(texts[0])}: leave_out}}"
    table.report(
        "error",
        [each.row.cell for each in asked],
        f"Is row {first.row.row} ({shown(first.row.patient)}) a patient? It does not look like the "
        f"other patients: {first.why}.{more}",
        "Delete what is no patient (a mean, a total, a remark), or say in the config what it is: "
        f"spreadsheet.odd_rows: {answer}, or patient in the place of leave_out.",
    )
