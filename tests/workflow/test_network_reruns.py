"""A network study beside measurements: each side reruns its own steps, and the join both."""

import openpyxl
import pytest

from tests.workflow.conftest import STUDY

pytestmark = [pytest.mark.workflow, pytest.mark.more]

NETWORK = ("--configfile", "config/examples/il2_network.yaml")
BENCH = {"ingest", "analyse", "sensitivity", "verification", "completeness"}
DRAWN = {"marker_figures", "overview_figures", "robustness_figures"}
JOINED = {"network_join", "network_figures", "workbook", "report"}


def test_a_value_reruns_the_join_and_a_list_the_network(clean):
    finished = clean.run(*NETWORK)
    assert finished.code == 0, finished.screen
    assert clean.jobs_to_run(*NETWORK) == set()

    spreadsheet = clean.path / "data" / "raw" / f"{STUDY}.xlsx"
    before = spreadsheet.read_bytes()
    book = openpyxl.load_workbook(spreadsheet)
    book["Measurements"]["D5"] = 30.1
    book.save(spreadsheet)
    assert clean.jobs_to_run(*NETWORK) == BENCH | DRAWN | JOINED

    spreadsheet.write_bytes(before)
    genes = clean.path / "data" / "raw" / "network" / "WP49-datanodes.tsv"
    text = genes.read_text(encoding="utf-8")
    genes.write_text(text.replace("IL2RA\t", "IL2RB\t", 1), encoding="utf-8")
    assert clean.jobs_to_run(*NETWORK) == {"network", *JOINED}

    genes.write_text(text, encoding="utf-8")
    # The table of symbols says what every name means; the example's interactome is the file of its
    # interactions.
    for name, steps in {
        "reactome.gmt": {"network"},
        "reactome_names.tsv": {"network"},
        "symbols.tsv": {"network_interactome", "network"},
        "string_interactions.tsv": {"network_interactome", "network"},
    }.items():
        file = genes.with_name(name)
        content = file.read_bytes()
        changed = content.replace(b"AKT1", b"AKT2", 1).replace(b"AKT phos", b"AKT1 phos", 1)
        assert changed != content
        file.write_bytes(changed)
        assert clean.jobs_to_run(*NETWORK) == {*steps, *JOINED}, name
        file.write_bytes(content)
    assert clean.jobs_to_run(*NETWORK) == set()

    config = clean.path / NETWORK[1]
    plan = config.read_text(encoding="utf-8")
    config.write_text(plan.replace("Gong and Malek 2007", "Gong, Malek 2007"), encoding="utf-8")
    assert clean.jobs_to_run(*NETWORK) == {"network_join", "network_figures", "workbook", "report"}
