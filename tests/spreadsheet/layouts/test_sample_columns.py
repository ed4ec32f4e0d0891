from explant.config.models import Plan
from explant.problems import errors
from explant.spreadsheet.ingest import ingest


def test_numbers_in_brackets_behind_value_are_those_of_replicates(tmp_path):
    path = tmp_path / "long.csv"
    rows = [f"{p},{t},CD25,1.5,2.5" for p in ("P1", "P2") for t in ("tumor", "normal")]
    path.write_text("\n".join(["Patient,Tissue,Marker,Value (1),Value (2)", *rows]))
    plan = Plan.model_validate(
        {
            "spreadsheet": {"path": path.name, "layout": "long"},
            "factors": {"tissue": {"levels": ["tumor", "normal"]}},
            "markers": {"CD25": {"unit": "%"}},
            "contrasts": {"asked": {"compare": {"tissue": ["tumor", "normal"]}}},
        }
    )
    found = ingest(path, plan)
    assert errors(found.problems) == []
    assert list(found.measurements["value"]) == [2.0] * 4
    assert list(found.measurements["replicates"]) == [2] * 4
