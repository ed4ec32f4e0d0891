"""The manuscript: what it holds, that its figures can be heard, and that its bytes repeat."""

import io
import re

import docx
import pandas as pd
import pytest
from PIL import Image

from explant.config.models import Plan
from explant.figures.figure_kinds import figure_stems
from explant.pages.taken_along import for_paper
from tests.network.example import network_plan, network_tables
from tests.pages.designs import before_and_after
from tests.reported import RUN


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (400, 200), (200, 0, 0)).save(target, "PNG")
    return target.getvalue()


@pytest.fixture(scope="module")
def content(plan: Plan, tables: dict[str, pd.DataFrame]) -> bytes:
    stems = figure_stems(plan)
    return for_paper(
        plan, tables, dict.fromkeys(stems, png()), {stem: f"About {stem}." for stem in stems}, RUN
    )


@pytest.fixture(scope="module")
def document(content: bytes):
    return docx.Document(io.BytesIO(content))


def text_under(document, heading: str) -> str:
    said: list[str] = []
    inside = False
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            inside = paragraph.text == heading
        elif inside:
            said.append(paragraph.text)
    return " ".join(said)


def test_methods_and_results_have_the_usual_length(document):
    # The tables and legends follow the results without a heading of their own.
    methods = text_under(document, "Methods")
    assert 60 < len(methods.split()) <= 250
    results = text_under(document, "Results").split("Table 1.")[0]
    assert 10 < len(results.split()) <= 300


def test_tables_hold_patients_and_every_answer(
    document, plan: Plan, tables: dict[str, pd.DataFrame]
):
    first, results = document.tables
    n = len(tables["patients"])
    assert first.rows[0].cells[1].text == f"All (n = {n})"
    assert len(results.rows) == 1 + len(tables["paired"])
    shown = [[cell.text for cell in row.cells] for row in results.rows[1:]]
    assert {row[0] for row in shown} == {plan.marker_label(name) for name in plan.markers}
    assert all(re.fullmatch(r"[<>]? ?[\d.]+", row[5]) for row in shown)


def test_every_figure_has_its_legend_as_alternative_text(document, plan: Plan):
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    first = ["answer", *(f"marker_{name}" for name in plan.markers)]
    assert described[: len(first)] == [f"About {stem}." for stem in first]
    assert all(described)


def test_nothing_in_it_has_a_time_of_its_own(content: bytes, document, plan: Plan, tables):
    assert document.core_properties.author == "Explant"
    assert document.core_properties.created.year == 2000
    stems = figure_stems(plan)
    again = for_paper(
        plan, tables, dict.fromkeys(stems, png()), {stem: f"About {stem}." for stem in stems}, RUN
    )
    assert again == content


def test_a_network_study_is_told_in_methods_and_results():
    made = docx.Document(
        io.BytesIO(for_paper(network_plan(), network_tables(), {}, {}, {"versions": {}}))
    )
    methods, results = text_under(made, "Methods"), text_under(made, "Results")
    assert "Genes of the treatment (IL-2 signalling, WikiPathways, WP49" in methods
    assert "None of the 5 measured markers’ genes is among the shared genes." in results
    assert "Of 44 gene sets of Reactome, none was shown" in results


def test_questions_of_other_markers_have_their_rows_and_p_is_called_adjusted():
    own, made = before_and_after()
    whole = for_paper(own, made, {}, {}, RUN)
    results = docx.Document(io.BytesIO(whole)).tables[-1]
    found = [[cell.text for cell in row.cells] for row in results.rows]
    assert found[0][5] == "Adjusted p"
    assert {row[1] for row in found[1:]} == {own.contrast_label(name) for name in own.contrasts}
