"""Random sheets: each is read as it was written, or refused.

The same ones in every run of the same code: 150 in ``make test``, two thousand in
``make test-more``; ``make fuzz`` reads others. Hypothesis draws some numbers from those written in
the imported modules, so that a run of other tests, or of changed code, may read other sheets: one
that is red there only is a mistake found, not a mistake made.
"""

import math

import pytest
from hypothesis import Phase, find, settings

from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.fuzz import Count, fuzzed, misreadings
from tests.spreadsheet.fuzz import cases as random_cases
from tests.spreadsheet.random_files import written

PLACES = ("implied", "combined", "split", "turned", "unnamed")


@pytest.mark.parametrize("cases", [150, pytest.param(2000, marks=pytest.mark.more)])
def test_every_value_of_a_random_sheet_lands_where_it_belongs_or_the_sheet_is_refused(cases):
    count = Count()
    fuzzed(cases, count, derandomize=True)()
    assert count.cases >= cases
    # A reader that refuses everything would pass: sheets without a risk have to be read, and
    # they have to be many.
    assert count.refused["sound"] == 0
    # Shares of 2,000 cases; of 150 they vary, so there three standard errors are allowed.
    margin = 0.0 if cases >= 2000 else 3.0
    assert count.read["sound"] > 0.3 * cases - margin * math.sqrt(0.3 * 0.7 * cases)
    assert count.read["risky"] > 0.05 * cases - margin * math.sqrt(0.05 * 0.95 * cases)
    # Levels implied, combined, in IDs; samples in columns; an ID without a heading.
    assert len(count.places) >= (len(PLACES) if cases >= 2000 else len(PLACES) - 1)
    assert count.read["damaged"]
    assert count.refused["damaged"] > 0.05 * cases - margin * math.sqrt(0.05 * 0.95 * cases)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A case without a risk, and what is read of it."""
    chosen = settings(database=None, phases=[Phase.generate])
    case = find(random_cases(), lambda case: not case.risks, settings=chosen)
    path = written(tmp_path_factory.mktemp("sound"), case.sheets, case.extension, **case.text)
    return case, ingest(path, Plan.model_validate(case.plan))


def test_the_comparison_sees_what_is_wrong(sound):
    case, found = sound
    assert misreadings(case, found) == []
    table = found.measurements
    wrongs = {
        "instead of": table.assign(value=table["value"].to_list()[::-1]),
        "comes from": table.assign(source=table["source"].to_list()[::-1]),
        "censored": table.assign(censored="below"),
        "replicates": table.assign(replicates=2),
        "below the limit": table.assign(replicates_below=2),
        "is missing": table.iloc[1:],
        "is invented": table.assign(patient="somebody"),
    }
    for words, wrong in wrongs.items():
        found.measurements.drop(found.measurements.index, inplace=True)
        changed = type(found)(wrong, found.patients, found.problems, found.columns)
        assert any(words in each for each in misreadings(case, changed)), words
