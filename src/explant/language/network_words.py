"""What the network study may claim: counts beside the counts of chance, never p alone."""

import math
from collections.abc import Mapping, Sequence

from explant.config.models import Plan
from explant.config.models.network import on_scale
from explant.language.asked import contrast_name, marker_name
from explant.language.evidence import p_words
from explant.language.words import Name, Row, Words, listed, words
from explant.numbers import counted, fixed, level_text, plain
from explant.questions.answers import reaches

MOST_NAMED = 20
"""Genes that a sentence names."""


def network_sentences(read: Mapping[str, Sequence[Row]], plan: Plan) -> list[Words]:
    """Everything that is said of a network study, in the order of its questions.

    Parameters
    ----------
    read
        Rows of the tables ``network_*`` by name.
    plan
        The study's plan.
    """
    if plan.network is None:
        return []
    shared = sorted({r.text("gene") for r in read["network_genes"] if r.text("in_both") == "yes"})
    said = [
        overlap_sentence(read["network_overlap"][-1], shared, plan),
        markers_sentence(read["network_markers"]),
        agreement_sentence(read["network_agreement"][0], read["network_markers"], plan),
    ]
    for collection in plan.network.gene_sets:
        terms, random = (
            [row for row in read[name] if row.text("collection") == collection]
            for name in ("network_terms", "network_random")
        )
        said.append(terms_sentence(terms, random, plan) if terms else nothing_asked(collection))
    if plan.network.interactions is not None and read["network_nodes"]:
        said.append(text_mining_sentence(read["network_counts"], plan))
        said.append(hubs_sentence(read["network_nodes"], plan))
    return said


def overlap_sentence(row: Row, genes: Sequence[str], plan: Plan) -> Words:
    """How many genes the two sides share, beside chance.

    Parameters
    ----------
    row
        The last row of ``network_overlap.csv``: the sides as wholes.
    genes
        The shared genes.
    plan
        The study's plan.
    """
    sides = {"targets": Name(row.text("targets")), "disease": Name(row.text("disease"))}
    if not genes:
        return words(
            "{targets} and {disease} share no gene; chance alone would give {expected}.",
            expected=_number(row, "expected"),
            **sides,
        )
    named = words(
        "{targets} and {disease} share {genes}: {names}.",
        genes=counted(len(genes), "gene"),
        names=_named(genes),
        **sides,
    )
    n = row.count("shared") or 0
    among = words(
        "among the {n} genes that could have been on both ({universe})",
        n=row.traced("n_universe", str(row.count("n_universe"))),
        universe=Name(row.text("universe")),
    )
    if not n:
        return words(
            "{named} None of these is {among}, so nothing can be said of chance.",
            named=named,
            among=among,
        )
    there = _counted_there(row, n, len(genes))
    return words(
        "{named} {there} {among}: chance gives {expected} if any gene is as likely, and {matched} "
        "among genes that are as much studied ({p}).",
        named=named,
        there=there,
        among=among,
        expected=_number(row, "expected"),
        matched=_number(row, "expected_matched"),
        p=p_words(row, "p_matched", "p", plan.inference.alpha),
    )


def _counted_there(row: Row, n: int, shared: int) -> Words | str:
    if n == shared:
        return "It is" if n == 1 else "All of them are"
    return words(
        "Of these {shared}, {n} {verb}",
        shared=str(shared),
        n=row.traced("shared", str(n)),
        verb="is" if n == 1 else "are",
    )


def _named(genes: Sequence[str]) -> Words:
    names: list[Words | Name] = [Name(gene) for gene in genes[:MOST_NAMED]]
    if len(genes) > MOST_NAMED:
        return words(
            "{names} and {others}",
            names=_commas(names),
            others=counted(len(genes) - MOST_NAMED, "other"),
        )
    return listed(names)


def _commas(names: Sequence[Words | Name]) -> Words:
    total = words("{name}", name=names[0])
    for name in names[1:]:
        total = total + ", " + name
    return total


def _number(row: Row, column: str) -> Words | str:
    value = row.number(column)
    if math.isnan(value):
        return "an unknown number"
    return words(
        "{number}", number=row.traced(column, fixed(value, 1) if value >= 0.1 else plain(value))
    )


def nothing_asked(collection: str) -> Words:
    """A collection of which no set could be asked about."""
    return words(
        "No gene set of {collection} could be asked about: of the declared sizes none holds three "
        "genes that could have been shared.",
        collection=Name(collection),
    )


def terms_sentence(found: Sequence[Row], random: Sequence[Row], plan: Plan) -> Words:
    """How many gene sets of one collection hold more of the shared genes than chance.

    Parameters
    ----------
    found
        Rows of ``network_terms.csv`` of one collection.
    random
        Rows of ``network_random.csv`` of it.
    plan
        The study's plan.
    """
    alpha = plan.inference.alpha
    shown = [row for row in found if reaches(row.number("p_adjusted"), alpha)]
    circular = sum(row.text("circular") == "yes" for row in shown)
    leaders = {row.text("leader") for row in shown}
    said = words(
        "Of {asked} of {collection}, {n} to hold more of the shared genes than chance "
        "gives among genes that could have been shared and are as much studied (false discovery "
        "rate {alpha}{groups}{circular}).",
        asked=counted(len(found), "gene set"),
        collection=Name(found[0].text("collection")),
        n=f"{len(shown)} were shown"
        if len(shown) > 1
        else "one was shown"
        if shown
        else "none was shown",
        alpha=level_text(alpha),
        groups=f"; {len(leaders)} different findings" if len(leaders) < len(shown) else "",
        circular=f"; {circular} of them because a list was made from them" if circular else "",
    )
    usual = [row for row in random if row.text("recipe") == "all genes"]
    if not usual or math.isnan(usual[0].number("share_any")):
        return said
    return words(
        "{said} The usual recipe, with all genes as background, would have named {found}. For "
        "random lists of {genes} genes that are as much studied it names {mean} on average, and at "
        "least one for {share} of the lists.",
        said=said,
        found=usual[0].traced("found", str(usual[0].count("found"))),
        mean=_number(usual[0], "mean_found"),
        share=usual[0].traced(
            "share_any", f"{fixed(100 * usual[0].number('share_any'), 0)} %", "percent"
        ),
        genes=usual[0].traced("genes", str(usual[0].count("genes"))),
    )


def hubs_sentence(nodes: Sequence[Row], plan: Plan) -> Words:
    """Which genes have more partners among the shared genes than their fame explains."""
    alpha = plan.inference.alpha
    tested = [row for row in nodes if not math.isnan(row.number("p"))]
    if not tested:
        most = [row for row in nodes if row.count("rank") == 1]
        return words(
            "Most partners among the shared genes: {most}. Without an interactome nobody can "
            "tell a hub from a gene that is only well known, so there is no p.",
            most=listed(
                [
                    words(
                        "{gene} ({degree})",
                        gene=Name(row.text("gene")),
                        degree=row.traced("degree", str(row.count("degree"))),
                    )
                    for row in most[:MOST_NAMED]
                ]
            ),
        )
    hubs = [row for row in tested if reaches(row.number("p_adjusted"), alpha)]
    if not hubs:
        return words(
            "For no gene more partners among the shared genes were shown than genes have that are "
            "as well connected elsewhere."
        )
    return words(
        "More partners among the shared genes than genes that are as well connected elsewhere: "
        "{hubs}.{without}",
        without=_without_channels(hubs, plan),
        hubs=listed(
            [
                words(
                    "{gene} ({degree}, expected {expected}, adjusted {p})",
                    gene=Name(row.text("gene")),
                    degree=row.traced("degree", str(row.count("degree"))),
                    expected=_number(row, "expected_degree"),
                    p=p_words(row, "p_adjusted", "p", alpha),
                )
                for row in hubs
            ]
        ),
    )


def _without_channels(hubs: Sequence[Row], plan: Plan) -> Words:
    """How many partners the hubs keep without the channels that the plan leaves out."""
    column = "degree_without_textmining"
    network = plan.network
    if network is None or network.interactions is None or not network.interactions.without:
        return Words()
    if any(row.count(column) is None for row in hubs):
        return Words()
    kept = [
        words(
            "{gene} {n}",
            gene=Name(row.text("gene")),
            n=row.traced(column, str(row.count(column))),
        )
        for row in hubs
    ]
    return words(
        " Partners left without {channels}, for which there is no p: {kept}.",
        channels=listed([CHANNEL_NAMES[name] for name in network.interactions.without]),
        kept=listed(kept),
    )


def text_mining_sentence(counts: Sequence[Row], plan: Plan) -> Words:
    """How much of the network is left without the channels that the plan leaves out."""
    network = plan.network
    if network is None or network.interactions is None:
        return Words()
    declared = network.interactions
    (bound,) = on_scale([declared.at_least])
    at_plan = {row.text("evidence"): row for row in counts if row.number("at_least") == bound}
    if set(at_plan) != {"all", "without"}:
        return Words()
    whole, without = at_plan["all"], at_plan["without"]
    return words(
        "Among the shared genes there are {n} interactions with a score of {bound} or more "
        "(version: {version}); {left} are left without {channels}.",
        n=whole.traced("interactions", str(whole.count("interactions"))),
        bound=plain(bound),
        version=Name(declared.version),
        left=without.traced("interactions", str(without.count("interactions"))),
        channels=listed([CHANNEL_NAMES[name] for name in declared.without]),
    )


CHANNEL_NAMES = {
    "neighborhood": "neighborhood on the chromosome",
    "fusion": "gene fusion",
    "cooccurrence": "co-occurrence in genomes",
    "coexpression": "co-expression",
    "experiments": "experiments",
    "databases": "curated databases",
    "textmining": "text mining",
}


def markers_sentence(found: Sequence[Row]) -> Words:
    """Which measured markers are among the shared genes."""
    # Two markers may measure one gene.
    genes = dict.fromkeys(row.text("gene") for row in found)
    both = dict.fromkeys(row.text("gene") for row in found if row.text("in_both") == "yes")
    shared = [Name(gene) for gene in both]
    if not found:
        return words("No marker of the plan has a gene, so none has a place in the network.")
    if len(genes) == 1:
        return words(
            "The measured marker’s gene, {gene}, is {where} the shared genes.",
            gene=Name(next(iter(genes))),
            where="among" if shared else "not among",
        )
    if not shared:
        return words(
            "None of the {n} measured markers’ genes is among the shared genes.",
            n=len(genes),
        )
    return words(
        "Of the {n} measured markers’ genes {m} among the shared genes: {genes}.",
        n=len(genes),
        m=f"{len(shared)} is" if len(shared) == 1 else f"{len(shared)} are",
        genes=listed(shared),
    )


def agreement_sentence(row: Row, found: Sequence[Row], plan: Plan) -> Words:
    """How the predicted directions fared, one by one, and then together."""
    predicted = row.count("n_predicted") or 0
    if not predicted:
        return words(
            "For no measured marker with a gene does the plan predict a direction of {contrast}.",
            contrast=_contrast(plan),
        )
    opposite = [
        marker_name(plan, each.text("marker"))
        for each in found
        if each.text("agreement") == "opposite shown"
    ]
    said = words(
        "Of {n} that the plan predicts for {contrast}, {shown} shown and {same} the "
        "predicted sign{opposite}.",
        n=_counted(row, "n_predicted", "direction", "directions"),
        contrast=_contrast(plan),
        shown=_counted(row, "n_shown", "is", "are"),
        same=_counted(row, "n_same_sign", "has", "have"),
        opposite=words("; the opposite is shown for {names}", names=listed(opposite))
        if opposite
        else "",
    )
    if math.isnan(row.number("p")):
        return said
    agree = reaches(row.number("p"), plan.inference.alpha)
    together = {
        (True, True): "agree with the predicted signs beyond chance; one strong marker is enough "
        "for that",
        (True, False): "go against the predicted signs beyond chance",
    }.get(
        (agree, row.number("statistic") > 0), "do not show that they agree with the predicted signs"
    )
    return words(
        "{said} Taken together ({p}, n = {patients}) the differences {together}.",
        said=said,
        p=p_words(row, "p", "p", plan.inference.alpha),
        patients=row.traced("n", str(row.count("n"))),
        together=together,
    )


def _counted(row: Row, column: str, one: str, more: str) -> Words:
    n = row.count(column) or 0
    return words("{n} {verb}", n=row.traced(column, str(n)), verb=one if n == 1 else more)


def _contrast(plan: Plan) -> Name:
    return contrast_name(plan, plan.network_question)
