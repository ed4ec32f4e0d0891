"""Read the interactions among all genes once, and keep those that reach the plan's score."""

from explant.run.steps.fork_server import by_fork

by_fork(__name__)

from pathlib import Path

from explant.network.lists.symbol_table import read_symbols
from explant.network.lists.whole_organism import read_interactome
from explant.run.steps.job import job
from explant.run.steps.staging import Job
from explant.tables.csv_files import write_csv


def main(
    interactome: Path,
    proteins: Path | None,
    symbols: Path,
    at_least: float,
    output: Path,
    running: Job,
) -> None:
    """Write the pairs of genes.

    Parameters
    ----------
    interactome, proteins, symbols
        The files that the plan names; ``proteins`` with a download of a whole organism only.
    at_least
        Smallest score that counts.
    output
        Where the table goes.
    running
        The step at work.
    """
    pairs = read_interactome(interactome, proteins, read_symbols(symbols), at_least)
    with running.staged([output]) as folder:
        write_csv(pairs, folder / output.name)


if __name__ == "__main__":
    with job(snakemake) as running:
        plan_proteins = snakemake.params.spec["interactome"]["proteins"]
        main(
            Path(snakemake.input.interactome),
            Path(plan_proteins) if plan_proteins else None,
            Path(snakemake.input.symbols),
            snakemake.params.spec["interactome"]["at_least"],
            Path(snakemake.output.interactome),
            running,
        )
