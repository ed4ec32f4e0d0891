from hypothesis import given
from hypothesis import strategies as st

from explant.config.models import Plan
from explant.figures.figure_kinds import (
    FOREST,
    MARKER,
    SENSITIVITY,
    STRATA,
    figure_stems,
    kind_named,
)
from explant.figures.figure_names import file_stem
from tests.figures.conftest import two_by_two


def test_plain_names_stay() -> None:
    for name in ("CD25", "CTLA-4", "Blimp-1", "il2_effect"):
        assert file_stem(name) == name


def test_other_names_are_safe_and_readable() -> None:
    assert file_stem("CD25/IL2RA").startswith("CD25_IL2RA_")
    assert file_stem("TNF-α").startswith("TNF-alpha_")
    assert file_stem("Größe").startswith("Gro_e_")


@given(st.lists(st.text(min_size=1), unique=True, min_size=2, max_size=20))
def test_different_names_have_different_safe_stems(names: list[str]) -> None:
    stems = [file_stem(name) for name in names]
    assert len(set(stems)) == len(names)
    assert all(stem.isascii() and not set(stem) & set('/\\:*?"<>| {}$.') for stem in stems)


def test_names_that_sanitise_equally_do_not_collide() -> None:
    names = ["a/b", "a b", "a_b", "a$b", "a:b"]
    # A name that looks like another's stem is hashed in its turn.
    names.append(file_stem("a/b"))
    assert len({file_stem(name) for name in names}) == len(names)


def test_long_names_are_cut() -> None:
    assert len(file_stem("x" * 300)) < 80


def test_stems_of_a_plan() -> None:
    stems = figure_stems(Plan.model_validate(two_by_two()))
    assert [s for s in stems if kind_named(s) in (MARKER, FOREST, STRATA, SENSITIVITY)] == [
        "marker_CD25",
        "marker_FOXP3",
        "marker_CTLA-4",
        "marker_Blimp-1",
        "marker_caspase-3",
        "forest",
        "strata_stage",
        "strata_tumor_size",
        "sensitivity_il2_in_tumor",
        "sensitivity_il2_tumor_minus_normal",
    ]


def test_a_plan_without_contrasts_has_no_effects_to_draw() -> None:
    config = two_by_two() | {"contrasts": {}, "markers": {"CD25": {}}}
    assert figure_stems(Plan.model_validate(config)) == ["marker_CD25", "completeness"]


def test_only_primary_contrasts_are_questioned() -> None:
    config = two_by_two()
    for contrast in config["contrasts"].values():
        contrast["role"] = "secondary"
    stems = figure_stems(Plan.model_validate(config))
    assert not [stem for stem in stems if stem.startswith("sensitivity_")]
    assert "diagnostics" in stems


def between_groups(**contrast: object) -> dict:
    """A plan without factors whose only question compares groups."""
    groups = {name: [name] for name in ("none", "T", "B")}
    asked = {"between": {"source": ["T", "none"]}, "role": "primary"}
    return {
        "spreadsheet": {"path": "x.xlsx", "layout": "long"},
        "patients": {
            "strata": {"source": {"kind": "unordered", "groups": groups, "explore": False}}
        },
        "markers": {"Treg": {}, "CD8": {}, "total": {"analysed": False}},
        "contrasts": {"source": asked | contrast},
    }


def test_without_paired_contrasts_there_are_no_figures_of_differences() -> None:
    stems = figure_stems(Plan.model_validate(between_groups()))
    assert stems == ["answer", "marker_Treg", "marker_CD8", "forest", "completeness"]


def test_without_an_effect_there_is_no_forest() -> None:
    any_difference = between_groups(between={"source": ["none", "T", "B"]})
    stems = figure_stems(Plan.model_validate(any_difference))
    assert stems == ["answer", "marker_Treg", "marker_CD8", "completeness"]
    ordered = any_difference
    ordered["patients"]["strata"]["source"]["kind"] = "ordered"
    assert "forest" in figure_stems(Plan.model_validate(ordered))


def test_only_groups_that_are_explored_have_a_figure() -> None:
    config = two_by_two()
    config["patients"]["strata"]["stage"]["explore"] = False
    stems = figure_stems(Plan.model_validate(config))
    assert [stem for stem in stems if stem.startswith("strata_")] == ["strata_tumor_size"]


def test_a_declared_marker_that_is_not_analysed_has_no_panel() -> None:
    config = between_groups() | {"report": {"panels": 1, "show": ["total", "CD8"]}}
    stems = figure_stems(Plan.model_validate(config))
    assert stems[:3] == ["answer", "marker_CD8", "volcano"]
