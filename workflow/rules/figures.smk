# Needs the tables; makes every figure as SVG, PNG and PDF. Several jobs, so that cores share them
# and each begins when its tables are there: completeness while results are computed, markers and
# overview while they are questioned. The SVG stands in Snakemake's own report, too. Which kinds a
# job draws, and from which tables, is said in src/explant/figures/figure_kinds.py.


rule completeness:
    input:
        **RUN.drawn_from("completeness"),
    output:
        figures=RUN.reported_figures(report, step="completeness"),
    log:
        f"{RESULTS}/logs/completeness.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("completeness"),
    params:
        spec=RUN.spec("completeness", "figures.py"),
    message:
        "Draw which wells were measured"
    script:
        "../scripts/figures.py"


rule marker_figures:
    input:
        **RUN.drawn_from("marker_figures"),
    output:
        figures=RUN.reported_figures(report, step="marker_figures"),
    log:
        f"{RESULTS}/logs/marker_figures.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("marker_figures"),
    params:
        spec=RUN.spec("marker_figures", "figures.py"),
    message:
        "Draw each marker: every patient's line, and the effects"
    script:
        "../scripts/figures.py"


rule overview_figures:
    input:
        **RUN.drawn_from("overview_figures"),
    output:
        figures=RUN.reported_figures(report, step="overview_figures"),
    log:
        f"{RESULTS}/logs/overview_figures.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("overview_figures"),
    params:
        spec=RUN.spec("overview_figures", "figures.py"),
    message:
        "Draw the forest plot and the strata"
    script:
        "../scripts/figures.py"


rule robustness_figures:
    input:
        **RUN.drawn_from("robustness_figures"),
    output:
        figures=RUN.reported_figures(report, step="robustness_figures"),
    log:
        f"{RESULTS}/logs/robustness_figures.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("robustness_figures"),
    params:
        spec=RUN.spec("robustness_figures", "figures.py"),
    message:
        "Draw what other choices find, and what the differences look like"
    script:
        "../scripts/figures.py"
