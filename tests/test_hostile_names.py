"""Names that look like markup, formulas or paths go through a whole study and stay names."""

import csv
import importlib.util
import io
import itertools
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from explant.config.models import Plan
from explant.figures.figure_kinds import KINDS, figure_stems, kind_named
from explant.figures.kit import saving
from explant.formulas import begins_formula
from explant.history.known import Known
from explant.run.steps.staging import Job
from explant.tables.columns import TABLES
from explant.tables.csv_files import read_csv
from tests.spreadsheet.builders import write
from tests.spreadsheet.fingerprints import fingerprint

SCRIPTS = Path(__file__).parents[1] / "workflow" / "scripts"
PATIENTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '=HYPERLINK("https://x.example","z")',
    "-P1",
    "+49",
    "@x",
    "＝1+1",
    "</text></svg><script>x</script>",
    "]]><!-- -->",
    "{{ 7*7 }}{% raw %}${x}",
    "$\\frac{1}{0}$ %s \\n",
    "سارا‌ئی 🧪 👩🏽‍🔬",
    'O\'Neil "Al" & Co; &lt;b&gt;',
    "a|b:c/d#e?f",
    "x" * 200,
    "P\x07\x1b[31m\ufffe1",
    "javascript:alert(1)",
]
MARKERS = ["../../x", "con", "<b>m</b>", "=1+1", "-->", '" onload="x', "نشانگر 🧪"]
LEVELS = [["<i>tumor</i>", "-normal"], ["=control", "+IL-2 ]]>"]]
CONTRASTS = {'<script>"a"</script>': "primary", "../=b": "secondary"}
STRATIFIER = "../<u>stage</u>"
BETWEEN = "='\"><svg onload=alert(2)>"
GROUPS = {"=early<script>": ["I"], '"late"': ["II"]}
TITLE = "</title><script>alert('t')</script>\x07"
LONG = 25
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]")


def plan_of(spreadsheet: Path) -> Plan:
    tissue, treatment = LEVELS
    first, second = CONTRASTS
    change = {"compare": {"a & <b>": treatment[::-1]}}
    return Plan.model_validate(
        {
            "study": {"name": "hostile", "description": TITLE, "note": TITLE},
            "report": {"title": TITLE, "contact": TITLE},
            "spreadsheet": {"path": spreadsheet.as_posix(), "layout": "one_row_per_sample"},
            "factors": {"=tissue": {"levels": tissue}, "a & <b>": {"levels": treatment}},
            "markers": {name: {"unit": "<u>"} for name in MARKERS},
            "contrasts": {
                first: {**change, "at": {"=tissue": tissue[0]}, "role": CONTRASTS[first]},
                second: {**change, "role": CONTRASTS[second]},
                BETWEEN: {"between": {STRATIFIER: list(GROUPS)}, "at": {"=tissue": tissue[0]}},
            },
            "patients": {
                "called": ["<b>mouse</b>", "=mice"],
                "strata": {STRATIFIER: {"kind": "ordered", "groups": GROUPS}},
                "covariates": {"-ward": ["-ward"]},
            },
            "inference": {"permutations": 1000},
        }
    )


def script(name: str):
    spec = importlib.util.spec_from_file_location(f"script_{name}", SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def dot() -> bytes:
    """The smallest picture."""
    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A study's folder: every step of the workflow, without Snakemake."""
    root = tmp_path_factory.mktemp("hostile")
    heading = ["Patient", "=tissue", "a & <b>", *MARKERS, STRATIFIER, "-ward"]
    rows = [heading]
    for number, patient in enumerate(PATIENTS):
        for place, levels in enumerate(itertools.product(*LEVELS)):
            values = [10 + (7 * number * (place + 1 + i)) % 23 for i in range(len(MARKERS))]
            rows.append([patient, *levels, *values, "I" if number % 2 else "II", "=ward"])
    # A gap, so that a problem names its patient.
    rows[1][3] = "ND"
    path = as_text(root / "<img src=x> & 'a'.xlsx", rows)
    plan = plan_of(path)
    results = root / "results"

    def running(step: str) -> Job:
        return Job(step, results)

    def files(*names: str) -> dict[str, Path]:
        return {name: results / f"{name}.csv" for name in names}

    read = files("measurements", "patients", "columns")
    script("ingest").main(
        path, plan, {**read, "source": results / "spreadsheet.json"},
        results / "problems.csv", results / "problems.xlsx", running("ingest"),
        fingerprint(path),
    )  # fmt: skip
    both = (read["measurements"], read["patients"], plan)
    first = files(
        *("differences", "paired", "between", "strata", "interactions", "anova", "baseline"),
        *("table_one", "flow", "cells"),
        *("equivalence", "trends"),
    )
    script("analyse").main(*both, first, running("analyse"))
    second = files(
        *("sensitivity", "influence", "robustness", "bounds", "mixed_models", "software"),
        *("diagnostics", "quantiles"),
    )
    script("sensitivity").main(*both, second, running("sensitivity"))
    asked = ("differences", "paired", "between", "interactions", "anova", "equivalence", "trends")
    again = files("verification")
    script("verification").main(
        files(*asked, "measurements", "patients"), plan, again["verification"],
        running("verification"),
    )  # fmt: skip
    tables = {**first, **second, **again, **read, **files("problems")}
    stems = figure_stems(plan)
    figures = [results / "figures" / f"{stem}.{end}" for stem in stems for end in saving.FORMATS]
    with pytest.MonkeyPatch.context() as patch:
        # The letters of these are drawn: nothing in them is text.
        patch.setitem(saving._WRITERS, "png", lambda *_: dot())
        patch.setitem(saving._WRITERS, "pdf", lambda *_: b"")
        for step in dict.fromkeys(kind.step for kind in KINDS):
            own = [file for file in figures if kind_named(file.stem).step == step]
            script("figures").main(tables, plan, step, own, running(step))
    pictures = [file for file in figures if file.suffix == ".png"]
    workbook = results / "results.xlsx"
    script("workbook").main(tables, pictures, plan, workbook, running("workbook"))
    outputs = {"report": "report.html", "supplement": "supplement.html"}
    outputs |= {"manuscript": "manuscript.docx", "prism": "prism.pzfx"}
    outputs |= {"summary": "summary.txt", "run": "run.json", "changes": "changes.csv"}
    drawings = [file for file in figures if file.suffix == ".svg"]
    script("report").main(
        tables, results / "spreadsheet.json", drawings, pictures, plan,
        {name: results / file for name, file in outputs.items()}, running("report"), Known(),
        tmp_path_factory.mktemp("templates") / "these",
    )  # fmt: skip
    return results


def as_text(path: Path, rows) -> Path:
    """A workbook of texts and numbers, with control characters as Excel writes them."""
    spelled = [
        [
            CONTROL.sub(lambda sign: f"_x{ord(sign[0]):04X}_", value)
            if isinstance(value, str)
            else value
            for value in row
        ]
        for row in rows
    ]
    write(path, {"Data": []})
    book = openpyxl.load_workbook(path)
    for row, values in enumerate(spelled, start=1):
        for column, value in enumerate(values, start=1):
            cell = book["Data"].cell(row, column, value)
            cell.data_type = "s" if isinstance(value, str) else "n"
    book.save(path)
    return path


class Page(HTMLParser):
    """Elements, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.within = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.within = tag

    def handle_endtag(self, tag):
        self.within = ""

    def handle_data(self, data):
        if self.within not in ("style", "script"):
            self.texts.append(data)


def test_every_patient_is_read_as_written(folder):
    table = read_csv(folder / "patients.csv")
    # But for characters that nobody sees.
    assert sorted(table["patient"]) == sorted(CONTROL.sub("", name) for name in PATIENTS)


@pytest.mark.parametrize("name", ["report", "supplement"])
def test_the_pages_show_names_as_text(folder, name):
    page = Page((folder / f"{name}.html").read_text(encoding="utf-8"))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 1
    assert not {"img", "iframe", "object", "embed", "link", "form", "base"} & set(tags)
    # Names within names: none of them has become an element.
    assert tags.count("title") == 1
    assert not {"b", "i", "u"} & set(tags)
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        address = attributes.get("href") or "#"
        assert re.fullmatch(
            r"(?:report\.html|supplement\.html)?#.*|[\w./%-]+|https://[^\"<>]*", address, re.DOTALL
        ), address
        assert ".." not in address or address.startswith("https://")
    shown = " ".join(" ".join(page.texts).split())
    assert CONTROL.sub("�", TITLE) in shown
    if name == "report":
        return
    names = [*MARKERS, *itertools.chain(*LEVELS), *GROUPS, *CONTRASTS, STRATIFIER]
    # Figures, which name every patient, cut long names.
    for name in [*names, *(name for name in PATIENTS if len(name) < LONG)]:
        assert " ".join(CONTROL.sub("", name).split()) in shown, name


def test_the_figures_show_names_as_text(folder):
    drawings = sorted((folder / "figures").glob("*.svg"))
    assert len(drawings) == len(MARKERS) + 6
    shown = ""
    for file in drawings:
        text = file.read_text(encoding="utf-8")
        assert "<script" not in text
        root = ET.fromstring(text)
        for element in root.iter():
            local = element.tag.rpartition("}")[2]
            assert local not in ("script", "image", "a", "foreignObject"), file.name
            assert not any(name.lower().startswith("on") for name in element.attrib)
        shown += "".join(root.itertext())
    for name in PATIENTS:
        if len(name) < LONG:
            assert CONTROL.sub("", name) in shown, name


def test_files_have_safe_names_in_their_own_folder(folder):
    names = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]
    names = [name for name in names if not name.startswith(".")]
    assert all(re.fullmatch(r"(figures/)?[A-Za-z0-9_-]+\.[a-z]+", name) for name in names), names
    outside = {file.name for file in folder.parent.iterdir()}
    assert outside == {"results", "<img src=x> & 'a'.xlsx"}


def test_no_cell_of_a_table_is_a_formula(folder):
    files = sorted(folder.glob("*.csv"))
    # A network study has tables of its own, and one that sums up curves.
    expected = {n for n in TABLES if not n.startswith("network_") and n != "curves"}
    assert {file.stem for file in files} == expected
    guarded = 0
    for file in files:
        with file.open(encoding="utf-8", newline="") as text:
            for value in itertools.chain(*csv.reader(text)):
                if begins_formula(value):
                    float(value)
                guarded += value.startswith("'")
    assert guarded > 100


@pytest.mark.parametrize("file", ["results.xlsx", "problems.xlsx"])
def test_no_cell_of_a_workbook_is_a_formula(folder, file):
    with zipfile.ZipFile(folder / file) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(name))
        assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in sheets)
        assert not any("external" in name.lower() for name in archive.namelist())
    texts = set()
    for sheet in openpyxl.load_workbook(folder / file):
        for cell in itertools.chain(*sheet.iter_rows()):
            assert cell.data_type != "f"
            if isinstance(cell.value, str):
                texts.add(cell.value)
                assert cell.data_type == "s"
                assert cell.quotePrefix or not begins_formula(cell.value)
    wanted = PATIENTS if file == "results.xlsx" else PATIENTS[:1]
    assert {CONTROL.sub("", name) for name in wanted} <= texts


def test_what_is_said_on_screen_and_in_the_record_is_text(folder):
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert list(record["config"]["markers"]) == MARKERS
    lines = (folder / "summary.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(MARKERS)
    assert not CONTROL.search("".join(lines))
