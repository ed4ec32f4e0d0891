"""The shipped network example: its plan, its tables, and made-up results of its markers."""

from functools import cache
from pathlib import Path

import pandas as pd

from explant.config.loading import load_plan
from explant.config.models import Plan
from explant.network.joined_to_markers import agreement_table, marker_genes, markers_table
from explant.network.lists.symbol_table import read_symbols
from explant.network.lists.whole_organism import read_interactome
from explant.network.network_study import study_network

ROOT = Path(__file__).resolve().parents[2]


@cache
def network_plan() -> Plan:
    """Its plan, with paths that hold from any folder."""
    plan = load_plan([ROOT / "config" / "examples" / "il2_network.yaml"])
    content = plan.model_dump()
    network = content["network"]
    entries = [network[key] for key in ("symbols", "interactions", "interactome")]
    for key in ("targets", "disease", "gene_sets"):
        entries += network[key].values()
    for entry in entries:
        entry["file"] = str(ROOT / entry["file"])
    network["random_drugs"] = 3
    return Plan.model_validate(content)


@cache
def network_tables() -> dict[str, pd.DataFrame]:
    """Every table of the network, joined to made-up results: one marker has no evidence."""
    plan = network_plan()
    network = plan.network
    assert network is not None
    genes = {name: plan.markers[name].gene for name in plan.analysed_markers}
    symbols = read_symbols(Path(network.symbols.file))
    assert network.interactome is not None
    everyone = read_interactome(Path(network.interactome.file), None, symbols, 0.7)
    studied = study_network(network, 0.05, [gene for gene in genes.values() if gene], everyone)
    tables = dict(studied.tables)
    found, _ = marker_genes(genes, symbols)
    contrast = plan.network_question
    verdicts = ["evidence_of_decrease"] * 3 + ["evidence_of_increase", "no_evidence"]
    paired = pd.DataFrame(
        {
            "marker": list(genes),
            "contrast": contrast,
            "estimate": [-4.3, -1.5, -1.2, 0.4, 2.6],
            "low": [-6.5, -2.4, -2.1, 0.1, -0.3],
            "high": [-2.6, -0.5, -0.1, 0.8, 4.7],
            "n": 20,
            "p_adjusted": [0.001, 0.01, 0.03, 0.01, 0.08],
            "verdict": verdicts,
        }
    )
    differences = pd.DataFrame(
        [
            {
                "patient": f"P{i}",
                "marker": marker,
                "contrast": contrast,
                "difference": value + i / 9,
            }
            for marker, value in zip(genes, paired["estimate"], strict=True)
            for i in range(6)
        ]
    )
    expected = {marker: plan.markers[marker].expected[contrast] for marker in plan.analysed_markers}
    listed = tables["network_genes"]
    targets, disease = (
        frozenset(listed.loc[listed[f"in_{side}"] == "yes", "gene"])
        for side in ("targets", "disease")
    )
    nodes, edges = tables["network_nodes"], tables["network_edges"]
    markers = markers_table(found, expected, contrast, paired, (targets, disease), nodes, edges)
    tables["network_markers"] = markers
    tables["network_agreement"] = agreement_table(markers, differences, contrast, seed=1)
    return tables
