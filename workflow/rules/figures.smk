# Needs the tables; makes every figure as SVG, PNG and PDF. Two jobs, so that two cores share them,
# and one for completeness, which needs no results and is drawn while they are computed. The SVG
# stands in Snakemake's own report, too.


rule completeness:
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
    output:
        figures=RUN.reported_figures(report, of="completeness"),
    log:
        f"{RESULTS}/logs/completeness.log",
    conda:
        "../../environment.yml"
    params:
        spec=RUN.spec("completeness", "completeness.py"),
    message:
        "Draw which wells were measured"
    script:
        "../scripts/completeness.py"


rule marker_figures:
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        differences=rules.analyse.output.differences,
        paired=rules.analyse.output.paired,
        between=rules.analyse.output.between,
    output:
        figures=RUN.reported_figures(report, of="markers"),
    log:
        f"{RESULTS}/logs/marker_figures.log",
    conda:
        "../../environment.yml"
    params:
        spec=RUN.spec("marker_figures", "marker_figures.py"),
    message:
        "Draw each marker: every patient's line, and the effects"
    script:
        "../scripts/marker_figures.py"


rule overview_figures:
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        differences=rules.analyse.output.differences,
        paired=rules.analyse.output.paired,
        between=rules.analyse.output.between,
        strata=rules.analyse.output.strata,
        interactions=rules.analyse.output.interactions,
        quantiles=rules.analyse.output.quantiles,
        diagnostics=rules.analyse.output.diagnostics,
        sensitivity=rules.sensitivity.output.sensitivity,
    output:
        figures=RUN.reported_figures(report, of="overview"),
    log:
        f"{RESULTS}/logs/overview_figures.log",
    conda:
        "../../environment.yml"
    params:
        spec=RUN.spec("overview_figures", "overview_figures.py"),
    message:
        "Draw the forest plot and the strata"
    script:
        "../scripts/overview_figures.py"
