"""Conditions that sheets, whole headings and single columns name, in words that no list holds."""

import datetime
import itertools

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

LAB = "Lab templates of immunology groups"
DRUGS = ["DMSO", *(f"{d} {c} µM" for d in ("Trametinib", "Palbociclib") for c in (1, 10))]


def sheets_of(study: Study, names: dict[str, dict[str, str]], first: str) -> dict[str, Rows]:
    """A sheet for each condition, with a row for each patient."""
    return {
        sheet: [
            [first, *study.markers],
            *([p, *study.row(p, **levels)] for p in study.patients),
        ]
        for sheet, levels in names.items()
    }


@shape(LAB + ": a sheet for each region of the tumor", "xlsx")
def sheets_of_regions(name: str) -> Written:
    study = Study(name, ids(9, "GC{:02}"), {"region": ["Core", "Margin", "Distant"]}, ACTIVATION)
    names = {region: {"region": region} for region in study.factors["region"]}
    return Written(sheets_of(study, names, "Patient"), study)


@shape(LAB + ": a sheet for each culture, named by codes", "xlsx")
def sheets_named_by_codes(name: str) -> Written:
    study = paired(name, 9)
    short = {"tumor": "TU", "normal": "NG", "control": "co", "IL-2": "IL2"}
    names = {
        f"{short[t]}_{short[c]}": {"tissue": t, "treatment": c}
        for t, c in itertools.product(TISSUES, CULTURES)
    }
    return Written(sheets_of(study, names, "Pat"), study)


@shape("Inflammasome assays: a sheet for the vehicle and for each inhibitor", "xlsx")
def sheets_of_drugs(name: str) -> Written:
    drugs = ["vehicle", "Nigericin", "MCC950"]
    study = Study(name, ids(9, "D{:02}"), {"drug": drugs}, {"IL-1b": (5, 300), "LDH": (5, 60)})
    return Written(sheets_of(study, {d: {"drug": d} for d in drugs}, "Donor"), study)


@shape(LAB + ": tumor with and without IL-2, normal tissue without, in one column", "xlsx")
def cross_with_a_gap(name: str) -> Written:
    study = paired(name, 9)
    there = [("tumor", "control"), ("tumor", "IL-2"), ("normal", "control")]
    study.holds = {
        place: own
        for place, own in study.holds.items()
        if (dict(place[1])["tissue"], dict(place[1])["treatment"]) in there
    }
    rows: Rows = [["Patient", "Sample", *study.markers]]
    for p, (t, c) in itertools.product(study.patients, there):
        text = t.title() + (" + IL-2" if c == "IL-2" else "")
        rows.append([p, text, *study.row(p, tissue=t, treatment=c)])
    return Written({"Data": rows}, study)


@shape("Drug screens: two drugs at two doses and their one control beside a marker")
def drugs_with_one_control(name: str) -> Written:
    study = Study(name, ids(10, "#{}"), {"treatment": DRUGS}, {"Ki67": (2, 90)}, digits=1)
    rows: Rows = [["Case", *(f"Ki67 {drug}" for drug in DRUGS)]]
    rows += [[p, *(study.at(p, "Ki67", treatment=d) for d in DRUGS)] for p in study.patients]
    return Written({"": rows}, study)


@shape(LAB + ": tumor and normal side by side, a drug of no list in the headings", "xlsx")
def side_by_side_with_a_drug(name: str) -> Written:
    study = Study(name, ids(10), {"tissue": TISSUES, "treatment": ["veh", "XJ-17"]}, ACTIVATION)
    heads = ["ID", *(f"{m} {c}" for m in study.markers for c in study.factors["treatment"]), None]
    rows: Rows = [["Tumor", *[None] * 5, "Adjacent normal"], heads * 2]
    for p in study.patients:
        row: list[object] = []
        for t in TISSUES:
            cells = itertools.product(study.markers, study.factors["treatment"])
            row += [p, *(study.at(p, m, tissue=t, treatment=c) for m, c in cells), None]
        rows.append(row)
    return Written({"Data": rows}, study)


@shape("pandas.DataFrame.melt, written with its index: variable and value")
def melted(name: str) -> Written:
    study = paired(name, 8)
    rows: Rows = [["", "patient", "tissue", "treatment", "variable", "value"]]
    cells = itertools.product(study.markers, study.patients, study.cells())
    for n, (m, p, c) in enumerate(cells):
        rows.append([n, p, c["tissue"], c["treatment"], m, study.at(p, m, **c)])
    return Written({"": rows}, study)


@shape("tidyr::pivot_longer: name and value")
def pivoted(name: str) -> Written:
    study = paired(name, 9)
    rows: Rows = [["subject", "tissue", "stim", "name", "value"]]
    for p, c, m in itertools.product(study.patients, study.cells(), study.markers):
        rows.append([p, c["tissue"], c["treatment"], m, study.at(p, m, **c)])
    return Written({"": rows}, study)


@shape("Qualtrics, questions with their default numbers: what was asked says more")
def qualtrics_default_numbers(name: str) -> Written:
    scales = {"Pain": (0.0, 10.0), "Fatigue": (0.0, 10.0)}
    study = Study(name, ids(11, "R{}"), {"time": ["before", "after"]}, scales, digits=1)
    asked = list(itertools.product(study.markers, study.factors["time"]))
    rows: Rows = [
        ["StartDate", "Progress", "Q1", "Q2_1", "Q2_2", "Q3_1", "Q3_2"],
        ["Start Date", "Progress", "Participant code", *(f"{m} {t} treatment" for m, t in asked)],
        [f'{{"ImportId":"QID{n}"}}' for n in range(7)],
    ]
    for n, p in enumerate(study.patients):
        values = [study.at(p, m, time=t) for m, t in asked]
        rows.append([f"2024-05-{n + 1:02} 10:11:12", 100, p, *values])
    return Written({"": rows}, study)


@shape("ImageJ results: three fields a slide, named in the label")
def fields_of_slides(name: str) -> Written:
    study = paired(name, 7, markers={"Mean": (40, 180), "IntDen": (20000, 90000)}, replicates=3)
    rows: Rows = [[" ", "Label", *study.markers]]
    numbers = itertools.count(1)
    for p, c, field in itertools.product(study.patients, study.cells(), range(3)):
        given = "IL2" if c["treatment"] == "IL-2" else "ctrl"
        own = [study.every(p, m, **c)[field] for m in study.markers]
        rows.append([next(numbers), f"{p}_{c['tissue']}_{given}_{field + 1}.tif", *own])
    return Written({"": rows}, study, answers={"split": "replicate", "patient": "Label"})


@shape("Cell biology: experiments of cell lines, guides and a drug; the experiment is the unit")
def experiments_of_cell_lines(name: str) -> Written:
    factors = {"line": ["A549", "H460"], "guide": ["sgNT", "sgSTK11"], "drug": ["DMSO", "ICI"]}
    study = Study(name, ids(4, "Exp{}"), factors, {"Viability": (20, 99)}, digits=1)
    rows: Rows = [["Experiment", "Cell line", "sgRNA", "Drug", "Viability"]]
    for p, c in itertools.product(study.patients, study.cells()):
        rows.append([p, *c.values(), study.at(p, "Viability", **c)])
    return Written({"": rows}, study, answers={"patient": "Experiment"})


@shape("Pathology: numbers of cases with their year, and a letter for the tissue")
def numbers_with_a_year(name: str) -> Written:
    study = Study(name, [f"{12340 + 7 * n}/19" for n in range(10)], {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = [["Probe", *study.markers]]
    for p, t in itertools.product(study.patients, TISSUES):
        rows.append([f"{p} {t[0].upper()}", *study.row(p, tissue=t)])
    return Written({"": rows}, study, answers={"split": "tissue"})


@shape("ELISA sheets of a lab: the date of the experiment, and no other ID", "xlsx")
def dates_of_experiments(name: str) -> Written:
    given = ["Medium", "LPS", "LPS + Dex"]
    study = Study(name, ids(9, "2024-03-{:02}"), {"treatment": given}, {"TNF": (20, 900)})
    rows: Rows = [["Experiment date", "Condition", "TNF (pg/ml)"]]
    for p, c in itertools.product(study.patients, given):
        rows.append([datetime.date.fromisoformat(p), c, study.at(p, "TNF", treatment=c)])
    return Written({"ELISA": rows}, named=("holds dates", "write a code"))
