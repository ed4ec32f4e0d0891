"""Read the lists of genes, and compare what they share with chance."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from collections.abc import Sequence
from pathlib import Path

from explant.config.models.network import Network
from explant.network.network_study import study_network
from explant.problems import Problem, ProblemsError
from explant.run.steps.job import job
from explant.run.steps.nameless_logs import for_everybody
from explant.run.steps.staging import Job
from explant.tables.csv_files import read_csv, write_csv, write_problems


def main(
    network: Network,
    alpha: float,
    genes: list[str],
    interactome: Path | None,
    outputs: dict[str, Path],
    problems: Path,
    running: Job,
) -> None:
    """Write every table of the network study.

    Parameters
    ----------
    network
        The plan's section.
    alpha
        False discovery rate at which the gene sets of random lists are counted.
    genes
        Genes that the markers measure.
    interactome
        The table of all interactions; None without one.
    outputs
        Where each table goes, by its name.
    problems
        Where the list of problems goes, also when it ends the run.
    running
        The step at work.

    Raises
    ------
    ProblemsError
        When a problem would change a number.
    """
    try:
        pairs = read_csv(interactome) if interactome else None
        studied = study_network(network, alpha, genes, pairs)
    except ProblemsError as error:
        _publish(error.problems, problems, running)
        raise ProblemsError(error.problems, f"The same list: {problems}") from error
    _publish(studied.problems, problems, running)
    with running.staged(outputs.values()) as folder:
        for name, path in outputs.items():
            write_csv(studied.tables[name], folder / path.name)


def _publish(found: Sequence[Problem], problems: Path, running: Job) -> None:
    with running.staged([problems], part="problems") as folder:
        write_problems(for_everybody(found, running.inputs), folder / problems.name)


if __name__ == "__main__":
    with job(snakemake) as running:
        main(
            Network.model_validate(snakemake.params.spec["network"]),
            snakemake.params.spec["alpha"],
            snakemake.params.spec["genes"],
            Path(str(snakemake.input.interactome)) if snakemake.input.interactome else None,
            {name: Path(path) for name, path in snakemake.output.items()},
            Path(snakemake.log.problems),
            running,
        )
