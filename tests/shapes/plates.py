"""Plates: what readers export, with and without a map of what was in each well."""

import itertools

import numpy as np

from tests.shapes.shape import CYTOKINES, Rows, Study, Written, ids, shape

NAMED = (r"\bplate\b", r"plate map|export|sample")
COLUMNS = list(range(1, 13))


def grid(values: list[float]) -> Rows:
    """Eight rows of twelve wells, with letters and numbers."""
    rows: Rows = [[None, *COLUMNS]]
    rows += [[letter, *values[12 * n : 12 * n + 12]] for n, letter in enumerate("ABCDEFGH")]
    return rows


def absorbances(seed: int) -> list[float]:
    return [round(float(v), 3) for v in np.random.default_rng(seed).uniform(0.05, 2.8, 96)]


@shape("BioTek Gen5, export of an endpoint reading with its header", "xlsx")
def gen5_export(name: str) -> Written:
    head: Rows = [
        ["Software Version", "3.08.01"],
        [],
        ["Experiment File Path:", "C:\\data\\made_up.xpt"],
        ["Plate Number", "Plate 1"],
        ["Date", "9/10/2025"],
        ["Reader Type:", "Synergy HTX"],
        ["Procedure Details"],
        ["Read", "Absorbance Endpoint"],
        [None, "Wavelengths:  450"],
        ["Results"],
        ["Actual Temperature:", 23.4],
        [],
    ]
    return Written({"Plate 1": head + grid(absorbances(1))}, named=NAMED)


@shape("Tecan i-control and Magellan: plate with <> in its corner", "xlsx")
def tecan_plate(name: str) -> Written:
    rows = grid(absorbances(2))
    rows[0][0] = "<>"
    return Written(
        {"Sheet1": [["Application: Tecan i-control"], ["Wavelength", 450, "nm"], [], *rows]},
        named=NAMED,
    )


@shape("SoftMax Pro, plate copied into a sheet: rows A to H, columns 1 to 12")
def plate_alone(name: str) -> Written:
    return Written({"": grid(absorbances(3))}, named=NAMED)


def plate_study(name: str) -> Study:
    return Study(
        name, ids(6), {"time": ["pre", "post"]}, {"OD450": (0.1, 2.7)}, digits=3, replicates=2
    )


def plate_of(study: Study) -> tuple[Rows, Rows]:
    """Values and names of wells: a patient a row, each sample in two wells."""
    values: Rows = [[None, *COLUMNS[:4]]]
    names: Rows = [[None, *COLUMNS[:4]]]
    for letter, patient in zip("ABCDEF", study.patients, strict=True):
        wells = [
            (f"{patient}_{time}", value)
            for time in study.factors["time"]
            for value in study.every(patient, "OD450", time=time)
        ]
        values.append([letter, *(value for _, value in wells)])
        names.append([letter, *(sample for sample, _ in wells)])
    return values, names


@shape("plater and ELISA tutorials: values and a plate map below each other in one sheet", "xlsx")
def plate_with_map_below(name: str) -> Written:
    study = plate_study(name)
    values, names = plate_of(study)
    sheet = [["OD 450 nm"], *values, [], ["Plate map"], *names]
    return Written(
        {"ELISA": sheet}, study, forward=r"plate map", answers={"sample|split": "time|patient"}
    )


@shape("plater documentation: values and one grid for each property, named in its corner")
def plate_with_maps_of_plater(name: str) -> Written:
    study = plate_study(name)
    values, names = plate_of(study)
    values[0][0] = "OD450"
    for letter, sample in (("G", "Std 1"), ("H", "Blank")):
        row = [letter, 0.051 if letter == "H" else 2.913]
        values.append(row)
        names.append([letter, sample])
    patients, times = [
        [
            [
                cell if n == 0 or len(row) < 3 else str(cell).split("_")[part]
                for n, cell in enumerate(row)
            ]
            for row in names[1:]
        ]
        for part in (0, 1)
    ]
    head = [list(range(1, 5))]
    sheet: Rows = [*values, [], ["Patient", *head[0]], *patients, [], ["Time", *head[0]], *times]
    return Written({"": sheet}, study)


@shape("ELISA kits' templates: a sheet of values and a sheet of the layout", "xlsx")
def plate_with_map_in_a_sheet(name: str) -> Written:
    study = plate_study(name)
    values, names = plate_of(study)
    return Written(
        {"Raw data": values, "Layout": names},
        study,
        forward=r"plate map",
        answers={"sample|split": "time|patient"},
    )


@shape("Readers' lists by well: well, sample, OD, concentration, CV")
def elisa_list_by_well(name: str) -> Written:
    study = Study(
        name, ids(8), {"time": ["pre", "post"]}, {"Conc. (pg/ml)": (20, 200)}, replicates=2
    )
    rows: Rows = [["Well", "Sample", "OD", "Conc. (pg/ml)"]]
    extra = {}
    wells = (f"{r}{c}" for r in "ABCDEFGH" for c in COLUMNS)
    for patient, time in itertools.product(study.patients, study.factors["time"]):
        ods = []
        for value in study.every(patient, "Conc. (pg/ml)", time=time):
            ods.append(round(value / 77, 3))
            rows.append([next(wells), f"{patient} {time}", ods[-1], value])
        extra[patient, (("time", time),), "OD"] = ods
    return Written(
        {"": rows},
        study,
        extra=extra,
        answers={"replicate|well": "replicate|Well|yes"},
        forward=r"patient",
    )


@shape("Luminex xPONENT, output .csv: blocks of Median, Net MFI, Count under a header")
def luminex_xponent(name: str) -> Written:
    study = Study(name, ids(6, "Patient {}"), {"time": ["V1", "V2"]}, CYTOKINES)
    rows: Rows = [
        ["Program", "xPONENT", "", "MAGPIX"],
        ["Build", "4.2.1324.0"],
        ["Date", "03/04/2025", "4:22 PM"],
        [],
        ["SN", "MAGPX11111111"],
        ["Batch", "made up"],
        ["Samples", len(study.patients) * 2, "Min Events", 50],
        [],
        ["Results"],
        [],
    ]
    samples = list(itertools.product(study.patients, study.factors["time"]))
    wells = [f"{n + 1}(1,{'ABCDEFGH'[n % 8]}{n // 8 + 1})" for n in range(len(samples))]
    for statistic, factor in (("Median", 1.0), ("Net MFI", 0.9), ("Count", 0)):
        rows.append(["DataType:", statistic])
        rows.append(["Location", "Sample", *study.markers, "Total Events"])
        for n, (patient, time) in enumerate(samples):
            values = [
                round(v * factor, 2) if factor else 60 + n for v in study.row(patient, time=time)
            ]
            rows.append([wells[n], f"{patient} {time}", *values, 400 + n])
        rows.append([])
    return Written({"": rows}, study, forward=r"Luminex|xPONENT|reader")


@shape("Bio-Plex Manager: concentrations, with OOR < and starred values", "xlsx")
def bioplex_concentrations(name: str) -> Written:
    study = Study(
        name,
        ids(8),
        {"time": ["pre", "post"]},
        {"Hu IL-6 (19)": (20, 90), "Hu TNF-a (36)": (100, 400)},
    )
    rows: Rows = [["Type", "Well", "Description", *study.markers]]
    for n, (patient, time) in enumerate(itertools.product(study.patients, study.factors["time"])):
        rows.append(
            [
                f"X{n + 1}",
                f"{'ABCDEFGH'[n % 8]}{n // 8 + 1}",
                f"{patient} {time}",
                *study.row(patient, time=time),
            ]
        )
    return Written({"Obs Conc": rows}, study)


@shape("Luminex results after clean-up: sample name holds patient and visit", "xlsx")
def cytokines_by_sample_name(name: str) -> Written:
    study = Study(name, ids(10, "BC{:03}"), {"time": ["pre", "post"]}, CYTOKINES)
    rows: Rows = [["Sample", *(f"{m} (pg/ml)" for m in study.markers)]]
    for patient, time in itertools.product(study.patients, study.factors["time"]):
        rows.append([f"{patient}-{time}", *study.row(patient, time=time)])
    return Written({"Results": rows}, study)
