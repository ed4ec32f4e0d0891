import difflib
import json
from pathlib import Path

import pytest
import yaml

from explant.config.documentation import config_yaml, generated
from explant.config.model_study import MODEL_STUDY
from explant.config.models import Plan

CONFIG = Path(__file__).parents[2] / "config"
LEFT_OUT = {
    "Network",
    "SourceFile",
    "GeneListFile",
    "InteractionsFile",
    "GeneSetsFile",
    "InteractomeFile",
    "Summary",
}


@pytest.mark.parametrize("name", ["config.schema.json", "README.md"])
def test_generated_files_have_not_drifted(name):
    committed = (CONFIG / name).read_text(encoding="utf-8")
    drift = "\n".join(
        difflib.unified_diff(committed.splitlines(), generated()[name].splitlines(), lineterm="")
    )
    assert not drift, f"config/{name} is not what the models say; run `make config`\n{drift}"


def test_the_shipped_config_has_not_drifted():
    """A user edits config.yaml: then `git diff config/config.yaml` shows the user's own plan."""
    committed = (CONFIG / "config.yaml").read_text(encoding="utf-8")
    drift = "\n".join(
        difflib.unified_diff(
            committed.splitlines(), generated()["config.yaml"].splitlines(), lineterm=""
        )
    )
    assert not drift, (
        "config/config.yaml is not the shipped plan. If you edited it for your own study, that is "
        f"what this says; developers run `make config`.\n{drift}"
    )


def test_the_commented_config_reads_back_as_the_same_plan():
    assert Plan.model_validate(yaml.safe_load(config_yaml(MODEL_STUDY))) == Plan.model_validate(
        MODEL_STUDY
    )


def test_every_key_of_the_models_is_explained_in_the_config():
    text = config_yaml(MODEL_STUDY)

    # A section that is left out by default is explained in the list of keys.
    listed = (CONFIG / "README.md").read_text(encoding="utf-8")

    def keys(schema):
        for name, definition in schema["$defs"].items():
            for key, detail in definition.get("properties", {}).items():
                yield name, key, detail.get("description")

    for section, key, description in keys(Plan.model_json_schema()):
        assert description, f"{section}.{key} has no description"
        stands = f"{key}:" in text or (section in LEFT_OUT and f"| `{key}` |" in listed)
        assert stands, f"{section}.{key} does not stand in the config"


def test_the_schema_accepts_the_shipped_config_and_refuses_a_typing_error():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(generated()["config.schema.json"])
    shipped = yaml.safe_load(config_yaml(MODEL_STUDY))
    jsonschema.validate(shipped, schema)
    shipped["spreadsheet"]["sheeet"] = "A"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(shipped, schema)
