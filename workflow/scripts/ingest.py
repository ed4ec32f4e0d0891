"""Read the spreadsheet into the tidy table, the patients, and the list of problems."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

from explant.config.models import Plan
from explant.config.rules.derived_marker_rules import measured
from explant.integrity.inputs import saved_meanwhile
from explant.problems import ProblemsError, errors
from explant.run.steps.job import job
from explant.run.steps.nameless_logs import for_everybody
from explant.run.steps.provenance import place_in_project
from explant.run.steps.staging import Job
from explant.spreadsheet.ingest import Ingested, ingest
from explant.spreadsheet.layouts.columns_read import fits
from explant.spreadsheet.sheet.fingerprint import fingerprint_of
from explant.tables.csv_files import write_csv, write_problems


def main(
    spreadsheet: Path,
    plan: Plan,
    outputs: dict[str, Path],
    problems: Path,
    marked_copy: Path,
    running: Job,
    fingerprint: str,
) -> None:
    """Read one spreadsheet.

    Parameters
    ----------
    spreadsheet
        The file.
    plan
        What the step reads of the plan.
    outputs
        Where ``measurements``, ``patients``, ``columns`` and ``source`` go, and ``curves`` of a
        study that sums up curves.
    problems
        Where the list of problems goes, also when it ends the run.
    marked_copy
        Where the spreadsheet with marked places goes, if there is an error or a warning.
    running
        The step at work.
    fingerprint
        Of the spreadsheet's cells when the run started.

    Raises
    ------
    ProblemsError
        When a problem would change a number, or the spreadsheet was saved since the run started.
    """
    running.withdraw("marked")
    marked_copy.unlink(missing_ok=True)
    result = ingest(spreadsheet, plan)
    read = fingerprint_of(result.book) if result.book else ""
    if read and read != fingerprint:
        raise ProblemsError([saved_meanwhile(spreadsheet, "after the run had started")])
    # The list and the copy go along with the results; the screen says where the file is.
    told = for_everybody(result.problems, [spreadsheet])
    with running.staged([problems], part="problems") as folder:
        write_problems(told, folder / problems.name)
    try:
        _mark(replace(result, problems=told), spreadsheet, plan, marked_copy, running)
    finally:
        # Whatever happens to the copy, the problems are what the user has to hear of.
        if stopping := errors(result.problems):
            marked = marked_copy.is_file() and bool(result.sheets)
            what = "With each place marked in a copy of the sheets" if marked else "The same list"
            file = marked_copy if marked_copy.is_file() else problems
            raise ProblemsError(stopping, f"{what}: {file}{_other_plan(result, spreadsheet, plan)}")
    source: dict[str, Any] = {
        "path": place_in_project(spreadsheet.as_posix()),
        # Hash and fingerprint are those of the bytes that the tables were read from.
        "sha256": result.book.sha256 if result.book else "",
        "fingerprint": read,
    }
    with running.staged(outputs.values()) as folder:
        write_csv(result.measurements, folder / outputs["measurements"].name)
        write_csv(result.patients, folder / outputs["patients"].name)
        write_csv(result.columns, folder / outputs["columns"].name)
        if "curves" in outputs and result.curves is not None:
            write_csv(result.curves, folder / outputs["curves"].name)
        text = json.dumps(source, indent=2, ensure_ascii=False) + "\n"
        (folder / outputs["source"].name).write_text(text, encoding="utf-8")


def _other_plan(result: Ingested, spreadsheet: Path, plan: Plan) -> str:
    """How to draft a plan, for a sheet that does not fit its own."""
    if result.book is None or fits(result.columns, measured(plan)):
        return ""
    config = f"config/{spreadsheet.stem}.yaml"
    return (
        "\nThe sheet does not fit this plan. A config for it is drafted by"
        f"\n  make draft SHEET={shlex.quote(spreadsheet.as_posix())} CONFIG={shlex.quote(config)}"
    )


def _mark(result: Ingested, spreadsheet: Path, plan: Plan, marked_copy: Path, running: Job) -> None:
    if all(problem.severity == "note" for problem in result.problems):
        return
    from explant.spreadsheet.marked_copy import write_marked_copy

    with running.staged([marked_copy], part="marked") as folder:
        write_marked_copy(
            folder / marked_copy.name, result.problems, result.sheets, plan, spreadsheet.name
        )


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            Path(snakemake.input.spreadsheet),
            Plan.model_validate(snakemake.params.spec["plan"]),
            {name: Path(path) for name, path in snakemake.output.items()},
            Path(snakemake.log.problems),
            Path(snakemake.log.marked_copy),
            running,
            snakemake.params.spec["spreadsheet"],
        )
