"""Cells with texts as long as a cell may hold: the time grows with the length, not its square."""

import time

import pytest
import yaml

from explant.commands.drafting.building import recognise
from explant.commands.drafting.writing_down.writing import draft_text
from explant.config.loading import validate
from explant.problems import ProblemsError
from explant.spreadsheet.files.safety import LONGEST_TEXT
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafts import first_answer

SECONDS = 5
PIECES = ("a", "1", "1,", "a@", "a.", "1..", "(", "µ", "1·10")


@pytest.mark.parametrize("ending", ["", "%", "@x.de"])
def test_long_texts_are_drafted_and_read_in_time(tmp_path, ending):
    # One column of properties for each kind of text, and each once among the values.
    texts = [(piece * LONGEST_TEXT)[: LONGEST_TEXT - len(ending)] + ending for piece in PIECES]
    lines = ["Patient,Tissue,CD25 (%)," + ",".join(f"p{i}" for i in range(len(texts)))]
    for place, text in enumerate(texts):
        properties = ",".join(f'"{each}"' for each in texts) if place < 3 else ""
        lines.append(f"P{place:02},Tumor,{10 + place},{properties}")
        lines.append(f'P{place:02},Normal,"{text}"')
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    before = time.process_time()
    if ending == "@x.de":
        with pytest.raises(ProblemsError, match="holds e-mail addresses"):
            recognise(read_workbook(path), "long.csv", None)
        assert time.process_time() - before < SECONDS
        return
    study = recognise(read_workbook(path), "long.csv", None)
    plan, _ = validate(yaml.safe_load(draft_text(study, first_answer)[0]), default_place="draft")
    assert plan is not None
    found = ingest(path, plan)
    assert time.process_time() - before < SECONDS
    assert "CD25" in plan.markers
    told = [problem.where for problem in found.problems if problem.severity == "error"]
    assert told
