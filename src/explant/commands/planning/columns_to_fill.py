"""Columns of an empty spreadsheet: headings that the reader finds, and what may stand in them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from explant.config.models import Marker, Plan, Stratifier
from explant.spreadsheet.structure.headings import attribute_columns, headings, is_heading, unit_of
from explant.spreadsheet.values.cell_values import AMBIGUOUS, Texts
from explant.spreadsheet.values.units import limits, unit_key

Kind = Literal["text", "number"]
MOST_MISSING = 2
STAGES = ("0", "I", "IA", "IB", "II", "IIA", "IIB", "III", "IIIA", "IIIB", "IIIC", "IV")
CATEGORIES = ("Tis", "T0", "T1", "T1mi", "T1a", "T1b", "T1c", "T2", "T3", "T4", "TX")


@dataclass(frozen=True)
class ColumnToFill:
    """One column.

    Parameters
    ----------
    heading
        Its heading, as the reader finds it.
    what
        What stands in it, in words.
    how
        How to write it.
    unit
        Unit of its numbers.
    kind
        Text or number.
    choices
        Values of a list to choose from.
    strict
        Other values than the choices, or outside the range, are refused and not only asked about.
    low, high
        Smallest and largest number.
    above_low
        The smallest number itself is not possible.
    number_format
        How the spreadsheet shows a number.
    """

    heading: str
    what: str
    how: str
    unit: str = ""
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    strict: bool = True
    low: float = -math.inf
    high: float = math.inf
    above_low: bool = False
    number_format: str = "@"


def patient_column(plan: Plan) -> ColumnToFill:
    """Column of the patient IDs."""
    return ColumnToFill(
        plan.spreadsheet.columns.patient,
        "The patient's code."
        + (" Samples are paired by it and by nothing else." if plan.factors else ""),
        "The study's code, the same in every row of the patient. No names, no dates of birth.",
    )


def sample_columns(plan: Plan) -> list[ColumnToFill]:
    """Columns of the sheet of measurements: one row a sample."""
    found = [patient_column(plan)]
    for name, factor in plan.factors.items():
        found.append(
            ColumnToFill(
                headings(factor.column, name)[0],
                f"{factor.label or name.capitalize()} of the sample.",
                "Choose from the list.",
                choices=tuple(factor.levels),
            )
        )
    if replicate := plan.spreadsheet.columns.replicate:
        found.append(
            ColumnToFill(
                replicate,
                "Number of the technical replicate: rows that differ only by it are averaged.",
                "1, 2, 3 …",
                kind="number",
                number_format="0",
                low=1,
            )
        )
    found += [_marker(name, marker, plan) for name, marker in plan.markers.items()]
    if plan.spreadsheet.patients_sheet is None:
        found += _properties(plan, " In one row of the patient, or the same in each.")
    return found


def patient_columns(plan: Plan) -> list[ColumnToFill]:
    """Columns of the patients' sheet; none if the config names no such sheet."""
    if plan.spreadsheet.patients_sheet is None:
        return []
    return [patient_column(plan), *_properties(plan, "")]


def _marker(name: str, marker: Marker, plan: Plan) -> ColumnToFill:
    possible = limits(marker)
    positive = marker.scale != "linear" and not marker.offset and marker.detection_limit is None
    low = max(possible.low, 0.0) if positive else possible.low
    how = "A number."
    if math.isfinite(low) or math.isfinite(possible.high):
        how = _range(low, possible.high, marker.unit, above=positive and low == 0)
    if marker.detection_limit is not None:
        how += f" Below the limit of detection: <{marker.detection_limit:g}."
    return ColumnToFill(
        _heading(headings(marker.column, name)[0], marker.unit, plan),
        (marker.label or name) + (f" (gene {marker.gene})." if marker.gene else "."),
        how,
        marker.unit,
        "number",
        strict=possible.severity == "error",
        low=low,
        high=possible.high,
        above_low=positive and low == 0,
        number_format=_number_format(marker.unit),
    )


def _range(low: float, high: float, unit: str, *, above: bool) -> str:
    shown = f" {unit}" if unit else ""
    if math.isinf(high):
        return f"A number {'above' if above else 'not below'} {low:g}{shown}."
    if math.isinf(low):
        return f"A number up to {high:g}{shown}."
    start = f"above {low:g} and up to" if above else f"from {low:g} to"
    return f"A number {start} {high:g}{shown}."


def _number_format(unit: str) -> str:
    """Format of a unit's numbers: counts are whole, percentages have a decimal."""
    if unit_key(unit) == "%":
        return "0.0"
    return "0" if limits(Marker(unit=unit)).why == "a count" else "General"


def _heading(heading: str, unit: str, plan: Plan) -> str:
    """Heading with its unit, if the reader still takes it for the same and for nothing else."""
    if not unit or unit_of(heading) or any(bracket in unit for bracket in "()[]"):
        return heading
    with_unit = f"{heading} ({unit})"
    wanted: Mapping[str, Sequence[str]] = {
        **{f"marker {name}": headings(each.column, name) for name, each in plan.markers.items()},
        **{f"factor {name}": headings(each.column, name) for name, each in plan.factors.items()},
        **{name: each.headings for name, each in attribute_columns(plan).items()},
    }
    found = [name for name, accepted in wanted.items() if is_heading(with_unit, accepted)]
    return with_unit if len(found) == 1 else heading


def _properties(plan: Plan, where: str) -> list[ColumnToFill]:
    found = [
        _stratifier(name, stratifier, where) for name, stratifier in plan.patients.strata.items()
    ]
    for name, column in plan.patients.covariates.items():
        heading = headings(column, name)[0]
        found.append(
            ColumnToFill(
                heading,
                f"{name.capitalize()} of the patient, for description.",
                f"A number or a text.{where}",
                number_format="General",
            )
        )
    return found


def _stratifier(name: str, stratifier: Stratifier, where: str) -> ColumnToFill:
    heading = headings(stratifier.column, name)[0]
    what = f"{stratifier.label or name.capitalize()} of the patient."
    if stratifier.kind == "continuous":
        unit = f" in {stratifier.unit}" if stratifier.unit else ""
        return ColumnToFill(
            heading,
            what,
            f"A number{unit}.{where}",
            stratifier.unit,
            "number",
            number_format="General",
        )
    declared = tuple(value for values in stratifier.groups.values() for value in values)
    choices = {"ajcc_stage": STAGES, "t_category": CATEGORIES, "text": declared}[
        stratifier.notation
    ]
    groups = "; ".join(f"{group}: {', '.join(v)}" for group, v in stratifier.groups.items())
    return ColumnToFill(
        heading,
        what + (f" Groups: {groups}." if groups else ""),
        ("Choose from the list." if choices else "A text, spelled in the same way each time.")
        + where,
        choices=choices,
        strict=stratifier.notation == "text",
    )


def missing_words(plan: Plan) -> str:
    """How a missing value is written."""
    # ND may be taken for not detected: better not to teach it.
    words = [text for text in plan.spreadsheet.missing if text not in Texts(AMBIGUOUS)]
    words = words[:MOST_MISSING]
    return "Leave the cell empty" + (f", or write {' or '.join(words)}." if words else ".")
