"""What a plan may say of markers that sum up curves."""

import pytest

from explant.config.loading import validate
from explant.config.rules.derived_marker_rules import measured

LEVELS = {"a": {"score": 1}, "b": {"score": 10}, "c": {"score": 100}, "d": {"score": 1000}}
LU = {"of": "Lysis", "over": "dose", "give": "lytic_units", "target": 30, "target_cells": 5000}
AUC = {"of": "Lysis", "over": "dose", "give": "auc"}
EC50 = {"of": "Lysis", "over": "dose", "give": "log_ec50"}


def validated(summary, levels=LEVELS, contrasts=None, lysis=None, **keys):
    return validate(
        {
            "spreadsheet": {"path": "a.xlsx", "layout": "long"},
            "factors": {"dose": {"levels": levels}, "drug": {"levels": ["with", "without"]}},
            "markers": {
                "Lysis": {"unit": "%", **(lysis or {})},
                "new": {"summary": summary, **keys},
                "CD69": {"unit": "MFI"},
            },
            "contrasts": {
                "drug": {"compare": {"drug": ["with", "without"]}},
                **(contrasts or {}),
            },
        }
    )


@pytest.mark.parametrize(
    "summary", [LU, AUC, EC50 | {"bottom": 0}, AUC | {"log": True}, LU | {"curve": "exponential"}]
)
def test_sound_plans(summary):
    plan, problems = validated(summary)
    assert problems == []
    assert list(measured(plan).markers) == ["Lysis", "CD69"]
    assert list(plan.of("new").factors) == ["drug"]
    assert plan.of("Lysis") is plan
    assert plan.of_contrast("drug") is plan


WITHOUT_SCORES = {"a": {}, "b": {}, "c": {}}
STEP = {"compare": {"dose": ["b", "a"]}}
RATIO = {"across": ["new", "CD69"], "compare": {"drug": ["with", "without"]}}


@pytest.mark.parametrize(
    ("summary", "more", "where", "what"),
    [
        (AUC | {"of": "Lyse"}, {}, "new.summary.of", '"Lyse" is no marker.'),
        (AUC | {"of": "new"}, {}, "new.summary.of", '"new" is the marker itself.'),
        (AUC | {"over": "Dose"}, {}, "new.summary.over", '"Dose" is no factor.'),
        (AUC | {"over": "drug"}, {}, "new.summary.over", "2 levels of drug are too few for auc"),
        (AUC | {"target": 30}, {}, "new.summary.target", "target means nothing for give: auc."),
        (LU | {"log": True}, {}, "new.summary.log", "log means nothing for give: lytic_units."),
        (LU | {"of": "CD69"}, {}, "new.summary.of", "CD69 is in MFI"),
        (LU | {"top": 25}, {}, "new.summary.top", "rises to 25 %, and the target is 30 %"),
        ({k: v for k, v in LU.items() if k != "target"}, {}, "new.summary", "need target"),
        ({k: v for k, v in LU.items() if k != "target_cells"}, {}, "new.summary", "target_cells"),
        (LU, {"levels": WITHOUT_SCORES}, "new.summary.over", "Not every level of dose has a score"),
        (AUC, {"levels": LEVELS | {"e": {}}}, "new.summary.over", "Not every level"),
        (AUC, {"levels": LEVELS | {"e": {"score": 10}}}, "new.summary.over", "in one place"),
        (LU, {"levels": LEVELS | {"e": {"score": 0}}}, "new.summary.over", "has no logarithm"),
        (AUC | {"log": True}, {"levels": LEVELS | {"e": {"score": 0}}}, "over", "no logarithm"),
        (EC50, {}, "new.summary.over", "4 levels of dose are too few for log_ec50, which needs 5"),
        (EC50 | {"bottom": 5, "top": 5}, {}, "new.summary.top", "bottom and top are the same"),
        (EC50 | {"bottom": 5}, {"scale": "log2"}, "new.scale", "a logarithm already"),
        (AUC, {"column": ["x"]}, "new.column", "A summary has no column"),
        (AUC, {"derived": "Lysis / 2"}, "new.derived", "A summary has no derived"),
        (AUC, {"detection_limit": 1.0}, "new.detection_limit", "limits of its marker hold"),
        (
            AUC,
            {"contrasts": {"up": {"compare": {"dose": ["b", "a"]}, "markers": ["new"]}}},
            "contrasts.up.markers",
            "up names dose, and new has one value for all levels of dose.",
        ),
        (
            AUC,
            {"contrasts": {"at": {"against": 3, "at": {"dose": "a"}, "markers": ["new"]}}},
            "contrasts.at.markers",
            "at names dose",
        ),
        (
            AUC,
            {"contrasts": {"up": {"versus": {"dose": "a"}}}, "expected": {"up": "increase"}},
            "new.expected.up",
            "",
        ),
        (
            AUC,
            {"contrasts": {"up": STEP}, "expected": {"up": "increase"}},
            "new.expected.up",
            "up names dose",
        ),
        (
            AUC,
            {"contrasts": {"x": RATIO}},
            "contrasts.x.across",
            "new sums up a curve",
        ),
        (AUC, {"lysis": {"analysed": False}, "contrasts": {"up": STEP}}, "", ""),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_key(summary, more, where, what):
    plan, problems = validated(summary, **more)
    if not what and not where:
        # CD69 is analysed, and is asked.
        assert problems == []
        return
    assert plan is None
    assert any(where in p.where and what in p.what for p in problems), problems


def test_a_contrast_that_nobody_is_left_to_ask_of():
    _, problems = validate(
        {
            "spreadsheet": {"path": "a.xlsx", "layout": "long"},
            "factors": {"dose": {"levels": LEVELS}},
            "markers": {"Lysis": {"unit": "%", "analysed": False}, "new": {"summary": LU}},
            "contrasts": {"up": {"compare": {"dose": ["b", "a"]}}},
        }
    )
    assert [p.where.split()[-1] for p in problems] == ["contrasts.up"]
    assert "asked of no marker" in problems[0].what


def test_nothing_is_computed_from_a_summary():
    for derived in ("new / 2", "new / CD69"):
        plan, problems = validate(
            {
                "spreadsheet": {"path": "a.xlsx", "layout": "long"},
                "factors": {"dose": {"levels": LEVELS}, "drug": {"levels": ["with", "without"]}},
                "markers": {
                    "Lysis": {"unit": "%"},
                    "CD69": {},
                    "new": {"summary": AUC},
                    "more": {"derived": derived, "unit": ""},
                },
                "contrasts": {"drug": {"compare": {"drug": ["with", "without"]}}},
            }
        )
        assert plan is None
        assert any("sums up a curve" in p.what for p in problems)
    _, problems = validated(AUC | {"of": "new2"}, contrasts={})
    assert any("new2" in p.what for p in problems)
