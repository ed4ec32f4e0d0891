# Needs the tables and figures; makes the workbook, the report, and the record of the run.


rule workbook:
    message:
        "Write the results workbook"
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        problems=rules.ingest.log.problems,
        **rules.analyse.output,
    output:
        workbook=f"{RESULTS}/results.xlsx",
    log:
        f"{RESULTS}/logs/workbook.log",
    params:
        spec=RUN.spec("workbook", "workbook.py"),
    conda:
        "../../environment.yml"
    script:
        "../scripts/workbook.py"


rule report:
    message:
        "Write the report"
    input:
        measurements=rules.ingest.output.measurements,
        patients=rules.ingest.output.patients,
        problems=rules.ingest.log.problems,
        source=rules.ingest.output.source,
        figures=[file for file in figure_files(RUN.figure_stems) if file.endswith(".svg")],
        **rules.analyse.output,
    output:
        # Kept until the new ones are complete: a failed run leaves the previous report as it was.
        report=update(f"{RESULTS}/report.html"),
        summary=update(f"{RESULTS}/summary.txt"),
        run=update(f"{RESULTS}/run.json"),
    log:
        f"{RESULTS}/logs/report.log",
    params:
        spec=RUN.spec("report", "report.py"),
    conda:
        "../../environment.yml"
    script:
        "../scripts/report.py"
