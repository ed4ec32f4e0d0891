"""What depends on a change reruns, and nothing else."""

import zipfile

import openpyxl
import pytest

pytestmark = pytest.mark.workflow

FIGURES = {"marker_figures", "overview_figures"}
SHOWN = {"completeness", *FIGURES, "workbook", "report"}
ANALYSED = {"analyse", *FIGURES, "workbook", "report"}
QUESTIONED = {"sensitivity", "overview_figures", "workbook", "report"}
RESULTS = ANALYSED | QUESTIONED
EVERYTHING = {"ingest", "completeness", *RESULTS}


def edit(tree, old, new, file="config/config.yaml"):
    path = tree.path / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_without_a_change_nothing_reruns(complete):
    assert complete.jobs_to_run() == set()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("  title: IL-2 in", "  title: Interleukin in", {"report"}, id="report title"),
        pytest.param("alpha: 0.05", "alpha: 0.01", ANALYSED, id="alpha"),
        pytest.param("  CD25:\n", '  CD25:\n    label: "CD25+"\n', SHOWN, id="a marker's label"),
        pytest.param("  CD25:\n", "  CD25:\n    scale: log2\n", EVERYTHING, id="a marker's scale"),
        pytest.param(
            "    at: {tissue: normal}",
            "    at: {tissue: tumor}",
            EVERYTHING,
            id="a contrast: ingest refuses one whose samples were never measured",
        ),
        pytest.param(
            "{early: [I, II], late: [III, IV]}",
            "{early: [I], late: [II, III, IV]}",
            EVERYTHING,
            id="a stratum's grouping",
        ),
        pytest.param(
            "compare: {treatment: [IL-2, control]}",
            "compare: {treatment: [control, IL-2]}",
            EVERYTHING,
            id="swapping two levels of a contrast",
        ),
        pytest.param("test: wilcoxon", "test: t", RESULTS, id="the declared test"),
        pytest.param("seed: 1", "seed: 2", RESULTS, id="the seed"),
        pytest.param(
            "gene: IL2RA\n",
            "gene: IL2RA\n    equivalence_margin: {tumor_vs_normal: 5}\n",
            ANALYSED,
            id="a margin",
        ),
        pytest.param(
            "gene: IL2RA", "gene: X", {"report"}, id="a gene, which only the report names"
        ),
        pytest.param(
            "headline: il2_in_tumor",
            "headline: tumor_vs_normal",
            {"overview_figures", "workbook", "report"},
            id="the headline, by which nothing is ranked where every marker has a panel",
        ),
        pytest.param("# The study.", "# Our study.", set(), id="a comment"),
    ],
)
def test_a_changed_config(complete, old, new, expected):
    edit(complete, old, new)
    assert complete.jobs_to_run() == expected


def test_swapping_the_levels_of_a_factor(complete):
    tumor = "      tumor: {label: Tumor, aliases: [T, tumour]}\n"
    normal = "      normal: {label: Adjacent normal, aliases: [N, adjacent normal]}\n"
    edit(complete, tumor + normal, normal + tumor)
    assert complete.jobs_to_run() == EVERYTHING


def test_swapping_two_values_of_one_section_is_a_change(complete):
    """Snakemake compares parameters as a set: two swapped values must not pass unseen."""
    edit(complete, "primary: holm", "primary: benjamini_hochberg")
    edit(complete, "secondary: benjamini_hochberg", "secondary: holm")
    assert complete.jobs_to_run() == ANALYSED


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("workflow/scripts/ingest.py", EVERYTHING),
        ("workflow/scripts/analyse.py", ANALYSED),
        ("workflow/scripts/sensitivity.py", QUESTIONED),
        ("workflow/scripts/workbook.py", {"workbook"}),
        ("workflow/scripts/report.py", {"report"}),
        ("src/explant/spreadsheet/values/cell_values.py", EVERYTHING),
        ("src/explant/statistics/one_sample/signed_rank.py", RESULTS),
        ("src/explant/statistics/levels/linear_mixed_model.py", QUESTIONED),
        ("src/explant/calibration/misses.csv", {"workbook", "report"}),
        ("src/explant/figures/overview/completeness.py", {"completeness", "workbook", "report"}),
        ("src/explant/figures/marker/marker_figure.py", {"marker_figures", "workbook", "report"}),
        ("src/explant/documents/workbook/table_sheets.py", {"workbook"}),
        ("src/explant/language/methods/topics.py", {"workbook", "report"}),
        ("src/explant/language/answers/sentences.py", {"report"}),
        ("src/explant/pages/templates/report.css", {"report"}),
    ],
)
def test_edited_code_reruns_its_users(complete, file, expected):
    comment = "\n/* edited */\n" if file.endswith(".css") else "\n# edited\n"
    with (complete.path / file).open("a", encoding="utf-8") as stream:
        stream.write(comment)
    assert complete.jobs_to_run() == expected


def test_a_workbook_saved_again_unchanged_reruns_nothing(complete):
    path = complete.path / "data" / "raw" / "il2_breast_example.xlsx"
    before = path.read_bytes()
    book = openpyxl.load_workbook(path)
    book.properties.title = "saved again"
    book.save(path)
    assert path.read_bytes() != before
    assert complete.jobs_to_run() == set()


def test_a_workbook_packed_differently_reruns_nothing(complete):
    path = complete.path / "data" / "raw" / "il2_breast_example.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert complete.jobs_to_run() == set()


def test_a_changed_cell_reruns_everything(complete):
    path = complete.path / "data" / "raw" / "il2_breast_example.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Measurements"]
    assert isinstance(sheet["D5"].value, float)
    sheet["D5"] = 30.1
    book.save(path)
    assert complete.jobs_to_run() == EVERYTHING


def test_the_jobs_of_a_dry_run_are_those_that_run(complete):
    edit(complete, "  title: IL-2 in", "  title: Interleukin in")
    before = complete.bytes_of("*.csv", "figures/*", "results.xlsx")
    finished = complete.run()
    assert finished.code == 0, finished.screen
    assert "Interleukin in" in (complete.results / "report.html").read_text(encoding="utf-8")
    assert complete.bytes_of("*.csv", "figures/*", "results.xlsx") == before
    assert complete.jobs_to_run() == set()
