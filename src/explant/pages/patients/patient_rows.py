"""Every patient: strata and covariates, values, differences, and what to know of them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import pandas as pd

from explant.config.models import Plan
from explant.language.asked import contrast_name, marker_name, numbers_called
from explant.language.words import Name, Row, Words, joined, rows, words
from explant.numbers import MISSING, difference_unit, fixed, in_order, plain, ratio_decimals
from explant.pages.page_cells import Cell, Listing
from explant.pages.patients.patient_flags import (
    Places,
    flags_of_patients,
    left_out_groups,
    left_out_listing,
    numbered_rows,
    sample_words,
)
from explant.questions.design import cell_name, cells, contrast_weights
from explant.questions.question import question
from explant.questions.scales import ratio
from explant.tables.baseline import GROUP_SUFFIX

MOST_PATIENTS = 500
MOST_MARKERS = 50
MOST_COLUMNS = 12
"""Markers whose difference stands in the table of all patients."""
MOST_NUMBERS = 15_000
"""Values and differences that a page has room for."""


@dataclass(frozen=True)
class MarkerValues:
    """Every patient's values of one marker, and their numbers of its contrasts.

    ``numbers`` says what these are: differences, slopes; it is empty where there are none.
    """

    name: Name
    numbers: str
    table: Listing


@dataclass(frozen=True)
class PatientsView:
    """What the report prints of single patients.

    ``limits`` says whom and what the page has no room for; it is empty where it shows all.
    """

    overview: Listing
    markers: list[MarkerValues]
    left_out: Listing
    limits: str


def patients_view(
    plan: Plan, tables: Mapping[str, pd.DataFrame], problems: Sequence[Row]
) -> PatientsView | None:
    """Tables of single patients.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name, of which ``patients``, ``measurements`` and ``differences`` are read.
    problems
        Rows of ``problems.csv``.

    Returns
    -------
    PatientsView or None
        None where the patients or their measurements are not known.
    """
    if not {"patients", "measurements"} <= set(tables) or tables["patients"].empty:
        return None
    measurements, differences = tables["measurements"], tables.get("differences")
    people = rows("patients", tables["patients"].iloc[:MOST_PATIENTS])
    shown = [row.text("patient") for row in people]
    markers = _markers_with_room(plan, len(shown))
    values = _values(plan, measurements, set(shown), set(markers))
    by_contrast = _differences(differences, set(shown), set(markers))
    left_out = left_out_groups(plan, differences, measurements, tables["patients"])
    flags = flags_of_patients(plan, left_out, values, problems)
    return PatientsView(
        _overview(plan, people, values, by_contrast, flags),
        [
            MarkerValues(
                marker_name(plan, marker),
                _called(plan, _contrasts_beside(plan, marker, by_contrast)),
                _marker_listing(plan, marker, shown, values, by_contrast),
            )
            for marker in markers
        ],
        left_out_listing(plan, left_out),
        _limits(len(tables["patients"]), len(plan.markers), len(shown), len(markers)),
    )


def _markers_with_room(plan: Plan, patients: int) -> list[str]:
    numbers = max(patients, 1) * (len(cells(plan)) + len(plan.contrasts))
    return list(plan.markers)[: min(MOST_MARKERS, max(1, MOST_NUMBERS // numbers))]


def _limits(patients: int, markers: int, shown_patients: int, shown_markers: int) -> str:
    parts = [
        f"the first {shown} of {total} {what}"
        for what, shown, total in (
            ("patients", shown_patients, patients),
            ("markers", shown_markers, markers),
        )
        if shown < total
    ]
    return f"The page has room for {in_order(parts)}." if parts else ""


def _values(
    plan: Plan, measurements: pd.DataFrame, patients: set[str], markers: set[str]
) -> Places:
    kept = measurements["patient"].isin(patients) & measurements["marker"].isin(markers)
    return {
        (
            row.text("marker"),
            row.text("patient"),
            cell_name(tuple(row.text(factor) for factor in plan.factors)),
        ): row
        for row in numbered_rows("measurements", measurements, kept)
    }


def _differences(differences: pd.DataFrame | None, patients: set[str], markers: set[str]) -> Places:
    if differences is None:
        return {}
    kept = differences["patient"].isin(patients) & differences["marker"].isin(markers)
    return {
        (row.text("marker"), row.text("patient"), row.text("contrast")): row
        for row in numbered_rows("differences", differences, kept)
    }


def _overview(
    plan: Plan,
    people: Sequence[Row],
    values: Places,
    differences: Places,
    flags: Mapping[str, list[Words]],
) -> Listing:
    known = _properties(plan, people)
    markers = _headline_markers(plan, differences)
    headings: list[Cell] = ["Patient", *(heading for _, heading in known), *_names(plan, markers)]
    columns = {
        marker: _number_cells(plan, marker, plan.headline, _patients(people), values, differences)
        for marker in markers
    }
    listing = [
        [
            Name(row.text("patient"), "patient"),
            *(_property(row, column) for column, _ in known),
            *(columns[marker][place] for marker in markers),
            joined(flags.get(row.text("patient"), []), "; "),
        ]
        for place, row in enumerate(people)
    ]
    first = 1 + len(known)
    numeric = {place for place, (column, _) in enumerate(known, 1) if _is_number(people, column)}
    return Listing(
        _overview_caption(plan, markers),
        [*headings, "To know"],
        listing,
        numeric=frozenset(numeric | set(range(first, first + len(markers)))),
        whole=frozenset(range(1, first + len(markers))),
        wide=frozenset({first + len(markers)}),
    )


def _patients(people: Iterable[Row]) -> list[str]:
    return [row.text("patient") for row in people]


def _headline_markers(plan: Plan, differences: Places) -> list[str]:
    if not plan.contrasts:
        return []
    asked = {marker for marker, _, contrast in differences if contrast == plan.headline}
    return [marker for marker in plan.markers if marker in asked][:MOST_COLUMNS]


def _names(plan: Plan, markers: Iterable[str]) -> list[Cell]:
    return [marker_name(plan, marker) for marker in markers]


def _overview_caption(plan: Plan, markers: Sequence[str]) -> str:
    if not markers:
        return "Patients"
    by_unit: dict[str, list[str]] = {}
    for marker in markers:
        by_unit.setdefault(_unit(plan, marker, plan.headline), []).append(plan.marker_label(marker))
    every = [marker for marker in plan.markers if plan.asks(plan.headline, marker)]
    first = "" if len(markers) == len(every) else f" of the first {len(markers)} markers"
    units = (
        next(iter(by_unit))
        if len(by_unit) == 1
        else "; ".join(f"{in_order(names)} {unit}" for unit, names in by_unit.items())
    )
    if question(plan, plan.headline).is_measured_value:
        own = plan.of_contrast(plan.headline)
        (sample,) = contrast_weights(own, plan.headline)
        where = f", {sample_words(own, sample)}" if own.factors else ""
        return f"Patients, with their values{where}{first}: {units}"
    what = {"difference": "difference", "trend": "slope"}.get(
        question(plan, plan.headline).number, "their own number of"
    )
    the = "" if what.startswith("their") else "the "
    return f"Patients, with {the}{what} {plan.contrast_label(plan.headline)}{first}: {units}"


def _unit(plan: Plan, marker: str, contrast: str) -> str:
    declared = plan.markers[marker]
    if question(plan, contrast).is_measured_value:
        return f"in {declared.unit}" if declared.unit else "in its unit"
    if declared.scale == "linear":
        unit = difference_unit(declared.unit)
        return f"in {unit}" if unit else "in its unit"
    return "as odds ratio" if declared.scale == "logit" else "as ratio"


def _properties(plan: Plan, people: Sequence[Row]) -> list[tuple[str, Cell]]:
    """Columns of ``patients.csv`` to show, with their headings."""
    columns = list(people[0].values)
    strata = [name for name in plan.patients.strata if name in columns]
    groups = {name + GROUP_SUFFIX for name in strata}
    others = [name for name in columns if name not in {"patient", *strata, *groups}]
    headings: list[tuple[str, Cell]] = []
    for name in strata:
        label, unit = Name(plan.stratifier_label(name)), plan.patients.strata[name].unit
        headings.append(
            (name, words("{label} ({unit})", label=label, unit=unit) if unit else label)
        )
    return headings + [(name, Name(name)) for name in others]


def _is_number(people: Sequence[Row], column: str) -> bool:
    return any(not math.isnan(row.number(column)) for row in people)


def _property(row: Row, column: str) -> Cell:
    value = row.number(column)
    if not math.isnan(value):
        return row.traced(column, plain(value, 6))
    text, group = row.text(column), row.text(column + GROUP_SUFFIX)
    if not text:
        return MISSING
    if group and group != text:
        return words("{value} ({group})", value=Name(text), group=Name(group))
    return Name(text)


def _marker_listing(
    plan: Plan, marker: str, patients: Sequence[str], values: Places, differences: Places
) -> Listing:
    samples = cells(plan.of(marker))
    contrasts = _contrasts_beside(plan, marker, differences)
    columns = [_value_cells(marker, cell_name(sample), patients, values) for sample in samples]
    columns += [_difference_cells(plan, marker, name, patients, differences) for name in contrasts]
    unit = plan.markers[marker].unit
    caption = f"{plan.marker_label(marker)} of every patient" + (
        f": values in {unit}" if unit else ""
    )
    last = len(columns) + 1
    return Listing(
        caption
        + (
            f", {_called(plan, contrasts)} {_unit(plan, marker, contrasts[0])}" if contrasts else ""
        ),
        [
            "Patient",
            *(sample_words(plan.of(marker), sample) for sample in samples),
            *(contrast_name(plan, name) for name in contrasts),
        ],
        [
            [Name(patient, "patient"), *(column[place] for column in columns)]
            for place, patient in enumerate(patients)
        ],
        numeric=frozenset(range(1, last)),
        whole=frozenset(range(1, last)),
    )


def _contrasts_beside(plan: Plan, marker: str, differences: Places) -> list[str]:
    """Contrasts whose numbers stand beside a marker's values; a plain value is one of these."""
    known = {contrast for name, _, contrast in differences if name == marker}
    return [
        name
        for name in plan.contrasts
        if name in known and not question(plan, name).is_measured_value
    ]


def _called(plan: Plan, contrasts: Sequence[str]) -> str:
    """What the numbers of some contrasts are; empty where there are none."""
    kinds = list(dict.fromkeys(numbers_called(plan, contrast) for contrast in contrasts))
    differ = {"differences", "differences of differences"}
    if kinds and set(kinds) <= differ:
        return "differences"
    return in_order(kinds)


def _number_cells(
    plan: Plan,
    marker: str,
    contrast: str,
    patients: Sequence[str],
    values: Places,
    differences: Places,
) -> list[Cell]:
    """Patients' numbers of a contrast: of a plain value what was measured."""
    if question(plan, contrast).is_measured_value:
        (sample,) = question(plan, contrast).weights
        return _value_cells(marker, cell_name(sample), patients, values)
    return _difference_cells(plan, marker, contrast, patients, differences)


def _value_cells(marker: str, sample: str, patients: Sequence[str], values: Places) -> list[Cell]:
    decimals = decimals_for_all(
        row.number("value") for (name, _, _), row in values.items() if name == marker
    )
    return [_value_cell(values.get((marker, patient, sample)), decimals) for patient in patients]


def _value_cell(row: Row | None, decimals: int) -> Cell:
    if row is None or math.isnan(row.number("value")):
        return MISSING
    number = row.traced("value", fixed(row.number("value"), decimals))
    sign = {"below": "<", "above": ">"}.get(row.text("censored"))
    return words("{sign}\N{NO-BREAK SPACE}{number}", sign=sign, number=number) if sign else number


def _difference_cells(
    plan: Plan, marker: str, contrast: str, patients: Sequence[str], differences: Places
) -> list[Cell]:
    found = [differences.get((marker, patient, contrast)) for patient in patients]
    scale = plan.markers[marker].scale
    decimals = decimals_for_all(row.number("difference") for row in found if row is not None)
    shown: list[Cell] = []
    for row in found:
        value = math.nan if row is None else row.number("difference")
        if row is None or math.isnan(value):
            shown.append(MISSING)
        elif scale == "linear":
            shown.append(row.traced("difference", fixed(value, decimals)))
        else:
            times = float(ratio(value, scale))
            text = fixed(times, ratio_decimals(times, times, times))
            shown.append(row.traced("difference", text, "ratio"))
    return shown


def decimals_for_all(values: Iterable[float]) -> int:
    """Decimals that show all values as they were written, else three digits of the middle one.

    Examples
    --------
    >>> decimals_for_all([25.2, 13.8, 7]), decimals_for_all([12.2 - 13.4, 3.0])
    (1, 1)
    >>> decimals_for_all([1234.5678, 2345.6789]), decimals_for_all([0.12345, 0.23456])
    (0, 3)
    >>> decimals_for_all([2.0e-5, 3.14159e-5, 4.0e-5]), decimals_for_all([2e-10, 5e-10])
    (7, 12)
    """
    finite = [abs(value) for value in values if math.isfinite(value)]
    # What is a rounding error beside large values is a value beside small ones.
    nothing = 1e-9 * min(max(finite, default=0.0), 1.0)
    for decimals in range(4):
        if all(math.isclose(value, round(value, decimals), abs_tol=nothing) for value in finite):
            return decimals
    middle = median(finite)
    return min(max(2 - math.floor(math.log10(middle)), 0), 20) if middle else 3
