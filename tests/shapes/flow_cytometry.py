"""Tables that programs of flow cytometry export."""

import statistics

from tests.shapes.shape import (
    CULTURES,
    TISSUES,
    Rows,
    Study,
    Written,
    ids,
    paired,
    shape,
)

POPULATIONS = {
    "Lymphocytes/Single Cells/CD3+/CD4+ | Freq. of Parent": (30.0, 60.0),
    "Lymphocytes/Single Cells/CD3+/CD4+/CD25+ | Freq. of Parent": (5.0, 25.0),
    "Lymphocytes/Single Cells/CD3+/CD4+/CD25+ | Median (FJComp-PE-A)": (900.0, 3000.0),
}


def mean_and_sd(rows: Rows) -> Rows:
    """The two rows that FlowJo writes under a table."""
    columns = list(zip(*(row[1:] for row in rows), strict=True))
    return [
        ["Mean", *(round(statistics.mean(column), 2) for column in columns)],
        ["SD", *(round(statistics.stdev(column), 2) for column in columns)],
    ]


@shape("FlowJo documentation, Table Editor: batch to a table, names of .fcs files")
def flowjo_table(name: str) -> Written:
    study = paired(name, markers=POPULATIONS)
    rows: Rows = [
        [
            f"{p}_{tissue}_{culture.replace('control', 'US')}.fcs",
            *study.row(p, tissue=tissue, treatment=culture),
        ]
        for p in study.patients
        for tissue in TISSUES
        for culture in CULTURES
    ]
    return Written({"": [[None, *study.markers], *rows, *mean_and_sd(rows)]}, study)


@shape("FlowJo documentation, Table Editor; BD FACSDiva names Specimen_001_TUBE_001.fcs")
def flowjo_specimen_names(name: str) -> Written:
    study = paired(name, markers=POPULATIONS)
    rows: Rows = []
    for p in study.patients:
        for tissue in TISSUES:
            for culture, tube in zip(CULTURES, ("US", "IL2"), strict=True):
                title = f"Specimen_001_{p} {tissue.title()} {tube}_{len(rows) + 1:03}.fcs"
                rows.append([title, *study.row(p, tissue=tissue, treatment=culture)])
    return Written({"": [["Sample:", *study.markers], *rows]}, study)


@shape("FlowJo documentation, statistics of all gates as an indented list (Depth, Name, Statistic)")
def flowjo_list_of_gates(name: str) -> Written:
    study = Study(
        name, ids(6, "D{}"), {"time": ["before", "after"]}, {"CD4": (30, 60), "CD25": (5, 25)}
    )
    rows: Rows = [["Depth", "Name", "Statistic", "#Cells"]]
    for p in study.patients:
        for time in study.factors["time"]:
            cells = 50_000 + len(rows) * 37
            rows.append([None, f"{p}_{time}.fcs", None, cells])
            rows.append(["> ", f"{p}_{time}.fcs/CD4", study.at(p, "CD4", time=time), cells // 2])
            rows.append(
                ["> > ", f"{p}_{time}.fcs/CD4/CD25", study.at(p, "CD25", time=time), cells // 9]
            )
    return Written({"": rows}, study, forward=r"Table Editor|one row (for )?(a|each) sample")


@shape("Cytobank and OMIQ, statistics in long form: a row a sample, population and statistic")
def tall_statistics(name: str) -> Written:
    study = paired(name, 6, markers={"CD4 T cells percent": (30, 60), "Treg percent": (2, 12)})
    rows: Rows = [["Patient", "Tissue", "Treatment", "Population", "Statistic", "Value"]]
    extra = {}
    for (p, levels, marker), (value,) in study.holds.items():
        own = dict(levels)
        population = marker.removesuffix(" percent")
        rows.append([p, own["tissue"], own["treatment"], population, "percent", value])
        count = 1000 + 13 * len(rows)
        extra[p, levels, f"{population} count"] = [float(count)]
        rows.append([p, own["tissue"], own["treatment"], population, "count", count])
    return Written({"": rows}, study, extra=extra)


@shape("BD FACSDiva, batch analysis export: specimen, tube, % parent of each gate")
def facsdiva_batch_export(name: str) -> Written:
    markers = {"CD4 %Parent": (30, 60), "CD25 %Parent": (5, 25), "CD25 PE-A Median": (900, 3000)}
    study = paired(name, markers=markers)
    rows: Rows = [["Specimen Name", "Tube Name", *study.markers]]
    for p in study.patients:
        for tissue in TISSUES:
            for culture in CULTURES:
                tube = f"{tissue.title()} {culture}"
                rows.append([p, tube, *study.row(p, tissue=tissue, treatment=culture)])
    return Written({"": rows}, study)


@shape("Cytobank documentation, export of statistics with sample tags")
def cytobank_sample_tags(name: str) -> Written:
    study = Study(
        name,
        ids(8, "Donor {}"),
        {"condition": ["Unstim", "anti-CD3"], "time": ["0h", "24h"]},
        {"pSTAT5": (10, 40), "pAKT": (50, 90)},
    )
    rows: Rows = [["FCS Filename", "Individuals", "Conditions", "Timepoints", *study.markers]]
    for p in study.patients:
        for cell in study.cells():
            file = f"{p} {cell['condition']} {cell['time']}.fcs"
            rows.append([file, p, cell["condition"], cell["time"], *study.row(p, **cell)])
    return Written({"": rows}, study, answers={r"columns\.patient": "Individuals"})


@shape("Spectre (Sydney Cytometry), write.sumtables: sample, group, batch, percent of sample")
def spectre_summary_of_mice(name: str) -> Written:
    mice = ids(12, "{:02}_M")
    study = Study(
        name,
        mice,
        {},
        {
            "Percent of sample -- CD4 T cells": (5, 20),
            "Percent of sample -- Neutrophils": (10, 40),
        },
    )
    groups = {m: "Mock" if n < 6 else "WNV" for n, m in enumerate(mice)}
    rows: Rows = [["Sample", "Group", "Batch", *study.markers]]
    rows += [[m, groups[m], "A" if n % 2 else "B", *study.row(m)] for n, m in enumerate(mice)]
    return Written({"": rows}, study, groups={"Group": groups})


@shape("R data frames after pivot_wider with names_sep='.' (tidyr documentation)")
def r_names_with_points(name: str) -> Written:
    study = paired(name)
    head = [
        f"{m}.{t}.{c.replace('-', '')}" for m in study.markers for t in TISSUES for c in CULTURES
    ]
    rows: Rows = [["patient", *head]]
    for p in study.patients:
        rows.append(
            [
                p,
                *(
                    study.at(p, m, tissue=t, treatment=c)
                    for m in study.markers
                    for t in TISSUES
                    for c in CULTURES
                ),
            ]
        )
    return Written({"": rows}, study)


@shape("R data frames after pivot_wider with names_sep='_' (tidyr documentation), row names first")
def r_names_with_underscores(name: str) -> Written:
    study = paired(name)
    head = [
        f"{m}_{t}_{c.replace('-', '').lower()}"
        for m in study.markers
        for t in TISSUES
        for c in CULTURES
    ]
    rows: Rows = [["", "patient_id", *head]]
    for n, p in enumerate(study.patients, 1):
        rows.append(
            [
                n,
                p,
                *(
                    study.at(p, m, tissue=t, treatment=c)
                    for m in study.markers
                    for t in TISSUES
                    for c in CULTURES
                ),
            ]
        )
    return Written({"": rows}, study)


@shape("FlowJo table with keywords as columns ($FIL, Patient ID, Stim)", "xlsx")
def flowjo_table_with_keywords(name: str) -> Written:
    study = paired(name, 10, markers=POPULATIONS)
    rows: Rows = [["Sample:", "Patient ID", "Tissue", "Stim", *study.markers]]
    for p in study.patients:
        for t in TISSUES:
            for c in CULTURES:
                file = f"Specimen_001_Tube_{len(rows):03}_{len(rows):03}.fcs"
                rows.append([file, p, t, c, *study.row(p, tissue=t, treatment=c)])
    rows += mean_and_sd([[row[0], *row[4:]] for row in rows[1:]])
    for row in rows[-2:]:
        row[1:1] = [None, None, None]
    return Written({"Table": rows}, study, answers={r"columns\.patient": "Patient ID"})
