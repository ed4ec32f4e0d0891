"""No output tells where, on which computer, or by whom it was made."""

import zipfile
from pathlib import Path

import pytest

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


def test_what_is_told_is_found_also_where_it_is_packed(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("docProps/core.xml", "<creator>smith</creator>" * 100)
    (tmp_path / "b.json").write_text('{"path": "/home/smith/a"}', encoding="utf-8")
    (tmp_path / "c.csv").write_text("P01", encoding="utf-8")
    assert told_by(tmp_path, {"smith"}) == {"a.xlsx": {"smith"}, "b.json": {"smith"}}
