"""Sheets of labs in several languages: merged cells, footers, their own words for conditions."""

import itertools
import statistics

from tests.shapes.shape import Rows, Study, Written, ids, shape

GATED = {"CD25 (%)": (10, 40), "PD-1 (%)": (5, 30)}


@shape("German surgery: tumor and normal tissue in merged cells, Mittelwert and SD below", "xlsx")
def german_merged_footer(name: str) -> Written:
    study = Study(name, ids(9, "CH{:02}"), {"gewebe": ["Tumorgewebe", "Normalgewebe"]}, GATED)
    rows: Rows = [["Patientennummer", "Gewebe", *study.markers]]
    merged = []
    for p in study.patients:
        merged.append(f"Daten!A{len(rows) + 1}:A{len(rows) + 2}")
        for n, g in enumerate(study.factors["gewebe"]):
            rows.append([None if n else p, g, *study.row(p, gewebe=g)])
    values = [[row[k] for row in rows[1:]] for k in (2, 3)]
    rows.append(["Mittelwert", None, *(round(statistics.mean(v), 2) for v in values)])
    rows.append(["StAbw", None, *(round(statistics.stdev(v), 2) for v in values)])
    return Written({"Daten": rows}, study, merged, answers={"odd_rows": "leave_out"})


@shape("French immunology: stimulated and not, decimal commas, NR for a missing value")
def french_stimulation(name: str) -> Written:
    study = Study(
        name,
        ids(8, "S{:03}"),
        {"stimulation": ["non stimulé", "anti-CD3"]},
        {"IFN-γ (pg/ml)": (20, 900), "TNF-α (pg/ml)": (30, 700)},
    )
    rows: Rows = [["Sujet", "Stimulation", *study.markers]]
    rows += [
        [p, s, *study.row(p, stimulation=s)]
        for p, s in itertools.product(study.patients, study.factors["stimulation"])
    ]
    return Written({"": rows}, study, separator=";", decimal=",")


@shape("Spanish ELISA: before and after, in headings of two rows", "xlsx")
def spanish_two_heading_rows(name: str) -> Written:
    study = Study(
        name,
        ids(10, "PAC-{:02}"),
        {"tiempo": ["Antes", "Después"]},
        {"IL-6": (5, 80), "PCR": (1, 40)},
    )
    rows: Rows = [
        ["Paciente", "IL-6", None, "PCR", None],
        [None, "Antes", "Después", "Antes", "Después"],
    ]
    for p in study.patients:
        cells = itertools.product(study.markers, study.factors["tiempo"])
        rows.append([p, *(study.at(p, m, tiempo=t) for m, t in cells)])
    return Written({"Hoja1": rows}, study, ["Hoja1!B1:C1", "Hoja1!D1:E1"])


@shape("Chinese hospital sheet: patient number, group, cytokines", "xlsx")
def chinese_groups(name: str) -> Written:
    study = Study(name, ids(12, "{:03}"), {}, {"IL-6 (pg/ml)": (5, 80), "TNF-α (pg/ml)": (3, 40)})
    groups = {p: ("对照组", "治疗组")[n % 2] for n, p in enumerate(study.patients)}
    rows: Rows = [["患者编号", "组别", *study.markers]]
    rows += [[p, groups[p], *study.row(p)] for p in study.patients]
    return Written(
        {"数据": rows}, study, groups={"组别": groups}, answers={"columns.patient": "患者编号"}
    )


@shape("Chinese tissue pairs: cancer and tissue beside it, under headings in Chinese", "xlsx")
def chinese_tissue_pairs(name: str) -> Written:
    study = Study(name, ids(8, "P{:02}"), {"组织": ["癌组织", "癌旁组织"]}, {"Ki-67 (%)": (5, 80)})
    rows: Rows = [["病例号", "组织", *study.markers]]
    rows += [
        [p, t, *study.row(p, 组织=t)]
        for p, t in itertools.product(study.patients, study.factors["组织"])
    ]
    return Written({"Sheet1": rows}, study, answers={"columns.patient": "病例号"})


@shape("Organoid drug screen: wells of each drug as numbered columns under its name", "xlsx")
def organoid_numbered_wells(name: str) -> Written:
    drugs = ["DMSO", "Trametinib", "Gemcitabine"]
    study = Study(name, ids(7, "PDAC-{:02}"), {"drug": drugs}, {"ATP": (5000, 90000)}, 0, 3)
    head = [f"{d}_{n}" for d in drugs for n in (1, 2, 3)]
    rows: Rows = [["Organoid line", *head]]
    for p in study.patients:
        rows.append([p, *(v for d in drugs for v in study.every(p, "ATP", drug=d))])
    return Written({"CTG": rows}, study, answers={"columns.patient": "Organoid line"})


@shape("Flow cytometry of mice: genotype, and organs in rows of a merged ID", "xlsx")
def mice_organs(name: str) -> Written:
    study = Study(name, ids(10, "m{}"), {"organ": ["Spleen", "LN", "BM"]}, {"CD4+ (%)": (10, 40)})
    groups = {p: ("WT", "cKO")[n % 2] for n, p in enumerate(study.patients)}
    rows: Rows = [["Mouse ID", "Genotype", "Organ", *study.markers]]
    merged = []
    for p in study.patients:
        top = len(rows) + 1
        merged += [f"FACS!A{top}:A{top + 2}", f"FACS!B{top}:B{top + 2}"]
        for n, o in enumerate(study.factors["organ"]):
            rows.append([None if n else p, None if n else groups[p], o, *study.row(p, organ=o)])
    return Written({"FACS": rows}, study, merged, groups={"genotype": groups})


@shape("qPCR in a lab: ΔCt of each gene across, treated with siRNA in rows")
def sirna_delta_ct(name: str) -> Written:
    study = Study(
        name,
        ids(6, "Exp{}"),
        {"sirna": ["siScr", "siSTAT3"]},
        {"dCt MYC": (2, 8), "dCt BCL2": (4, 11)},
        digits=3,
    )
    rows: Rows = [["Experiment", "siRNA", *study.markers]]
    rows += [
        [p, s, *study.row(p, sirna=s)]
        for p, s in itertools.product(study.patients, study.factors["sirna"])
    ]
    return Written({"": rows}, study, answers={"columns.patient": "Experiment"})


@shape("T cell assays: effector to target ratios across, donors in rows")
def killing_ratios(name: str) -> Written:
    ratios = ["0:1", "1:1", "5:1", "10:1"]
    study = Study(name, ids(7, "Donor {}"), {"ratio": ratios}, {"lysis": (5, 95)})
    rows: Rows = [["Donor", *(f"E:T {r}" for r in ratios)]]
    rows += [[p, *(study.at(p, "lysis", ratio=r) for r in ratios)] for p in study.patients]
    return Written({"": rows}, study)


@shape("Surgery: drain fluid on postoperative days, one column a day, POD in the heading", "xlsx")
def postoperative_days(name: str) -> Written:
    days = ["POD1", "POD3", "POD5"]
    study = Study(name, ids(11, "OP{:03}"), {"day": days}, {"Amylase": (20, 3000)}, 0)
    rows: Rows = [["Drain amylase (U/l)"], ["Patient", "Age", *days]]
    rows += [
        [p, 50 + n, *(study.at(p, "Amylase", day=d) for d in days)]
        for n, p in enumerate(study.patients)
    ]
    return Written({"Drain": rows}, study, same_ids=True)


@shape("Inhibitor dose in a heading row under the drug, vehicle first", "xlsx")
def inhibitor_doses(name: str) -> Written:
    doses = ["vehicle", "0.1 µM", "1 µM", "10 µM"]
    study = Study(name, ids(6, "HD{}"), {"dose": doses}, {"pSTAT5 MFI": (100, 4000)}, 0)
    rows: Rows = [["Donor", "Ruxolitinib", None, None, None], [None, *doses]]
    rows += [[p, *(study.at(p, "pSTAT5 MFI", dose=d) for d in doses)] for p in study.patients]
    return Written({"MFI": rows}, study, ["MFI!B1:E1"])


@shape("Turkish sheet with a footer: tumor and normal, Ortalama and SS", "xlsx")
def turkish_footer(name: str) -> Written:
    study = Study(name, ids(9, "H{:02}"), {"doku": ["Tümör", "Normal"]}, {"CD8 (%)": (5, 60)})
    rows: Rows = [["Hasta No", "Doku", *study.markers]]
    rows += [[p, d, *study.row(p, doku=d)] for p in study.patients for d in study.factors["doku"]]
    values = [row[2] for row in rows[1:]]
    rows.append(["Ortalama", None, round(statistics.mean(values), 2)])
    rows.append(["SS", None, round(statistics.stdev(values), 2)])
    return Written(
        {"Veri": rows}, study, answers={"columns.patient": "Hasta", "odd_rows": "leave_out"}
    )


@shape("Italian sheet: controls and treated in a column, both measured in each patient")
def italian_treatment(name: str) -> Written:
    study = Study(
        name, ids(8, "PZ{:02}"), {"trattamento": ["controllo", "trattato"]}, {"FoxP3 (%)": (1, 20)}
    )
    rows: Rows = [["Paziente", "Trattamento", *study.markers]]
    rows += [
        [p, t, *study.row(p, trattamento=t)]
        for p, t in itertools.product(study.patients, study.factors["trattamento"])
    ]
    return Written({"": rows}, study, separator=";", decimal=",")


@shape("Mixed lymphocyte reactions: autologous and allogeneic, peptide or none, in one heading")
def mixed_lymphocytes(name: str) -> Written:
    study = Study(
        name,
        ids(6, "R{}"),
        {"stimulator": ["auto", "allo"], "peptide": ["no peptide", "peptide"]},
        {"CFSE low (%)": (1, 60)},
    )
    cells = list(itertools.product(*study.factors.values()))
    rows: Rows = [["Responder", *(f"{s} {q}" for s, q in cells)]]
    for p in study.patients:
        rows.append([p, *(study.at(p, "CFSE low (%)", stimulator=s, peptide=q) for s, q in cells)])
    return Written(
        {"": rows}, study, answers={"columns.patient": "Responder", r"condition\.label": "both"}
    )


@shape(
    "Biobank: aliquots named after patient, tissue letter and number, a remark at the end", "xlsx"
)
def biobank_aliquots(name: str) -> Written:
    study = Study(
        name, ids(7, "BB{:04}", 211), {"tissue": ["T", "N"]}, {"RIN": (5, 10)}, replicates=2
    )
    rows: Rows = [["Aliquot", "RIN", "Bemerkung"]]
    for p, t in itertools.product(study.patients, study.factors["tissue"]):
        for n, value in enumerate(study.every(p, "RIN", tissue=t), 1):
            rows.append([f"{p}-{t}{n}", value, "wenig Gewebe" if len(rows) == 5 else None])
    return Written({"Qualität": rows}, study, answers={"columns.patient": "Aliquot"})
