"""The configs: each loads, says that its data are simulated, and asks what has a written truth."""

import pytest

from tests.examples.studies import EVERY, LARGE, config, plan, simulator, spreadsheet

WITHOUT_TRUTH = {
    # Any difference between several groups has no single size.
    ("il2_source", "source_any"),
    ("il2_source", "source_both"),
    ("il2_source", "source_by_treatment"),
    # The same question of some of the genes.
    (LARGE, "declared_genes"),
}


def test_every_config_and_every_spreadsheet_is_among_the_examples():
    # The network's example reads the spreadsheet of the model study.
    configs = {*EVERY, "il2_network"}
    assert {path.stem for path in config("x").parent.glob("*.yaml")} == configs
    assert {path.stem for path in spreadsheet("x").parent.glob("*.xlsx")} == set(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_a_config_loads_names_its_spreadsheet_and_its_command(name):
    study = plan(name)
    assert study.spreadsheet.path == f"data/raw/examples/{name}.xlsx"
    assert spreadsheet(name).is_file()
    assert study.folder == name
    text = config(name).read_text(encoding="utf-8")
    assert f"#   snakemake --cores 4 --configfile config/examples/{name}.yaml\n" in text


@pytest.mark.parametrize("name", EVERY)
def test_a_config_says_that_the_data_are_simulated(name):
    called = plan(name).patients.called[0] if name != "nk_dose" else "patient"
    assert plan(name).study.note == (
        f"The data are simulated: no {called} was measured. See data/raw/examples/README.md."
    )


@pytest.mark.parametrize("name", EVERY)
def test_every_question_has_a_true_effect_and_every_effect_is_asked_for(name):
    asked = {
        question for question in plan(name).questions() if (name, question[1]) not in WITHOUT_TRUTH
    }
    assert asked == set(simulator(name).TRUE_EFFECTS)


def test_the_designs_are_those_that_the_examples_are_for():
    assert plan("il2_source").factors == {}
    assert plan("il2_source").paired_contrasts == []
    assert plan("nk_dose").between_contrasts == ["patients_vs_controls", "response_by_stage"]
    assert plan("nk_dose").summarized["Lysis AUC"].give == "auc"
    assert plan("nk_lysis").summarized["LU30"].target == 30
    assert plan("nk_dose").factors["dose"].ordered
    assert list(plan("nk_combination").factors) == ["il2", "il15"]
    assert plan("treg_expansion").markers["Treg / Effector"].derived == "Treg / Effector"
    assert plan("il1_blockade").inference.test == "sign_flip"
    assert len(plan(LARGE).markers) == 2000
    adjustment = plan(LARGE).inference.adjustment
    assert (adjustment.primary, adjustment.secondary) == ("benjamini_hochberg", "westfall_young")
