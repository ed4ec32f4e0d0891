"""Which questions a draft proposes, and in which order."""

from explant.commands.drafting.study import Factor, Level
from explant.commands.drafting.writing_down.proposed_questions import questions_of


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
