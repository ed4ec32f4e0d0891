"""Figures of an earlier plan go; everything else stays."""

from pathlib import Path

from explant.config.models import Plan
from explant.figures.figure_kinds import figure_stems
from explant.figures.figure_names import FORMATS
from explant.run.between_runs.old_figures import remove_old_figures
from tests.figures.conftest import two_by_two


def test_figures_that_the_plan_does_not_make_are_removed(tmp_path: Path) -> None:
    earlier = two_by_two()
    made = figure_stems(Plan.model_validate(earlier))
    own = ["marker_CD25.txt", "notes.svg", "marker_mine.svg", "my_forest.png", "forestry.pdf"]
    own += [f"composed.{ending}" for ending in FORMATS]
    for name in [*own, *(f"{stem}.{ending}" for stem in made for ending in FORMATS)]:
        (tmp_path / name).write_text(name, encoding="utf-8")
    del earlier["markers"]["CTLA-4"]
    del earlier["patients"]["strata"]["stage"]
    plan = Plan.model_validate(earlier | {"contrasts": {}})
    kept = {"completeness", *(f"marker_{name}" for name in plan.markers)}
    assert set(remove_old_figures(tmp_path, plan)) == set(made) - kept
    left = {file.name for file in tmp_path.iterdir()}
    assert left == {*own, *(f"{stem}.{ending}" for stem in kept for ending in FORMATS)}


def test_a_study_without_figures_has_none_to_remove(tmp_path: Path) -> None:
    assert remove_old_figures(tmp_path / "none", Plan.model_validate(two_by_two())) == []
