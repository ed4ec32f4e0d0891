"""Read the spreadsheet into the tidy table, the patients, and the list of problems."""

import json
from pathlib import Path
from typing import Any

from explant.config.models import Plan
from explant.problems import ProblemsError, errors
from explant.run.job import job
from explant.run.provenance import file_digest
from explant.run.staging import staged
from explant.spreadsheet.ingest import ingest
from explant.tables.files import write_csv, write_problems


def main(
    spreadsheet: Path,
    plan: Plan,
    outputs: dict[str, Path],
    problems: Path,
    results: Path,
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
        Where ``measurements``, ``patients``, ``columns`` and ``source`` go.
    problems
        Where the list of problems goes, also when it ends the run.
    results
        The study's folder.
    fingerprint
        Fingerprint of the spreadsheet's cells.

    Raises
    ------
    ProblemsError
        When a problem would change a number.
    """
    try:
        result = ingest(spreadsheet, plan)
    except ProblemsError as error:
        write_problems(error.problems, problems)
        raise
    write_problems(result.problems, problems)
    if stopping := errors(result.problems):
        raise ProblemsError(stopping)
    source: dict[str, Any] = {
        "path": spreadsheet.as_posix(),
        "sha256": file_digest(spreadsheet),
        "fingerprint": fingerprint,
    }
    with staged(outputs.values(), results) as folder:
        write_csv(result.measurements, folder / outputs["measurements"].name)
        write_csv(result.patients, folder / outputs["patients"].name)
        write_csv(result.columns, folder / outputs["columns"].name)
        text = json.dumps(source, indent=2, ensure_ascii=False) + "\n"
        (folder / outputs["source"].name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with job(Path(snakemake.log.log)):
        main(
            Path(snakemake.input.spreadsheet),
            Plan.model_validate(snakemake.params.spec["plan"]),
            {name: Path(path) for name, path in snakemake.output.items()},
            Path(snakemake.log.problems),
            Path(snakemake.output.measurements).parent,
            snakemake.params.spec["spreadsheet"],
        )
