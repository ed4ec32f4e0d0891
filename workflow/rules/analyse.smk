# Needs the tidy table; makes the differences and every table of results.

TABLES = [
    "differences",
    "paired",
    "between",
    "strata",
    "interactions",
    "anova",
    "baseline",
    "table_one",
    "flow",
    "cells",
    "equivalence",
    "trends",
]


rule analyse:
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
            for table in TABLES
        },
    log:
        f"{RESULTS}/logs/analyse.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("analyse"),
    params:
        spec=RUN.spec("analyse", "analyse.py"),
    message:
        "Compute each patient's differences, and test and estimate them"
    script:
        "../scripts/analyse.py"
