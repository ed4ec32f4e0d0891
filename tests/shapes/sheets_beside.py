"""Workbooks with a sheet beside those of the measurements that sums them up or repeats them."""

import statistics
from collections.abc import Callable

from tests.shapes.shape import (
    ACTIVATION,
    CULTURES,
    TISSUES,
    Rows,
    Study,
    Written,
    ids,
    paired,
    shape,
)

LAB = "Workbooks of laboratories, Tumor and Normal on sheets of their own"
OUT = {"spreadsheet.sheets": r"^\["}
"""The answer that leaves the sheet out: the list of the others."""


def _two(name: str) -> Study:
    return Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)


def _sheets(study: Study) -> dict[str, Rows]:
    rows = {t: [[p, *study.row(p, tissue=t)] for p in study.patients] for t in TISSUES}
    return {t.title(): [["Patient", *study.markers], *rows[t]] for t in TISSUES}


def _of_both(study: Study, way: Callable[[float, float], float]) -> Rows:
    """A row a patient: what the values in tumor and normal tissue give."""
    rows: Rows = [["Patient", *study.markers]]
    for p in study.patients:
        both = ([study.at(p, m, tissue=t) for t in TISSUES] for m in study.markers)
        rows.append([p, *(round(way(*own), 3) for own in both)])
    return rows


def _means(study: Study, form: str) -> Rows:
    rows: Rows = []
    for word, way in (("Mean", statistics.mean), ("SD", statistics.stdev)):
        for t in TISSUES:
            own = [round(way(study.column(m, tissue=t)), 2) for m in study.markers]
            rows.append([form.format(word=word, tissue=t), *own])
    return rows


@shape(LAB + ": a sheet Summary of means and SD", "xlsx")
def summary_of_means(name: str) -> Written:
    study = _two(name)
    rows: Rows = [[None, *study.markers], *_means(study, "{word} {tissue}")]
    return Written(_sheets(study) | {"Summary": rows}, study)


@shape(LAB + ": a sheet Overview with the same headings, means under those of the patients", "xlsx")
def overview_with_the_same_headings(name: str) -> Written:
    study = _two(name)
    rows: Rows = [["Patient", *study.markers], *_means(study, "{word} {tissue}")]
    return Written(_sheets(study) | {"Overview": rows}, study)


@shape(LAB + ": a sheet Zusammenfassung, the mean of each patient", "xlsx")
def mean_of_each_patient(name: str) -> Written:
    study = _two(name)
    return Written(
        _sheets(study) | {"Zusammenfassung": _of_both(study, lambda t, n: (t + n) / 2)}, study
    )


@shape(LAB + ": a sheet of ratios", "xlsx")
def ratio_of_each_patient(name: str) -> Written:
    study = _two(name)
    return Written(_sheets(study) | {"T zu N": _of_both(study, lambda t, n: t / n)}, study)


@shape(LAB + ": a sheet Graph data repeats one marker", "xlsx")
def graph_data(name: str) -> Written:
    study = _two(name)
    rows: Rows = [["Patient", "Tumor", "Normal"]]
    rows += [[p, *(study.at(p, "CD25", tissue=t) for t in TISSUES)] for p in study.patients]
    return Written(_sheets(study) | {"Graph data": rows}, study)


@shape(LAB + ": a sheet Summary of numbers that come from elsewhere", "xlsx")
def summary_of_other_numbers(name: str) -> Written:
    study, other = _two(name), Study("other", ids(8), {}, ACTIVATION)
    rows: Rows = [["Patient", *other.markers], *([p, *other.row(p)] for p in other.patients)]
    return Written(_sheets(study) | {"Summary": rows}, study, answers=OUT)


@shape(LAB + ": a third sheet of other numbers, whose name says nothing", "xlsx")
def third_sheet_of_other_numbers(name: str) -> Written:
    study, other = _two(name), Study("other", ids(8), {}, ACTIVATION)
    rows: Rows = [["Patient", *other.markers], *([p, *other.row(p)] for p in other.patients)]
    return Written(_sheets(study) | {"Blatt3": rows}, study, answers={"Blatt3": 'without "Blatt3"'})


@shape(LAB + ": a sheet of the patients before them, and an overview behind", "xlsx")
def patients_and_overview(name: str) -> Written:
    study = _two(name)
    stages = {p: ("I", "II", "III")[n % 3] for n, p in enumerate(study.patients)}
    patients: Rows = [["Patient", "Age", "Stage"]]
    patients += [[p, 41 + 3 * n, stages[p]] for n, p in enumerate(study.patients)]
    sheets = {"Patients": patients, **_sheets(study)}
    sheets["Overview"] = _of_both(study, lambda t, n: (t + n) / 2)
    return Written(sheets, study, groups={"stage": stages})


@shape(LAB + ": the sheet of the patients is called Patient overview", "xlsx")
def overview_of_the_patients(name: str) -> Written:
    study = _two(name)
    stages = {p: ("I", "II", "III")[n % 3] for n, p in enumerate(study.patients)}
    patients: Rows = [["Patient", "Age", "Stage"]]
    patients += [[p, 41 + 3 * n, stages[p]] for n, p in enumerate(study.patients)]
    return Written(_sheets(study) | {"Patient overview": patients}, study, groups={"stage": stages})


@shape("Workbooks of laboratories: a row a sample, and one marker again for a figure", "xlsx")
def one_marker_again_for_a_figure(name: str) -> Written:
    study = paired(name)
    rows: Rows = [["Patient", "Tissue", "Treatment", *study.markers]]
    again: Rows = [["Patient", *(f"{t.title()} {c}" for t in TISSUES for c in CULTURES)]]
    for p in study.patients:
        rows += [[p, t, c, *study.row(p, tissue=t, treatment=c)] for t in TISSUES for c in CULTURES]
        own = (study.at(p, "CD25", tissue=t, treatment=c) for t in TISSUES for c in CULTURES)
        again.append([p, *own])
    return Written({"Data": rows, "CD25 for figure 2": again}, study)


@shape("Workbooks of laboratories: a sheet a marker, and the differences of all", "xlsx")
def sheets_of_markers_and_differences(name: str) -> Written:
    study = _two(name)
    sheets: dict[str, Rows] = {}
    for m in study.markers:
        own = [[p, *(study.at(p, m, tissue=t) for t in TISSUES)] for p in study.patients]
        sheets[m] = [["Patient", "Tumor", "Normal"], *own]
    sheets["Summary"] = _of_both(study, lambda t, n: t - n)
    return Written(sheets, study, answers=OUT)


@shape("Workbooks of laboratories: a README, unusual cultures, and their means", "xlsx")
def readme_and_means_of_cultures(name: str) -> Written:
    study = Study(name, ids(8), {"treatment": ["Medium", "Drug X"]}, ACTIVATION)
    sheets: dict[str, Rows] = {"README": [["measured in July"], ["see the protocol"]]}
    means: Rows = [["Gruppe", *study.markers]]
    for c in study.factors["treatment"]:
        own = [[p, *study.row(p, treatment=c)] for p in study.patients]
        sheets[c] = [["Donor", *study.markers], *own]
        columns = (study.column(m, treatment=c) for m in study.markers)
        means.append([c, *(round(statistics.mean(column), 2) for column in columns)])
    return Written(sheets | {"Mittelwerte": means}, study, answers={"Drug X": "Condition"})
