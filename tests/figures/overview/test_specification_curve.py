import numpy as np
import pandas as pd
import pytest

from explant.figures.alternative_text import sensitivity_text
from explant.figures.kit.saving import save
from explant.figures.overview.specification_curve import specification_curve
from explant.figures.selection import analyses
from tests.figures.conftest import study_of, two_by_two
from tests.robustness import sensitivity_of

CONTRAST = "il2_in_tumor"


@pytest.fixture(scope="module")
def table(study) -> pd.DataFrame:
    return sensitivity_of(study.plan, study.differences)


def lines_of(figure, prefix: str) -> dict[str, object]:
    return {
        line.get_gid(): line
        for axes in figure.axes
        for line in axes.get_lines()
        if (line.get_gid() or "").startswith(prefix)
    }


def words_of(figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def note_of(figure) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in figure.texts)


def test_every_analysis_has_its_mark_by_direction_and_equivalence(study, table) -> None:
    figure = specification_curve(study.plan, CONTRAST, table)
    for marker in study.plan.markers:
        own = analyses(table, marker, CONTRAST)
        expected = own.groupby(
            [
                own["observed"],
                own["equivalence"].ne("not equivalent").astype(int).astype(str)
                + own["plan"].eq("yes").astype(int).astype(str),
            ]
        ).size()
        drawn = lines_of(figure, f"analyses:{marker}:")
        assert {
            tuple(gid.split(":")[2:]): len(line.get_xdata()) for gid, line in drawn.items()
        } == expected.to_dict()


def test_analyses_stand_in_the_order_of_p_on_a_logarithmic_axis(study, table) -> None:
    figure = specification_curve(study.plan, CONTRAST, table)
    for marker in study.plan.markers:
        points = np.vstack(
            [line.get_xydata() for line in lines_of(figure, f"analyses:{marker}:").values()]
        )
        x, y = points[np.argsort(points[:, 0])].T
        p = analyses(table, marker, CONTRAST)["p"].to_numpy()
        assert np.all(np.diff(x) > 0)
        slope, start = np.polyfit(np.log10(p), y, 1)
        assert slope < 0
        assert y == pytest.approx(start + slope * np.log10(p), abs=1e-9)
        (alpha,) = lines_of(figure, f"alpha:{marker}").values()
        assert alpha.get_ydata()[0] == pytest.approx(start + slope * np.log10(0.05))


def test_the_choices_of_each_analysis_stand_below_it(study, table) -> None:
    figure = specification_curve(study.plan, CONTRAST, table)
    own = analyses(table, "CD25", CONTRAST).reset_index(drop=True)
    marks = np.sort(
        np.concatenate([m.get_xdata() for m in lines_of(figure, "analyses:CD25:").values()])
    )
    drawn = lines_of(figure, "choice:CD25:test:")
    assert len(drawn) == 4
    for gid, line in drawn.items():
        ranks = np.searchsorted(marks, line.get_xdata() - 1e-9)
        assert set(own.loc[ranks, "test"]) == {gid.split(":")[3]}
        assert len(ranks) == (own["test"] == gid.split(":")[3]).sum()


def test_choices_in_which_nothing_differs_have_no_line(study, table) -> None:
    only = table[table["test"] == "wilcoxon"]
    words = words_of(specification_curve(study.plan, CONTRAST, only))
    assert "Test" not in words
    assert "signed-rank" not in words
    assert "Scale" in words


def test_a_detection_rule_stands_where_a_marker_has_one(study, table) -> None:
    words = words_of(specification_curve(study.plan, CONTRAST, table))
    # caspase-3 has a detection limit; it stands in the second row of panels.
    assert words.count("Below limit") == 1
    assert words.count("limit / √2") == 1


def test_p_values_are_said_to_be_unadjusted(study, table) -> None:
    note = note_of(specification_curve(study.plan, CONTRAST, table))
    assert "These p values are not adjusted." in note
    assert "markers" not in note


def test_many_markers_are_limited_and_the_figure_says_so() -> None:
    config = two_by_two()
    config["markers"] = {f"m{i:02d}": {"unit": "%"} for i in range(30)}
    study = study_of(config, n=6)
    table = sensitivity_of(study.plan, study.differences)
    figure = specification_curve(study.plan, CONTRAST, table)
    assert "m07" in words_of(figure)
    assert "m08" not in words_of(figure)
    assert "the first 8 of 30 markers; the others stand in sensitivity.csv" in note_of(figure)
    text = sensitivity_text(study.plan, CONTRAST, table)
    assert "for 8 of 30 markers" in text


@pytest.mark.parametrize("n", [1, 2])
def test_too_few_patients_for_any_p(n: int, tmp_path) -> None:
    study = study_of(two_by_two(), n=n)
    table = sensitivity_of(study.plan, study.differences)
    table["p"] = np.nan
    figure = specification_curve(study.plan, CONTRAST, table)
    assert words_of(figure).count("no p value") == 5
    save(figure, tmp_path, "sensitivity", formats=["svg"])
    assert "CD25: no analysis gives a p value." in sensitivity_text(study.plan, CONTRAST, table)


@pytest.mark.parametrize(("copies", "across"), [(1, 3), (3, 2), (5, 1)])
def test_many_analyses_have_wider_panels(study, table, copies: int, across: int) -> None:
    every = pd.concat([table] * copies, ignore_index=True)
    figure = specification_curve(study.plan, CONTRAST, every)
    assert len(figure.axes) == -(-len(study.plan.markers) // across)


def test_one_analysis(study, table) -> None:
    only = table[table["plan"] == "yes"]
    figure = specification_curve(study.plan, CONTRAST, only)
    assert words_of(figure).count("1 analysis") == 5
    assert "CD25: 1 analysis, that of the plan, p" in sensitivity_text(study.plan, CONTRAST, only)


def test_a_p_of_almost_nothing_stays_in_the_figure(study, table) -> None:
    tiny = table.assign(p=1e-300)
    figure = specification_curve(study.plan, CONTRAST, tiny)
    assert "≤ 10⁻⁶" in words_of(figure)
    for line in lines_of(figure, "analyses:").values():
        assert np.all(line.get_ydata() < line.axes.get_ylim()[1])


def test_the_text_says_range_and_direction(study, table) -> None:
    known = table[(table["marker"] == "CD25") & (table["contrast"] == CONTRAST)].copy()
    known = known.iloc[:4].assign(
        p=[0.0312, 0.2, 0.0004, 0.06],
        observed=["increase", "increase", "increase", "decrease"],
    )
    text = sensitivity_text(study.plan, CONTRAST, known)
    assert (
        "CD25: 4 analyses, p between < 0.001 and 0.20; 3 of 4 in the direction of the plan’s, "
        "p = 0.031. FOXP3: no analysis"
    ) in text
    same = sensitivity_text(study.plan, CONTRAST, known.assign(observed="increase"))
    assert "all in the direction of the plan’s" in same


def test_the_same_table_gives_the_same_bytes(study, table, tmp_path) -> None:
    one, other = (
        save(specification_curve(study.plan, CONTRAST, table), tmp_path, "s", formats=["svg"])[
            0
        ].read_bytes()
        for _ in range(2)
    )
    assert one == other
