"""The spreadsheets are what their simulators write, and read without an error."""

import numpy as np
import openpyxl
import pytest

from explant.excel_files import file_bytes
from tests.examples.studies import (
    EVERY,
    LARGE,
    PROJECT,
    SMALL,
    read,
    simulator,
    spreadsheet,
)
from tests.spreadsheet.fingerprints import fingerprint

FLAWS = {
    "treg_expansion": ["'Blood counts'!I17"],
    "il1_blockade": [],
    "nk_dose": ["'NK cells'!C132", "'NK cells'!D139"],
    "nk_lysis": ["'Chromium release'!D55 'Chromium release'!D57 'Chromium release'!D59"],
    # A lost well of three is no warning.
    "nk_combination": [],
    "il2_source": ["Spleen!E25"],
}


@pytest.mark.parametrize("name", SMALL)
def test_the_simulator_writes_the_committed_spreadsheet(name, tmp_path):
    written = file_bytes(simulator(name).workbook())
    (tmp_path / "again.xlsx").write_bytes(written)
    assert fingerprint(tmp_path / "again.xlsx") == fingerprint(spreadsheet(name))
    assert file_bytes(simulator(name).workbook()) == written


def test_the_large_spreadsheet_is_the_one_that_was_simulated():
    """Its first patients: all of it takes half a minute to write and to read."""
    module = simulator(LARGE)
    assert spreadsheet(LARGE).stat().st_size < 3_000_000
    book = openpyxl.load_workbook(spreadsheet(LARGE), read_only=True)
    rows = list(book["Expression"].iter_rows(min_row=4, max_row=10, values_only=True))
    patients = list(book["Patients"].iter_rows(min_row=5, values_only=True))
    study = module.simulate(np.random.default_rng(module.SEED))
    assert rows[0] == ("Patient", "Tissue", *module.GENES.index)
    n = len(module.GENES)
    for at, row in enumerate(rows[1:]):
        drawn = study.measurements.iloc[at * n : (at + 1) * n]
        assert row[:2] == (drawn["patient"].iloc[0], drawn["tissue"].iloc[0])
        assert list(row[2:]) == [max(round(value), 1) for value in drawn["value"]]
    assert [(name, stage or "", t) for name, stage, t in patients] == [
        tuple(row) for row in study.patients.to_numpy()
    ]


@pytest.mark.parametrize("name", EVERY)
def test_the_sheet_says_that_it_is_simulated_and_what_is_true(name):
    book = openpyxl.load_workbook(spreadsheet(name), read_only=True)
    effects = simulator(name).TRUE_EFFECTS
    for sheet in book.worksheets:
        assert "SIMULATED DATA" in next(sheet.iter_rows(max_row=1, values_only=True))[0]
    lines = [row[:3] for row in book["Read me"].iter_rows(values_only=True)]
    heading = lines.index(("Marker", "Contrast", "True effect"))
    written = {(marker, contrast): value for marker, contrast, value in lines[heading + 1 :]}
    assert written == {key: pytest.approx(value, abs=1e-6) for key, value in effects.items()}


@pytest.mark.parametrize("name", SMALL)
def test_the_spreadsheet_reads_with_the_flaws_that_were_put_in(name):
    problems = [problem for problem in read(name).problems if problem.severity != "note"]
    assert {problem.severity for problem in problems} <= {"warning"}
    assert [problem.where for problem in problems] == FLAWS[name]


@pytest.mark.parametrize("name", SMALL)
def test_the_values_read_are_those_that_were_drawn(name):
    module = simulator(name)
    drawn = module.simulate(np.random.default_rng(module.SEED)).measurements
    keys = [column for column in drawn if column != "value"]
    own = set(drawn["marker"])
    table = read(name).measurements
    values = table[table["marker"].isin(own)].set_index(keys)["value"]
    both = drawn.set_index(keys)["value"].to_frame("drawn").join(values)
    # Three lost values at most; a well of three may be lost, which moves the mean of two.
    assert both["value"].isna().sum() <= 3
    known = both.dropna()
    assert np.allclose(known["value"], known["drawn"], rtol=0.02, atol=1.5)
    assert len(known) + 3 >= len(drawn)


def test_the_readme_tells_of_every_spreadsheet():
    text = (PROJECT / "data/raw/examples/README.md").read_text(encoding="utf-8")
    assert [line[3:-5] for line in text.splitlines() if line.endswith(".xlsx")] == list(EVERY)
