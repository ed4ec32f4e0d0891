"""What real-time PCR machines export, and what people make of it."""

import itertools

from tests.shapes.shape import CULTURES, TISSUES, Rows, Study, Written, ids, shape

GENES = {"IFNG": (24.0, 30.0), "FOXP3": (26.0, 33.0), "ACTB": (15.0, 19.0)}
BY_WELL = r"(Ct|Cq|Cp)[^.]*by well"
"""A list by well says that it is one."""


def wells() -> list[str]:
    return [f"{row}{column}" for row in "ABCDEFGH" for column in range(1, 13)]


def ct_study(name: str) -> Study:
    return Study(name, ids(4), {"tissue": TISSUES}, GENES, digits=3, replicates=3)


def by_well(study: Study) -> list[tuple[str, str, str, float]]:
    """Well, sample, target and Ct."""
    found = []
    for patient, tissue in itertools.product(study.patients, TISSUES):
        for gene in study.markers:
            for value in study.every(patient, gene, tissue=tissue):
                found.append((f"{patient} {tissue.title()}", gene, value))
    return [(well, *each) for well, each in zip(wells() * 2, found, strict=False)]


@shape("Applied Biosystems QuantStudio, results sheet of an export", "xlsx")
def quantstudio_results(name: str) -> Written:
    study = ct_study(name)
    rows: Rows = [
        ["Block Type", "96-Well Block (0.2mL)"],
        ["Chemistry", "SYBR_GREEN"],
        ["Experiment File Name", "D:\\runs\\made_up.eds"],
        ["Experiment Run End Time", "2025-03-04 16:22:11 PM CET"],
        ["Instrument Type", "QuantStudio 5 System"],
        [],
        ["Well", "Well Position", "Omit", "Sample Name", "Target Name", "Task", "Reporter", "CT"],
    ]
    for number, (well, sample, gene, ct) in enumerate(by_well(study), 1):
        rows.append([number, well, False, sample, gene, "UNKNOWN", "SYBR", ct])
    return Written({"Results": rows}, study, forward=BY_WELL)


@shape("Bio-Rad CFX Manager, Quantification Cq Results.csv")
def cfx_cq_results(name: str) -> Written:
    study = ct_study(name)
    head = ["", "Well", "Fluor", "Target", "Content", "Sample", "Biological Set Name", "Cq"]
    rows: Rows = [[*head, "Cq Mean", "Cq Std. Dev"]]
    for number, (well, sample, gene, cq) in enumerate(by_well(study)):
        rows.append(
            [
                "",
                f"{well[0]}{int(well[1:]):02}",
                "SYBR",
                gene,
                f"Unkn-{number // 3 + 1:02}",
                sample,
                "",
                cq,
                0,
                0,
            ]
        )
    return Written({"": rows}, study, forward=BY_WELL)


@shape("Roche LightCycler 480, export of the analysis as text (tidyqpcr documentation)", "txt")
def lightcycler_text(name: str) -> Written:
    study = ct_study(name)
    rows: Rows = [
        ["Experiment: made up  Selected Filter: SYBR Green I / HRM Dye (465-510)"],
        ["Include", "Color", "Pos", "Name", "Cp", "Concentration", "Standard", "Status"],
    ]
    for well, sample, gene, cp in by_well(study):
        rows.append(["True", 255, well, f"{sample} {gene}", cp, None, 0, None])
    return Written({"": rows}, study, forward=BY_WELL)


@shape("ΔΔCt tutorials: a row a measurement, three wells of each gene and sample")
def ct_in_triplicate(name: str) -> Written:
    study = ct_study(name)
    rows: Rows = [["Patient", "Tissue", "Gene", "Replicate", "Ct"]]
    for patient, tissue, gene in itertools.product(study.patients, TISSUES, study.markers):
        for number, ct in enumerate(study.every(patient, gene, tissue=tissue), 1):
            rows.append([patient, tissue, gene, number, ct])
    return Written({"": rows}, study)


@shape("ΔΔCt tutorials: three rows of a gene and sample, and no number of the well")
def ct_in_triplicate_without_numbers(name: str) -> Written:
    study = ct_study(name)
    rows: Rows = [["Patient", "Tissue", "Gene", "Ct"]]
    for patient, tissue, gene in itertools.product(study.patients, TISSUES, study.markers):
        rows += [[patient, tissue, gene, ct] for ct in study.every(patient, gene, tissue=tissue)]
    return Written({"": rows}, study, answers={"replicate": "yes|replicate"}, forward="replicates")


@shape("Supplementary tables of expression: genes down, samples across (P01 T, P01 N)", "xlsx")
def genes_by_samples(name: str) -> Written:
    study = Study(
        name,
        ids(8),
        {"tissue": TISSUES},
        dict.fromkeys(("CD8A", "GZMB", "PRF1", "IFNG", "FOXP3"), (2.0, 12.0)),
    )
    samples = list(itertools.product(study.patients, TISSUES))
    rows: Rows = [["Gene", *(f"{p} {t[0].upper()}" for p, t in samples)]]
    for gene in study.markers:
        rows.append([gene, *(study.at(p, gene, tissue=t) for p, t in samples)])
    return Written(
        {"Expression": rows},
        study,
        forward=r"samples (stand )?(in|as) columns.*(transpose|row)",
        answers={"sample|column": "tissue|split|sample"},
    )


@shape("Relative expression with the untreated sample as calibrator (2^-ΔΔCt tutorials)", "xlsx")
def fold_changes(name: str) -> Written:
    study = Study(name, ids(8, "D{}"), {"treatment": ["IL-2"]}, {"IL2RA": (2, 9), "BCL2": (1.2, 4)})
    for patient in study.patients:
        for marker in study.markers:
            study.holds[patient, (("treatment", "control"),), marker] = [1.0]
    rows: Rows = [["Donor", "Treatment", "IL2RA (fold change)", "BCL2 (fold change)"]]
    for patient in study.patients:
        rows.append([patient, "control", 1, 1])
        rows.append([patient, "IL-2", *study.row(patient, treatment="IL-2")])
    return Written({"2^-ddCt": rows}, study)


@shape("MIQE checklists and lab templates: ΔCt of a gene in one sheet each", "xlsx")
def delta_ct_sheet_a_gene(name: str) -> Written:
    study = Study(name, ids(7), {"treatment": CULTURES}, {"IFNG": (3, 9), "GZMB": (1, 7)}, digits=3)
    sheets = {
        gene: [["Patient", *CULTURES]]
        + [[p, *(study.at(p, gene, treatment=c) for c in CULTURES)] for p in study.patients]
        for gene in study.markers
    }
    return Written(sheets, study)


@shape("DESeq2 and limma vignettes: a table of results by gene")
def table_of_results(name: str) -> Written:
    study = Study(name, ids(12, "GENE{}"), {}, {"log2FoldChange": (-3, 3), "lfcSE": (0.1, 0.5)})
    rows: Rows = [["", "baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"]]
    for n, gene in enumerate(study.patients):
        change, error = study.row(gene)
        rows.append(
            [
                gene,
                100.5 + 7 * n,
                change,
                error,
                round(change / error, 3),
                0.0013 * (n + 1),
                0.01 * (n + 1),
            ]
        )
    return Written({"": rows}, named=(r"result", r"values? (of|for) each (patient|sample)"))


@shape("Ct tables of a lab: genes in a second row of headings, a calibrator without an ID under it")
def calibrator_without_id(name: str) -> Written:
    study = Study(name, ids(6), {"treatment": CULTURES}, {"Ct CTLA4": (20, 30), "Ct B2M": (14, 19)})
    rows: Rows = [["Patient", "Treatment", "Ct", "Ct"], [None, None, "CTLA4", "B2M"]]
    rows.append([None, None, 23.27, 14.98])
    rows += [
        [p, c, *study.row(p, treatment=c)] for p, c in itertools.product(study.patients, CULTURES)
    ]
    return Written({"": rows}, study)
