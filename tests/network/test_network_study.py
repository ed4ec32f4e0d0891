"""The shipped network example from its files to its tables."""

from pathlib import Path

import pandas as pd
import pytest
from data.raw.network import simulate_interactions

from explant.config.loading import load_plan
from explant.config.models.network import SourceFile, files_of
from explant.limits import Allowance
from explant.network import network_study
from explant.network.network_study import problems_of_files, study_network
from explant.problems import ProblemsError, errors
from explant.tables.columns import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config" / "examples" / "il2_network.yaml"


@pytest.fixture(scope="module")
def plan():
    return load_plan([CONFIG])


@pytest.fixture(scope="module")
def studied(plan):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return study_network(plan.network, plan.inference.alpha)


def test_the_two_sides_share_the_genes_of_the_reference(studied):
    genes = studied.tables["network_genes"]
    shared = sorted(set(genes.loc[genes["in_both"] == "yes", "gene"]))
    assert len(shared) == 15
    assert shared[0] == "AKT1"
    # The one of them that stands in no set of the small collection is outside the universe.
    assert studied.tables["network_overlap"]["shared"].tolist() == [12, 4, 14]


def test_random_lists_find_sets_by_the_usual_recipe_and_hardly_any_when_matched(studied):
    random = studied.tables["network_random"].set_index("recipe")
    assert random.loc["all genes", "share_any"] > 0.3
    assert random.loc["matched", "share_any"] < 0.05


def test_nothing_is_refused_and_what_was_changed_is_said(studied):
    assert {problem.severity for problem in studied.problems} == {"warning", "note"}
    assert any("MTOR and the identifier MAPT" in problem.what for problem in studied.problems)


def test_the_same_files_give_the_same_tables(plan, studied, monkeypatch):
    monkeypatch.chdir(ROOT)
    again = study_network(plan.network, plan.inference.alpha)
    for name, table in studied.tables.items():
        assert table.equals(again.tables[name])


@pytest.mark.parametrize("left_out", [{"interactions", "interactome"}, {"interactome"}])
def test_every_table_has_its_columns_without_interactions_too(plan, monkeypatch, left_out):
    monkeypatch.chdir(ROOT)
    section = plan.network.model_copy(update=dict.fromkeys(left_out) | {"random_drugs": 0})
    for name, table in study_network(section, 0.05).tables.items():
        assert set(COLUMNS[name]) == set(table.columns), name


def test_shared_genes_that_no_interaction_names_are_told(plan, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    lines = (ROOT / plan.network.interactions.file).read_text(encoding="utf-8").splitlines()
    few = [line for line in lines if not {"AKT1", "JAK1"} & set(line.split("\t")[:2])]
    path = tmp_path / "few.tsv"
    path.write_text("\n".join(few), encoding="utf-8")
    declared = plan.network.interactions.model_copy(update={"file": str(path)})
    problems = problems_of_files(plan.network.model_copy(update={"interactions": declared}))
    assert not errors(problems)
    section = plan.network.model_copy(update={"interactions": declared, "random_drugs": 0})
    told = [p for p in study_network(section, 0.05).problems if p.where == "few.tsv"]
    assert [p.what for p in told] == ["2 of the 15 shared genes stand in no row: AKT1, JAK1."]


@pytest.mark.parametrize(
    ("text", "message"), [("Gene\nfoo\n", "No name"), ("Gene\n1-Sep\n", "date")]
)
def test_a_universe_without_genes_is_no_universe_of_all(plan, monkeypatch, tmp_path, text, message):
    monkeypatch.chdir(ROOT)
    (tmp_path / "u.csv").write_text(text, encoding="utf-8")
    universe = SourceFile(file=str(tmp_path / "u.csv"), version="1")
    section = plan.network.model_copy(update={"universe": universe})
    with pytest.raises(ProblemsError, match=rf"u\.csv.*{message}"):
        study_network(section, 0.05)


def test_lists_asked_for_by_one_query_are_each_looked_for_among_the_sets(plan, monkeypatch):
    monkeypatch.chdir(ROOT)
    again = {
        name: listed.model_copy(update={"query": "breast cancer"})
        for name, listed in plan.network.disease.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        asked = []
        patch.setattr(
            network_study, "terms_table", lambda *given: asked.append(given[-1]) or pd.DataFrame()
        )
        study_network(plan.network.model_copy(update={"disease": again, "random_drugs": 0}), 0.05)
    assert [query for query, _ in asked[0]] == ["WP49", "breast cancer", "breast cancer"]


def test_every_file_is_there_and_is_that_of_the_script(plan, tmp_path, monkeypatch):
    for file in files_of(plan.network):
        assert (ROOT / file).is_file()
    folder = ROOT / "data" / "raw" / "network"
    for file in (*simulate_interactions.LISTS, simulate_interactions.SETS):
        (tmp_path / file).write_bytes((folder / file).read_bytes())
    monkeypatch.setattr(simulate_interactions, "HERE", tmp_path)
    simulate_interactions.main()
    for file in ("symbols.tsv", "string_interactions.tsv"):
        assert (tmp_path / file).read_bytes() == (folder / file).read_bytes()


def test_lists_that_take_without_end_are_one_sentence(plan, monkeypatch):
    def endless(*_):
        while True:
            pass

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(network_study, "read_gene_sets", endless)
    monkeypatch.setattr(network_study, "of_bytes", lambda _: Allowance(0.5, 400))
    with pytest.raises(ProblemsError, match="Reading the network's files takes more than"):
        study_network(plan.network, plan.inference.alpha)
