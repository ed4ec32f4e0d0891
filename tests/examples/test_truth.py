"""The written effects follow from the means that were put in, by other ways than the modules'."""

import math

import numpy as np
import pytest
from calibration.recovery import score_in_own_units

from explant.questions.design import contrast_weights
from tests.examples.studies import LARGE, PROJECT, plan, simulator

README = (PROJECT / "data/raw/examples/README.md").read_text(encoding="utf-8").replace("−", "-")


def readme_rows(heading: str, start: str) -> list[list[str]]:
    part = README.split(f"## {heading}.xlsx\n")[1].split("\n## ")[0]
    return [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in part.splitlines()
        if line.startswith(start)
    ]


def test_treg_expansion():
    module = simulator("treg_expansion")
    change = {cell: count.change for cell, count in module.COUNTS.items()}
    assert (
        pytest.approx(
            {("Treg share", "expansion"): change["Treg"] - change["CD4"]}
            | {(cell, "expansion"): each for cell, each in change.items()}
            | {("Treg / Effector", "treg_over_effector"): change["Treg"] - change["Effector"]}
        )
        == module.TRUE_EFFECTS
    )
    for marker, value, ratio in (("Treg ", 1.60, 3.03), ("Treg share", 1.15, 2.22)):
        ((*_, effect, shown),) = readme_rows("treg_expansion", f"| {marker}")[:1]
        assert float(effect.split()[-1]) == value
        assert float(shown) == ratio == round(2**value, 2)


def test_the_score_in_very_many_women():
    module = simulator("il1_blockade")
    truth = module.TRUE_EFFECTS[module.SCORE, "anakinra_score"]
    own = [
        np.mean([change / module.standard_deviation(gene) for gene, change in genes.items()])
        for genes in [module.IL1_SIGNATURE]
    ]
    assert own == [pytest.approx(truth, abs=1e-6)]
    # The same by a large population: 3,000 women in one study.
    many = [f"W{at}" for at in range(3000)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "PATIENTS", many)
        study = module.simulate(np.random.default_rng(1))
    in_own = score_in_own_units(study)[module.SCORE, "anakinra_score"]
    assert in_own == pytest.approx(truth, abs=0.01)
    assert set(plan("il1_blockade").gene_lists["il1_signature"]) == set(module.IL1_SIGNATURE)


def test_nk_dose_by_the_weights_of_the_contrasts():
    module, study = simulator("nk_dose"), plan("nk_dose")
    for (marker, contrast), truth in module.TRUE_EFFECTS.items():
        readout = module.READOUTS[marker.removesuffix(" AUC")]
        stages = np.array(readout.stages)
        if contrast == "response_by_stage":
            # Two steps, each the mean of two doses high.
            found = np.diff((stages[:, :-1] + stages[:, 1:]).sum(axis=1) / 2).mean()
        elif contrast == "patients_vs_controls":
            found = stages[:, 0].mean() - readout.controls
        else:
            weights = {cell: w for (cell,), w in contrast_weights(study, contrast).items()}
            by_stage = stages @ [weights.get(dose, 0.0) for dose in module.DOSES]
            found = by_stage.mean()
            if contrast == "dose_trend":
                steps = np.diff(by_stage)
                assert steps == pytest.approx(module.TREND_BY_STAGE[marker, contrast], abs=1e-12)
        assert found == pytest.approx(truth), (marker, contrast)


def test_nk_combination_by_the_means_of_log_normal_survivors():
    module, study = simulator("nk_combination"), plan("nk_combination")
    il2, il15 = np.meshgrid([False, True], [False, True], indexing="ij")
    variance = (
        module.SD_DONOR**2
        + module.SD_SAMPLE**2
        + il2 * module.SD_IL2**2
        + il15 * module.SD_IL15**2
        + (il2 & il15) * module.SD_BOTH**2
    )
    survivors = np.array(module.SURVIVAL)
    means = {
        "Lysis": 100 - survivors * np.exp(variance * math.log(2) ** 2 / 2),
        "Survival": np.log2(survivors),
    }
    for (marker, contrast), truth in module.TRUE_EFFECTS.items():
        found = sum(
            weight * means[marker][int(with_il2 == "with"), int(with_il15 == "with")]
            for (with_il2, with_il15), weight in contrast_weights(study, contrast).items()
        )
        assert found == pytest.approx(truth, abs=1e-6), (marker, contrast)


def test_nk_lysis_by_many_patients():
    module = simulator("nk_lysis")
    generator = np.random.default_rng(3)
    n = 200_000
    late = generator.integers(2, size=n)
    level = generator.normal(np.log2(1e7 / (5000 * 12)) + module.LATE * late, module.SD_PATIENT)
    response = generator.normal(module.IL2, module.SD_RESPONSE, n)
    ratios = np.array(list(module.RATIOS.values()))
    without, with_il2 = (
        module.lysis(ratios, units[:, None]).mean(axis=1) for units in (level, level + response)
    )
    truth = module.TRUE_EFFECTS["Lysis", "il2"]
    assert (with_il2 - without).mean() == pytest.approx(truth, abs=0.05)
    # By the definition: as many effectors as lyse 30 % fit into 10⁷.
    assert module.lysis(np.array([12.5]), np.log2(np.array([160.0]))) == pytest.approx(30.0)
    rows = readme_rows("nk_lysis", "| L")
    assert [float(row[2].split()[0]) for row in rows] == [module.IL2, module.LATE, round(truth, 2)]


def test_il2_source():
    module, study = simulator("il2_source"), plan("il2_source")
    means = {
        marker: dict(zip(module.GROUPS, of, strict=True)) for marker, of in module.MEANS.items()
    }
    means["Treg / CD8 effector"] = {
        group: means["Treg"][group] - means["CD8 effector"][group] for group in module.GROUPS
    }
    added = {
        marker: dict(zip(module.GROUPS, of, strict=True)) for marker, of in module.COMPLEXES.items()
    }
    for (marker, contrast), truth in module.TRUE_EFFECTS.items():
        if contrast == "complexes":
            assert np.mean(list(added[marker].values())) == pytest.approx(truth)
            continue
        first, second = study.contrasts[contrast].between["source"]
        if study.contrasts[contrast].crossed:
            assert added[marker][first] - added[marker][second] == pytest.approx(truth)
            continue
        assert second == "no IL-2"
        assert means[marker][first] - means[marker][second] == pytest.approx(truth)
    rows = [row for row in readme_rows("il2_source", "| ") if len(row) == 4]
    assert [[float(cell) for cell in row[1:6]] for row in readme_rows("il2_source", "| ")[-2:]] == [
        list(of) for of in module.COMPLEXES.values()
    ]
    assert [[float(cell) for cell in row[1:]] for row in rows[1:]] == [
        [module.TRUE_EFFECTS[marker, f"{name}_{group}"] for marker, name in (
            ("Treg", "source"),
            ("CD8 effector", "source"),
            ("Treg / CD8 effector", "source_by_readout"),
        )]
        for group in list(module.GROUPS)[1:]
    ]  # fmt: skip


def test_expression_has_the_written_effect_on_average_over_the_stages():
    module = simulator(LARGE)
    genes = module.GENES.index[module.GENES["per_stage"] > 0].tolist()
    assert len(genes) == module.BY_STAGE
    with pytest.MonkeyPatch.context() as patched:
        for name in ("SD_PATIENT", "SD_MODULE", "SD_DIFFERENCE", "SD_SAMPLE"):
            patched.setattr(module, name, 0.0)
        study = module.simulate(np.random.default_rng(2), genes[:5])
    wide = np.log2(study.measurements["value"].to_numpy().reshape(-1, 2, 5))
    by_stage = {
        stage: (wide[:, 0] - wide[:, 1])[(study.patients["stage"] == stage).to_numpy()]
        for stage in module.STAGES
    }
    # Without spread all patients of a stage are the same.
    means = np.array([differences[0] for differences in by_stage.values()])
    assert all(np.allclose(differences, differences[0]) for differences in by_stage.values())
    assert np.diff(means, axis=0) == pytest.approx(module.PER_STAGE)
    assert sum(module.STAGES.values()) == pytest.approx(1.0)
    truth = [module.TRUE_EFFECTS[gene, "tumor_vs_normal"] for gene in genes[:5]]
    assert list(module.STAGES.values()) @ means == pytest.approx(truth)
    assert set(plan(LARGE).contrasts["declared_genes"].markers) == set(module.DECLARED)
