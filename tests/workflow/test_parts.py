"""A study that is analysed in parts, by the whole workflow."""

import pytest

from tests.workflow.conftest import COMPARED

pytestmark = [pytest.mark.workflow, pytest.mark.more]

SMALL = {"AT_ONCE = 20_000\n": "AT_ONCE = 100\n", "FEWEST_MARKERS = 10\n": "FEWEST_MARKERS = 1\n"}


def test_the_results_are_those_of_one_part(complete, tmp_path):
    tree = complete.copy(tmp_path / "explant")
    expected = tree.bytes_of(*COMPARED)
    size = tree.path / "src/explant/run/starting/scattering.py"
    text = size.read_text(encoding="utf-8")
    for usual, small in SMALL.items():
        assert usual in text
        text = text.replace(usual, small)
    size.write_text(text, encoding="utf-8")
    assert "analyse_part" not in complete.jobs_to_run()
    finished = tree.run("--forceall")
    assert finished.code == 0, finished.screen
    logs = sorted(file.name for file in tree.results.glob("logs/analyse_*.log"))
    assert len(logs) > 1
    assert logs[0] == f"analyse_1_of_{len(logs)}.log"
    assert tree.bytes_of(*COMPARED) == expected
    assert not list(tree.results.glob(".parts/*"))
    manifest = (tree.results / "manifest.json").read_text(encoding="utf-8")
    assert '".parts/' not in manifest.split('"steps"')[0]
    assert tree.jobs_to_run() == set()
