"""What the shipped data say: large effects are found, with their sign and about their size."""

import numpy as np
import pytest
from calibration.recovery import expression, tables_of

from explant.questions.design import differences
from explant.tables.results.between_patients.interactions import interactions_table
from tests.examples.studies import LARGE, SMALL, answers, plan, shipped, simulator

LARGE_EFFECTS = {
    "treg_expansion": [
        ("Treg", "expansion"),
        ("Treg share", "expansion"),
        ("Treg / Effector", "treg_over_effector"),
    ],
    "il1_blockade": [
        ("IL-1 score", "anakinra_score"),
        *((gene, "anakinra") for gene in ("IL1B", "IL1R2", "CXCL2", "CXCL8", "PTGS2")),
    ],
    "nk_dose": [
        ("Lysis", "dose_trend"),
        ("NKG2D", "dose_trend"),
        ("Lysis", "dose_steps_high_0"),
        ("NKG2D", "dose_steps_high_0"),
        ("Lysis", "patients_vs_controls"),
    ],
    "nk_lysis": [("LU30", "il2"), ("Lysis", "il2")],
    "nk_combination": [
        ("Survival", "synergy"),
        ("Lysis", "both_over_il2"),
        ("Lysis", "both_over_il15"),
    ],
    "il2_source": [
        ("Treg", "source_T cells"),
        ("Treg", "source_dendritic cells"),
        ("Treg", "source_all cells"),
        ("CD8 effector", "source_T cells"),
        ("CD8 effector", "source_all cells"),
    ],
}


@pytest.mark.parametrize("name", SMALL)
def test_large_effects_are_found_with_their_sign(name):
    table, truths = shipped(name), simulator(name).TRUE_EFFECTS
    for question in LARGE_EFFECTS[name]:
        row, truth = table.loc[question], truths[question]
        assert row["observed"] == ("increase" if truth > 0 else "decrease"), question
        assert row["p_adjusted"] < 0.05, question
        assert row["conclusion"].startswith("evidence"), question
        assert row["low"] < row["estimate"] < row["high"], question
        assert abs(row["estimate"] - truth) < row["high"] - row["low"], question


@pytest.mark.parametrize("name", SMALL)
def test_every_question_is_answered(name):
    table = shipped(name)
    assert set(table.index) == set(plan(name).questions())
    assert table["p_adjusted"].notna().all()


def test_a_curve_of_three_ratios_keeps_its_patient():
    table = shipped("nk_lysis")
    assert table.loc[("Lysis", "il2"), ["n", "n_incomplete"]].to_list() == [17, 1]
    assert table.loc[("LU30", "il2"), ["n", "n_incomplete"]].to_list() == [18, 0]


def test_eleven_pairs_have_an_exact_p():
    table = shipped("il1_blockade")
    assert set(table["n"]) == {11}
    assert set(table["smallest_attainable_p"]) == {2 / 2**11}
    # Every p is a whole number of the 2048 ways to swap before and after.
    assert np.allclose(table["p"] * 2**11 % 1, 0)
    assert table.loc[("IL-1 score", "anakinra_score"), "p"] == 2 / 2**11


def test_nobody_is_left_out_who_is_not_asked():
    table = shipped("nk_dose")
    assert table.loc[("Lysis", "dose_trend"), ["n", "n_incomplete"]].to_list() == [41, 0]
    row = table.loc[("Lysis", "patients_vs_controls")]
    assert (row["n_first"], row["n_second"], row["n_incomplete"]) == (41, 19, 1)


def test_groups_of_mice_are_adjusted_together_by_permutation():
    table = shipped("il2_source")
    source = table[table["family"] == "primary between groups"]
    assert len(source) == 8
    assert set(source["adjustment"]) == {"westfall_young"}
    assert (source["p_adjusted"] >= source["p"]).all()


@pytest.fixture(scope="module")
def large():
    """The shipped expression study, its 60 genes of the recovery alone."""
    study = expression()
    drawn = simulator(LARGE).simulate(np.random.default_rng(simulator(LARGE).SEED))
    rows = drawn.measurements[drawn.measurements["marker"].isin(list(study.plan.markers))]
    whole = rows.assign(value=np.maximum(rows["value"].round(), 1)).reset_index(drop=True)
    return study, *tables_of(drawn._replace(measurements=whole), study.plan)


@pytest.mark.more
def test_genes_of_the_large_panel_are_found_with_their_sign(large):
    study, measurements, patients = large
    table = answers(study.plan, measurements, patients)
    strong = [question for question, truth in study.effects.items() if abs(truth) >= 0.6]
    assert len(strong) > 15
    for question in strong:
        row, truth = table.loc[question], study.effects[question]
        assert np.sign(row["estimate"]) == np.sign(truth), question
        assert row["p_adjusted"] < 0.05, question


def test_genes_that_change_with_stage_do_so(large):
    study, measurements, patients = large
    by_patient = differences(measurements, study.plan, list(patients["patient"]), patients)
    table = interactions_table(by_patient, patients, study.plan).set_index("marker")
    changing = study.together["10 genes that change with stage"]
    assert (table.loc[changing, "estimate"] > 0).all()
    assert (table.loc[changing, "p_adjusted"] < 0.05).sum() >= 5
    assert set(table.loc[changing, "n"]) == {112}


def test_declared_genes_have_a_family_of_their_own(large):
    _, measurements, patients = large
    declared = plan(LARGE).contrasts["declared_genes"]
    own = measurements[measurements["marker"].isin(declared.markers)]
    narrow = plan(LARGE).model_copy(
        update={
            "markers": {gene: plan(LARGE).markers[gene] for gene in declared.markers},
            "contrasts": {"declared_genes": declared},
        }
    )
    table = answers(narrow, own.reset_index(drop=True), patients)
    assert set(table["adjustment"]) == {"westfall_young"}
    holm = table["p"].min() * len(table)
    # The smallest p is adjusted for 40 genes that are correlated: by no more than Holm.
    assert table["p"].min() <= table["p_adjusted"].min() <= max(holm, 2 / 2001)
    truths = simulator(LARGE).DECLARED
    found = {gene for (gene, _), p in table["p_adjusted"].items() if p < 0.05}
    assert {gene for gene, truth in truths.items() if abs(truth) >= 0.6} <= found
