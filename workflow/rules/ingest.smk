# Needs the spreadsheet; makes the tidy table, the patients, and the list of problems.


# A study that sums up curves has a table of them.
CURVES = (
    {
        "curves": report(
            f"{RESULTS}/curves.csv",
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "curves"},
        )
    }
    if RUN.plan.summarized
    else {}
)


rule ingest:
    input:
        spreadsheet=ancient(local(RUN.spreadsheet)),
    output:
        **CURVES,
        measurements=report(
            f"{RESULTS}/measurements.csv",
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "measurements"},
        ),
        patients=report(
            f"{RESULTS}/patients.csv",
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "patients"},
        ),
        columns=report(
            f"{RESULTS}/columns.csv",
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "columns"},
        ),
        source=f"{RESULTS}/spreadsheet.json",
    log:
        log=f"{RESULTS}/logs/ingest.log",
        # A log, because Snakemake keeps the logs of a failed job: the lists are most needed then.
        problems=f"{RESULTS}/problems.csv",
        # Absent when there is no error and no warning.
        marked_copy=f"{RESULTS}/problems.xlsx",
    # A mistake in a file is not mended by reading it again.
    retries: 0
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("ingest"),
    params:
        spec=RUN.spec("ingest", "ingest.py"),
    message:
        "Read the spreadsheet: every value to its patient, sample and marker"
    script:
        "../scripts/ingest.py"
