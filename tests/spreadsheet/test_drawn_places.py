"""The sheets that docs/designs.md draws, with one line for each cell, are read as it says."""

import re

import pytest
import yaml
from openpyxl import Workbook
from openpyxl.utils import column_index_from_string

from explant.config.loading import validate
from explant.problems import errors
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.test_places import SECTION

DRAWN = re.findall(r"```text\n(.*?)```\n\n```yml\n(.*?)```", SECTION, flags=re.DOTALL)
VALUES = {
    "key: {sheet: Samples": [25.2, 13.8, 24.3, 19.1],
    "patient_within": [12.5, 13.3, 24.3, 25.2],
    "split: {Mouse": [12.5, 13.3, 24.3, 25.2],
    "patients_sheet: Data!E1": [25.2, 13.3, 24.3, 14.0],
    "patient: title above": [25.2, 13.3, 24.3, 14.0, 19.1, 15.2],
    "sheet: Labels": [25.2, 13.3, 24.3, 14.0],
    "name of the sheet": [25.2, 24.3, 13.8, 19.1],
    "Tumor tissue": [25.2, 24.3, 13.3, 14.0],
    "arm: {column: Patient": [25.2, 13.8, 24.3, 19.1],
    "odd_rows: {row 3": [26.4, 15.5, 18.7, 15.6, 26.9, 15.4, 18.5, 13.9],
}
"""Values by a part of the config beside the drawing, in the drawing's order."""


def workbook(drawing: str) -> Workbook:
    """The cells of a drawing: each stands under the letter of its column."""
    lines = drawing.splitlines()
    names = [(0, "Data")]
    if "sheet " in lines[0]:
        names = [(match.start(), match[1]) for match in re.finditer(r"sheet (\S+)", lines.pop(0))]
    book = Workbook()
    book.remove(book.active)
    letters = [(match.start(), match[0]) for match in re.finditer(r"[A-Z]", lines[0])]
    for (start, name), end in zip(names, [n for n, _ in names[1:]] + [999], strict=True):
        sheet = book.create_sheet(name)
        own = [(at, letter) for at, letter in letters if start <= at < end]
        for line in lines[1:]:
            number = re.match(r"\d+", line[start:])
            ends = [at for at, _ in own[1:]] + [end]
            for (at, letter), until in zip(own, ends, strict=True):
                text = line[at:until].strip()
                if number and text:
                    is_number = re.fullmatch(r"\d+(\.\d+)?", text)
                    value = yaml.safe_load(text) if is_number else text
                    sheet.cell(int(number[0]), column_index_from_string(letter), value)
    return book


@pytest.mark.parametrize(("drawing", "written"), DRAWN)
def test_a_drawn_sheet_is_read_as_the_page_says(tmp_path, drawing, written):
    path = tmp_path / "lab.xlsx"
    book = workbook(drawing)
    book.save(path)
    content = yaml.safe_load(written)
    content["spreadsheet"]["path"] = str(path)
    factors = content.get("factors")
    if factors is None and "key" in content["spreadsheet"]:
        treated = "Samples" in written
        name, levels = (
            ("treatment", ["control", "IL-2"]) if treated else ("tissue", ["tumor", "normal"])
        )
        content["factors"] = {name: {"levels": levels}}
    content.setdefault("markers", {"CD25": {"unit": "%"}})
    # The drawings show the first rows of a sheet: no question is asked of them.
    if not content.get("factors"):
        own = {"Group": {"kind": "unordered", "groups": {"PBS": ["PBS"], "BCG": ["BCG"]}}}
        strata = content.setdefault("patients", {}).setdefault("strata", own)
        ((name, grouping),) = strata.items()
        content["contrasts"] = {"asked": {"between": {name: list(grouping["groups"])}}}
    else:
        first, *others = content["factors"]
        levels = {name: list(each["levels"]) for name, each in content["factors"].items()}
        asked = {"compare": {first: levels[first][:2]}}
        content["contrasts"] = {"asked": asked | {"at": {o: levels[o][0] for o in others}}}
    plan, problems = validate(content)
    assert plan is not None, problems
    found = ingest(path, plan)
    told = errors(found.problems)
    assert told == []
    values = next(own for part, own in VALUES.items() if part in written)
    assert sorted(found.measurements["value"]) == sorted(values)


def test_every_drawing_is_known():
    assert len(DRAWN) == len(VALUES)
