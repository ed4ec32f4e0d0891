"""Sheets as they are kept at the bench: two rows of headings, replicates with means, remarks."""

import itertools
import statistics

from tests.shapes.shape import (
    ACTIVATION,
    CULTURES,
    CYTOKINES,
    TISSUES,
    Rows,
    Study,
    Written,
    ids,
    paired,
    shape,
)

BENCH = "Sheets of a wet laboratory"


@shape(BENCH + ": tissue merged over w/o and IL-2, stage beside the ID", "xlsx")
def without_and_il2_under_tissues(name: str) -> Written:
    study = paired(name, 10, markers={"CD25": (5, 40)})
    stages = {p: ("I", "IIA", "IIB", "IIIA")[n % 4] for n, p in enumerate(study.patients)}
    rows: Rows = [["Pat.", "Stage", "Tumor", None, "Adj. normal", None]]
    rows.append([None, None, *("w/o", "IL-2") * 2])
    rows += [
        [p, stages[p], *(study.at(p, "CD25", **cell) for cell in study.cells())]
        for p in study.patients
    ]
    merged = ["CD25 % of CD4!C1:D1", "CD25 % of CD4!E1:F1"]
    return Written({"CD25 % of CD4": rows}, study, merged, groups={"stage": stages})


@shape(BENCH + ": Rep1 to Rep3, their mean and SD, no heading that says what was measured", "xlsx")
def numbered_replicates_with_mean(name: str) -> Written:
    levels = {"dose": ["0", "10", "100"]}
    study = Study(name, ids(6, "D{}"), levels, {"viability": (20, 99)}, replicates=3)
    rows: Rows = [["Donor", "Conc (nM)", "Rep1", "Rep2", "Rep3", "Mean", "SD"]]
    for p, d in itertools.product(study.patients, levels["dose"]):
        own = study.every(p, "viability", dose=d)
        both = (round(way(own), 3) for way in (statistics.mean, statistics.stdev))
        rows.append([p, int(d), *own, *both])
    return Written({"MTT": rows}, study)


@shape(BENCH + ": mice numbered anew, a table a genotype beside each other", "xlsx")
def mice_numbered_anew_beside(name: str) -> Written:
    groups = {f"{g} {n}": g for g in ("WT", "KO") for n in range(1, 7)}
    study = Study(name, list(groups), {}, ACTIVATION)
    head = ["Mouse", *study.markers]
    rows: Rows = [["WT", None, None, None, "KO"], [*head, None, *head]]
    for n in range(1, 7):
        rows.append([n, *study.row(f"WT {n}"), None, n, *study.row(f"KO {n}")])
    return Written(
        {"Data": rows},
        study,
        groups={"genotype": groups},
        same_ids=False,
        answers={"same patients": "other patients"},
        forward="begin again.*column of its own",
    )


@shape(BENCH + ": a sheet a marker, a control and three amounts of IL-2 across", "xlsx")
def amounts_beside_their_control(name: str) -> Written:
    levels = ["Ctrl", "IL2 10", "IL2 100", "IL2 1000"]
    study = Study(name, ids(7, "D{:02}"), {"dose": levels}, ACTIVATION)
    sheets: dict[str, Rows] = {"Info": [["IL2 in U/ml"], ["three days"]]}
    for m in study.markers:
        own = [[p, *(study.at(p, m, dose=d) for d in levels)] for p in study.patients]
        sheets[m] = [["Donor", *levels], *own]
    return Written(sheets, study, answers={"conditions of one measurement": "Condition"})


@shape(BENCH + ": headings of several lines, a dash before each condition", "xlsx")
def dashes_and_lines_in_headings(name: str) -> Written:
    study = paired(name, markers={"CD25": (5, 40)})
    said = {"control": "no stim", "IL-2": "IL-2 (100 U/ml)"}
    cells = list(study.cells())
    heads = (f"CD25+ of CD4+\n{c['tissue']} – {said[c['treatment']]}\n[%]" for c in cells)
    rows: Rows = [["Patient\n(ID)", *heads]]
    rows += [[p, *(study.at(p, "CD25", **c) for c in cells)] for p in study.patients]
    return Written({"Sheet1": rows}, study)


@shape(BENCH + ": dashes between marker, tissue and culture")
def dashes_between_all(name: str) -> Written:
    study = paired(name)
    cells = [(m, c) for m in study.markers for c in study.cells()]
    said = {"control": "Ctrl", "IL-2": "IL-2"}
    rows: Rows = [["Patient", *(f"{m} - {c['tissue']} - {said[c['treatment']]}" for m, c in cells)]]
    rows += [[p, *(study.at(p, m, **c) for m, c in cells)] for p in study.patients]
    return Written({"": rows}, study)


@shape(BENCH + ": a minus and a plus before IL-2")
def minus_and_plus_before_il2(name: str) -> Written:
    study = paired(name)
    cells = [(m, t, c) for m in study.markers for t in TISSUES for c in CULTURES]
    sign = {"control": "- IL-2", "IL-2": "+ IL-2"}
    rows: Rows = [["Patient", *(f"{m} {t[0].upper()} {sign[c]}" for m, t, c in cells)]]
    rows += [
        [p, *(study.at(p, m, tissue=t, treatment=c) for m, t, c in cells)] for p in study.patients
    ]
    return Written({"": rows}, study, answers={"may mean without": "IL-2"})


@shape(BENCH + ": fields of a slide, numbered")
def fields_of_a_slide(name: str) -> Written:
    markers = {"CD8 cells/mm2": (50, 900), "FOXP3 cells/mm2": (5, 90)}
    study = Study(name, ids(6, "C{:02}"), {"region": TISSUES}, markers, replicates=3)
    rows: Rows = [["Case", "Region", "Field", *markers]]
    for p, t, n in itertools.product(study.patients, TISSUES, range(3)):
        rows.append([p, t, n + 1, *(study.every(p, m, region=t)[n] for m in markers)])
    return Written({"": rows}, study, answers={"pieces of the same sample": "Field"})


@shape(BENCH + ": what the doses are of stands in the column of the IDs", "xlsx")
def doses_under_a_label(name: str) -> Written:
    levels = ["0 IU/ml", "50 IU/ml", "500 IU/ml"]
    study = Study(name, ids(7, "D{}"), {"dose": levels}, ACTIVATION)
    rows: Rows = [["Donor", "CD25", None, None, "CD69", None, None], ["IL-2:", *levels * 2]]
    rows += [
        [p, *(study.at(p, m, dose=d) for m in study.markers for d in levels)]
        for p in study.patients
    ]
    return Written({"Data": rows}, study, ["Data!B1:D1", "Data!E1:G1"])


@shape(BENCH + ": nothing was determined of the first patient", "xlsx")
def first_patient_without_values(name: str) -> Written:
    study = Study(name, ids(7), {"tissue": TISSUES}, ACTIVATION)
    cells = [(m, t) for m in study.markers for t in TISSUES]
    rows: Rows = [["Patient", *(f"{m} {t}" for m, t in cells)], ["P00", *["n.d."] * 4]]
    rows += [[p, *(study.at(p, m, tissue=t) for m, t in cells)] for p in study.patients]
    return Written({"Data": rows}, study, forward="P00 has no value at all")


@shape(BENCH + ": duplicates in one cell")
def duplicates_in_one_cell(name: str) -> Written:
    study = Study(name, ids(6), {"tissue": TISSUES}, {"CD25": (5, 40)}, replicates=2)
    rows: Rows = [["Patient", "Tumor", "Normal"]]
    for p in study.patients:
        rows.append([p, *(" / ".join(map(str, study.every(p, "CD25", tissue=t))) for t in TISSUES)])
    return Written({"": rows}, study, forward="Cells hold more than a number.*column of its own")


@shape("Workbooks of laboratories: an old copy of a sheet is still there", "xlsx")
def old_copy_of_a_sheet(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    sheets: dict[str, Rows] = {}
    for t in TISSUES:
        own = [[p, *study.row(p, tissue=t)] for p in study.patients]
        sheets[t.title()] = [["Patient", *study.markers], *own]
    sheets["Tumor (old)"] = [list(row) for row in sheets["Tumor"]]
    sheets["Tumor (old)"][3][1] = 99.9
    return Written(sheets, study, answers={"sums up or repeats": r"^\["})


@shape("Workbooks of laboratories: raw values, and normalized to the control", "xlsx")
def raw_and_normalized(name: str) -> Written:
    study = Study(name, ids(8), {"treatment": ["ctrl", "IL-2"]}, ACTIVATION)
    raw: Rows = [["Donor", "Condition", *study.markers]]
    relative: Rows = [["Donor", "Condition", *study.markers]]
    for p, c in itertools.product(study.patients, study.factors["treatment"]):
        raw.append([p, c, *study.row(p, treatment=c)])
        base = study.row(p, treatment="ctrl")
        own = zip(study.row(p, treatment=c), base, strict=True)
        relative.append([p, c, *(round(one / other, 3) for one, other in own)])
    sheets = {"Raw": raw, "Normalized": relative}
    return Written(sheets, study, answers={"names of sheets": 'without "Normalized"'})


@shape("Studies of recurrence: BC1 and BC1-R")
def recurrence_behind_the_id(name: str) -> Written:
    study = Study(name, ids(8, "BC{}"), {"tumor": ["primary", "recurrence"]}, ACTIVATION)
    rows: Rows = [["Patient", *study.markers]]
    for p, t in itertools.product(study.patients, study.factors["tumor"]):
        rows.append([p + ("-R" if t == "recurrence" else ""), *study.row(p, tumor=t)])
    return Written({"": rows}, study, answers={"spreadsheet.split": r"\{patient\}"})


@shape(BENCH + ": markers in rows, conditions across: neither a row a sample nor a row a patient")
def markers_in_rows_conditions_across(name: str) -> Written:
    study = Study(name, ids(5, "P{}"), {"time": ["baseline", "wk4"]}, CYTOKINES)
    rows: Rows = [["Patient", "Cytokine", *study.factors["time"]]]
    for p, m in itertools.product(study.patients, study.markers):
        rows.append([p, m, *(study.at(p, m, time=t) for t in study.factors["time"])])
    return Written({"": rows}, study, forward="says in rows what was measured.*row a measurement")


@shape(BENCH + ": the mean of each sample's duplicates in a row behind them", "xlsx")
def means_behind_duplicates(name: str) -> Written:
    study = Study(name, ids(6, "P{}"), {"tissue": TISSUES}, {"CD25": (5, 40)}, replicates=2)
    rows: Rows = [["Sample", "CD25"]]
    for p, t in itertools.product(study.patients, TISSUES):
        own = study.every(p, "CD25", tissue=t)
        rows += [[f"{p} {t} {n}", value] for n, value in enumerate(own, 1)]
        rows.append([f"{p} {t} mean", round(sum(own) / 2, 3)])
    answers = {"spreadsheet.split": "replicate", "means of the rows": "leave_out"}
    return Written({"Data": rows}, study, answers=answers)


@shape(BENCH + ": tubes are numbers, a list says whose they are", "xlsx")
def numbered_tubes_and_their_list(name: str) -> Written:
    study = Study(name, ids(6), {"tissue": TISSUES}, ACTIVATION)
    tubes = list(enumerate(itertools.product(study.patients, TISSUES), 100))
    listed: Rows = [["Tube", "Patient", "Tissue"], *([n, p, t] for n, (p, t) in tubes)]
    rows: Rows = [["Tube", *study.markers]]
    rows += [[n, *study.row(p, tissue=t)] for n, (p, t) in tubes]
    return Written({"Results": rows, "Sample list": listed}, study)


@shape(BENCH + ": arms merged before the IDs, times across", "xlsx")
def arms_before_ids(name: str) -> Written:
    study = Study(name, ids(10), {"time": ["pre", "post"]}, ACTIVATION)
    arms = {p: "AB"[n // 5] for n, p in enumerate(study.patients)}
    cells = [(m, t) for m in study.markers for t in study.factors["time"]]
    rows: Rows = [["Arm", "Patient", *(f"{m} {t}" for m, t in cells)]]
    for n, p in enumerate(study.patients):
        own = (study.at(p, m, time=t) for m, t in cells)
        rows.append([None if n % 5 else arms[p], p, *own])
    return Written({"Data": rows}, study, ["Data!A2:A6", "Data!A7:A11"], groups={"arm": arms})


@shape(BENCH + ": mice across under their groups, markers down", "xlsx")
def mice_across_under_groups(name: str) -> Written:
    study = Study(name, ids(8, "M{}"), {}, {**ACTIVATION, **CYTOKINES})
    groups = {p: ("PBS", "IL-2")[n // 4] for n, p in enumerate(study.patients)}
    rows: Rows = [[None, "PBS", None, None, None, "IL-2", None, None, None]]
    rows.append(["Marker", *study.patients])
    rows += [[m, *(study.at(p, m) for p in study.patients)] for m in study.markers]
    return Written(
        {"Data": rows},
        study,
        ["Data!B1:E1", "Data!F1:I1"],
        groups={"group": groups},
        answers={"samples_in": "columns"},
    )


@shape(BENCH + ": sheets of tissues, an antibody beside IL-2, nothing measured named", "xlsx")
def antibody_beside_il2(name: str) -> Written:
    levels = ["Ctrl", "IL-2", "IL-2 + aCD25"]
    study = Study(name, ids(8), {"tissue": TISSUES, "treatment": levels}, {"Ki-67": (5, 60)})
    sheets: dict[str, Rows] = {}
    for t in TISSUES:
        sheets[t.title()] = [["Patient", *levels]]
        for p in study.patients:
            own = (study.at(p, "Ki-67", tissue=t, treatment=c) for c in levels)
            sheets[t.title()].append([p, *own])
    return Written(sheets, study)


@shape(BENCH + ": a row T/N behind tumor and normal of each patient")
def ratios_in_rows(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = [["Patient", "Tissue", *study.markers]]
    for p in study.patients:
        both = [study.row(p, tissue=t) for t in TISSUES]
        rows += [[p, t, *own] for t, own in zip(TISSUES, both, strict=True)]
        rows.append([p, "T/N", *(round(t / n, 3) for t, n in zip(*both, strict=True))])
    return Written({"": rows}, study, forward="was computed, and is no sample.*Delete its rows")


@shape(BENCH + ": an isotype, an FMO and beads below the samples")
def controls_of_cytometry_below(name: str) -> Written:
    study = Study(name, ids(6), {"treatment": ["ctrl", "IL-2"]}, ACTIVATION)
    rows: Rows = [["Sample", "Treatment", *study.markers]]
    for p, c in itertools.product(study.patients, study.factors["treatment"]):
        rows.append([p, c, *study.row(p, treatment=c)])
    rows += [["FMO", None, 0.5, 1.1], ["Isotype", None, 0.3, 0.9], ["Beads", None, 0.1, 0.2]]
    answers = {"columns.patient": "Sample", "standards and blanks": "leave_out"}
    return Written({"": rows}, study, answers=answers)
