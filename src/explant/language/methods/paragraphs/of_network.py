"""The methods of the network study: its sources, its chance, and what is asked twice."""

from collections.abc import Mapping

from explant.config.models.network import DEGREE, GeneListFile, Network, on_scale
from explant.language.references.citing import cite
from explant.language.words import Name, Part, Words, joined, listed, words
from explant.numbers import plain
from explant.statistics.matched_overlap import BINS

_CHANNELS = {
    "textmining": "text mining",
    "coexpression": "co-expression",
    "cooccurrence": "co-occurrence",
    "neighborhood": "gene neighborhood",
    "fusion": "gene fusion",
}


def network_methods(network: Network) -> list[Words]:
    """What the methods of a paper say of its network study.

    Parameters
    ----------
    network
        The plan's section.

    Returns
    -------
    list of Words
        Two paragraphs: the genes and what they share; interactions, gene sets and directions.
    """
    return [
        joined([_sources(network), _overlap(network)]),
        joined([_interactions(network), _terms(network), _directions()]),
    ]


def _sources(network: Network) -> Words:
    return words(
        "Genes of the treatment ({targets}) were compared with genes of the disease ({disease}); "
        "names were made approved symbols by the table of the HGNC ({symbols}).",
        targets=_lists(network.targets),
        disease=_lists(network.disease),
        symbols=Name(f"version {network.symbols.version}"),
    )


def _lists(lists: Mapping[str, GeneListFile]) -> Words:
    named: list[Words | Part] = []
    for name, each in lists.items():
        about = [
            name,
            each.database if each.database != name else "",
            each.query,
            f"version {each.version}",
            f"retrieved {each.retrieved}",
            *(f"{heading} at least {plain(least)}" for heading, least in each.at_least.items()),
        ]
        named.append(Name(", ".join(part for part in about if part)))
    return joined([words("{each}", each=each) for each in named], "; ")


def _overlap(network: Network) -> Words:
    matched = {
        "annotations": "in how many gene sets a gene stands",
        DEGREE: "how many partners a gene has among all genes",
    }.get(network.matched_on, "the numbers of a file of the plan")
    return words(
        "The number of shared genes was compared with its exact distribution among genes that are "
        "as much studied, a convolution of hypergeometric distributions over {bins} bins of "
        "{matched} ({lehmann}), beside the hypergeometric distribution over all genes: such "
        "comparisons rest on the background ({wijesooriya}).",
        bins=str(BINS),
        matched=matched,
        lehmann=cite("lehmann1975"),
        wijesooriya=cite("wijesooriya2022"),
    )


def _interactions(network: Network) -> Words:
    if network.interactions is None:
        return Words()
    used = network.interactions
    without = [_CHANNELS.get(channel, channel) for channel in used.without]
    hubs = (
        " A hub is a gene with more partners among the shared genes than its partners elsewhere "
        "lead one to expect (exact p, Benjamini–Hochberg)."
        if network.interactome is not None
        else " Degrees are ranked; without the interactions of all genes they are no evidence."
    )
    return words(
        "Interactions of the shared genes with a combined score of at least {least} ({version}) "
        "were counted{without}.{hubs}",
        least=plain(on_scale([used.at_least])[0]),
        version=Name(f"version {used.version}"),
        without=words(" with and without the evidence of {them}", them=listed(list(without)))
        if without
        else "",
        hubs=hubs,
    )


def _terms(network: Network) -> Words:
    sets: list[Words | Part] = [
        Name(f"{name} {each.version}, sets of {each.sizes[0]} to {each.sizes[1]} genes")
        for name, each in network.gene_sets.items()
    ]
    among = "the genes of the plan’s universe" if network.universe else "the disease’s genes"
    random = words(
        " {n} random lists, as long as the treatment’s and as much studied, say what chance would "
        "have found (seed {seed}).",
        n=f"{network.random_drugs:,}",
        seed=str(network.seed),
    )
    return words(
        "Gene sets ({sets}) were asked whether they hold more of the shared genes than of {among} "
        "that are as much studied, by the same exact distribution, adjusted over all sets asked "
        "({bh}); sets from which a list was made are marked as circular.{random}",
        sets=listed(sets),
        among=among,
        bh=cite("benjamini1995"),
        random=random if network.random_drugs else "",
    )


def _directions() -> Words:
    return Words(
        (
            "Directions that the plan predicts were compared with the measured effects one by one; "
            "jointly, the sum of the predicted signs times the scaled differences was tested by "
            "flipping the signs of whole patients.",
        )
    )
