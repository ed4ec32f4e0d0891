"""Write the results workbook."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from collections.abc import Mapping, Sequence
from pathlib import Path

from explant.config.models import Plan
from explant.documents.workbook.book import write_workbook
from explant.documents.workbook.pictures import Drawn
from explant.figures.alternative_text import alternative_texts
from explant.figures.ranked_markers import shown_figures
from explant.language.methods.study_methods import study_methods
from explant.language.methods.topics import Topic
from explant.language.unit_of_study import noun, renamed_texts, renamed_words
from explant.language.words import rows
from explant.run.steps.job import job
from explant.run.steps.provenance import versions
from explant.run.steps.staging import Job
from explant.tables.csv_files import read_csv


def main(
    tables: Mapping[str, Path], figures: Sequence[Path], plan: Plan, output: Path, running: Job
) -> None:
    """Write every table, the methods and the figures into one workbook.

    Parameters
    ----------
    tables
        Files of the tables, by name.
    figures
        The figures as PNG, in the order of the report.
    plan
        What the step reads of the plan.
    output
        The workbook.
    running
        The step at work.
    """
    names = [*plan.factors, *plan.text_columns]
    content = {name: read_csv(file, text=names) for name, file in tables.items()}
    read = ("paired", "between", "interactions", "baseline")
    methods = study_methods(
        plan,
        {name: rows(name, content[name]) for name in read},
        {name for name, table in content.items() if not table.empty},
        versions(),
    )
    unit = noun(plan)
    said = [
        Topic(topic.title, [renamed_words(text, unit) for text in topic.paragraphs])
        for topic in methods
    ]
    texts = alternative_texts(plan, content)
    shown = shown_figures(plan, content["paired"], content["between"])
    titles = {figure.stem: figure.title for figure in shown}
    drawn: list[Drawn] = []
    for file in figures:
        title, text = renamed_texts([titles[file.stem], texts[file.stem]], plan)
        drawn.append(Drawn(file.stem, title, text, file.read_bytes()))
    with running.staged([output]) as folder:
        write_workbook(folder / output.name, content, plan, said, drawn)


if __name__ == "__main__":
    with job(snakemake) as running:
        inputs = dict(snakemake.input.items())
        figure_files = inputs.pop("figures")
        main(
            {name: Path(file) for name, file in inputs.items()},
            [Path(file) for file in figure_files],
            Plan.model_validate(snakemake.params.spec["plan"]),
            Path(snakemake.output.workbook),
            running,
        )
