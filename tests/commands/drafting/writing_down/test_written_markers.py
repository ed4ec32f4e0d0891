import random
from pathlib import Path

import yaml

from explant.commands.drafting.building import recognise
from explant.commands.drafting.study import Measured
from explant.commands.drafting.writing_down.writing import draft_text
from explant.commands.drafting.writing_down.written_markers import short_names, together
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


def test_gates_are_labeled_without_the_path_that_all_share():
    names = ["Live/T/CD4+ | Median", "Live/T/CD8+/PD1+ | Count", "Live/T/CD4+/PD1+ | Count", "Age"]
    assert short_names(names) == {
        "Live/T/CD4+ | Median": "CD4+ | Median",
        "Live/T/CD8+/PD1+ | Count": "CD8+/PD1+ | Count",
        "Live/T/CD4+/PD1+ | Count": "CD4+/PD1+ | Count",
    }
    # A gate stays whole where it is all there is, and a name with a slash is no path.
    assert short_names(["CD4 | Median", "CD8 | Median"]) == {}
    assert short_names(["CD4/CD8 | ratio"]) == {}
    assert short_names(["CD4/CD8", "CD4/CD25"]) == {}


def test_a_channel_of_a_cytometer_is_no_unit(tmp_path):
    table = tmp_path / "export.csv"
    lines = ["Patient,Tissue,Live/CD4+ | Median (Comp-PE-A),Live/CD4+/CD25+ | Freq. of Parent (%)"]
    lines += [
        f"P{patient},{tissue},{900 + 7 * patient + shift},{20 + patient + shift}"
        for patient in range(1, 7)
        for shift, tissue in enumerate(("Tumor", "Normal"))
    ]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text, _ = draft_text(recognise(read_workbook(table), str(table), None), first_answer)
    plan, problems = validate(yaml.safe_load(text))
    assert plan is not None, problems
    assert [(plan.marker_label(name), each.unit) for name, each in plan.markers.items()] == [
        ("CD4+ | Median", "MFI"),
        ("CD4+/CD25+ | Freq. of Parent", "%"),
    ]
    read = ingest(table, plan).measurements
    assert len(read) == 24


def test_the_dose_of_a_treatment_is_no_unit(tmp_path):
    table = tmp_path / "export.csv"
    lines = ["Case,CD25 (%) control,CD25 (%) IL-2 (100 U/ml),IL-10 control,IL-10 IL-2 (100 U/ml)"]
    lines += [f"P{n},{20 + n},{30 + n},{40 + n},{50 + n}" for n in range(1, 8)]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text, _ = draft_text(recognise(read_workbook(table), str(table), None), first_answer)
    plan, problems = validate(yaml.safe_load(text))
    assert plan is not None, problems
    assert {each.unit for each in plan.markers.values()} <= {"%", ""}
