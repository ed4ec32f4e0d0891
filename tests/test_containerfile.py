"""The Containerfile takes along what a run needs, and nothing that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
INSTRUCTIONS = [
    tuple(line.split(maxsplit=1)) for line in TEXT.splitlines() if line and not line.startswith("#")
]


def test_everything_that_is_copied_is_there_and_all_of_it_is_copied():
    copied = {
        source for name, rest in INSTRUCTIONS if name == "COPY" for source in rest.split()[:-1]
    }
    assert all((ROOT / source).exists() for source in copied)
    needed = {"Snakefile", "environment.yml", "profiles", "requirements.lock", "src", "workflow"}
    assert needed <= copied


def test_it_runs_the_workflow_in_the_mounted_folder():
    last = dict(INSTRUCTIONS)
    assert last["WORKDIR"] == "/study"
    assert '"--snakefile", "/opt/explant/Snakefile"' in last["ENTRYPOINT"]
    assert re.search(r"-v|--volume \"\$PWD\":/study", (ROOT / "docs/container.md").read_text())
    assert "--require-hashes" in TEXT
