import pytest

from explant.commands.drafting.sheets.ids.split_ids import split_ids


@pytest.mark.parametrize("name", ["{p}{t}{s}", "P{p:02d}{t}{s}", "BC{p} {t}{s}", "{p}{t} IL2{s}"])
def test_a_sign_behind_the_letter_of_a_tissue_is_a_treatment(name):
    texts = [name.format(p=p, t=t, s=s) for p in range(1, 9) for t in "TN" for s in "+-"]
    found = split_ids(texts)
    assert found is not None
    assert len(set(found.patients.values())) == 8
    assert found.samples == 4
    assert found.crossing is not None
    assert [factor.family for factor in found.crossing.factors] == ["tissue", "treatment"]


@pytest.mark.parametrize("name", ["{t}{p}{s}", "{t}_P{p:02d}_{s}", "{p}{t}{s}", "P{p} {t}{s}"])
@pytest.mark.parametrize("signs", [("US", "IL-2"), ("ctrl", "aCD3")])
def test_the_patient_may_stand_before_between_or_behind(name, signs):
    texts = [name.format(p=p, t=t, s=s) for p in range(1, 9) for t in "TN" for s in signs]
    found = split_ids(texts)
    assert found is not None
    assert len(set(found.patients.values())) == 8
    assert found.samples == 4


def test_a_sign_behind_the_number_of_a_patient_makes_no_two_patients():
    found = split_ids([f"{t}{p}{s}" for p in range(1, 9) for t in "TN" for s in "+-"])
    assert found is not None
    assert found.pattern == "{0}{patient}{1}"
    assert len(set(found.patients.values())) == 8


def test_digits_behind_the_number_of_a_patient_are_no_part_of_it():
    texts = [f"{t}{p}{s}" for p in range(1, 9) for t in "TN" for s in ("0", "IL2")]
    assert split_ids(texts) is None


@pytest.mark.parametrize("site", ["{s}-{p}", "TCGA-{s}-{p}"])
def test_capitals_before_ids_of_several_parts_belong_to_these(site):
    own = [site.format(s="AB"[p % 2], p=1000 + p) for p in range(6)]
    found = split_ids([f"{patient}-{part}" for patient in own for part in ("01A", "11A")])
    assert found is not None
    assert set(found.patients.values()) == set(own)
