"""Sheets that people make: where the levels are said."""

import itertools

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

SHORT = {
    ("tumor", "control"): "T",
    ("tumor", "IL-2"): "T+IL2",
    ("normal", "control"): "N",
    ("normal", "IL-2"): "N+IL2",
}
SAMPLES = list(itertools.product(TISSUES, CULTURES))
LAB = "Lab templates of immunology groups"


def wide(study: Study, heading) -> Rows:
    """A row a patient, a column a marker and sample."""
    cells = list(study.cells())
    rows: Rows = [["Patient", *(heading(m, **c) for m in study.markers for c in cells)]]
    rows += [
        [p, *(study.at(p, m, **c) for m in study.markers for c in cells)] for p in study.patients
    ]
    return rows


def by_sample(study: Study, heading: str, called) -> Rows:
    """A row a sample, whose name is made by a function."""
    rows: Rows = [[*heading.split("|"), *study.markers]]
    for p in study.patients:
        rows += [[*called(p, **cell), *study.row(p, **cell)] for cell in study.cells()]
    return rows


@shape(LAB + ": control is what is not said, two heading rows", "xlsx")
def implied_control_in_headings(name: str) -> Written:
    study = paired(name, 12)
    top: Rows = [["Patient", *(x for m in study.markers for x in (m, None, None, None))]]
    said = {
        ("tumor", "control"): "Tumor",
        ("tumor", "IL-2"): "Tumor + IL-2",
        ("normal", "control"): "Normal",
        ("normal", "IL-2"): "Normal + IL-2",
    }
    top.append([None, *(said[s] for _ in study.markers for s in SAMPLES)])
    return Written(
        {"Data": top + wide(study, lambda m, **c: m)[1:]},
        study,
        answers={"control|absen": "control|yes"},
    )


@shape(LAB + ": one column says tissue and culture by N, N+IL2, T, T+IL2", "xlsx")
def one_column_of_conditions(name: str) -> Written:
    study = paired(name, 12)
    rows = by_sample(
        study, "Patient|Condition", lambda p, tissue, treatment: [p, SHORT[tissue, treatment]]
    )
    return Written({"Data": rows}, study, answers={"control|tissue": "tissue|control|yes"})


@shape(LAB + ": the name of a condition stands in full in one column")
def one_column_in_words(name: str) -> Written:
    study = paired(name)
    rows = by_sample(
        study,
        "Patient ID|Group",
        lambda p, tissue, treatment: [p, f"{tissue.title()} tissue, {treatment}"],
    )
    return Written({"": rows}, study, answers={"tissue|split|factor": "tissue|yes"})


@shape(LAB + ": abbreviations TC, TI, NC, NI in headings", "xlsx")
def abbreviations(name: str) -> Written:
    study = paired(name)
    rows = wide(
        study, lambda m, tissue, treatment: f"{m} {tissue[0].upper()}{treatment[0].upper()}"
    )
    return Written({"Data": rows}, study, answers={"TC|letter": "tissue|tumor|yes"})


@shape(LAB + ": IL-2 (+) and IL-2 (-) in headings")
def plus_minus(name: str) -> Written:
    study = paired(name)
    sign = {"control": "(-)", "IL-2": "(+)"}
    return Written(
        {
            "": wide(
                study, lambda m, tissue, treatment: f"{m} {tissue.title()} IL-2 {sign[treatment]}"
            )
        },
        study,
    )


@shape("Biobanks: a letter at the end of the number says tumor or normal", "xlsx")
def tissue_letter_in_id(name: str) -> Written:
    study = Study(name, ids(12, "BC{:02}"), {"tissue": TISSUES}, ACTIVATION)
    rows = by_sample(study, "ID", lambda p, tissue: [f"{p}{tissue[0].upper()}"])
    return Written({"Data": rows}, study, answers={"letter|split|tissue|12": "tissue|12|yes"})


@shape("Biobanks: a letter in front of the number says tumor or normal")
def tissue_letter_in_front(name: str) -> Written:
    study = Study(name, ids(10, "{:03}", 101), {"tissue": TISSUES}, ACTIVATION)
    rows = by_sample(study, "Sample ID", lambda p, tissue: [f"{tissue[0].upper()}{p}"])
    return Written({"": rows}, study, answers={"letter|split|tissue|10": "tissue|10|yes"})


@shape(LAB + ": patient, tissue and culture in one cell, P01_T_IL2")
def everything_in_one_cell(name: str) -> Written:
    study = paired(name)
    rows = by_sample(
        study,
        "Sample",
        lambda p, tissue, treatment: [
            f"{p}_{tissue[0].upper()}_{treatment.replace('-', '').replace('control', 'ctrl')}"
        ],
    )
    return Written({"": rows}, study, answers={"split|pattern": "tissue|yes|patient"})


@shape(LAB + ": a sheet for each patient", "xlsx")
def sheet_a_patient(name: str) -> Written:
    study = paired(name, 6)
    sheets = {
        p: [
            ["Marker", *SHORT.values()],
            *(
                [m, *(study.at(p, m, tissue=t, treatment=c) for t, c in SHORT)]
                for m in study.markers
            ),
        ]
        for p in study.patients
    }
    return Written(
        sheets,
        study,
        answers={"sheet": "patient|yes"},
        forward=r"sheet (for |a |of )each patient|name of the sheet",
    )


@shape(LAB + ": a sheet for each patient, a row a sample", "xlsx")
def sheet_a_patient_rows(name: str) -> Written:
    study = paired(name, 6)
    sheets = {
        p: [
            ["Tissue", "Treatment", *study.markers],
            *([t, c, *study.row(p, tissue=t, treatment=c)] for t, c in SAMPLES),
        ]
        for p in study.patients
    }
    return Written(
        sheets,
        study,
        answers={"sheet": "patient|yes"},
        forward=r"sheet (for |a |of )each patient|name of the sheet",
    )


@shape(LAB + ": a sheet for each condition", "xlsx")
def sheet_a_condition(name: str) -> Written:
    study = paired(name)
    sheets = {
        f"{t.title()} {c}": [
            ["Patient", *study.markers],
            *([p, *study.row(p, tissue=t, treatment=c)] for p in study.patients),
        ]
        for t, c in SAMPLES
    }
    return Written(sheets, study)


@shape(LAB + ": a sheet for each cytokine, visits across", "xlsx")
def sheet_a_cytokine(name: str) -> Written:
    study = Study(name, ids(9), {"visit": ["V1", "V2", "V3"]}, CYTOKINES)
    sheets = {
        m: [
            ["Patient", "V1", "V2", "V3"],
            *(
                [p, *(study.at(p, m, visit=v) for v in study.factors["visit"])]
                for p in study.patients
            ),
        ]
        for m in study.markers
    }
    return Written(sheets, study)


@shape(LAB + ": patients across, markers down, tissue in a second heading row", "xlsx")
def patients_across(name: str) -> Written:
    study = Study(
        name,
        ids(6),
        {"tissue": TISSUES},
        dict.fromkeys(("CD4", "CD8", "CD25", "Ki-67", "PD-1"), (5, 60)),
    )
    rows: Rows = [
        ["Patient", *(x for p in study.patients for x in (p, None))],
        ["Tissue", *(t.title() for _ in study.patients for t in TISSUES)],
    ]
    rows += [
        [m, *(study.at(p, m, tissue=t) for p in study.patients for t in TISSUES)]
        for m in study.markers
    ]
    return Written(
        {"Data": rows},
        study,
        forward=r"(samples|patients) (stand )?(in|as) columns.*(transpose|row)",
        answers={"column|across": "yes|column|transpose"},
    )


@shape("Omics supplements: rows of properties above a matrix of genes and samples")
def properties_above_matrix(name: str) -> Written:
    study = Study(
        name,
        ids(5),
        {"tissue": TISSUES},
        dict.fromkeys(("CD8A", "GZMB", "FOXP3", "IL2RA", "PDCD1", "LAG3"), (2, 12)),
    )
    samples = list(itertools.product(study.patients, TISSUES))
    rows: Rows = [
        ["Sample", *(f"S{n}" for n in range(1, 11))],
        ["Patient", *(p for p, _ in samples)],
        ["Tissue", *(t for _, t in samples)],
    ]
    rows += [[g, *(study.at(p, g, tissue=t) for p, t in samples)] for g in study.markers]
    return Written(
        {"": rows},
        study,
        forward=r"(samples|patients) (stand )?(in|as) columns.*(transpose|row)",
        answers={"column|across": "yes|column|transpose"},
    )


@shape(LAB + ": the patient's number only in the first of four rows")
def id_only_in_first_row(name: str) -> Written:
    study = paired(name, 6)
    rows = by_sample(
        study,
        "Patient|Tissue|Treatment",
        lambda p, tissue, treatment: [
            p if (tissue, treatment) == SAMPLES[0] else None,
            tissue,
            treatment,
        ],
    )
    return Written({"": rows}, study, answers={"above|goes on|blank|empty": "yes|above|goes on"})


@shape(LAB + ": patient and tissue merged over their rows", "xlsx")
def merged_ids(name: str) -> Written:
    study = paired(name, 6)
    rows = by_sample(
        study,
        "Patient|Tissue|Treatment",
        lambda p, tissue, treatment: [
            p if (tissue, treatment) == SAMPLES[0] else None,
            tissue if treatment == "control" else None,
            treatment,
        ],
    )
    merged = [f"Data!A{r}:A{r + 3}" for r in range(2, 26, 4)] + [
        f"Data!B{r}:B{r + 1}" for r in range(2, 26, 2)
    ]
    return Written({"Data": rows}, study, merged)


@shape(LAB + ": rows of their own name the condition of those below", "xlsx")
def section_rows_are_conditions(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = [["Patient", *study.markers]]
    for tissue in TISSUES:
        rows.append([f"{tissue.title()} tissue"])
        rows += [[p, *study.row(p, tissue=tissue)] for p in study.patients]
    return Written({"Data": rows}, study, answers={"section|row": "tissue|level|yes"})


@shape("Clinical tables: rows of their own name the group of patients below")
def section_rows_are_groups(name: str) -> Written:
    study = Study(name, ids(12), {}, CYTOKINES)
    groups = {p: "Responders" if n < 6 else "Non-responders" for n, p in enumerate(study.patients)}
    rows: Rows = [["Patient", *study.markers]]
    for group in dict.fromkeys(groups.values()):
        rows.append([group, *[None] * 3])
        rows += [[p, *study.row(p)] for p in study.patients if groups[p] == group]
    return Written(
        {"": rows}, study, groups={"response": groups}, answers={"section|group": "group|yes"}
    )


@shape(LAB + ": a table of tumor and a table of normal tissue beside each other", "xlsx")
def tables_beside(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, ACTIVATION)
    rows: Rows = [
        ["Tumor", None, None, None, "Normal"],
        ["Patient", *study.markers, None, "Patient", *study.markers],
    ]
    for p, q in zip(study.patients, reversed(study.patients), strict=True):
        rows.append([p, *study.row(p, tissue="tumor"), None, q, *study.row(q, tissue="normal")])
    return Written({"Data": rows}, study)
