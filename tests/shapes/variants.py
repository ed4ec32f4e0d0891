"""Common sheets in other dress: the same kinds with other names, gaps, signs and additions."""

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

LAB = "Lab templates of immunology groups"


@shape(LAB + ": the mean of each patient's replicates beside them", "xlsx")
def replicates_and_their_mean(name: str) -> Written:
    study = Study(name, ids(8), {"treatment": CULTURES}, ACTIVATION, replicates=3)
    heads = [f"{m} {n}" for m in study.markers for n in (1, 2, 3, "mean")]
    rows: Rows = [["Patient", "Treatment", *heads]]
    extra = {}
    for p, c in itertools.product(study.patients, CULTURES):
        row: list = [p, c]
        for m in study.markers:
            values = study.every(p, m, treatment=c)
            row += [*values, round(statistics.mean(values), 4)]
            extra[p, (("treatment", c),), f"{m} mean"] = [row[-1]]
        rows.append(row)
    return Written({"Data": rows}, study, extra=extra)


@shape("Mouse studies: a sheet for each genotype", "xlsx")
def sheet_a_group(name: str) -> Written:
    study = Study(name, ids(14, "M{:02}"), {}, {"CD4 (%)": (20, 60), "CD8 (%)": (10, 40)})
    groups = {m: "WT" if n < 7 else "KO" for n, m in enumerate(study.patients)}
    sheets = {
        g: [["Mouse", *study.markers], *([m, *study.row(m)] for m in groups if groups[m] == g)]
        for g in ("WT", "KO")
    }
    return Written(sheets, study, groups={"genotype": groups})


@shape("Mouse studies: a table of each group beside the other, under its name", "xlsx")
def groups_beside_each_other(name: str) -> Written:
    study = Study(name, ids(12, "M{:02}"), {}, {"CD4 (%)": (20, 60), "CD8 (%)": (10, 40)})
    first, second = study.patients[:6], study.patients[6:]
    head = ["Mouse", *study.markers]
    rows: Rows = [["PBS", None, None, None, "BCG"], [*head, None, *head]]
    for p, q in zip(first, second, strict=True):
        rows.append([p, *study.row(p), None, q, *study.row(q)])
    groups = {p: "PBS" if p in first else "BCG" for p in study.patients}
    return Written({"Data": rows}, study, groups={"group": groups})


@shape("Clinical trials: three arms, two visits")
def arms_and_visits(name: str) -> Written:
    study = Study(name, ids(15, "{}", 2001), {"visit": ["Baseline", "Week 12"]}, CYTOKINES)
    arms = {p: ("placebo", "5 mg", "20 mg")[n % 3] for n, p in enumerate(study.patients)}
    rows: Rows = [["Subject ID", "Arm", "Visit", *study.markers]]
    for p, v in itertools.product(study.patients, study.factors["visit"]):
        rows.append([int(p), arms[p], v, *study.row(p, visit=v)])
    return Written({"": rows}, study, groups={"Arm": arms})


@shape(LAB + ": tissue in the sheet's name, culture in the headings", "xlsx")
def tissue_in_sheets_culture_in_headings(name: str) -> Written:
    study = paired(name)
    cells = [(m, c) for m in study.markers for c in CULTURES]
    sheets = {
        t.title(): [
            ["Patient", *(f"{m} {c}" for m, c in cells)],
            *(
                [p, *(study.at(p, m, tissue=t, treatment=c) for m, c in cells)]
                for p in study.patients
            ),
        ]
        for t in TISSUES
    }
    return Written(sheets, study)


@shape(LAB + ": percentages as texts with the sign")
def percentages_as_text(name: str) -> Written:
    study = paired(name)
    rows: Rows = [["Patient", "Tissue", "Treatment", *study.markers]]
    for p, cell in itertools.product(study.patients, study.cells()):
        rows.append([p, *cell.values(), *(f"{v} %" for v in study.row(p, **cell))])
    return Written({"": rows}, study)


@shape("Multiplex kits: values below the limit as <3.2, saturated wells as text")
def below_the_limit(name: str) -> Written:
    study = Study(name, ids(10), {"time": ["pre", "post"]}, CYTOKINES)
    rows: Rows = [["Patient", "Time", *(f"{m} (pg/ml)" for m in study.markers)]]
    for p, t in itertools.product(study.patients, ("pre", "post")):
        row = [p, t, *study.row(p, time=t)]
        if (p, t) in (("P02", "pre"), ("P05", "pre")):
            row[3] = "<3.2"
            study.holds[p, (("time", t),), "IL-10"] = [3.2]
        rows.append(row)
    return Written({"": rows}, study)


@shape("Hospital sheets: properties of the patients in a second sheet with another heading", "xlsx")
def clinical_sheet(name: str) -> Written:
    study = paired(name, 10)
    stage = dict(zip(study.patients, ["I", "II", "II", "III", "I"] * 2, strict=True))
    rows: Rows = [["Patient", "Tissue", "Treatment", *study.markers]]
    rows += [
        [p, *cell.values(), *study.row(p, **cell)]
        for p, cell in itertools.product(study.patients, study.cells())
    ]
    clinic: Rows = [["Patient ID", "Stage", "Age"], *([p, stage[p], 50] for p in study.patients)]
    return Written(
        {"Flow": rows, "Clinical": clinic},
        study,
        forward="Patient ID.*write",
        groups={"stage": stage},
    )


@shape("Persian lab sheets: headings and levels in Persian", "xlsx")
def persian_headings(name: str) -> Written:
    study = Study(
        name, ids(8), {"tissue": ["توموری", "نرمال"], "treatment": ["کنترل", "IL-2"]}, ACTIVATION
    )
    rows: Rows = [["کد بیمار", "بافت", "تیمار", *study.markers]]
    rows += [
        [p, *cell.values(), *study.row(p, **cell)] for p in study.patients for cell in study.cells()
    ]
    return Written({"داده‌ها": rows}, study)


@shape("Organoid cultures: line and passage, drug across")
def organoid_lines(name: str) -> Written:
    drugs = ["DMSO", "5-FU", "Oxaliplatin"]
    study = Study(name, ids(6, "PDO{}"), {"drug": drugs}, {"viability": (10, 95)})
    rows: Rows = [["Line", "Passage", *drugs]]
    for n, p in enumerate(study.patients):
        rows.append([p, 5 + n, *(study.at(p, "viability", drug=d) for d in drugs)])
    return Written({"": rows}, study, answers={r"columns\.patient": "Line"})


@shape("Proteomics: intensities with LFQ in front of each sample (MaxQuant proteinGroups)", "tsv")
def maxquant_lfq(name: str) -> Written:
    study = Study(
        name,
        ids(5),
        {"tissue": TISSUES},
        dict.fromkeys(("STAT5A", "JAK3", "IL2RG", "IL2RB"), (20, 34)),
        digits=4,
    )
    samples = list(itertools.product(study.patients, TISSUES))
    rows: Rows = [["Protein IDs", *(f"LFQ intensity {p}_{t[0].upper()}" for p, t in samples)]]
    rows += [[g, *(study.at(p, g, tissue=t) for p, t in samples)] for g in study.markers]
    return Written(
        {"": rows},
        study,
        answers={"column|split": "columns|tissue|patient"},
        forward=r"samples (stand )?(in|as) columns.*(transpose|row)",
    )


@shape("Bulk sequencing: count matrix, one column a library, sample sheet beside it", "xlsx")
def counts_and_sample_sheet(name: str) -> Written:
    study = Study(
        name,
        ids(6, "D{}"),
        {"treatment": ["mock", "IL-2"]},
        dict.fromkeys(("MKI67", "IL2RA", "BCL2", "MYC"), (10, 900)),
        digits=0,
    )
    libraries = {
        f"lib{n:02}": each
        for n, each in enumerate(itertools.product(study.patients, study.factors["treatment"]), 1)
    }
    counts: Rows = [["gene_id", *libraries]]
    counts += [
        [g, *(study.at(p, g, treatment=t) for p, t in libraries.values())] for g in study.markers
    ]
    key: Rows = [["library", "donor", "treatment", "batch"]]
    key += [[lib, p, t, "A" if n % 2 else "B"] for n, (lib, (p, t)) in enumerate(libraries.items())]
    return Written({"counts": counts, "sample_sheet": key}, study, answers={"column": "columns"})


@shape("Flow cytometry of fresh and frozen cells: condition after a blank, upper case", "xlsx")
def conditions_with_separators(name: str) -> Written:
    study = Study(
        name,
        ids(8, "HD-{:02}"),
        {"state": ["FRESH", "FROZEN"]},
        {"CD3+": (40, 80), "CD19+": (5, 20)},
    )
    rows: Rows = [["Sample ID", *study.markers]]
    rows += [
        [f"{p} {s}", *study.row(p, state=s)]
        for p, s in itertools.product(study.patients, study.factors["state"])
    ]
    return Written({"Sheet1": rows}, study, answers={"split|pattern": "FRESH|8|patient"})


@shape(LAB + ": a column of remarks, blank rows between patients, totals at the end", "xlsx")
def blank_rows_and_a_total(name: str) -> Written:
    study = Study(name, ids(7), {"treatment": CULTURES}, {"Cells (10^6)": (1, 20)})
    rows: Rows = [["Patient", "Treatment", "Cells (10^6)", "Remarks"]]
    for p in study.patients:
        rows += [
            [p, c, study.at(p, "Cells (10^6)", treatment=c), "clumps" if p == "P04" else None]
            for c in CULTURES
        ]
        rows.append([])
    rows.append(["Total", None, round(sum(v[0] for v in study.holds.values()), 2), None])
    return Written({"Counts": rows}, study)


@shape("Stimulation assays: unstimulated and two stimuli across, background first")
def stimuli_across(name: str) -> Written:
    stimuli = ["unstim", "PMA/Iono", "anti-CD3/CD28"]
    study = Study(
        name, ids(9, "HC{:02}"), {"stimulus": stimuli}, {"IFN-γ+": (0.5, 30), "TNF+": (1, 40)}
    )
    rows: Rows = [["Donor", *(f"{m} {s}" for m in study.markers for s in stimuli)]]
    rows += [
        [p, *(study.at(p, m, stimulus=s) for m in study.markers for s in stimuli)]
        for p in study.patients
    ]
    return Written({"": rows}, study, answers={"factor|condition|level": "unstim|condition|stim"})


@shape("Histology: scores of two readers for each slide")
def two_readers(name: str) -> Written:
    study = Study(
        name,
        ids(10, "C{:02}"),
        {"tissue": TISSUES},
        {"PD-L1 H-score": (0, 300)},
        digits=0,
        replicates=2,
    )
    rows: Rows = [["Case", "Tissue", "Reader", "PD-L1 H-score"]]
    for p, t in itertools.product(study.patients, TISSUES):
        rows += [
            [p, t, reader, v]
            for reader, v in zip(("A", "B"), study.every(p, "PD-L1 H-score", tissue=t), strict=True)
        ]
    return Written({"": rows}, study, answers={"Reader|replicate": "replicate|average|Reader"})


@shape("Time courses in cell culture: hours in the heading, donors in rows", "xlsx")
def hours_across(name: str) -> Written:
    study = Study(
        name, ids(6, "Donor {}"), {"time": ["0h", "6h", "24h", "48h"]}, {"IL-2": (5, 900)}
    )
    rows: Rows = [["IL-2 (pg/ml)"], ["Donor", *study.factors["time"]]]
    rows += [
        [p, *(study.at(p, "IL-2", time=t) for t in study.factors["time"])] for p in study.patients
    ]
    return Written({"ELISA": rows}, study)


@shape("IDs that hold a year and a number, tissue as K and N (Karzinom, normal)")
def german_letters(name: str) -> Written:
    study = Study(name, ids(8, "25-{:03}"), {"tissue": ["K", "N"]}, ACTIVATION)
    rows: Rows = [["Fallnummer", "Gewebe", *study.markers]]
    rows += [
        [p, t, *study.row(p, tissue=t)] for p, t in itertools.product(study.patients, ("K", "N"))
    ]
    return Written({"": rows}, study, separator=";", decimal=",", forward="hospital record numbers")
