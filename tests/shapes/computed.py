"""Columns and rows that were computed or count something: differences, means, periods, limits."""

import itertools
import statistics

from tests.shapes.shape import ACTIVATION, TISSUES, Rows, Study, Written, ids, levels_of, shape

LAB = "Lab templates of immunology groups"
IFN = {"IFNg": (10.0, 900.0)}
STIMULATED = ("Unstim", "PHA")


@shape(LAB + ": the difference of tumor and normal beside both")
def difference_beside(name: str) -> Written:
    study = Study(name, ids(11), {"tissue": TISSUES}, ACTIVATION)
    heads = [f"{m} {w}" for m in study.markers for w in ("tumour", "normal", "T - N difference")]
    rows: Rows = [["Patient", *heads]]
    for p in study.patients:
        row: list[object] = [p]
        for m in study.markers:
            tumor, normal = (study.at(p, m, tissue=t) for t in TISSUES)
            row += [tumor, normal, round(tumor - normal, 2)]
        rows.append(row)
    return Written({"": rows}, study)


@shape(LAB + ": fold changes beside cultures of two tissues", "xlsx")
def fold_changes_beside(name: str) -> Written:
    study = Study(name, ids(9), {"tissue": TISSUES, "treatment": ("ctrl", "IL2")}, ACTIVATION)
    rows: Rows = [["Patient"]]
    for m, t in itertools.product(study.markers, "TN"):
        rows[0] += [f"{m} {t} ctrl", f"{m} {t} IL2", f"FC {m} {t}"]
    for p in study.patients:
        row: list[object] = [p]
        for m, t in itertools.product(study.markers, TISSUES):
            control, given = (study.at(p, m, tissue=t, treatment=c) for c in ("ctrl", "IL2"))
            row += [control, given, round(given / control, 3)]
        rows.append(row)
    return Written({"Data": rows}, study)


@shape("ELISpot readers: three wells, their mean and SD in columns", "xlsx")
def wells_with_mean_and_spread(name: str) -> Written:
    study = Study(name, ids(8, "D{}"), {"treatment": STIMULATED}, IFN, digits=1, replicates=3)
    heads = ("rep1", "rep2", "rep3", "mean", "SD")
    rows: Rows = [["Donor", *(f"{c} {head}" for c in STIMULATED for head in heads)]]
    for p in study.patients:
        row: list[object] = [p]
        for c in STIMULATED:
            own = study.every(p, "IFNg", treatment=c)
            row += [*own, round(statistics.fmean(own), 2), round(statistics.stdev(own), 2)]
        rows.append(row)
    return Written({"IFNg": rows}, study)


@shape("Plate readers: three wells, their mean and SD, a row for each sample")
def wells_with_mean_in_rows(name: str) -> Written:
    study = Study(name, ids(8, "D{}"), {"treatment": STIMULATED}, IFN, digits=1, replicates=3)
    heads = [f"IFNg {head}" for head in ("rep 1", "rep 2", "rep 3", "mean", "SD")]
    rows: Rows = [["Donor", "Condition", *heads]]
    for p, c in itertools.product(study.patients, STIMULATED):
        own = study.every(p, "IFNg", treatment=c)
        mean, spread = round(statistics.fmean(own), 2), round(statistics.stdev(own), 2)
        rows.append([p, c, *own, mean, spread])
    return Written({"": rows}, study)


@shape("Prism: mean, SD and n of each tissue in columns", "xlsx")
def mean_spread_and_number(name: str) -> Written:
    study = Study(name, ids(10, "Z{}"), {"tissue": TISSUES}, {"CD25": (5, 50)})
    heads = [f"{t.title()} {head}" for t in TISSUES for head in ("mean", "SD", "n")]
    rows: Rows = [["Patient", *heads]]
    for n, p in enumerate(study.patients):
        values = [study.at(p, "CD25", tissue=t) for t in TISSUES]
        rows.append([p, values[0], round(1 + n / 7, 3), 3, values[1], round(2 + n / 9, 3), 3])
    return Written({"CD25": rows}, study)


@shape("Crossover trials: sequence and period beside the treatment")
def periods_of_a_crossover(name: str) -> Written:
    study = Study(name, ids(12, "{:03}"), {"treatment": ["Placebo", "Verum"]}, {"AUC": (50, 900)})
    rows: Rows = [["Subject", "Sequence", "Period", "Treatment", "AUC (ng*h/ml)"]]
    order = {p: ("PV", "VP")[n % 2] for n, p in enumerate(study.patients)}
    for p in study.patients:
        for period, letter in enumerate(order[p], 1):
            given = {"P": "Placebo", "V": "Verum"}[letter]
            rows.append([p, order[p], period, given, study.at(p, "AUC", treatment=given)])
    return Written({"": rows}, study, groups={"Sequence": order})


@shape("Western blots: lanes, two bands and their ratio; the blot is the experiment", "xlsx")
def densitometry(name: str) -> Written:
    ratio = "pSTAT5/GAPDH"
    given = ["ctrl", "IL-2 5 min", "IL-2 15 min"]
    study = Study(name, ids(6, "Blot {}"), {"treatment": given}, {ratio: (0.1, 3)}, digits=3)
    rows: Rows = [["Blot", "Lane", "Sample", "pSTAT5", "GAPDH", ratio]]
    extra = {}
    for n, (p, (lane, c)) in enumerate(itertools.product(study.patients, enumerate(given, 1))):
        value, loaded = study.at(p, ratio, treatment=c), 9000.5 + 137 * n
        band = round(value * loaded, 1)
        rows.append([p, lane, c, band, loaded, value])
        place = levels_of({"treatment": c})
        extra |= {(p, place, "pSTAT5"): [band], (p, place, "GAPDH"): [loaded]}
    return Written({"WB": rows}, study, extra=extra, answers={"patient": "Blot"})


@shape("Multiplex assays: the limit of detection in a row above the samples", "xlsx")
def limit_above_the_data(name: str) -> Written:
    cytokines = {"IL-6": (20.0, 90.0), "IL-10": (3.0, 15.0)}
    study = Study(name, ids(10), {"time": ["V1", "V2"]}, cytokines)
    rows: Rows = [["Subject", "Visit", "IL-6", "IL-10"], [None, None, "pg/ml", "pg/ml"]]
    rows.append(["LOD", None, 1.2, 0.8])
    for p, t in itertools.product(study.patients, study.factors["time"]):
        rows.append([p, t, *study.row(p, time=t)])
    return Written({"Data": rows}, study, answers={"LOD": "leave_out"})


@shape("Drug responses of organoids: viability in percent of the control, above 100")
def viability_above_100(name: str) -> Written:
    doses = ["0", "1", "10", "100"]
    study = Study(name, ids(10, "PDO{}"), {"dose": doses}, {"Viability": (40, 125)}, digits=1)
    rows: Rows = [["Organoid line", "Concentration (nM)", "Viability (%)"]]
    for p, d in itertools.product(study.patients, doses):
        rows.append([p, d, study.at(p, "Viability", dose=d)])
    return Written({"": rows}, study, answers={"patient": "Organoid", "above 100": "control"})


@shape("Real-time PCR sheets of a lab: Ct, dCt and 2^-dCt beside each other", "xlsx")
def cycles_on_three_scales(name: str) -> Written:
    genes = {"IL2RA": (3.0, 9.0), "FOXP3": (2.0, 8.0)}
    study = Study(name, ids(8), {"tissue": TISSUES}, genes, digits=3)
    rows: Rows = [["Patient", "Tissue", "Gene", "Ct", "dCt", "2^-dCt"]]
    for n, (p, t) in enumerate(itertools.product(study.patients, TISSUES)):
        for m in study.markers:
            value = study.at(p, m, tissue=t)
            cycles = round(15.5 + (7 * n) % 11 / 3 + value, 2)
            rows.append([p, t, m, cycles, value, round(2**-value, 5)])
    return Written({"qPCR": rows}, study, answers={"value": "^dCt"})


@shape(LAB + ": means and SDs in cells at the right, behind blank columns", "xlsx")
def means_at_the_side(name: str) -> Written:
    study = Study(name, ids(12), {"tissue": TISSUES}, {"CD25": (5, 50)})
    rows: Rows = [["Patient", "Tumor", "Normal", None, None, "Mean T", "SD T", "Mean N", "SD N"]]
    rows += [[p, *(study.at(p, "CD25", tissue=t) for t in TISSUES)] for p in study.patients]
    columns = [study.column("CD25", tissue=t) for t in TISSUES]
    sums = [round(way(c), 2) for c in columns for way in (statistics.fmean, statistics.stdev)]
    rows[1] += [None, None, *sums]
    return Written({"CD25": rows}, study)


@shape("Trials: responders and non-responders in tables below each other, under titles", "xlsx")
def groups_below_each_other(name: str) -> Written:
    study = Study(name, ids(16, "{:02}"), {"time": ["pre", "post"]}, ACTIVATION)
    groups = {p: ("Responder", "Non-Responder")[n // 8] for n, p in enumerate(study.patients)}
    times = list(itertools.product(study.markers, study.factors["time"]))
    rows: Rows = []
    for group in ("Responder", "Non-Responder"):
        rows += [[group], ["ID", *(f"{m} {t}" for m, t in times)]]
        for p in study.patients:
            if groups[p] == group:
                rows.append([p, *(study.at(p, m, time=t) for m, t in times)])
        rows.append([])
    return Written({"Data": rows}, study, groups={"Response": groups})
