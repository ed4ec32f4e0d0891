"""Treatments in every combination: one factor, or a factor for each of them."""

from explant.commands.drafting.building import recognise
from explant.commands.drafting.conditions.given_together import FACTORS, TOGETHER
from explant.config.loading import validate
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafting.asked import draft_with

CROSS = ("none", "IL-2", "IL-15", "IL-2+IL-15")


def tall(folder, levels=CROSS, name="cross"):
    rows = [f"D{p},{level},{10 * p + at}.5" for p in range(1, 6) for at, level in enumerate(levels)]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["Donor,Treatment,CD25 (%)", *rows]) + "\n")
    return path


def wide(folder):
    rows = [",".join([f"D{p}", *(f"{10 * p + at}.5" for at in range(4))]) for p in range(1, 6)]
    path = folder / "wide.csv"
    path.write_text("\n".join([",".join(["Donor", *(f"CD25 {c}" for c in CROSS)]), *rows]) + "\n")
    return path


def test_a_full_cross_is_asked_about_and_one_factor_unless_answered(tmp_path):
    (factor,) = recognise(read_workbook(tall(tmp_path)), "x.csv", None).factors
    assert factor.asked
    assert [level.name for level in factor.levels] == [*CROSS]
    assert [other.answer for other in factor.otherwise] == ["two factors"]


def test_without_a_combination_or_a_control_nothing_is_asked(tmp_path):
    for levels in (CROSS[:3], CROSS[1:], ("none", "IL-2", "IL-15", "IL-2+IL-7")):
        (factor,) = recognise(read_workbook(tall(tmp_path, levels)), "x.csv", None).factors
        assert not factor.asked, levels


def test_two_factors_read_every_value_under_both_treatments(tmp_path):
    for path in (tall(tmp_path), wide(tmp_path)):
        text = draft_with(path, {TOGETHER: FACTORS})
        plan, problems = validate(text, default_place="draft")
        assert plan is not None, problems
        read = ingest(path, plan).measurements
        assert len(read) == 20
        row = read.set_index(["patient", "il_2", "il_15"])["value"]
        assert [row["D3", a, b] for b in ("no IL-15", "IL-15") for a in ("no IL-2", "IL-2")] == [
            *(30.5, 31.5, 32.5, 33.5)
        ]
        # The difference of differences of the two cytokines.
        assert any(len(each.compare) == 2 for each in plan.contrasts.values())


def test_three_treatments_are_three_factors(tmp_path):
    three = [*CROSS, "IL-7", "IL-2+IL-7", "IL-15+IL-7", "IL-2+IL-15+IL-7"]
    plan, problems = validate(
        draft_with(tall(tmp_path, three), {TOGETHER: FACTORS}), default_place="draft"
    )
    assert plan is not None, problems
    assert [*plan.factors] == ["il_2", "il_15", "il_7"]
