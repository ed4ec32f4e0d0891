"""A paper's first table and the flow of patients, made from table_one.csv and flow.csv."""

from collections.abc import Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.language.asked import contrast_name, level_name, marker_name
from explant.language.words import Name, Row, Traced, Words, joined, listed, words
from explant.numbers import MISSING, in_order, plain
from explant.pages.page_cells import Cell, Listing, count_cell
from explant.questions.design import ONLY_CELL, cell_name, cells

MOST_STRATA = 8
"""Groups beside all patients that the table has columns for: whole stratifiers, while they fit."""

MOST_LISTED = 30
"""Patients left out that the page names; the table holds them all."""


def first_table(found: Sequence[Row], plan: Plan) -> Listing:
    """Patients by every stratifier and covariate: all of them, and each group in a column.

    Parameters
    ----------
    found
        Rows of ``table_one.csv``.
    plan
        The study's plan.
    """
    every = list(dict.fromkeys((row.text("stratifier"), row.text("stratum")) for row in found))
    columns = [column for column in every if not column[0]]
    absent: list[str] = []
    for stratifier in dict.fromkeys(name for name, _ in every if name):
        own = [column for column in every if column[0] == stratifier]
        if len(columns) - 1 + len(own) <= MOST_STRATA:
            columns += own
        else:
            absent.append(plan.stratifier_label(stratifier))
    described: dict[tuple[str, str], dict[tuple[str, str], Row]] = {}
    for row in found:
        key = (row.text("variable"), row.text("group"))
        described.setdefault(key, {})[row.text("stratifier"), row.text("stratum")] = row
    headings: list[Cell] = [""]
    for stratifier, stratum in columns:
        row = described["patient", ""][stratifier, stratum]
        n = count_cell(row, "n")
        name = (
            words("{stratum} (n = {n})", stratum=Name(stratum), n=n)
            if stratum
            else words("All (n = {n})", n=n)
        )
        headings.append(name)
    shown: list[list[Cell]] = []
    begun: set[str] = set()
    for (variable, group), of in described.items():
        if variable == "patient":
            continue
        shown.append(
            [
                _heading(variable, group, of, plan, first=variable not in begun),
                *(_described(of.get(column), group) for column in columns),
            ]
        )
        begun.add(variable)
    return Listing(
        "Number of patients, or median (range)"
        + (f"; by {in_order(absent)} in table_one.csv" if absent else ""),
        headings,
        shown,
        whole=frozenset(range(1, len(headings))),
    )


def _heading(
    variable: str, group: str, of: dict[tuple[str, str], Row], plan: Plan, *, first: bool
) -> Words:
    """What a row is of; how many are not known stands in the first of its property."""
    declared = plan.patients.strata.get(variable)
    label = Name(plan.stratifier_label(variable) if declared else variable)
    unit = declared.unit if declared else ""
    whole = next(iter(of.values()))
    unknown = whole.count("n_missing")
    told: Words | str = ""
    if unknown and first:
        told = words(" (not known of {n})", n=whole.traced("n_missing", str(unknown)))
    if group:
        return words("{label}{told}: {group}", label=label, group=Name(group), told=told)
    return words("{label}{unit}{told}", label=label, unit=f", {unit}" if unit else "", told=told)


def _described(row: Row | None, group: str) -> Cell:
    if row is None:
        return MISSING
    if group:
        return words("{n}", n=count_cell(row, "n"))
    if not row.count("n"):
        return MISSING
    return words(
        "{median} ({minimum} to {maximum})",
        median=row.traced("median", plain(row.number("median"), 3)),
        minimum=row.traced("minimum", plain(row.number("minimum"), 3)),
        maximum=row.traced("maximum", plain(row.number("maximum"), 3)),
    )


@dataclass(frozen=True)
class Flow:
    """From enrolled to analysed patients: a step a line, and who is left out of what."""

    steps: list[Words]
    left_out: list[Words]
    more: str


def patient_flow(found: Sequence[Row], plan: Plan) -> Flow | None:
    """The flow of patients; None without rows.

    Parameters
    ----------
    found
        Rows of ``flow.csv``.
    plan
        The study's plan.
    """
    if not found:
        return None
    first = found[0]
    steps = [words("{n} patients in the study", n=count_cell(first, "n_enrolled"))]
    least, most = (pick(found, key=lambda row: row.number("n_analysed")) for pick in (min, max))
    asked = {row.count("n_asked") for row in found}
    if asked != {first.count("n_enrolled")}:
        fewest = min(found, key=lambda row: row.number("n_asked"))
        steps.append(words("{n} or more are asked each question", n=count_cell(fewest, "n_asked")))
    low, high = least.count("n_analysed"), most.count("n_analysed")
    steps.append(
        words("{n} in every analysis", n=count_cell(least, "n_analysed"))
        if low == high
        else words(
            "{low} to {high} in each analysis",
            low=count_cell(least, "n_analysed"),
            high=count_cell(most, "n_analysed"),
        )
    )
    lost = _lost(found, plan)
    more = len(lost) - MOST_LISTED
    return Flow(
        steps,
        lost[:MOST_LISTED],
        f"{more} more stand in flow.csv." if more > 0 else "",
    )


def _lost(found: Sequence[Row], plan: Plan) -> list[Words]:
    """A line for each patient, marker and lacking samples, with the questions that it is out of."""
    lost: dict[tuple[str, str, str], list[Row]] = {}
    for row in found:
        for patient, sample in zip(row.several("left_out"), row.several("missing"), strict=True):
            lost.setdefault((row.text("marker"), patient, sample), []).append(row)
    lines: list[Words] = []
    for (marker, patient, sample), rows in lost.items():
        lines.append(
            words(
                "{patient}: {marker} has no value{sample}; left out of {questions}",
                patient=Name(patient, "patient"),
                marker=marker_name(plan, marker),
                sample=_samples(plan, marker, sample),
                questions=listed([contrast_name(plan, row.text("contrast")) for row in rows]),
            )
        )
    return lines


def _samples(plan: Plan, marker: str, missing: str) -> Words:
    """`` (sample: Tumor, IL-2)``; empty where each patient gave one sample."""
    own = plan.of(marker)
    known = {cell_name(cell): cell for cell in cells(own)}
    names = missing.split(", ")
    if missing == ONLY_CELL:
        return Words()
    if not all(name in known for name in names):
        names = [missing]
    named = [
        joined(
            [
                level_name(own, factor, level)
                for factor, level in zip(own.factors, known[name], strict=True)
                if level
            ],
            ", ",
        )
        if name in known
        else Words((Name(name.replace("/", ", ")),))
        for name in names
    ]
    return words(
        " ({samples}: {named})",
        samples="sample" if len(named) == 1 else "samples",
        named=joined(named, "; "),
    )


def left_out_briefly(found: Sequence[Row], plan: Plan) -> Words:
    """Who is left out of what, in one passage for the first screen."""
    # What one question needs of a patient may be part of what another one does.
    lacking: dict[tuple[str, str], dict[str, None]] = {}
    for row in found:
        for patient, missing in zip(row.several("left_out"), row.several("missing"), strict=True):
            of = lacking.setdefault((patient, row.text("marker")), {})
            of |= dict.fromkeys(missing.split(", "))
    by_patient: dict[tuple[str, str], list[str]] = {}
    for (patient, marker), names in lacking.items():
        sample = str(_samples(plan, marker, ", ".join(names)))
        by_patient.setdefault((patient, sample), []).append(marker)
    if not by_patient:
        return Words(("Nobody: no value that a question needs is missing.",))
    if len(by_patient) > 6:
        most = max(found, key=lambda row: row.number("n_left_out"))
        return words(
            "At the most {n} patients in one analysis, each without a value that it needs; they "
            "are named under Patients.",
            n=Traced(str(most.count("n_left_out")), most.table, most.index, "n_left_out"),
        )
    parts = [
        words(
            "{patient}: no value of {markers}{sample}",
            patient=Name(patient, "patient"),
            markers=listed([marker_name(plan, marker) for marker in dict.fromkeys(markers)]),
            sample=Name(sample),
        )
        for (patient, sample), markers in by_patient.items()
    ]
    return joined(
        [joined(parts, "; ") + ".", "Left out of the questions that need the value; nobody else."]
    )
