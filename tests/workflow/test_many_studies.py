"""A folder of configs by one command: two studies, one with a mistake, one with a wrong sheet."""

from html import escape

import pytest

from tests.workflow.conftest import COMPARED, SMALL, Tree

pytestmark = [pytest.mark.workflow, pytest.mark.more]


def test_each_has_its_results_whatever_becomes_of_the_others(small, tmp_path):
    tree = small.clean.copy(tmp_path / "explant")
    folder = tree.path / "config/many"
    folder.mkdir()
    sheet = (tree.path / "data/raw/nk.csv").read_text(encoding="utf-8")
    wrong = sheet.replace("3,after,NK,", "3,after,NK,about ")
    (tree.path / "data/raw/wrong.csv").write_text(wrong, encoding="utf-8")
    other = SMALL.replace("test: t", "test: wilcoxon") + "study: {name: other one}\n"
    for name, text in {
        "nk": SMALL,
        "other": other,
        "mistake": SMALL.replace("markers:", "markerz:"),
        "wrong": SMALL.replace("nk.csv", "wrong.csv"),
    }.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    finished = tree.run("--config", "studies=config/many")
    assert finished.code == 1
    assert "Traceback" not in finished.screen
    assert finished.last_lines[-1] == "2 of 4 studies complete: results/index.html"
    assert '"markerz" is no key here' in finished.screen
    assert "wrong!D7" in finished.screen

    assert tree.bytes_of(*COMPARED) == small.expected
    assert (tree.path / "results/other one/report.html").is_file()
    assert not (tree.path / "results/wrong/report.html").exists()
    page = (tree.path / "results/index.html").read_text(encoding="utf-8")
    summary = (tree.results / "summary.txt").read_text(encoding="utf-8").strip()
    assert summary
    assert all(escape(line) in page for line in summary.splitlines())

    alone = Tree(tree.path, "nk")
    assert alone.jobs_to_run("--configfile", "config/many/nk.yaml") == set()
    for name in ("mistake", "wrong"):
        (folder / f"{name}.yaml").unlink()
    again = tree.run("--config", "studies=config/many")
    assert again.code == 0, again.screen
    assert "Nothing to be done" in again.screen
    assert again.last_lines[-1] == "2 of 2 studies complete: results/index.html"

    # From another folder by --directory; and a study may be called as a variable of the rules.
    mine = folder / "nk.yaml"
    mine.write_text(SMALL + "study: {name: rules}\n", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    to_it = ("--snakefile", str(tree.path / "Snakefile"), "--directory", str(tree.path))
    away = Tree(tmp_path / "elsewhere").run(*to_it, "--config", "studies=config/many")
    assert away.code == 0, away.screen
    assert away.last_lines[-1] == "2 of 2 studies complete: results/index.html"
    assert 'href="rules/report.html"' in (tree.path / "results/index.html").read_text("utf-8")
    assert not any((tmp_path / "elsewhere").iterdir())
