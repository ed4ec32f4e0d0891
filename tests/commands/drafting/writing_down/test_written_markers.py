import random
from pathlib import Path

import yaml

from explant.commands.drafting.building import recognise
from explant.commands.drafting.study import Measured
from explant.commands.drafting.writing_down.writing import draft_text
from explant.commands.drafting.writing_down.written_markers import together
from explant.config.loading import validate
from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.commands.drafts import first_answer


def sheet(folder: Path, genes: list[str]) -> Path:
    lines = [",".join(["Patient", "Tissue", *genes])]
    draw = random.Random(1)
    lines += [
        ",".join([f"P{patient}", tissue, *(f"{draw.uniform(20, 80):.2f}" for _ in genes)])
        for patient in range(1, 7)
        for tissue in ("Tumor", "Normal")
    ]
    path = folder / "genes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_many_markers_are_one_entry_that_reads_all_of_them(tmp_path):
    genes = [f"GENE{number}" for number in range(60)] + ["HLA-DRA", "on", "1e5"]
    path = sheet(tmp_path, [*genes, "Age (years)", "CD25 (%)"])
    text, _ = draft_text(recognise(read_workbook(path), str(path), None), first_answer)
    content = yaml.safe_load(text)
    (entry,) = [each for each in content["markers"].values() if "each_of" in each]
    assert entry["each_of"] == genes
    assert "CD25" in content["markers"]
    assert max(map(len, text.splitlines())) < 120
    plan, problems = validate(content)
    assert problems == []
    assert plan is not None
    found = ingest(path, plan)
    assert set(genes) <= set(found.measurements["marker"])
    assert len(found.measurements) == 12 * found.measurements["marker"].nunique()


def test_few_markers_or_those_with_remarks_have_entries_of_their_own():
    many = [Measured(f"G{number}", [], "A1") for number in range(30)]
    assert together(many[:29]) == [[each] for each in many[:29]]
    remarked = Measured("X", [], "B1", remarks=["Is it a marker?"])
    assert together([many[0], remarked, *many[1:]]) == [many, [remarked]]
