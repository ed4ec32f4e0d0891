"""Set the measured effects beside the genes of the network."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from pathlib import Path

from explant.config.models import Plan
from explant.network.joined_to_markers import agreement_table, marker_genes, markers_table
from explant.network.lists.symbol_table import read_symbols
from explant.problems import ProblemsError, errors
from explant.run.steps.job import job
from explant.run.steps.nameless_logs import for_everybody
from explant.run.steps.staging import Job
from explant.tables.csv_files import read_csv, write_csv, write_problems


def main(
    plan: Plan, inputs: dict[str, Path], outputs: dict[str, Path], problems: Path, running: Job
) -> None:
    """Write the tables that join the network to the markers.

    Parameters
    ----------
    plan
        What the step reads of the plan.
    inputs
        The ``symbols``, the network's ``genes``, ``nodes`` and ``edges``, and ``paired`` and
        ``differences``.
    outputs
        Where each table goes, by its name.
    problems
        Where the list of problems goes.
    running
        The step at work.

    Raises
    ------
    ProblemsError
        When the plan names a gene for a marker that is none.
    """
    named = {marker: plan.markers[marker].gene for marker in plan.analysed_markers}
    genes, found = marker_genes(named, read_symbols(inputs["symbols"]))
    with running.staged([problems], part="problems") as folder:
        write_problems(for_everybody(found, running.inputs), folder / problems.name)
    if stopping := errors(found):
        raise ProblemsError(stopping)
    listed = read_csv(inputs["genes"])
    targets, disease = (
        frozenset(listed.loc[listed[side] == "yes", "gene"])
        for side in ("in_targets", "in_disease")
    )
    contrast = plan.network_question
    expected = {
        marker: details.expected[contrast]
        for marker, details in plan.markers.items()
        if contrast in details.expected
    }
    markers = markers_table(
        genes,
        expected,
        contrast,
        read_csv(inputs["paired"]),
        (targets, disease),
        read_csv(inputs["nodes"]),
        read_csv(inputs["edges"]),
    )
    agreement = agreement_table(
        markers, read_csv(inputs["differences"]), contrast, plan.inference.seed
    )
    tables = {"network_markers": markers, "network_agreement": agreement}
    with running.staged(outputs.values()) as folder:
        for name, path in outputs.items():
            write_csv(tables[name], folder / path.name)


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            Plan.model_validate(snakemake.params.spec["plan"]),
            {name: Path(str(path)) for name, path in snakemake.input.items()},
            {name: Path(path) for name, path in snakemake.output.items()},
            Path(snakemake.log.problems),
            running,
        )
