"""Checklists: items as the guidelines number them, facts that exist, gaps marked."""

import re

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.language.references.sources import REFERENCES
from explant.language.words import Row, rows
from explant.pages.checklists.checklists import Checklist, checklists, facts
from explant.pages.checklists.guidelines import ARRIVE, GUIDELINES, MIATA, REMARK, SAMPL, Guideline
from tests.language.methods.test_methods_designs import PAIRING, mice
from tests.reported import make_plan

# Counted in the published lists: ARRIVE 2.0 has 21 items, REMARK 20, MIATA 5 modules.
ARRIVE_PARTS = {
    **dict.fromkeys(["1", "2", "4", "6", "7", "8", "10", "12", "17", "21"], "ab"),
    **dict.fromkeys(["3", "16"], "abc"),
    "9": "abcd",
    **dict.fromkeys(["5", "11", "13", "14", "15", "18", "19", "20"], ""),
}


def read_rows(tables: dict[str, pd.DataFrame]) -> dict[str, list[Row]]:
    return {name: rows(name, table) for name, table in tables.items()}


@pytest.fixture(scope="module")
def found(plan: Plan, tables: dict[str, pd.DataFrame]) -> list[Checklist]:
    return checklists(plan, read_rows(tables), versions=True)


def numbers(guideline: Guideline) -> list[str]:
    return [item.number for item in guideline.items]


def test_items_are_numbered_as_published():
    by_number = sorted(ARRIVE_PARTS, key=int)
    assert numbers(ARRIVE) == [n + part for n in by_number for part in (ARRIVE_PARTS[n] or [""])]
    assert len(by_number) == 21
    assert numbers(REMARK) == [str(n + 1) for n in range(20)]
    assert list(dict.fromkeys(number[0] for number in numbers(MIATA))) == list("12345")
    assert numbers(MIATA)[:4] == ["1A", "1B", "1C", "1D"]
    assert numbers(MIATA)[-3:] == ["5A", "5B", "5C"]
    assert not any(re.search(r"\d", number) for number in numbers(SAMPL))


def test_sources_have_a_doi():
    assert all(REFERENCES[guideline.source].doi for guideline in GUIDELINES)


def test_every_fact_that_an_item_names_can_be_known(plan: Plan, tables: dict[str, pd.DataFrame]):
    known = facts(plan, read_rows(tables), versions=True) | facts(mice(), {}, versions=True)
    named = {fact for guideline in GUIDELINES for item in guideline.items for fact in item.facts}
    assert named <= set(known)
    assert set(known) <= named


def test_every_item_is_known_or_a_gap(found: list[Checklist]):
    for checklist in found:
        for entry in checklist.entries:
            assert entry.facts or entry.lab, (checklist.name, entry.number)
        assert 0 < checklist.known <= len(checklist.entries)


def test_what_the_run_knows_is_said_with_its_place(found: list[Checklist]):
    by_number = {entry.number: entry for entry in found[1].entries}
    assert str(by_number["2a"].facts[0].text) == "14 patients."
    assert by_number["2a"].facts[0].anchor == "patients"
    assert by_number["14"].facts == []
    assert by_number["14"].lab == "committee, license and relevant law"
    primary = by_number["6b"]
    assert str(primary.facts[0].text) == "Primary: IL-2 effect in tumor."


def test_no_outcome_is_no_answer(found: list[Checklist]):
    remark = found[2]
    assert [
        entry.number for entry in remark.entries if not any(f.answers for f in entry.facts)
    ] == [*("3", "7", "15", "16", "17", "20")]


def test_what_a_run_lacks_becomes_a_gap():
    plan = make_plan(
        patients=None,
        contrasts=None,
        markers={
            "CD25": {"expected": None, "equivalence_margin": None},
            "FOXP3": {"expected": None},
            "Blimp-1": {"expected": None},
        },
    )
    sampl = checklists(plan, {}, versions=False)[0]
    software = next(entry for entry in sampl.entries if entry.asks.startswith("Software"))
    assert software.facts == []
    assert software.lab == "software with its version"
    anchors = {fact.anchor for entry in sampl.entries for fact in entry.facts}
    assert anchors <= {"methods", "parameters", "files"}


def said(plan: Plan, guideline: str) -> dict[str, str]:
    """What the run says of each item, by number or by what it asks."""
    found = next(each for each in checklists(plan, {}, versions=True) if each.name == guideline)
    by_item: dict[str, str] = {}
    for entry in found.entries:
        key = entry.number if entry.number[0].isdigit() else entry.asks
        by_item[key] = " ".join(str(fact.text) for fact in entry.facts)
    return by_item


def test_groups_of_animals_are_told_with_their_control():
    arrive = said(mice(), "ARRIVE 2.0")
    assert arrive["1a"].startswith(
        "One sample of each patient. Groups compared: source (none, T, B, DC; compared with none)."
    )
    assert arrive["1b"].startswith("The patient is the unit")
    assert arrive["4b"] == ""
    assert "Declared in the plan: Mann–Whitney test." in arrive["7a"]
    assert arrive["10b"].endswith("Cohen’s d and Hedges’ g of two groups, superiority.")
    assert "of groups the n of each" in arrive["3c"]


def test_nothing_of_pairs_is_said_where_nothing_is_paired():
    for checklist in checklists(mice(), {}, versions=True):
        for entry in checklist.entries:
            shown = " ".join(str(fact.text) for fact in entry.facts)
            assert PAIRING.findall(shown) == [], (checklist.name, entry.number)
            answered = any(fact.answers for fact in entry.facts)
            assert answered or entry.lab, (checklist.name, entry.number)


def test_assumptions_of_groups_and_of_pairs(plan: Plan):
    asks = "Whether the data meet the assumptions"
    assert said(mice(), "SAMPL")[asks] == (
        "Groups are independent: a patient stands in one of them."
    )
    assert said(plan, "SAMPL")[asks] == "Samples of one patient are compared, paired by ID."


@pytest.mark.parametrize(
    ("test", "groups", "named"),
    [
        ("wilcoxon", {"dose": ["low", "middle", "high"]}, "Jonckheere–Terpstra test"),
        ("wilcoxon", {"source": ["none", "T", "B"]}, "Kruskal–Wallis test"),
        ("sign_flip", {"source": ["none", "T"]}, "permutation test of Welch’s t"),
        ("t", {"source": ["none", "T", "B"]}, "Welch’s analysis of variance"),
    ],
)
def test_the_test_of_groups_is_named(test, groups, named):
    plan = mice({"asked": {"between": groups}}, test=test)
    assert said(plan, "SAMPL")["Main methods, and which was used where"].startswith(
        f"Declared in the plan: {named}."
    )


def test_welch_between_groups_is_an_analysis_of_variance():
    item = "Variables, F, degrees of freedom, p"
    several = {"asked": {"between": {"source": ["none", "T", "B"]}}}
    assert said(mice(several, test="t"), "SAMPL")[item].startswith("Welch’s between groups")
    assert said(mice(several), "SAMPL")[item].startswith("Not applicable")


def test_what_a_patient_is_needs_no_word_where_the_plan_says_it(plan: Plan):
    applies = {each.name: each.applies for each in checklists(mice(), {}, versions=True)}
    assert applies["ARRIVE 2.0"] == "Applies where the samples come from animal experiments."
    applies = {each.name: each.applies for each in checklists(plan, {}, versions=True)}
    assert "What this page calls a patient is then the animal" in applies["ARRIVE 2.0"]
