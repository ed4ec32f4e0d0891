"""Sheets in which a name, a title or a table at the side says what no column does."""

import itertools
import statistics

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
MICE = "Sheets of animal studies, an ID a group and a number"


def _animals(name: str, groups: dict[str, range], form: str) -> Written:
    """A row an animal, whose ID is its group and a number."""
    own = {form.format(g=g, n=n): g for g, numbers in groups.items() for n in numbers}
    study = Study(name, list(own), {}, ACTIVATION)
    rows: Rows = [["Sample", *study.markers], *([p, *study.row(p)] for p in study.patients)]
    return Written({"": rows}, study, groups={"group": own})


@shape(MICE + ": numbers that begin again in each group are other animals")
def group_and_number_as_id(name: str) -> Written:
    return _animals(name, {"PBS": range(1, 7), "IL2": range(1, 7)}, "{g}-{n}")


@shape(MICE + ": the same, the hyphen of IL-2 in the ID")
def group_with_hyphen_and_number_as_id(name: str) -> Written:
    return _animals(name, {"PBS": range(1, 7), "IL-2": range(1, 6)}, "{g}-{n}")


@shape(MICE + ": numbers that go on over the groups")
def healthy_and_patients_by_their_letters(name: str) -> Written:
    return _animals(name, {"HD": range(1, 9), "BC": range(9, 19)}, "{g}{n:02}")


@shape("Ex-vivo cultures: a treatment and the number of the donor, who says that these are pairs")
def treatment_and_donor_as_id(name: str) -> Written:
    study = Study(name, ids(6, "{}"), {"treatment": ["PBS", "IL2"]}, ACTIVATION)
    rows: Rows = [["Sample", *study.markers]]
    rows += [
        [f"{t}-{p}", *study.row(p, treatment=t)]
        for t, p in itertools.product(study.factors["treatment"], study.patients)
    ]
    return Written({"": rows}, study, answers={"split": r"\{treatment\}-\{patient\}"})


@shape("Drug screens: two drugs, each merged over the same doses, which are plain numbers", "xlsx")
def drugs_over_plain_doses(name: str) -> Written:
    levels = {"drug": ["Drug A", "Drug B"], "dose": ["0", "1", "10"]}
    study = Study(name, ids(6, "D{}"), levels, {"viability": (10, 90)})
    rows: Rows = [["Donor", "Drug A", None, None, "Drug B", None, None], [None, *[0, 1, 10] * 2]]
    rows += [[p, *(study.at(p, "viability", **c) for c in study.cells())] for p in study.patients]
    return Written({"Data": rows}, study, merged=["Data!B1:D1", "Data!E1:G1"])


@shape("Drug screens: an antibody over its doses, the marker in the title", "xlsx")
def antibody_over_doses_under_a_title(name: str) -> Written:
    study = Study(name, ids(8), {"dose": ["0 µM", "1 µM", "10 µM"]}, {"CD25": (10, 60)})
    rows: Rows = [["CD25 %"], ["Patient", "Nivolumab", None, None]]
    rows += [[None, *study.factors["dose"]]]
    rows += [[p, *(study.at(p, "CD25", **c) for c in study.cells())] for p in study.patients]
    return Written({"Data": rows}, study, merged=["Data!B2:D2"])


def _staged(study: Study) -> dict[str, str]:
    return {p: ("early", "late")[n % 3 == 0] for n, p in enumerate(study.patients)}


@shape(LAB + ": the stage of each patient in a small table at the right, IDs under another heading")
def stages_at_the_right(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    stages = _staged(study)
    rows: Rows = [["Patient", "Tissue", *study.markers, None, None, "ID", "Stage"]]
    beside = [*stages.items(), *[(None, None)] * 8]
    for (p, t), own in zip(itertools.product(study.patients, TISSUES), beside, strict=True):
        rows.append([p, t, *study.row(p, tissue=t), None, None, *own])
    return Written({"": rows}, study, groups={"stage": stages})


@shape(LAB + ": group and age of each patient in a table below that of the values", "xlsx")
def patients_below_the_values(name: str) -> Written:
    study = Study(name, ids(8, "{}"), {}, ACTIVATION)
    groups = {p: ("PBS", "IL-2")[n > 3] for n, p in enumerate(study.patients)}
    rows: Rows = [["Mouse", *study.markers]]
    rows += [[int(p), *study.row(p)] for p in study.patients]
    rows += [[], ["Key"], ["Mouse", "Group"], *([int(p), g] for p, g in groups.items())]
    return Written({"Data": rows}, study, groups={"group": groups})


@shape(LAB + ": absence of the tumor in words, before the marker")
def no_tumor_in_words(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": ["no-tumor", "tumor"]}, ACTIVATION)
    cells = list(itertools.product(study.markers, study.factors["tissue"]))
    rows: Rows = [["Patient", *(f"{t}-{m}" for m, t in cells)]]
    rows += [[p, *(study.at(p, m, tissue=t) for m, t in cells)] for p in study.patients]
    return Written({"": rows}, study)


def _named(name: str, form: str, tissues: dict[str, str], cultures: dict[str, str]) -> Written:
    """A row a sample, whose name says patient, tissue and culture."""
    study = paired(name, 6)
    study.holds = {(p.lstrip("P0"), c, m): v for (p, c, m), v in study.holds.items()}
    study.patients = [p.lstrip("P0") for p in study.patients]
    rows: Rows = [["Sample", *study.markers]]
    for p, t, c in itertools.product(study.patients, TISSUES, CULTURES):
        text = form.format(p=p, t=tissues[t], c=cultures[c])
        rows.append([text, *study.row(p, tissue=t, treatment=c)])
    return Written({"": rows}, study)


@shape(LAB + ": tissue, number and sign as the name of a sample: T1+")
def sign_behind_the_number(name: str) -> Written:
    return _named(name, "{t}{p}{c}", {"tumor": "T", "normal": "N"}, {"control": "-", "IL-2": "+"})


@shape(LAB + ": number, tissue and what was added in one word: 1TIL2")
def cytokine_behind_the_tissue(name: str) -> Written:
    return _named(name, "{p}{t}{c}", {"tumor": "T", "normal": "N"}, {"control": "0", "IL-2": "IL2"})


@shape("Names of FCS files: tissue, patient, stimulus")
def patient_between_tissue_and_stimulus(name: str) -> Written:
    words = {"tumor": "Tumor", "normal": "Normal"}
    return _named(name, "{t}_{p}_{c}.fcs", words, {"control": "US", "IL-2": "IL-2"})


def _blocks(study: Study, *, alone: bool, headed: bool) -> Rows:
    """A table for each patient, whose title is the patient."""
    rows: Rows = []
    for p in study.patients:
        names = study.markers if headed else []
        rows += [[p], [None, *names]] if alone and headed else [[p, *names]]
        for t, c in itertools.product(TISSUES, CULTURES):
            text = t.title() if c == "control" else f"{t.title()} + IL-2"
            rows.append([text, *study.row(p, tissue=t, treatment=c)])
        rows.append([])
    return rows


def _titled(name: str) -> Study:
    factors = {"tissue": TISSUES, "treatment": CULTURES}
    return Study(name, ids(6, "Patient {}"), factors, ACTIVATION)


@shape(LAB + ": a table a patient, its title alone above the markers", "xlsx")
def patients_as_titles(name: str) -> Written:
    study = _titled(name)
    return Written({"Data": _blocks(study, alone=True, headed=True)}, study)


@shape(LAB + ": a table a patient, its title in the corner", "xlsx")
def patients_in_corners(name: str) -> Written:
    study = _titled(name)
    return Written({"Data": _blocks(study, alone=False, headed=True)}, study)


@shape(LAB + ": a table a patient, and nothing over the numbers", "xlsx")
def patients_over_bare_numbers(name: str) -> Written:
    study = _titled(name)
    rows = _blocks(study, alone=True, headed=False)
    return Written({"Data": rows}, study, forward=r"no headings.*Write what each column holds")


@shape("Exports of Excel as text: a group that was merged stands once, blanks below")
def group_once_and_blanks_below(name: str) -> Written:
    study = Study(name, ids(10), {}, ACTIVATION)
    groups = {p: ("responder", "non-responder")[n > 4] for n, p in enumerate(study.patients)}
    rows: Rows = [["Group", "Patient", *study.markers]]
    for n, p in enumerate(study.patients):
        rows.append([groups[p] if n in (0, 5) else None, p, *study.row(p)])
    return Written({"": rows}, study, groups={"group": groups})


@shape(LAB + ": sheets of two usual tissues, and of one that no list holds", "xlsx")
def sheet_of_another_tissue(name: str) -> Written:
    factors = {"tissue": ["Tumor", "Normal", "Margin zone"], "treatment": ["control", "IL-2"]}
    study = Study(name, ids(8), factors, {"CD25": (5, 60)})
    sheets: dict[str, Rows] = {}
    for t in factors["tissue"]:
        sheets[t] = [["Patient", *factors["treatment"]]]
        sheets[t] += [
            [p, *(study.at(p, "CD25", tissue=t, treatment=c) for c in factors["treatment"])]
            for p in study.patients
        ]
    return Written(sheets, study)


@shape("Barcodes of The Cancer Genome Atlas: project, site and participant are the patient")
def barcodes_of_tcga(name: str) -> Written:
    own = [f"TCGA-{site}-{1000 + 137 * n}" for n, site in enumerate(["A7", "A7", "BH", "BH", "E2"])]
    study = Study(name, own, {"sample": ["01A", "11A"]}, ACTIVATION)
    rows: Rows = [["Barcode", *study.markers]]
    rows += [
        [f"{p}-{s}", *study.row(p, sample=s)] for p, s in itertools.product(own, ["01A", "11A"])
    ]
    return Written({"": rows}, study)


@shape(
    LAB + ": cultures in words that no list holds, under tissues; the sheet is the marker", "xlsx"
)
def unknown_cultures_under_tissues(name: str) -> Written:
    levels = {"tissue": TISSUES, "culture": ["Vorher ruhend", "Angeregt"]}
    study = Study(name, ids(8), levels, {"CD25 %": (10, 40)})
    rows: Rows = [["Patient", "Tumor", None, "Normal", None], [None, *levels["culture"] * 2]]
    rows += [[p, *(study.at(p, "CD25 %", **c) for c in study.cells())] for p in study.patients]
    return Written({"CD25 %": rows}, study, merged=["CD25 %!B1:C1", "CD25 %!D1:E1"])


@shape("Multiplex cytokines: numbered columns of replicates, a column of tissues")
def replicates_of_cytokines(name: str) -> Written:
    cytokines = {"TNF": (20.0, 300.0), "IFNg": (10.0, 400.0)}
    study = Study(name, ids(8), {"tissue": TISSUES}, cytokines, replicates=3)
    rows: Rows = [["Patient", "Tissue", *(f"{m}_{n}" for m in study.markers for n in (1, 2, 3))]]
    for p, t in itertools.product(study.patients, TISSUES):
        rows.append([p, t, *(v for m in study.markers for v in study.every(p, m, tissue=t))])
    return Written({"": rows}, study)


@shape("Tissue slices in culture: three slices of each patient with each drug")
def slices_of_a_tissue(name: str) -> Written:
    drugs = ["DMSO", "trastuzumab", "pertuzumab"]
    study = Study(name, ids(6), {"drug": drugs}, {"caspase-3 (%)": (1, 40)}, replicates=3)
    rows: Rows = [["Patient", "Slice", "Drug", *study.markers]]
    for p, drug in itertools.product(study.patients, drugs):
        own = study.every(p, study.markers[0], drug=drug)
        rows += [[p, n, drug, value] for n, value in enumerate(own, start=1)]
    return Written({"": rows}, study)


@shape("Clinical data on a sheet of their own, as words, under the heading Study ID", "xlsx")
def words_under_study_id(name: str) -> Written:
    study = Study(name, ids(9), {"tissue": TISSUES}, ACTIVATION)
    subtypes = {p: ("TNBC", "luminal")[n % 2] for n, p in enumerate(study.patients)}
    rows: Rows = [["ID", "Tissue", *study.markers]]
    rows += [[p, t, *study.row(p, tissue=t)] for p, t in itertools.product(study.patients, TISSUES)]
    clinical: Rows = [["Study ID", "Subtype"], *map(list, subtypes.items())]
    return Written({"Data": rows, "Clinical": clinical}, study, groups={"subtype": subtypes})


@shape("Pathology: each case scored by two readers, numbered under each tissue", "xlsx")
def two_readers_under_tissues(name: str) -> Written:
    study = Study(name, ids(9, "S{}"), {"tissue": TISSUES}, {"Ki-67": (1, 60)}, replicates=2)
    rows: Rows = [["Case", "Ki-67 Tumor", None, "Ki-67 Normal", None]]
    rows += [[None, *["Reader 1", "Reader 2"] * 2]]
    rows += [
        [p, *(v for t in TISSUES for v in study.every(p, "Ki-67", tissue=t))]
        for p in study.patients
    ]
    return Written({"Ki67": rows}, study, merged=["Ki67!B1:C1", "Ki67!D1:E1"])


@shape(LAB + ": one row of headings, then each patient alone in a row above the conditions", "xlsx")
def patients_in_rows_of_their_own(name: str) -> Written:
    study = _titled(name)
    rows: Rows = [["Condition", *study.markers]]
    for p in study.patients:
        rows.append([p])
        for c in study.cells():
            rows.append([f"{c['tissue']} {c['treatment']}", *study.row(p, **c)])
    return Written({"Data": rows}, study)


@shape("Pathology accession numbers, of which all begin with the year; a letter for the tissue")
def year_before_accession_numbers(name: str) -> Written:
    own = [f"23-0{145 + 7 * n}" for n in range(8)]
    study = Study(name, own, {"tissue": ["T", "N"]}, ACTIVATION)
    rows: Rows = [["Sample ID", *study.markers]]
    rows += [[f"{p} {t}", *study.row(p, tissue=t)] for p, t in itertools.product(own, "TN")]
    return Written({"": rows}, study)


@shape(LAB + ": marker over day over treatment, in three rows of headings", "xlsx")
def days_between_marker_and_treatment(name: str) -> Written:
    levels = {"day": ["d0", "d3", "d7"], "treatment": ["ctrl", "IL-2"]}
    study = Study(name, ids(6), levels, ACTIVATION)
    rows: Rows = [[None, *(x for m in study.markers for x in (m, *[None] * 5))]]
    rows += [
        [
            None,
            *(x for d in levels["day"] for x in (d, None)),
            *(x for d in levels["day"] for x in (d, None)),
        ]
    ]
    rows += [["Donor", *levels["treatment"] * 6]]
    for p in study.patients:
        rows.append([p, *(study.at(p, m, **c) for m in study.markers for c in study.cells())])
    merged = [
        "S!B1:G1",
        "S!H1:M1",
        *(f"S!{a}2:{b}2" for a, b in zip("BDFHJL", "CEGIKM", strict=True)),
    ]
    return Written({"S": rows}, study, merged=merged)


@shape("Triplicates as letters behind the name of a sample: P1T_a, P1T_b, P1T_c")
def letters_number_replicates(name: str) -> Written:
    study = Study(name, ids(6, "P{}"), {"tissue": ["T", "N"]}, {"IL6": (5, 300)}, replicates=3)
    rows: Rows = [["Sample", "IL6"]]
    for p, t in itertools.product(study.patients, "TN"):
        own = zip("abc", study.every(p, "IL6", tissue=t), strict=True)
        rows += [[f"{p}{t}_{letter}", value] for letter, value in own]
    return Written({"": rows}, study)


@shape(
    "Cases and controls on a sheet each, every one of them with and without the cytokine", "xlsx"
)
def cohorts_with_several_samples(name: str) -> Written:
    groups = dict.fromkeys(ids(7, "HD{:02}"), "Healthy")
    groups |= dict.fromkeys(ids(8, "BC{:02}"), "Cancer")
    study = Study(name, list(groups), {"treatment": ["ctrl", "IL-2"]}, ACTIVATION)
    sheets: dict[str, Rows] = {}
    for group in ("Healthy", "Cancer"):
        sheets[group] = [["ID", "Stim", *study.markers]]
        for p, c in itertools.product(study.patients, study.factors["treatment"]):
            if groups[p] == group:
                sheets[group].append([p, c, *study.row(p, treatment=c)])
    return Written(sheets, study, groups={"cohort": groups})


@shape("German serum study: patients and controls, their age beside one value")
def age_beside_one_value(name: str) -> Written:
    groups = dict.fromkeys(ids(8, "K{}"), "Kontrolle") | dict.fromkeys(ids(9, "P{}"), "Patientin")
    study = Study(name, list(groups), {}, {"sIL-2R (U/ml)": (200, 2000)})
    rows: Rows = [["Code", "Gruppe", "Alter", *study.markers]]
    rows += [[p, groups[p], 40 + n, *study.row(p)] for n, p in enumerate(study.patients)]
    return Written({"": rows}, study, separator=";", decimal=",", groups={"group": groups})


@shape(MICE + ": numbers that begin again under a heading Group, days across", "xlsx")
def mice_numbered_in_each_group(name: str) -> Written:
    days = ["d0", "d7", "d14"]
    study = Study(name, ids(10, "{}"), {"time": days}, {"Tumor volume": (20, 900)})
    groups = {p: ("PBS", "IL-2c")[n // 5] for n, p in enumerate(study.patients)}
    rows: Rows = [["Group", "Mouse", *days]]
    for n, p in enumerate(study.patients):
        own = [study.at(p, "Tumor volume", time=t) for t in days]
        rows.append([None if n % 5 else groups[p], n % 5 + 1, *own])
    merged = ["TV!A2:A6", "TV!A7:A11"]
    return Written({"TV": rows}, study, merged, groups={"group": groups}, same_ids=False)


@shape("Exports of Excel as text: tissue and treatment stand once each, patients below")
def two_labels_once_and_blanks_below(name: str) -> Written:
    study = paired(name, 7)
    rows: Rows = [["Tissue", "Treatment", "Patient", *study.markers]]
    for t, c in itertools.product(TISSUES, CULTURES):
        for n, p in enumerate(study.patients):
            tissue = t if n == 0 and c == CULTURES[0] else None
            rows.append([tissue, None if n else c, p, *study.row(p, tissue=t, treatment=c)])
    return Written({"": rows}, study)


@shape("Expression tables: samples across, their means, the fold change and p behind them", "xlsx")
def means_behind_samples_across(name: str) -> Written:
    genes = {f"miR-{number}": (1.0, 20.0) for number in (21, 155, 146, 10)}
    study = Study(name, ids(6, "s{}"), {"tissue": ["T", "N"]}, genes)
    cells = list(itertools.product(study.patients, "TN"))
    head = ["miRNA", *(f"{p}_{t}" for p, t in cells), "mean T", "mean N", "log2FC", "p value"]
    rows: Rows = [head]
    for m in study.markers:
        means = [round(statistics.mean(study.column(m, tissue=t)), 3) for t in "TN"]
        own = [study.at(p, m, tissue=t) for p, t in cells]
        rows.append([m, *own, *means, round(means[0] - means[1], 3), 0.03])
    return Written({"S": rows}, study, answers={"odd_rows": "leave_out"})


@shape("Window-of-opportunity trials: the change in percent of each patient, by arm")
def changes_in_percent(name: str) -> Written:
    study = Study(name, ids(10, "M{}"), {}, {"change of Ki67 (%)": (-80, 40)})
    arms = {p: ("letrozole", "letrozole + metformin")[n % 2] for n, p in enumerate(study.patients)}
    rows: Rows = [["Patient", "Treatment arm", *study.markers]]
    rows += [[p, arms[p], *study.row(p)] for p in study.patients]
    return Written({"": rows}, study, answers={"unit": "change"}, groups={"arm": arms})


@shape("Long exports whose parameter names the marker and the sample: CD25 tumor IL-2")
def parameters_that_name_samples(name: str) -> Written:
    study = paired(name, 6)
    rows: Rows = [["Patient", "Parameter", "Value"]]
    for p, m, c in itertools.product(study.patients, study.markers, study.cells()):
        rows.append([p, f"{m} {c['tissue']} {c['treatment']}", study.at(p, m, **c)])
    return Written({"": rows}, study)
