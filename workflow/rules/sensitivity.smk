# Needs the tidy table; asks each primary result again in other ways, and what its differences look
# like. Computed beside the results.

BESIDE = [
    "sensitivity",
    "influence",
    "robustness",
    "bounds",
    "mixed_models",
    "software",
    "diagnostics",
    "quantiles",
]


rule sensitivity:
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
    output:
        **{
            table: report(
                f"{RESULTS}/{table}.csv",
                caption="../report/table.rst",
                category="Tables",
                labels={"table": table},
            )
            for table in BESIDE
        },
    log:
        f"{RESULTS}/logs/sensitivity.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("sensitivity"),
    params:
        spec=RUN.spec("sensitivity", "sensitivity.py"),
    message:
        "Ask the primary questions again in other ways"
    script:
        "../scripts/sensitivity.py"
