"""Colors that are warned of: two alike, and those too light for white paper."""

import pytest

from explant.config.models import Plan
from explant.figures.kit.color_warnings import color_warnings, contrast_with_white
from tests.figures.conftest import two_by_two


def warnings_of(**colors: dict[str, str]) -> list[str]:
    return color_warnings(Plan.model_validate(two_by_two() | {"figures": {"colors": colors}}))


@pytest.mark.parametrize(
    ("color", "contrast"),
    # WebAIM names #767676 as the lightest gray of 4.5:1, and #949494 as that of 3:1.
    [("#FFFFFF", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#949494", 3.03), ("#FF0000", 4.0)],
)
def test_contrast_is_that_of_the_guidelines(color: str, contrast: float) -> None:
    assert contrast_with_white(color) == pytest.approx(contrast, abs=0.005)


def test_of_the_colors_by_default_nothing_is_said() -> None:
    assert warnings_of() == []
    assert warnings_of(tissue={"tumor": "purple"}, stage={"late": "#2E8B57"}) == []


def test_two_levels_of_one_color() -> None:
    (found,) = warnings_of(tissue={"normal": "teal", "tumor": "#008080"})
    assert found.startswith("figures.colors.tissue: normal and tumor have the same color, #008080")


def test_a_color_that_another_level_has_by_default() -> None:
    (found,) = warnings_of(stage={"late": "#0072B2"})
    assert "early and late have the same color, #0072B2" in found


def test_a_color_too_light_for_paper() -> None:
    (found,) = warnings_of(stage={"early": "gold"})
    assert found.startswith("figures.colors.stage.early: #FFD700 is hard to see on white")
    assert "contrast 1.4:1, where 3:1 is the least" in found
    # One step lighter than the lightest gray of 3:1.
    assert len(warnings_of(stage={"early": "#949494", "late": "#959595"})) == 1


def test_a_color_that_no_figure_shows() -> None:
    tissue, treatment = {"tumor": "purple"}, {"IL-2": "teal", "control": "#2E8B57"}
    assert warnings_of(treatment=treatment) == []
    # A question is held at control, and none at IL-2.
    assert warnings_of(tissue=tissue, treatment=treatment) == [
        "figures.colors.treatment: the color of IL-2 is shown nowhere; lines have the colors of "
        "tissue. To color them by treatment, set no colors of tissue."
    ]
