"""Tables in which a patient has several rows: which columns tell the rows of a patient apart."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from explant.commands.drafting.conditions.asked_of_factors import (
    BLOCK,
    ask_of_factor,
    refuse_computed_levels,
)
from explant.commands.drafting.conditions.crossed_texts import crossed
from explant.commands.drafting.conditions.joined_columns import (
    chosen_value,
    control_of,
    crossed_but_for,
    joined,
    names_markers,
    nested,
    numbered_as_one,
    parts_of_markers,
    was_added,
    with_blanks_named,
)
from explant.commands.drafting.conditions.marked_columns import (
    is_marked,
    marks_as_one,
    named_after_heading,
    refuse_ones,
)
from explant.commands.drafting.conditions.proposed_names import is_coded, levels_of
from explant.commands.drafting.sheets.pools import Pool, Row, on_another_scale, pools_of, told_apart
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.study import Factor, Level
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    SAMPLE_FACTORS,
)
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.names.spellings import folded, squeezed
from explant.spreadsheet.sheet.cells import Cell, cell_text

MOST_FACTORS, MOST_CANDIDATES = 4, 9
NESTED = "reading.nested"
"""Place of the answer to whether columns are two factors."""
COMPARED, APART = "compared", "two_factors"
ENOUGH_PATIENTS = 200
"""Patients among whom columns are looked for that tell the samples apart."""
NAMED = ("marker", "population")
"""Kinds of columns that say what was measured."""


@dataclass
class Roles:
    """What the columns of such tables are."""

    factors: list[Factor] = field(default_factory=list)
    marker: Pool | None = None
    unit: Pool | None = None
    """Column of units."""
    marker_parts: list[Pool] = field(default_factory=list)
    """Columns whose texts together are the marker."""
    replicate: Pool | None = None
    block: Pool | None = None
    """Column of what lies between patient and replicate."""
    implied: dict[str, str] = field(default_factory=dict)
    """Level that blank cells stand for, by heading."""
    marked: dict[str, list[str]] = field(default_factory=dict)
    """Headings of columns with marks that were taken as one, by its heading."""
    by_marks: set[str] = field(default_factory=set)
    """Headings of columns in which a mark stands where something was given."""
    value: Pool | None = None
    """Column of the values, where several hold numbers."""
    repeated: str = ""
    """Rows that no column tells apart: the first of them."""
    values: list[Pool] = field(default_factory=list)
    properties: list[SheetColumn] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def roles_of(tables: Sequence[Table], given: Mapping[str, Any] = MappingProxyType({})) -> Roles:
    """Factors, markers and properties of tables with several rows a patient.

    Parameters
    ----------
    tables
        The tables.
    given
        What a person has answered, by the places of the questions.
    """
    roles = Roles()
    pools = pools_of(tables, roles.remarks)
    refuse_ones(pools)
    pools, roles.marked = marks_as_one(pools)
    roles.by_marks = {*roles.marked, *(pool.text for pool in pools if is_marked(pool))}
    pools, roles.implied = with_blanks_named(pools)
    candidates = [pool for pool in pools if pool.varying >= 0.5 and pool.shared]
    said = [pool for pool in candidates if pool.kind in NAMED and not pool.numeric]
    roles.marker = next((pool for pool in said if not was_added(pool)), None)
    if roles.marker is None and not said and any(p.kind == "value" and p.numeric for p in pools):
        # Names of markers stand beside a column of values, under whatever heading.
        roles.marker = next((pool for pool in candidates if names_markers(pool)), None)
    pools = numbered_as_one(pools) if roles.marker is not None else pools
    numbers = [pool for pool in pools if pool.numeric and pool.varying >= 0.2]
    if roles.marker is not None:
        again = on_another_scale(numbers, roles.remarks)
        pools, numbers = ([p for p in own if p not in again] for own in (pools, numbers))
    counted = [pool for pool in numbers if pool.counts_rows or pool.counts_samples]
    numbers = [pool for pool in numbers if pool not in counted]
    numbers_but_replicates = [pool for pool in numbers if pool.kind != "replicate"]
    if roles.marker is not None and len(numbers_but_replicates) > 1:
        roles.value = chosen_value(numbers_but_replicates, given)
    known = roles.value is not None or any(pool.kind == "value" for pool in numbers)
    if len(numbers_but_replicates) != 1 and not known:
        # With a column for each marker, a column of markers is something else.
        roles.marker = None
    # A number is a factor if its heading says so, or if rows cannot be told apart without it.
    candidates = [p for p in candidates if p is not roles.marker]
    rows = [(n, row.row, squeezed(row.patient)) for n, t in enumerate(tables) for row in t.rows]
    looked_at = set(list(dict.fromkeys(patient for _, _, patient in rows))[:ENOUGH_PATIENTS])
    rows = [row for row in rows if row[2] in looked_at]
    always = [roles.marker] if roles.marker is not None else []
    if len(numbers_but_replicates) == 1:
        named = [p for p in [*always, *candidates] if not p.numeric]
        parts = parts_of_markers(named, numbers_but_replicates[0])
        if len(parts) > (roles.marker is not None):
            roles.marker_parts = parts
            roles.marker = joined(parts, "marker") if len(parts) > 1 else parts[0]
            always = [roles.marker]
            candidates = [p for p in candidates if p not in parts]
    texts = [p for p in candidates if not p.numeric or p.kind in (*SAMPLE_FACTORS, "replicate")]
    if told_apart(rows, [*always, *texts]) < told_apart(rows, [*always, *candidates]):
        texts = candidates if len(candidates) - len(texts) < len(numbers) else texts
    roles.replicate = next((p for p in texts if p.kind == "replicate"), None)
    if roles.replicate is not None:
        texts.remove(roles.replicate)
        always.append(roles.replicate)
    if given.get(BLOCK) != COMPARED:
        pieces = [p for p in pools if p.kind == "block" or p.text == given.get(BLOCK)]
        roles.block = _block(rows, pieces, [*always, *texts])
    if roles.block is not None:
        texts = [p for p in texts if p is not roles.block]
        always.append(roles.block)
    chosen = _factors(rows, texts, always, roles, given)
    if roles.replicate is None and told_apart(rows, [*always, *chosen]) < len(rows):
        # Rows of a sample that nothing but a column of wells tells apart.
        own = (p for p in pools if p.kind == "replicate" and p not in chosen)
        roles.replicate = next((p for p in own if told_apart(rows, [p]) == len(rows)), None)
        always += [roles.replicate] if roles.replicate is not None else []
    roles.repeated = _repeated(rows, tables, [*always, *chosen])
    for pool in chosen:
        apart = [*always, *(other for other in chosen if other is not pool)]
        refuse_computed_levels(pool, apart, [n for n in numbers if n not in (*chosen, *always)])
    roles.unit = next((p for p in pools if p.kind == "unit" and not p.numeric), None)
    used = {id(p) for p in (*chosen, *always, *roles.marker_parts)} | {id(roles.unit)}
    asked = {heading for factor in roles.factors for heading in factor.others}
    for pool in pools:
        if id(pool) in used or pool.text in asked:
            continue
        if pool in counted:
            roles.remarks.append(
                f'"{pool.text}" ({pool.columns[0].own.place}) numbers the rows: it is not read.'
            )
        elif pool.numeric and (same := _same_as(pool, chosen)) is not None:
            roles.remarks.append(
                f'"{pool.text}" ({pool.columns[0].own.place}) numbers what "{same.text}" says: it '
                "is not read."
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


def roles_of_single(table: Table, given: Mapping[str, Any] = MappingProxyType({})) -> Roles:
    """Markers and properties of a table with one row a patient and no level in its headings.

    Parameters
    ----------
    table
        The table.
    given
        What a person has answered, by the places of the questions.
    """
    roles = Roles()
    for pool in pools_of([table], roles.remarks):
        (column,) = pool.columns[:1]
        if pool.numeric and not (pool.kind == "size" or pool.age) and not is_coded(column, given):
            roles.values.append(pool)
        else:
            roles.properties.append(column)
    return roles


def _repeated(rows: Sequence[Row], tables: Sequence[Table], pools: Sequence[Pool]) -> str:
    """Headings of a table of which some samples have several rows; empty if there is none."""
    if told_apart(rows, pools) > 0.8 * len(rows):
        return ""
    return tables[rows[0][0]].where


def _keys(
    rows: Sequence[Row], pools: Sequence[Pool], always: Sequence[Pool]
) -> Iterator[tuple[Pool, ...]]:
    """Sets of columns that tell the samples apart and of which none can be left out."""
    every = told_apart(rows, [*always, *pools])
    found: list[tuple[Pool, ...]] = []
    for size in range(min(MOST_FACTORS, len(pools)) + 1):
        for chosen in itertools.combinations(pools, size):
            if any(all(each in chosen for each in smaller) for smaller in found):
                continue
            if told_apart(rows, [*always, *chosen]) == every:
                found.append(chosen)
                yield chosen


def _factors(
    rows: Sequence[Row],
    pools: Sequence[Pool],
    always: Sequence[Pool],
    roles: Roles,
    given: Mapping[str, Any],
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
    together = nested(rows, best)
    if together is not None and given.get(NESTED) != APART:
        return _nested(together, best, roles)
    others = [key for key in keys[1:] if rank(key) == rank(keys[0])]
    for pool in best:
        factor = Factor(
            "",
            levels_of(pool.spellings),
            pool.columns[0].where,
            pool.text,
            family=pool.kind if pool.kind in SAMPLE_FACTORS else "",
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
        ask_of_factor(factor, pool)
        for level in factor.levels if pool.text in roles.implied else ():
            if level.spellings == [roles.implied[pool.text]]:
                level.implied = True
                level.where = f"blank cells of {pool.text}"
        named_after_heading(factor, pool)
        if pool.text in roles.marked:
            factor.column, factor.together = "", roles.marked[pool.text]
        roles.factors += with_crossed(factor, pool.spellings)
    return best


def _same_as(pool: Pool, others: Sequence[Pool]) -> Pool | None:
    """A column of texts of which each has one number of its own in a column of numbers."""
    for other in others:
        if other.numeric or len(other.spellings) != len(pool.spellings):
            continue
        pairs = {(number, other.by_row.get(row, "")) for row, number in pool.by_row.items()}
        different = len({number for number, _ in pairs})
        if len(pairs) == different == len({text for _, text in pairs}):
            return other
    return None


def _nested(together: tuple[Pool, Pool], best: Sequence[Pool], roles: Roles) -> list[Pool]:
    """Factors of which two are one, for not every level of the first has each of the second."""
    whole = joined(together, "")
    for pool in best:
        if pool is together[0]:
            factor = Factor("", levels_of(whole.spellings), whole.columns[0].where)
            factor.together = [each.text for each in together]
            factor.family, factor.reference = "condition", control_of(whole)
            if crossed_but_for(whole, factor.reference):
                names = " and ".join(f'"{each.text}"' for each in together)
                factor.unsure = (
                    f'{names} are crossed but for "{factor.reference}": their texts together were '
                    "taken for one factor, each level of which is compared with it"
                )
                factor.otherwise = (Otherwise("two factors", NESTED, APART),)
            roles.factors.append(factor)
        elif pool is not together[1]:
            family = pool.kind if pool.kind in SAMPLE_FACTORS else ""
            where = pool.columns[0].where
            roles.factors.append(Factor("", levels_of(pool.spellings), where, pool.text))
            roles.factors[-1].family = family
    return list(best)


def _block(rows: Sequence[Row], pools: Sequence[Pool], others: Sequence[Pool]) -> Pool | None:
    """A column of pieces of a patient's tissue, without which rows cannot be told apart."""
    for pool in pools:
        rest = [each for each in others if each is not pool]
        if told_apart(rows, rest) < told_apart(rows, [*rest, pool]):
            return pool
    return None


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
