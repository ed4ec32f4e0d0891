"""Exports of databases and of statistics programs."""

import itertools

from tests.shapes.shape import CYTOKINES, TISSUES, Rows, Study, Written, ids, shape


@shape("REDCap documentation, raw export of a longitudinal project")
def redcap_raw(name: str) -> Written:
    events = ["baseline_arm_1", "week_4_arm_1", "week_12_arm_1"]
    study = Study(
        name, ids(10, "{}"), {"event": events}, {"il6_pgml": (20, 90), "crp_mgl": (1, 30)}
    )
    rows: Rows = [
        [
            "record_id",
            "redcap_event_name",
            "redcap_repeat_instrument",
            "redcap_repeat_instance",
            "sex",
            "age",
            "demographics_complete",
            *study.markers,
            "labs_complete",
        ]
    ]
    sex = {p: "1" if int(p) % 3 else "2" for p in study.patients}
    for p, event in itertools.product(study.patients, events):
        first = event == events[0]
        own = [sex[p], 40 + int(p), 2] if first else [None, None, None]
        rows.append([int(p), event, None, None, *own, *study.row(p, event=event), 2])
    return Written({"": rows}, study)


@shape("REDCap documentation, export with labels: Record ID, Event Name")
def redcap_labels(name: str) -> Written:
    study = Study(
        name,
        ids(9, "CA-{:03}"),
        {"event": ["Pre-treatment", "Surgery"]},
        {"Ki-67 (%)": (2, 60), "CD8 density (cells/mm²)": (50, 900)},
    )
    rows: Rows = [["Record ID", "Event Name", *study.markers, "Complete?"]]
    for p, event in itertools.product(study.patients, study.factors["event"]):
        rows.append([p, event, *study.row(p, event=event), "Complete"])
    return Written({"": rows}, study)


@shape(
    "SPSS tutorials, paired samples: a variable for each measurement (CD25_pre, CD25_post)", "xlsx"
)
def spss_pre_post(name: str) -> Written:
    study = Study(
        name, ids(12, "{}"), {"time": ["pre", "post"]}, {"CD25": (12, 30), "CD69": (30, 60)}
    )
    rows: Rows = [
        ["id", "sex", "age", *(f"{m}_{t}" for m in study.markers for t in ("pre", "post"))]
    ]
    for n, p in enumerate(study.patients):
        rows.append(
            [
                int(p),
                n % 2 + 1,
                44 + n,
                *(study.at(p, m, time=t) for m in study.markers for t in ("pre", "post")),
            ]
        )
    return Written({"Data": rows}, study)


@shape("SPSS tutorials, repeated measures: V1, V2, V3 of one variable with upper case names")
def spss_repeated_measures(name: str) -> Written:
    study = Study(name, ids(10, "{}"), {"time": ["T0", "T1", "T2"]}, {"FOXP3": (2, 12)})
    rows: Rows = [["SUBJID", *(f"FOXP3_{t}" for t in study.factors["time"])]]
    rows += [
        [int(p), *(study.at(p, "FOXP3", time=t) for t in study.factors["time"])]
        for p in study.patients
    ]
    return Written({"": rows}, study)


@shape("SPSS and Stata long form with coded groups and times: group 1/2, time 0/1")
def coded_numbers(name: str) -> Written:
    study = Study(name, ids(12, "{}"), {"time": ["0", "1"]}, {"IL-6": (20, 90)})
    groups = {p: "1" if int(p) % 2 else "2" for p in study.patients}
    rows: Rows = [["subject", "group", "time", "IL-6"]]
    for p, time in itertools.product(study.patients, ("0", "1")):
        rows.append([int(p), int(groups[p]), int(time), study.at(p, "IL-6", time=time)])
    return Written({"": rows}, study, groups={"group": groups})


@shape("LabKey documentation, study dataset: ParticipantId, SequenceNum", "tsv")
def labkey_dataset(name: str) -> Written:
    study = Study(name, ids(8, "PT-{}", 101), {"visit": ["1.0", "2.0"]}, CYTOKINES)
    rows: Rows = [["ParticipantId", "SequenceNum", "date", *study.markers]]
    for p, visit in itertools.product(study.patients, study.factors["visit"]):
        day = "2025-03-01" if visit == "1.0" else "2025-04-01"
        rows.append([p, visit, day, *study.row(p, visit=visit)])
    return Written({"": rows}, study)


@shape("Qualtrics documentation, .csv with three heading rows: name, question, ImportId")
def qualtrics_three_headings(name: str) -> Written:
    study = Study(
        name,
        ids(10, "R{:03}"),
        {"time": ["pre", "post"]},
        {"pain": (0, 100), "fatigue": (0, 100)},
        digits=0,
    )
    columns = [f"{m}_{t}" for m in study.markers for t in ("pre", "post")]
    rows: Rows = [
        ["StartDate", "Finished", "ExternalReference", *columns],
        ["Start Date", "Finished", "External Data Reference"]
        + [
            f"How much {m}, 0 to 100, {t} treatment?"
            for m in study.markers
            for t in ("pre", "post")
        ],
        [
            f'{{"ImportId":"{each}"}}'
            for each in (
                "startDate",
                "finished",
                "externalDataReference",
                *(f"QID{n}" for n in range(4)),
            )
        ],
    ]
    for n, p in enumerate(study.patients):
        rows.append(
            [
                f"2025-03-{n + 1:02} 09:00:00",
                "True",
                p,
                *(study.at(p, m, time=t) for m in study.markers for t in ("pre", "post")),
            ]
        )
    return Written(
        {"": rows},
        study,
        forward="heading rows?",
        answers={r"columns\.patient": "ExternalReference"},
    )


@shape("cBioPortal documentation, clinical sample file: four lines of comments", "txt")
def cbioportal_samples(name: str) -> Written:
    study = Study(
        name,
        ids(8, "TCGA-A1-A{:03}"),
        {"tissue": TISSUES},
        {"TIL_SCORE": (5, 60), "CYTOLYTIC": (1, 9)},
    )
    rows: Rows = [
        ["#Patient Identifier", "Sample Identifier", "Sample Type", "TIL score", "Cytolytic"],
        ["#Patient identifier", "Sample identifier", "Type of the sample", "Share of TIL", "Score"],
        ["#STRING", "STRING", "STRING", "NUMBER", "NUMBER"],
        ["#1", "1", "1", "1", "1"],
        ["PATIENT_ID", "SAMPLE_ID", "SAMPLE_TYPE", *study.markers],
    ]
    for p, tissue in itertools.product(study.patients, TISSUES):
        code = "01" if tissue == "tumor" else "11"
        rows.append([p, f"{p}-{code}", tissue.title(), *study.row(p, tissue=tissue)])
    return Written({"": rows}, study, answers={r"columns\.patient": "PATIENT_ID"})


@shape("GEO submissions: matrix of genes and samples, and a sheet that says what they are", "xlsx")
def matrix_with_key_sheet(name: str) -> Written:
    study = Study(
        name,
        ids(6),
        {"tissue": TISSUES},
        dict.fromkeys(("CD8A", "GZMB", "FOXP3", "IL2RA"), (2, 12)),
    )
    samples = {
        f"GSM10{n:02}": each for n, each in enumerate(itertools.product(study.patients, TISSUES), 1)
    }
    matrix: Rows = [["ID_REF", *samples]]
    matrix += [
        [gene, *(study.at(p, gene, tissue=t) for p, t in samples.values())]
        for gene in study.markers
    ]
    key: Rows = [["Sample", "Patient", "Tissue"], *([s, p, t] for s, (p, t) in samples.items())]
    return Written(
        {"matrix": matrix, "samples": key},
        study,
        forward=r"samples (stand )?(in|as) columns.*(transpose|row)",
    )


@shape(
    "Blinded samples: numbers in the sheet of measurements, their meaning in a key sheet", "xlsx"
)
def key_sheet_of_blinded_samples(name: str) -> Written:
    study = Study(name, ids(8), {"tissue": TISSUES}, {"CD8 (%)": (5, 40), "CD4 (%)": (20, 60)})
    order = sorted(
        itertools.product(study.patients, TISSUES),
        key=lambda s: study.at(s[0], "CD8 (%)", tissue=s[1]),
    )
    measured: Rows = [["Sample no.", *study.markers]]
    measured += [[n, *study.row(p, tissue=t)] for n, (p, t) in enumerate(order, 1)]
    key: Rows = [
        ["Sample no.", "Patient", "Tissue"],
        *([n, p, t] for n, (p, t) in enumerate(order, 1)),
    ]
    return Written(
        {"Measurements": measured, "Key": key},
        study,
        forward=r"Patient.*Measurements|Measurements.*Patient",
    )
