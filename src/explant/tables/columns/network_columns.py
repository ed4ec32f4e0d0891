"""The network study: the columns of its tables."""

from explant.tables.columns.column_kinds import (
    CONTRAST,
    MARKER,
    NOTE,
    ColumnMeaning,
    count,
    effect,
    number,
    p_value,
    several,
    share,
    text,
)

GENE = text("Approved symbol of the gene.")
IN_TARGETS = text("Whether it is on the treatment's side.")
IN_DISEASE = text("Whether it is on the disease's side.")
IN_BOTH = text("Whether it is on both sides.")
COLLECTION = text("Name of the collection in the plan.")

NETWORK: dict[str, dict[str, ColumnMeaning]] = {
    "network_sources": {
        "side": text("targets (the treatment's) or disease."),
        "list": text("Name of the list in the plan."),
        "file": text("The file."),
        "format": text("Which export it was recognised as."),
        "sha256": text("Hash of the file."),
        "database": text("Where it is from."),
        "version": text("The database's release."),
        "retrieved": text("The day on which it was downloaded."),
        "query": text("What was asked of the database."),
        "license": text("Under which licence it may be used."),
        "cut_off": text("The cut-offs that the plan sets."),
        "rows": count("Rows below the headings."),
        "genes": count("Different genes at the cut-off."),
        "changed": count("Names that were an earlier symbol or an alias."),
        "ambiguous": count("Names that mean several genes, left out."),
        "unknown": count("Names that mean none, left out."),
    },
    "network_genes": {
        "gene": GENE,
        "hgnc_id": text("HGNC's identifier."),
        "as_written": text("The name in the file."),
        "source": text("Name of the list in the plan."),
        "side": text("targets or disease."),
        "row": count("Row in the file."),
        "how": text(
            "approved, identifier (given by the file), previous, alias, ambiguous, unknown or date."
        ),
        "in_targets": IN_TARGETS,
        "in_disease": IN_DISEASE,
        "in_both": IN_BOTH,
    },
    "network_overlap": {
        "targets": text("The treatment's list, or all of them."),
        "disease": text("The disease's list, or all of them."),
        "universe": text("Which genes could have been on a list."),
        "n_universe": count("How many they are."),
        "n_targets": count("Genes of the treatment's list within it."),
        "n_disease": count("Genes of the disease's list within it."),
        "shared": count("Genes of both within it."),
        "expected": number("Number shared by chance, were any gene as likely."),
        "ratio": number("shared divided by expected."),
        "p": p_value("Probability that chance shares as many or more, were any gene as likely."),
        "expected_matched": number("Number shared by chance among genes that are as much studied."),
        "p_matched": p_value("The same probability among genes that are as much studied."),
        "matched_on": text("What says how much studied a gene is."),
        "note": NOTE,
    },
    "network_thresholds": {
        "targets_cut": text("Cut-off of the treatment's lists."),
        "disease_cut": text("Cut-off of the disease's lists."),
        "n_targets": count("Genes of the treatment at it."),
        "n_disease": count("Genes of the disease at it."),
        "shared": count("Genes of both."),
        "expected": number("Number shared by chance among genes that are as much studied."),
        "p": p_value("Probability that chance shares as many or more among such genes."),
    },
    "network_edges": {
        "gene_a": text("The one gene, the first in the alphabet."),
        "gene_b": text("The other gene."),
        "score": share("Combined score of the database."),
        "experiments": share("Score from experiments."),
        "databases": share("Score from curated databases."),
        "textmining": share("Score from names that stand in one text."),
        "coexpression": share("Score from expression that goes together."),
        "score_without": share("Combined score without the channels that the plan leaves out."),
        "kept": text("Whether the score reaches the cut-off."),
        "kept_without": text("Whether it does so without those channels."),
    },
    "network_counts": {
        "at_least": share("Cut-off of the score."),
        "evidence": text("all, or without the channels that the plan leaves out."),
        "genes": count("Shared genes with an interaction."),
        "interactions": count("Interactions among the shared genes."),
    },
    "network_nodes": {
        "gene": GENE,
        "degree": count("Partners among the shared genes."),
        "degree_without_textmining": count(
            "Partners without the channels that the plan leaves out, text mining by default."
        ),
        "betweenness": share("Share of shortest paths between others that go through it."),
        "closeness": share("Inverse of the mean distance to the others."),
        "rank": count("Rank by degree."),
        "degree_elsewhere": count("Partners outside the shared genes, in the interactome."),
        "expected_degree": number(
            "Partners among as many genes of the interactome that are as well connected."
        ),
        "p": p_value("Probability that chance gives as many partners or more."),
        "p_adjusted": p_value("The same, adjusted over the genes (Benjamini–Hochberg)."),
        "note": NOTE,
    },
    "network_terms": {
        "collection": COLLECTION,
        "term": text("Name of the gene set."),
        "name": text("What it is called, where the collection or its table of names says that."),
        "hits": count("Shared genes in it."),
        "size": count("Genes of the universe in it."),
        "n": count("Shared genes in the universe."),
        "universe": count("Genes that could have been shared."),
        "expected": number("Hits by chance, were any gene of the universe as likely."),
        "p": p_value("Probability that chance hits as many or more, were any gene as likely."),
        "p_matched": p_value("The same probability among genes that are as much studied."),
        "p_adjusted": p_value(
            "p_matched adjusted over every set of the collection that was asked about, with a hit "
            "or without (Benjamini–Hochberg)."
        ),
        "circular": text("Whether a list was made from this set: then it says nothing."),
        "group": count("Sets of one number share half of their genes or more with its first."),
        "leader": text("The first set of the group."),
        "genes": several("The shared genes in it."),
    },
    "network_random": {
        "collection": COLLECTION,
        "recipe": text(
            "all genes (the usual recipe), could have been shared (the disease's genes as "
            "universe), or matched (on how much studied a gene is, besides)."
        ),
        "studies": count("Random lists of genes."),
        "genes": count("Genes of each list, as many as the treatment has."),
        "found": count("Sets that the study's own genes find by this recipe."),
        "mean_found": number("Sets that a random list finds by it, on average."),
        "share_any": share("Share of random lists that find a set."),
    },
    "network_markers": {
        "marker": MARKER,
        "gene": text("Approved symbol of its gene, as the plan names it."),
        "in_targets": IN_TARGETS,
        "in_disease": IN_DISEASE,
        "in_both": IN_BOTH,
        "in_network": text("Whether it is a node of the network."),
        "degree": count("Partners among the shared genes."),
        "neighbours_shared": count("Its partners that are shared genes."),
        "contrast": CONTRAST,
        "estimate": effect("Estimate of the question, as in `paired.csv`."),
        "low": number("Lower bound of its interval."),
        "high": number("Upper bound of its interval."),
        "n": count("Patients in the analysis."),
        "p_adjusted": p_value("Adjusted p, as in `paired.csv`."),
        "verdict": text("What it is worth, as in `paired.csv`."),
        "predicted": text("Direction that the plan expects."),
        "source": text("Where the plan has that direction from, as written there."),
        "agreement": text(
            "shown, same sign not shown, opposite sign not shown, opposite shown, no prediction or "
            "not measured."
        ),
    },
    "network_agreement": {
        "n_predicted": count("Measured markers with a predicted direction."),
        "n_shown": count("Those with evidence for it."),
        "n_same_sign": count("Those whose estimate has the predicted sign."),
        "n_opposite_shown": count("Those with evidence for the opposite."),
        "statistic": number("Mean over patients of the predicted signs times scaled differences."),
        "p": p_value("Two-sided p of it, by changing the signs of whole patients."),
        "n": count("Patients with all these markers."),
        "note": NOTE,
    },
}
