# Needs the tables; makes every figure as SVG, PNG and PDF. Two jobs, so that two cores share them,
# and one for completeness, which needs no results and is drawn while they are computed.

FORMATS = ["svg", "png", "pdf"]
MARKER_FIGURES = [stem for stem in RUN.figure_stems if stem.startswith("marker_")]
OVERVIEW_FIGURES = [
    stem
    for stem in RUN.figure_stems
    if stem not in MARKER_FIGURES and stem != "completeness"
]


def figure_files(stems):
    return [f"{RESULTS}/figures/{stem}.{ending}" for stem in stems for ending in FORMATS]


rule completeness:
    message:
        "Draw which wells were measured"
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
    output:
        figures=figure_files(["completeness"]),
    log:
        f"{RESULTS}/logs/completeness.log",
    params:
        spec=RUN.spec("completeness", "completeness.py"),
    conda:
        "../../environment.yml"
    script:
        "../scripts/completeness.py"


rule marker_figures:
    message:
        "Draw each marker: every patient's line, and the effects"
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        differences=rules.analyse.output.differences,
        paired=rules.analyse.output.paired,
    output:
        figures=figure_files(MARKER_FIGURES),
    log:
        f"{RESULTS}/logs/marker_figures.log",
    params:
        spec=RUN.spec("marker_figures", "marker_figures.py"),
    conda:
        "../../environment.yml"
    script:
        "../scripts/marker_figures.py"


rule overview_figures:
    message:
        "Draw the forest plot and the strata"
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        differences=rules.analyse.output.differences,
        paired=rules.analyse.output.paired,
        strata=rules.analyse.output.strata,
        interactions=rules.analyse.output.interactions,
    output:
        figures=figure_files(OVERVIEW_FIGURES),
    log:
        f"{RESULTS}/logs/overview_figures.log",
    params:
        spec=RUN.spec("overview_figures", "overview_figures.py"),
    conda:
        "../../environment.yml"
    script:
        "../scripts/overview_figures.py"
