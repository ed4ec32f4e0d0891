"""Names of samples that say the control by saying nothing, IDs without a heading, bare doses."""

import itertools
from collections.abc import Callable, Sequence

from tests.shapes.shape import ACTIVATION, CULTURES, TISSUES, Rows, Study, Written, ids, shape

LAB = "Lists of samples as laboratories name them"
SPLIT = {"spreadsheet.split": r"\{patient\}"}
ACROSS = {"samples_in": "columns", **SPLIT}


def _named(name: str, form: Callable[[str, str, str], str], head: str | None = "Sample") -> Written:
    """A row a sample: the letter of the tissue, the number of the patient, IL-2 or nothing."""
    study = Study(name, ids(10, "{}"), {"tissue": TISSUES, "treatment": CULTURES}, ACTIVATION)
    rows: Rows = [[head, *study.markers]]
    for p, t, c in itertools.product(study.patients, TISSUES, CULTURES):
        text = form(t[0].upper(), p, "" if c == "control" else "IL2")
        rows.append([text, *study.row(p, tissue=t, treatment=c)])
    return Written({"Data": rows}, study, answers=SPLIT)


@shape(LAB + ": T10 and T1IL2", "xlsx")
def letter_number_treatment(name: str) -> Written:
    return _named(name, lambda t, p, c: f"{t}{p}{c}")


@shape(LAB + ": T1 and T1+IL2", "xlsx")
def letter_number_plus_treatment(name: str) -> Written:
    return _named(name, lambda t, p, c: f"{t}{p}{'+' if c else ''}{c}")


@shape(LAB + ": N3 and N3 IL2, no heading over them", "xlsx")
def letter_number_and_treatment_unheaded(name: str) -> Written:
    return _named(name, lambda t, p, c: f"{t}{p} {c}".strip(), None)


@shape(LAB + ": 1T and 1TIL2", "xlsx")
def number_letter_treatment(name: str) -> Written:
    return _named(name, lambda t, p, c: f"{p}{t}{c}")


@shape(LAB + ": T1 and T1+", "xlsx")
def letter_number_and_sign(name: str) -> Written:
    return _named(name, lambda t, p, c: f"{t}{p}{'+' if c else ''}")


@shape(LAB + ": T1 and T1IL2 across", "xlsx")
def letter_number_treatment_across(name: str) -> Written:
    written = _named(name, lambda t, p, c: f"{t}{p}{c}", "Marker")
    rows = [list(row) for row in zip(*written.sheets["Data"], strict=True)]
    return Written({"Data": rows}, written.study, answers=ACROSS)


def _behind(name: str, form: str, sign: str, levels: Sequence[str]) -> Written:
    """A row a sample: the patient alone is the control, the treatment stands behind for others."""
    study = Study(name, ids(10, form), {"treatment": levels}, ACTIVATION)
    rows: Rows = [["Sample", *study.markers]]
    for p, (number, c) in itertools.product(study.patients, enumerate(levels)):
        rows.append([p + (sign + c if number else ""), *study.row(p, treatment=c)])
    return Written({"Data": rows}, study, answers=SPLIT)


@shape(LAB + ": P1 and P1IL2", "xlsx")
def patient_and_treatment_without_a_sign(name: str) -> Written:
    return _behind(name, "P{}", "", ["control", "IL2"])


@shape(LAB + ": P01 and P01+IL2", "xlsx")
def patient_plus_treatment(name: str) -> Written:
    return _behind(name, "P{:02}", "+", ["control", "IL2"])


@shape(LAB + ": Donor 1, Donor 1 IL-2 and Donor 1 IL-15", "xlsx")
def donor_and_two_treatments(name: str) -> Written:
    return _behind(name, "Donor {}", " ", ["control", "IL-2", "IL-15"])


@shape(LAB + ": P1 and P1_drugX", "xlsx")
def patient_and_unknown_drug(name: str) -> Written:
    return _behind(name, "P{}", "_", ["control", "drugX"])


@shape(LAB + ": P1 and P1 post", "xlsx")
def patient_and_time(name: str) -> Written:
    return _behind(name, "P{}", " ", ["before", "post"])


def _unpaired(name: str, form: str, head: str, column: str, levels: Sequence[str]) -> Written:
    study = Study(name, ids(16, form), {}, ACTIVATION)
    groups = {p: levels[n > 7] for n, p in enumerate(study.patients)}
    rows: Rows = [[head, column, *study.markers]]
    rows += [[int(p) if p.isdecimal() else p, groups[p], *study.row(p)] for p in study.patients]
    return Written(
        {"Data": rows},
        study,
        groups={"group": groups},
        answers={"No ID has samples at two of": head},
    )


@shape(LAB + ": numbers 1 to 16, tumor and normal: whose is which nobody says", "xlsx")
def numbered_samples_never_paired(name: str) -> Written:
    return _unpaired(name, "{}", "Sample", "Tissue", ["Tumor", "Normal"])


@shape(LAB + ": S01 to S16, control and IL-2", "xlsx")
def coded_samples_never_paired(name: str) -> Written:
    return _unpaired(name, "S{:02}", "Sample ID", "Treatment", ["control", "IL-2"])


@shape(LAB + ": P1 to P16 under Patient, tumor or normal each", "xlsx")
def patients_never_paired(name: str) -> Written:
    return _unpaired(name, "P{}", "Patient", "Tissue", ["Tumor", "Normal"])


def _titled(name: str, form: str, corner: str | None) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = []
    for number, t in enumerate(TISSUES, 1):
        rows += [[form.format(number, t.title())], [corner, *study.markers]]
        rows += [[p, *study.row(p, tissue=t)] for p in study.patients] + [[]]
    return Written({"Data": rows}, study)


@shape("Tables below each other: Table 1: Tumor, and no heading over the IDs", "xlsx")
def numbered_titles_over_ids_without_heading(name: str) -> Written:
    return _titled(name, "Table {}: {}", None)


@shape("Tables below each other: titles with n, and no heading over the IDs", "xlsx")
def titles_with_n_over_ids_without_heading(name: str) -> Written:
    return _titled(name, "Tab. {}. {} samples (n = 8)", None)


@shape("Tables below each other: Table 1: CD25 (%), tumor and normal across", "xlsx")
def numbered_titles_of_markers(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = []
    for number, m in enumerate(study.markers, 1):
        rows += [[f"Table {number}: {m} (%)"], [None, "Tumor", "Normal"]]
        rows += [[p, *(study.at(p, m, tissue=t) for t in TISSUES)] for p in study.patients] + [[]]
    return Written({"Data": rows}, study)


@shape("Tables beside each other under titles, no heading over the IDs", "xlsx")
def tables_beside_without_heading_of_ids(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    head = [None, *study.markers]
    rows: Rows = [["Tumor", None, None, None, "Normal"], [*head, None, *head]]
    for p in study.patients:
        own = [[p, *study.row(p, tissue=t)] for t in TISSUES]
        rows.append([*own[0], None, *own[1]])
    return Written(
        {"Data": rows}, study, forward=r"columns \"A\", \"E\".*Write the heading \"Patient\""
    )


@shape(LAB + ": the heading Name over names of samples", "xlsx")
def heading_name_over_samples(name: str) -> Written:
    written = _named(name, lambda t, p, c: f"P{int(p):02}_{t}_{c or 'ctrl'}", "Name")
    written.same_ids = False
    return written


@shape(LAB + ": the heading Name over codes of patients", "xlsx")
def heading_name_over_codes(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = [["Name", "Tissue", *study.markers]]
    rows += [[p, t, *study.row(p, tissue=t)] for p in study.patients for t in TISSUES]
    return Written({"Data": rows}, study, answers={"columns.patient": "Name"})


def _doses(name: str, heads: dict[str, list[str]]) -> Written:
    study = Study(name, ids(8), heads, ACTIVATION)
    rows: Rows = [["Patient", *heads, *study.markers]]
    for p in study.patients:
        rows += [[p, *map(float, c.values()), *study.row(p, **c)] for c in study.cells()]
    return Written({"Data": rows}, study)


@shape("Dose series: IL-2 (ng/ml) over 0, 1 and 10", "xlsx")
def doses_of_a_cytokine_as_numbers(name: str) -> Written:
    return _doses(name, {"IL-2 (ng/ml)": ["0", "1", "10"]})


@shape("Dose series: two cytokines in ng/ml, crossed", "xlsx")
def doses_of_two_cytokines(name: str) -> Written:
    return _doses(name, {"IL-2 (ng/ml)": ["0", "10"], "IL-15 (ng/ml)": ["0", "5"]})


@shape("Dose series: a drug in µM that no list knows", "xlsx")
def doses_of_an_unknown_drug(name: str) -> Written:
    return _doses(name, {"XR-17 (µM)": ["0", "0.5", "5"]})


@shape(LAB + ": P1a and P1b are replicates, the tissue in a column")
def letters_of_replicates_behind_the_id(name: str) -> Written:
    study = Study(name, ids(8, "P{}"), {"tissue": TISSUES}, {"CD25": (5, 40)}, replicates=2)
    rows: Rows = [["Sample", "Tissue", "CD25"]]
    for p, t in itertools.product(study.patients, TISSUES):
        own = zip("ab", study.every(p, "CD25", tissue=t), strict=True)
        rows += [[p + letter, t, value] for letter, value in own]
    return Written({"": rows}, study, answers={"spreadsheet.split": r"\{replicate\}"})
