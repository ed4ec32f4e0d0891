"""Every layout that a plan can declare is read, recognised and drafted."""

import runpy

import pytest

from explant.config.models import sheet_layout
from explant.spreadsheet.layouts import known_layouts
from explant.spreadsheet.layouts.known_layouts import KNOWN, layout_with
from tests.spreadsheet.shapes import SHAPES


@pytest.mark.parametrize("name", KNOWN)
def test_the_tests_of_reader_and_draft_have_a_table_of_each_layout(name):
    assert name in {make().layout for make in SHAPES.values()}


def test_a_layout_of_the_config_that_nothing_reads_is_refused_at_once(monkeypatch):
    words = sheet_layout.LayoutWords("one column a patient")
    monkeypatch.setitem(sheet_layout.LAYOUTS, "one_column_per_patient", words)
    with pytest.raises(TypeError, match="one_column_per_patient"):
        runpy.run_path(known_layouts.__file__)


@pytest.mark.parametrize("name", KNOWN)
def test_a_draft_can_propose_each_layout(name):
    layout = KNOWN[name]
    assert layout_with(markers=layout.markers, levels=layout.levels) == name
