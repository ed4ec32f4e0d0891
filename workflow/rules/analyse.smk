# Needs the tidy table; makes the differences and every table of results. Of a large study, jobs of
# their own compute what the values of some markers each say, and their files go when all are
# gathered: families are adjusted over all markers. How many is said in
# src/explant/run/starting/scattering.py; a small study has none.

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

PARTS = [
    f"{RESULTS}/{file}" for file in scattering.parts_of_analysis(RUN.plan, RUN.code_key)
]


if PARTS:

    rule analyse_part:
        input:
            measurements=rules.ingest.output.measurements,
            patients=rules.ingest.output.patients,
        output:
            part=temp(f"{RESULTS}/.parts/analyse_{{part}}_of_{{parts}}.json"),
        log:
            f"{RESULTS}/logs/analyse_{{part}}_of_{{parts}}.log",
        wildcard_constraints:
            part=r"\d+",
            parts=r"\d+",
        conda:
            "../../environment.yml"
        resources:
            **needs.resources("analyse"),
        params:
            spec=RUN.spec("analyse", "analyse_part.py"),
        message:
            "Test and estimate markers: part {wildcards.part} of {wildcards.parts}"
        script:
            "../scripts/analyse_part.py"


rule analyse:
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        parts=PARTS,
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
