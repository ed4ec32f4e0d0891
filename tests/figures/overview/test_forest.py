import numpy as np
import pandas as pd

from explant.figures.overview.forest import forest_figure
from explant.figures.selection import FOREST_ROWS, forest_rows
from tests.figures.conftest import study_of, two_by_two


def marks(axes) -> dict[str, object]:
    return {line.get_gid(): line for line in axes.get_lines() if line.get_gid()}


def test_effects_are_those_of_the_table(study) -> None:
    axes = forest_figure(study.plan, study.paired).axes[0]
    drawn = marks(axes)
    strong = study.paired[study.paired["p_adjusted"] <= study.plan.inference.alpha]
    weak = study.paired[study.paired["p_adjusted"] > study.plan.inference.alpha]
    assert sorted(drawn["evidence"].get_xdata()) == sorted(strong["d_z"])
    assert sorted(drawn["no-evidence"].get_xdata()) == sorted(weak["d_z"])
    intervals = next(c for c in axes.collections if c.get_gid() == "intervals")
    ends = np.array([segment[:, 0] for segment in intervals.get_segments()])
    assert len(ends) == len(study.paired)
    low, high = axes.get_xlim()
    table = study.paired[["d_z_low", "d_z_high"]].clip(low, high).to_numpy()
    assert np.array_equal(ends[np.argsort(ends[:, 0])], table[np.argsort(table[:, 0])])


def test_primary_contrasts_come_first(study) -> None:
    chosen = forest_rows(study.plan, study.paired)
    roles = [study.plan.contrasts[name].role for name in chosen.contrasts]
    assert roles == ["primary", "primary", "secondary", "secondary", "exploratory"]
    assert chosen.complete


def test_columns_hold_estimate_n_and_adjusted_p(study) -> None:
    texts = [text.get_text() for text in forest_figure(study.plan, study.paired).axes[0].texts]
    assert texts.count("19") == int((study.paired["n"] == 19).sum())
    assert texts.count("< 0.001") == int((study.paired["p_adjusted"] < 0.001).sum()) > 0
    assert any("pp [" in text for text in texts)
    assert any(text.startswith("×") for text in texts)


def test_expected_directions(study) -> None:
    asked = study.paired["contrast"].eq("il2_in_tumor")
    paired = study.paired.assign(expected=np.where(asked, "increase", ""))
    drawn = marks(forest_figure(study.plan, paired).axes[0])
    assert len(drawn["expected-increase"].get_xdata()) == 5
    assert "expected-decrease" not in drawn


def test_two_hundred_markers_do_not_explode() -> None:
    config = two_by_two()
    config["markers"] = {f"m{i:03d}": {"unit": "%"} for i in range(200)}
    config["patients"] = {}
    study = study_of(config, n=6)
    figure = forest_figure(study.plan, study.paired)
    assert figure.get_figheight() < 20
    chosen = forest_rows(study.plan, study.paired)
    assert len(chosen.markers) * len(chosen.contrasts) <= FOREST_ROWS
    primary = study.paired[study.paired["role"] == "primary"]
    best = primary.groupby("marker")["p"].min().nsmallest(len(chosen.markers)).index
    assert set(chosen.markers) == set(best)
    note = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert f"{len(chosen.markers)} of 200 markers" in note


def test_declared_markers_and_every_contrast_have_rows() -> None:
    config = two_by_two()
    config["markers"] = {f"m{i:03d}": {"unit": "%"} for i in range(100)}
    config["patients"] = {}
    config["report"] = {"show": ["m050"]}
    config["contrasts"]["il2_overall"]["markers"] = ["m060", "m061"]
    study = study_of(config, n=6)
    paired = study.paired.assign(p=0.01)
    paired.loc[paired["marker"].isin(["m050", "m060", "m061"]), "p"] = 0.9
    chosen = forest_rows(study.plan, paired)
    assert len(chosen.contrasts) == 5
    assert chosen.markers[-3:] == ("m050", "m060", "m061")
    assert [m for m, contrast in chosen.questions if contrast == "il2_overall"] == ["m060", "m061"]
    note = " ".join(text.get_text() for text in forest_figure(study.plan, paired).texts)
    assert "15 of 100" not in note
    assert "(those declared, then smallest p" in note.replace("\n", " ")


def test_no_test_at_all(study) -> None:
    empty = study.paired.assign(
        **dict.fromkeys(
            ["estimate", "low", "high", "d_z", "d_z_low", "d_z_high", "p", "p_adjusted"], np.nan
        ),
        n=1,
    )
    axes = forest_figure(study.plan, empty).axes[0]
    assert [text.get_text() for text in axes.texts].count("–") == 2 * len(study.paired)


def test_an_endless_interval_stays_in_the_figure(study) -> None:
    wide: pd.DataFrame = study.paired.assign(d_z_low=-1e6, d_z_high=np.inf)
    axes = forest_figure(study.plan, wide).axes[0]
    assert axes.get_xlim()[1] - axes.get_xlim()[0] < 20
