# Needs the files of the network study; makes its tables, and sets them beside what was measured. The
# spreadsheet is none of them: a changed value reruns the join only.

NETWORK_TABLES = [
    "network_sources",
    "network_genes",
    "network_overlap",
    "network_thresholds",
    "network_edges",
    "network_counts",
    "network_nodes",
    "network_terms",
    "network_random",
]
JOINED_TABLES = ["network_markers", "network_agreement"]


if RUN.interactome_files:

    rule network_interactome:
        input:
            **RUN.interactome_files,
        output:
            interactome=f"{RESULTS}/network_interactome.csv",
        log:
            f"{RESULTS}/logs/network_interactome.log",
        # A mistake in a file is not mended by reading it again.
        retries: 0
        conda:
            "../../environment.yml"
        resources:
            **needs.resources("network_interactome"),
        params:
            spec=RUN.spec("network_interactome", "network_interactome.py"),
        message:
            "Read the interactions among all genes"
        script:
            "../scripts/network_interactome.py"


rule network:
    input:
        files=RUN.network_files,
        interactome=(
            rules.network_interactome.output.interactome
            if RUN.interactome_files
            else []
        ),
    output:
        **{
            table: report(
                f"{RESULTS}/{table}.csv",
                caption="../report/table.rst",
                category="Tables",
                labels={"table": table},
            )
            for table in NETWORK_TABLES
        },
    log:
        log=f"{RESULTS}/logs/network.log",
        # A log, because Snakemake keeps the logs of a failed job.
        problems=f"{RESULTS}/network_problems.csv",
    # A mistake in a file is not mended by reading it again.
    retries: 0
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("network"),
    params:
        spec=RUN.spec("network", "network.py"),
    message:
        "Read the lists of genes, and compare what they share with chance"
    script:
        "../scripts/network.py"


rule network_join:
    input:
        symbols=RUN.network_files[:1],
        genes=rules.network.output.network_genes,
        nodes=rules.network.output.network_nodes,
        edges=rules.network.output.network_edges,
        paired=rules.analyse.output.paired,
        differences=rules.analyse.output.differences,
    output:
        **{
            table: report(
                f"{RESULTS}/{table}.csv",
                caption="../report/table.rst",
                category="Tables",
                labels={"table": table},
            )
            for table in JOINED_TABLES
        },
    log:
        log=f"{RESULTS}/logs/network_join.log",
        problems=f"{RESULTS}/network_marker_problems.csv",
    # A mistake in a file is not mended by reading it again.
    retries: 0
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("network_join"),
    params:
        spec=RUN.spec("network_join", "network_join.py"),
    message:
        "Set the measured effects beside the genes"
    script:
        "../scripts/network_join.py"


if RUN.figures(step="network_figures"):

    rule network_figures:
        input:
            **RUN.drawn_from("network_figures"),
        output:
            figures=RUN.reported_figures(report, step="network_figures"),
        log:
            f"{RESULTS}/logs/network_figures.log",
        conda:
            "../../environment.yml"
        resources:
            **needs.resources("network_figures"),
        params:
            spec=RUN.spec("network_figures", "figures.py"),
        message:
            "Draw the shared genes and what was measured of them"
        script:
            "../scripts/figures.py"
