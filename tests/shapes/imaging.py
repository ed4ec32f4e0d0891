"""Measurement tables of programs that look at images."""

import itertools

from tests.shapes.shape import TISSUES, Rows, Study, Written, ids, shape


def slides(name: str, replicates: int = 1) -> Study:
    return Study(
        name,
        ids(8, "BC{:02}"),
        {"tissue": TISSUES},
        {"Positive %": (5, 60), "Num Positive per mm^2": (100, 900)},
        replicates=replicates,
    )


@shape("QuPath documentation, measurement exporter: annotations", "tsv")
def qupath_annotations(name: str) -> Written:
    study = slides(name)
    head = [
        "Image",
        "Name",
        "Class",
        "Parent",
        "ROI",
        "Centroid X µm",
        "Centroid Y µm",
        "Num Detections",
    ]
    rows: Rows = [[*head, *study.markers, "Area µm^2"]]
    extra = {}
    for n, (p, tissue) in enumerate(itertools.product(study.patients, TISSUES)):
        besides = [5000.5 + 31 * n, 7000.5 + 17 * n, 2000 + 3 * n, 900_000.5 + 1000 * n]
        rows.append(
            [
                f"{p}_{tissue}_CD8.svs",
                "PathAnnotationObject",
                "Tumor",
                "Image",
                "Polygon",
                *besides[:3],
                *study.row(p, tissue=tissue),
                besides[3],
            ]
        )
        for marker, value in zip([*head[5:], "Area µm^2"], besides, strict=True):
            extra[p, (("tissue", tissue),), marker] = [float(value)]
    return Written({"": rows}, study, extra=extra)


@shape("ImageJ documentation, Results table with labels: several fields of an image")
def imagej_results(name: str) -> Written:
    study = Study(
        name, ids(6), {"treatment": ["ctrl", "il2"]}, {"Mean": (20, 90)}, digits=3, replicates=3
    )
    rows: Rows = [[" ", "Label", "Area", "Mean"]]
    extra = {}
    for p, t in itertools.product(study.patients, study.factors["treatment"]):
        areas = []
        for field, value in enumerate(study.every(p, "Mean", treatment=t), 1):
            areas.append(float(1000 + len(rows)))
            rows.append([len(rows), f"{p}_{t}_{field}.tif", int(areas[-1]), value])
        extra[p, (("treatment", t),), "Area"] = areas
    return Written(
        {"": rows},
        study,
        extra=extra,
        answers={"replicate|field|block": "replicate|average|yes"},
    )


@shape("CellProfiler manual, Image.csv with Metadata columns")
def cellprofiler_image(name: str) -> Written:
    study = Study(
        name,
        ids(8, "D{}"),
        {"treatment": ["DMSO", "inhibitor"]},
        {"Count_Nuclei": (200, 800), "Mean_Cells_Intensity_MeanIntensity_GFP": (0.02, 0.4)},
        digits=4,
    )
    rows: Rows = [["ImageNumber", "Metadata_Donor", "Metadata_Treatment", *study.markers]]
    for p, t in itertools.product(study.patients, study.factors["treatment"]):
        rows.append([len(rows), p, t, *study.row(p, treatment=t)])
    return Written({"": rows}, study, answers={r"columns\.patient": "Donor"})


@shape("HALO (Indica Labs), summary of an analysis: image tag, region, % positive cells")
def halo_summary(name: str) -> Written:
    study = Study(
        name,
        ids(8, "S24-{:03}"),
        {"region": ["Tumor", "Stroma"]},
        {"% CD8+ Cells": (2, 40), "CD8+ Cells/mm²": (50, 900)},
    )
    rows: Rows = [["Image Tag", "Algorithm Name", "Analysis Region", *study.markers]]
    for p, region in itertools.product(study.patients, study.factors["region"]):
        rows.append([f"{p}.svs", "Multiplex IHC v3", region, *study.row(p, region=region)])
    return Written({"": rows}, study, same_ids=False)


@shape("Tissue microarrays in QuPath: core, case ID, several cores of a case")
def tissue_microarray(name: str) -> Written:
    study = slides(name, replicates=2)
    rows: Rows = [["TMA core", "Case ID", "Tissue", *study.markers]]
    for p, tissue in itertools.product(study.patients, TISSUES):
        own = [study.every(p, m, tissue=tissue) for m in study.markers]
        for values in zip(*own, strict=True):
            rows.append([f"{'ABCD'[len(rows) % 4]}-{len(rows)}", p, tissue, *values])
    return Written(
        {"": rows},
        study,
        answers={r"columns\.patient": "Case", "core|replicate|block": "core|yes|replicate|block"},
    )
