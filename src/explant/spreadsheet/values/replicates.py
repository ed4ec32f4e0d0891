"""Several values of one patient, cell and marker: technical replicates, or duplicates."""

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explant.config.models import BelowDetection, Marker, Plan
from explant.config.names.spellings import listed, natural_key
from explant.questions.averaging import PARTLY, Replicate, average, entering, written
from explant.spreadsheet.layouts.tidy import Entry, Levels, Table, sample_name
from explant.spreadsheet.sheet.cells import Cell
from explant.spreadsheet.values.cell_values import Censored

Key = tuple[str, Levels, str]
MOST_NAMED = 6
FEWEST_RESTARTED = 3
"""IDs with two values of a sample that make a numbering that begins again."""


# Not frozen, though nothing changes one: see Cell.
@dataclass(slots=True, unsafe_hash=True)
class Value:
    """A value that exists, with the cell it came from."""

    entry: Entry
    value: float
    censored: Censored


ENTERS: dict[BelowDetection, str] = {
    "limit_over_sqrt2": "the limit divided by √2",
    "half_limit": "half the limit",
    "limit": "the limit",
    "drop": "missing",
}

Contradiction = tuple[Key, str, list[Value]]
"""Patient, levels and marker, the replicate, and its values, which differ."""


@dataclass(slots=True)
class Averaged:
    """The value of one patient, cell and marker."""

    value: float
    replicates: int
    replicates_below: int
    replicate_sd: float
    censored: str
    cells: tuple[Cell, ...]
    blocks: int = 1
    block_sd: float = math.nan
    written: str = ""


def sort_out(groups: dict[Key, Sequence[Value]], plan: Plan, table: Table) -> None:
    """Leave each replicate of a patient, cell and marker once, and report duplicates.

    With a replicate column, or where the plan says that repeated rows are replicates, several
    values are replicates, and the same replicate twice must be the same value. Otherwise they must
    all be the same, and one of them is kept.
    """
    pasted: dict[tuple[str, tuple[int, ...]], list[Value]] = {}
    repeated_ids: dict[str, None] = {}
    names = plan.spreadsheet.columns
    one_sample = not plan.factors and not (names.replicate or names.block)
    contradictions: list[Contradiction] = []
    unnumbered: list[Value] = []
    nowhere: list[Value] = []
    repeating = plan.spreadsheet.repeated_rows == "replicates"
    for key, group in groups.items():
        if len(group) == 1:
            continue
        by_replicate: dict[tuple[str, str], list[Value]] = {}
        for number, value in enumerate(group):
            replicate = value.entry.replicate or (str(number) if repeating else "")
            by_replicate.setdefault((value.entry.block, replicate), []).append(value)
        for (_, replicate), same in by_replicate.items():
            if len(same) == 1:
                continue
            different = len({(value.value, value.censored) for value in same}) > 1
            if different and one_sample:
                repeated_ids[key[0]] = None
            elif different:
                contradictions.append((key, replicate, same))
            else:
                rows = tuple(value.entry.cell.row for value in same)
                pasted.setdefault((key[0], rows), []).extend(same)
        for block in {block for block, _ in by_replicate}:
            if (block, "") in by_replicate and sum(own == block for own, _ in by_replicate) > 1:
                unnumbered += by_replicate[block, ""]
        if len({block for block, _ in by_replicate}) > 1:
            nowhere += [value for value in group if not value.entry.block]
        group = groups[key] = [same[0] for same in by_replicate.values()]
        flags = {value.censored for value in group}
        if len(flags) > 1:
            table.report(
                "warning",
                [value.entry.cell for value in group],
                "Some replicates are beyond a limit of detection and some are not: one below "
                f"enters the average as {ENTERS[plan.inference.below_detection]} "
                "(inference.below_detection), one above as its limit, and the sample is marked.",
                "Repeat the measurement, or leave the replicates out.",
                patient=key[0],
                marker=key[2],
            )
    if repeated_ids:
        _repeated(list(repeated_ids), table)
    if _restart(contradictions, table):
        pasted, contradictions = {}, []
    for key, replicate, same in contradictions:
        _contradiction(key, replicate, same, plan, table)
    if unnumbered:
        table.report(
            "error",
            [value.entry.cell for value in unnumbered],
            "These values have no number of a replicate, and others of the same sample have one: "
            "it is not stated whether they are replicates too, or the means of the others.",
            "Number them if they are replicates; else delete them.",
        )
    if nowhere:
        table.report(
            "error",
            [value.entry.cell for value in nowhere],
            "These values name no block, and others of the same sample do.",
            f'Write the block under "{plan.spreadsheet.columns.block}".',
        )
    for (patient, rows), repeated in pasted.items():
        samples = {value.entry.levels for value in repeated}
        own = samples.pop() if len(samples) == 1 else ()
        sample = f"{', '.join(own)} of {patient}" if own else patient
        count = "twice" if len(rows) == 2 else f"{len(rows)} times"
        table.report(
            "warning",
            [value.entry.cell for value in repeated],
            f"{sample} stands there {count} with the same values; they are used once.",
            "Delete the repetition; or, if these are technical replicates, number them in a "
            "column and name it under spreadsheet.columns.replicate.",
            patient=patient,
        )


def _restart(contradictions: Sequence[Contradiction], table: Table) -> bool:
    """Whether the numbering of the IDs begins again, so that one ID stands for two patients.

    Then most IDs have two values of a sample, and their rows stand apart from each other.
    """
    twice = {key[0] for key, _, _ in contradictions}
    if len(twice) < FEWEST_RESTARTED or 2 * len(twice) < len(table.patients):
        return False
    order = sorted(
        ((cell.sheet, cell.row, name) for name, own in table.patients.items() for cell in own)
    )
    runs = [list(own) for _, own in itertools.groupby(order, key=lambda each: each[2])]
    count = Counter(run[0][2] for run in runs)
    if any(count[name] < 2 for name in twice):
        return False
    again = next(at for at, run in enumerate(runs) if any(run[0][2] == o[0][2] for o in runs[:at]))
    sheet, row, name = runs[again][0]
    first = next(c for c in table.patients[name] if (c.sheet, c.row) == (sheet, row))
    names = sorted(twice, key=natural_key)
    table.report(
        "error",
        [value.entry.cell for _, _, same in contradictions for value in same],
        f"Do the IDs begin again in {first.place}? {len(names)} of {len(table.patients)} IDs "
        f"({listed(names, 5)}) have two values of one sample, in rows that stand apart: the same "
        "number may be another patient in each group.",
        "If so, name the column of the groups under spreadsheet.columns.patient_within in the "
        "config, or write IDs that are each patient's own (A1, B1). "
        "If they are the same patients measured again, number the rows in a column and name it "
        "under spreadsheet.columns.replicate.",
    )
    return True


def _contradiction(key: Key, replicate: str, same: list[Value], plan: Plan, table: Table) -> None:
    patient, levels, marker = key
    numbers = listed(f"{value.value:g}" for value in same)
    if plan.spreadsheet.columns.replicate:
        name = f"replicate {replicate}" if replicate else "a replicate without a number"
        what = f"{marker} of {sample_name(patient, levels)} has {name} with the values {numbers}."
        fix = "Number the replicates, or delete the wrong value."
    else:
        what = f"{marker} of {sample_name(patient, levels)} has the values {numbers}."
        fix = (
            "Delete the wrong one; or, if these are technical replicates, number them in a column "
            "and name it under spreadsheet.columns.replicate (or declare repeated_rows: "
            "replicates), and if they are pieces of one tissue, under spreadsheet.columns.block. "
            "IDs that begin again in each group need the group in them."
        )
    table.report(
        "error", [value.entry.cell for value in same], what, fix, patient=patient, marker=marker
    )


def _repeated(patients: list[str], table: Table) -> None:
    """IDs in several rows where the plan says that each patient has one sample."""
    several = len(patients) > 1
    table.report(
        "error",
        [cell for patient in patients for cell in table.patients.get(patient, [])],
        f"{'IDs repeat' if several else 'An ID repeats'}: {listed(patients)} "
        f"{'stand' if several else 'stands'} in several rows with different values, and the plan "
        "has no factor that tells the samples of a patient apart.",
        "If the rows are different patients, correct the IDs. If they are samples of one patient, "
        "declare what differs between them under factors, with its column and levels. If they "
        "are technical replicates, number them in a column and name it under "
        "spreadsheet.columns.replicate.",
        patient="" if several else patients[0],
    )


def averaged(
    group: Sequence[Value], marker: Marker, rule: BelowDetection = "limit_over_sqrt2"
) -> Averaged:
    """Average of the replicates of one patient, cell and marker.

    Replicates are averaged within each block, and the blocks then. It is censored when all values
    are on the same side; otherwise those below the limit enter as the rule says, and it is marked.
    """
    if len(group) == 1:
        only = group[0]
        n_below = int(only.censored == "below")
        return Averaged(only.value, 1, n_below, math.nan, only.censored, (only.entry.cell,))
    flags = {value.censored for value in group}
    by_block: dict[str, list[Replicate]] = {}
    for value in group:
        by_block.setdefault(value.entry.block, []).append((value.value, value.censored))
    blocks = list(by_block.values())
    used = [entering(own, "limit" if flags == {"below"} else rule) for own in blocks]
    used = [own for own in used if own]
    means = [average(own, marker.scale, marker.offset) for own in used]
    within = sum(float(np.var(own, ddof=1)) * (len(own) - 1) for own in used if own[1:])
    values = [value for own in used for value in own]
    freedom = len(values) - len(means)
    return Averaged(
        average(means, marker.scale, marker.offset),
        len(group),
        sum(value.censored == "below" for value in group),
        # One block: the standard deviation of its replicates, to the digit.
        float(np.std(values, ddof=1))
        if len(means) == 1 and freedom
        else math.sqrt(within / freedom)
        if freedom
        else math.nan,
        flags.pop() if len(flags) == 1 else PARTLY,
        tuple(value.entry.cell for value in group),
        len(blocks),
        float(np.std(means, ddof=1)) if len(means) > 1 else math.nan,
        written(blocks),
    )


def coefficient_of_variation(values: Sequence[float]) -> float:
    """Standard deviation of replicates in percent of their mean; NaN where the mean is no scale.

    Examples
    --------
    >>> round(coefficient_of_variation([9, 10, 11]), 6)
    10.0
    """
    mean = float(np.mean(values))
    if len(values) < 2 or mean <= 0:
        return math.nan
    return 100 * float(np.std(values, ddof=1)) / mean


def check_replicates(groups: Mapping[Key, Sequence[Value]], plan: Plan, table: Table) -> None:
    """Warn of replicates that differ by more than the plan allows, one problem a marker."""
    too_wide: dict[str, list[tuple[float, Key]]] = {}
    for key, group in groups.items():
        limit = plan.markers[key[2]].replicate_cv
        if limit is None or any(value.censored for value in group):
            continue
        variation = coefficient_of_variation([value.value for value in group])
        if variation > limit:
            too_wide.setdefault(key[2], []).append((variation, key))
    for marker, found in too_wide.items():
        found.sort(key=lambda each: -each[0])
        named = [
            f"{' '.join(filter(None, (patient, ', '.join(levels))))} ({variation:.0f} %)"
            for variation, (patient, levels, _) in found[:MOST_NAMED]
        ]
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        patients = {key[0] for _, key in found}
        table.report(
            "warning",
            [value.entry.cell for _, key in found for value in groups[key]],
            f"Replicates of {marker} vary by more than {plan.markers[marker].replicate_cv:g} % "
            f"(coefficient of variation): {'; '.join(named)}{more}.",
            "Look the wells up; leave a value empty if its well failed. The mean of the "
            "replicates is used.",
            patient=patients.pop() if len(patients) == 1 else "",
            marker=marker,
        )
