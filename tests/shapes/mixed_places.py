"""Sheets that say one thing in two places, or two in one: titles, sheets, headings, file names."""

import itertools
import statistics

from openpyxl.utils import get_column_letter

from tests.shapes.shape import (
    ACTIVATION,
    CULTURES,
    TISSUES,
    Rows,
    Study,
    Written,
    ids,
    levels_of,
    paired,
    shape,
)

LAB = "Lab templates of immunology groups"
PRISM = "GraphPad Prism user guide, grouped table"
NO_IDS = r"nothing says whose"
GATES = {
    "Lymphocytes/CD4+ | Freq. of Parent": (30.0, 60.0),
    "Lymphocytes/CD4+/CD25+ | Freq. of Parent": (5.0, 25.0),
}


@shape(LAB + ": three merged rows of headings, a row of units that say of what", "xlsx")
def units_say_of_what(name: str) -> Written:
    study = paired(name, 9, markers={"CD25": (10, 40), "MFI PD-1": (500, 4000)})
    rows: Rows = [["Results of stimulation"], ["ID", "CD25", *[None] * 3, "MFI PD-1", *[None] * 3]]
    rows += [[None, *["Tumor", None, "Normal", None] * 2], [None, *["ctrl", "IL-2"] * 4]]
    rows += [[None, *["% of CD4"] * 4, *["a.u."] * 4]]
    cells = list(itertools.product(study.markers, study.cells()))
    rows += [[p, *(study.at(p, m, **c) for m, c in cells)] for p in study.patients]
    merged = ["S!B2:E2", "S!F2:I2", "S!B3:C3", "S!D3:E3", "S!F3:G3", "S!H3:I3"]
    return Written({"S": rows}, study, merged)


@shape(LAB + ": a numbered title with the number of patients above each tissue", "xlsx")
def titles_that_count(name: str) -> Written:
    study = paired(name)
    rows: Rows = []
    for letter, t in zip("AB", TISSUES, strict=True):
        rows += [[f"{letter}) {t.title()} (n = 8)"], ["Patient", "Treatment", *study.markers]]
        rows += [
            [p, c, *study.row(p, tissue=t, treatment=c)]
            for p, c in itertools.product(study.patients, CULTURES)
        ]
        rows += [[], []]
    return Written({"Data": rows}, study)


def spelled(study: Study, first: str, form: str, words: dict[str, str]) -> Rows:
    """A row a patient, headings written by a form with the marker and the levels."""
    cells = list(itertools.product(study.markers, study.cells()))
    head = [form.format(m=m, **{f: words.get(own, own) for f, own in c.items()}) for m, c in cells]
    rows: Rows = [[first, *head]]
    return rows + [[p, *(study.at(p, m, **c) for m, c in cells)] for p in study.patients]


@shape("Latvian immunology: tissues in words that no list holds, before the treatment")
def unknown_tissues_first(name: str) -> Written:
    study = paired(name)
    words = {"tumor": "Audzējs", "normal": "Vesels"}
    rows = spelled(study, "Patient", "{tissue} {treatment} {m}", words)
    return Written({"": rows}, study, separator=";", decimal=",")


@shape("Checkpoint studies in snake case: two antibodies and their combination, called combo")
def a_combination_called_combo(name: str) -> Written:
    levels = ["isotype", "aPD1", "aCTLA4", "combo"]
    study = Study(name, ids(8), {"tissue": ["T", "N"], "treatment": levels}, {"IFNg": (5, 90)})
    return Written({"": spelled(study, "Patient", "{m}_{tissue}_{treatment}", {})}, study)


@shape(LAB + ": a tissue between the usual ones, with and without the cytokine")
def margin_between_tissues(name: str) -> Written:
    tissues = ["Tumor", "Margin", "Normal"]
    study = Study(name, ids(7), {"tissue": tissues, "treatment": ["ctrl", "IL2"]}, ACTIVATION)
    return Written({"": spelled(study, "Patient", "{tissue}_{treatment}_{m}", {})}, study)


@shape("Viability screens: a sheet for each time, doses across", "xlsx")
def doses_in_sheets_of_times(name: str) -> Written:
    factors = {"time": ["24h", "48h", "72h"], "dose": ["0 nM", "10 nM", "100 nM"]}
    study = Study(name, ids(6, "D{}"), factors, {"v": (5, 90)})
    sheets: dict[str, Rows] = {}
    for t in factors["time"]:
        sheets[t] = [["Donor", *factors["dose"]]]
        sheets[t] += [
            [p, *(study.at(p, "v", time=t, dose=d) for d in factors["dose"])]
            for p in study.patients
        ]
    return Written(sheets, study)


@shape("Multiplex panels: a sheet for each cytokine, tissues down, stimuli across", "xlsx")
def stimuli_in_sheets_of_cytokines(name: str) -> Written:
    stimuli = ["Control", "IL-2", "IL-15"]
    markers = {"IFN-g": (10, 900), "TNF": (20, 500)}
    study = Study(name, ids(7), {"tissue": TISSUES, "treatment": stimuli}, markers)
    sheets: dict[str, Rows] = {}
    for m in markers:
        sheets[m] = [["Patient", "Tissue", *stimuli]]
        sheets[m] += [
            [p, t, *(study.at(p, m, tissue=t, treatment=s) for s in stimuli)]
            for p, t in itertools.product(study.patients, TISSUES)
        ]
    return Written(sheets, study)


@shape(LAB + ": each donor merged over the two tissues, markers down", "xlsx")
def donors_over_tissues(name: str) -> Written:
    markers = {"CD25": (10, 40), "CD69": (30, 60), "PD-1": (1, 9)}
    study = Study(name, ids(6), {"tissue": ["T", "N"]}, markers)
    rows: Rows = [["Marker", *(x for p in study.patients for x in (p, None))]]
    rows += [[None, *["T", "N"] * 6]]
    rows += [
        [m, *(study.at(p, m, tissue=t) for p in study.patients for t in "TN")] for m in markers
    ]
    letters = [get_column_letter(n) for n in range(2, 14)]
    merged = [f"Data!{a}1:{b}1" for a, b in zip(letters[::2], letters[1::2], strict=True)]
    return Written({"Data": rows}, study, merged)


@shape(LAB + ": donors across, treatments down, their mean and SD behind them", "xlsx")
def donors_across_beside_their_mean(name: str) -> Written:
    levels = ["Control", "IL-2", "IL-15"]
    study = Study(name, ids(6, "HD{}"), {"treatment": levels}, {"CD25": (5, 90)})
    rows: Rows = [["% CD25+", *study.patients, "Mean", "SD"]]
    for level in levels:
        own = study.column("CD25", treatment=level)
        rows.append([level, *own, round(statistics.mean(own), 2), round(statistics.stdev(own), 2)])
    return Written({"Data": rows}, study)


@shape(PRISM + ": titles of the subcolumns are the patients' IDs", "xlsx")
def prism_subcolumns_with_ids(name: str) -> Written:
    levels = ["Control", "IL-2"]
    tissues = ["Tumor", "Normal"]
    study = Study(name, ids(5), {"tissue": tissues, "treatment": levels}, {"v": (5, 90)})
    rows: Rows = [[None, *(x for level in levels for x in (level, *[None] * 4))]]
    rows += [[None, *study.patients * 2]]
    for t in tissues:
        rows.append([t, *(v for c in levels for v in study.column("v", tissue=t, treatment=c))])
    return Written({"CD25": rows}, study, ["CD25!B1:F1", "CD25!G1:K1"])


def subcolumns(study: Study, first: str, heads: list[object]) -> Rows:
    """Replicates of each level side by side, under the headings given."""
    ((factor, levels),) = study.factors.items()
    rows: Rows = [[first, *heads]]
    for p in study.patients:
        values = [study.every(p, "v", **{factor: level}) for level in levels]
        rows.append([int(p) if p.isdecimal() else p, *itertools.chain(*values)])
    return rows


@shape(PRISM + " as exported: subcolumns are numbered")
def prism_numbered_subcolumns(name: str) -> Written:
    levels = ["Control", "IL-2"]
    study = Study(name, ["Tumor", "Normal"], {"t": levels}, {"v": (5, 90)}, replicates=3)
    heads: list[object] = [f"{c}:Y{n}" for c in levels for n in (1, 2, 3)]
    return Written({"": subcolumns(study, "", heads)}, study, refused=True, forward=NO_IDS)


@shape(PRISM + ": row titles that no list holds")
def prism_unknown_row_titles(name: str) -> Written:
    titles = ["shCtrl", "shSTAT5", "shJAK3"]
    study = Study(name, titles, {"t": ["PBS", "IL-2"]}, {"v": (5, 90)}, replicates=4)
    heads: list[object] = ["PBS", *[None] * 3, "IL-2", *[None] * 3]
    return Written({"": subcolumns(study, "", heads)}, study, refused=True, forward=NO_IDS)


@shape("GraphPad Prism user guide, XY table: replicates of two groups in subcolumns")
def prism_days_by_groups(name: str) -> Written:
    study = Study(
        name, ["0", "3", "7", "10"], {"t": ["Vehicle", "Drug"]}, {"v": (50, 900)}, replicates=5
    )
    heads: list[object] = ["Vehicle", *[None] * 4, "Drug", *[None] * 4]
    return Written({"": subcolumns(study, "Day", heads)}, study, refused=True, forward=NO_IDS)


@shape("FlowJo documentation, Table Editor: panel, sample and running number in the name")
def flowjo_running_numbers(name: str) -> Written:
    study = paired(name, 7, markers=GATES)
    rows: Rows = [["", *GATES]]
    for p, c in itertools.product(study.patients, study.cells()):
        culture = c["treatment"].replace("control", "unstim")
        file = f"Panel1_{p}-{c['tissue'].title()}-{culture}_{len(rows):03}.fcs"
        rows.append([file, *study.row(p, **c)])
    return Written({"": rows}, study)


@shape("FlowJo documentation, Table Editor: the day of the experiment before the donor")
def flowjo_dates_in_names(name: str) -> Written:
    study = Study(name, ids(8, "HD{:02}"), {"treatment": ["US", "PMA"]}, GATES)
    rows: Rows = [["", *GATES]]
    for p, c in itertools.product(study.patients, study.cells()):
        rows.append([f"2025-03-1{p[3:]}_{p}_{c['treatment']}.fcs", *study.row(p, **c)])
    return Written({"": rows}, study)


@shape("Applied Biosystems, StepOne: three Ct of each target in columns, their mean and SD")
def three_cycles_in_columns(name: str) -> Written:
    markers = {"FOXP3": (24, 30), "GAPDH": (16, 19)}
    study = Study(name, ids(7), {"tissue": TISSUES}, markers, replicates=3)
    rows: Rows = [["Sample", "Target", "Ct 1", "Ct 2", "Ct 3", "Ct Mean", "Ct SD"]]
    for p, t, m in itertools.product(study.patients, TISSUES, markers):
        own = study.every(p, m, tissue=t)
        spread = [round(statistics.mean(own), 3), round(statistics.stdev(own), 3)]
        rows.append([f"{p}_{t}", m, *own, *spread])
    return Written({"": rows}, study)


@shape("ELISA sheets: n.d. and below LOD beside a value below the limit")
def not_detected_or_not_done(name: str) -> Written:
    stimuli = ["unstim", "LPS", "CD3/CD28"]
    study = Study(name, ids(9), {"treatment": stimuli}, {"IL-6": (20, 900), "IL-10": (8, 80)})
    rows: Rows = [["Donor", "Stimulus", "IL-6 [pg/mL]", "IL-10 [pg/mL]"]]
    for p, c in itertools.product(study.patients, study.cells()):
        rows.append([p, c["treatment"], *study.row(p, **c)])
    for row, text in ((1, "<7.8"), (4, "n.d."), (7, "below LOD")):
        rows[row][3] = text
        study.holds[rows[row][0], (("treatment", "unstim"),), "IL-10"] = [7.8]
    return Written({"": rows}, study, answers={r"below_detection": r"n\.d\."})


@shape("ELISA lists: standards and a blank above the samples", "xlsx")
def standards_above_samples(name: str) -> Written:
    study = Study(name, ids(8), {"treatment": ["unstim", "IL-2"]}, {"Conc. (pg/ml)": (20, 900)})
    rows: Rows = [["Sample", "OD 450", "Conc. (pg/ml)"]]
    rows += [[f"Std {n}", round(2.4 / 2**n, 3), 1000 / 2**n] for n in range(7)]
    rows += [["Blank", 0.05, 0]]
    extra = {}
    for p, c in itertools.product(study.patients, study.cells()):
        (value,) = study.row(p, **c)
        extra[p, levels_of(c), "OD 450"] = [density := round(value / 400 + 0.051, 3)]
        rows.append([f"{p} {c['treatment']}", density, value])
    return Written({"IFNg": rows}, study, extra=extra, answers={"odd_rows": "leave_out"})


@shape(LAB + ": a row below the headings that says what each column is")
def explained_below_headings(name: str) -> Written:
    study = paired(name)
    rows: Rows = [["Patient", "Tissue", "Treatment", *study.markers]]
    rows += [["(pseudonym)", "(surgery)", "(24 h)", "(gated on CD3+ CD4+)", "(gated on CD3+)"]]
    for p, c in itertools.product(study.patients, study.cells()):
        rows.append([p, *c.values(), *study.row(p, **c)])
    return Written({"": rows}, study, answers={"odd_rows": "leave_out"})


@shape("German pathology: TNM, Stadium, sizes with their unit, decimal commas")
def german_pathology(name: str) -> Written:
    study = paired(name, markers={"CD25 (%)": (10, 40), "CD69 (%)": (30, 60)})
    stages = dict(zip(study.patients, ["IIB", "IA", "IIIA", "IIA"] * 2, strict=True))
    tnm = {"IIB": "pT2N1M0", "IA": "pT1cN0M0", "IIIA": "pT3N2M0", "IIA": "pT2N0M0"}
    rows: Rows = [["Patientennr.", "TNM", "Stadium", "Tumorgröße", "Gewebe", "Stimulation"]]
    rows[0] += study.markers
    for (n, p), c in itertools.product(enumerate(study.patients), study.cells()):
        own = [c["tissue"].title(), c["treatment"].replace("control", "ohne")]
        size = f"{n + 1},{9 - n} cm"
        rows.append([p, tnm[stages[p]], stages[p], size, *own, *study.row(p, **c)])
    return Written({"": rows}, study, groups={"Stadium": stages}, separator=";", decimal=",")


@shape("Mice named after their cage and a number, the group in a column beside")
def cage_and_number_as_id(name: str) -> Written:
    own = [f"C{cage}-{n}" for cage in range(1, 5) for n in range(1, 5)]
    study = Study(name, own, {}, ACTIVATION)
    groups = {p: ("PBS", "IL-2c")[int(p[1]) > 2] for p in own}
    rows: Rows = [["Animal", "Group", *study.markers]]
    rows += [[p, groups[p], *study.row(p)] for p in own]
    return Written({"": rows}, study, groups={"group": groups})


@shape("Time courses: a table a day below each other, the day as its title", "xlsx")
def days_as_titles(name: str) -> Written:
    study = Study(name, ids(7), {"time": ["Day 0", "Day 3", "Day 7"]}, ACTIVATION)
    rows: Rows = []
    for day in study.factors["time"]:
        rows += [[day], ["Patient", *study.markers]]
        rows += [[p, *study.row(p, time=day)] for p in study.patients] + [[]]
    return Written({"Data": rows}, study)
