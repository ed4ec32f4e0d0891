import re

import pytest

from explant.language.methods.paragraphs.of_questions import counted_patients
from explant.language.methods.topics import methods
from explant.language.references.citing import bibliography
from explant.language.references.sources import REFERENCES
from explant.language.words import Row
from tests.reported import make_plan


def text_of(versions: dict[str, str] | None = None, **changes: object) -> str:
    topics = methods(make_plan(**changes), versions)
    return "\n".join(str(paragraph) for topic in topics for paragraph in topic.paragraphs)


def cited(**changes: object) -> set[str]:
    topics = methods(make_plan(**changes))
    return {key for key, _ in bibliography([p for topic in topics for p in topic.paragraphs])}


def test_design_is_told_from_the_plan():
    assert text_of().startswith(
        "Each patient gives 4 samples, one for every combination of tissue (tumor, normal) × "
        "treatment (control, IL-2). Samples are paired by patient ID, never by the order of rows."
    )


def test_scales_offsets_and_detection_limits():
    text = text_of()
    assert (
        "CD25, FOXP3 and CTLA-4 are analyzed as measured, and differences are in percentage "
        "points. Blimp-1 is analyzed as log2 of the value; differences are log2 fold changes, "
        "printed as ratios. Caspase-3 is analyzed as log odds of the percentage after adding to "
        "both shares 0.1 %; differences are printed as odds ratios."
    ) in text
    assert (
        "A detection limit is declared for CTLA-4 (0.5 %). Values below it enter the analysis as "
        "the limit divided by √2 (Hornung & Reed 1990)."
    ) in text


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("half_limit", "Values below it enter the analysis as half the limit."),
        ("limit", "Values below it enter the analysis as the limit itself."),
        ("drop", "Values below it are left out."),
    ],
)
def test_substitution_follows_the_plan(rule: str, words: str):
    assert words in text_of(inference={"below_detection": rule})


@pytest.mark.parametrize(
    ("test", "present", "absent"),
    [
        ("wilcoxon", {"wilcoxon1945", "streitberg1986", "hodges1963"}, {"fisher1935"}),
        ("t", {"student1908"}, {"streitberg1986", "mann1947"}),
        ("sign_flip", {"fisher1935", "phipson2010"}, {"streitberg1986", "sen1968"}),
        ("sign", {"mann1947"}, {"streitberg1986"}),
    ],
)
def test_only_what_is_used_is_cited(test: str, present: set[str], absent: set[str]):
    found = cited(inference={"test": test})
    assert present <= found
    assert not absent & found


def test_zero_rule_and_adjustments():
    assert "pratt1959" in cited(inference={"zero_rule": "pratt"})
    assert "pratt1959" not in cited()
    adjustment = {"primary": "westfall_young", "secondary": "none", "exploratory": "holm"}
    found = cited(inference={"adjustment": adjustment})
    assert {"westfall1993", "holm1979"} <= found
    assert "benjamini1995" not in found


def test_strata_are_left_out_where_the_plan_has_none():
    assert "gelman2006" not in cited(patients=None)
    assert "gelman2006" in cited()


def test_software_is_cited_with_its_version():
    assert text_of({"explant": "0.1.0", "snakemake": "9.27", "numpy": "2.4"}).endswith(
        "The analysis used Explant 0.1.0, Snakemake 9.27 (Mölder et al. 2021) and NumPy 2.4 "
        "(Harris et al. 2020)."
    )


def test_references_are_well_formed():
    for key, reference in REFERENCES.items():
        year = re.search(r"\d{4}", reference.short)
        assert year is not None, key
        assert f"({year[0]})" in reference.full, key
        if reference.doi:
            assert re.fullmatch(r"10\.\d{4,}/\S+", reference.doi), key


def test_questions_are_told_by_role_with_the_expected_directions():
    text = text_of()
    assert (
        "Primary contrast: IL-2 effect in tumor (IL-2 minus control, at tissue tumor). Secondary "
        "contrasts: IL-2 effect in normal (IL-2 minus control, at tissue normal); tumor vs normal "
        "(tumor minus normal, at treatment control); IL-2 effect, tumor minus normal (the "
        "difference IL-2 minus control, compared as tumor minus normal). The plan expects: "
        "for IL-2 effect in tumor an increase of Blimp-1 and a decrease of CD25 and FOXP3."
    ) in text
    none = {"CD25": {"expected": None}, "FOXP3": {"expected": None}, "Blimp-1": {"expected": None}}
    assert "The plan expects no direction." in text_of(markers=none)


@pytest.mark.parametrize(
    ("n", "left_out", "words"),
    [
        (20, 3, "The study holds 20 patients. A contrast leaves out 3 of them at the most."),
        (20, 0, "The study holds 20 patients. No contrast leaves out any of them."),
        (1, 0, "The study holds 1 patient. No contrast"),
    ],
)
def test_patients_are_counted_from_the_run(n: int, left_out: int, words: str):
    patients = Row("baseline", 0, {"variable": "patient", "n": n})
    paired = [Row("paired", 0, {"n_incomplete": 0}), Row("paired", 1, {"n_incomplete": left_out})]
    assert words in str(counted_patients(patients, paired))


def test_a_difference_of_differences_depends_on_the_scale():
    words = "can depend on the scale"
    assert words in text_of()
    assert words not in text_of(contrasts={"il2_tumor_minus_normal": None})


def test_random_arrangements_are_counted_with_their_seed():
    text = text_of(inference={"permutations": 50000, "seed": 7}).replace("\N{NO-BREAK SPACE}", " ")
    assert "takes 50 000 random ones (seed 7)." in text


def test_what_questions_the_results_is_described_where_it_was_done():
    beside = {"sensitivity", "diagnostics", "mixed_models", "software", "trends"}
    topics = methods(make_plan(), beside=beside)
    assert [topic.title for topic in topics if topic.title in TITLES] == list(TITLES)
    keys = {key for key, _ in bibliography([p for topic in topics for p in topic.paragraphs])}
    assert {"simonsohn2020", "iglewicz1993", "shapiro1965", "friedman1937"} <= keys
    assert "page1963" not in keys
    assert "simonsohn2020" not in cited()


TITLES = (
    "Levels in order",
    "Sensitivity analyses",
    "Outliers and shape",
    "Linear mixed model",
    "Other programs",
)


def test_margins_are_described():
    assert "schuirmann1987" not in cited(markers={"CD25": {"equivalence_margin": None}})
    assert "exactly where the 90 % interval lies within the margin" in text_of()
    assert "exactly where the 80 % interval lies" in text_of(inference={"alpha": 0.1})
