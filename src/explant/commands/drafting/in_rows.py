"""Tables in which a patient has several rows: which columns tell the rows of a patient apart."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from explant.commands.drafting.crossed_texts import crossed
from explant.commands.drafting.proposed_names import levels_of
from explant.commands.drafting.recognised_tables import SheetColumn, Table
from explant.commands.drafting.study import Factor, Level
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    NUMBERING,
    heading_kind,
    level_name,
    words,
)
from explant.config.names.spellings import folded, squeezed
from explant.spreadsheet.sheet.cells import Cell, cell_text, column_letter

MOST_LEVELS, MOST_NUMBERS = 24, 10
MOST_FACTORS, MOST_CANDIDATES = 4, 9
ENOUGH_PATIENTS = 200
"""Patients among whom columns are looked for that tell the samples apart."""
FACTORS = ("tissue", "treatment", "time", "dose")


@dataclass
class Pool:
    """Columns of all tables that have the same heading."""

    text: str
    columns: list[SheetColumn]
    kind: str
    by_row: dict[tuple[int, int], str] = field(default_factory=dict)
    """Text by number of the table and row."""

    @property
    def spellings(self) -> dict[str, list[tuple[str, Cell]]]:
        """Patients and cells of each text."""
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

    @property
    def varying(self) -> float:
        """Share of the patients with several cells in whom these differ."""
        own: dict[str, list[str]] = {}
        for text, cells in self.spellings.items():
            for patient, _ in cells:
                own.setdefault(squeezed(patient), []).append(text)
        several = [texts for texts in own.values() if len(texts) > 1]
        return sum(len(set(texts)) > 1 for texts in several) / max(len(several), 1)

    @property
    def shared(self) -> bool:
        """Each of a few texts stands at several patients."""
        spellings = self.spellings
        patients = {squeezed(p) for cells in spellings.values() for p, _ in cells}
        own = [len({p for p, _ in cells}) for cells in spellings.values()]
        most = MOST_NUMBERS if self.numeric else MOST_LEVELS
        return 2 <= len(own) <= most and sum(own) / len(own) >= max(0.3 * len(patients), 1.5)

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
    def usual(self) -> bool:
        """Heading or levels are usual ones of a factor."""
        known = [level_name(text) != text for text in self.spellings]
        return self.kind in FACTORS or all(known)


@dataclass
class Roles:
    """What the columns of such tables are."""

    factors: list[Factor] = field(default_factory=list)
    marker: Pool | None = None
    unit: Pool | None = None
    """Column of units."""
    statistic: Pool | None = None
    """Column that names the marker together with that of the marker."""
    replicate: Pool | None = None
    block: Pool | None = None
    """Column of what lies between patient and replicate."""
    repeated: str = ""
    """Rows that no column tells apart: the first of them."""
    values: list[Pool] = field(default_factory=list)
    properties: list[SheetColumn] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


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
                for row, cell in zip(table.rows, column.cells, strict=True):
                    pool.by_row[number, row.row] = squeezed(cell_text(cell))
    return list(pools.values())


def usable(column: SheetColumn, table: Table, remarks: list[str]) -> bool:
    """Whether a column may stand in a draft; else the reason goes to the remarks."""
    letter = f"Column {column_letter(column.own.column)} of {table.sheet}"
    if column.personal:
        remarks.append(f"{letter} holds {column.personal}, which identify people: it is not read.")
    elif column.dates:
        remarks.append(f"{letter} holds dates: it is not read.")
    return not column.personal and not column.dates and bool(column.filled)


def roles_of(tables: Sequence[Table]) -> Roles:
    """Factors, markers and properties of tables with several rows a patient."""
    roles = Roles()
    pools = pools_of(tables, roles.remarks)
    candidates = [pool for pool in pools if pool.varying >= 0.5 and pool.shared]
    roles.marker = next((p for p in candidates if p.kind == "marker" and not p.numeric), None)
    numbers = [pool for pool in pools if pool.numeric and pool.varying >= 0.2]
    counted = [pool for pool in numbers if pool.counts_rows]
    numbers = [pool for pool in numbers if pool not in counted]
    numbers_but_replicates = [pool for pool in numbers if pool.kind != "replicate"]
    if len(numbers_but_replicates) != 1 and not any(pool.kind == "value" for pool in numbers):
        # With a column for each marker, a column of markers is something else.
        roles.marker = None
    # A number is a factor if its heading says so, or if rows cannot be told apart without it.
    candidates = [p for p in candidates if p is not roles.marker]
    if roles.marker is not None:
        roles.statistic = next((p for p in candidates if p.kind == "statistic"), None)
        candidates = [p for p in candidates if p is not roles.statistic]
    rows = [(n, row.row, squeezed(row.patient)) for n, t in enumerate(tables) for row in t.rows]
    looked_at = set(list(dict.fromkeys(patient for _, _, patient in rows))[:ENOUGH_PATIENTS])
    rows = [row for row in rows if row[2] in looked_at]
    always = [pool for pool in (roles.marker, roles.statistic) if pool is not None]
    roles.block = next((p for p in candidates if p.kind == "block"), None)
    if roles.block is not None:
        candidates.remove(roles.block)
        always.append(roles.block)
    texts = [p for p in candidates if not p.numeric or p.kind in (*FACTORS, "replicate")]
    if _told_apart(rows, [*always, *texts]) < _told_apart(rows, [*always, *candidates]):
        texts = candidates if len(candidates) - len(texts) < len(numbers) else texts
    roles.replicate = next((p for p in texts if p.kind == "replicate"), None)
    if roles.replicate is not None:
        texts.remove(roles.replicate)
        always.append(roles.replicate)
    chosen = _factors(rows, texts, always, roles)
    if roles.replicate is None and _told_apart(rows, [*always, *chosen]) < len(rows):
        # Rows of a sample that nothing but a column of wells tells apart.
        own = (p for p in pools if p.kind == "replicate" and p not in chosen)
        roles.replicate = next((p for p in own if _told_apart(rows, [p]) == len(rows)), None)
        always += [roles.replicate] if roles.replicate is not None else []
    roles.repeated = _repeated(rows, tables, [*always, *chosen])
    roles.unit = next((p for p in pools if p.kind == "unit" and not p.numeric), None)
    used = {id(p) for p in (*chosen, *always)} | {id(roles.unit)}
    asked = {heading for factor in roles.factors for heading in factor.others}
    for pool in pools:
        if id(pool) in used or pool.text in asked:
            continue
        if pool in counted:
            roles.remarks.append(
                f'"{pool.text}" ({pool.columns[0].own.place}) numbers the rows: it is not read.'
            )
        elif pool.numeric and pool.varying >= 0.2:
            roles.values.append(pool)
        elif pool.varying < 0.1:
            # What is the same of every patient tells nothing of any.
            roles.properties += pool.columns[:1] if len(pool.spellings) > 1 else []
        elif pool in texts:
            roles.remarks.append(
                f'"{pool.text}" ({pool.columns[0].own.place}) differs between the samples of a '
                "patient, and the samples can be told apart without it: it is not read."
            )
        else:
            roles.remarks.append(
                f'"{pool.text}" ({pool.columns[0].own.place}) is neither a number nor the same '
                "for all samples of a patient: it is not read."
            )
    return roles


def roles_of_single(table: Table) -> Roles:
    """Markers and properties of a table with one row a patient and no level in its headings."""
    roles = Roles()
    for pool in pools_of([table], roles.remarks):
        (column,) = pool.columns[:1]
        if pool.numeric and pool.kind != "size":
            roles.values.append(pool)
        else:
            roles.properties.append(column)
    return roles


Row = tuple[int, int, str]


def _told_apart(rows: Sequence[Row], pools: Sequence[Pool]) -> int:
    """Number of samples that columns tell apart within patients and tables."""
    return len(
        {
            (table, patient, *(pool.by_row.get((table, row), "") for pool in pools))
            for table, row, patient in rows
        }
    )


def _repeated(rows: Sequence[Row], tables: Sequence[Table], pools: Sequence[Pool]) -> str:
    """Headings of a table of which some samples have several rows; empty if there is none."""
    if _told_apart(rows, pools) > 0.8 * len(rows):
        return ""
    return tables[rows[0][0]].where


def _keys(
    rows: Sequence[Row], pools: Sequence[Pool], always: Sequence[Pool]
) -> Iterator[tuple[Pool, ...]]:
    """Sets of columns that tell the samples apart and of which none can be left out."""
    every = _told_apart(rows, [*always, *pools])
    found: list[tuple[Pool, ...]] = []
    for size in range(min(MOST_FACTORS, len(pools)) + 1):
        for chosen in itertools.combinations(pools, size):
            if any(all(each in chosen for each in smaller) for smaller in found):
                continue
            if _told_apart(rows, [*always, *chosen]) == every:
                found.append(chosen)
                yield chosen


def _factors(
    rows: Sequence[Row], pools: Sequence[Pool], always: Sequence[Pool], roles: Roles
) -> list[Pool]:
    """Columns of the factors; where others would do as well, a person is asked."""
    pools = sorted(pools, key=lambda pool: not pool.usual)[:MOST_CANDIDATES]

    def rank(chosen: tuple[Pool, ...]) -> tuple[int, int]:
        unusual = sum(not pool.usual for pool in chosen)
        return unusual, -len(chosen) if not unusual else len(chosen)

    keys = sorted(_keys(rows, pools, always), key=rank)
    if not keys:
        return []
    best = sorted(keys[0], key=lambda pool: pool.columns[0].own.column)
    others = [key for key in keys[1:] if rank(key) == rank(keys[0])]
    for pool in best:
        factor = Factor(
            "",
            levels_of(pool.spellings),
            pool.columns[0].where,
            pool.text,
            family=pool.kind if pool.kind in FACTORS else "",
        )
        rest = {id(p) for p in best if p is not pool}
        for key in others:
            (instead, *more) = [p for p in key if id(p) not in rest] or [pool]
            if more or instead in best:
                continue
            if set(instead.spellings) == set(pool.spellings):
                factor.others.append(instead.text)
            else:
                factor.unsure = f'"{instead.text}" would tell the samples apart as well'
        if pool.numeric and pool.kind not in FACTORS:
            factor.unsure = "its cells are numbers: is it a factor, a replicate or a marker"
        roles.factors += with_crossed(factor, pool.spellings)
    return best


def with_crossed(
    factor: Factor, spellings: Mapping[str, Sequence[tuple[str, Cell]]]
) -> list[Factor]:
    """A factor as it is, or the factors whose levels its texts say together.

    Parameters
    ----------
    factor
        The factor, with the texts as levels.
    spellings
        Patients and cells of each text.
    """
    cells = {cell_text(own[0][1]): own for own in spellings.values()}
    found = crossed(list(cells)) if not factor.others else None
    if found is None:
        return [factor]
    factors = []
    for one in found.factors:
        parts: dict[str, list[tuple[str, Cell]]] = {}
        names: dict[str, str] = {}
        whole: dict[str, list[str]] = {}
        for text, (meant, spelling) in one.levels.items():
            if not spelling:
                continue
            key = folded(spelling)
            names[spelling.lstrip("+ ") or spelling] = meant
            whole.setdefault(key, []).append(text)
            # The cell stands in for the part of its text.
            parts.setdefault(key, []).extend(
                (p, Cell(c.sheet, c.row, c.column, spelling)) for p, c in cells[text]
            )
        levels = levels_of(parts)
        for level in levels:
            spelled = level.spellings[0]
            level.name = _readable(names.get(spelled.lstrip("+ ") or spelled, ""), level.name)
            if found.joint:
                level.spellings = [text for s in level.spellings for text in whole[folded(s)]]
            else:
                level.spellings = [s.lstrip("+ ") or s for s in level.spellings]
                level.alike = [s.lstrip("+ ") or s for s in level.alike]
                level.alike = [s for s in dict.fromkeys(level.alike) if s not in level.spellings]
        if one.implied:
            where = f"implied where {factor.column or 'the text'} says none"
            levels.insert(0, Level(one.implied, [one.implied], where, implied=True))
        own = Factor("", levels, factor.where, factor.column, family=one.family)
        own.crossed = True
        factors.append(own)
    if found.unsure:
        factors[-1].unsure = found.unsure
    return factors


def _readable(meant: str, written: str) -> str:
    """Name of a level: the usual word for a letter or an abbreviation, else as it is written."""
    known = {name for levels in LEVELS.values() for name in levels}
    return meant if meant in known and meant != "treated" else written
