"""Read the lists of genes, and compare what they share with chance."""

from pathlib import Path

from explant.config.models.network import Network
from explant.network.network_study import study_network
from explant.problems import ProblemsError
from explant.run.job import job
from explant.run.staging import staged
from explant.tables.csv_files import read_csv, write_csv, write_problems


def main(
    network: Network,
    alpha: float,
    genes: list[str],
    interactome: Path | None,
    outputs: dict[str, Path],
    problems: Path,
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

    Raises
    ------
    ProblemsError
        When a problem would change a number.
    """
    try:
        pairs = read_csv(interactome) if interactome else None
        studied = study_network(network, alpha, genes, pairs)
    except ProblemsError as error:
        write_problems(error.problems, problems)
        raise ProblemsError(error.problems, f"The same list: {problems}") from error
    write_problems(studied.problems, problems)
    with staged(outputs.values(), problems.parent) as folder:
        for name, path in outputs.items():
            write_csv(studied.tables[name], folder / path.name)


if __name__ == "__main__":
    with job(Path(snakemake.log.log)):
        main(
            Network.model_validate(snakemake.params.spec["network"]),
            snakemake.params.spec["alpha"],
            snakemake.params.spec["genes"],
            Path(str(snakemake.input.interactome)) if snakemake.input.interactome else None,
            {name: Path(path) for name, path in snakemake.output.items()},
            Path(snakemake.log.problems),
        )
