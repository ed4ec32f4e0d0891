"""Sheets that people make: groups, doses, blocks, footers, languages."""

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


@shape("Drug screens: each drug at two doses, one vehicle control that has no dose")
def nested_dose(name: str) -> Written:
    cells = [
        ("DMSO", "none"),
        ("drug A", "low"),
        ("drug A", "high"),
        ("drug B", "low"),
        ("drug B", "high"),
    ]
    study = Study(
        name, ids(8, "D{}"), {"sample": [" ".join(c) for c in cells]}, {"Viability (%)": (20, 95)}
    )
    rows: Rows = [["Donor", "Drug", "Dose", "Viability (%)"]]
    holds = {}
    for p, (drug, dose) in itertools.product(study.patients, cells):
        value = study.at(p, "Viability (%)", sample=f"{drug} {dose}")
        rows.append([p, drug, dose, value])
        # Not every drug has every dose: both together are what is compared with DMSO.
        holds[p, (("condition", f"{drug} {dose}"),), "Viability (%)"] = [value]
    study.holds, study.factors = holds, {"condition": [" ".join(c) for c in cells]}
    return Written({"": rows}, study)


@shape("Dose-response sheets: doses with units across")
def doses_across(name: str) -> Written:
    doses = ["0 ng/ml", "10 ng/ml", "100 ng/ml"]
    study = Study(name, ids(7, "Donor {}"), {"dose": doses}, {"pSTAT5": (10, 80)})
    rows: Rows = [["Donor", *(f"pSTAT5 {d}" for d in doses)]]
    rows += [[p, *(study.at(p, "pSTAT5", dose=d) for d in doses)] for p in study.patients]
    return Written({"": rows}, study)


@shape("Pathology: two blocks of each tumor, measured alike", "xlsx")
def two_blocks(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, {"Ki-67 (%)": (2, 60)}, replicates=2)
    rows: Rows = [["Patient", "Tissue", "Block", "Ki-67 (%)"]]
    for p, t in itertools.product(study.patients, TISSUES):
        rows += [
            [p, t, block, v]
            for block, v in zip("AB", study.every(p, "Ki-67 (%)", tissue=t), strict=True)
        ]
    return Written({"Data": rows}, study, answers={"block": "block|average|within|replicate"})


@shape("Case-control studies: a column says case or control")
def case_control(name: str) -> Written:
    study = Study(name, ids(16, "S{:02}"), {}, CYTOKINES)
    groups = {p: "case" if n % 2 else "control" for n, p in enumerate(study.patients)}
    rows: Rows = [["ID", "Status", "Age", *(f"{m} (pg/ml)" for m in study.markers)]]
    rows += [[p, groups[p], 40 + n, *study.row(p)] for n, p in enumerate(study.patients)]
    extra = {(p, (), "Age"): [40.0 + n] for n, p in enumerate(study.patients)}
    return Written({"": rows}, study, groups={"Status": groups}, extra=extra)


@shape("Mouse studies: genotype and treatment, each mouse once")
def two_groupings_of_mice(name: str) -> Written:
    study = Study(name, ids(16, "M{}"), {}, {"Tumor weight (g)": (0.2, 2.5)}, digits=3)
    genotype = {m: "WT" if n < 8 else "KO" for n, m in enumerate(study.patients)}
    treatment = {m: "vehicle" if n % 2 else "anti-PD-1" for n, m in enumerate(study.patients)}
    rows: Rows = [["Mouse", "Genotype", "Treatment", "Tumor weight (g)"]]
    rows += [[m, genotype[m], treatment[m], *study.row(m)] for m in study.patients]
    return Written({"": rows}, study, groups={"Genotype": genotype, "Treatment": treatment})


@shape("Cell culture: Code is the condition, Experiment the day of the culture")
def code_is_condition(name: str) -> Written:
    codes = ["C1", "C2", "C3", "C4", "C5", "C6"]
    study = Study(name, ids(4, "{}"), {"code": codes}, {"IL-6 (pg/ml)": (20, 90)})
    meaning = dict(
        zip(codes, ["untreated", "LPS", "IL-4", "IL-10", "LPS + IL-10", "LPS + IL-4"], strict=True)
    )
    rows: Rows = [["Code", "Treatment", "Experiment", "IL-6 (pg/ml)"]]
    rows += [
        [c, meaning[c], int(e), study.at(e, "IL-6 (pg/ml)", code=c)]
        for c in codes
        for e in study.patients
    ]
    return Written({"": rows}, study, answers={r"patient|unit|experiment": "Experiment"})


@shape("Animal facilities: numbers of mice begin again in each group", "xlsx")
def ids_restart(name: str) -> Written:
    study = Study(
        name,
        [f"{g} {n}" for g in ("PBS", "BCG") for n in range(1, 7)],
        {"time": ["day 0", "day 7"]},
        {"CD4 (%)": (20, 60)},
    )
    rows: Rows = [["Group", "Mouse", "Time", "CD4 (%)"]]
    for p, time in itertools.product(study.patients, study.factors["time"]):
        group, number = p.split()
        rows.append([group, int(number), time, study.at(p, "CD4 (%)", time=time)])
    groups = {p: p.split()[0] for p in study.patients}
    return Written(
        {"Data": rows},
        study,
        same_ids=False,
        groups={"Group": groups},
        answers={"restart|again|ID": "group|Group|restart"},
        forward=r"(restart|begin|start) .*(again|each)|group \+|together",
    )


def with_footer(
    name: str, footer: Rows, heads: list[str], decimal: str = ".", separator: str = ","
) -> Written:
    study = Study(name, ids(9), {"treatment": list(CULTURES)}, ACTIVATION)
    cells = [(m, c) for m in study.markers for c in CULTURES]
    rows: Rows = [[heads[0], *(f"{m} {c}" for m, c in cells)]]
    rows += [[p, *(study.at(p, m, treatment=c) for m, c in cells)] for p in study.patients]
    columns = [study.column(m, treatment=c) for m, c in cells]
    for words, compute in footer:
        rows.append([words, *(round(compute(column), 3) for column in columns)])
    return Written({"": rows}, study, separator=separator, decimal=decimal)


@shape("German lab sheets: Mittelwert, StAbw and n under the patients, comma as decimal sign")
def footer_german(name: str) -> Written:
    footer = [["Mittelwert", statistics.mean], ["StAbw", statistics.stdev], ["n", len]]
    return with_footer(name, footer, ["Patient"], ",", ";")


@shape("French lab sheets: Moyenne, Écart-type, Médiane")
def footer_french(name: str) -> Written:
    footer = [
        ["Moyenne", statistics.mean],
        ["Écart-type", statistics.stdev],
        ["Médiane", statistics.median],
    ]
    return with_footer(name, footer, ["Patient"])


@shape("Chinese lab sheets: 平均值, 标准差")
def footer_chinese(name: str) -> Written:
    return with_footer(
        name, [["平均值", statistics.mean], ["标准差", statistics.stdev]], ["Patient"]
    )


@shape("Turkish lab sheets: Ortalama, SS, and the standard error")
def footer_turkish(name: str) -> Written:
    footer = [
        ["Ortalama", statistics.mean],
        ["SS", statistics.stdev],
        ["SH", lambda c: statistics.stdev(c) / len(c) ** 0.5],
    ]
    return with_footer(name, footer, ["Patient"])


@shape(LAB + ": a table of n, mean and SEM below the data, without a name", "xlsx")
def footer_without_words(name: str) -> Written:
    footer = [[None, statistics.mean], [None, lambda c: statistics.stdev(c) / len(c) ** 0.5]]
    return with_footer(name, footer, ["Patient"])


@shape("German lab sheets: headings and levels in German, semicolon and comma")
def german_headings(name: str) -> Written:
    study = Study(
        name,
        ids(8, "{:02}/25"),
        {"tissue": ["Tumor", "Normalgewebe"], "treatment": ["Kontrolle", "IL-2"]},
        {"CD25 (%)": (12, 30), "CD69 (%)": (30, 60)},
    )
    rows: Rows = [["Pat.-Nr.", "Gewebe", "Behandlung", *study.markers]]
    rows += [
        [p, *cell.values(), *study.row(p, **cell)] for p in study.patients for cell in study.cells()
    ]
    return Written({"": rows}, study, separator=";", decimal=",")


@shape("Spanish lab sheets: headings and levels in Spanish")
def spanish_headings(name: str) -> Written:
    study = Study(
        name,
        ids(8),
        {"tissue": ["tumoral", "sano"], "treatment": ["sin tratar", "IL-2"]},
        ACTIVATION,
    )
    rows: Rows = [["Paciente", "Tejido", "Tratamiento", *(f"{m} (%)" for m in study.markers)]]
    rows += [
        [p, *cell.values(), *study.row(p, **cell)] for p in study.patients for cell in study.cells()
    ]
    return Written({"": rows}, study)


@shape(LAB + ": a row of units between headings and data", "xlsx")
def units_in_a_row(name: str) -> Written:
    study = paired(name, markers={"CD25": (12, 30), "IL-6": (20, 90)})
    rows: Rows = [
        ["Patient", "Tissue", "Treatment", *study.markers],
        [None, None, None, "%", "pg/ml"],
    ]
    rows += [
        [p, *cell.values(), *study.row(p, **cell)] for p in study.patients for cell in study.cells()
    ]
    return Written({"Data": rows}, study)


@shape(LAB + ": title, instrument, date and a legend above the table", "xlsx")
def lines_above(name: str) -> Written:
    study = paired(name)
    rows: Rows = [
        ["Ex vivo cultures, breast"],
        ["Instrument:", "LSR Fortessa", "Date:", "2025-09-10"],
        ["T = tumor, N = adjacent normal; values are % of CD4+"],
        [],
        ["Patient", "Tissue", "Treatment", *study.markers, "Remarks"],
    ]
    for p, cell in itertools.product(study.patients, study.cells()):
        rows.append(
            [
                p,
                cell["tissue"][0].upper(),
                cell["treatment"],
                *study.row(p, **cell),
                "few cells" if p == "P03" and cell["treatment"] == "IL-2" else None,
            ]
        )
    return Written({"Cultures": rows}, study)


@shape("Hospital sheets: names and dates of birth beside the study's number", "xlsx")
def with_personal_data(name: str) -> Written:
    study = Study(name, ids(8), {"time": ["before", "after"]}, {"CRP (mg/l)": (1, 30)})
    people = [
        "Doe, Jane",
        "Roe, Mary",
        "Poe, Ann",
        "Moe, Sue",
        "Loe, Eve",
        "Noe, Kim",
        "Zoe, Pat",
        "Koe, Liz",
    ]
    rows: Rows = [["Study ID", "Name", "DOB", "Time", "CRP (mg/l)"]]
    for n, (p, time) in enumerate(itertools.product(study.patients, ("before", "after"))):
        rows.append(
            [
                p,
                people[n // 2],
                f"19{50 + n // 2}-02-11",
                time,
                study.at(p, "CRP (mg/l)", time=time),
            ]
        )
    return Written({"Sheet1": rows}, study)


@shape("Longitudinal cohorts: visits across, baseline and months, two cytokines")
def visits_across(name: str) -> Written:
    visits = ["Baseline", "Month 3", "Month 6"]
    study = Study(
        name, ids(9, "{}", 1001), {"visit": visits}, {"IL-6": (20, 90), "TNF": (100, 400)}
    )
    rows: Rows = [["Subject", *(f"{m} {v}" for m in study.markers for v in visits)]]
    rows += [
        [int(p), *(study.at(p, m, visit=v) for m in study.markers for v in visits)]
        for p in study.patients
    ]
    return Written({"": rows}, study)


@shape("tidy data guidelines: a row a measurement")
def tidy_long(name: str) -> Written:
    study = paired(name)
    rows: Rows = [["patient_id", "tissue", "treatment", "marker", "value", "unit"]]
    for (p, levels, marker), (value,) in study.holds.items():
        own = dict(levels)
        rows.append([p, own["tissue"], own["treatment"], marker, value, "%"])
    return Written({"": rows}, study)


@shape("Clinical sheets: stage, size and grade beside the measurements", "xlsx")
def with_stage_and_size(name: str) -> Written:
    study = paired(name, 12)
    stage = dict(zip(study.patients, ["IA", "IIA", "IIB", "IIIA", "IA", "IIA"] * 2, strict=True))
    rows: Rows = [
        [
            "Patient",
            "Stage",
            "Tumor size (cm)",
            "Tissue",
            "Treatment",
            *(f"{m} (%)" for m in study.markers),
        ]
    ]
    for n, p in enumerate(study.patients):
        rows += [
            [p, stage[p], round(1.1 + 0.3 * n, 1), *cell.values(), *study.row(p, **cell)]
            for cell in study.cells()
        ]
    return Written({"Data": rows}, study, groups={"stage": stage})


@shape("Lists of samples for a freezer or a courier: no measurement in it", "xlsx")
def list_of_samples(name: str) -> Written:
    rows: Rows = [["Box", "Position", "Patient", "Tissue", "Date", "Remarks"]]
    rows += [
        [f"B{n // 9 + 1}", f"{'ABC'[n % 3]}{n % 9 + 1}", p, t, "2025-03-01", "frozen"]
        for n, (p, t) in enumerate(itertools.product(ids(9), TISSUES))
    ]
    return Written({"Freezer": rows}, named=(r"no (measurement|numbers?|value|marker)", r"column"))
