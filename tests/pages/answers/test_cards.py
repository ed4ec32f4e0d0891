"""Cards of the first screen."""

import re
from typing import Any

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.language.words import rows
from explant.pages.answers.cards import MOST_CARDS, Card, Cards, cards, leading
from explant.pages.document import anchor
from tests.reported import make_plan, paired_frame

NOT_TESTED = {
    **dict.fromkeys(("estimate", "low", "high", "p", "p_adjusted")),
    "observed": "",
    "note": "only one patient; another reason",
    "n": 1,
}


def made(plan: Plan, paired: pd.DataFrame, differences: pd.DataFrame | None = None) -> Cards:
    tables = {"paired": paired} | ({} if differences is None else {"differences": differences})
    found = cards(
        plan,
        tables,
        rows("paired", paired),
        anchor,
        lambda marker, contrast: f"{marker}-{contrast}",
    )
    assert found is not None
    return found


def one(**changes: Any) -> Card:
    (card,) = made(make_plan(), paired_frame(changes, {"marker": "FOXP3"})).cards[:1]
    return card


def facts(card: Card) -> dict[str, str]:
    return {str(name): str(value) for name, value in card.facts}


def test_a_card_has_the_estimate_its_interval_n_and_p():
    assert facts(one(n=19, n_incomplete=1)) == {
        "Estimate": "−6.1 percentage points",
        "95.2 % interval": "−8.9 to −3.2",
        "n": "19, 1 left out",
        "Adjusted p": "0.002",
    }


def test_a_single_test_is_not_called_adjusted():
    (card,) = made(make_plan(), paired_frame({})).cards
    assert "p" in facts(card)
    assert "Unadjusted p" in facts(one(adjustment="none"))


def test_the_whole_careful_sentence_stays_within_reach():
    assert "exact Wilcoxon signed-rank test" in str(one().sentence)
    assert one().link == "CD25-il2_in_tumor"


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({}, "same"),
        ({"observed": "increase"}, "opposite"),
        ({"p_adjusted": 0.4}, ""),
        ({"expected": ""}, ""),
        (NOT_TESTED, ""),
    ],
)
def test_only_evidence_matches_an_expectation(changes: dict[str, Any], match: str):
    card = one(**changes)
    assert card.match == match
    assert bool(card.expected) == (bool(match) or changes.get("p_adjusted") == 0.4)


def test_a_card_says_why_there_is_no_answer():
    card = one(**NOT_TESTED)
    assert str(card.claim) == "CD25 was not tested"
    assert str(card.limit) == "Reason: only one patient."
    assert facts(card) == {"n": "1"}


def test_a_card_says_when_n_could_not_reach_alpha():
    card = one(
        n=4, smallest_attainable_p=0.125, p_adjusted=0.25, conclusion="no evidence of a change"
    )
    assert str(card.limit) == (
        "With n = 4 no p below 0.125 is possible, so this test could not reach 0.05."
    )


def test_a_card_says_when_the_interval_disagrees_with_p():
    assert str(one(high=0.2).limit) == "The interval nevertheless includes zero."
    assert not one().limit


def test_cards_stand_in_the_order_of_the_plan():
    paired = paired_frame({"marker": "FOXP3"}, {"contrast": "il2_in_normal"}, {"marker": "CD25"})
    found = made(make_plan(), paired)
    assert [str(card.name) for card in found.cards] == ["CD25", "FOXP3"]
    assert found.left_out == ""
    assert str(found.formula) == "IL-2 minus control, at tissue tumor"
    assert str(found.reading) == "Higher means: higher for IL-2 than for control."


def test_of_many_markers_those_with_the_smallest_adjusted_p_have_a_card():
    names = [f"M{i:03d}" for i in range(60)]
    plan = make_plan(markers={"CD25": {"expected": None}} | {name: {} for name in names})
    paired = paired_frame(
        *({"marker": name, "p_adjusted": (i * 7 % 60 + 1) / 100} for i, name in enumerate(names)),
        {"marker": "CD25"} | NOT_TESTED,
    )
    found = made(plan, paired)
    assert len(found.cards) == MOST_CARDS
    p = [row.number("p_adjusted") for row in leading(plan, rows("paired", paired), MOST_CARDS)]
    assert p == [(i + 1) / 100 for i in range(MOST_CARDS)]
    assert found.left_out == (
        "24 of 61 markers: those with the smallest adjusted p of IL-2 effect in tumor."
    )


def test_declared_markers_have_a_card_whatever_their_p():
    names = [f"M{i:03d}" for i in range(60)]
    plan = make_plan(
        markers={"CD25": {"expected": None}} | {name: {} for name in names},
        report={"show": ["M059", "CD25"]},
    )
    paired = paired_frame(
        {"marker": "CD25"} | NOT_TESTED,
        *({"marker": name, "p_adjusted": (i + 1) / 100} for i, name in enumerate(names)),
    )
    found = made(plan, paired)
    assert [str(card.name) for card in found.cards[:4]] == ["CD25", "M059", "M000", "M001"]
    assert len(found.cards) == MOST_CARDS
    assert "those that the plan declares, then those with" in found.left_out


def test_a_plan_without_contrasts_has_no_cards():
    plan = make_plan(contrasts=None, markers={"CD25": {"expected": None}})
    assert cards(plan, {}, [], anchor, lambda marker, contrast: "") is None


def differences(values: dict[str, list[float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"patient": f"P{i}", "marker": marker, "contrast": "il2_in_tumor", "difference": value}
            for marker, each in values.items()
            for i, value in enumerate(each)
        ]
    )


def test_the_small_figure_shows_the_patients_and_says_the_estimate():
    found = made(make_plan(), paired_frame({}), differences({"CD25": [-8.0, -2.0, 1.0]}))
    figure = str(found.cards[0].figure)
    assert re.findall(r'data-patient="(\w+)"', figure) == ["P0", "P1", "P2"]
    assert "Estimate −6.1 percentage points [−8.9, −3.2]" in figure
    assert ">lower</text>" in figure


def test_the_small_figure_has_the_color_of_the_level_in_question():
    plan = make_plan(figures={"colors": {"tissue": {"tumor": "#123456"}}})
    found = made(plan, paired_frame({}), differences({"CD25": [-8.0, -2.0, 1.0]}))
    assert "--dot:#123456" in str(found.cards[0].figure)


def test_the_legend_says_which_markers_share_an_axis():
    paired = paired_frame({}, {"marker": "FOXP3"}, {"marker": "Blimp-1"})
    both = {"CD25": [-8.0, 2.0], "FOXP3": [5.0, 4.0]}
    legend = " ".join(made(make_plan(), paired, differences(both)).legend)
    assert legend.endswith("Markers in percentage points share one axis.")
    mixed = both | {"Blimp-1": [1.0, 2.0]}
    legend = " ".join(made(make_plan(), paired, differences(mixed)).legend)
    assert legend.endswith("share one axis. The other axes differ.")
    uneven = differences({"CD25": [-80.0, 2.0], "FOXP3": [5.0, 4.0]})
    legend = " ".join(made(make_plan(), paired, uneven).legend)
    assert legend.endswith("The axes differ from marker to marker.")
    assert made(make_plan(), paired).legend == []
