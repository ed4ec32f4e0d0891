import pytest

from explant.spreadsheet.structure.joined_headings import Vocabulary
from tests.spreadsheet.builders import plan_of

PLAN = plan_of(
    markers={"CD25 MFI": {"unit": "MFI"}, "CTLA-4": {"unit": "%", "column": ["CTLA-4", "CTLA4"]}}
)
WORDS = Vocabulary(PLAN)


@pytest.mark.parametrize(
    ("heading", "marker", "tissue", "treatment"),
    [
        ("CD25 Tumor IL-2", "CD25", "tumor", "IL-2"),
        ("CD25 T +IL2 (%)", "CD25", "tumor", "IL-2"),
        ("CD25 Tumor +", "CD25", "tumor", "IL-2"),
        ("CD25 Tumor −", "CD25", "tumor", "control"),
        ("CD25 N-", "CD25", "normal", "control"),
        ("CD25 (T, rhIL-2)", "CD25", "tumor", "IL-2"),
        ("CD25 (% of CD4+) Tumor IL-2", "CD25", "tumor", "IL-2"),
        ("Normal / medium / CTLA4", "CTLA-4", "normal", "control"),
        ("CD25 Tumor IL-2 (10 ng/ml)", "CD25", "tumor", "IL-2"),
        ("CTLA-4_N_control", "CTLA-4", "normal", "control"),
        ("CD25 MFI tumor control", "CD25 MFI", "tumor", "control"),
        ("Tissue: tumor, treatment: IL-2, Blimp-1 MFI", "Blimp-1", "tumor", "IL-2"),
        ("blimp-1  TUMOR-IL-2", "Blimp-1", "tumor", "IL-2"),
    ],
)
def test_one_marker_and_one_level_of_each_factor(heading, marker, tissue, treatment):
    found = WORDS.understand(heading)
    assert found.doubt == ""
    assert found.complete(PLAN)
    assert found.marker == marker
    assert found.levels == {"tissue": tissue, "treatment": treatment}


@pytest.mark.parametrize(
    ("heading", "doubt"),
    [
        ("CD25 Tumor", "no level of treatment"),
        ("CD25", "no level of tissue and of treatment"),
        ("CD25 CTLA-4 Tumor IL-2", "several markers: CD25, CTLA-4"),
        ("CD25 Tumor Normal IL-2", "several levels of tissue"),
        ("CD25 Tumor no IL-2", '"no"'),
        ("CD25 Tumor without IL-2", '"without"'),
        ("CD25 Tumor (no IL-2)", '"no"'),
        ("CD25 Tumor (-IL2)", "may mean without il2"),
        ("CD25 Tumor -IL2", "may mean without il2"),
        ("CD25 Tumor IL-2 day 3", '"day", "3"'),
        ("CD25 Tumor IL-15", "no level of treatment"),
    ],
)
def test_doubts(heading, doubt):
    found = WORDS.understand(heading)
    assert doubt in found.doubt
    assert not found.complete(PLAN)


@pytest.mark.parametrize("heading", ["Date", "CD127 Tumor IL-2", "Notes", "Operator (T)"])
def test_headings_without_a_marker(heading):
    assert WORDS.understand(heading).marker is None


def test_columns_of_means_are_no_values():
    assert WORDS.understand("CD25 Tumor IL-2 SD").summary
