# Needs the results; has packages that did not compute them compute them again. Beside the figures:
# no table and no figure waits for it, and the report takes one line of it.


rule verification:
    input:
        **{
            table: rules.analyse.output[table]
            for table in [
                "differences",
                "paired",
                "between",
                "interactions",
                "anova",
                "equivalence",
                "trends",
            ]
        },
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
    output:
        verification=report(
            f"{RESULTS}/verification.csv",
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "verification"},
        ),
    log:
        f"{RESULTS}/logs/verification.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("verification"),
    params:
        spec=RUN.spec("verification", "verification.py"),
    message:
        "Compute results again with SciPy, statsmodels and pingouin"
    script:
        "../scripts/verification.py"
