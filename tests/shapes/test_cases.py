"""Files that failed once: none breaks the program, and those that are right stay so."""

import pytest

from tests.shapes.cases import RIGHT, files, folder, tried

CASES = folder()
PATHS = files(CASES) if CASES is not None else []


@pytest.mark.skipif(CASES is None, reason="EXPLANT_CASES names no folder")
def test_the_folder_holds_the_cases():
    assert {path.name for path in PATHS} <= RIGHT.keys()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_no_case_breaks_the_program(path):
    result = tried(path)
    assert not result.outcome.startswith("CRASH"), result.row
