"""No output tells where, on which computer, or by whom it was made."""

import sys
import zipfile
from pathlib import Path

import pytest

from tests.faults.every import only_of_all
from tests.faults.private import identifying, told_by
from tests.workflow.conftest import OWN_CONFIG, Tree

pytestmark = pytest.mark.workflow


@pytest.mark.more
def test_no_output_tells_where_it_was_made(small, tmp_path):
    tree = small.clean.copy(tmp_path / "project")
    outside = tmp_path / "P01 Smith"
    outside.mkdir()
    (tree.path / "data/raw/nk.csv").rename(outside / "nk.csv")
    finished = tree.run(*OWN_CONFIG, "--config", f"spreadsheet={outside / 'nk.csv'}")
    assert finished.code == 0, finished.screen
    results = Tree(tree.path, "nk").results
    assert (results / "report.html").is_file()
    words = identifying(tmp_path, outside, tree.path, Path.home()) | {"Smith"}
    assert told_by(results, words) == {}


@pytest.mark.more
@only_of_all
def test_no_run_that_fails_tells_where_it_was(small, tmp_path):
    tree = small.clean.copy(tmp_path / "project")
    outside = tmp_path / "P01 Smith"
    outside.mkdir()
    sheet = outside / "nk.csv"
    whole = (tree.path / "data/raw/nk.csv").read_text(encoding="utf-8")
    words = identifying(tmp_path, outside, tree.path, Path.home(), Path(sys.prefix)) | {"Smith"}
    results = Tree(tree.path, "nk").results
    broken = tree.path / "src/explant/pages/headlines.py"
    text = broken.read_text(encoding="utf-8")
    fault = "\n\ndef headlines(plan, paired):\n    raise ZeroDivisionError(__file__)\n"
    for content, code, file in (
        (whole.replace(",NK,", ",NK,x", 1), text, "problems.csv"),
        ("\0" + whole, text, "problems.csv"),
        (whole, text + fault, "logs/report.log"),
    ):
        sheet.write_text(content, encoding="utf-8")
        broken.write_text(code, encoding="utf-8")
        finished = tree.run(*OWN_CONFIG, "--config", f"spreadsheet={sheet}")
        assert finished.code == 1, finished.screen
        assert (results / file).is_file()
        assert told_by(results, words) == {}


def test_what_is_told_is_found_also_where_it_is_packed(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("docProps/core.xml", "<creator>smith</creator>" * 100)
    (tmp_path / "b.json").write_text('{"path": "/home/smith/a"}', encoding="utf-8")
    (tmp_path / "c.csv").write_text("P01", encoding="utf-8")
    assert told_by(tmp_path, {"smith"}) == {"a.xlsx": {"smith"}, "b.json": {"smith"}}
