"""Write the report, the findings as plain text, and the record of the run."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from explant.config.models import Plan
from explant.documents.prism import prism_file
from explant.figures.alternative_text import alternative_texts
from explant.history.changes import compared
from explant.history.kept_states import recorded
from explant.history.known import Known, from_plain
from explant.history.states import digest, record_of, state_before, state_of
from explant.language.history_words import change_line
from explant.language.unit_of_study import renamed_texts
from explant.pages.document import build
from explant.pages.headlines import headlines
from explant.pages.kept_elements import KeptElements
from explant.pages.taken_along import for_paper
from explant.problems import Problem, ProblemsError
from explant.run.steps.beside import made_beside
from explant.run.steps.job import job
from explant.run.steps.provenance import run_record
from explant.run.steps.staging import Job
from explant.tables.csv_files import read_tables, write_csv
from explant.tables.planned_rows import wrong_rows

MEMORY = Path(".snakemake/explant")


def main(
    tables: Mapping[str, Path],
    source: Path,
    figures: Sequence[Path],
    pictures: Sequence[Path],
    plan: Plan,
    outputs: Mapping[str, Path],
    running: Job,
    known: Known,
    code: str,
) -> None:
    """Write both pages, the manuscript, the values for Prism, the findings, changes and record.

    Parameters
    ----------
    tables
        Files of the tables, by name.
    source
        What the ingest step wrote of the spreadsheet.
    figures
        The figures as SVG.
    pictures
        The same figures as PNG.
    plan
        The whole plan.
    outputs
        Where ``report``, ``supplement``, ``manuscript``, ``prism``, ``summary``, ``changes`` and
        ``run`` go.
    running
        The step at work.
    known
        What is known of when the plan was fixed.
    code
        Hash of the code, by which compiled templates and figures are kept for the next report.

    Raises
    ------
    ProblemsError
        When a table has other rows than the plan asks for: no report tells half a study.
    """
    names = [*plan.factors, *plan.text_columns]
    content = read_tables(tables, names)
    rows = {name: len(table) for name, table in content.items()}
    if wrong := wrong_rows(plan, rows):
        how = "Remove the study's folder of results, and run the study again."
        problems = [Problem("error", running.results.as_posix(), f"{what}.", how) for what in wrong]
        raise ProblemsError(problems)
    spreadsheet = json.loads(source.read_text(encoding="utf-8"))
    drawings = {file.stem: file.read_text(encoding="utf-8") for file in figures}
    run = run_record(plan.model_dump(), spreadsheet, plan.inference.seed)
    results = outputs["report"].parent
    state = state_of(plan, content)
    content["changes"] = compared(state_before(results, digest(state)), state)
    texts_of_figures = alternative_texts(plan, content)
    png = {file.stem: file.read_bytes() for file in pictures}
    manuscript = made_beside(lambda: for_paper(plan, content, png, texts_of_figures, run))
    kept = KeptElements(MEMORY / "figures" / f"{results.name}.json", code)
    compiled = MEMORY / "templates" / code
    pages = build(plan, content, drawings, texts_of_figures, run, known, compiled, kept)
    kept.keep()
    said = renamed_texts(headlines(plan, content), plan)
    findings = "".join(f"{line}\n" for line in said)
    run["state"] = record_of(state, run["spreadsheet"]["fingerprint"])
    run["changed"] = renamed_texts([str(change_line(content["changes"], plan))], plan)[0]
    # The hash of the history's last line stays until the end of the run writes a new one.
    run |= {key: value for key, value in recorded(results).items() if key == "history"}
    record = json.dumps(run, indent=2, ensure_ascii=False) + "\n"
    written = {
        "report": pages.report.encode(),
        "supplement": pages.supplement.encode(),
        "manuscript": manuscript(),
        "prism": prism_file(content["measurements"], content["patients"], plan),
        "summary": findings.encode(),
        "run": record.encode(),
    }
    with running.staged(outputs.values()) as folder:
        for name, text in written.items():
            (folder / outputs[name].name).write_bytes(text)
        write_csv(content["changes"], folder / outputs["changes"].name)


if __name__ == "__main__":
    with job(snakemake) as running:
        inputs = dict(snakemake.input.items())
        figure_files = inputs.pop("figures")
        picture_files = inputs.pop("pictures")
        source_file = inputs.pop("source")
        main(
            {name: Path(file) for name, file in inputs.items()},
            Path(source_file),
            [Path(file) for file in figure_files],
            [Path(file) for file in picture_files],
            Plan.model_validate(snakemake.params.spec["plan"]),
            {name: Path(file) for name, file in snakemake.output.items()},
            running,
            from_plain(snakemake.params.spec["history"]),
            snakemake.params.spec["code"],
        )
