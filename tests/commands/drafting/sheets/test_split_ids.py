import pytest

from explant.commands.drafting.sheets.split_ids import split_ids


@pytest.mark.parametrize("name", ["{p}{t}{s}", "P{p:02d}{t}{s}", "BC{p} {t}{s}", "{p}{t} IL2{s}"])
def test_a_sign_behind_the_letter_of_a_tissue_is_a_treatment(name):
    texts = [name.format(p=p, t=t, s=s) for p in range(1, 9) for t in "TN" for s in "+-"]
    found = split_ids(texts)
    assert found is not None
    assert len(set(found.patients.values())) == 8
    assert found.samples == 4
    assert found.crossing is not None
    assert [factor.family for factor in found.crossing.factors] == ["tissue", "treatment"]


def test_a_sign_behind_the_number_of_a_patient_makes_no_two_patients():
    assert split_ids([f"{t}{p}{s}" for p in range(1, 9) for t in "TN" for s in "+-"]) is None
