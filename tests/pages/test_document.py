"""The whole page: sound HTML, every number traced to its cell, text shown as text, no requests."""

import base64
import hashlib
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.figures.figure_kinds import figure_stems, planned_figures
from explant.language.words import Row
from explant.pages.answers.listings import problems_listing
from explant.pages.document import Pages, build
from explant.pages.robustness.robustness_sections import NAMES as ROBUSTNESS
from tests.reported import RUN, SVG, make_plan, make_tables

VOID = {"meta", "br", "hr", "img", "input", "link"}
NASTY = "<script>alert('x')</script> \"quoted\" 🧪 مرحبا"


class Reader(HTMLParser):
    """Elements of a page, its traced numbers, and tags that do not close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.traced: list[tuple[dict[str, str | None], str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] in ("style", "script"):
            return
        self.text.append(data)
        tag, attributes = self.elements[-1]
        if tag == "span" and "data-table" in attributes and self.open[-1] == "span":
            self.traced.append((attributes, data))

    def all(self, name: str) -> Iterator[tuple[str, dict[str, str | None]]]:
        return ((tag, attributes) for tag, attributes in self.elements if name in attributes)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def render(plan: Plan, tables: dict[str, pd.DataFrame]) -> str:
    """Both pages, one after the other."""
    return "\n".join(both(plan, tables))


def both(plan: Plan, tables: dict[str, pd.DataFrame]) -> Pages:
    stems = figure_stems(plan)
    return build(
        plan, tables, dict.fromkeys(stems, SVG), {stem: f"About {stem}." for stem in stems}, RUN
    )


WITHOUT_OTHERS = dict.fromkeys(["FOXP3", "CTLA-4", "Blimp-1", "Caspase-3"])
"""Changes of the model plan that leave one marker."""


@pytest.fixture(scope="module")
def html(plan: Plan, tables: dict[str, pd.DataFrame]) -> str:
    return render(plan, tables)


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    return read(html)


def test_sections_stand_in_their_order(page: Reader, plan: Plan):
    ids = [attributes.get("id") for tag, attributes in page.elements if tag == "section"]
    read_first = ["answer", "patients", "markers", "in-whom", "how-sure", "paper"]
    assert [name for name in ids if name in read_first] == read_first
    # Sections of markers, strata and single figures have names of the plan in their ids.
    after = ids[ids.index("overview") :]
    effects = [f.stem for f in planned_figures(plan) if f.kind.place == "effects"]
    assert [name for name in after if name and not {*"-_"} & {*name}] == [
        *("overview", "data", "effects", *effects, "equivalence", "strata", "anova"),
        *(
            "sensitivity",
            "diagnostics",
            "bounds",
            "software",
            "methods",
            "checklists",
            "parameters",
            "references",
        ),
    ]


def assert_links_have_targets(pages: Pages) -> int:
    """Ids are unique on each page, and each link within and between them leads somewhere."""
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for name, html in (("report.html", pages.report), ("supplement.html", pages.supplement)):
        found = read(html)
        own = [str(attributes["id"]) for _, attributes in found.all("id")]
        assert len(own) == len(set(own))
        ids[name] = set(own)
        links += [(name, str(a["href"])) for _, a in found.all("href")]
    inner = [
        (link.partition("#")[0] or page, link.partition("#")[2])
        for page, link in links
        if link.startswith("#") or link.partition("#")[0] in ids
    ]
    assert [(page, anchor) for page, anchor in inner if anchor and anchor not in ids[page]] == []
    return len(inner)


def test_ids_are_unique_and_every_link_has_its_target(plan: Plan, tables: dict[str, pd.DataFrame]):
    assert assert_links_have_targets(both(plan, tables)) > 60


def test_each_page_leads_to_the_other(plan: Plan, tables: dict[str, pd.DataFrame]):
    pages = both(plan, tables)
    assert "supplement.html#sensitivity" in pages.report
    assert "report.html" in pages.supplement


def test_references_of_attributes_have_their_target(page: Reader):
    ids = {attributes["id"] for _, attributes in page.all("id")}
    assert {attributes["aria-labelledby"] for _, attributes in page.all("aria-labelledby")} <= ids


def test_headings_skip_no_level(page: Reader):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 2
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_nothing_is_fetched(html: str, page: Reader, tables: dict[str, pd.DataFrame]):
    assert not list(page.all("src"))
    assert not [tag for tag, _ in page.elements if tag in ("link", "iframe", "img", "object")]
    assert "@import" not in html
    outside = {str(a["href"]) for _, a in page.all("href") if "//" in str(a["href"])}
    sources = set(tables["software"]["source"])
    assert all(address.startswith("https://doi.org/") for address in outside - sources)


def test_policy_allows_our_script_and_nothing_else(html: str):
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}';" in html
    assert html.count("default-src 'none';") == 2


def test_every_marker_and_contrast_is_answered(page: Reader, plan: Plan):
    text = "".join(page.text)
    for contrast in plan.contrasts:
        assert text.count(f"({plan.contrast_label(contrast)}") >= len(plan.markers)


def test_strata_show_no_p_within_a_group(page: Reader, tables: dict[str, pd.DataFrame]):
    from_strata = {
        attributes["data-column"]
        for attributes, _ in page.traced
        if attributes["data-table"] == "strata"
    }
    assert "estimate" in from_strata
    assert "p" not in from_strata


def test_note_and_description_come_first(page: Reader):
    text = "".join(page.text)
    assert text.index("The data are simulated.") < text.index("In tumor,")


def test_figures_have_their_alternative_text(page: Reader, plan: Plan):
    labels = [a["aria-label"] for tag, a in page.elements if tag == "svg"]
    small = [label for label in labels if label.startswith(tuple(plan.markers))]
    # Of each marker the leading question, the other contrasts, and the stratifier with groups.
    assert len(small) == len(plan.markers) * (len(plan.contrasts) + 1)
    of_figures = [label for label in labels if label not in small]
    # The answer is drawn by the page itself, in its own colors.
    drawn = [stem for stem in figure_stems(plan) if stem != "answer"]
    assert set(of_figures) == {f"About {stem}." for stem in drawn}
    assert all(a["role"] == "img" for tag, a in page.elements if tag == "svg")


def test_all_tables_and_figures_are_linked(page: Reader, tables: dict[str, pd.DataFrame]):
    links = {str(a["href"]) for _, a in page.all("href")}
    assert {f"{name}.csv" for name in tables} <= links
    assert {"results.xlsx", "run.json", "summary.txt", "figures/forest.pdf"} <= links


def test_words_that_overclaim_never_appear(page: Reader):
    text = " ".join("".join(page.text).split()).lower()
    for phrase in ("no difference", "proves", "trend toward", "significant in"):
        assert phrase not in text


def test_same_input_gives_the_same_page(html: str, plan: Plan, tables: dict[str, pd.DataFrame]):
    assert render(plan, tables) == html


def test_text_from_outside_is_shown_as_text():
    plan = make_plan(
        study={"note": NASTY, "description": NASTY},
        report={"title": NASTY, "contact": NASTY},
        markers=WITHOUT_OTHERS | {"CD25": {"label": NASTY}},
        contrasts={"il2_in_tumor": {"label": NASTY}},
    )
    tables = make_tables(plan, n=8)
    tables["problems"].loc[0, ["where", "what", "patient"]] = NASTY
    html = render(plan, tables)
    page = read(html)
    assert html.count("<script>") == 2
    assert [tag for tag, _ in page.elements].count("script") == 2
    text = "".join(page.text)
    assert text.count(NASTY) > 20
    names = [a for tag, a in page.elements if tag == "bdi"]
    assert names
    assert all(a["dir"] == "auto" for a in names)


@pytest.mark.parametrize("n", [2, 3])
def test_a_study_of_few_patients_says_what_it_cannot_answer(n: int):
    plan = make_plan(markers=WITHOUT_OTHERS)
    text = "".join(read(render(plan, make_tables(plan, n))).text)
    assert "What these data could not answer" in text
    assert "too few patients for any p of 0.05 or less" in text


def test_one_factor_one_marker_no_strata():
    plan = make_plan(
        patients=None,
        factors={"treatment": None},
        markers={"FOXP3": None, "CTLA-4": None, "Blimp-1": None, "Caspase-3": None}
        | {"CD25": {"expected": None}},
        contrasts={"il2_in_tumor": None, "il2_in_normal": None, "il2_tumor_minus_normal": None}
        | {"tumor_vs_normal": {"at": None}},
    )
    page = read(render(plan, make_tables(plan, 10)))
    text = "".join(page.text)
    assert "Each of 10 patients gave 2 samples: tissue (tumor, normal)." in text
    methods = text.split("Methods, for a paper")[1].split("In full, with every convention")[0]
    assert "signed-rank" in methods
    assert "adjusted" not in methods
    assert "strata" not in [a.get("id") for _, a in page.elements]


def sections(page: Reader) -> set[str]:
    return {str(a.get("id")) for tag, a in page.elements if tag == "section"}


def test_what_questions_the_results_stands_in_the_contents(page: Reader):
    links = [str(a["href"]) for _, a in page.all("href")]
    for name in ("equivalence", "sensitivity", "diagnostics", "mixed-model", "software"):
        assert f"#{name}" in links
        assert name in sections(page)
    assert "sensitivity-il2_in_tumor" in sections(page)
    assert "sensitivity-il2_in_normal" not in sections(page)


def test_a_table_that_is_absent_leaves_its_part_out(plan: Plan, tables: dict[str, pd.DataFrame]):
    kept = {name: table for name, table in tables.items() if name not in ROBUSTNESS}
    found = sections(read(render(plan, kept)))
    assert not {"equivalence", "sensitivity", "diagnostics", "mixed-model", "software"} & found
    one = sections(read(render(plan, kept | {"influence": tables["influence"]})))
    assert "sensitivity" in one
    assert "diagnostics" not in one


def test_a_plan_without_a_primary_contrast():
    plan = make_plan(contrasts={"il2_in_tumor": {"role": "secondary"}}, markers=WITHOUT_OTHERS)
    page = read(render(plan, make_tables(plan, 8, questioned=True)))
    assert "sensitivity" not in sections(page)
    text = " ".join("".join(page.text).split())
    # Without a primary contrast the programs are shown for every one that compares two samples.
    assert text.count("Where programs differ: ") == len(plan.contrasts) - 1


def test_two_patients_are_questioned_too():
    plan = make_plan(markers=WITHOUT_OTHERS)
    page = read(render(plan, make_tables(plan, 2, questioned=True)))
    text = " ".join("".join(page.text).split())
    assert "No patient left out alone moves an unadjusted p across 0.05." in text
    assert "nan" not in text.lower().split()


def test_markers_that_are_not_questioned_are_counted(plan: Plan, tables: dict[str, pd.DataFrame]):
    few = tables["sensitivity"][tables["sensitivity"]["marker"].isin(["CD25", "FOXP3"])]
    text = "".join(read(render(plan, tables | {"sensitivity": few.reset_index()})).text)
    assert "Computed for 2 of 5 markers, the first of the plan." in text


def test_a_disagreement_of_packages_stands_first_under_how_sure(
    plan: Plan, tables: dict[str, pd.DataFrame]
):
    row = {"quantity": "p_t", "table": "paired", "marker": "CD25", "contrast": "il2", "ours": 0.1}
    row |= {"theirs": 0.2, "package": "scipy", "version": "1.17.1", "why_not": ""}
    for digits, agrees, words in ((0, "no", "differs beyond rounding"), (9, "yes", "all agree")):
        known = pd.DataFrame([row | {"digits": digits, "agrees": agrees}])
        text = render(plan, tables | {"verification": known})
        section = text[text.index('id="how-sure-title"') :]
        assert words in section
        first = section[section.index("</h2>") + 5 :].lstrip()
        assert first.startswith('<p class="note disagrees">') == (agrees == "no")


def test_firm_and_fragile_lead_to_the_row_that_says_why(html: str):
    linked = re.findall(r'<a href="#(sure-[^"]+)">(?:firm|fragile)</a>', html)
    assert linked
    for anchor in linked:
        row = re.search(rf'<tr id="{re.escape(anchor)}">(.*?)</tr>', html, re.DOTALL)
        assert row is not None
        assert re.search(r">(firm|fragile)</td>", row[1])


def test_how_each_column_was_read_stands_in_the_report(html: str):
    assert "&lt;b&gt;CD25&lt;/b&gt; +IL2" in html
    assert "marker CD25, tumor, IL-2" in html


def test_a_margin_is_read_as_equivalence_only_where_it_is_declared(page: Reader):
    text = " ".join("".join(page.text).split())
    assert "±5 percentage points" in text
    plan = make_plan(markers=WITHOUT_OTHERS | {"CD25": {"equivalence_margin": None}})
    other = read(render(plan, make_tables(plan, 8, questioned=True)))
    assert "equivalence" not in sections(other)
    assert "so no result is read as equivalent" in " ".join("".join(other.text).split())


def test_a_plan_without_contrasts_still_has_a_page(tables: dict[str, pd.DataFrame]):
    plan = make_plan(contrasts=None, markers={"CD25": {"expected": None}})
    kept = {
        name: tables[name] for name in ("measurements", "patients", "problems", "baseline", "anova")
    }
    page = read(render(plan, kept))
    ids = [attributes.get("id") for tag, attributes in page.elements if tag == "section"]
    assert "effects" not in ids
    assert "methods" in ids


def test_a_problem_without_a_patient_names_none(plan: Plan):
    row = Row("problems", 0, {"severity": "note", "where": "Data!A1", "what": "so"})
    cells = problems_listing([row], plan).rows[0]
    assert cells[2] == ""


READ_ALOUD = ("title", "aria-label", "alt", "placeholder", "data-search", "data-chosen")


class Spoken(HTMLParser):
    """What a page says of its patients: text and attributes that are read, without names."""

    SPARED = ("bdi", "code", "style", "script", "text")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value or "" for name, value in attrs if name in READ_ALOUD]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not set(self.SPARED) & set(self.open):
            self.said.append(data)


def test_a_study_of_mice_speaks_of_mice_and_keeps_names_of_files_and_anchors(
    html: str, tables: dict[str, pd.DataFrame]
):
    note = "Simulated; no patient is real."
    called = make_plan(patients={"called": ["mouse", "mice"]}, study={"note": note})
    of_mice = render(called, tables)
    spoken = Spoken()
    spoken.feed(of_mice)
    said = [text for text in spoken.said if re.search(r"\bpatients?\b(?!\.csv)", text, re.I)]
    # The study's own sentence is a name; a column and a file keep theirs.
    assert [text for text in said if text != note] == []
    assert note in spoken.said
    whole = "".join(spoken.said)
    for words in ("Single mice", "each mouse", "property of the mice", "Chosen mouse", "Find mice"):
        assert words in whole
    for kept in ('id="patients"', 'href="#patients"', 'href="patients.csv">patients.csv<'):
        assert kept in of_mice
    scripts = re.compile(r"<script>.*?</script>", re.DOTALL)
    assert scripts.findall(of_mice) == scripts.findall(html)
    assert re.findall(r'\bid="[^"]*"', of_mice) == re.findall(r'\bid="[^"]*"', html)
