"""Headings that put names together: two treatments at once, a tissue and its level, numbers."""

import itertools

from tests.shapes.shape import ACTIVATION, TISSUES, Rows, Study, Written, ids, paired, shape

LAB = "Lab templates of immunology groups"


def wide(study: Study, factor: str, first: str, *, markers: bool = True) -> Rows:
    """One row a patient, a column for each marker and level."""
    cells = list(itertools.product(study.markers, study.factors[factor]))
    rows: Rows = [[first, *(f"{m} {c}" if markers else c for m, c in cells)]]
    for p in study.patients:
        rows.append([p, *(study.at(p, m, **{factor: c}) for m, c in cells)])
    return rows


@shape(LAB + ": two cytokines, each alone and both together, as headings")
def two_cytokines_together(name: str) -> Written:
    levels = ["None", "IL-2", "IL-15", "IL-2+IL-15"]
    study = Study(name, ids(8, "HD{}"), {"treatment": levels}, {name: (20, 80)}, 1)
    rows = wide(study, "treatment", "Donor", markers=False)
    return Written({"": rows}, study, separator=";")


@shape(LAB + ": a checkpoint antibody and a cytokine, alone and together, beside markers")
def antibody_and_cytokine_together(name: str) -> Written:
    levels = ["medium", "IL-2", "anti-PD-1", "IL-2 plus anti-PD-1"]
    study = Study(name, ids(8), {"treatment": levels}, ACTIVATION)
    return Written({"": wide(study, "treatment", "Patient")}, study)


@shape("Drug screens: two drugs that only their combination shows to be drugs", "xlsx")
def two_drugs_together(name: str) -> Written:
    levels = ["DMSO", "Trametinib", "Palbociclib", "Trametinib + Palbociclib"]
    study = Study(name, ids(7, "PDO-{:02}"), {"treatment": levels}, {"pERK": (1, 9)})
    return Written({"Data": wide(study, "treatment", "Patient")}, study)


@shape("French immunology: tissu sain beside tumeur, without and with IL-2")
def french_tissue_words(name: str) -> Written:
    study = paired(name)
    spelled = {"tumor": "tumeur", "normal": "tissu sain", "control": "sans IL-2"}
    cells = list(study.cells())
    heads = [
        f"{m} {spelled[c['tissue']]} {spelled.get(c['treatment'], 'avec IL-2')}"
        for m, c in itertools.product(study.markers, cells)
    ]
    rows: Rows = [["Patiente", *heads]]
    for p in study.patients:
        rows.append([p, *(study.at(p, m, **c) for m, c in itertools.product(study.markers, cells))])
    return Written({"": rows}, study, separator=";", decimal=",")


@shape("Cytotoxicity panels: Granzyme A and B are no replicates")
def names_that_end_in_letters(name: str) -> Written:
    measured = {"Granzyme A": (5, 40), "Granzyme B": (20, 80), "Perforin": (1, 30)}
    study = Study(name, ids(9), {"tissue": TISSUES}, measured)
    rows: Rows = [["Patient", "Tissue", *study.markers]]
    rows += [[p, t, *study.row(p, tissue=t)] for p in study.patients for t in TISSUES]
    return Written({"": rows}, study)


@shape("Time courses: days in headings are no replicates")
def days_in_headings(name: str) -> Written:
    study = Study(name, ids(8), {"time": ["Day 1", "Day 2", "Day 3"]}, ACTIVATION)
    return Written({"": wide(study, "time", "Patient")}, study)


def keyed(study: Study) -> Rows:
    """A column for each patient; marker, tissue and the sign of IL-2 say what each row is."""
    signs = {"control": "-", "IL-2": "+"}
    rows: Rows = [["Marker", "Tissue", "IL-2", *study.patients]]
    for m, c in itertools.product(study.markers, study.cells()):
        own = [m, c["tissue"], signs[c["treatment"]]]
        rows.append([*own, *(study.at(p, m, **c) for p in study.patients)])
    return rows


@shape("Lab summaries: a column for each patient, three columns say what each row is", "xlsx")
def patients_across_behind_three_keys(name: str) -> Written:
    study = paired(name, 6)
    return Written({"Data": keyed(study)}, study)


@shape("Lab summaries: the same under a title, each marker and tissue written once", "xlsx")
def patients_across_keys_go_on(name: str) -> Written:
    study = paired(name, 9)
    rows = keyed(study)
    for number, row in enumerate(rows[1:]):
        if number % 4:
            row[0] = None
        if number % 2:
            row[1] = None
    return Written({"Data": [["Stimulations of March"], [], *rows]}, study)


@shape("Inflammasome assays: control, LPS and a drug no list of words holds, as headings")
def unknown_drug_across(name: str) -> Written:
    study = Study(
        name, ids(8, "D{}"), {"condition": ["Control", "LPS", "Nigericin"]}, {"v": (5, 90)}
    )
    return Written({"": wide(study, "condition", "Donor", markers=False)}, study)


@shape("Inflammasome assays: the same beside the one cytokine that was measured")
def unknown_drug_beside_marker(name: str) -> Written:
    levels = ["Control", "LPS", "Nigericin"]
    study = Study(name, ids(8, "D{}"), {"treatment": levels}, {"IL-1b": (5, 90)})
    return Written({"": wide(study, "treatment", "Donor")}, study)


@shape("Drug responses: vehicle, then the doses of one drug, as headings")
def vehicle_before_doses(name: str) -> Written:
    levels = ["Vehicle", "Dex 1 nM", "Dex 10 nM", "Dex 100 nM"]
    study = Study(name, ids(8, "D{}"), {"condition": levels}, {"v": (5, 90)})
    return Written({"": wide(study, "condition", "Donor", markers=False)}, study)


@shape("Ex-vivo drug tests: each tissue with DMSO and with a drug, nothing else in the headings")
def tissue_and_unknown_drug(name: str) -> Written:
    drugs = ["DMSO", "venetoclax"]
    study = Study(name, ids(9), {"tissue": TISSUES, "treatment": drugs}, {"v": (5, 90)})
    cells = list(study.cells())
    rows: Rows = [["Patient", *(f"{c['tissue']} {c['treatment']}" for c in cells)]]
    rows += [[p, *(study.at(p, "v", **c) for c in cells)] for p in study.patients]
    return Written({"": rows}, study)


@shape(LAB + ": the ratio of the two tissues beside them")
def ratio_beside_its_levels(name: str) -> Written:
    study = Study(name, ids(9), {"tissue": TISSUES}, {"CD25": (10, 60)})
    rows: Rows = [["Patient", "CD25 T", "CD25 N", "CD25 T/N ratio"]]
    for p in study.patients:
        tumor, normal = (study.at(p, "CD25", tissue=t) for t in TISSUES)
        rows.append([p, tumor, normal, round(tumor / normal, 2)])
    return Written({"": rows}, study)


@shape("Lab templates in snake case: two cytokines joined by an underscore as all else is")
def cytokines_joined_by_underscores(name: str) -> Written:
    levels = ["none", "IL2", "IL15", "IL2_IL15"]
    study = Study(name, ids(8, "D{}"), {"treatment": levels}, {"CD25": (10, 60)})
    rows = wide(study, "treatment", "id")
    rows[0] = [text.replace(" ", "_") for text in rows[0]]
    return Written({"": rows}, study)


@shape("Chinese hospital sheets: before and after, without a blank beside the cytokine")
def chinese_before_and_after(name: str) -> Written:
    study = Study(name, ids(12, "{:03}"), {"time": ["治疗前", "治疗后"]}, {"IL-6": (5, 80)})
    groups = {p: ("对照组", "治疗组")[n % 2] for n, p in enumerate(study.patients)}
    rows: Rows = [["编号", "组别", *(f"{t}IL-6" for t in study.factors["time"])]]
    for p in study.patients:
        rows.append([p, groups[p], *(study.at(p, "IL-6", time=t) for t in study.factors["time"])])
    return Written({"": rows}, study, groups={"组别": groups})


@shape("Chinese hospital sheets: tumor and tissue beside it, in brackets of full width")
def chinese_wide_brackets(name: str) -> Written:
    study = Study(name, ids(9, "{:03}"), {"tissue": ["肿瘤", "癌旁"]}, ACTIVATION)
    cells = list(itertools.product(study.markers, study.factors["tissue"]))
    rows: Rows = [["患者编号", *(f"{m}（{t}）" for m, t in cells)]]
    rows += [[p, *(study.at(p, m, tissue=t) for m, t in cells)] for p in study.patients]
    return Written({"": rows}, study)


@shape(LAB + ": of two cytokines given together only the first is named whole, IL2/15")
def cytokines_joined_by_a_slash(name: str) -> Written:
    study = Study(
        name,
        ids(8),
        {"tissue": TISSUES, "treatment": ["ctrl", "IL2", "IL15", "IL2/15"]},
        {name: (5, 90)},
    )
    cells = list(study.cells())
    heads = [f"{c['tissue'][0].upper()} {c['treatment']}" for c in cells]
    rows: Rows = [["Patient", *heads]]
    rows += [[p, *(study.at(p, name, **c) for c in cells)] for p in study.patients]
    return Written({"": rows}, study)


@shape(LAB + ": a medium without a dose beside a low and a high dose of the cytokine")
def medium_beside_two_doses(name: str) -> Written:
    levels = ["medium", "IL-2 low", "IL-2 high"]
    study = Study(name, ids(8), {"treatment": levels}, ACTIVATION)
    return Written({"": wide(study, "treatment", "Donor")}, study)


@shape("Cell therapy: blood and tumor-infiltrating cells on two days, nothing else in the headings")
def sources_and_days(name: str) -> Written:
    factors = {"tissue": ["PBMC", "TIL"], "condition": ["d0", "d7"]}
    study = Study(name, ids(9), factors, {"v": (5, 90)})
    cells = list(study.cells())
    rows: Rows = [["Patient", *(f"{c['tissue']} {c['condition']}" for c in cells)]]
    rows += [[p, *(study.at(p, "v", **c) for c in cells)] for p in study.patients]
    return Written({"": rows}, study)


@shape("Pathology: three regions of each case beside one marker, in words that no list holds")
def regions_beside_one_marker(name: str) -> Written:
    regions = ["tumor centre", "tumor margin", "normal"]
    study = Study(name, ids(9), {"condition": regions}, {"CD25": (5, 90)})
    return Written({"": wide(study, "condition", "Patient")}, study)


@shape(LAB + ": the mean of three wells and its SD beside it, no marker in the headings")
def mean_and_spread(name: str) -> Written:
    study = Study(name, ids(9), {"tissue": ["Tumor", "Normal"]}, {"mean": (4, 30)}, 1)
    rows: Rows = [["Patient", "Tumor mean", "Tumor SD", "Normal mean", "Normal SD"]]
    for at, p in enumerate(study.patients):
        row: list[object] = [p]
        for tissue in study.factors["tissue"]:
            row += [study.at(p, "mean", tissue=tissue), round(0.4 + 0.1 * at, 1)]
        rows.append(row)
    return Written({"": rows}, study)


@shape(LAB + ": a marker's values and their SEM in the next column")
def values_and_their_spread(name: str) -> Written:
    study = Study(name, ids(9), {"treatment": ["control", "IL-2"]}, ACTIVATION, 1)
    cells = list(itertools.product(study.markers, study.factors["treatment"]))
    rows: Rows = [["Patient", *(text for m, c in cells for text in (f"{m} {c}", f"{m} {c} SEM"))]]
    for at, p in enumerate(study.patients):
        row: list[object] = [p]
        for m, c in cells:
            row += [study.at(p, m, treatment=c), round(0.2 + 0.1 * at, 1)]
        rows.append(row)
    return Written({"": rows}, study)


@shape(LAB + ": a column of cytokines that the cells were given, alone and together")
def cytokines_given(name: str) -> Written:
    levels = ["None", "IL-2", "IL-15", "IL-2+IL-15"]
    study = Study(name, ids(8, "HD{}"), {"Cytokine": levels}, {"CD69": (2, 80)}, 1)
    rows: Rows = [["Donor", "Cytokine", "CD69 (%)"]]
    rows += [
        [p, level, study.at(p, "CD69", Cytokine=level)] for p in study.patients for level in levels
    ]
    return Written({"": rows}, study)


@shape(LAB + ": the dose of a treatment in brackets, which is no unit of what was measured")
def dose_in_brackets(name: str) -> Written:
    levels = ["Unstimulated", "IL-2 (100 U/ml)"]
    study = Study(name, ids(9), {"treatment": levels}, ACTIVATION)
    return Written({"": wide(study, "treatment", "Case")}, study)
