"""Colors by factor or grouping and level, as figures and the report ask for them."""

import pytest

from explant.config.models import Plan
from explant.figures.kit import style
from explant.figures.kit.palette import (
    MUTED,
    NEUTRAL,
    OKABE_ITO,
    color_of,
    colored_factor,
    held_color,
)
from tests.figures.conftest import two_by_two


def plan_with(**colors: dict[str, str]) -> Plan:
    return Plan.model_validate(two_by_two() | {"figures": {"colors": colors}})


def test_levels_of_the_first_factor_differ_by_default() -> None:
    plan = plan_with()
    assert [color_of(plan, "tissue", level) for level in ("normal", "tumor")] == [*OKABE_ITO[:2]]
    assert {color_of(plan, "treatment", level) for level in ("control", "IL-2")} == {NEUTRAL}
    assert held_color(plan, "il2_in_normal") == OKABE_ITO[0]
    assert held_color(plan, "il2_in_tumor") == OKABE_ITO[1]
    assert held_color(plan, "il2_overall") == NEUTRAL


def test_groups_differ_by_default() -> None:
    plan = plan_with()
    groups = [color_of(plan, "stage", group) for group in ("early", "late")]
    assert groups == [*OKABE_ITO[:2]]
    assert color_of(plan, "stage", "") == MUTED


def test_a_color_of_the_plan_takes_the_place_of_that_one_alone() -> None:
    plan = plan_with(tissue={"tumor": "#123456"}, stage={"late": "#654321"})
    assert color_of(plan, "tissue", "tumor") == held_color(plan, "il2_in_tumor") == "#123456"
    assert color_of(plan, "tissue", "normal") == OKABE_ITO[0]
    assert color_of(plan, "stage", "late") == "#654321"
    assert color_of(plan, "stage", "early") == OKABE_ITO[0]


def test_another_factor_with_colors_takes_over_from_the_first() -> None:
    plan = plan_with(treatment={"IL-2": "#123456"})
    assert colored_factor(plan) == "treatment"
    assert held_color(plan, "tumor_vs_normal") == color_of(plan, "treatment", "control")
    assert held_color(plan, "il2_in_tumor") == NEUTRAL
    looks = {cell: style.cell_look(plan, cell) for cell in (("tumor", "IL-2"), ("normal", "IL-2"))}
    assert {look.color for look in looks.values()} == {"#123456"}
    # The first factor has the fill then, from hollow to filled.
    assert looks["normal", "IL-2"].face == style.tint("#123456", 0)
    assert looks["tumor", "IL-2"].face == style.tint("#123456", 1)


@pytest.mark.parametrize("cell", [("normal", "control"), ("tumor", "control"), ("tumor", "IL-2")])
def test_marks_have_the_color_of_their_level(cell: tuple[str, ...]) -> None:
    plan = plan_with(tissue={"normal": "#101010", "tumor": "#202020"})
    assert style.cell_look(plan, cell).color == color_of(plan, "tissue", cell[0])
