"""Warnings from simulation stand where the study uses that method with about as many patients."""

from dataclasses import replace

import pytest

import explant.calibration
from explant.calibration import Miss, all_misses, misses_for, warning_sentence
from explant.declared_tests.group_methods import METHODS
from explant.declared_tests.known_tests import TESTS
from explant.language.methods.calibration_notes import Seen, applied_notes, calibration_notes
from explant.language.methods.topics import methods
from explant.language.words import Row, words
from tests.reported import COMPARISON, make_plan, paired_row

SKEWED = Miss("t", "error", "skewed differences", "20", 0.05, 0.05, 0.0981, 10_000)
STRICT = Miss("t", "error", "skewed differences", "20", 0.01, 0.01, 0.05, 10_000)
FEW = Miss("t", "error", "skewed differences", "6", 0.05, 0.05, 0.2, 10_000)
UNEQUAL = Miss("mann_whitney", "error", "unequal spread", "12/8", 0.05, 0.05, 0.09, 10_000)
FAMILY = Miss("family_of_wilcoxon", "error", "one noisy sample", "20", 0.05, 0.05, 0.16, 2_000)
MARGIN = Miss("equivalence", "error", "skewed differences", "20", 0.05, 0.05, 0.11, 10_000)


@pytest.fixture(autouse=True)
def simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (SKEWED, STRICT, FEW, UNEQUAL, FAMILY, MARGIN)
    monkeypatch.setattr(explant.calibration, "all_misses", lambda: found)


def notes(interactions: tuple[Row, ...] = (), margin: object = None, **inference: str) -> list[str]:
    plan = make_plan(markers={"CD25": {"equivalence_margin": margin}}, inference=inference)
    return [
        str(note) for note in calibration_notes(plan, [paired_row(), paired_row()], interactions)
    ]


def test_the_declared_test_is_warned_of_once_and_at_the_usual_level():
    assert notes(test="t") == [warning_sentence(SKEWED)]


def test_other_tests_are_not():
    assert notes(test="wilcoxon") == []
    assert notes(test="sign") == []


def test_groups_are_matched_by_their_sizes():
    row = Row("interactions", 0, COMPARISON)
    assert notes((row,), test="wilcoxon") == [warning_sentence(UNEQUAL)]
    lopsided = Row("interactions", 0, COMPARISON | {"group_sizes": "[17, 3]"})
    assert notes((lopsided,), test="wilcoxon") == []


def test_margins_are_warned_of_where_the_plan_declares_one():
    assert notes(margin={"il2_in_normal": 5.0}) == [warning_sentence(MARGIN)]


def test_a_family_is_warned_of_where_signs_are_flipped_together_with_what_to_declare_next_time():
    plan = make_plan()
    shared = paired_row(adjustment="westfall_young", family_size=15)
    note = " ".join(map(str, calibration_notes(plan, [shared], [])))
    assert "Westfall and Young's adjustment of signed-rank tests rejected some true" in note
    assert "scale: log2 for these markers is what to declare next time" in note
    for row in (paired_row(), paired_row(adjustment="westfall_young", family_size=1)):
        assert "Westfall" not in " ".join(map(str, calibration_notes(plan, [row], [])))
    by_signs = calibration_notes(make_plan(inference={"test": "sign"}), [shared], [])
    assert "Westfall" not in " ".join(map(str, by_signs))


def test_the_methods_print_them():
    plan = make_plan(inference={"test": "t"})
    found = calibration_notes(plan, [paired_row()], [])
    topic = next(t for t in methods(plan, calibration=found) if t.title == "What simulation found")
    assert warning_sentence(SKEWED) in str(topic.paragraphs[0])
    assert not [t for t in methods(plan) if t.title == "What simulation found"]


def test_every_method_was_simulated():
    named = [
        method
        for test in TESTS.values()
        for zero_rule in ("wilcoxon", "pratt")
        for method in test.calibration(zero_rule)
    ]
    named += [method for entry in METHODS.values() for method in entry.calibration]
    unknown = set(named) - set(explant.calibration.METHODS)
    assert not unknown, (
        f"{unknown}: simulate it in calibration/ and name it in METHODS of "
        "src/explant/calibration/__init__.py; until then `calibration` is empty"
    )
    for method in named:
        misses_for(method, 20)
    assert all_misses()


def test_each_finding_stands_beside_what_these_data_are_like():
    plan = make_plan(inference={"test": "t"})
    skewed = Row(
        "diagnostics", 4, {"marker": "CD25", "contrast": "il2_in_tumor", "skewness": -0.41}
    )
    noisiest = Row("cells", 7, {"marker": "CD25", "sd_ratio": 3.1})
    seen = Seen(skewed, noisy=noisiest, samples=(words("tumor"), words("normal")))
    noisy = replace(FAMILY, setting="one sample three times as noisy as the others")
    spread = replace(UNEQUAL, setting="four times the variance in the smaller group")
    near, others = applied_notes(plan, [SKEWED, noisy, spread], seen)
    assert [str(note).split(" In sim")[0] for note in near] == [
        "In these data the spread of samples differs most in CD25: in tumor it is 3.1 times that "
        "in normal."
    ]
    assert "scale: log2" in str(near[0])
    assert [str(note).split(" In sim")[0] for note in others] == [
        "In these data the most skewed differences are those of CD25 (IL-2 effect in tumor): "
        "skewness −0.4, where 2 was simulated.",
        "Not looked for in these data:",
    ]


def test_a_log_scale_is_not_advised_where_every_marker_has_it():
    logarithmic = {name: {"scale": "log2"} for name in make_plan().markers}
    shared = paired_row(adjustment="westfall_young", family_size=15)
    note = " ".join(map(str, calibration_notes(make_plan(markers=logarithmic), [shared], [])))
    assert "adjustment of signed-rank tests rejected some true" in note
    assert "log2" not in note
