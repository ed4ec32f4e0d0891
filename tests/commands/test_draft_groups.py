"""Drafts for tables in which each patient stands once: groups of patients, compared unpaired."""

import pytest
import yaml

from explant.spreadsheet.ingest import ingest
from tests.commands.drafts import answered, draft_of, plan_of_draft
from tests.spreadsheet.builders import with_severity, write

MICE = [
    [f"M{n:02d}", ["none", "T cell", "B cell"][n % 3], 7 + 5 * n % 13, 20 + 7 * n % 17]
    for n in range(12)
]
HEADER = ["Mouse", "Source", "Treg (%)", "CD8 (%)"]


def drafted(folder, sheets):
    path = write(folder / "mine.xlsx", sheets)
    text = draft_of(path)
    plan = plan_of_draft(folder, text)
    found = ingest(path, plan)
    assert with_severity(found, "error") == []
    return text, plan, found


def expected(rows):
    return {
        (mouse, marker): float(value)
        for mouse, _, *own in rows
        for marker, value in zip(("Treg", "CD8"), own, strict=True)
    }


def values(found):
    return found.measurements.set_index(["patient", "marker"])["value"].to_dict()


def test_a_column_of_groups_makes_a_design_without_factors(tmp_path):
    text, plan, found = drafted(tmp_path, {"Data": [HEADER, *MICE]})
    assert values(found) == expected(MICE)
    assert plan.factors == {}
    assert set(plan.patients.strata["source"].groups) == {"none", "T cell", "B cell"}
    # "none" is what others are usually compared with: it stands first among the answers.
    assert {name: c.between for name, c in plan.contrasts.items()} == {
        "source_B cell": {"source": ["B cell", "none"]},
        "source_T cell": {"source": ["T cell", "none"]},
    }
    open_questions = [line.strip() for line in text.splitlines() if "???  #" in line]
    assert open_questions == [
        "versus: ???  # one of: {source: none} | {source: B cell} | {source: T cell}",
        "role: ???  # one of: primary | secondary | exploratory",
    ]
    assert "Each patient has one sample" in text
    assert not any(key in yaml.safe_load(answered(text)) for key in ("factors",))


def test_two_groups_are_subtracted_in_the_order_that_a_person_chooses(tmp_path):
    rows = [[row[0], ["CRC", "healthy"][n % 2], *row[2:]] for n, row in enumerate(MICE)]
    text, plan, _ = drafted(tmp_path, {"Data": [["Patient", "Group", *HEADER[2:]], *rows]})
    assert plan.contrasts["group"].between == {"group": ["CRC", "healthy"]}
    assert "between: ???  # one of: {group: [CRC, healthy]} | {group: [healthy, CRC]}" in text


def test_groups_on_a_sheet_of_their_own(tmp_path):
    sheets = {
        "Data": [[HEADER[0], *HEADER[2:]], *([row[0], *row[2:]] for row in MICE)],
        "Animals": [HEADER[:2], *(row[:2] for row in MICE)],
    }
    _, plan, found = drafted(tmp_path, sheets)
    assert plan.spreadsheet.patients_sheet == "Animals"
    assert values(found) == expected(MICE)
    assert list(found.patients["source_group"]) == [row[1] for row in MICE]


def test_one_row_a_measurement(tmp_path):
    rows = [["Mouse", "Source", "Marker", "Value"]]
    for mouse, source, *own in MICE:
        rows += [[mouse, source, m, v] for m, v in zip(("Treg", "CD8"), own, strict=True)]
    _, plan, found = drafted(tmp_path, {"Data": rows})
    assert plan.spreadsheet.layout == "long"
    assert plan.factors == {}
    assert values(found) == expected(MICE)


def test_other_properties_are_carried_along(tmp_path):
    header = [*HEADER, "Stage", "Remark"]
    rows = [
        [*row, ["I", "IIA", "III"][n % 3], f"note {n}" if n else "none"]
        for n, row in enumerate(MICE)
    ]
    _, plan, _ = drafted(tmp_path, {"Data": [header, *rows]})
    assert list(plan.patients.strata) == ["source", "stage"]
    assert {name for c in plan.contrasts.values() for name in c.between} == {"source"}


@pytest.mark.parametrize("text", ["NA", "N/A"])
def test_a_missing_group_is_no_group(tmp_path, text):
    rows = [[row[0], text if n < 2 else row[1], *row[2:]] for n, row in enumerate(MICE)]
    _, plan, _ = drafted(tmp_path, {"Data": [HEADER, *rows]})
    assert set(plan.patients.strata["source"].groups) == {"none", "T cell", "B cell"}


def test_levels_with_an_order_are_declared_as_such_where_a_trend_is_asked(tmp_path):
    doses = ["0 nM", "10 nM", "100 nM"]
    rows = [
        [f"P{n}", dose, 10 + (7 * n + 5 * at) % 13]
        for n in range(1, 7)
        for at, dose in enumerate(doses)
    ]
    _, plan, _ = drafted(tmp_path, {"Data": [["Patient", "Dose", "CD25"], *rows]})
    assert plan.factors["dose"].ordered
    assert any(contrast.trend for contrast in plan.contrasts.values())


def test_two_groupings_of_two_are_asked_with_their_interaction(tmp_path):
    header = ["Mouse", "Genotype", "Treatment", "Treg (%)"]
    rows = [
        [f"M{n:02d}", ["WT", "KO"][n % 2], ["PBS", "IL-2"][n // 2 % 2], 5 + 3 * n % 11]
        for n in range(16)
    ]
    _, plan, _ = drafted(tmp_path, {"Data": [header, *rows]})
    asked = {name: (c.between, c.given, c.crossed) for name, c in plan.contrasts.items()}
    # PBS and the wild type are what others are compared with.
    assert asked["genotype"] == ({"genotype": ["KO", "WT"]}, ["treatment"], {})
    assert asked["treatment"] == ({"treatment": ["IL-2", "PBS"]}, ["genotype"], {})
    assert asked["genotype_x_treatment"] == (
        {"genotype": ["KO", "WT"]},
        [],
        {"treatment": ["IL-2", "PBS"]},
    )


@pytest.mark.parametrize("heading", ["Arm", "Response"])
@pytest.mark.parametrize("arms", [["placebo", "anakinra"], ["placebo", "low", "high"]])
def test_visits_of_patients_in_arms_ask_whether_the_change_differs(tmp_path, arms, heading):
    rows = [
        [f"P{n:02d}", arms[n % len(arms)], visit, 10 + (7 * n + 3 * place) % 23]
        for n in range(12)
        for place, visit in enumerate(("baseline", "week 4"))
    ]
    _, plan, found = drafted(
        tmp_path, {"Data": [["Patient", heading, "Visit", "CRP (mg/L)"], *rows]}
    )
    change, between = plan.contrasts.values()
    assert change.compare == between.compare == {"visit": ["week 4", "baseline"]}
    assert change.between == {}
    groups = between.between[heading.lower()]
    assert groups == ["anakinra", "placebo"] if len(arms) == 2 else set(groups) == set(arms)
    assert len(found.measurements) == len(rows)


def test_another_property_of_the_patients_stays_a_description(tmp_path):
    rows = [
        [f"P{n:02d}", "fm"[n % 2], visit, 10 + (7 * n + 3 * place) % 23]
        for n in range(12)
        for place, visit in enumerate(("baseline", "week 4"))
    ]
    _, plan, _ = drafted(tmp_path, {"Data": [["Patient", "Sex", "Visit", "CRP (mg/L)"], *rows]})
    assert len(plan.contrasts) == 1
    assert list(plan.patients.covariates) == ["sex"]
