"""The network beside the measurements: each marker's gene, its place, and what was measured."""

from collections.abc import Collection, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from explant.config.models.measured import Expectation
from explant.network.symbols import Symbols, yes
from explant.problems import Problem
from explant.questions.answers import Verdict
from explant.statistics.one_sample.sign_flip import sign_flip_test

Agreement = Literal[
    "shown",
    "same sign not shown",
    "opposite shown",
    "opposite sign not shown",
    "no prediction",
    "not measured",
]
MARKERS = (
    *("marker", "gene", "in_targets", "in_disease", "in_both", "in_network", "degree"),
    *("neighbours_shared", "contrast", "estimate", "low", "high", "n", "p_adjusted", "verdict"),
    *("predicted", "source", "agreement"),
)
AGREEMENT = (
    *("n_predicted", "n_shown", "n_same_sign", "n_opposite_shown"),
    *("statistic", "p", "n", "note"),
)
FEWEST_PATIENTS = 2


def marker_genes(
    genes: Mapping[str, str | None], symbols: Symbols
) -> tuple[dict[str, str], list[Problem]]:
    """Approved symbol of each marker's gene, and what is wrong with the genes of the plan.

    Parameters
    ----------
    genes
        Gene that the plan names for each marker, None where it names none. A marker's own name is
        never taken for a gene: CD25 is an alias of two.
    symbols
        Approved symbols.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for marker, gene in genes.items():
        where = f"config markers.{marker}.gene"
        if not gene:
            problems.append(
                Problem(
                    "note",
                    where,
                    f"{marker} has no gene in the plan, so it has no place in the network.",
                    "Write the approved symbol of the gene that encodes it.",
                    marker=marker,
                )
            )
            continue
        meant = symbols.resolved(gene)
        if not meant.symbol:
            problems.append(
                Problem(
                    "error",
                    where,
                    f"{gene} is {'more than one gene' if meant.candidates else 'no known gene'}.",
                    "Write the approved symbol.",
                    marker=marker,
                )
            )
            continue
        found[marker] = meant.symbol
    return found, problems


def markers_table(
    markers: Mapping[str, str],
    expected: Mapping[str, Expectation],
    contrast: str,
    paired: pd.DataFrame,
    sides: tuple[Collection[str], Collection[str]],
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
) -> pd.DataFrame:
    """Each marker with its gene, the gene's place, and the effect: ``network_markers.csv``.

    Parameters
    ----------
    markers
        Approved symbol of each marker's gene, which several may have; markers without one are not
        among them.
    expected
        Direction that the plan expects of a marker, and where it comes from.
    contrast
        The question.
    paired
        Table of results.
    sides
        Genes of the treatment and of the disease.
    nodes, edges
        The network.
    """
    asked = paired[paired["contrast"] == contrast]
    results = dict(zip(asked["marker"], asked.to_dict("records"), strict=True))
    targets, disease = sides
    shared = set(targets) & set(disease)
    degree = dict(zip(nodes["gene"], nodes["degree"], strict=True))
    kept = edges[edges["kept"] == "yes"]
    rows = []
    for marker, gene in markers.items():
        partners = {
            *kept.loc[kept["gene_a"] == gene, "gene_b"],
            *kept.loc[kept["gene_b"] == gene, "gene_a"],
        }
        measured = marker in results
        row = results.get(marker, {})
        prediction = expected.get(marker)
        direction = prediction.direction if prediction else ""
        rows.append(
            {
                "marker": marker,
                "gene": gene,
                "in_targets": yes(gene in targets),
                "in_disease": yes(gene in disease),
                "in_both": yes(gene in shared),
                "in_network": yes(gene in degree),
                "degree": degree.get(gene, np.nan),
                "neighbours_shared": len(partners & shared),
                "contrast": contrast,
                **{name: row.get(name, np.nan) for name in ("estimate", "low", "high", "n")},
                "p_adjusted": row.get("p_adjusted", np.nan),
                "verdict": row.get("verdict", ""),
                "predicted": direction,
                "source": prediction.source if prediction else "",
                "agreement": _agreement(row, direction) if measured else "not measured",
            }
        )
    return pd.DataFrame(rows, columns=list(MARKERS))


def _agreement(row: Mapping[str, Any], predicted: str) -> Agreement:
    if not predicted:
        return "no prediction"
    if not np.isfinite(row["estimate"]):
        return "not measured"
    shown = Verdict(row["verdict"]).is_evidence
    same = (row["estimate"] > 0) == (predicted == "increase") and row["estimate"] != 0
    if same:
        return "shown" if shown else "same sign not shown"
    return "opposite shown" if shown else "opposite sign not shown"


def agreement_table(
    table: pd.DataFrame, differences: pd.DataFrame, contrast: str, seed: int
) -> pd.DataFrame:
    r"""How the declared directions fared, counted and together: ``network_agreement.csv``.

    The markers' own verdicts come first. The joint test stands second, because one strong marker
    can carry it: the statistic is the mean over patients of
    :math:`\sum_m s_m d_{im} / \mathrm{rms}_m`, predicted sign times difference in units of its root
    mean square, and whole patients change sign (exactly, two-sided).

    Parameters
    ----------
    table
        As :func:`markers_table` makes it.
    differences
        Each patient's differences.
    contrast
        The question.
    seed
        Seed of random signs, where there are too many patients to count all.
    """
    asked = table[table["predicted"].ne("") & table["agreement"].ne("not measured")]
    counts = {
        "n_predicted": len(asked),
        "n_shown": int(asked["agreement"].eq("shown").sum()),
        "n_same_sign": int(asked["agreement"].isin(["shown", "same sign not shown"]).sum()),
        "n_opposite_shown": int(asked["agreement"].eq("opposite shown").sum()),
    }
    wide = differences[differences["contrast"] == contrast].pivot(
        index="patient", columns="marker", values="difference"
    )
    wide = wide.reindex(columns=list(asked["marker"])).dropna()
    statistic = p = np.nan
    note = ""
    if not len(asked):
        note = "the plan predicts nothing"
    elif len(wide) < FEWEST_PATIENTS:
        note = "too few patients have all the markers"
    else:
        signs = asked["predicted"].map({"increase": 1.0, "decrease": -1.0}).to_numpy(dtype=float)
        values = wide.to_numpy(dtype=float)
        size = np.sqrt((values**2).mean(axis=0))
        used = size > 0
        joint = (values[:, used] / size[used] * signs[used]).sum(axis=1)
        statistic, p = float(joint.mean()), sign_flip_test(joint, seed).p
    return pd.DataFrame(
        [{**counts, "statistic": statistic, "p": p, "n": len(wide), "note": note}],
        columns=list(AGREEMENT),
    )
