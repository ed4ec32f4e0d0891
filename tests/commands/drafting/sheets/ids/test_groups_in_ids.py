import pytest

from explant.commands.drafting.sheets.ids.groups_in_ids import (
    as_groups,
    consequences,
    groups_and_numbers,
    may_be_pairs,
    numbers_of_groups,
)
from explant.commands.drafting.sheets.ids.split_ids import split_ids


def _ids(form, groups, numbers=range(1, 7)):
    return [form.format(g=g, n=n) for g in groups for n in numbers]


@pytest.mark.parametrize("form", ["{g}-{n}", "{g} {n}", "{g}_{n:02}", "{g}{n}"])
def test_ids_of_a_group_and_a_number_are_parted(form):
    found = groups_and_numbers(_ids(form, ["PBS", "Treat", "combo"]))
    assert found is not None
    assert set(found.rests.values()) == {"PBS", "Treat", "combo"}
    assert may_be_pairs(found)


@pytest.mark.parametrize(
    "texts",
    [[f"P{n}" for n in range(1, 9)], ["A1", "A2", "B1", "B2"], ["1", "2", "3"], []],
)
def test_other_ids_are_not(texts):
    assert groups_and_numbers(texts) is None


def test_numbers_that_go_on_are_no_pairs():
    texts = [*_ids("{g}{n}", ["HD"]), *_ids("{g}{n}", ["BC"], range(7, 13))]
    found = groups_and_numbers(texts)
    assert found is not None
    assert not may_be_pairs(found)
    assert "paired" not in consequences(found, "ID").replace("unpaired", "")


def test_a_number_behind_a_treatment_counts_animals_and_behind_a_tissue_patients():
    animals = split_ids(_ids("{g}-{n}", ["PBS", "IL2"]))
    patients = split_ids(_ids("{g}{n}", ["T", "N"]))
    assert animals is not None
    assert patients is not None
    assert numbers_of_groups(animals)
    assert not numbers_of_groups(patients)
    whole = as_groups(animals)
    assert whole.pattern == "{0}-*"
    assert all(text == patient for text, patient in whole.patients.items())


def test_the_question_says_what_either_answer_means():
    found = groups_and_numbers(_ids("{g}-{n}", ["PBS", "IL2"]))
    assert found is not None
    told = consequences(found, "Sample")
    assert "12 patients in 2 groups" in told
    assert "6 patients, and the comparison is paired" in told
