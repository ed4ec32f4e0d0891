"""The network study: lists of genes, their interactions, sets of genes, and their sources."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator

from explant.config.models.settings import Name, Section, Step, setting

NETWORK: tuple[Step, ...] = ("network_interactome", "network", "workbook", "report")
"""The steps that use it, and those that print the methods."""
DRAWN: tuple[Step, ...] = (*NETWORK, "network_figures")
DEGREE = "degree"
MATCHED_ON = ("annotations", DEGREE)
"""What attention may be without a file."""
Channel = Literal[
    "neighborhood",
    "fusion",
    "cooccurrence",
    "coexpression",
    "experiments",
    "databases",
    "textmining",
]


def _as_written(value: object) -> object:
    """A date or a version as the text that stands in the config."""
    # YAML reads 2026-11-22 as a date and 12.0 as a number.
    return value if isinstance(value, (str, bool, type(None), list, dict)) else str(value)


Text = Annotated[str, BeforeValidator(_as_written, json_schema_input_type=str | float)]
Day = Annotated[str, BeforeValidator(_as_written, json_schema_input_type=str)]


class SourceFile(Section):
    """A file from a database, and which release of it."""

    file: str = setting("The file, from the project's folder.", read_by=NETWORK)
    version: Text = setting(
        "The database's release, as it calls it. A database without one: the day again.",
        read_by=NETWORK,
        min_length=1,
    )
    retrieved: Day | None = setting(
        "The day on which it was downloaded, as 2026-11-22.",
        read_by=NETWORK,
        default=None,
        pattern=r"^\d{4}-\d{2}-\d{2}$",
    )
    license: str = setting("Under which licence it may be used.", read_by=NETWORK, default="")


class GeneListFile(SourceFile):
    """One list of genes."""

    retrieved: Day = setting(
        "The day on which it was downloaded, as 2026-11-22.",
        read_by=NETWORK,
        pattern=r"^\d{4}-\d{2}-\d{2}$",
    )
    database: str = setting("The database.", read_by=NETWORK, min_length=1)
    query: str = setting(
        "What was asked of it: the search, or the identifier of the pathway.",
        read_by=NETWORK,
        default="",
    )
    at_least: dict[Name, float] = setting(
        "A cut-off: heading of a column with numbers, and the smallest that counts.",
        read_by=NETWORK,
        default=dict,
    )
    also_at: list[float] = setting(
        "Other cut-offs of the first heading of `at_least`, for the grid that shows how much "
        "hangs on the choice.",
        read_by=DRAWN,
        default=list,
    )
    results: int | None = setting(
        "How many results the database said it found. A file with another number of rows is "
        "an error. Left out: rows that end at a round number are a warning.",
        read_by=NETWORK,
        default=None,
        ge=1,
    )


class InteractionsFile(SourceFile):
    """Interactions between genes."""

    at_least: float = setting(
        "Smallest combined score of an interaction that counts.",
        read_by=NETWORK,
        default=0.7,
        gt=0,
        le=1000,
    )
    also_at: list[float] = setting(
        "Other cut-offs at which interactions are counted.",
        read_by=NETWORK,
        default=lambda: [0.4, 0.9],
    )
    without: list[Channel] = setting(
        "Channels of evidence without which everything is counted once more.",
        read_by=NETWORK,
        default=lambda: ["textmining"],
    )


class InteractomeFile(SourceFile):
    """Interactions among all genes of an organism."""

    at_least: float = setting(
        "Smallest combined score of an interaction that counts, on the scale of the file.",
        read_by=NETWORK,
        default=0.7,
        gt=0,
        le=1000,
    )
    proteins: str | None = setting(
        "With a download of the whole organism, whose rows are proteins: STRING's table of "
        "proteins (`protein.info`), which names their genes.",
        read_by=NETWORK,
        default=None,
    )


class GeneSetsFile(SourceFile):
    """A collection of gene sets, as GMT."""

    names: str | None = setting(
        "A table of the sets' identifiers and names, without headings, where the collection holds "
        "identifiers only: of Reactome `ReactomePathways.txt`.",
        read_by=NETWORK,
        default=None,
    )
    sizes: tuple[int, int] = setting(
        "Smallest and largest set that is asked about.",
        read_by=NETWORK,
        default=(5, 500),
    )


class Network(Section):
    """Which genes a treatment and a disease share."""

    symbols: SourceFile = setting(
        "HGNC's table of approved symbols (`hgnc_complete_set.txt`), by which each name of the "
        "lists becomes one.",
        read_by=("network", "network_join", "workbook", "report"),
    )
    targets: dict[Name, GeneListFile] = setting(
        "Lists of the treatment's genes, together one side.", read_by=NETWORK, min_length=1
    )
    disease: dict[Name, GeneListFile] = setting(
        "Lists of the disease's genes, together the other side.", read_by=NETWORK, min_length=1
    )
    treatment_gene: Name | None = setting(
        "The treatment's own gene, such as IL2: where it is on the list of targets it is said.",
        read_by=NETWORK,
        default=None,
    )
    universe: SourceFile | None = setting(
        "The genes that could have been on a list. Left out: for the overlap the genes of all "
        "`gene_sets`, for the sets the disease's genes.",
        read_by=NETWORK,
        default=None,
    )
    interactions: InteractionsFile | None = setting(
        "Interactions among the shared genes.", read_by=DRAWN, default=None
    )
    interactome: InteractomeFile | None = setting(
        "Interactions among all genes, by which a hub is told from a gene that is only famous. "
        "Left out: degrees are ranked, without p.",
        read_by=DRAWN,
        default=None,
    )
    gene_sets: dict[Name, GeneSetsFile] = setting(
        "Collections of gene sets.", read_by=NETWORK, min_length=1
    )
    matched_on: str = setting(
        "How much studied a gene is: `annotations` (in how many gene sets it stands), `degree` "
        "(its partners in the interactome), or a file with a column of genes and one of numbers. "
        "Chance is asked among genes that are alike in it.",
        read_by=NETWORK,
        default="annotations",
    )
    question: Name | None = setting(
        "The contrast whose effects are set beside the genes. Left out: the headline.",
        read_by=("network_join", "network_figures", "report"),
        default=None,
    )
    random_drugs: int = setting(
        "Random lists, as long as the treatment's, that say how many sets chance would have found.",
        read_by=NETWORK,
        default=100,
        ge=0,
        le=10_000,
    )
    seed: int = setting("Seed of the random lists.", read_by=NETWORK, default=1, ge=0)


THOUSAND = 1000
"""Scores of STRING's downloads are in thousandths."""


def on_scale(bounds: Iterable[float]) -> list[float]:
    """Cut-offs between 0 and 1; those above 1 are thousandths.

    Examples
    --------
    >>> on_scale([700, 0.4, 1])
    [0.7, 0.4, 1]
    """
    return [bound / THOUSAND if bound > 1 else bound for bound in bounds]


def files_of(network: Network) -> list[str]:
    """Every file of the plan's network but the interactome, the table of symbols first."""
    parts = [network.symbols, *network.targets.values(), *network.disease.values()]
    parts += [part for part in (network.universe, network.interactions) if part]
    files = [part.file for part in [*parts, *network.gene_sets.values()]]
    files += [part.names for part in network.gene_sets.values() if part.names]
    if network.matched_on not in MATCHED_ON:
        files.append(network.matched_on)
    return list(dict.fromkeys(files))


def all_files_of(network: Network) -> list[str]:
    """Every file of the plan's network."""
    interactome = network.interactome
    further = [interactome.file, interactome.proteins] if interactome else []
    return [*files_of(network), *filter(None, further)]
