"""Write the results workbook."""

from collections.abc import Mapping
from pathlib import Path

from explant.config.models import Plan
from explant.run.job import job
from explant.run.staging import staged
from explant.tables.files import read_csv
from explant.workbook import write_workbook


def main(tables: Mapping[str, Path], plan: Plan, output: Path) -> None:
    """Write every table into one workbook.

    Parameters
    ----------
    tables
        Files of the tables, by name, in the order of the sheets.
    plan
        What the step reads of the plan.
    output
        The workbook.
    """
    names = [*plan.factors, *plan.text_columns]
    content = {name: read_csv(file, text=names) for name, file in tables.items()}
    with staged([output], output.parent) as folder:
        write_workbook(folder / output.name, content, plan)


if __name__ == "__main__":
    with job(Path(snakemake.log[0])):
        main(
            {name: Path(file) for name, file in snakemake.input.items()},
            Plan.model_validate(snakemake.params.spec["plan"]),
            Path(snakemake.output.workbook),
        )
