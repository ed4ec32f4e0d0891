"""Which questions a draft proposes, and in which order."""

from explant.commands.drafting.study import Factor, Level
from explant.commands.drafting.writing_down.proposed_questions import leading, questions_of


def factor(key: str, family: str, *names: str) -> Factor:
    return Factor(key, [Level(name, [name], "") for name in names], "", family=family)


def test_what_was_done_to_the_samples_comes_before_what_they_were_taken_from():
    tissue = factor("tissue", "tissue", "Normal", "Tumor")
    treatment = factor("treatment", "treatment", "control", "IL2")
    assert [question.label for question in questions_of([tissue, treatment])] == [
        "IL2 against control in Tumor",
        "IL2 against control in Normal",
        "Tumor against Normal in control",
        "Tumor against Normal in IL2",
        "IL2 effect, Tumor minus Normal",
    ]


def test_factors_of_no_known_family_keep_the_order_of_the_sheet():
    first, second = factor("a", "", "control", "x"), factor("b", "", "none", "y")
    held = [question.at for question in questions_of([first, second])][:2]
    assert held == [{"b": "none"}, {"b": "y"}]


def test_treatments_given_together_are_compared_with_each_alone_and_with_their_sum():
    treatment = factor("treatment", "treatment", "None", "IL-15", "IL-2", "IL-2+IL-15")
    questions = questions_of([treatment])
    assert [question.label for question in questions] == [
        "IL-15 against None",
        "IL-2 against None",
        "IL-2+IL-15 against None",
        "IL-2+IL-15 against IL-15",
        "IL-2+IL-15 against IL-2",
        "IL-2+IL-15 beyond the sum of IL-15 and IL-2",
    ]
    weights = {"IL-2+IL-15": 1, "IL-15": -1, "IL-2": -1, "None": 1}
    assert questions[-1].weights == {"treatment": weights}


def test_drugs_of_no_known_name_are_told_by_their_combination():
    treatment = factor("drug", "treatment", "DMSO", "A1", "B1", "A1 + B1")
    assert [question.label for question in questions_of([treatment])][3:] == [
        "A1 + B1 against A1",
        "A1 + B1 against B1",
        "A1 + B1 beyond the sum of A1 and B1",
    ]
    alone = factor("drug", "treatment", "DMSO", "A1 + B1")
    assert len(questions_of([alone])) == 1


def test_each_of_several_treatments_has_its_difference_of_differences():
    tissue = factor("tissue", "tissue", "tumor", "normal")
    treatment = factor("treatment", "treatment", "control", "IL-2", "IL-15", "IL-2+IL-15")
    questions = questions_of([tissue, treatment])
    differences = [q for q in questions if len(q.compare[:1] and q.compare[0]) == 2]
    assert [question.label for question in differences] == [
        "IL-2 effect, tumor minus normal",
        "IL-15 effect, tumor minus normal",
        "IL-2+IL-15 effect, tumor minus normal",
    ]
    proposed = leading(questions, [tissue, treatment])
    # 6 simple effects, 3 differences, the tissues without a treatment, and two of the others.
    assert len(proposed) == 12
    assert [each for each in proposed if each in differences] == differences
    held = [question.at for question in proposed if "tissue" in question.compare[0]]
    assert held[0] == {"treatment": "control"}


def test_of_tissue_treatment_and_time_the_difference_is_asked_at_each_time():
    tissue = factor("tissue", "tissue", "tumor", "normal")
    treatment = factor("treatment", "treatment", "control", "IL-2")
    time = factor("time", "time", "24h", "48h")
    questions = questions_of([tissue, treatment, time])
    held = [q.at for q in questions if q.compare and len(q.compare[0]) == 2]
    assert {"time": "24h"} in held
    assert {"time": "48h"} in held


def test_a_label_claims_no_direction_that_is_asked():
    line = factor("line", "", "MCF-7", "T47D")
    drug = factor("drug", "treatment", "a1", "b1")
    assert questions_of([line, drug])[-1].label == 'Effect of line, between "a1", "b1"'
