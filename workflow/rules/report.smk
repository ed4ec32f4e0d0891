# Needs the tables and figures; makes the workbook, the report, and the record of the run.


# The tables of a network study, where the config has one.
NETWORK = (
    {**rules.network.output, **rules.network_join.output} if RUN.network_files else {}
)

# That of curves, where the config sums up any.
SUMMED = {"curves": rules.ingest.output.curves} if CURVES else {}


rule workbook:
    input:
        **rules.analyse.output,
        **rules.sensitivity.output,
        **NETWORK,
        **SUMMED,
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        columns=rules.ingest.output.columns,
        problems=rules.ingest.log.problems,
        verification=rules.verification.output.verification,
        figures=RUN.figures(formats=["png"], without="files"),
    output:
        workbook=report(
            f"{RESULTS}/results.xlsx",
            caption="../report/workbook.rst",
            category="Report",
            labels={"file": "Workbook"},
        ),
    log:
        f"{RESULTS}/logs/workbook.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("workbook"),
    params:
        spec=RUN.spec("workbook", "workbook.py"),
    message:
        "Write the results workbook"
    script:
        "../scripts/workbook.py"


rule report:
    input:
        **rules.analyse.output,
        **rules.sensitivity.output,
        **NETWORK,
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        columns=rules.ingest.output.columns,
        problems=rules.ingest.log.problems,
        verification=rules.verification.output.verification,
        source=rules.ingest.output.source,
        figures=RUN.figures(formats=["svg"]),
        pictures=RUN.figures(formats=["png"]),
    output:
        # Kept until the new ones are complete: a failed run leaves the previous report as it was.
        report=report(
            update(f"{RESULTS}/report.html"),
            caption="../report/report.rst",
            category="Report",
            labels={"file": "Report"},
        ),
        supplement=report(
            update(f"{RESULTS}/supplement.html"),
            caption="../report/supplement.rst",
            category="Report",
            labels={"file": "Supplement"},
        ),
        manuscript=report(
            update(f"{RESULTS}/manuscript.docx"),
            caption="../report/manuscript.rst",
            category="Report",
            labels={"file": "Manuscript"},
        ),
        prism=update(f"{RESULTS}/prism.pzfx"),
        summary=update(f"{RESULTS}/summary.txt"),
        changes=report(
            update(f"{RESULTS}/changes.csv"),
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "changes"},
        ),
        run=update(f"{RESULTS}/run.json"),
    log:
        f"{RESULTS}/logs/report.log",
    conda:
        "../../environment.yml"
    resources:
        **needs.resources("report"),
    params:
        spec=RUN.spec("report", "report.py"),
    message:
        "Write the report"
    script:
        "../scripts/report.py"
