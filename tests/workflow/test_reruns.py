"""What depends on a change reruns, and nothing else.

Whether a step reruns follows from its parameters, which ``RUN.spec`` makes, and from the steps that
it reads. Both are taken here as the Snakefile has them, without a start of Snakemake. The tests
marked as workflow start it, and it finds the same.
"""

import os
import re
import shutil
import zipfile

import openpyxl
import pytest

from explant.config.loading import load_plan
from explant.figures.figure_kinds import kinds_of
from explant.history.freezes import Freeze, freeze_file, freezes_text
from explant.history.kept_plans import hash_of, kept
from explant.run.starting import checked_plan, startup
from tests.workflow.conftest import STUDY

FIGURES = {"marker_figures", "overview_figures"}
SHOWN = {"completeness", *FIGURES, "robustness_figures", "workbook", "report"}
ANALYSED = {"analyse", *FIGURES, "robustness_figures", "verification", "workbook", "report"}
QUESTIONED = {"sensitivity", "robustness_figures", "workbook", "report"}
RESULTS = ANALYSED | QUESTIONED
EVERYTHING = {"ingest", "completeness", *RESULTS}

# Rules that only some studies have are indented.
RULE = re.compile(r"^ *rule (\w+):\n(.*?)(?=^\S|^ *rule |\Z)", re.MULTILINE | re.DOTALL)
SPEC = re.compile(r'^ +spec=RUN\.spec\("(\w+)", "(\w+\.py)"\),$', re.MULTILINE)


def rules(tree, without=("network", "analyse_part")):
    """Text of each rule that has a script, by its name; the study has no network, and no parts."""
    files = sorted((tree.path / "workflow" / "rules").glob("*.smk"))
    # Many studies are this one's rules, each under another name.
    files = [file for file in files if file.stem not in {*without, "studies"}]
    found = [RULE.findall(file.read_text(encoding="utf-8")) for file in files]
    return {name: text for of_file in found for name, text in of_file if name not in without}


def makers(tree):
    """Rule that makes each table that figures are drawn from."""
    # Only a plan that sums up curves has their table.
    made = {"curves": "ingest"}
    for rule, listed in (("analyse", "TABLES"), ("sensitivity", "BESIDE")):
        text = (tree.path / "workflow" / "rules" / f"{rule}.smk").read_text(encoding="utf-8")
        names = re.search(rf"^{listed} = \[(.*?)\]", text, re.MULTILINE | re.DOTALL)[1]
        made |= dict.fromkeys(re.findall(r'"(\w+)"', names), rule)
    return made | dict.fromkeys(
        re.findall(r"^        (\w+)=", rules(tree)["ingest"], re.M), "ingest"
    )


def read_by_rule(text, made_by):
    """Rules whose files a rule reads."""
    read = text.split("    output:")[0]
    drawn = SHOWN - {"workbook", "report"} if "RUN.figures(" in read else set()
    tables = [
        table
        for step in re.findall(r'RUN\.drawn_from\("(\w+)"\)', read)
        for kind in kinds_of(step)
        for table in kind.drawn_from
    ]
    return drawn | {made_by[table] for table in tables} | set(re.findall(r"rules\.(\w+)\.", read))


def parameters(tree):
    """What ``RUN.spec`` gives each rule for the tree as it stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tree.path)
        patch.setattr(os, "environ", dict(os.environ))
        run = startup.begin(str(tree.path), [checked_plan.DEFAULT_CONFIG], {}, may_write=False)
        # As Snakemake keeps them: in another order they are others.
        return {
            name: repr(run.spec(*SPEC.search(text).groups())) for name, text in rules(tree).items()
        }


def to_rerun(tree, before):
    """Rules with other parameters than before, and those that read their files."""
    after = parameters(tree)
    found = {name for name, spec in after.items() if spec != before[name]}
    made_by = makers(tree)
    reads = {name: read_by_rule(text, made_by) for name, text in rules(tree).items()}
    while more := {name for name in reads if reads[name] & found} - found:
        found |= more
    return found


@pytest.fixture(scope="module")
def edited(project, tmp_path_factory):
    """One copy for all tests without Snakemake, which remembers what was computed of its code."""
    return project.copy(tmp_path_factory.mktemp("edited") / "explant")


@pytest.fixture(scope="module")
def before(edited):
    """The parameters of the shipped example."""
    return parameters(edited)


@pytest.fixture(scope="module")
def files(edited, project):
    """Each file of the copy, with the original and its time."""
    return [
        (edited.path / file.relative_to(project.path), file, file.stat().st_mtime_ns)
        for file in project.path.rglob("*")
        # No test edits the environment, whose links stay.
        if file.is_file() and ".venv" not in file.parts
    ]


@pytest.fixture
def tree(edited, before, files):
    """A project to edit; afterwards it is as it was."""
    yield edited
    for own, original, changed in files:
        if not own.is_file() or own.stat().st_mtime_ns != changed:
            shutil.copy2(original, own)


def edit(tree, old, new, file="config/config.yaml"):
    path = tree.path / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(tree, file):
    comment = "\n/* edited */\n" if file.endswith(".css") else "\n# edited\n"
    with (tree.path / file).open("a", encoding="utf-8") as stream:
        stream.write(comment)


def save_again(tree, change=lambda book: None):
    path = tree.path / "data" / "raw" / f"{STUDY}.xlsx"
    old = path.read_bytes()
    book = openpyxl.load_workbook(path)
    book.properties.title = "saved again"
    change(book)
    book.save(path)
    assert path.read_bytes() != old


def test_every_script_belongs_to_a_rule(project):
    scripts = {path.name for path in (project.path / "workflow" / "scripts").glob("*.py")}
    assert {SPEC.search(text)[2] for text in rules(project, without=()).values()} == scripts
    assert set(rules(project)) == EVERYTHING


def test_without_a_change_nothing_reruns(tree, before):
    assert to_rerun(tree, before) == set()


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
            {"overview_figures", "robustness_figures", "workbook", "report"},
            id="the headline, by which nothing is ranked where every marker has a panel",
        ),
        pytest.param("# The study.", "# Our study.", set(), id="a comment"),
    ],
)
def test_a_changed_config(tree, before, old, new, expected):
    edit(tree, old, new)
    assert to_rerun(tree, before) == expected


def test_swapping_the_levels_of_a_factor(tree, before):
    tumor = "      tumor: {label: Tumor, aliases: [T, tumour]}\n"
    normal = "      normal: {label: Adjacent normal, aliases: [N, adjacent normal]}\n"
    edit(tree, tumor + normal, normal + tumor)
    assert to_rerun(tree, before) == EVERYTHING


def swap_two_adjustments(tree):
    edit(tree, "primary: westfall_young", "primary: benjamini_hochberg")
    edit(tree, "secondary: benjamini_hochberg", "secondary: holm")


def test_swapping_two_values_of_one_section_is_a_change(tree, before):
    swap_two_adjustments(tree)
    assert to_rerun(tree, before) == ANALYSED


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
        ("src/explant/language/answers/sentences.py", {"workbook", "report"}),
        ("src/explant/pages/templates/report.css", {"report"}),
    ],
)
def test_edited_code_reruns_its_users(tree, before, file, expected):
    append(tree, file)
    assert to_rerun(tree, before) == expected


def test_a_freeze_of_the_plan_reruns_the_report_alone(tree, before):
    plan = kept(load_plan([tree.path / "config/config.yaml"]))
    freeze = Freeze("2026-11-01T10:00:00+00:00", plan, hash_of(plan), False, "")
    file = freeze_file(tree.path / "config/config.yaml")
    file.write_text(freezes_text([freeze]), encoding="utf-8")
    try:
        assert to_rerun(tree, before) == {"report"}
    finally:
        file.unlink()


def test_a_workbook_saved_again_unchanged_reruns_nothing(tree, before):
    save_again(tree)
    assert to_rerun(tree, before) == set()


def test_a_workbook_packed_differently_reruns_nothing(tree, before):
    path = tree.path / "data" / "raw" / f"{STUDY}.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert to_rerun(tree, before) == set()


def change_a_cell(book):
    assert isinstance(book["Measurements"]["D5"].value, float)
    book["Measurements"]["D5"] = 30.1


def test_a_changed_cell_reruns_everything(tree, before):
    save_again(tree, change_a_cell)
    assert to_rerun(tree, before) == EVERYTHING


# Snakemake itself, after a complete run.


def edit_the_report_and_save_again(tree):
    append(tree, "src/explant/pages/document.py")
    save_again(tree)


SEEN_BY_SNAKEMAKE = {
    # It compares parameters as a set: two swapped values must not pass unseen.
    "two values swapped": (swap_two_adjustments, ANALYSED),
    # Were the file of the spreadsheet compared by its bytes, all would run.
    "edited code, and the spreadsheet saved again": (edit_the_report_and_save_again, {"report"}),
}


@pytest.mark.workflow
@pytest.mark.parametrize("change", SEEN_BY_SNAKEMAKE)
def test_snakemake_finds_the_same(complete, before, change):
    make, expected = SEEN_BY_SNAKEMAKE[change]
    make(complete)
    assert to_rerun(complete, before) == expected
    assert complete.jobs_to_run() == expected


@pytest.mark.workflow
@pytest.mark.more
def test_the_jobs_of_a_dry_run_are_those_that_run(complete):
    edit(complete, "  title: IL-2 in", "  title: Interleukin in")
    before = complete.bytes_of("*.csv", "figures/*", "results.xlsx")
    finished = complete.run()
    assert finished.code == 0, finished.screen
    assert "Interleukin in" in (complete.results / "report.html").read_text(encoding="utf-8")
    after = complete.bytes_of("*.csv", "figures/*", "results.xlsx")
    # Written by the report, and about this change.
    assert b"report.title" in after.pop("changes.csv") != before.pop("changes.csv")
    assert after == before
    # Without a job, that is.
    assert complete.run().last_lines[-1].startswith("Nothing to do: the results are those of")
