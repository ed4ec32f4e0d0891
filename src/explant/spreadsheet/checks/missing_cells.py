"""Whether the table is complete: markers, levels, samples and values that are missing."""

from collections import Counter
from collections.abc import Collection, Iterable

from explant.config.models import Plan
from explant.config.names.spellings import natural_key
from explant.numbers import in_order
from explant.problems import Problem, Severity
from explant.questions import design
from explant.spreadsheet.checks.pairing import factors_without_pairs
from explant.spreadsheet.layouts.tidy import Levels, Table
from explant.spreadsheet.sheet.cells import Cell, places
from explant.spreadsheet.values.replicates import Key


def check_complete(
    have: Collection[Key], without: dict[Key, list[Cell]], plan: Plan, table: Table
) -> None:
    """Report markers without values, patients without a level, and single missing values.

    Parameters
    ----------
    have
        Patient, levels and marker of each value that exists, and of those that cannot be read.
    without
        Cells without a value, in which one could stand.
    plan
        The study's plan.
    table
        Receives the problems; its patients are those of the measurements.
    """
    with_values = {marker for _, _, marker in have}
    for marker in plan.markers:
        if marker not in with_values and any(key[2] == marker for key in without):
            cells = [cell for key, cells in without.items() if key[2] == marker for cell in cells]
            table.report(
                "error",
                f"{cells[0].place}:{cells[-1].address}" if cells else "",
                f"{marker} has no value at all.",
                "Fill in its values, or take the marker out of the config.",
                marker=marker,
            )
    if table.partly_read or not have:
        return
    samples = {(patient, levels) for patient, levels, _ in have}
    absent_levels = set() if table.unsure else _check_levels(samples, plan, table)
    count = Counter(patient for patient, _, _ in have)
    complete = len(design.cells(plan)) * len(plan.markers)
    by_patient: dict[str, set[Levels]] = {}
    for name, levels in samples:
        by_patient.setdefault(name, set()).add(levels)
    lost = _lost(without, by_patient, plan)
    unpaired = set() if table.unsure else factors_without_pairs(by_patient, plan, table)
    for patient in sorted(table.patients.keys() - table.unsure, key=natural_key):
        if count[patient] == complete:
            continue
        own = by_patient.get(patient, set()) | lost.get(patient, set())
        gone = _check_patient(patient, own, absent_levels, unpaired, plan, table)
        expected = [
            levels
            for levels in design.cells(plan)
            if not gone.intersection(zip(plan.factors, levels, strict=True))
        ]
        if own:
            _missing_values(patient, expected, own, have, without, with_values, plan, table)


def _lost(
    without: Iterable[Key], have: dict[str, set[Levels]], plan: Plan
) -> dict[str, set[Levels]]:
    """Samples that are there without the value of the only marker: lost, and no lack of pairing.

    Where there are several markers, a sample without any value is none.
    """
    found: dict[str, set[Levels]] = {}
    if len(plan.markers) == 1:
        for patient, levels, _ in without:
            if patient in have:
                found.setdefault(patient, set()).add(levels)
    return found


FactorLevel = tuple[str, str]


def _check_levels(
    samples: Iterable[tuple[str, Levels]], plan: Plan, table: Table
) -> set[FactorLevel]:
    """Levels that no patient has."""
    present = {
        (factor, level)
        for _, levels in samples
        for factor, level in zip(plan.factors, levels, strict=True)
    }
    absent: set[FactorLevel] = set()
    for factor, details in plan.factors.items():
        seen = [level for level in details.levels if (factor, level) in present]
        if not seen:
            continue
        for level in details.levels:
            if level not in seen:
                absent.add((factor, level))
                table.report(
                    "error",
                    next(iter(table.patients.values()))[0].place if table.patients else "",
                    f"No patient has a value for {level} ({factor}).",
                    "Add the samples, add their spelling to the level's aliases, or take the "
                    "level out of the config.",
                )
    return absent


def _check_patient(
    patient: str,
    own: set[Levels],
    absent: set[FactorLevel],
    unpaired: set[str],
    plan: Plan,
    table: Table,
) -> set[FactorLevel]:
    """Levels of which this patient has no sample at all."""
    gone = set(absent)
    if not own:
        _lacks(patient, f"{patient} has no value at all.", plan, table)
        return gone
    lacking: list[str] = []
    for position, (factor, details) in enumerate(plan.factors.items()):
        for level in details.levels:
            if (factor, level) in gone or any(levels[position] == level for levels in own):
                continue
            gone.add((factor, level))
            if factor not in unpaired:
                lacking.append(f"{level} ({factor})")
    if lacking and plan.patients.unpaired == "keep":
        table.kept[patient] = tuple(lacking)
    elif lacking:
        what = f"{patient} has no sample at all for {in_order(lacking)}."
        _lacks(patient, what, plan, table)
    return gone


def _lacks(patient: str, what: str, plan: Plan, table: Table) -> None:
    severity: Severity = "error" if plan.patients.unpaired == "refuse" else "warning"
    where = places(table.patients[patient])
    table.unpaired[patient] = Problem(severity, where, what, _mend(patient, plan), patient)


def _mend(patient: str, plan: Plan) -> str:
    if plan.patients.unpaired == "keep":
        return "The patient enters the contrasts that do not need it."
    if not plan.factors:
        return f"Fill in its values, or remove {patient} from the sheet."
    return (
        f"Add the missing rows, remove {patient} from the sheet, or set patients.unpaired: keep "
        "in the config, so that the patient enters the contrasts that do not need them."
    )


def _missing_values(
    patient: str,
    expected: list[Levels],
    own: set[Levels],
    have: Collection[Key],
    without: dict[Key, list[Cell]],
    with_values: set[str],
    plan: Plan,
    table: Table,
) -> None:
    effect = "Contrasts that need it leave this patient out."
    if not plan.factors:
        effect = "The questions of it leave this patient out."
    for levels in expected:
        if levels not in own:
            table.report(
                "warning",
                table.patients[patient],
                f"{patient} has no sample {', '.join(levels)}.",
                f"Add it if it exists. {effect}",
                patient=patient,
            )
    for marker in plan.markers:
        missing = [
            levels for levels in expected if levels in own and (patient, levels, marker) not in have
        ]
        if not missing or marker not in with_values:
            continue
        cells = [cell for levels in missing for cell in without.get((patient, levels, marker), [])]
        samples = " and for ".join(", ".join(levels) for levels in missing)
        table.report(
            "warning",
            cells or table.patients[patient],
            f"{marker} of {patient} is missing{f' for {samples}' if samples else ''}.",
            f"Fill it in if it was measured. {effect}",
            patient=patient,
            marker=marker,
        )
